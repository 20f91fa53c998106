"""`fit_generator` and its kin: what scripts for Keras 1 and 2 call for data in batches."""

from pronghorn import messages, tree
from pronghorn.data import source_of, unpack
from pronghorn.errors import DataError, wrong_argument
from pronghorn.training.evaluate import evaluate
from pronghorn.training.fit import fit
from pronghorn.training.legacy import accepting
from pronghorn.training.predict import predict

__all__ = ["evaluate_generator", "fit_generator", "predict_generator"]

# Keras 1 has other names for how batches are fetched.
_OLD_QUEUE = {
    "max_q_size": "max_queue_size",
    "nb_worker": "workers",
    "pickle_safe": "use_multiprocessing",
}


@accepting(**_OLD_QUEUE, nb_epoch="epochs")
def fit_generator(
    self,
    generator,
    steps_per_epoch=None,
    epochs=1,
    verbose=1,
    callbacks=None,
    validation_data=None,
    validation_steps=None,
    validation_freq=1,
    class_weight=None,
    max_queue_size=10,
    workers=1,
    use_multiprocessing=False,
    shuffle=True,
    initial_epoch=0,
    samples_per_epoch=None,
    nb_val_samples=None,
):
    """The name that `fit` had in Keras 1 and 2 for batches from a generator or a `Sequence`.

    Args:
        generator: gives `(x, y)` or `(x, y, sample_weight)`, again and again.
        steps_per_epoch: batches of an epoch; by default all that a `Sequence` has.
        validation_data: arrays, a generator or a `Sequence`.
        validation_steps: batches of a generator for validation.
        max_queue_size, workers, use_multiprocessing: how a `Sequence` makes its batches; those of
            a generator are made ahead by one thread.
        samples_per_epoch, nb_val_samples: instead of the numbers of batches, as in Keras 1.

    Raises:
        ArgumentError: for a generator without a number of batches.
    """
    messages.note("N04", old="fit_generator", new="model.fit(generator, ...)")
    hands = workers, use_multiprocessing, max_queue_size
    source = _source("fit_generator", generator, hands)
    steps = _steps("fit_generator", source, "steps_per_epoch", steps_per_epoch, samples_per_epoch)
    if source_of(validation_data) is not None:
        validation_data = _source("fit_generator", validation_data, hands)
        validation_steps = _steps(
            "fit_generator", validation_data, "validation_steps", validation_steps, nb_val_samples
        )
    return fit(
        self,
        source,
        epochs=epochs,
        verbose=verbose,
        callbacks=callbacks,
        validation_data=validation_data,
        shuffle=shuffle,
        class_weight=class_weight or None,
        initial_epoch=initial_epoch,
        steps_per_epoch=steps,
        validation_steps=validation_steps,
        validation_freq=validation_freq,
    )


@accepting(**_OLD_QUEUE)
def evaluate_generator(
    self,
    generator,
    steps=None,
    callbacks=None,
    max_queue_size=10,
    workers=1,
    use_multiprocessing=False,
    verbose=0,
    val_samples=None,
):
    """The name that `evaluate` had in Keras 1 and 2 for batches, as `fit_generator`."""
    hands = workers, use_multiprocessing, max_queue_size
    source, steps = _judged("evaluate", generator, hands, steps, val_samples)
    return evaluate(self, source, steps=steps, callbacks=callbacks, verbose=verbose)


@accepting(**_OLD_QUEUE)
def predict_generator(
    self,
    generator,
    steps=None,
    callbacks=None,
    max_queue_size=10,
    workers=1,
    use_multiprocessing=False,
    verbose=0,
    val_samples=None,
):
    """The name that `predict` had in Keras 1 and 2 for batches, as `fit_generator`."""
    hands = workers, use_multiprocessing, max_queue_size
    source, steps = _judged("predict", generator, hands, steps, val_samples)
    return predict(self, source, steps=steps, callbacks=callbacks, verbose=verbose)


def _judged(method, generator, hands, steps, samples):
    """What `evaluate` and `predict` are given: a source, and how many of its batches."""
    owner = f"{method}_generator"
    messages.note("N04", old=owner, new=f"model.{method}(generator, ...)")
    source = _source(owner, generator, hands)
    return source, _steps(owner, source, "steps", steps, samples)


def _source(owner, generator, hands):
    source = source_of(generator)
    if source is None:
        facts = {"got": type(generator).__name__, "owner": owner, "example": "model.fit(x, y)"}
        want = "a generator or a Sequence for {owner}"
        raise DataError("E42", argument="generator", want=want, **facts)
    source.hands = hands
    return source


def _steps(owner, source, argument, steps, samples):
    """How many batches are wanted; Keras 1 counts samples, up to the batch that has the last."""
    if samples is not None:
        rows = len(tree.flatten(unpack(source.peek())[0])[0])
        steps = -(-samples // rows)
        old = {"steps_per_epoch": "samples_per_epoch", "validation_steps": "nb_val_samples"}
        facts = {"old": old.get(argument, "val_samples"), "new": argument, "steps": steps}
        messages.note("N09", owner=owner, value=samples, **facts)
    elif steps is None and source.steps is None:
        raise wrong_argument(
            owner, argument, "how many batches to take, for a generator does not tell", None, 100
        )
    return steps
