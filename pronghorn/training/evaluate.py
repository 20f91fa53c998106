"""`evaluate`: the loss and metrics of data, without training."""

import math

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

    @property
    def entry(self):
        return self.passing.entry

    def figures(self):
        """The figures by name."""
        callbacks = self.callbacks
        if callbacks is not None:
            callbacks.on_test_begin()
        results = self.passing.complete() if self.work.run.trips else []
        found = named(self.entry.names, results) if results else {}
        if self.feed is not None and not math.isfinite(found.get("loss", 0.0)):
            self._tell_bad_cell()
        if callbacks is not None:
            callbacks.on_test_end(found)
        return found

    def _tell_bad_cell(self):
        bad = bad_cell(self.feed, np.arange(self.feed.rows))
        if bad is not None:
            name, array, row, column = bad
            value = array.reshape(len(array), -1)[row, column]
            messages.note("H55", argument=name, value=value, row=row, column=column)


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
    x, y, sample_weight = opened(self, "evaluate", x, y, sample_weight, batch_size)
    more = {"y": y, "sample_weight": sample_weight}
    data = batches_of(self, "evaluate", x, more, batch_size, steps)
    batch_size = 32 if batch_size is None else positive("evaluate", "batch_size", batch_size)
    if data is None:
        data = feed_of(self, "evaluate", x, y, sample_weight)
        data = limited_feed(data, steps, batch_size)
    shown = None
    if callbacks or verbose != 0:
        shown = CallbackList(
            callbacks,
            add_progbar=verbose != 0,
            model=self,
            verbose=verbose,
            epochs=1,
            steps=number_of_batches(data, batch_size),
        )
    with Interrupts() as interrupts:
        evaluation = Evaluation(self, data, batch_size, shown, interrupts)
        found = evaluation.figures()
    fitted = getattr(self, "history", None)
    if fitted is not None and fitted.history.get("loss"):
        tell_early(self, {"loss": fitted.history["loss"][-1]}, found)
    return listed(found, evaluation.entry.names, return_dict)
