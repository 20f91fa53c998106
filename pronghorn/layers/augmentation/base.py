"""What layers that change images at random have in common."""

from pronghorn import ops, random
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.layers import arguments as checks
from pronghorn.layers.regularization import RandomLayer

__all__ = ["RandomImages", "lift", "span"]

# Where in a record of data a change of images would have to be followed, and is not.
_UNMOVED = ("bounding_boxes", "segmentation_masks")


def span(owner, argument, value, low, high, start=None):
    """The range (least, most) that `value`, a number or a pair, stands for.

    Args:
        low, high: what numbers may be.
        start: where the range of a single number begins; by default as far below 0.
    """
    pair = value if isinstance(value, list | tuple) else None
    if pair is None and isinstance(value, int | float) and not isinstance(value, bool):
        size = abs(value)
        pair = (max(-size, low) if start is None else start, size) if low <= value <= high else None
    good = pair is not None and len(pair) == 2 and all(low <= part <= high for part in pair)
    if not good:
        raise ArgumentError(
            "M16",
            owner=owner,
            argument=argument,
            want=f"a number from {low} to {high}, or two of them",
            got=value,
            example=high / 2,
        )
    return tuple(sorted(pair))


def lift(images, value_range, back=False):
    """Values of `value_range` brought to 0 .. 255, or back."""
    low, high = value_range
    if (low, high) == (0, 255):
        return images
    if back:
        return ops.add(ops.multiply(images, (high - low) / 255.0), low)
    return ops.multiply(ops.subtract(images, low), 255.0 / (high - low))


class RandomImages(RandomLayer):
    """Changes images while training: one, (height, width, channels), or rows of them.

    `changed(images)` says how, and `settled` what becomes of them in prediction; there images are
    rows with channels last. Of a record `{"images": ..., "labels": ...}` the images are changed.
    """

    settled = None  # nothing
    written = None  # its own arguments in the order in which Keras writes them, if not as here

    def _start(self, seed=None, data_format=None):
        self.seed = seed
        self.data_format = checks.data_format(type(self).__name__, data_format)

    def _keep_range(self, value_range):
        pair = isinstance(value_range, list | tuple) and len(value_range) == 2
        if not pair or value_range[0] == value_range[1]:
            raise ArgumentError(
                "M16",
                owner=type(self).__name__,
                argument="value_range",
                want="the least and the greatest value of pixels",
                got=value_range,
                example=(0, 255),
            )
        self.value_range = tuple(sorted(value_range))

    def call(self, inputs, training=True):
        if not isinstance(inputs, dict):
            return self._arranged(inputs, training)
        moved = [name for name in _UNMOVED if name in inputs]
        if moved:
            raise ArgumentError("M46", layer=self._called(), name=moved[0])
        images = self._arranged(inputs["images"], training)
        return {**inputs, "images": images}

    def _arranged(self, images, training):
        """The images as rows with channels last, changed, and arranged as before."""
        images = ops.cast(images, self.compute_dtype)
        if images.ndim not in (3, 4):
            shape = tuple(images.shape)
            raise ShapeError("M07", layer=self._called(), want="3 or 4", got=shape)
        change = self.changed if training else self.settled
        if change is None:
            return images
        first = self.data_format == "channels_first"
        single = images.ndim == 3
        rows = ops.moveaxis(images, -3, -1) if first else images
        rows = ops.expand_dims(rows, 0) if single else rows
        rows = ops.cast(change(rows), self.compute_dtype)
        rows = rows[0] if single else rows
        return ops.moveaxis(rows, -1, -3) if first else rows

    def changed(self, images):
        """The rows of images as they are to be."""
        raise NotImplementedError

    def _drawn(self, images, low, high, shape=(1, 1, 1)):
        """A number for each image, of a shape that broadcasts with it."""
        sizes = (images.shape[0], *shape)
        return random.uniform(sizes, low, high, self.compute_dtype, self.seed_generator)

    def _chosen(self, images, share):
        """For each image whether it is one of a `share`, which is a number or (least, most)."""
        low, high = share if isinstance(share, tuple) else (share, share)
        wanted = self._drawn(images, low, high) if low != high else low
        return ops.less(self._drawn(images, 0.0, 1.0), wanted)

    def _limited(self, images):
        return ops.clip(images, *map(float, self.value_range))

    def get_config(self):
        own = [name for name in self._parameters() if name != "data_format"]
        return checks.in_order(super().get_config(), f"data_format {self.written or ' '.join(own)}")
