"""Three programs for an architecture, shared where equal; Python stepping where Python decides."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest

from pronghorn import layers, metrics, models, ops
from pronghorn.layers import Layer
from pronghorn.training import programs
from pronghorn.training.programs import Programs


@pytest.fixture
def nothing_shared(monkeypatch):
    monkeypatch.setattr(programs, "_recent", type(programs._recent)())
    monkeypatch.setattr(programs, "_alive", type(programs._alive)())


def test_three_programs_serve_every_call(engine, data, network, nothing_shared):
    x, y, _ = data
    model = network()
    model.fit(x, y, batch_size=8, validation_split=0.2, verbose=0)
    model.evaluate(x, y, verbose=0)
    model.predict(x[:1])
    model.predict(np.repeat(x, 20, axis=0), verbose=0)
    assert model.compile_log.compilations == 3
    model.fit(x, y, batch_size=5, epochs=2, verbose=0)
    model.train_on_batch(x[:3], y[:3])
    model.test_on_batch(x[:3], y[:3])
    model.predict_on_batch(x[:3])
    assert [record.program for record in model.compile_log] == ["train", "test", "predict"]
    assert str(model.compile_log).count(f"for {engine} in") == 3


def test_equal_architectures_share_and_keep_their_own_weights(
    engine, data, network, nothing_shared
):
    x, y, _ = data
    first, second, other = network(seed=1), network(seed=2), network(dropout=0.5)
    first.fit(x, y, verbose=0)
    kept = first.get_weights()
    second.fit(x, y, verbose=0, epochs=3)
    assert second.compile_log.compilations == 0
    assert all((a == b).all() for a, b in zip(kept, first.get_weights(), strict=True))
    other.fit(x, y, verbose=0)
    assert "shared" not in other.compile_log[0].notes
    lone = network(seed=2)
    lone.fit(x, y, verbose=0, epochs=3)
    pairs = zip(lone.get_weights(), second.get_weights(), strict=True)
    assert all((a == b).all() for a, b in pairs)


def test_models_are_freed(data, network):
    x, y, _ = data
    model = network()
    model.fit(x, y, verbose=0)
    model.predict(x[:1])
    gone = weakref.ref(model)
    weight = weakref.ref(model.weights[0])
    del model
    gc.collect()
    assert gone() is None
    assert weight() is None
    assert len(programs._recent) <= programs.RECENT


def test_compile_and_new_layers_make_new_programs(data, network):
    x, y, _ = data
    model = network()
    model.fit(x, y, verbose=0)
    before = model.predict(x[:1])
    model.add(layers.Rescaling(2.0))
    assert model.predict(x[:1]) == pytest.approx(2 * before)
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0)
    assert [record.program for record in model.compile_log].count("train") == 2


def test_python_stepping_has_the_same_numbers(engine, data, network):
    x, y, _ = data
    found = []
    for run_eagerly in (False, True):
        model = network(dropout=0.3, run_eagerly=run_eagerly)
        record = model.fit(x, y, batch_size=8, epochs=13, validation_split=0.1, verbose=0)
        assert int(model.optimizer.iterations) >= 80
        figures = [v for row in record.history.values() for v in row]
        found.append(np.concatenate([w.ravel() for w in model.get_weights()] + [figures]))
    assert found[0] == pytest.approx(found[1], rel=1e-5, abs=1e-6)


class Halving(Layer):
    """Looks at its numbers, so that it cannot be traced."""

    def call(self, x):
        if float(ops.sum(x)) > 0:
            return x
        return x * 0.5


class Sorting(Layer):
    """Leaves pronghorn for NumPy."""

    def call(self, x):
        return ops.convert_to_tensor(np.sort(np.asarray(x), axis=0))


@pytest.mark.parametrize(
    ("layer", "line"), [(Halving, "if float(ops.sum(x)) > 0:"), (Sorting, "np.sort")]
)
def test_python_that_needs_numbers_steps_in_python(layer, line, engine, data, caplog):
    x, y, _ = data
    model = models.Sequential([layers.Input((3,)), layer(), layers.Dense(2)])
    model.compile("sgd", "mse")
    assert len(model.fit(x, y, epochs=2, verbose=0).epoch) == 2
    assert model.predict(x).shape == (61, 2)
    assert np.isfinite(model.evaluate(x, y, verbose=0))
    assert model.compile_log[0].engine == "python"
    assert __file__ in str(model.compile_log)
    assert line in str(model.compile_log)
    assert caplog.text.count("[G08]") == 1


def test_custom_losses_metrics_and_layers_are_compiled(engine, data):
    x, y, _ = data

    class Twice(Layer):
        def build(self, shape):
            self.scale = self.add_weight(shape=(shape[-1],), initializer="ones")

        def call(self, x):
            return x * self.scale * 2

    class Largest(metrics.Metric):
        def __init__(self):
            super().__init__(name="largest")
            self.largest = self.add_variable((), "zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            error = ops.max(ops.absolute(y_true - y_pred))
            self.largest.assign(ops.maximum(self.largest, error))

        def result(self):
            return self.largest.value

    def cubic(y_true, y_pred):
        return ops.mean(ops.absolute(y_true - y_pred) ** 3, axis=-1)

    model = models.Sequential([layers.Input((3,)), Twice(), layers.Dense(2)])
    model.compile("sgd", cubic, metrics=[Largest(), cubic])
    model.fit(x, y, verbose=0)
    found = model.evaluate(x, y, batch_size=8, verbose=0, return_dict=True)
    errors = np.abs(model.predict(x) - y)
    assert found["largest"] == pytest.approx(errors.max(), rel=1e-6)
    assert found["cubic"] == pytest.approx((errors**3).mean(), rel=1e-5)
    assert not any(record.fallbacks for record in model.compile_log)


class Telling(models.Model):
    """A step of its own, which returns a figure of its own."""

    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        logs = super().train_step(data)
        return {"loss": logs["loss"], "twice": logs["loss"] * 2}


def test_a_step_may_be_overridden(engine, data):
    x, y, _ = data
    model = Telling()
    model.compile("sgd", "mse")
    record = model.fit(x, y, epochs=2, verbose=0, validation_data=(x, y))
    assert list(record.history) == ["loss", "twice", "val_loss"]
    assert record.history["twice"][1] == pytest.approx(2 * record.history["loss"][1])
    assert model.compile_log[0].engine == engine


def test_copies_begin_without_programs():
    kept = Programs()
    kept.entries["a"] = 1
    assert not copy.deepcopy(kept).entries
    assert not pickle.loads(pickle.dumps(kept)).entries
