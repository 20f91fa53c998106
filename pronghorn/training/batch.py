"""One batch at a time: train_on_batch, test_on_batch, predict_on_batch; and two old names."""

import numpy as np

from pronghorn import messages
from pronghorn.training.checks import class_weighted, feed_of
from pronghorn.training.chunks import Pass
from pronghorn.training.figures import listed, named
from pronghorn.training.guards import Watch
from pronghorn.training.legacy import accepting
from pronghorn.training.predict import predict, unpacked
from pronghorn.training.prepared import given_of, prepare, prepared
from pronghorn.training.work import Work

__all__ = [
    "predict_classes",
    "predict_on_batch",
    "predict_proba",
    "reset_states",
    "test_on_batch",
    "train_on_batch",
]


@accepting("reset_metrics")
def train_on_batch(
    self,
    x,
    y=None,
    sample_weight=None,
    class_weight=None,
    return_dict=False,
):
    """One step of training on the rows given.

    Args:
        return_dict: whether to return figures by name.

    Returns:
        The loss and metrics of this batch, before the update: a list, a dict, or one float.
    """
    self._require_compiled("train_on_batch")

    def feed():
        whole = feed_of(self, "train_on_batch", x, y, sample_weight)
        return class_weighted(whole, class_weight)

    given = given_of(x, y, sample_weight) if class_weight is None else ()
    return _one(self, "train", given, feed, _figures(return_dict))


@accepting("reset_metrics")
def test_on_batch(self, x, y=None, sample_weight=None, return_dict=False):  # noqa: PT028
    """The loss and metrics of the rows given, as `train_on_batch`, without training."""
    self._require_compiled("test_on_batch")
    feed = lambda: feed_of(self, "test_on_batch", x, y, sample_weight)
    return _one(self, "test", given_of(x, y, sample_weight), feed, _figures(return_dict))


def predict_on_batch(self, x):
    """The outputs for the rows given, as arrays."""
    return _one(self, "predict", (x,), lambda: feed_of(self, "predict_on_batch", x), unpacked)


def _figures(as_dict):
    return lambda entry, results: listed(named(entry.names, results), entry.names, as_dict)


def _one(trainer, kind, given, feed, finish):
    """What `finish(entry, results)` makes of the results of one batch.

    Args:
        given: the arrays as the user passed them.
        feed: a function that checks and converts them.
    """
    found = prepared(trainer, kind, given, finish)
    if found is not None:
        return found
    feed = feed()
    entry = trainer._programs.find(trainer, kind, feed)
    order = np.arange(feed.rows, dtype="int32") if kind == "train" else None
    arguments = feed.arrays if order is None else [order, *feed.arrays]
    watch = Watch(trainer, feed, order, feed.rows)
    results = Pass(trainer, kind, Work(entry, entry.run(arguments, feed.rows), watch)).complete()
    prepare(trainer, kind, given, entry, feed, results)
    return finish(entry, results)


def predict_classes(self, x, batch_size=32, verbose=0):
    """Class numbers: the largest output, or whether a single one is above 0.5.

    The name that Keras had for it before version 2.6.
    """
    messages.note("N04", old="predict_classes", new="model.predict(x).argmax(-1)")
    found = predict(self, x, batch_size, verbose)
    if found.shape[-1] > 1:
        return found.argmax(-1)
    return (found > 0.5).astype("int32")


def predict_proba(self, x, batch_size=32, verbose=0):
    """The name that `predict` had beside `predict_classes`."""
    messages.note("N04", old="predict_proba", new="model.predict(x)")
    return predict(self, x, batch_size, verbose)


def reset_states(self):
    """Forgets the states of stateful layers: the name that Keras had for it up to version 2."""
    messages.note("N04", old="reset_states", new="layer.reset_state() for each stateful layer")
    for layer in self._flatten_layers(include_self=False):
        if getattr(layer, "stateful", False):
            layer.reset_state()
