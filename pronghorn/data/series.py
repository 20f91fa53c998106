"""`TimeseriesGenerator` of Keras 2: batches of windows of a series, each with what comes next."""

import numpy as np

from pronghorn.data.py_dataset import PyDataset
from pronghorn.data.structure import check_lengths
from pronghorn.errors import wrong_argument

__all__ = ["TimeseriesGenerator"]


class TimeseriesGenerator(PyDataset):
    """The windows that end before each step, with the target at that step.

    Args:
        data: `(steps, ...)`.
        targets: one for each step of data.
        length: steps before the target that a window spans.
        sampling_rate: a window takes every so many of them.
        stride: steps from one window to the next.
        start_index, end_index: the first and the last step to be used.
        shuffle: whether windows are drawn at random, some of them again.
        reverse: whether windows run backwards.

    Example:
        >>> import numpy as np
        >>> from pronghorn.data.series import TimeseriesGenerator
        >>> x, y = TimeseriesGenerator(np.arange(9), np.arange(9), length=3, batch_size=2)[0]
        >>> x.tolist(), y.tolist()
        ([[0, 1, 2], [1, 2, 3]], [3, 4])
    """

    keeps_order = True

    def __init__(
        self,
        data,
        targets,
        length,
        sampling_rate=1,
        stride=1,
        start_index=0,
        end_index=None,
        shuffle=False,
        reverse=False,
        batch_size=128,
    ):
        super().__init__()
        self.data, self.targets = np.asarray(data), np.asarray(targets)
        check_lengths("data", len(self.data), "targets", len(self.targets))
        self.length, self.sampling_rate, self.stride = length, sampling_rate, stride
        self.start_index = start_index + length
        self.end_index = len(self.data) - 1 if end_index is None else end_index
        self.shuffle, self.reverse, self.batch_size = shuffle, reverse, batch_size
        if self.start_index > self.end_index:
            raise wrong_argument(
                "TimeseriesGenerator",
                "length",
                "below the {steps} steps of data",
                length,
                max(len(self.data) // 2, 1),
                steps=len(self.data),
            )

    def __len__(self):
        windows = self.end_index - self.start_index + self.stride
        return -(-windows // (self.batch_size * self.stride))

    def __getitem__(self, index):
        if not 0 <= index < len(self):  # so that `for` ends
            raise IndexError(index)
        if self.shuffle:
            ends = np.random.randint(self.start_index, self.end_index + 1, self.batch_size)
        else:
            begin = self.start_index + self.batch_size * self.stride * index
            end = min(begin + self.batch_size * self.stride, self.end_index + 1)
            ends = np.arange(begin, end, self.stride)
        offsets = np.arange(-self.length, 0, self.sampling_rate)
        x = self.data[ends[:, None] + offsets]
        return (x[:, ::-1] if self.reverse else x), self.targets[ends]
