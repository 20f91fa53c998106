"""`model.lr_find()`: how the loss answers to rising learning rates (arXiv:1506.01186)."""

import math

import numpy as np

from pronghorn import random
from pronghorn.callbacks import Callback
from pronghorn.errors import wrong_argument
from pronghorn.training.checks import positive

__all__ = ["RateSearch", "lr_find"]

# The share of the past in the smoothed loss, and how often the least may be added to it.
PAST, FAILED = 0.9, 4.0
# Times the first rate: learns nothing, and is not 0, by which some optimizers divide.
NO_RATE = 1e-6
# The share of the first points, whose means hold few batches, that are not looked at.
UNSURE = 0.1
# Points on either side from which the slope at a point is told.
BESIDE = 8
FEWEST = 2 * BESIDE + 1


class RateSearch:
    """What `lr_find` returns; `pronghorn.plot_lr_find` draws it.

    Attributes:
        rates: the learning rates that were tried.
        losses: the smoothed loss at each, without what batches differ in from the start.
        suggestion: the rate at which the loss falls fastest.
    """

    def __init__(self, rates, losses):
        self.rates = np.asarray(rates, float)
        self.losses = np.asarray(losses, float)
        self.suggestion = float(self.rates[_steepest(self.rates, self.losses)])

    def __repr__(self):
        return f"<RateSearch of {len(self.rates)} rates: suggestion={self.suggestion:.2e}>"


def _steepest(rates, losses):
    """The place of the steepest descent over the logarithm of the rate.

    The slope at a place is that of the straight line of least squares through the points about it;
    differences of neighbours would tell the noise of the batches.
    """
    first = int(UNSURE * len(rates))
    # Beyond the least loss there is nothing to be had.
    last = max(int(np.argmin(losses[first:])) + first, first + FEWEST)
    found = losses[first : last + BESIDE]
    offsets = np.arange(-BESIDE, BESIDE + 1)
    slopes = np.correlate(found, offsets / np.sum(offsets**2), "valid")
    return first + BESIDE + int(np.argmin(slopes))


class _Search(Callback):
    """Gives every batch its rate, notes the loss of each, and remembers how all was before.

    Args:
        usual: the loss of each batch before anything is learned, or None. Smoothed is by how much
            batches differ from that, since one batch is harder than another.
    """

    def __init__(self, rates, usual=None):
        super().__init__()
        self.rates, self.losses, self.raw = rates, [], []
        self._usual = np.zeros(len(rates)) if usual is None else usual
        self._mean = 0.0
        self._kept = []

    def on_train_begin(self, logs=None):
        model, unseeded = self.model, random.unseeded_generator()
        state = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
        state.append(model._compiled.shuffling.state)
        state += [unseeded.state] if unseeded is not None else []
        self._kept = [(variable, variable.numpy()) for variable in state]

    def restore(self):
        """Puts everything back."""
        for variable, value in self._kept:
            variable.assign(value)

    def on_train_batch_begin(self, batch, logs=None):
        self.model.optimizer.learning_rate = float(self.rates[batch])
        self._before = self._summed()

    def on_train_batch_end(self, batch, logs=None):
        total, count = np.subtract(self._summed(), self._before)
        loss = float(total / count) if count else math.nan
        self.raw.append(loss)
        self._mean = PAST * self._mean + (1 - PAST) * (loss - self._usual[batch])
        # The mean began at 0.
        smooth = float(np.mean(self._usual)) + self._mean / (1 - PAST ** (batch + 1))
        is_failed = bool(self.losses) and smooth > min(self.losses) + FAILED * abs(min(self.losses))
        if not math.isfinite(smooth) or (is_failed and self.rates[0] < self.rates[-1]):
            self.model.stop_training = True
        else:
            self.losses.append(smooth)

    def _summed(self):
        """The sum of the losses and of the rows of the epoch so far."""
        return [float(variable.numpy()) for variable in self.model._compiled.tracker.variables]


def lr_find(self, x, y=None, start=1e-6, end=1.0, steps=100, **arguments):
    """Tries rising learning rates, one a batch, and leaves the model as it was.

    The same batches are gone through with next to no rate first, so that their differences do not
    look like progress; not those of a Python generator, which gives each batch once.
    Weights, the optimizer's state and random streams are those from before.

    Args:
        x, y: as in `fit`; data of fewer batches repeat.
        start, end: the first and the last rate; those between have equal ratios. It stops sooner
            when the loss is five times its least.
        steps: how many rates.
        **arguments: of `fit`, such as `batch_size`.

    Returns:
        A `RateSearch`, with the rate to choose as its `suggestion`.

    Raises:
        StateError: before `compile`, and if the rate follows a schedule.
        ArgumentError: unless 0 < start < end, and if the loss fails within the first rates.

    Example:
        >>> import numpy as np
        >>> from pronghorn import layers, models, optimizers
        >>> x = np.random.default_rng(0).normal(size=(64, 3))
        >>> model = models.Sequential([layers.Input((3,)), layers.Dense(1)])
        >>> model.compile("adam", "mse")
        >>> found = model.lr_find(x, x.sum(1), batch_size=8)
        >>> 1e-3 < found.suggestion < 1
        True
        >>> cycle = optimizers.schedules.OneCycle(found.suggestion, 8 * 30)
        >>> model.compile(optimizers.Adam(cycle), "mse")
        >>> history = model.fit(x, x.sum(1), batch_size=8, epochs=30, verbose=0)
    """
    self._require_compiled("lr_find")
    if not 0 < start < end:
        raise wrong_argument(
            "lr_find", "start", "above 0 and below end={end}", start, 1e-6, end=end
        )
    if positive("lr_find", "steps", steps) < 2 * FEWEST:
        raise wrong_argument("lr_find", "steps", "at least {fewest}", steps, 100, fewest=2 * FEWEST)
    settings = {"verbose": 0, "epochs": 1, "steps_per_epoch": steps, **arguments}
    callbacks = settings.pop("callbacks", ())
    usual = None
    if not hasattr(x, "__next__"):
        still = _Search(np.full(steps, NO_RATE * start))
        _run(self, still, x, y, (), settings)
        usual = still.raw
    search = _Search(np.geomspace(start, end, steps), usual)
    _run(self, search, x, y, callbacks, settings)
    count = len(search.losses)
    if count < FEWEST + BESIDE:
        raise wrong_argument(
            "lr_find",
            "start",
            "so small that the loss bears {fewest} steps",
            start,
            start / 1e3,
            fewest=FEWEST + BESIDE,
        )
    return RateSearch(search.rates[:count], search.losses)


def _run(model, search, x, y, callbacks, settings):
    try:
        model.fit(x, y, callbacks=[*callbacks, search], **settings)
    finally:
        search.restore()
        model.stop_training = False
