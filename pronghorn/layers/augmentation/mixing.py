"""Images mixed with others of their batch, and their labels with them."""

from pronghorn import arguments as checks
from pronghorn import ops, random
from pronghorn.dtypes import is_float
from pronghorn.errors import ShapeError
from pronghorn.layers.augmentation.base import RandomImages, span

__all__ = ["CutMix", "MixUp"]


class _Mixing(RandomImages):
    """The choice ends in a share for each image and the place in the batch of its partner."""

    def _order(self, images):
        places = ops.arange(images.shape[0], dtype="int32")
        return random.shuffle(places, seed=self.seed_generator)

    def labelled(self, labels, choice):
        """The share of each label, the rest of its partner's."""
        *_, share, order = choice
        if labels.ndim == 1 and not is_float(str(labels.dtype)):
            want = "labels of shape (images, classes), as keras.utils.to_categorical makes them"
            got = f"shape {tuple(labels.shape)}"
            raise ShapeError("S03", op=self._called(), want=want, got=got)
        labels = ops.cast(labels, self.compute_dtype)
        share = ops.reshape(share, (-1,) + (1,) * (labels.ndim - 1))
        return share * labels + (1.0 - share) * ops.take(labels, order, axis=0)


class MixUp(_Mixing):
    """Adds to each image another of its batch, in shares that sum to 1, while training.

    The shares are drawn from a beta distribution; after Zhang et al. 2018, arXiv:1710.09412.
    Labels are mixed in the same shares, and segmentation masks, which must be of one channel for
    each class; boxes are those of both images.

    Args:
        alpha: both parameters of the distribution; small numbers leave most images nearly alone.
        seed: a whole number makes the same choices in every run.

    Raises:
        ShapeError: if labels are class numbers, which have no mean.

    Example:
        >>> from pronghorn import layers, ops
        >>> record = {"images": ops.ones((2, 4, 4, 3)), "labels": ops.eye(2)}
        >>> mixed = layers.MixUp(seed=1)(record)
        >>> ops.sum(mixed["labels"], axis=-1).tolist()
        [1.0, 1.0]
    """

    def __init__(self, alpha=0.2, data_format=None, seed=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.alpha = checks.above_zero("MixUp", "alpha", alpha)
        self.seed = seed

    def drawn(self, images):
        count, alpha = (images.shape[0],), self.alpha
        share = random.beta(count, alpha, alpha, self.compute_dtype, self.seed_generator)
        return share, self._order(images)

    changed = masked = _Mixing.labelled

    def moved(self, bounding_boxes, choice, images):  # what other layers take
        _, order = choice
        return {
            name: ops.concatenate([each, ops.take(each, order, axis=0)], 1)
            for name, each in bounding_boxes.items()
        }


class CutMix(_Mixing):
    """Replaces a rectangle of each image by that of another of its batch, while training.

    The rectangle's share of the image is drawn from a beta distribution; after Yun et al. 2019,
    arXiv:1905.04899. Labels are mixed as the pixels are; segmentation masks are cut alike.

    Args:
        factor: both parameters of the distribution, at most, or (least, most); from 0 to 1.
        seed: a whole number makes the same choices in every run.

    Raises:
        ShapeError: if labels are class numbers, which have no mean.

    Example:
        >>> from pronghorn import layers, ops
        >>> record = {"images": ops.ones((2, 4, 4, 3)), "labels": ops.eye(2)}
        >>> mixed = layers.CutMix(seed=1)(record)
        >>> ops.sum(mixed["labels"], axis=-1).tolist()
        [1.0, 1.0]
    """

    refused = ("bounding_boxes",)

    def __init__(self, factor=1.0, seed=None, data_format=None, **kwargs):
        super().__init__(data_format=data_format, **kwargs)
        self.factor = span("CutMix", "factor", factor, 0, 1)
        self.seed = seed

    def drawn(self, images):
        # A distribution needs a parameter above 0.
        alpha = self._drawn(images[:1], *self.factor, shape=()) + 1e-6
        shape = (images.shape[0], 1, 1, 1)
        kept = random.beta(shape, alpha[0], alpha[0], self.compute_dtype, self.seed_generator)
        cut = True
        for axis in (1, 2):
            length = ops.sqrt(1.0 - kept) * ops.cast(images.shape[axis], "float32")
            cut = ops.logical_and(cut, self._stretch(images, axis, length))
        share = 1.0 - ops.mean(ops.cast(cut, self.compute_dtype), (1, 2, 3))
        return cut, share, self._order(images)

    def changed(self, images, choice):
        cut, _, order = choice
        return ops.where(cut, ops.take(images, order, axis=0), images)

    masked = changed
