"""Brightness, contrast and colours of images changed at random."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.config import epsilon
from pronghorn.layers.augmentation.base import RandomImages, Several, span
from pronghorn.ops import image

__all__ = [
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomSaturation",
]


class RandomContrast(RandomImages):
    """Moves pixels away from the mean of their image and channel, or towards it, while training.

    Args:
        factor: the largest change in either direction, or (most towards, most away); 1 doubles the
            distance, and towards it leaves nothing.
        value_range: of pixels; results are kept inside.
        seed: a whole number makes the same choices in every run.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomContrast(0.2, seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    def __init__(self, factor, value_range=(0, 255), seed=None, **kwargs):
        super().__init__(**kwargs)
        # A single number is as much towards the mean as away from it.
        both = (factor, factor) if isinstance(factor, int | float) else factor
        self.factor = span("RandomContrast", "factor", both, 0, 1)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        towards, away = self.factor
        return self._drawn(images, 1.0 - towards, 1.0 + away)

    def changed(self, images, choice):
        mean = ops.mean(images, (1, 2), keepdims=True)
        return self._limited((images - mean) * choice + mean)


class RandomBrightness(RandomImages):
    """Adds the same number to all pixels of an image while training.

    Args:
        factor: the most added or taken away, or (least, most), as a share of the value range.
        value_range: of pixels; results are kept inside.
        seed: a whole number makes the same choices in every run.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomBrightness((0.1, 0.1))(ops.zeros((1, 1, 1, 1))).item()
        25.5
    """

    def __init__(self, factor, value_range=(0, 255), seed=None, **kwargs):
        super().__init__(**kwargs)
        self.factor = span("RandomBrightness", "factor", factor, -1.0, 1.0)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        return self._drawn(images, *self.factor)

    def changed(self, images, choice):
        low, high = self.value_range
        return self._limited(images + choice * float(high - low))


class RandomGrayscale(RandomImages):
    """Takes the colour from a share `factor` of the images while training."""

    def __init__(self, factor=0.5, data_format=None, seed=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = checks.share("RandomGrayscale", "factor", factor)
        self.seed = seed

    def drawn(self, images):
        return self._chosen(images, self.factor)

    def changed(self, images, choice):
        grey = image.rgb_to_grayscale(images, "channels_last")
        return ops.where(choice, grey, images)


class RandomColorDegeneration(RandomImages):
    """Blends images with their grey versions while training.

    Args:
        factor: the largest share of grey, or (least, most), from 0 to 1.
        value_range: of pixels; results are kept inside.
    """

    def __init__(self, factor, value_range=(0, 255), data_format=None, seed=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("RandomColorDegeneration", "factor", factor, 0, 1)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        return self._drawn(images, *self.factor)

    def changed(self, images, choice):
        grey = image.rgb_to_grayscale(images, "channels_last")
        return self._limited(images + choice * (grey - images))


class RandomInvert(RandomImages):
    """Replaces x by the greatest value less x in some images while training.

    Args:
        factor: the share of images, or (least, most).
        value_range: of pixels.
    """

    def __init__(self, factor=1.0, value_range=(0, 255), seed=None, data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("RandomInvert", "factor", factor, 0, 1)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        return self._chosen(images, self.factor)

    def changed(self, images, choice):
        return ops.where(choice, float(self.value_range[1]) - images, images)


class RandomHue(RandomImages):
    """Turns the colour circle while training, half of the images to either side.

    Args:
        factor: the largest turn, or (least, most), from 0 to 1, which is half of the circle.
        value_range: of pixels.
    """

    def __init__(self, factor, value_range=(0, 255), data_format=None, seed=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("RandomHue", "factor", factor, 0, 1)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        sign = ops.sign(0.5 - self._drawn(images, 0.0, 1.0))
        return self._drawn(images, *self.factor) * sign * 0.5

    def changed(self, images, choice):
        low, high = map(float, self.value_range)
        hue, *others = ops.split(
            image.rgb_to_hsv((images - low) / (high - low), "channels_last"), 3, -1
        )
        hue = hue + choice
        colours = ops.concatenate([hue - ops.floor(hue), *others], -1)
        found = ops.clip(image.hsv_to_rgb(colours, "channels_last"), 0.0, 1.0)
        return found * (high - low) + low


class RandomSaturation(RandomImages):
    """Makes colours stronger or weaker while training.

    Args:
        factor: (least, most), from 0, which is grey, over 1/2, which changes nothing, to 1; a
            single number is the most, and 0 the least.
        value_range: of pixels.
    """

    def __init__(self, factor, value_range=(0, 255), data_format=None, seed=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("RandomSaturation", "factor", factor, 0, 1)
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        return self._drawn(images, *self.factor)

    def changed(self, images, choice):
        low, high = map(float, self.value_range)
        times = choice / (1.0 - choice + epsilon())
        hue, strength, value = ops.split(
            image.rgb_to_hsv((images - low) / (high - low), "channels_last"), 3, -1
        )
        colours = ops.concatenate([hue, ops.clip(strength * times, 0.0, 1.0), value], -1)
        return image.hsv_to_rgb(colours, "channels_last") * (high - low) + low


class RandomColorJitter(Several):
    """Brightness, contrast, saturation and hue one after the other, each if its factor is given.

    Args:
        value_range: of pixels.
        brightness_factor, contrast_factor, saturation_factor, hue_factor: those of
            `RandomBrightness`, `RandomContrast`, `RandomSaturation` and `RandomHue`.
    """

    def __init__(
        self,
        value_range=(0, 255),
        brightness_factor=None,
        contrast_factor=None,
        saturation_factor=None,
        hue_factor=None,
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self._keep_range(value_range)
        self.seed = seed
        self.brightness_factor = brightness_factor
        self.contrast_factor = contrast_factor
        self.saturation_factor = saturation_factor
        self.hue_factor = hue_factor
        kinds = {
            RandomBrightness: brightness_factor,
            RandomContrast: contrast_factor,
            RandomSaturation: saturation_factor,
            RandomHue: hue_factor,
        }
        self.steps = [
            kind(factor, value_range=value_range, seed=seed, dtype=self.dtype_policy)
            for kind, factor in kinds.items()
            if factor is not None
        ]

    def drawn(self, images):
        return [step.drawn(images) for step in self.steps]

    def changed(self, images, choice):
        for step, part in zip(self.steps, choice, strict=True):
            images = step.changed(images, part)
        return images
