"""CIFAR-10: 60 000 images of 32 by 32 pixels in ten classes (Krizhevsky 2009)."""

from pronghorn.datasets.cifar import batches

__all__ = ["load_data"]

HASH = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"


def load_data():
    """The images and their labels.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images (50000, 32, 32, 3) and (10000, 32, 32, 3),
        uint8 from 0 to 255, and labels (50000, 1) and (10000, 1): airplane, automobile, bird, cat,
        deer, dog, frog, horse, ship, truck.
    """
    files = [f"data_batch_{n}" for n in range(1, 6)], ["test_batch"]
    return batches("cifar-10-python.tar.gz", HASH, "cifar-10-batches-py", files, "labels")
