"""`predict`: outputs of the model for rows of data, with a short way for one call like the last."""

import numpy as np

from pronghorn import config, tree
from pronghorn.callbacks import CallbackList
from pronghorn.training.checks import feed_of, positive
from pronghorn.training.chunks import Interrupts, Pass
from pronghorn.training.legacy import QUEUES, accepting

__all__ = ["predict", "unpacked"]

# Inputs up to this size, in bytes and in rows of one batch, keep their run prepared.
SMALL = 1 << 16


class Prepared:
    """A run over a buffer of its own, for calls with arrays of one shape and dtype."""

    __slots__ = ("buffer", "dtype", "engine", "lock", "programs", "run", "shape", "stop")

    def __init__(self, programs, x, array, run):
        self.programs = programs
        self.lock = programs.lock
        self.shape, self.dtype, self.engine = x.shape, x.dtype, config.settings.engine
        self.buffer = array
        self.run = run
        self.stop = run.trips

    def __call__(self, x):
        if not self.lock.acquire(blocking=False):
            self.programs.wait()
        try:
            self.buffer[...] = x
            run = self.run
            run.start()
            run.advance(self.stop)
            return run.finish()[0].copy()
        finally:
            self.lock.release()


@accepting(*QUEUES)
def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None):
    """The outputs of the model.

    Args:
        x: an array, a list or dict of arrays, or anything that becomes one.
        batch_size: rows computed at a time, 32 by default; the result does not depend on it.
        verbose: 0 shows nothing, 1 a bar, 2 one line; "auto" shows a bar for more than one batch.
        steps: at most so many batches.
        callbacks: a callback or a list of them.

    Returns:
        Arrays, in the structure of the model's outputs; copies, which the caller may change.

    Raises:
        DataError, ShapeError: for data that do not fit the model.
    """
    prepared = self._programs.prepared
    if (
        prepared is not None
        and type(x) is np.ndarray
        and x.shape == prepared.shape
        and x.dtype == prepared.dtype
        and verbose in ("auto", 0)
        and callbacks is None
        and steps is None
        and config.settings.engine == prepared.engine
    ):
        return prepared(x)
    batch_size = 32 if batch_size is None else positive("predict", "batch_size", batch_size)
    feed = feed_of(self, "predict", x)
    if steps is not None:
        feed, _ = feed.split(positive("predict", "steps", steps) * batch_size)
    entry = self._programs.find(self, "predict", feed)
    outputs = _outputs(self, entry, feed, batch_size, verbose, callbacks)
    _prepare(self, entry, x, feed, batch_size)
    return unpacked(entry, outputs)


def _outputs(trainer, entry, feed, batch_size, verbose, callbacks):
    trips = -(-feed.rows // batch_size)
    shows = verbose != 0 and not (verbose == "auto" and trips == 1)
    if not shows and not callbacks:
        run = entry.run(feed.arrays, batch_size)
        return Pass(trainer, "predict", entry, run).complete()
    callbacks = CallbackList(
        callbacks, add_progbar=shows, model=trainer, verbose=verbose, epochs=1, steps=trips
    )
    callbacks.on_predict_begin()
    if callbacks.next_batch("predict", 0) == 0:
        outputs = _batch_by_batch(entry, feed, batch_size, callbacks)
    else:
        with Interrupts() as interrupts:
            run = entry.run(feed.arrays, batch_size)
            driving = Pass(trainer, "predict", entry, run, callbacks, interrupts=interrupts)
            outputs = driving.complete()
    callbacks.on_predict_end()
    return outputs


def _batch_by_batch(entry, feed, batch_size, callbacks):
    """Each batch on its own, because a callback wants its outputs."""
    parts = []
    for number, begin in enumerate(range(0, feed.rows, batch_size)):
        callbacks.on_predict_batch_begin(number)
        rows = [array[begin : begin + batch_size] for array in feed.arrays]
        parts.append([np.array(part) for part in entry.run(rows, batch_size).complete()])
        callbacks.on_predict_batch_end(number, {"outputs": unpacked(entry, parts[-1])})
    return [np.concatenate(one) for one in zip(*parts, strict=True)]


def _prepare(trainer, entry, x, feed, batch_size):
    """Keeps a run for the next call, if it is likely to be like this one."""
    is_small = len(feed.arrays) == 1 and feed.arrays[0].nbytes <= SMALL
    if entry.program is None or not is_small or type(x) is not np.ndarray or entry.structure != 0:
        return
    # Leading or trailing axes that were added for the model are added by the assignment, too.
    if feed.arrays[0].size != x.size or feed.arrays[0].shape[-x.ndim :] != x.shape:
        return
    if x.dtype.kind not in "biuf":
        return
    buffer = feed.arrays[0].copy()
    run = entry.run([buffer], batch_size)
    trainer._programs.prepared = Prepared(trainer._programs, x, buffer, run)


def unpacked(entry, outputs):
    """Arrays in the structure of the model's outputs."""
    outputs = [np.array(output) for output in outputs]
    if entry.structure == 0:
        return outputs[0]
    return tree.map_structure(lambda n: outputs[n], entry.structure)
