"""Images flipped, turned, moved, stretched and sheared at random."""

import math

from pronghorn import ops
from pronghorn.layers import arguments as checks
from pronghorn.layers.augmentation.base import RandomImages, span
from pronghorn.ops.image.warping import FILL_MODES, ORDERS, project

__all__ = ["RandomFlip", "RandomRotation", "RandomShear", "RandomTranslation", "RandomZoom"]


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
        super().__init__(**kwargs)
        modes = ("horizontal", "vertical", "horizontal_and_vertical")
        self.mode = checks.choice("RandomFlip", "mode", mode, modes)
        self._start(seed, data_format)

    def changed(self, images):
        for word, axis in (("horizontal", 2), ("vertical", 1)):
            if word in self.mode:
                turned = ops.flip(images, axis)
                images = ops.where(self._chosen(images, 0.5), turned, images)
        return images


class _Warping(RandomImages):
    """A layer that reads images at other places."""

    def _keep_reading(self, fill_mode, interpolation, fill_value):
        owner = type(self).__name__
        self.fill_mode = checks.choice(owner, "fill_mode", fill_mode, FILL_MODES)
        self.interpolation = checks.choice(owner, "interpolation", interpolation, tuple(ORDERS))
        self.fill_value = fill_value

    def changed(self, images):
        matrix = self.matrix(images)
        return project(images, matrix, self.interpolation, self.fill_mode, self.fill_value)

    def matrix(self, images):
        """Six entries: the pixel (x, y) is read at (a x + b y + c, d x + e y + f)."""
        raise NotImplementedError

    def _amount(self, images, limits):
        return self._drawn(images, *limits, shape=(1, 1))


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
        super().__init__(**kwargs)
        self.factor = span("RandomRotation", "factor", factor, -1.0, 1.0)
        self._keep_reading(fill_mode, interpolation, fill_value)
        self._start(seed, data_format)

    def matrix(self, images):
        angle = ops.multiply(self._amount(images, self.factor), 2 * math.pi)
        sine, cosine = ops.sin(angle), ops.cos(angle)
        height, width = images.shape[1:3]
        x, y = (ops.divide(ops.cast(size - 1, "float32"), 2.0) for size in (width, height))
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
        super().__init__(**kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._height = span("RandomZoom", "height_factor", height_factor, -1.0, 1.0)
        self._width = self._height
        if width_factor is not None:
            self._width = span("RandomZoom", "width_factor", width_factor, -1.0, 1.0)
        self._keep_reading(fill_mode, interpolation, fill_value)
        self._start(seed, data_format)

    def matrix(self, images):
        high = wide = self._amount(images, [1.0 + end for end in self._height])
        if self.width_factor is not None:
            wide = self._amount(images, [1.0 + end for end in self._width])
        height, width = images.shape[1:3]
        x, y = (ops.divide(ops.cast(size - 1, "float32"), 2.0) for size in (width, height))
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
        super().__init__(**kwargs)
        self.height_factor, self.width_factor = height_factor, width_factor
        self._height = span("RandomTranslation", "height_factor", height_factor, -1.0, 1.0)
        self._width = span("RandomTranslation", "width_factor", width_factor, -1.0, 1.0)
        self._keep_reading(fill_mode, interpolation, fill_value)
        self._start(seed, data_format)

    def matrix(self, images):
        height, width = (ops.cast(size, "float32") for size in images.shape[1:3])
        down = self._amount(images, self._height) * height
        right = self._amount(images, self._width) * width
        return [1.0, 0.0, ops.negative(right), 0.0, 1.0, ops.negative(down)]


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
        super().__init__(**kwargs)
        self.x_factor = span("RandomShear", "x_factor", x_factor, 0.0, 1.0)
        self.y_factor = span("RandomShear", "y_factor", y_factor, 0.0, 1.0)
        self._keep_reading(fill_mode, interpolation, fill_value)
        self._start(seed, data_format)

    def matrix(self, images):
        sign = ops.sign(ops.subtract(0.5, self._amount(images, (0.0, 1.0))))
        x, y = (self._amount(images, limits) * sign for limits in (self.x_factor, self.y_factor))
        return [1.0, x, 0.0, y, 1.0, 0.0]
