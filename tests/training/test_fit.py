"""fit: figures, order, epochs, validation, weights of samples and classes, and repeatability."""

import os
import signal

import numpy as np
import pytest

from pronghorn import callbacks, layers, losses, models, optimizers, random
from pronghorn.training.order import Order


def test_the_seed_network_learns(engine):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(1000, 3))
    x[:500] += [1, 1, -1]
    y = np.zeros((1000, 2))
    y[:500, 1] = y[500:, 0] = 1
    random.set_random_seed(1)
    row = [layers.Input((3,)), layers.Dense(4, "relu"), layers.Dense(2, "softmax")]
    model = models.Sequential(row)
    model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    record = model.fit(x, y, batch_size=8, epochs=10 if engine == "llvm" else 5, verbose=0)
    assert 0.78 <= record.history["accuracy"][-1] <= 0.86
    assert 0.34 <= record.history["loss"][-1] <= 0.52


def test_history_is_sorted_floats_by_epoch(engine, data, network):
    x, y, _ = data
    record = network().fit(x, y, epochs=3, validation_split=0.2, verbose=0)
    assert list(record.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert record.epoch == [0, 1, 2]
    assert all(type(v) is float for row in record.history.values() for v in row)


def test_one_seed_gives_the_same_bits(engine, data, network, capsys):
    x, y, _ = data

    class Curious(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.predict(x[:1])

    arguments = {"batch_size": 8, "epochs": 2}
    runs = [
        {"verbose": 0},
        {"verbose": 0},
        {"verbose": 2},
        {"verbose": 0, "callbacks": [Curious()]},
        {"verbose": 0, "validation_data": (x[:9], y[:9])},
    ]
    found = []
    for run in runs:
        model = network(dropout=0.3)
        model.fit(x, y, **arguments, **run)
        found.append(b"".join(w.tobytes() for w in model.get_weights()))
    assert len(set(found)) == 1


def test_numpy_seed_alone_fixes_everything(data):
    x, y, _ = data

    def weights():
        random._session.seed = None
        np.random.seed(7)
        model = models.Sequential([layers.Input((3,)), layers.Dense(2, "softmax")])
        model.compile("sgd", "categorical_crossentropy")
        model.fit(x, y, batch_size=8, verbose=0)
        return model.get_weights()[0].tobytes()

    assert weights() == weights()


def test_every_row_is_used_once_an_epoch(engine):
    """Gradients of a linear loss are sums of rows, so the weights tell which rows were seen."""
    x = 2.0 ** np.arange(10, dtype="float32")[:, None]
    for batch_size in (1, 3, 4, 10, 64):
        model = models.Sequential([layers.Input((1,)), layers.Dense(1, use_bias=False)])
        model.set_weights([np.zeros((1, 1), "float32")])
        total = losses.LossFunctionWrapper(lambda t, p: -p[:, 0], "sum")
        model.compile(optimizers.SGD(1.0), total)
        model.fit(x, x, batch_size=batch_size, epochs=2, verbose=0)
        assert model.get_weights()[0].item() == 2 * 1023


def test_last_figures_agree_with_evaluate_and_numpy(engine, data, network, capsys):
    x, y, labels = data
    model = network()
    record = model.fit(x, y, batch_size=7, epochs=2, validation_data=(x[:20], y[:20]), verbose=2)
    shown = capsys.readouterr().out.splitlines()[-1]
    for name, values in record.history.items():
        assert f"{name}: {values[-1]:.4f}" in shown
    loss, accuracy = model.evaluate(x[:20], y[:20], verbose=0, batch_size=3)
    assert record.history["val_loss"][-1] == pytest.approx(loss, rel=1e-6)
    output = model.predict(x[:20]).astype("float64")
    assert accuracy == pytest.approx((output.argmax(1) == labels[:20]).mean(), rel=1e-6)
    assert loss == pytest.approx(-np.log(output[np.arange(20), labels[:20]]).mean(), rel=1e-5)


def test_epochs_and_initial_epoch(data, network, caplog):
    x, y, _ = data
    model = network()
    assert model.fit(x, y, epochs=4, initial_epoch=2, verbose=0).epoch == [2, 3]
    assert model.fit(x, y, nb_epoch=2, verbose=0).epoch == [0, 1]
    assert model.fit(x, y, epochs=2, initial_epoch=2, verbose=0).epoch == []
    assert "[H14] initial_epoch=2 is not below epochs=2" in caplog.text


def test_no_epochs_leave_an_empty_record(data, network):
    x, y, _ = data
    model = network()
    before = model.get_weights()
    assert model.fit(x, y, epochs=0, verbose=0).history == {}
    for one, two in zip(before, model.get_weights(), strict=True):
        assert np.array_equal(one, two)


def test_steps_per_epoch_go_on_through_the_data(engine):
    x = np.arange(10, dtype="float32")[:, None]
    model = models.Sequential([layers.Input((1,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, x, batch_size=4, steps_per_epoch=3, epochs=2, shuffle=False, verbose=0)
    assert int(model.optimizer.iterations) == 6
    order, seen = Order(model._compiled, 10, 12, shuffle=False), []
    for _ in range(2):
        order.refill()
        seen.extend(order.buffer.tolist())
    assert seen == [n % 10 for n in range(24)]
    order, seen = Order(model._compiled, 10, 12, shuffle=True), []
    for _ in range(5):
        order.refill()
        seen.extend(order.buffer.tolist())
    assert all(sorted(seen[n : n + 10]) == list(range(10)) for n in range(0, 60, 10))


def test_class_weights_are_sample_weights(engine, data, network):
    x, _, labels = data
    weights = np.where(labels == 1, 2.0, 0.5)
    arguments = {"epochs": 2, "batch_size": 8, "verbose": 0}
    found = []
    for extra in ({"class_weight": {0: 0.5, 1: 2.0}}, {"sample_weight": weights}):
        model = network("sparse_categorical_crossentropy")
        model.fit(x, labels, **arguments, **extra)
        found.append(model.get_weights()[0])
    assert (found[0] == found[1]).all()


def test_validation_frequency_and_steps(data, network):
    x, y, _ = data
    record = network().fit(
        x, y, epochs=4, validation_data=(x, y), validation_freq=2, validation_steps=1, verbose=0
    )
    assert len(record.history["val_loss"]) == 2
    record = network().fit(x, y, epochs=4, validation_data=(x, y), validation_freq=[1], verbose=0)
    assert len(record.history["val_loss"]) == 1


def test_regularizers_and_weights_of_outputs_enter_the_loss(engine, data):
    x, y, _ = data
    random.set_random_seed(1)
    dense = layers.Dense(2, "softmax", kernel_regularizer="l2")
    model = models.Sequential([layers.Input((3,)), dense])
    model.compile("sgd", "categorical_crossentropy", weighted_metrics=["accuracy"])
    bare = -np.log(model.predict(x)[y == 1]).mean()
    penalty = 0.01 * (dense.kernel.numpy() ** 2).sum()
    loss, _ = model.evaluate(x, y, verbose=0)
    assert loss == pytest.approx(bare + penalty, rel=1e-5)


def test_trainable_is_fixed_at_compile(data, network, caplog):
    x, y, _ = data
    model = network()
    before = model.get_weights()
    model.trainable = False
    model.fit(x, y, verbose=0)
    assert any((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
    assert "[H11]" in caplog.text


def test_ctrl_c_leaves_whole_steps(data, network, caplog):
    x, y, _ = data
    model = network()

    class Stop(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0, callbacks=[Stop()])
    assert "[G07] stopped by Ctrl-C in epoch 1, after 3 steps" in caplog.text
    twin = network()
    twin.fit(x[:24], y[:24], batch_size=8, shuffle=False, verbose=0)
    assert all((a == b).all() for a, b in zip(model.get_weights(), twin.get_weights(), strict=True))
    model.fit(x, y, verbose=0)


def test_a_signal_waits_for_the_end_of_the_chunk(data, network):
    # A shell that starts a command in the background tells it to ignore this signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    x, y, _ = data
    model = network(run_eagerly=True)
    inner = type(model).call
    sent = []

    def call(self, inputs, training=None, mask=None):
        if training and not sent:
            sent.append(os.kill(os.getpid(), signal.SIGINT))
        return inner(self, inputs, training, mask)

    type(model).call = call
    try:
        with pytest.raises(KeyboardInterrupt):
            model.fit(x, y, batch_size=61, epochs=5, verbose=0)
    finally:
        type(model).call = inner
        after = signal.signal(signal.SIGINT, before)
    assert int(model.optimizer.iterations) == 1
    assert after is signal.default_int_handler


class Forked(models.Model):
    """Two inputs by name, two outputs by name."""

    def __init__(self):
        super().__init__()
        self.first, self.second = layers.Dense(2, activation="softmax"), layers.Dense(1)

    def call(self, inputs):
        x = inputs["a"] + inputs["b"]
        return {"kind": self.first(x), "size": self.second(x)}


def test_several_inputs_and_outputs(engine, data):
    x, _, labels = data
    random.set_random_seed(1)
    model = Forked()
    model.compile(
        "sgd",
        {"kind": "sparse_categorical_crossentropy", "size": "mse"},
        loss_weights={"kind": 1.0, "size": 0.5},
        metrics={"kind": ["accuracy"]},
    )
    inputs, targets = {"a": x, "b": x[:, ::-1]}, {"kind": labels, "size": x[:, :1]}
    record = model.fit(
        inputs, targets, epochs=2, verbose=0, class_weight={"kind": {0: 1.0, 1: 2.0}}
    )
    assert {"kind_loss", "loss", "size_loss"} < set(record.history)
    found = model.evaluate(inputs, targets, verbose=0, return_dict=True)
    assert found["loss"] == pytest.approx(found["kind_loss"] + 0.5 * found["size_loss"], rel=1e-6)
    outputs = model.predict(inputs)
    assert found["size_loss"] == pytest.approx(((outputs["size"] - x[:, :1]) ** 2).mean(), rel=1e-5)
