"""What happens between chunks: callbacks, the bar, another thread; and predict's short way."""

import threading

import numpy as np
import pytest

from pronghorn import Input, Sequential, Variable, callbacks, config, layers, ops
from pronghorn.errors import DataError
from pronghorn.training.chunks import Pace


class Seen(callbacks.Callback):
    """Notes every batch."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_begin(self, batch, logs=None):
        self.seen.append(("begin", batch))

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append(("end", batch, logs))

    def on_test_batch_end(self, batch, logs=None):
        self.seen.append(("test", batch))

    def on_predict_batch_end(self, batch, logs=None):
        self.seen.append(("predict", batch, logs["outputs"].shape))


def test_batch_hooks_see_every_batch(engine, data, network):
    x, y, _ = data
    seen = Seen()
    model = network()
    record = model.fit(
        x, y, batch_size=16, verbose=0, validation_data=(x, y), callbacks=[seen],
        validation_batch_size=40,
    )  # fmt: skip
    assert [entry[:2] for entry in seen.seen[:8]] == [
        (edge, batch) for batch in range(4) for edge in ("begin", "end")
    ]
    assert seen.seen[8:] == [("test", 0), ("test", 1)]
    last = seen.seen[7][2]
    assert list(last) == ["accuracy", "loss"]
    assert last["loss"] == pytest.approx(record.history["loss"][0], rel=1e-6)
    seen.seen.clear()
    model.predict(x, batch_size=40, verbose=0, callbacks=[seen])
    assert seen.seen == [("predict", 0, (40, 2)), ("predict", 1, (21, 2))]


def test_callbacks_may_change_what_is_trained(engine, data, network):
    x, y, _ = data

    class Freeze(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.optimizer.learning_rate = 0.0

    class Stop(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    model, twin = network(optimizer="sgd"), network(optimizer="sgd")
    model.fit(x, y, batch_size=8, shuffle=False, verbose=0, callbacks=[Freeze()])
    twin.fit(x[:8], y[:8], batch_size=8, shuffle=False, verbose=0)
    assert all((a == b).all() for a, b in zip(model.get_weights(), twin.get_weights(), strict=True))
    model = network()
    record = model.fit(x, y, batch_size=8, epochs=5, verbose=0, callbacks=[Stop()])
    assert record.epoch == [0]
    assert int(model.optimizer.iterations) == 2


def test_early_stopping_restores_the_best(engine, data, network):
    x, y, _ = data
    stop = callbacks.EarlyStopping("val_acc", patience=1, restore_best_weights=True)
    model = network(optimizer="adam")
    record = model.fit(
        x, y, epochs=60, validation_data=(x[:20], y[:20]), verbose=0, callbacks=[stop]
    )
    assert len(record.epoch) < 60
    best = max(record.history["val_accuracy"])
    assert model.evaluate(x[:20], y[:20], verbose=0)[1] == pytest.approx(best)


def test_a_file_gets_one_line_an_epoch(engine, data, network, capsys):
    x, y, _ = data
    model = network()
    model.fit(x, y, epochs=2, validation_split=0.2)
    model.evaluate(x, y)
    model.predict(x)
    model.predict(x[:5])
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 4
    assert not set("\b\r\x1b") & set(out)
    assert err == ""


def test_predict_takes_the_short_way_for_equal_shapes(engine, data, network, caplog):
    x, _, _ = data
    model = network()
    every = model.predict(x, verbose=0)
    rows = [model.predict(x[n : n + 1]) for n in range(20)]
    assert np.concatenate(rows) == pytest.approx(every[:20], abs=1e-6)
    assert model._programs.prepared
    first = model.predict(x[:1])
    first[:] = 7  # a copy
    assert model.predict(x[:1]) == pytest.approx(every[:1], abs=1e-6)
    model.set_weights([w * 0 for w in model.get_weights()])
    assert model.predict(x[:1]).tolist() == [[0.5, 0.5]]
    assert model.predict(x[0]).shape == (1, 2)
    assert "[H08]" in caplog.text
    assert model.predict(x[:1].astype("int64")).shape == (1, 2)
    assert model.predict_classes(x[:4]).shape == (4,)
    assert "[N04] predict_classes" in caplog.text


def test_the_short_way_keeps_to_batches(engine):
    class Centred(layers.Layer):
        def call(self, x):
            return x - ops.mean(x, axis=0)

    model = Sequential([Input((1,)), Centred()])
    x = np.arange(4.0)[:, None]
    for size, wanted in ((4, [-1.5, -0.5, 0.5, 1.5]), (2, [-0.5, 0.5, -0.5, 0.5])) * 2:
        assert model.predict(x, batch_size=size)[:, 0].tolist() == wanted
    assert model.predict_on_batch(x)[:, 0].tolist() == [-1.5, -0.5, 0.5, 1.5]


def test_whole_passes_take_the_short_way_for_equal_shapes(engine, data, network, caplog):
    x, y, _ = data
    model, other = network(metrics=["accuracy"]), network(metrics=["accuracy"])

    def passes(model, given, size):
        x, y = map(given, data[:2])
        return [
            model.evaluate(x, y, size, verbose=0),
            model.evaluate(x, y, size, verbose=0, sample_weight=given(np.arange(len(x)) / 9.0)),
            model.predict(x, size, verbose=0).tolist(),
        ]

    for size in (8, 8, 7, 1000):
        assert passes(model, np.asarray, size) == passes(other, np.ndarray.tolist, size)
        model.set_weights([w * 1.5 for w in model.get_weights()])
        other.set_weights(model.get_weights())
    assert len(model._programs.prepared) == 8
    assert not other._programs.prepared
    model.evaluate(x, y, 8, verbose=0)
    spoilt = x.copy()
    spoilt[5, 1] = np.nan
    assert np.isnan(model.evaluate(spoilt, y, 8, verbose=0)[0])
    assert "[H55]" in caplog.text


def test_batches_count_once_though_their_loss_is_no_number(engine):
    class Counting(Sequential):
        def test_step(self, data):
            self.seen.assign_add(1.0)
            return super().test_step(data)

    model = Counting([Input((3,)), layers.Dense(1)])
    model.seen = Variable(0.0, trainable=False)
    model.compile("sgd", "mse")
    x, y = np.ones((20, 3), "float32"), np.ones((20, 1), "float32")
    x[0, 0] = np.nan
    for turn in (1, 2):
        assert np.isnan(model.evaluate(x, y, batch_size=5, verbose=0))
        assert float(model.seen) == 4 * turn


def test_the_short_way_shows_bars_and_keeps_limits(engine, data, network, capsys):
    x, y, _ = data
    model = network()
    for _ in range(2):
        model.evaluate(x, y, 8, verbose=0)
        model.predict(x, 8, verbose=0)
    assert not capsys.readouterr().out
    model.predict(x, 8)
    assert capsys.readouterr().out
    config.set_max_steps_per_epoch(1)
    try:
        assert len(model.predict(x, 8, verbose=0)) == 8
        assert model.evaluate(x, y, 8, verbose=0) == model.evaluate(x[:8], y[:8], 8, verbose=0)
    finally:
        config.set_max_steps_per_epoch(None)


def test_batches_are_figures_of_their_own(engine, data, network):
    x, y, _ = data
    model = network(optimizer="sgd")
    before = model.test_on_batch(x[:8], y[:8])
    assert model.train_on_batch(x[:8], y[:8]) == pytest.approx(before, rel=1e-6)
    assert model.train_on_batch(x[8:16], y[8:16], return_dict=True).keys() == {"loss", "accuracy"}
    assert model.predict_on_batch(x[:3]).shape == (3, 2)
    assert model.metrics_names == ["loss", "compile_metrics"]


def test_batches_of_equal_shapes_take_the_short_way(engine, data, network):
    x, y, _ = data
    steps = [slice(n, n + 6) for n in range(0, 48, 6)]

    def trained(given):
        model = network(optimizer="adam")
        found = [model.train_on_batch(given(x[rows]), given(y[rows])) for rows in steps]
        found += [model.test_on_batch(given(x[rows]), given(y[rows])) for rows in steps]
        outputs = [model.predict_on_batch(given(x[rows])) for rows in steps]
        return found, np.concatenate(outputs), model

    *short, model = trained(np.asarray)
    *long, other = trained(np.ndarray.tolist)
    assert len(model._programs.prepared) == 3
    assert not other._programs.prepared
    assert short[0] == long[0]
    assert (short[1] == long[1]).all()


def test_large_results_are_not_kept_for_the_short_way():
    model = Sequential([Input((3,)), layers.Dense(2000)])
    for rows in (1, 20):
        model.predict(np.ones((rows, 3), "float32"), verbose=0)
    assert [run.feed.rows for run in model._programs.prepared.values()] == [1]


def test_the_short_way_finds_what_is_wrong_with_data(engine, data, network):
    x, _, labels = data
    model = network(loss="sparse_categorical_crossentropy")
    for targets in (labels, labels.astype("float64"), labels[:, None]):
        model.train_on_batch(x, targets)
        model.train_on_batch(x, targets)
    assert len(model._programs.prepared) == 3
    weights = model.get_weights()
    spoilt = x.copy()
    spoilt[5, 1] = np.nan
    with pytest.raises(DataError, match=r"\[E34\].*row 5"):
        model.train_on_batch(spoilt, labels)
    with pytest.raises(DataError, match=r"\[E35\].*row 3"):
        model.train_on_batch(x, np.where(np.arange(len(x)) == 3, 0.5, labels))
    with pytest.raises(DataError, match=r"\[E07\].*row 4"):
        model.train_on_batch(x, np.where(np.arange(len(x)) == 4, 2, labels))
    assert all((a == b).all() for a, b in zip(weights, model.get_weights(), strict=True))
    assert np.isfinite(model.train_on_batch(x, labels)).all()


def test_predict_from_another_thread_while_training(engine, data, network, caplog):
    x, y, _ = data
    model = network()
    model.predict(x[:1])
    failures = []
    done = threading.Event()

    def ask():
        while not done.is_set():
            found = model.predict(x[:1])
            if not np.isfinite(found).all() or abs(found.sum() - 1) > 1e-5:
                failures.append(found)

    thread = threading.Thread(target=ask)
    thread.start()
    model.fit(x, y, batch_size=8, epochs=20, verbose=0)
    done.set()
    thread.join()
    assert not failures


def test_waiting_for_another_thread_is_told(data, network, caplog):
    model = network()
    want = model.predict(data[0][:1])
    model._programs.is_training = True
    found = []
    with model._programs.lock:
        thread = threading.Thread(target=lambda: found.append(model.predict(data[0][:1])))
        thread.start()
        while not model._programs.waiting:
            pass
    thread.join()
    assert (found[0] == want).all()
    assert "[G14]" in caplog.text


def test_chunks_begin_small_and_grow():
    pace = Pace()
    assert pace.stop(0, 10**9) == 16
    pace.measured(16)
    assert pace.stop(16, 10**9) > 1000
    assert pace.stop(16, 20) == 20
