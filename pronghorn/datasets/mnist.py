"""Handwritten digits: 70 000 grey images of 28 by 28 pixels (LeCun, Cortes and Burges 1998)."""

import numpy as np

from pronghorn.datasets.files import get_file

__all__ = ["load_data"]

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
HASH = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"


def load_data(path="mnist.npz"):
    """The digits and their labels.

    Args:
        path: the name of the file in the cache.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images (60000, 28, 28) and (10000, 28, 28), uint8
        from 0 to 255, and labels from 0 to 9.
    """
    with np.load(get_file(path, ORIGIN, file_hash=HASH), allow_pickle=False) as arrays:
        return tuple((arrays[f"x_{part}"], arrays[f"y_{part}"]) for part in ("train", "test"))
