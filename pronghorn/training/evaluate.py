"""`evaluate`: the loss and metrics of data, without training."""

import math
import time

import numpy as np

from pronghorn import messages
from pronghorn.callbacks import CallbackList
from pronghorn.errors import unknown_argument
from pronghorn.training.checks import feed_of, positive
from pronghorn.training.chunks import Interrupts, Pass
from pronghorn.training.doubts import tell_early
from pronghorn.training.feed import Feed
from pronghorn.training.figures import listed, named
from pronghorn.training.guards import bad_cell
from pronghorn.training.legacy import QUEUES
from pronghorn.training.limits import limited_feed
from pronghorn.training.prepared import given_of, prepare, prepared
from pronghorn.training.stream import is_deferred
from pronghorn.training.tables import opened
from pronghorn.training.work import batches_of, number_of_batches, work_of

__all__ = ["Evaluation", "evaluate"]


class Evaluation:
    """A pass of evaluation that may be repeated, as after every epoch of fit."""

    def __init__(self, trainer, data, batch_size, callbacks=None, interrupts=None):
        self.work = work_of(trainer, "test", data, batch_size)
        self.callbacks = callbacks
        self.passing = Pass(trainer, "test", self.work, callbacks, interrupts)
        self.feed = data if isinstance(data, Feed) and not is_deferred(data) else None
        self.results = []  # of the latest pass

    @property
    def entry(self):
        return self.passing.entry

    def figures(self):
        """The figures by name."""
        callbacks = self.callbacks
        if callbacks is not None:
            callbacks.on_test_begin()
        self.results = self.passing.complete() if self.work.run.trips else []
        found = named(self.entry.names, self.results) if self.results else {}
        if self.feed is not None and not _is_sound(found):
            _tell_bad_cell(self.feed)
        if callbacks is not None:
            callbacks.on_test_end(found)
        return found


def evaluate(
    self,
    x=None,
    y=None,
    batch_size=None,
    verbose="auto",
    sample_weight=None,
    steps=None,
    callbacks=None,
    return_dict=False,
    **kwargs,
):
    """The loss and the metrics of the model on data.

    Args:
        x, y: as in `fit`.
        batch_size: rows computed at a time, 32 by default; the result does not depend on it.
        verbose: 0 shows nothing, 1 a bar, 2 one line.
        sample_weight: one weight for each row; enters the loss and `weighted_metrics`.
        steps: at most so many batches.
        callbacks: a callback or a list of them.
        return_dict: whether to return figures by name.

    Returns:
        The loss and then the metrics in a list, a dict of them, or one float if there is but one.

    Raises:
        StateError: before `compile`.
        DataError, ShapeError: for data that do not fit the model.
    """
    self._require_compiled("evaluate")
    for name in kwargs:
        if name not in QUEUES:
            raise unknown_argument(self.evaluate, name)
    if steps is not None:
        steps = positive("evaluate", "steps", steps)
    if batch_size is not None:
        batch_size = positive("evaluate", "batch_size", batch_size)
    size, found = batch_size or 32, None
    if verbose == 0 and not callbacks and steps is None:
        found = prepared(self, "test", given_of(x, y, sample_weight), _named, size)
    if found is None:
        data = _data(self, x, y, sample_weight, batch_size, steps)
        found = _judged(self, data, size, verbose, callbacks, given_of(x, y, sample_weight))
    elif not _is_sound(found[0]):
        _tell_bad_cell(_data(self, x, y, sample_weight, batch_size, steps))
    figures, names = found
    fitted = getattr(self, "history", None)
    if fitted is not None and fitted.history.get("loss"):
        tell_early(self, {"loss": fitted.history["loss"][-1]}, figures)
    return listed(figures, names, return_dict)


def _named(entry, results):
    """Figures by name, and the names in order."""
    return named(entry.names, results), entry.names


def _is_sound(figures):
    return math.isfinite(figures.get("loss", 0.0))


def _tell_bad_cell(feed):
    """Where the data are no numbers, if that is why the loss is none."""
    bad = bad_cell(feed, np.arange(feed.rows))
    if bad is not None:
        name, array, row, column = bad
        value = array.reshape(len(array), -1)[row, column]
        messages.note("H55", argument=name, value=value, row=row, column=column)


def _data(trainer, x, y, sample_weight, batch_size, steps):
    """A `Feed`, or `Batches`."""
    x, y, sample_weight = opened(trainer, "evaluate", x, y, sample_weight, batch_size)
    more = {"y": y, "sample_weight": sample_weight}
    data = batches_of(trainer, "evaluate", x, more, batch_size, steps)
    if data is not None:
        return data
    data = feed_of(trainer, "evaluate", x, y, sample_weight)
    return limited_feed(data, steps, batch_size or 32)


def _judged(trainer, data, batch_size, verbose, callbacks, given):
    """As `_named`; `given` are the arrays of the user."""
    shown = None
    if callbacks or verbose != 0:
        shown = CallbackList(
            callbacks,
            add_progbar=verbose != 0,
            model=trainer,
            verbose=verbose,
            epochs=1,
            steps=number_of_batches(data, batch_size),
        )
    with Interrupts() as interrupts:
        evaluation = Evaluation(trainer, data, batch_size, shown, interrupts)
        begin = time.perf_counter()
        figures = evaluation.figures()
        spent = time.perf_counter() - begin
    entry, results = evaluation.entry, evaluation.results
    if results and evaluation.feed is not None:
        prepare(trainer, "test", given, entry, data, results, batch_size, spent)
    return figures, entry.names
