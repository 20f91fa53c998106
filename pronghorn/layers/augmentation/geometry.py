"""Images flipped, turned, moved, stretched and sheared at random."""

import math

from pronghorn import arguments as checks
from pronghorn import boxes, ops
from pronghorn.boxes.formats import parts
from pronghorn.layers.augmentation.base import RandomImages, span
from pronghorn.ops.image.warping import FILL_MODES, ORDERS, homography, project

__all__ = [
    "RandomFlip",
    "RandomPerspective",
    "RandomRotation",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
]


class RandomFlip(RandomImages):
    """Mirrors half of the images while training.

    Args:
        mode: `"horizontal"`, `"vertical"` or `"horizontal_and_vertical"`; with the last, each
            direction is drawn by itself.
        seed: a whole number makes the same choices in every run.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomFlip("horizontal", seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    written = "seed mode"

    def __init__(self, mode="horizontal_and_vertical", seed=None, data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        modes = ("horizontal", "vertical", "horizontal_and_vertical")
        self.mode = checks.choice("RandomFlip", "mode", mode, modes)
        self.seed = seed

    def drawn(self, images):
        """For each image whether it is mirrored, by the axis along which."""
        axes = {"horizontal": 2, "vertical": 1}
        return {axis: self._chosen(images, 0.5) for word, axis in axes.items() if word in self.mode}

    def changed(self, images, choice):
        for axis, chosen in choice.items():
            images = ops.where(chosen, ops.flip(images, axis), images)
        return images

    masked = changed

    def moved(self, bounding_boxes, choice, images):
        ends = list(parts("RandomFlip", bounding_boxes["boxes"]))
        for axis, chosen in choice.items():
            first = 2 - axis  # left and right, or top and bottom
            size = ops.cast(images.shape[axis], ends[0].dtype)
            chosen = ops.reshape(chosen, (-1, 1, 1))
            low, high = ends[first], ends[first + 2]
            ends[first] = ops.where(chosen, size - high, low)
            ends[first + 2] = ops.where(chosen, size - low, high)
        return {**bounding_boxes, "boxes": ops.concatenate(ends, -1)}


class _Warping(RandomImages):
    """A layer that reads images at other places: its choice is a map of the plane.

    That has six entries, for which the pixel (x, y) is read at (a x + b y + c, d x + e y + f), or
    eight, where both are divided by g x + h y + 1.
    """

    def _keep_reading(self, fill_mode, interpolation, fill_value):
        owner = type(self).__name__
        self.fill_mode = checks.choice(owner, "fill_mode", fill_mode, FILL_MODES)
        self.interpolation = checks.choice(owner, "interpolation", interpolation, tuple(ORDERS))
        self.fill_value = fill_value

    def changed(self, images, choice):
        return project(images, choice, self.interpolation, self.fill_mode, self.fill_value)

    def masked(self, masks, choice):
        return project(masks, choice, "nearest", self.fill_mode, self.fill_value)

    def moved(self, bounding_boxes, choice, images):  # what other layers take
        given = bounding_boxes["boxes"]
        found = boxes.projected(given, boxes.undone(choice))
        return {**bounding_boxes, "boxes": ops.cast(found, given.dtype)}

    def _amount(self, images, limits):
        return self._drawn(images, *limits, shape=(1, 1))


def _middle(images):
    """The point (x, y) in the middle of images."""
    height, width = images.shape[1:3]
    return (ops.divide(ops.cast(size - 1, "float32"), 2.0) for size in (width, height))


class RandomRotation(_Warping):
    """Turns images about their centre while training.

    Args:
        factor: the largest turn in either direction, or (least, most), as a share of the circle;
            positive is against the clock.
        fill_mode: what stands outside the image: `"reflect"`, `"wrap"`, `"constant"`,
            `"nearest"` or `"mirror"`.
        interpolation: `"bilinear"` or `"nearest"`.
        seed: a whole number makes the same choices in every run.
        fill_value: stands outside with `"constant"`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomRotation(0.1, seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    written = "factor fill_mode fill_value interpolation seed"

    def __init__(
        self,
        factor,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("RandomRotation", "factor", factor, -1.0, 1.0)
        self._keep_reading(fill_mode, interpolation, fill_value)
        self.seed = seed

    def drawn(self, images):
        angle = ops.multiply(self._amount(images, self.factor), 2 * math.pi)
        sine, cosine = ops.sin(angle), ops.cos(angle)
        x, y = _middle(images)
        return [
            cosine,
            ops.negative(sine),
            x - x * cosine + y * sine,
            sine,
            cosine,
            y - x * sine - y * cosine,
        ]


class RandomZoom(_Warping):
    """Stretches images about their centre while training.

    Args:
        height_factor: the largest change in either direction, or (least, most), as a share of the
            height; positive zooms out.
        width_factor: the same for the width; by default as the height, which keeps the shape.
        fill_mode, interpolation, seed, fill_value: as for `RandomRotation`.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomZoom(0.2, seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    def __init__(
        self,
        height_factor,
        width_factor=None,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._height = span("RandomZoom", "height_factor", height_factor, -1.0, 1.0)
        self._width = self._height
        if width_factor is not None:
            self._width = span("RandomZoom", "width_factor", width_factor, -1.0, 1.0)
        self._keep_reading(fill_mode, interpolation, fill_value)
        self.seed = seed

    def drawn(self, images):
        high = wide = self._amount(images, [1.0 + end for end in self._height])
        if self.width_factor is not None:
            wide = self._amount(images, [1.0 + end for end in self._width])
        x, y = _middle(images)
        return [wide, 0.0, x * (1.0 - wide), 0.0, high, y * (1.0 - high)]


class RandomTranslation(_Warping):
    """Moves images while training.

    Args:
        height_factor: the farthest move down or up, or (least, most), as a share of the height.
        width_factor: the same to the right or left, as a share of the width.
        fill_mode, interpolation, seed, fill_value: as for `RandomRotation`.

    Example:
        >>> from pronghorn import layers, ops
        >>> x = ops.reshape(ops.arange(4.0), (1, 1, 4, 1))
        >>> move = layers.RandomTranslation(0.0, (0.25, 0.25), fill_mode="constant")
        >>> move(x).numpy().ravel().tolist()
        [0.0, 0.0, 1.0, 2.0]
    """

    def __init__(
        self,
        height_factor,
        width_factor,
        fill_mode="reflect",
        interpolation="bilinear",
        seed=None,
        fill_value=0.0,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._height = span("RandomTranslation", "height_factor", height_factor, -1.0, 1.0)
        self._width = span("RandomTranslation", "width_factor", width_factor, -1.0, 1.0)
        self._keep_reading(fill_mode, interpolation, fill_value)
        self.seed = seed

    def drawn(self, images):
        height, width = (ops.cast(size, "float32") for size in images.shape[1:3])
        down = self._amount(images, self._height) * height
        right = self._amount(images, self._width) * width
        return [1.0, 0.0, ops.negative(right), 0.0, 1.0, ops.negative(down)]


class RandomPerspective(_Warping):
    """Shows some images as if from the side, while training.

    Args:
        factor: the share of images, or (least, most).
        scale: how far each corner moves at most, as twice the share of its distance to the upper
            left one, which stays; from 0 to 1.
        interpolation, seed: as for `RandomRotation`.
        fill_value: stands outside of the image.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomPerspective(seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    def __init__(
        self,
        factor=1.0,
        scale=1.0,
        interpolation="bilinear",
        fill_value=0.0,
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("RandomPerspective", "factor", factor, 0, 1)
        self.scale = checks.share("RandomPerspective", "scale", scale)
        self._keep_reading("constant", interpolation, fill_value)
        self.seed = seed

    def drawn(self, images):
        bottom, right = (ops.cast(size - 1, "float32") for size in images.shape[1:3])
        corners = ops.reshape(
            ops.stack([0.0, 0.0, right, 0.0, 0.0, bottom, right, bottom]), (1, 4, 2)
        )
        reach = self.scale / 2
        moved = corners * (1.0 + self._drawn(images, -reach, reach, shape=(4, 2)))
        chosen = self._chosen(images, self.factor)[..., 0]
        there = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
        return [
            ops.where(chosen, entry, same)
            for entry, same in zip(homography(corners, moved), there, strict=True)
        ]


class RandomShear(_Warping):
    """Slants images while training, half of them to either side.

    Args:
        x_factor: how far rows move for each pixel downwards: the most, or (least, most), 0 to 1.
        y_factor: how far columns move for each pixel to the right.
        fill_mode, interpolation, seed, fill_value: as for `RandomRotation`.
    """

    def __init__(
        self,
        x_factor=0.0,
        y_factor=0.0,
        interpolation="bilinear",
        fill_mode="reflect",
        fill_value=0.0,
        data_format=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.x_factor = span("RandomShear", "x_factor", x_factor, 0, 1)
        self.y_factor = span("RandomShear", "y_factor", y_factor, 0, 1)
        self._keep_reading(fill_mode, interpolation, fill_value)
        self.seed = seed

    def drawn(self, images):
        sign = ops.sign(ops.subtract(0.5, self._amount(images, (0.0, 1.0))))
        x, y = (self._amount(images, limits) * sign for limits in (self.x_factor, self.y_factor))
        return [1.0, x, 0.0, y, 1.0, 0.0]
