"""Windows that slide over a series, as batches."""

import numpy as np

from pronghorn.data.dataset import Chain
from pronghorn.data.py_dataset import PyDataset
from pronghorn.errors import ArgumentError, DataError
from pronghorn.random import make_default_seed

__all__ = ["timeseries_dataset_from_array"]


def timeseries_dataset_from_array(
    data,
    targets,
    sequence_length,
    sequence_stride=1,
    sampling_rate=1,
    batch_size=128,
    shuffle=False,
    seed=None,
    start_index=None,
    end_index=None,
    format="tf",
):
    """Windows of a series, each with the target at its first step, as a data set.

    No window is copied before its batch is wanted.

    Args:
        data: `(steps, ...)`, one value or row of values a step.
        targets: one for each step at which a window begins; None for windows alone.
        sequence_length: steps taken into a window.
        sequence_stride: steps from the beginning of one window to that of the next.
        sampling_rate: a window takes every so many steps.
        batch_size: windows of a batch; None for single windows.
        shuffle: whether windows come in a random order, another one for every epoch.
        start_index, end_index: the stretch of the series to use.
        format: accepted for Keras' sake; the result is what `fit` takes.

    Raises:
        ArgumentError: for sizes below 1.
        DataError: for a stretch that holds no window.

    Example:
        >>> import numpy as np
        >>> from pronghorn import utils
        >>> x, y = utils.timeseries_dataset_from_array(np.arange(9), np.arange(9) + 3, 3)[0]
        >>> x[1], y[1]
        (array([1, 2, 3]), np.int64(4))
    """
    del format
    sizes = {
        "sequence_length": sequence_length,
        "sequence_stride": sequence_stride,
        "sampling_rate": sampling_rate,
        "batch_size": 1 if batch_size is None else batch_size,
    }
    for argument, size in sizes.items():
        if not isinstance(size, int | np.integer) or size < 1:
            owner = "timeseries_dataset_from_array"
            raise ArgumentError("M01", owner=owner, argument=argument, got=size)
    data = np.asarray(data)
    begin, end, _ = slice(start_index, end_index).indices(len(data))
    span = (sequence_length - 1) * sampling_rate + 1
    last = end - span + 1
    if targets is not None:
        targets = np.asarray(targets)
        last = min(last, len(targets))
    starts = np.arange(begin, last, sequence_stride)
    if not len(starts):
        steps = max(end - begin, 0)
        if steps < span:
            raise DataError("E63", span=span, steps=steps)
        raise DataError("E38", argument="targets from start_index", shape=targets[begin:].shape)
    seed = make_default_seed() if seed is None else seed
    draw = np.random.default_rng(seed) if shuffle else None
    offsets = np.arange(sequence_length) * sampling_rate
    return _Windows(data, targets, starts, offsets, batch_size, draw)


class _Windows(PyDataset, Chain):
    """The windows that begin at some steps."""

    keeps_order = True

    def __init__(self, data, targets, starts, offsets, batch_size, draw):
        super().__init__()
        self.data, self.targets = data, targets
        self.starts, self.offsets, self.batch_size = starts, offsets, batch_size
        self._draw = draw
        self.on_epoch_end()

    def __len__(self):
        return -(-len(self.starts) // (self.batch_size or 1))

    def __getitem__(self, index):
        if not 0 <= index < len(self):
            raise IndexError(index)
        if self.batch_size is None:
            starts = self.starts[index]
        else:
            starts = self.starts[index * self.batch_size :][: self.batch_size]
        x = self.data[np.add.outer(starts, self.offsets)]
        return x if self.targets is None else (x, self.targets[starts])

    @property
    def length(self):
        return len(self)

    def elements(self):
        yield from (self[index] for index in range(len(self)))
        self.on_epoch_end()

    def on_epoch_end(self):
        if self._draw is not None:
            self._draw.shuffle(self.starts)
