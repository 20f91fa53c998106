"""In which order an epoch takes its rows: as they stand, or by a stream of random orders."""

import numpy as np

from pronghorn.training.programs import shuffler

__all__ = ["Order"]


class Order:
    """The rows of one epoch after another, in one buffer that programs read.

    Args:
        compiled: owns the stream of random orders.
        rows: of the data.
        wanted: rows of an epoch. If it is not `rows`, epochs go on through the data, which repeat.

    Attributes:
        begun: the `place` at which the present epoch began.
    """

    def __init__(self, compiled, rows, wanted, shuffle):
        self.rows = rows
        self.buffer = np.arange(wanted, dtype="int32")
        self.shuffles = shuffle
        self._left = np.zeros(0, "int32")
        self._is_plain = wanted == rows
        self._stream = compiled.shuffling.state
        self._drawn_from = None
        self.begun = self.place()
        if shuffle:
            # An epoch of every row is drawn straight into the buffer.
            self._drawn = self.buffer if self._is_plain else np.empty(rows, "int32")
            self._run = shuffler().run([], {"total": rows}, [self._stream], [self._drawn])

    def place(self):
        """Where the next row comes from: the stream's state before a round, and rows taken of it.

        A round is every row once.
        """
        if len(self._left):
            return self._drawn_from, self.rows - len(self._left)
        return self._stream.numpy(), 0

    def seek(self, state, taken):
        """Goes to a `place`."""
        self._stream.assign(state)
        self._left = self._round()[taken:].copy() if taken else self._left[:0]

    def refill(self):
        """The next epoch's rows."""
        self.begun = self.place()
        if self._is_plain:
            if self.shuffles:
                self._round()
            return
        filled = 0
        while filled < len(self.buffer):
            if not len(self._left):
                self._left = self._round().copy()
            part = self._left[: len(self.buffer) - filled]
            self.buffer[filled : filled + len(part)] = part
            self._left = self._left[len(part) :]
            filled += len(part)

    def _round(self):
        """Every row once."""
        self._drawn_from = self._stream.numpy()
        if not self.shuffles:
            return np.arange(self.rows, dtype="int32")
        self._run.start()
        self._run.finish()
        return self._drawn
