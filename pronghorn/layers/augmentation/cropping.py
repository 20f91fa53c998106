"""Images of another size: resized, or a part of them."""

from pronghorn import ops, random
from pronghorn.layers import arguments as checks
from pronghorn.layers.augmentation.base import RandomImages
from pronghorn.ops import image

__all__ = ["CenterCrop", "RandomCrop", "Resizing"]


class Resizing(RandomImages):
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
        super().__init__(**kwargs)
        self.height = checks.positive_int("Resizing", "height", height)
        self.width = checks.positive_int("Resizing", "width", width)
        self.interpolation = checks.choice(
            "Resizing", "interpolation", interpolation, image.INTERPOLATIONS
        )
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = fill_mode
        self.fill_value = fill_value
        self.antialias = antialias
        self._start(None, data_format)

    def changed(self, images):
        return image.resize(
            images,
            (self.height, self.width),
            self.interpolation,
            self.antialias,
            self.crop_to_aspect_ratio,
            self.pad_to_aspect_ratio,
            self.fill_mode,
            self.fill_value,
            "channels_last",
        )

    settled = changed


class _Crop(RandomImages):
    def _keep_size(self, height, width):
        owner = type(self).__name__
        self.height = checks.positive_int(owner, "height", height)
        self.width = checks.positive_int(owner, "width", width)

    def _smart(self, images):
        """The largest part of the right shape, resized."""
        size = (self.height, self.width)
        return image.resize(images, size, crop_to_aspect_ratio=True, data_format="channels_last")


class CenterCrop(_Crop):
    """The middle of images; of images smaller than that, the largest part of the same shape.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.CenterCrop(4, 6)(ops.ones((5, 8, 8, 3))).shape
        (5, 4, 6, 3)
    """

    def __init__(self, height, width, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self._keep_size(height, width)
        self._start(None, data_format)

    def changed(self, images):
        height, width = images.shape[1:3]
        top, left = (height - self.height) // 2, (width - self.width) // 2
        if all(not isinstance(gap, int) or gap >= 0 for gap in (top, left)):
            return images[:, top : top + self.height, left : left + self.width]
        return self._smart(images)

    settled = changed


class RandomCrop(_Crop):
    """A part of the images, the same of all in a batch, drawn anew for every batch.

    In prediction, and of images not larger than that, it is the largest part of the same shape,
    resized.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomCrop(4, 6, seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 4, 6, 3)
    """

    def __init__(self, height, width, seed=None, data_format=None, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self._keep_size(height, width)
        self._start(seed, data_format)

    def changed(self, images):
        height, width = images.shape[1:3]
        if not (height > self.height and width > self.width):
            return self._smart(images)
        start = [
            random.randint((), 0, size - wanted + 1, "int32", self.seed_generator)
            for size, wanted in ((height, self.height), (width, self.width))
        ]
        rows, channels = images.shape[0], images.shape[3]
        return ops.slice(images, [0, *start, 0], (rows, self.height, self.width, channels))

    def settled(self, images):
        return self._smart(images)
