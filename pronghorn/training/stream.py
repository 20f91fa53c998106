"""Batches that come one after another, run by the same programs as arrays in memory.

A `Supply` says where they come from: a source of the user's, or the rows of arrays too large to be
converted as a whole. A `StreamedRun` is a `Run` over them.
"""

import itertools
import math
import time
from typing import NamedTuple

import numpy as np

from pronghorn import messages
from pronghorn.data import Arrays, unpack
from pronghorn.data.dataset import Chain
from pronghorn.data.deferred import Deferred
from pronghorn.engines.base import GuardFailed, Run
from pronghorn.errors import DataError, ShapeError
from pronghorn.training.feed import Feed
from pronghorn.training.guards import Watch
from pronghorn.training.limits import limited_steps
from pronghorn.training.prefetch import ahead

__all__ = ["Batches", "Piece", "Rows", "StreamWatch", "StreamedRun", "is_deferred"]

# Small batches are joined to pieces, so that compiled code is entered less often.
JOINED_BYTES, JOINED_BATCHES, JOINED_SECONDS = 1 << 18, 64, 0.02
# Forms of pieces, as told by rows and sizes, whose runs are kept.
FORMS = 4
# Bytes of converted rows that are read ahead in one piece.
PIECE_BYTES = 1 << 24


class Piece(NamedTuple):
    """Some batches of `batch` rows each, the last of them perhaps smaller."""

    feed: Feed
    batch: int
    numbers: np.ndarray | None = None  # of the rows in the data, where they have numbers


def is_deferred(feed):
    """Whether some array of the data must be converted piece by piece."""
    return any(isinstance(array, Deferred) for array in feed.arrays)


class Rows:
    """The rows of arrays that are converted piece by piece.

    Args:
        order: an `Order`, whose rows are taken; None for those of the data as they stand.
    """

    ends = False

    def __init__(self, feed, batch, order=None):
        self.feed = feed
        self.batch = batch
        self.order = order
        self.total = feed.rows if order is None else len(order.buffer)
        self.steps = -(-self.total // batch)
        self._numbers = np.arange(self.total) if order is None else order.buffer
        bytes_of_batch = sum(a.nbytes for a in feed.arrays) * batch // max(feed.rows, 1)
        self.joined = max(1, PIECE_BYTES // max(bytes_of_batch, 1))

    def pieces(self):
        """The pieces of an epoch."""
        size = self.joined * self.batch
        for begin in range(0, self.total, size):
            rows = slice(begin, min(begin + size, self.total))
            numbers = self._numbers[rows]
            taken = rows if self.order is None else numbers
            yield Piece(self.feed.taken(taken), self.batch, numbers)

    def example(self):
        """Data of the form that pieces have."""
        return self.feed.taken(slice(0, self.batch))

    def end_epoch(self):
        """Nobody has to know."""


class Batches:
    """The batches of a source of the user's.

    Args:
        source: of `data`.
        convert: a function of x, y and sample_weight that returns a `Feed`.
        steps: batches of an epoch, which go on where the last epoch ended; None for all there are.
        order: an `Order` of the numbers of batches; None as they come.

    Raises:
        DataError: if there is no batch at all.
    """

    def __init__(self, source, convert, steps=None, order=None):
        self.source = source
        self.convert = convert
        self.order = order
        steps = limited_steps(source.steps if steps is None else steps)
        self.steps = steps
        self._goes_on = steps is not None and steps != source.steps
        self._iterator = None
        first = source.peek()
        if first is None:
            raise DataError("E38", argument="x", shape="no batches")
        try:
            self._example = self._converted(first)
        except ShapeError as error:
            if error.code == "E15" and isinstance(source.given, Chain):
                raise DataError("E60", shape=error.facts["got"]) from None
            raise

    @property
    def ends(self):
        """Whether no further epoch can be had."""
        return self.source.ends

    def example(self):
        """Data of the form that pieces have."""
        return self._example

    def _converted(self, batch):
        return self.convert(*unpack(batch))

    def _raw(self):
        """The batches of an epoch as the user's object gives them."""
        if not self._goes_on:
            numbers = None if self.order is None else self.order.buffer.copy()
            return itertools.islice(self.source.epoch(numbers), self.steps)
        return itertools.islice(self._without_end(), self.steps)

    def _without_end(self):
        """Batches, from where the last epoch ended; what can be gone through again is."""
        while True:
            is_new = self._iterator is None
            if is_new:
                self._iterator = iter(self.source.epoch())
            for batch in self._iterator:
                is_new = False
                yield batch
            self._iterator = None
            if self.source.ends or is_new:
                return

    def pieces(self):
        """The pieces of an epoch, small batches joined."""
        joined, size, since = [], 0, 0.0
        for batch in self._raw():
            feed = self._converted(batch)
            if joined and not _alike(joined[0], feed):
                yield _joined(joined)
                joined, size = [], 0
            since = since if joined else time.perf_counter()
            joined.append(feed)
            size += sum(array.nbytes for array in feed.arrays)
            is_late = time.perf_counter() - since > JOINED_SECONDS
            if size >= JOINED_BYTES or len(joined) == JOINED_BATCHES or is_late:
                yield _joined(joined)
                joined, size = [], 0
        if joined:
            yield _joined(joined)

    def end_epoch(self):
        self.source.end_epoch()


def _alike(one, other):
    return one.rows == other.rows and one.key == other.key


def _joined(feeds):
    first = feeds[0]
    if len(feeds) == 1:
        return Piece(first, first.rows)
    parts = [(feed.x, feed.y, feed.weight) for feed in feeds]
    joined = []
    for of_all in zip(*parts, strict=True):
        if of_all[0] is None:
            joined.append(None)
            continue
        leaves = zip(*(part.leaves for part in of_all), strict=True)
        joined.append(Arrays([np.concatenate(leaf) for leaf in leaves], of_all[0].form))
    return Piece(Feed(*joined), first.rows)


class StreamedRun(Run):
    """A pass over the pieces of a supply, and again if asked.

    Args:
        kind: `"train"`, `"test"` or `"predict"`.
        supply: `Batches` or `Rows`.
    """

    def __init__(self, trainer, kind, supply):
        self.trainer = trainer
        self.kind = kind
        self.supply = supply
        self.trips = math.inf if supply.steps is None else supply.steps
        self.position = 0
        self.outputs = []
        self._pieces = None
        self._runs = {}
        self._forget()

    def _forget(self):
        self._piece = self._run = None
        self._begun = self._entered = False

    def start(self):
        self.position = 0
        self.trips = math.inf if self.supply.steps is None else self.supply.steps
        self.outputs = []
        self.close()
        self._forget()
        self._gathered_in = self.trainer.metrics_variables if self.kind != "predict" else []

    def skip(self, steps):
        while self.position < steps and self._next():
            count = min(self._run.trips, steps - self.position)
            self._run.position = count
            self.position += count
        if self._run is not None:
            self._enter()

    def fetch(self):
        if self.position >= self.trips:
            return
        if self._run is not None and self._run.position < self._run.trips:
            return
        if not self._next():
            if self.supply.steps is not None:
                messages.note("E21", step=self.position + 1, wanted=self.supply.steps)
            self.trips = self.position

    def _next(self):
        """Whether there is another piece, which is now the one to run."""
        if self._pieces is None:
            self._pieces = ahead(self.supply.pieces())
        self._keep_outputs()
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._piece = piece
        self._run = self._run_of(piece)
        self._run.position = 0
        self._entered = False
        return True

    def _run_of(self, piece):
        """A run over a piece: the one of the last piece of this form, if there was one."""
        feed, rows = piece.feed, piece.feed.rows
        self.entry = self.trainer._programs.find(self.trainer, self.kind, feed)
        order = [np.arange(rows, dtype="int32")] if self.kind == "train" else []
        arguments = [*order, *feed.arrays]
        key = (id(self.entry), rows, piece.batch)
        run = self._runs.get(key)
        if run is None:
            if len(self._runs) == FORMS:
                self._runs.clear()
            run = self._runs[key] = self.entry.run(arguments, piece.batch)
        else:
            run.bind(arguments)
        return run

    def _keep_outputs(self):
        if self.kind == "predict" and self._run is not None and self._entered:
            self.outputs.append([np.array(output) for output in self._run.finish()])
            self._run = None

    def _enter(self):
        """Begins the piece's run, which would let metrics begin anew; only the first may."""
        position = self._run.position
        kept = None
        if self._begun:
            kept = [(v, v.array.copy()) for v in self._gathered_in]
        self._run.start()
        for variable, array in kept or ():
            variable.owned_array()[...] = array
        self._run.position = position
        self._begun = self._entered = True

    def advance(self, stop, ignore_guards=False):
        run = self._run
        if not self._entered:
            self._enter()
        before = run.position
        try:
            run.advance(min(before + stop - self.position, run.trips), ignore_guards)
        except GuardFailed as failure:
            self.position += failure.step - before
            raise GuardFailed(self.position, failure.guard, failure.operations) from None
        self.position += run.position - before

    def finish(self):
        self._keep_outputs()
        self.close()
        self.supply.end_epoch()
        if self.kind == "predict":
            return [np.concatenate(parts) for parts in zip(*self.outputs, strict=True)]
        return self._run.finish() if self._run is not None else []

    def piece_in_progress(self):
        """The piece that is being run, and the first row of the batch that is next."""
        return self._piece, self._run.position * self._piece.batch

    def close(self):
        """Ends the thread that makes batches."""
        if self._pieces is not None:
            self._pieces.close()
            self._pieces = None


class StreamWatch(Watch):
    """Tells what is wrong with a batch of a `StreamedRun` whose guard failed."""

    def __init__(self, run, keeps_on=False):
        super().__init__(run.trainer, None, None, 0, keeps_on)
        self.run = run

    def __call__(self, entry, failure):
        del entry  # that of the piece counts
        piece, begin = self.run.piece_in_progress()
        rows = np.arange(begin, min(begin + piece.batch, piece.feed.rows))
        self.feed, self.batch, self.before = piece.feed.taken(rows), len(rows), failure.step
        self.order = np.arange(len(rows), dtype="int32") if self.run.kind == "train" else None
        try:
            super().__call__(self.run.entry, GuardFailed(0, failure.guard, failure.operations))
        except DataError as error:
            row = error.facts.get("row")
            if piece.numbers is not None and row is not None:
                error.facts["row"] = int(piece.numbers[begin + row])
            else:
                error.where = f"batch {failure.step + 1}"
            raise
