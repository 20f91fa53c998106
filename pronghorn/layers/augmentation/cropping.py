"""Images of another size: resized, or a part of them."""

from pronghorn import arguments as checks
from pronghorn import ops, random
from pronghorn.boxes.formats import parts
from pronghorn.layers.augmentation.base import RandomImages
from pronghorn.ops import image
from pronghorn.ops.image.layout import known_height_and_width
from pronghorn.ops.image.resizing import Frame, largest_part, smallest_frame

__all__ = ["CenterCrop", "RandomCrop", "Resizing"]


class _Framing(RandomImages):
    """Stretches a part of the images, which the choice names, to `height` and `width`."""

    def _keep_size(self, height, width):
        owner = type(self).__name__
        self.height = checks.positive_int(owner, "height", height)
        self.width = checks.positive_int(owner, "width", width)

    def moved(self, bounding_boxes, choice, images):  # what other layers take
        """Boxes in the frame, which is then stretched with what is in it."""
        left, top, right, bottom = parts(type(self).__name__, bounding_boxes["boxes"])
        corner = [ops.cast(edge, left.dtype) for edge in (choice.left, choice.top)]
        times = [
            self.width / ops.cast(choice.columns, left.dtype),
            self.height / ops.cast(choice.rows, left.dtype),
        ]
        ends = [
            (end - corner[n % 2]) * times[n % 2] for n, end in enumerate((left, top, right, bottom))
        ]
        return {**bounding_boxes, "boxes": ops.concatenate(ends, -1)}


class Resizing(_Framing):
    """Images of height `height` and width `width`; see `ops.image.resize` for the arguments.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Resizing(4, 6)(ops.ones((5, 8, 8, 3))).shape
        (5, 4, 6, 3)
    """

    def __init__(
        self,
        height,
        width,
        interpolation="bilinear",
        crop_to_aspect_ratio=False,
        pad_to_aspect_ratio=False,
        fill_mode="constant",
        fill_value=0.0,
        antialias=False,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self._keep_size(height, width)
        self.interpolation = checks.choice(
            "Resizing", "interpolation", interpolation, image.INTERPOLATIONS
        )
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = fill_mode
        self.fill_value = fill_value
        self.antialias = antialias

    def drawn(self, images):
        high, wide = images.shape[1:3]
        if self.crop_to_aspect_ratio:
            return largest_part(high, wide, self.height, self.width)
        if self.pad_to_aspect_ratio:
            return smallest_frame(high, wide, self.height, self.width)
        return Frame(0, 0, high, wide)

    settled = drawn

    def changed(self, images, choice):  # `resize` finds the same
        return self._resized(images, self.interpolation)

    def masked(self, masks, choice):
        return self._resized(masks, "nearest")

    def _resized(self, images, interpolation):
        return image.resize(
            images,
            (self.height, self.width),
            interpolation,
            self.antialias,
            self.crop_to_aspect_ratio,
            self.pad_to_aspect_ratio,
            self.fill_mode,
            self.fill_value,
            "channels_last",
        )


class _Crop(_Framing):
    def changed(self, images, choice):
        return self._cut(images, choice, "bilinear")

    def masked(self, masks, choice):
        return self._cut(masks, choice, "nearest")

    def _cut(self, images, choice, interpolation):
        size = (self.height, self.width)
        if (choice.rows, choice.columns) != size:
            return image.resize(
                images, size, interpolation, crop_to_aspect_ratio=True, data_format="channels_last"
            )
        start, shape = [0, choice.top, choice.left, 0], (images.shape[0], *size, images.shape[3])
        return ops.slice(images, start, shape)


class CenterCrop(_Crop):
    """The middle of images; of images smaller than that, the largest part of the same shape.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.CenterCrop(4, 6)(ops.ones((5, 8, 8, 3))).shape
        (5, 4, 6, 3)
    """

    def __init__(self, height, width, data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self._keep_size(height, width)

    def drawn(self, images):
        height, width = images.shape[1:3]
        top, left = (height - self.height) // 2, (width - self.width) // 2
        if all(not isinstance(gap, int) or gap >= 0 for gap in (top, left)):
            return Frame(top, left, self.height, self.width)
        return largest_part(height, width, self.height, self.width)

    settled = drawn


class RandomCrop(_Crop):
    """A part of the images, the same of all in a batch, drawn anew for every batch.

    In prediction, and of images smaller than that, it is the largest part of the same shape,
    resized.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomCrop(4, 6, seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 4, 6, 3)
    """

    def __init__(self, height, width, seed=None, data_format=None, name=None, **kwargs):
        super().__init__(name=name, data_format=data_format, **kwargs)
        self._keep_size(height, width)
        self.seed = seed

    def drawn(self, images):
        height, width = images.shape[1:3]
        known_height_and_width("RandomCrop", height, width)
        if not (height >= self.height and width >= self.width):
            return self.settled(images)
        start = [
            random.randint((), 0, size - wanted + 1, "int32", self.seed_generator)
            for size, wanted in ((height, self.height), (width, self.width))
        ]
        return Frame(*start, self.height, self.width)

    def settled(self, images):
        return largest_part(*images.shape[1:3], self.height, self.width)
