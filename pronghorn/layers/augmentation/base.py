"""What layers that change images at random have in common."""

from pronghorn import arguments as checks
from pronghorn import boxes, dtypes, ops, random
from pronghorn.config import floatx
from pronghorn.errors import ArgumentError, ShapeError, wrong_argument
from pronghorn.layers.augmentation.rows import Rows
from pronghorn.layers.regularization import RandomLayer

__all__ = ["RandomImages", "Several", "lift", "span"]


def span(owner, argument, value, low, high, start=None):
    """The range (least, most) that `value`, a number or a pair, stands for.

    Args:
        low, high: what numbers may be.
        start: where the range of a single number begins; by default as far below 0.
    """
    pair = value if isinstance(value, list | tuple) else None
    if pair is None and isinstance(value, int | float) and not isinstance(value, bool):
        size = abs(value)
        pair = (max(low, -size) if start is None else start, size) if low <= value <= high else None
    good = pair is not None and len(pair) == 2 and all(low <= part <= high for part in pair)
    if not good:
        raise wrong_argument(
            owner,
            argument,
            "a number from {low} to {high}, or two of them",
            value,
            high / 2,
            low=low,
            high=high,
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

    A batch is changed by a choice: what `drawn` gives in training and `settled` in prediction,
    where None stands for nothing. `changed(images, choice)` says what it makes of images; `moved`,
    `masked` and `labelled` what it makes of boxes, segmentation masks and labels, which stay as
    they are in a layer that does not have them. There images and masks are rows with channels
    last, boxes of shape (rows, boxes, 4) are left, top, right, bottom in pixels.

    A record is a dict of "images" and any of "labels", "segmentation_masks" and
    "bounding_boxes", which is {"boxes": (rows, boxes, 4), "labels": (rows, boxes)}.
    """

    moved = masked = labelled = None
    refused = ()  # what in a record nobody can say the fate of
    seed = None  # where nothing is left to chance
    written = None  # its own arguments in the order in which Keras writes them, if not as here

    def __init__(self, bounding_box_format=None, data_format=None, **kwargs):
        super().__init__(**kwargs)
        owner = type(self).__name__
        if bounding_box_format is not None:
            checks.choice(owner, "bounding_box_format", bounding_box_format, boxes.FORMATS)
        self.bounding_box_format = bounding_box_format
        self.data_format = checks.data_format(owner, data_format)

    def _keep_range(self, value_range):
        pair = isinstance(value_range, list | tuple) and len(value_range) == 2
        if not pair or value_range[0] == value_range[1]:
            raise wrong_argument(
                self,
                "value_range",
                "the least and the greatest value of pixels",
                value_range,
                (0, 255),
            )
        self.value_range = tuple(sorted(value_range))

    def drawn(self, images):
        """What is to be done with these rows of images; nothing is left to chance here."""
        return ()

    def settled(self, images):  # what subclasses take
        """What is done in prediction."""
        return None

    def changed(self, images, choice):
        """The rows of images as they are to be."""
        raise NotImplementedError

    def call(self, inputs, training=True):
        record = inputs if isinstance(inputs, dict) else {"images": inputs}
        if "images" not in record:
            raise ArgumentError("M98", layer=self._called(), got=", ".join(map(repr, record)))
        images = ops.cast(record["images"], self.compute_dtype)
        if images.ndim not in (3, 4):
            shape = tuple(images.shape)
            raise ShapeError("M07", layer=self._called(), want="3 or 4", got=shape)
        rows = Rows(images.ndim == 3, self.data_format == "channels_first")
        before = rows.images(images)
        for name in self.refused:
            if name in record and training:
                raise ArgumentError("M46", layer=self._called(), name=name)
        choice = self.drawn(before) if training else self.settled(before)
        found = {**record, "images": images}
        if choice is not None:
            after = ops.cast(self.changed(before, choice), self.compute_dtype)
            found["images"] = rows.images_back(after)
            self._follow(found, choice, rows, before, after)
        return found if isinstance(inputs, dict) else found["images"]

    def _follow(self, record, choice, rows, before, after):
        """Does with what belongs to the images as was done with them."""
        if self.labelled and "labels" in record:
            labels = self.labelled(rows.labels(record["labels"]), choice)
            record["labels"] = rows.back(labels)
        if self.masked and "segmentation_masks" in record:
            masks = record["segmentation_masks"]
            record["segmentation_masks"] = rows.masks_back(
                self.masked(rows.masks(masks), choice), masks
            )
        if self.moved and "bounding_boxes" in record:
            record["bounding_boxes"] = self._boxes(
                record["bounding_boxes"], choice, rows, before, after
            )

    def _boxes(self, given, choice, rows, before, after):
        form = self.bounding_box_format
        if form is None:
            known = ", ".join(boxes.FORMATS)
            raise ArgumentError("M97", layer=self._called(), known=known)
        found = rows.boxes(self._called(), given)
        found = boxes.convert_format(found, form, "xyxy", *before.shape[1:3])
        found = self.moved(found, choice, before)
        found = boxes.clip_to_image_size(found, *after.shape[1:3])
        found = boxes.convert_format(found, "xyxy", form, *after.shape[1:3])
        return {name: rows.back(each) for name, each in found.items()}

    def _drawn(self, images, low, high, shape=(1, 1, 1)):
        """A number for each image, of a shape that broadcasts with it."""
        return self._uniform((images.shape[0], *shape), low, high)

    def _uniform(self, sizes, low, high):
        dtype = self.compute_dtype if dtypes.is_float(self.compute_dtype) else floatx()
        return random.uniform(sizes, low, high, dtype, self.seed_generator)

    def _chosen(self, images, share):
        """For each image whether it is one of a `share`, which is a number or (least, most)."""
        low, high = share if isinstance(share, tuple) else (share, share)
        wanted = self._drawn(images, low, high) if low != high else low
        return ops.less(self._drawn(images, 0.0, 1.0), wanted)

    def _stretch(self, images, axis, length):
        """Which places along an axis lie in a stretch, for each image beginning anywhere."""
        size = images.shape[axis]
        start = self._drawn(images, 0.0, 1.0) * (ops.cast(size, "float32") - length)
        shape = tuple(size if n == axis else 1 for n in range(4))
        places = ops.reshape(ops.arange(size, dtype="float32"), shape)
        return ops.logical_and(ops.greater_equal(places, start), ops.less(places, start + length))

    def _limited(self, images):
        return ops.clip(images, *map(float, self.value_range))

    def get_config(self):
        own = [name for name in self._parameters() if name != "data_format"]
        config = {**super().get_config(), "data_format": self.data_format}
        first = "data_format"
        if self.bounding_box_format is not None:
            config["bounding_box_format"] = self.bounding_box_format
            first = "data_format bounding_box_format"
        return checks.in_order(config, f"{first} {self.written or ' '.join(own)}")


class Several(RandomImages):
    """Changes images by several layers, its `steps`, which draw from its own stream."""

    def build(self, input_shape=None):
        super().build(input_shape)
        for step in self.steps:
            step.seed_generator = self.seed_generator
