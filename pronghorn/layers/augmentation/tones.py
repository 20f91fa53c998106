"""Images with other tones: sharper, blurred, fewer values, bright ones turned."""

from pronghorn import ops, random
from pronghorn.errors import wrong_argument
from pronghorn.layers.augmentation.base import RandomImages, lift, span
from pronghorn.ops import image

__all__ = [
    "AutoContrast",
    "RandomErasing",
    "RandomGaussianBlur",
    "RandomPosterization",
    "RandomSharpness",
    "Solarization",
]


class AutoContrast(RandomImages):
    """Stretches each channel of each image to the whole value range, also in prediction.

    A channel of one value stays as it is.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.AutoContrast()(ops.array([[[[10.0]], [[20.0]]]])).numpy().ravel().tolist()
        [0.0, 255.0]
    """

    def __init__(self, value_range=(0, 255), **kwargs):
        super().__init__(**kwargs)
        self._keep_range(value_range)

    settled = RandomImages.drawn

    def changed(self, images, choice):
        low, high = map(float, self.value_range)
        least = ops.min(images, (1, 2), keepdims=True)
        most = ops.max(images, (1, 2), keepdims=True)
        flat = ops.equal(least, most)
        scale = (high - low) / ops.where(flat, 1.0, most - least)
        return ops.where(flat, images, self._limited((images - least) * scale + low))


class Solarization(RandomImages):
    """Adds to pixels, then turns those above a threshold, while training.

    Args:
        addition_factor: the most added, or (least, most), as a share of the value range.
        threshold_factor: where the threshold lies at most, or (least, most), as such a share.
        value_range: of pixels.
    """

    def __init__(
        self,
        addition_factor=0.0,
        threshold_factor=0.0,
        value_range=(0, 255),
        seed=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        owner = "Solarization"
        self.addition_factor = span(owner, "addition_factor", addition_factor, 0, 1)
        self.threshold_factor = span(owner, "threshold_factor", threshold_factor, 0, 1)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        factors = self.addition_factor, self.threshold_factor
        return [self._drawn(images, *factor) * 255.0 for factor in factors]

    def changed(self, images, choice):
        added, limit = choice
        found = ops.clip(lift(images, self.value_range) + added, 0.0, 255.0)
        found = ops.where(ops.less(found, limit), found, 255.0 - found)
        return lift(found, self.value_range, back=True)


class RandomPosterization(RandomImages):
    """Keeps only the first bits of pixels while training.

    Args:
        factor: how many bits, from 1 to 8, or (least, most).
        value_range: of pixels.
    """

    def __init__(self, factor, value_range=(0, 255), data_format=None, seed=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        low, high = factor if isinstance(factor, list | tuple) else (1, factor)
        self.factor = span("RandomPosterization", "factor", (low, high), 1, 8)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        low, high = self.factor
        bits = ops.floor(self._drawn(images, float(low), float(high) + (low != high)))
        return ops.minimum(bits, float(high))

    def changed(self, images, choice):
        step = ops.exp2(8.0 - choice)
        whole = ops.floor(ops.clip(lift(images, self.value_range), 0.0, 255.0))
        return lift(ops.floor(whole / step) * step, self.value_range, back=True)


class RandomSharpness(RandomImages):
    """Blends images with smoothed ones, or moves away from those, while training.

    Args:
        factor: (least, most), from 0, which is smooth, over 1/2, which changes nothing, to 1; a
            single number is the most, and 0 the least.
        value_range: of pixels; results are kept inside.
    """

    def __init__(self, factor, value_range=(0, 255), data_format=None, seed=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("RandomSharpness", "factor", factor, 0, 1)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        return self._drawn(images, *self.factor)

    def changed(self, images, choice):
        height, width = images.shape[1:3]
        around = ops.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)))
        total = images * 4.0
        for row in range(3):
            for column in range(3):
                total = total + around[:, row : row + height, column : column + width]
        smooth = total * (1.0 / 13.0)
        return self._limited(images + (1.0 - choice * 2.0) * (smooth - images))


class RandomGaussianBlur(RandomImages):
    """Blurs some images while training; see `ops.image.gaussian_blur`.

    Args:
        factor: the share of images, or (least, most).
        kernel_size: width and height of the window, odd, or one number for both.
        sigma: the largest deviation, or (least, most), in pixels; drawn for each batch.
        value_range: of pixels; results are kept inside.
    """

    def __init__(
        self,
        factor=1.0,
        kernel_size=3,
        sigma=1.0,
        value_range=(0, 255),
        data_format=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        owner = "RandomGaussianBlur"
        self.factor = span(owner, "factor", factor, 0, 1)
        sizes = tuple(kernel_size) if isinstance(kernel_size, list | tuple) else (kernel_size,) * 2
        if len(sizes) != 2 or not all(isinstance(n, int) and n > 0 and n % 2 for n in sizes):
            raise wrong_argument(
                owner, "kernel_size", "an odd number, or two of them", kernel_size, 3
            )
        self.kernel_size = sizes
        self.sigma = span(owner, "sigma", sigma, 0.0, 100.0)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        low, high = self.sigma
        sigma = random.uniform((2,), low, high, self.compute_dtype, self.seed_generator) + 1e-6
        return sigma, self._chosen(images, self.factor)

    def changed(self, images, choice):
        sigma, chosen = choice
        blurred = image.gaussian_blur(images, self.kernel_size, sigma, "channels_last")
        return self._limited(ops.where(chosen, blurred, images))


class RandomErasing(RandomImages):
    """Fills a rectangle of some images while training, after Zhong et al., arXiv:1708.04896.

    Args:
        factor: the share of images, or (least, most).
        scale: the area of the rectangle, (least, most), as a share of the image.
        fill_value: of the rectangle; by default noise over the value range.
        value_range: of pixels.
    """

    def __init__(
        self,
        factor=1.0,
        scale=(0.02, 0.33),
        fill_value=None,
        value_range=(0, 255),
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("RandomErasing", "factor", factor, 0, 1)
        self.scale = span("RandomErasing", "scale", scale, 0, 1)
        self.fill_value = fill_value
        self._keep_range(value_range)
        self.seed = seed

    def _side(self, images, axis):
        """Which places along an axis lie in the rectangle."""
        size = ops.cast(images.shape[axis], "float32")
        length = ops.floor(ops.sqrt(self._drawn(images, *self.scale)) * size)
        return self._stretch(images, axis, length)

    def drawn(self, images):
        within = ops.logical_and(self._side(images, 1), self._side(images, 2))
        return ops.logical_and(within, self._chosen(images, self.factor))

    def changed(self, images, choice):
        if self.fill_value is not None:
            return ops.where(choice, ops.cast(self.fill_value, images.dtype), images)
        low, high = map(float, self.value_range)
        noise = random.normal(
            images.shape,
            (low + high) / 2,
            (high - low) / 4,
            self.compute_dtype,
            self.seed_generator,
        )
        return ops.where(choice, self._limited(noise), images)
