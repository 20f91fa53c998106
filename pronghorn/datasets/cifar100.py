"""CIFAR-100: 60 000 images of 32 by 32 pixels in 100 classes, or 20 (Krizhevsky 2009)."""

from pronghorn import arguments
from pronghorn.datasets.cifar import batches

__all__ = ["load_data"]

HASH = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"


def load_data(label_mode="fine"):
    """The images and their labels.

    Args:
        label_mode: `"fine"` for 100 classes, `"coarse"` for 20.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images (50000, 32, 32, 3) and (10000, 32, 32, 3),
        uint8 from 0 to 255, and labels (50000, 1) and (10000, 1).

    Raises:
        ValueError: for another `label_mode`.
    """
    arguments.choice("load_data", "label_mode", label_mode, ("fine", "coarse"))
    files, labels = (["train"], ["test"]), f"{label_mode}_labels"
    return batches("cifar-100-python.tar.gz", HASH, "cifar-100-python", files, labels)
