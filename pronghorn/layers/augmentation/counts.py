"""Records whose images have equally many boxes."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.layers.augmentation.base import RandomImages
from pronghorn.layers.augmentation.rows import Rows

__all__ = ["MaxNumBoundingBoxes"]


class MaxNumBoundingBoxes(RandomImages):
    """Gives each image of a record `max_number` boxes: the first ones, and others to fill up.

    Args:
        max_number: how many boxes.
        fill_value: the four numbers of a box that fills up, and its label.

    Example:
        >>> from pronghorn import layers, ops
        >>> few = {"boxes": ops.ones((5, 2, 4)), "labels": ops.zeros((5, 2))}
        >>> given = {"images": ops.ones((5, 8, 8, 3)), "bounding_boxes": few}
        >>> layers.MaxNumBoundingBoxes(3)(given)["bounding_boxes"]["labels"][0].tolist()
        [0.0, 0.0, -1.0]
    """

    def __init__(self, max_number, fill_value=-1, **kwargs):
        super().__init__(**kwargs)
        self.max_number = checks.positive_int("MaxNumBoundingBoxes", "max_number", max_number)
        self.fill_value = int(fill_value)

    def call(self, inputs, training=True):  # the same in prediction
        if not isinstance(inputs, dict) or "bounding_boxes" not in inputs:
            return inputs
        rows = Rows(len(inputs["images"].shape) == 3, False)
        found = rows.boxes(self._called(), inputs["bounding_boxes"])
        filled = {name: rows.back(self._filled(each)) for name, each in found.items()}
        return {**inputs, "bounding_boxes": filled}

    def _filled(self, x):
        first = x[:, : self.max_number]
        missing = self.max_number - first.shape[1]
        ends = [(0, 0), (0, missing), *[(0, 0)] * (x.ndim - 2)]
        return ops.pad(first, ends, constant_values=self.fill_value)
