"""What the two data sets of houses have in common: rows in random order, cut in two."""

import numpy as np

from pronghorn.datasets.files import get_file
from pronghorn.errors import wrong_argument

__all__ = ["table"]

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


def table(path, name, digest, test_split, seed, rows=None):
    """Features and targets of a file, in the order that Keras' seed gives.

    Args:
        path: the name of the file in the cache.
        name, digest: of the file at its origin.
        rows: only so many of the first ones.
    """
    if not 0 <= test_split < 1:
        raise wrong_argument(
            "load_data", "test_split", "a number from 0 to less than 1", test_split, 0.2
        )
    with np.load(get_file(path, ORIGIN + name, file_hash=digest), allow_pickle=False) as arrays:
        x, y = arrays["x"][:rows], arrays["y"][:rows]
    order = np.random.RandomState(seed).permutation(len(x))
    x, y = x[order], y[order]
    cut = int(len(x) * (1 - test_split))
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])
