"""Arguments of layers and optimizers that are changed after the first step count at once."""

import numpy as np
import pytest

from pronghorn import callbacks, constraints, layers, models, ops, optimizers
from pronghorn.changes import Changing
from pronghorn.optimizers.schedules import ExponentialDecay
from pronghorn.training.settled import Settled

TINY = ExponentialDecay(1e-12, 1, 1.0)


def set_on(owner, **values):
    for name, value in values.items():
        setattr(owner, name, value)


class Scaled(optimizers.SGD):
    """Takes the arguments of its base by `**common`."""

    def __init__(self, scale=0.1, **common):
        super().__init__(scale, **common)


# The optimizer, and what is changed of the model; its next step is then that of a model in which
# it has been so from the start.
CHANGES = {
    "a schedule of rates": (
        lambda: optimizers.SGD(0.1),
        lambda model: set_on(model.optimizer, learning_rate=TINY),
    ),
    "momentum": (
        lambda: optimizers.SGD(0.1, momentum=0.9),
        lambda model: set_on(model.optimizer, momentum=0.0),
    ),
    "a moment's decay": (
        lambda: optimizers.Adam(0.1),
        lambda model: set_on(model.optimizer, beta_1=0.1),
    ),
    "clipping": (lambda: optimizers.SGD(0.1), lambda model: set_on(model.optimizer, clipnorm=1e-3)),
    "an argument of a base": (
        lambda: Scaled(momentum=0.9),
        lambda model: set_on(model.optimizer, momentum=0.0),
    ),
    "the number of a constraint": (
        lambda: optimizers.SGD(0.1),
        lambda model: set_on(model.layers[0].kernel_constraint, max_value=0.2),
    ),
    "the number of a schedule": (
        lambda: optimizers.SGD(ExponentialDecay(0.1, 10, 0.5)),
        lambda model: set_on(model.optimizer._learning_rate, initial_learning_rate=0.01),
    ),
    "an activation": (
        lambda: optimizers.SGD(0.1),
        lambda model: set_on(model.layers[0], activation=ops.tanh),
    ),
    "a share to drop": (
        lambda: optimizers.SGD(0.1),
        lambda model: set_on(model.layers[1], rate=0.0),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("method", ["fit", "train_on_batch"])
def test_the_next_step_is_made_of_what_is_set(data, network, name, method):
    x, y, _ = data
    optimizer, change = CHANGES[name]
    fit = lambda model: model.fit(x, y, batch_size=61, verbose=0)
    act = fit if method == "fit" else lambda model: model.train_on_batch(x, y)

    changed, traced, same = (
        network(optimizer=optimizer(), dropout=0.5, kernel_constraint=constraints.MaxNorm(9.0))
        for _ in range(3)
    )
    for model in (changed, traced, same):
        act(model)
        act(model)
    change(changed)
    change(traced)
    traced.make_train_function(force=True)
    weights = []
    for model in (changed, traced, same):
        act(model)
        weights.append(np.concatenate([one.ravel() for one in model.get_weights()]))
    assert weights[0].tobytes() == weights[1].tobytes()
    assert (weights[0] != weights[2]).any()


class Then(callbacks.Callback):
    """Changes the model before its third epoch."""

    def __init__(self, change):
        super().__init__()
        self.change = change

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            self.change(self.model)


def test_epochs_change_nothing(data, network):
    x, y, _ = data
    model = network(optimizer="sgd")
    model.fit(x, y, verbose=0)
    before = Changing.changes
    model.fit(x, y, epochs=9, verbose=0)
    assert Changing.changes - before < 9  # so the arguments are not looked at again and again


def test_what_is_no_argument_is_not_counted(data, network):
    x, y, _ = data
    model = network(optimizer="sgd")
    model.fit(x, y, verbose=0)
    before = Changing.changes
    for trainable in (False, True):  # as those do who train two networks against each other
        model.trainable = trainable
        model.train_on_batch(x, y)
    assert Changing.changes == before


def test_a_layer_that_was_freed_is_not_looked_at():
    model = models.Model()
    model.part = layers.Dense(4)
    settled = Settled(model)
    model.part = layers.Dense(4)  # nobody has the old one
    model.part.units = 5
    assert settled.changed() is None


def test_a_callback_may_change_them(data, network):
    x, y, _ = data
    model = network(optimizer=optimizers.SGD(0.1))
    stop = Then(lambda model: set_on(model.optimizer, learning_rate=TINY))
    told = model.fit(x, y, epochs=4, verbose=0, callbacks=[stop], validation_data=(x, y)).history
    first, second, third, fourth = told["val_loss"]
    assert first > second
    assert second == pytest.approx(third, abs=1e-6)
    assert second == pytest.approx(fourth, abs=1e-6)


def test_validation_follows_too(data, network):
    x, y, _ = data
    model = network(optimizer=optimizers.SGD(0.0))
    upside_down = Then(lambda model: set_on(model.layers[-1], activation=lambda x: ops.softmax(-x)))
    told = model.fit(x, y, epochs=3, verbose=0, callbacks=[upside_down], validation_data=(x, y))
    first, second, third = told.history["val_loss"]
    assert first == second
    assert abs(third - first) > 0.01


def test_what_only_build_reads_is_told(data, network, caplog):
    x, y, _ = data
    model = network()
    model.fit(x, y, verbose=0)
    model.layers[0].kernel_regularizer = "l2"
    model.fit(x, y, verbose=0)
    assert "[H58]" in caplog.text
    assert "dense" in caplog.text
    assert "kernel_regularizer" in caplog.text


def test_what_an_optimizer_only_reads_at_first_is_told(data, network, caplog):
    x, y, _ = data
    model = network(optimizer=optimizers.Adagrad(0.1))
    model.fit(x, y, verbose=0)
    model.optimizer.initial_accumulator_value = 0.5
    model.fit(x, y, verbose=0)
    assert "[H59]" in caplog.text
    assert "new Adagrad" in caplog.text


def test_an_equal_value_is_no_change(data, network, caplog):
    x, y, _ = data
    model = network(optimizer=optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 9, 0.5)))
    model.add(layers.Dropout(0.25))
    model.compile(model.optimizer, "categorical_crossentropy")
    model.fit(x, y, verbose=0)
    model.optimizer.learning_rate = optimizers.schedules.ExponentialDecay(0.1, 9, 0.5)
    model.layers[-1].rate = float("0.25")
    model.fit(x, y, verbose=0)
    assert "[H5" not in caplog.text


def test_a_penalty_or_a_bound_of_a_weight_is_followed(data, network):
    x, y, _ = data
    model = network(optimizer=optimizers.SGD(0.01))
    model.fit(x, y, verbose=0)
    kernel = model.layers[0].kernel
    kernel.constraint = constraints.MaxNorm(0.125)
    model.fit(x, y, verbose=0)
    assert np.linalg.norm(kernel.numpy(), axis=0).max() < 0.1251
    kernel.constraint = None
    before = model.evaluate(x, y, verbose=0)
    kernel.regularizer = lambda weight: 3.0 + 0.0 * ops.sum(weight)
    assert model.evaluate(x, y, verbose=0)[0] == pytest.approx(before[0] + 3.0, rel=1e-5)


class Counting(layers.Layer):
    """Keeps what it last saw, which is no argument."""

    def call(self, inputs):
        self.last = ops.shape(inputs)
        return inputs * 1.0


def test_what_a_layer_keeps_asks_for_no_new_trace(data, network):
    x, y, _ = data
    model = network()
    model.add(Counting())
    model.compile("sgd", "categorical_crossentropy")
    for _ in range(3):
        model.fit(x, y, verbose=0)
        model(x)
    assert [record.program for record in model.compile_log] == ["train"]


class Numbered(layers.Layer):
    """Changes an argument of its own in each call."""

    def __init__(self, calls=0):
        super().__init__()
        self.calls = calls

    def call(self, inputs):
        self.calls += 1
        return inputs * 1.0


def test_steps_in_python_read_arguments_as_they_are(data, network):
    x, y, _ = data
    model = network()
    model.add(Numbered())
    model.compile("sgd", "categorical_crossentropy", run_eagerly=True)
    for _ in range(3):
        model.train_on_batch(x, y)
    assert model.layers[-1].calls >= 3
    assert [record.program for record in model.compile_log] == ["train"]


def test_a_change_may_end_compiling(data, network):
    x, y, _ = data
    model = network()
    model.train_on_batch(x, y)
    model.layers[0].activation = lambda x: x * (2.0 if float(ops.max(x)) > 0 else 1.0)
    model.train_on_batch(x, y)
    assert [record.engine for record in model.compile_log][-1] == "python"
