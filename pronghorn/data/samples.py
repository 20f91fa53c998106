"""Data sets of single samples, and one cut in two."""

import numpy as np

from pronghorn import tree
from pronghorn.data.dataset import stacked
from pronghorn.data.py_dataset import PyDataset
from pronghorn.data.structure import check_lengths
from pronghorn.errors import wrong_argument

__all__ = ["Samples", "split_dataset"]


class Samples:
    """Samples by number: `samples[n]`, `len(samples)`; `samples.batch(32)` is what `fit` takes.

    Args:
        take: a function of an array of numbers that returns these samples, stacked.
        numbers: which there are, in order.
    """

    def __init__(self, take, numbers):
        self._take = take
        self._numbers = numbers

    def __len__(self):
        return len(self._numbers)

    def __getitem__(self, index):
        number = self._numbers[index]
        return tree.map_structure(lambda array: array[0], self._take(number[None]))

    def __iter__(self):
        return (self[n] for n in range(len(self)))

    def cardinality(self):
        """How many samples there are."""
        return len(self)

    def batch(self, batch_size):
        """The samples in batches, as a `PyDataset`."""
        return _Batched(self._take, self._numbers, batch_size)


class _Batched(PyDataset):
    def __init__(self, take, numbers, batch_size):
        super().__init__()
        self._take, self._numbers, self._size = take, numbers, batch_size

    def __len__(self):
        return -(-len(self._numbers) // self._size)

    def __getitem__(self, index):
        if not 0 <= index < len(self):  # so that `for` ends
            raise IndexError(index)
        return self._take(self._numbers[index * self._size : (index + 1) * self._size])


def split_dataset(
    dataset, left_size=None, right_size=None, shuffle=False, seed=None, preferred_backend=None
):
    """The first and the last samples of a data set, as two.

    Args:
        dataset: an array; a tuple, list or dict of arrays of one length; or samples, as a map-style
            data set of PyTorch or an iterable such as `tf.data.Dataset` holds them.
        left_size: samples of the first, or their share; by default those that are not in the other.
        right_size: likewise of the second.
        shuffle: whether samples are put in a random order, drawn from `seed`, before.
        preferred_backend: accepted for Keras' sake; the parts are plain Python sequences.

    Returns:
        Two `Samples`.

    Raises:
        ArgumentError: for sizes that leave a part without samples, or exceed what there is.
        DataError: for arrays whose lengths differ.

    Example:
        >>> import numpy as np
        >>> from pronghorn import utils
        >>> x, y = np.arange(10.0).reshape(5, 2), np.arange(5)
        >>> left, right = utils.split_dataset((x, y), left_size=0.8)
        >>> len(left), right[0]
        (4, (array([8., 9.]), np.int64(4)))
        >>> [len(rows) for rows, _ in left.batch(3)]
        [3, 1]
    """
    del preferred_backend
    take, count = _samples(dataset)
    left, right = _sizes(left_size, right_size, count)
    numbers = np.arange(count)
    if shuffle:
        np.random.default_rng(seed).shuffle(numbers)
    return Samples(take, numbers[:left]), Samples(take, numbers[count - right :])


def _samples(dataset):
    """A function that stacks samples of these numbers, and how many there are."""
    if isinstance(dataset, tuple | list | dict) or hasattr(dataset, "__array__"):
        arrays = tree.map_structure(np.asarray, dataset)
        lengths = [len(array) for array in tree.flatten(arrays)]
        for n, length in enumerate(lengths):
            check_lengths("dataset[0]", lengths[0], f"dataset[{n}]", length)
        return lambda numbers: tree.map_structure(lambda a: a[numbers], arrays), lengths[0]
    if not (hasattr(dataset, "__len__") and hasattr(dataset, "__getitem__")):
        dataset = list(dataset)
    return lambda numbers: stacked([dataset[int(n)] for n in numbers]), len(dataset)


def _sizes(left, right, count):
    """Both sizes as numbers of samples."""
    if left is None and right is None:
        raise wrong_argument("split_dataset", "left_size", "given, unless right_size is", None, 0.8)
    for argument, size in (("left_size", left), ("right_size", right)):
        is_share = isinstance(size, float)
        if size is not None and not 0 < size < (1 if is_share else count):
            raise wrong_argument(
                "split_dataset",
                argument,
                "a share below 1, or a number below {count}",
                size,
                0.8,
                count=count,
            )
    found = [round(s * count) if isinstance(s, float) else s for s in (left, right)]
    left = count - found[1] if found[0] is None else found[0]
    right = count - found[0] if found[1] is None else found[1]
    if not left > 0 or not right > 0 or left + right > count:
        raise wrong_argument(
            "split_dataset",
            "left_size",
            "such that both parts of {count} samples hold some",
            left,
            0.8,
            count=count,
        )
    return left, right
