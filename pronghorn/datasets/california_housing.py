"""Prices of houses in California in 1990: 20 640 districts, 8 features (Pace and Barry 1997)."""

from pronghorn import arguments
from pronghorn.datasets.tables import table

__all__ = ["load_data"]

HASH = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"


def load_data(version="large", path="california_housing.npz", test_split=0.2, seed=113):
    """Features (rows, 8) and prices in dollars.

    Args:
        version: `"large"`, or `"small"` for the first 600 rows.
        path: the name of the file in the cache.
        test_split: the share of rows kept for testing.
        seed: of the random order.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.

    Raises:
        ValueError: for another version.
    """
    rows = {"large": None, "small": 600}
    size = arguments.choice("load_data", "version", version, tuple(rows))
    return table(path, "california_housing.npz", HASH, test_split, seed, rows[size])
