"""However a model is written, and whoever wrote its parts, the program is the same."""

import numpy as np
import pytest

from pronghorn import layers, losses, metrics, models, ops, random
from pronghorn.passes.pipeline import tidy
from pronghorn.trace.tape import GradientTape

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
Y = X[:, :2] * 0.5
SIZES = (5, 4, 2)


def digests(model, x=X, y=Y, **arguments):
    """Of the tidied programs of training, evaluation and prediction."""
    model.compile(**({"optimizer": "adam", "loss": "mse", "metrics": ["mae"]} | arguments))
    model.fit(x, y, verbose=0)
    model.evaluate(x, y, verbose=0)
    model.predict(x, verbose=0)
    entries = model._programs.entries.values()
    return [tidy(entry.program).signature for entry in entries]


def dense(units):
    return layers.Dense(units, activation="tanh")


def sequential():
    return models.Sequential([layers.Input((3,)), *map(dense, SIZES)])


def functional(kind=models.Model):
    x = inputs = layers.Input((3,))
    for units in SIZES:
        x = dense(units)(x)
    return kind(inputs, x)


class Row(models.Model):
    def __init__(self):
        super().__init__()
        self.parts = {"first": [dense(units) for units in SIZES[:2]], "last": dense(SIZES[2])}

    def call(self, x, training=None):
        for part in self.parts["first"]:
            x = part(x)
        return self.parts["last"](x)


def nested():
    inner = models.Sequential([layers.Input((3,)), *map(dense, SIZES[:2])])
    inputs = layers.Input((3,))
    return models.Model(inputs, dense(SIZES[2])(inner(inputs)))


@pytest.mark.parametrize("make", [functional, Row, nested])
def test_every_way_to_write_a_model(make):
    assert digests(make()) == digests(sequential())


class Own(layers.Layer):
    """Dense, as a user would write it."""

    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units))
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return ops.tanh(ops.matmul(x, self.w) + self.b)


class OwnLoss(losses.Loss):
    def call(self, y_true, y_pred):
        return ops.mean(ops.square(y_true - y_pred), axis=-1)


class OwnMean(metrics.Metric):
    """The mean absolute error of rows."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.total = self.add_variable((), "zeros", name="total")
        self.count = self.add_variable((), "zeros", name="count")

    def update_state(self, y_true, y_pred, sample_weight=None):
        values = ops.mean(ops.absolute(y_true - y_pred), axis=-1)
        self.total.assign_add(ops.sum(values))
        self.count.assign_add(ops.cast(ops.shape(values)[0], "float32"))

    def result(self):
        return ops.divide_no_nan(self.total, self.count)


def test_layers_losses_and_metrics_of_ones_own_cost_nothing():
    own = models.Sequential([layers.Input((3,)), *map(Own, SIZES)])
    plain = digests(sequential())
    assert digests(own) == plain
    assert digests(sequential(), loss=OwnLoss()) == plain
    assert digests(sequential(), loss=lambda a, b: ops.mean(ops.square(a - b), axis=-1)) == plain
    # The nodes of an own metric may come in another order; there are no more of them.
    count = lambda model: [len(tidied_nodes(entry)) for entry in model._programs.entries.values()]
    first, second = sequential(), sequential()
    digests(first, metrics=[OwnMean(name="mae")])
    digests(second)
    assert all(a <= b for a, b in zip(count(first), count(second), strict=True))


def tidied_nodes(entry):
    graph = tidy(entry.program).graph
    return [node for outer in graph.nodes for node in (outer, *inner_nodes(outer))]


def inner_nodes(node):
    body = node.attrs.get("body")
    return body.nodes if body is not None else []


class Taped(models.Model):
    def train_step(self, data):
        x, y = data
        with GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred)
        weights = self.trainable_variables
        self.optimizer.apply(tape.gradient(loss, weights), weights)
        return {"loss": loss}


def test_a_tape_adds_nothing_to_a_step():
    found = []
    for kind in (models.Model, Taped):
        random.set_random_seed(1)
        model = functional(kind)
        digests(model, metrics=None)
        found.append(tidied_nodes(next(iter(model._programs.entries.values()))))
    # Ours has the tracker of the loss and the guard, which a step of one's own need not have.
    assert len(found[1]) <= len(found[0])
