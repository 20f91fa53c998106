"""One image and what belongs to it, or a batch of them, brought to one form and back."""

from typing import NamedTuple

from pronghorn import ops
from pronghorn.errors import ShapeError, wrong_argument

__all__ = ["Rows"]


class Rows(NamedTuple):
    """How a record was given: as `single` image or as a batch, with channels `first` or last."""

    single: bool
    first: bool

    def images(self, images):
        """Rows with channels last."""
        rows = ops.moveaxis(images, -3, -1) if self.first else images
        return self.labels(rows)

    def images_back(self, rows):
        """As the images were given."""
        images = self.back(rows)
        return ops.moveaxis(images, -1, -3) if self.first else images

    def masks(self, masks):
        """As images; masks may lack the axis of channels."""
        masks = ops.convert_to_tensor(masks)
        if masks.ndim == 4 - self.single:
            return self.images(masks)
        return ops.expand_dims(self.labels(masks), -1)

    def masks_back(self, rows, given):
        """As the masks were given."""
        if len(given.shape) == 4 - self.single:
            return self.images_back(rows)
        return self.back(ops.squeeze(rows, -1))

    def labels(self, labels):
        """Rows of labels, or of anything else."""
        return ops.expand_dims(labels, 0) if self.single else ops.convert_to_tensor(labels)

    def back(self, rows):
        """The inverse of `labels`."""
        return ops.squeeze(rows, 0) if self.single else rows

    def boxes(self, owner, given):
        """Rows of boxes and of their labels.

        Raises:
            ArgumentError: if they are not given as {"boxes": ..., "labels": ...}.
            ShapeError: if each image has not equally many boxes of four numbers.
        """
        if not isinstance(given, dict) or not {"boxes", "labels"} <= set(given):
            raise wrong_argument(
                owner,
                "bounding_boxes",
                "a dict of boxes and labels",
                sorted(given) if isinstance(given, dict) else type(given).__name__,
                '{"boxes": boxes, "labels": labels}',
            )
        shape = tuple(given["boxes"].shape)
        if len(shape) != 3 - self.single or shape[-1] != 4:
            want = "shape (boxes, 4)" if self.single else "shape (images, boxes, 4)"
            raise ShapeError("S03", op=f"{owner}, boxes", want=want, got=shape)
        return {name: self.labels(each) for name, each in given.items()}
