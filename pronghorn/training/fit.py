"""`fit`: epochs over data, validation between them, callbacks at their edges."""

from pronghorn import messages, tree
from pronghorn.callbacks import CallbackList, History, ProgbarLogger, TerminateOnNaN
from pronghorn.data import unpack, validation_rows, warn_about_classes
from pronghorn.data.weights import class_numbers
from pronghorn.errors import DataError, wrong_argument
from pronghorn.training.checks import class_weighted, feed_of, loss_names, positive
from pronghorn.training.chunks import Interrupts, Pass
from pronghorn.training.doubts import tell_doubts, tell_early
from pronghorn.training.evaluate import Evaluation
from pronghorn.training.feed import Feed
from pronghorn.training.figures import named
from pronghorn.training.legacy import QUEUES, accepting
from pronghorn.training.limits import limited_epochs, limited_feed, limited_rows
from pronghorn.training.order import Order
from pronghorn.training.tables import beside, opened
from pronghorn.training.work import batches_of, work_of

__all__ = ["fit"]


@accepting(*QUEUES, nb_epoch="epochs")
def fit(
    self,
    x=None,
    y=None,
    batch_size=None,
    epochs=1,
    verbose="auto",
    callbacks=None,
    validation_split=0.0,
    validation_data=None,
    shuffle=True,
    class_weight=None,
    sample_weight=None,
    initial_epoch=0,
    steps_per_epoch=None,
    validation_steps=None,
    validation_batch_size=None,
    validation_freq=1,
    exact_train_metrics=False,
):
    """Trains the model for a number of epochs.

    Args:
        x: an array, a list or dict of arrays for several inputs, or anything that becomes one;
            batches, such as a `PyDataset`; or the path of a Parquet file, which is read stretch by
            stretch if it is large.
        y: targets, likewise; class numbers stay integers. Of a Parquet file the name of a column,
            or a list of names; `sample_weight`, too. The other columns are x.
        batch_size: rows of a step, 32 by default.
        epochs: the number at which training ends; counts from `initial_epoch`. With 0 nothing is
            trained, and the record is empty.
        verbose: 0 shows nothing, 1 or "auto" a bar, 2 one line for each epoch.
        callbacks: a callback or a list of them.
        validation_split: the share of rows, the last ones before any shuffling, held back.
        validation_data: `(x, y)` or `(x, y, sample_weight)`.
        shuffle: whether each epoch takes the rows in another random order.
        class_weight: a dict from class number to weight, or `"balanced"`; classes of equal count
            weigh 1 then.
        sample_weight: one weight for each row.
        initial_epoch: the epoch to go on from.
        steps_per_epoch: batches in an epoch; epochs then go on through the data, which repeat.
        validation_steps: at most so many batches of validation.
        validation_batch_size: by default `batch_size`.
        validation_freq: validate every so many epochs, or at the epochs of a list.
        exact_train_metrics: whether the figures of an epoch are those of all its rows under the
            weights at its end, as `evaluate` gives them, at the cost of another pass. Otherwise
            they are means over batches whose weights were still moving, with dropout on.

    Returns:
        A `History`, whose `history` holds the figures of every epoch by name.

    Raises:
        StateError: before `compile`.
        DataError, ShapeError: for data that cannot be learnt from, naming row and column.

    Example:
        >>> import numpy as np
        >>> from pronghorn import layers, models
        >>> model = models.Sequential([layers.Input((3,)), layers.Dense(1)])
        >>> model.compile("sgd", "mse")
        >>> record = model.fit(np.ones((8, 3)), np.ones((8, 1)), epochs=2, verbose=0)
        >>> len(record.history["loss"])
        2
    """
    compiled = self._require_compiled("fit")
    epochs = limited_epochs(0 if epochs == 0 else positive("fit", "epochs", epochs))
    steps = None
    if steps_per_epoch is not None:
        steps = positive("fit", "steps_per_epoch", steps_per_epoch)
    validation_data = beside(validation_data, y, sample_weight)
    x, y, sample_weight = opened(self, "fit", x, y, sample_weight, batch_size)
    compiled.tell_changes()
    data = batches_of(
        self,
        "fit",
        x,
        {"y": y, "sample_weight": sample_weight},
        batch_size,
        steps,
        lambda *parts: class_weighted(feed_of(self, "fit", *parts), class_weight),
        lambda count: Order(compiled, count, count, shuffle),
    )
    batch_size = 32 if batch_size is None else positive("fit", "batch_size", batch_size)
    validation = None
    if data is None:
        data, validation = _arrays(self, x, y, sample_weight, validation_split, validation_data)
        data = class_weighted(data, class_weight)
        tell_doubts(self, data)
        wanted = limited_rows(data.rows if steps is None else steps * batch_size, batch_size)
        order = Order(compiled, data.rows, wanted, shuffle)
    else:
        if validation_split:
            raise DataError("E41", got=type(x).__name__)
        order = data.order or Order(compiled, 1, 1, False)
    size = positive("fit", "validation_batch_size", validation_batch_size or batch_size)
    if validation_data is not None:
        validation = _judged(self, validation_data, validation_batch_size, validation_steps, size)
    validation = _first(validation, validation_steps, size)
    fitting = _Fitting(self, data, order, batch_size, epochs, callbacks, verbose)
    if validation is not None:
        fitting.validate_on(validation, size, validation_freq)
    if exact_train_metrics:
        fitting.measure_exactly(data, size)
    return fitting.run(initial_epoch)


def _arrays(trainer, x, y, sample_weight, split, validation_data):
    """The rows to train on, and those that are held back or None."""
    try:
        feed = feed_of(trainer, "fit", x, y, sample_weight)
    except DataError as error:
        raise _swapped(error, validation_data) from None
    if validation_data is not None or not split:
        return feed, None
    begin = validation_rows(feed.rows, split)
    if feed.y is not None and any("crossentropy" in str(name) for name in loss_names(trainer)):
        labels = class_numbers(feed.y.leaves[0])
        if labels is not None:
            warn_about_classes(labels, begin)
    return feed.split(begin)


def _judged(trainer, data, batch_size, steps, size):
    """The data of validation: rows, or batches, of this size where they are cut here."""
    x, y, weight = unpack(data)
    x, y, weight = opened(trainer, "evaluate", x, y, weight, size)
    if not isinstance(data, tuple | list) or y is None:
        if steps is not None:
            steps = positive("fit", "validation_steps", steps)
        found = batches_of(trainer, "evaluate", x, {}, batch_size, steps)
        if found is not None:
            return found
    names = ("validation_data[0]", "validation_data[1]")
    return feed_of(trainer, "evaluate", x, y, weight, names)


def _first(validation, steps, size):
    """At most so many batches of the rows to validate on; batches know how many they are."""
    if not isinstance(validation, Feed):
        return validation
    if steps is not None:
        steps = positive("fit", "validation_steps", steps)
    return limited_feed(validation, steps, size)


def _swapped(error, validation_data):
    """The same error, or one that names the partner that y seems to belong to."""
    if error.code == "E12" and isinstance(validation_data, tuple | list):
        rows = getattr(validation_data[0], "shape", (None,))[0]
        if rows == error.facts["second_rows"]:
            return DataError("E48", partner="validation_data[0]", **error.facts)
    return error


class _Fitting:
    """One call of fit, data and arguments being sound."""

    def __init__(self, trainer, data, order, batch_size, epochs, callbacks, verbose):
        self.trainer = trainer
        self.order = order
        self.epochs = epochs
        self.validation = self.exact = None
        self.validation_freq = 1
        self.interrupts = Interrupts()
        self._is_within = False
        keeps_on = any(isinstance(one, TerminateOnNaN) for one in tree.flatten(callbacks))
        self.work = work_of(trainer, "train", data, batch_size, order, keeps_on)
        self.history = History()
        self.callbacks = None
        told = {"verbose": verbose, "epochs": epochs, "steps": self.work.steps}
        if callbacks or verbose != 0:
            bar = verbose != 0
            self.callbacks = CallbackList(
                callbacks, add_history=True, add_progbar=bar, model=trainer, **told
            )
            self.history = self.callbacks.history
        self.history.set_params(told)
        self.passing = Pass(trainer, "train", self.work, self.callbacks, self.interrupts)

    def validate_on(self, data, batch_size, frequency):
        self.validation = Evaluation(
            self.trainer, data, batch_size, self.callbacks, self.interrupts
        )
        if isinstance(frequency, int | float):
            frequency = positive("fit", "validation_freq", frequency)
        self.validation_freq = frequency

    def measure_exactly(self, data, batch_size):
        """Figures of training become those of the same rows under the weights after the epoch.

        Raises:
            ArgumentError: for batches that come but once.
        """
        if not isinstance(data, Feed):
            raise wrong_argument(
                "fit", "exact_train_metrics", "False unless x and y are arrays", True, False
            )
        self.exact = Evaluation(self.trainer, data, batch_size, None, self.interrupts)

    @property
    def entry(self):
        return self.passing.entry

    @property
    def batch(self):
        """The next batch of the epoch."""
        return self.passing.run.position if self._is_within else self._first_batch

    def go_on_from(self, epoch, batch, gathered):
        """Lets the next epoch be another one, and begin within it, metrics holding `gathered`."""
        self.epoch, self._first_batch, self._gathered = epoch, batch, gathered

    def run(self, initial_epoch):
        """All epochs; returns the history."""
        trainer, programs = self.trainer, self.trainer._programs
        before, programs.fitting = programs.fitting, self
        self.go_on_from(initial_epoch, 0, ())
        trainer.stop_training = False
        programs.is_training = True
        if initial_epoch >= self.epochs:
            messages.note("H14", initial=initial_epoch, epochs=self.epochs)
        try:
            with self.interrupts:
                self._begin()
                logs = {}
                while self.epoch < self.epochs:
                    logs = self._epoch(self.epoch)
                    if trainer.stop_training or self._has_no_more_data():
                        break
                self._end(logs)
        except KeyboardInterrupt:
            self._tell_interruption(self.epoch)
            raise
        finally:
            programs.is_training = False
            programs.fitting = before
            self.work.close()
            self._close_bars()
        return self.history

    def _begin(self):
        if self.callbacks is None:
            self.history.set_model(self.trainer)
            self.history.on_train_begin()
            self.trainer.history = self.history
            return
        names = self._names()
        if names is not None:
            self.callbacks.check_names(names)
        self.callbacks.on_train_begin()

    def _names(self):
        """Names of the figures that the logs of epochs will hold; None if a step is yet to tell."""
        trainer = self.trainer
        if self.entry.program is None and trainer._overrides("train_step"):
            return None
        names = sorted(self.entry.names or trainer._results("train"))
        if self.validation is not None:
            found = sorted(self.validation.entry.names or trainer._results("test"))
            names += [f"val_{name}" for name in found]
        return names

    def _epoch(self, epoch):
        callbacks = self.callbacks
        self.work.watch.epoch = epoch
        if callbacks is not None:
            callbacks.on_epoch_begin(epoch)
        self.order.refill()
        self._is_within = True
        results = self.passing.complete(self._first_batch, self._gathered)
        self._is_within = False
        self.go_on_from(epoch + 1, 0, ())
        if not results:  # the data had ended before this epoch
            self.trainer.stop_training = True
            return {}
        logs = named(self.entry.names, results)
        if self.exact is not None:
            logs |= self.exact.figures()
        if self.validation is not None and self._is_due(epoch):
            found = self.validation.figures()
            tell_early(self.trainer, logs, found)
            logs |= {f"val_{name}": value for name, value in found.items()}
            logs = dict(sorted(logs.items()))
        (callbacks or self.history).on_epoch_end(epoch, logs)
        return logs

    def _has_no_more_data(self):
        """Whether a source of batches is used up; tells of epochs that will be missing."""
        if self.work.supply is None or not self.work.supply.ends:
            return False
        if self.epoch < self.epochs:
            messages.note("H19", epoch=self.epoch, epochs=self.epochs)
        return True

    def _is_due(self, epoch):
        """Whether this epoch ends with validation."""
        every = self.validation_freq
        return (epoch + 1) % every == 0 if isinstance(every, int) else (epoch + 1) in every

    def _end(self, logs):
        optimizer = self.trainer.optimizer
        if hasattr(optimizer, "finalize_variable_values"):
            optimizer.finalize_variable_values(self.trainer._compiled.trainables)
        if self.callbacks is not None:
            self.callbacks.on_train_end(logs)

    def _tell_interruption(self, epoch):
        steps = self.passing.run.position
        self._close_bars()
        messages.note("G07", epoch=epoch + 1, steps=steps, initial=epoch)

    def _close_bars(self):
        for callback in self.callbacks.callbacks if self.callbacks else ():
            if isinstance(callback, ProgbarLogger):
                callback.close()
