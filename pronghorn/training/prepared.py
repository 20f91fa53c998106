"""A short way for calls with arrays of the same shapes and dtypes as in a call before."""

import math

import numpy as np

from pronghorn import config
from pronghorn.engines.base import GuardFailed
from pronghorn.training.chunks import SECONDS
from pronghorn.training.guards import Watch

__all__ = ["given_of", "prepare", "prepared"]

# A run is kept for arrays and results of up to this many bytes; larger ones do not notice the long
# way.
SMALL = 1 << 16
# Runs that a model keeps, the latest ones.
KEPT = 8


class Prepared:
    """A run between buffers of its own, for arrays of the shapes and dtypes of those given."""

    def __init__(self, kind, given, entry, feed, batch, results):
        self.entry, self.batch = entry, batch
        every = np.arange(feed.rows, dtype="int32")
        self.order = every if kind == "train" else None
        self.feed = feed.taken(every)
        arguments = self.feed.arrays
        # Axes that were added for the model are not seen here.
        self.buffers = [
            buffer.reshape(array.shape) for buffer, array in zip(arguments, given, strict=True)
        ]
        self.is_exact = all(
            buffer.dtype.kind == "f" or buffer.dtype == array.dtype
            for buffer, array in zip(arguments, given, strict=True)
        )
        if kind == "train":
            arguments = [every, *arguments]
        self.run = entry.run(arguments, batch, [np.empty_like(result) for result in results])

    def take(self, given):
        """Whether the arrays could be converted; if not, the long way tells why."""
        for place, buffer in enumerate(self.buffers):
            buffer[...] = given[place]
        return self.is_exact or all(map(np.array_equal, self.buffers, given))

    def results(self, trainer):
        """What the program gives for the arrays taken; the next call overwrites it."""
        run = self.run
        run.start()
        try:
            run.advance(run.trips)
        except GuardFailed as failure:
            Watch(trainer, self.feed, self.order, self.batch)(self.entry, failure)
            run.advance(run.trips, ignore_guards=True)
        return run.finish()


def given_of(x, y, sample_weight):
    """The arguments that become the arrays of a feed; none where only the long way tells them."""
    if y is None:
        return (x,) if sample_weight is None else ()
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def _key(kind, given, batch_size):
    """What calls have in common that one run serves; None for what is not all arrays."""
    chosen = config.settings
    words = [kind, batch_size, chosen.engine, chosen.schedule, chosen.threads]
    words.append(chosen.max_steps_per_epoch)
    for array in given:
        if type(array) is not np.ndarray:
            return None
        words += array.shape, array.dtype
    return tuple(words)


def prepared(trainer, kind, given, finish, batch_size=math.inf, most=math.inf):
    """`finish(entry, results)` for a call like one before; None for any other call.

    Args:
        kind: `"train"`, `"test"` or `"predict"`.
        given: the arrays as the user passed them.
        batch_size: rows of a batch, all by default.
        most: a call with more batches goes the long way.
    """
    programs = trainer._programs
    programs.refresh()
    found = programs.prepared.get(_key(kind, given, batch_size))
    if found is None or found.run.trips > most:
        return None
    if not programs.lock.acquire(False):
        programs.wait()
    try:
        return finish(found.entry, found.results(trainer)) if found.take(given) else None
    finally:
        programs.lock.release()


def prepare(trainer, kind, given, entry, feed, results, batch_size=math.inf, seconds=0.0):
    """Keeps a run for calls like the one that gave these results, if they may go the short way.

    Args:
        seconds: what the batches took; a pass that takes long is interrupted between them.
    """
    key = _key(kind, given, batch_size)
    if (
        key is None
        or entry.program is None
        or not all(array.dtype.kind in "biuf" for array in given)
        or [array.size for array in given] != [array.size for array in feed.arrays]
        or sum(array.nbytes for array in [*feed.arrays, *results]) > SMALL
        or seconds > SECONDS
    ):
        return
    batch = min(batch_size, feed.rows)
    kept = trainer._programs.prepared
    kept[key] = Prepared(kind, given, entry, feed, batch, results)
    for old in list(kept)[:-KEPT]:  # which another thread may be taking away, too
        kept.pop(old, None)
