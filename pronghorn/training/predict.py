"""`predict`: outputs of the model for rows of data, with a short way for one call like the last."""

import math
import time

import numpy as np

from pronghorn import tree
from pronghorn.callbacks import CallbackList
from pronghorn.training.checks import feed_of, positive
from pronghorn.training.chunks import Interrupts, Pass
from pronghorn.training.feed import Feed
from pronghorn.training.legacy import QUEUES, accepting
from pronghorn.training.limits import limited_feed
from pronghorn.training.prepared import prepare, prepared
from pronghorn.training.stream import Piece
from pronghorn.training.tables import opened
from pronghorn.training.work import batches_of, number_of_batches, work_of

__all__ = ["predict", "unpacked"]


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
    given = batch_size
    batch_size = 32 if given is None else positive("predict", "batch_size", given)
    if verbose in ("auto", 0) and callbacks is None and steps is None:
        most = math.inf if verbose == 0 else 1
        found = prepared(self, "predict", (x,), unpacked, batch_size, most)
        if found is not None:
            return found
    if steps is not None:
        steps = positive("predict", "steps", steps)
    x = opened(self, "predict", x, batch_size=given)[0]
    only_x = lambda x, *_: feed_of(self, "predict", x)
    data = batches_of(self, "predict", x, {}, given, steps, only_x)
    if data is None:
        data = feed_of(self, "predict", x)
        data = limited_feed(data, steps, batch_size)
    work = work_of(self, "predict", data, batch_size)
    begin = time.perf_counter()
    outputs = _outputs(self, work, data, batch_size, verbose, callbacks)
    spent = time.perf_counter() - begin
    if work.steps and work.supply is None:
        prepare(self, "predict", (x,), work.entry, data, outputs, batch_size, spent)
    return unpacked(work.entry, outputs)


def _outputs(trainer, work, data, batch_size, verbose, callbacks):
    trips = number_of_batches(data, batch_size)
    shows = verbose != 0 and not (verbose == "auto" and trips == 1)
    if not shows and not callbacks:
        return Pass(trainer, "predict", work).complete()
    callbacks = CallbackList(
        callbacks, add_progbar=shows, model=trainer, verbose=verbose, epochs=1, steps=trips
    )
    callbacks.on_predict_begin()
    if callbacks.next_batch("predict", 0) == 0:
        outputs = _batch_by_batch(trainer, work, data, batch_size, callbacks)
    else:
        with Interrupts() as interrupts:
            outputs = Pass(trainer, "predict", work, callbacks, interrupts).complete()
    callbacks.on_predict_end()
    return outputs


def _batch_by_batch(trainer, work, data, batch_size, callbacks):
    """Each batch on its own, because a callback wants its outputs."""
    parts = []
    for number, feed in enumerate(_feeds(data, batch_size)):
        callbacks.on_predict_batch_begin(number)
        entry = trainer._programs.find(trainer, "predict", feed)
        run = entry.run(feed.arrays, feed.rows)
        parts.append([np.array(part) for part in run.complete()])
        callbacks.on_predict_batch_end(number, {"outputs": unpacked(work.entry, parts[-1])})
    return [np.concatenate(one) for one in zip(*parts, strict=True)]


def _feeds(data, batch_size):
    """One batch after another."""
    pieces = [Piece(data, batch_size)] if isinstance(data, Feed) else data.pieces()
    for piece in pieces:
        for begin in range(0, piece.feed.rows, piece.batch):
            yield piece.feed.taken(slice(begin, begin + piece.batch))


def unpacked(entry, outputs):
    """Arrays in the structure of the model's outputs."""
    outputs = [np.array(output) for output in outputs]
    if entry.structure == 0:
        return outputs[0]
    return tree.map_structure(lambda n: outputs[n], entry.structure)
