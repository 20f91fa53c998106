"""What a pass runs over: arrays in memory, rows that are converted bit by bit, or batches."""

from typing import Any, NamedTuple

from pronghorn import messages
from pronghorn.data import source_of
from pronghorn.errors import DataError
from pronghorn.training.checks import feed_of
from pronghorn.training.feed import Feed
from pronghorn.training.guards import Watch
from pronghorn.training.stream import Batches, Rows, StreamedRun, StreamWatch, is_deferred

__all__ = ["Work", "batches_of", "number_of_batches", "work_of"]


class Work(NamedTuple):
    """An entry point, its run over the data, what to call at a failed guard, and the supply.

    `again` gives the first two anew; a supply asks for the entry point of each piece.
    """

    entry: Any
    run: Any
    watch: Any
    supply: Any = None
    again: Any = None

    @property
    def steps(self):
        """How many batches the pass has; None if that is not known."""
        return self.run.trips if self.supply is None else self.supply.steps

    def close(self):
        """Ends the thread that makes batches ready, if there is one."""
        if self.supply is not None:
            self.run.close()


def work_of(trainer, kind, data, batch_size, order=None, keeps_on=False):
    """The work of a pass.

    Args:
        kind: `"train"`, `"test"` or `"predict"`.
        data: a `Feed`, or `Batches`.
        order: an `Order` of the rows, for training.
    """
    if isinstance(data, Feed) and not is_deferred(data):
        numbers = None if order is None else order.buffer
        arguments = data.arrays if order is None else [numbers, *data.arrays]

        def bound():
            entry = trainer._programs.find(trainer, kind, data)
            return entry, entry.run(arguments, batch_size)

        watch = Watch(trainer, data, numbers, batch_size, keeps_on)
        return Work(*bound(), watch, again=bound)
    supply = Rows(data, batch_size, order) if isinstance(data, Feed) else data
    entry = trainer._programs.find(trainer, kind, supply.example())
    run = StreamedRun(trainer, kind, supply)
    return Work(entry, run, StreamWatch(run, keeps_on), supply)


def number_of_batches(data, batch_size):
    """How many batches a pass over a `Feed` or `Batches` has; None if that is not known."""
    return -(-data.rows // batch_size) if isinstance(data, Feed) else data.steps


def batches_of(trainer, method, x, more, batch_size, steps=None, convert=None, order_of=None):
    """The `Batches` that x gives; None if x is an array or becomes one.

    Args:
        more: the other arguments with data, by name; none of them can be beside batches.
        convert: a function of x, y and sample_weight that returns a `Feed`.
        order_of: a function that makes an `Order` of so many batches.

    Raises:
        DataError: for another argument with data.
    """
    source = source_of(x)
    if source is None:
        return None
    kind = type(x).__name__
    if source.endless and steps is None:
        raise DataError("E54", got=kind, argument="steps_per_epoch" if order_of else "steps")
    for name, value in more.items():
        if value is not None:
            raise DataError("E50", argument=name, got=kind)
    if batch_size is not None and not source.is_sized:
        messages.note("H18", got=kind)
    if convert is None:
        convert = lambda *parts: feed_of(trainer, method, *parts)
    order = None
    keeps_order = getattr(source.given, "keeps_order", False)
    is_numbered = source.is_sized or hasattr(source.given, "__getitem__")
    has_numbers = is_numbered and source.steps and not keeps_order
    if order_of is not None and has_numbers and steps in (None, source.steps):
        order = order_of(source.steps)
    return Batches(source, convert, steps, order)
