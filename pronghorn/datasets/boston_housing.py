"""Prices of houses around Boston: 506 places, 13 features (Harrison and Rubinfeld 1978).

One feature was derived from the share of Black inhabitants; `california_housing` is a table
without such a column.
"""

from pronghorn.datasets.tables import table

__all__ = ["load_data"]

HASH = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"


def load_data(path="boston_housing.npz", test_split=0.2, seed=113):
    """Features (rows, 13) and prices in 1000 dollars.

    Args:
        path: the name of the file in the cache.
        test_split: the share of rows kept for testing.
        seed: of the random order.

    Returns:
        `(x_train, y_train), (x_test, y_test)`.
    """
    return table(path, "boston_housing.npz", HASH, test_split, seed)
