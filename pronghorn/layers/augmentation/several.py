"""Several changes of images, chosen at random for each batch."""

from pronghorn import arguments as checks
from pronghorn import ops, random
from pronghorn.layers.augmentation import colour, geometry, tones
from pronghorn.layers.augmentation.base import Several, span
from pronghorn.layers.augmentation.histograms import Equalization
from pronghorn.ops.image.warping import ORDERS

__all__ = ["AugMix", "RandAugment"]


class _Choosing(Several):
    """Does some of its `steps`, drawn at random, one after the other."""

    def _keep_steps(self, value_range, factor, interpolation, colours=True):
        owner = type(self).__name__
        self._keep_range(value_range)
        self.factor = factor = span(owner, "factor", factor, 0, 1)
        self.interpolation = checks.choice(owner, "interpolation", interpolation, tuple(ORDERS))
        moving, ranged = {"interpolation": interpolation}, {"value_range": value_range}
        kinds = [
            (geometry.RandomShear, {"x_factor": factor, "y_factor": factor, **moving}),
            (
                geometry.RandomTranslation,
                {"height_factor": factor, "width_factor": factor, **moving},
            ),
            (geometry.RandomRotation, {"factor": factor, **moving}),
            (
                tones.Solarization,
                {"addition_factor": factor, "threshold_factor": factor, **ranged},
            ),
            (tones.RandomPosterization, {"factor": max(1, int(8 * factor[1])), **ranged}),
            (tones.AutoContrast, ranged),
            (Equalization, ranged),
        ]
        coloured = [
            colour.RandomBrightness,
            colour.RandomColorDegeneration,
            colour.RandomContrast,
            tones.RandomSharpness,
        ]
        kinds += [(kind, {"factor": factor, **ranged}) for kind in coloured if colours]
        common = {"data_format": "channels_last", "dtype": self.dtype_policy}
        self.steps = [kind(**given, **common) for kind, given in kinds]

    def _one(self, which, parts, images):
        """The images changed by one of the steps; by none if `which` is their number."""
        branches = [
            lambda x, step=step, part=part: ops.cast(step.changed(x, part), x.dtype)
            for step, part in zip(self.steps, parts, strict=True)
        ]
        return ops.switch(which, [*branches, lambda x: x], images)


class RandAugment(_Choosing):
    """Changes images by `num_ops` of eleven layers, drawn for each batch, while training.

    They shear, translate, rotate, solarize, posterize, spread tones in two ways, and change
    brightness, colour, contrast and sharpness; after Cubuk et al. 2019, arXiv:1909.13719.

    Args:
        value_range: of pixels.
        num_ops: how many changes follow each other; one may be drawn again.
        factor: how strong they are at most, or (least, most), from 0 to 1.
        interpolation: "bilinear" or "nearest", of those that move pixels.
        seed: a whole number makes the same choices in every run.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandAugment(seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    def __init__(
        self,
        value_range=(0, 255),
        num_ops=2,
        factor=0.5,
        interpolation="bilinear",
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.num_ops = checks.positive_int("RandAugment", "num_ops", num_ops)
        self.seed = seed
        self._keep_steps(value_range, factor, interpolation)

    def drawn(self, images):
        count = (self.num_ops,)
        which = random.randint(count, 0, len(self.steps), "int32", self.seed_generator)
        return which, [step.drawn(images) for step in self.steps]

    def changed(self, images, choice):
        which, parts = choice
        return ops.fori_loop(0, self.num_ops, lambda n, x: self._one(which[n], parts, x), images)

    def _follow_steps(self, method, x, choice, *more):
        """What those of the steps that have a method make of something that belongs to images."""
        which, parts = choice
        branches = [
            (lambda x, step=step, part=part: getattr(step, method)(x, part, *more))
            if getattr(step, method)
            else lambda x: x
            for step, part in zip(self.steps, parts, strict=True)
        ]
        return ops.fori_loop(0, self.num_ops, lambda n, x: ops.switch(which[n], branches, x), x)

    def masked(self, masks, choice):
        return self._follow_steps("masked", masks, choice)

    def moved(self, bounding_boxes, choice, images):
        return self._follow_steps("moved", bounding_boxes, choice, images)


class AugMix(_Choosing):
    """Mixes images with versions of themselves, each changed by a chain of layers, while training.

    The layers are those of `RandAugment`. The shares of the chains, and of the images as they
    were, are drawn at random; after Hendrycks et al. 2020, arXiv:1912.02781.

    Args:
        value_range: of pixels; results are kept inside.
        num_chains: how many versions there are.
        chain_depth: how many changes follow each other at most.
        factor: how strong they are at most, or (least, most), from 0 to 1.
        alpha: the parameter of the distributions of the shares; small numbers leave one chain.
        all_ops: whether brightness, colour, contrast and sharpness are changed too.
        interpolation: "bilinear" or "nearest", of those layers that move pixels.
        seed: a whole number makes the same choices in every run.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.AugMix(seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    refused = ("bounding_boxes", "segmentation_masks")

    def __init__(
        self,
        value_range=(0, 255),
        num_chains=3,
        chain_depth=3,
        factor=0.3,
        alpha=1.0,
        all_ops=True,
        interpolation="bilinear",
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.num_chains = checks.positive_int("AugMix", "num_chains", num_chains)
        self.chain_depth = checks.positive_int("AugMix", "chain_depth", chain_depth)
        self.alpha = checks.above_zero("AugMix", "alpha", alpha)
        self.all_ops = bool(all_ops)
        self.seed = seed
        self._keep_steps(value_range, factor, interpolation, self.all_ops)

    def drawn(self, images):  # strengths are drawn for each change
        drawn = self.alpha, self.compute_dtype, self.seed_generator
        chains = random.gamma((self.num_chains,), *drawn)
        shares = chains / ops.maximum(ops.sum(chains), 1e-30)
        return shares, random.beta((), self.alpha, *drawn)

    def changed(self, images, choice):
        shares, whole = choice
        last = len(self.steps) + 1

        def turn(_, x):
            which = random.randint((), 0, last, "int32", self.seed_generator)
            return self._one(which, [step.drawn(x) for step in self.steps], x)

        def chain(n, total):
            return total + ops.fori_loop(0, self.chain_depth, turn, images) * shares[n]

        mixed = ops.fori_loop(0, self.num_chains, chain, ops.zeros_like(images))
        return self._limited(whole * images + (1.0 - whole) * mixed)
