"""Training steps of a class's own: compiled, stateless, eager; what they make and return."""

import threading

import numpy as np
import pytest

import pronghorn
from pronghorn import callbacks, layers, losses, metrics, models, ops, optimizers, random
from pronghorn.errors import ArgumentError, DataError, StateError
from pronghorn.trace.tape import GradientTape


def small(kind, seed=1, **arguments):
    random.set_random_seed(seed)
    inputs = layers.Input((3,))
    x = layers.Dense(4, activation="tanh")(inputs)
    model = kind(inputs, layers.Dense(2)(layers.Dropout(0.3)(x)))
    model.compile("adam", "mse", metrics=["mae"], **arguments)
    return model


class Taped(models.Model):
    def train_step(self, data):
        x, y = data
        with GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


class Stateless(models.Model):
    """As Keras has it under JAX."""

    def train_step(self, state, data):
        trained, fixed, own, measured = state
        x, y = data
        gradient_of = pronghorn.value_and_grad(self.compute_loss_and_updates, has_aux=True)
        (loss, (_, y_pred, fixed, measured)), gradients = gradient_of(
            trained, fixed, measured, x, y, None, training=True, optimizer_variables=own
        )
        trained, own = self.optimizer.stateless_apply(own, gradients, trained)
        after, logs = [], {}
        for metric in self.metrics:
            part = measured[len(after) : len(after) + len(metric.variables)]
            batch = (loss,) if metric.name == "loss" else (y, y_pred)
            part = metric.stateless_update_state(part, *batch)
            logs[metric.name] = metric.stateless_result(part)
            after += part
        return logs, (trained, fixed, own, after)

    def test_step(self, state, data):
        trained, fixed, measured = state
        x, y = data
        y_pred, fixed = self.stateless_call(trained, fixed, x, training=False)
        loss = self.compute_loss(x, y, y_pred)
        return {"loss": loss}, (trained, fixed, measured)

    def predict_step(self, state, data):
        trained, fixed = state
        y, fixed = self.stateless_call(trained, fixed, data, training=False)
        return y, (trained, fixed)


@pytest.mark.parametrize("kind", [Taped, Stateless])
@pytest.mark.parametrize("eagerly", [False, True])
def test_own_steps_are_ours_to_the_bit_of_rounding(engine, data, kind, eagerly):
    x, y, _ = data
    plain, own = small(models.Model), small(kind, run_eagerly=eagerly)
    arguments = {"epochs": 2, "batch_size": 61, "shuffle": False, "verbose": 0}
    wanted = plain.fit(x, y, **arguments).history
    found = own.fit(x, y, **arguments).history
    assert found.keys() == wanted.keys()
    for name, row in wanted.items():
        assert found[name] == pytest.approx(row, rel=1e-5)
    for a, b in zip(plain.get_weights(), own.get_weights(), strict=True):
        assert b == pytest.approx(a, rel=1e-5, abs=1e-6)
    assert own.compile_log[0].engine == ("python" if eagerly else engine)
    assert own.predict(x, verbose=0) == pytest.approx(plain.predict(x, verbose=0), abs=1e-6)
    loss = own.evaluate(x, y, batch_size=61, verbose=0)
    assert np.ravel(loss)[0] == pytest.approx(plain.evaluate(x, y, verbose=0)[0], rel=1e-4)


def test_what_a_step_makes_is_part_of_the_program(engine, data):
    """Layers, an optimizer's slots and a metric, all made by the first call of the step."""
    x, y, _ = data

    class Lazy(models.Model):
        def train_step(self, data):
            x, y = data
            if not hasattr(self, "dense"):
                self.dense = layers.Dense(2)
                self.mine = optimizers.Adam(0.01)
                self.seen = metrics.Sum(name="seen")
            with GradientTape() as tape:
                loss = ops.mean(ops.square(self.dense(x) - y))
            weights = self.dense.trainable_weights
            self.mine.apply(tape.gradient(loss, weights), weights)
            self.seen.update_state(ops.ones((ops.shape(x)[0],)))
            return {"loss": loss, "figures": {"seen": self.seen.result(), "two": 2}}

    random.set_random_seed(0)  # the loss is that of the last batch, a single row
    model = Lazy()
    model.compile()
    record = model.fit(x, y, epochs=3, batch_size=10, verbose=0)
    assert record.history["seen"] == [61, 61, 61]  # each epoch begins anew
    assert record.history["two"] == [2, 2, 2]
    assert record.history["loss"][2] < record.history["loss"][0]
    assert int(model.mine.iterations) == 21
    assert model.compile_log.compilations == 1


def test_a_lone_input_comes_without_a_tuple(data):
    x, _, _ = data
    met = []

    class Looking(models.Model):
        def train_step(self, data):
            met.append(data)
            return {"mean": ops.mean(ops.convert_to_tensor(data["a"]))}

    model = Looking()
    model.compile(run_eagerly=True)
    model.fit({"a": x}, verbose=0)
    assert set(met[-1]) == {"a"}


def test_logs_are_a_dict(data):
    x, y, _ = data

    class Wrong(models.Model):
        def train_step(self, data):
            return ops.mean(data[0])

    model = Wrong()
    model.compile()
    with pytest.raises(ArgumentError, match=r"M72.*Wrong\.train_step.*Tensor"):
        model.fit(x, y, verbose=0)


def test_a_step_that_needs_numbers_steps_in_python(engine, data):
    x, y, _ = data

    class Counting(Taped):
        def train_step(self, data):
            logs = super().train_step(data)
            return {**logs, "positive": float(ops.sum(logs["loss"])) > 0}

    model = small(Counting)
    model.fit(x, y, verbose=0)
    (line,) = model.compile_log[0].fallbacks
    assert __file__ in line
    assert '"positive": float(ops.sum(logs["loss"]))' in line


def test_steps_of_keras_2_have_their_names(engine, data, caplog):
    x, y, _ = data
    caplog.set_level("INFO")

    class Old(models.Model):
        def train_step(self, data):
            x, y = data
            with GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compiled_loss(y, y_pred, regularization_losses=self.losses)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            self.compiled_metrics.update_state(y, y_pred)
            return {m.name: m.result() for m in self.metrics}

    model, plain = small(Old), small(models.Model)
    found = model.fit(x, y, epochs=2, verbose=0).history
    wanted = plain.fit(x, y, epochs=2, verbose=0).history
    assert found["mae"] == pytest.approx(wanted["mae"], rel=1e-5)
    assert found["loss"] == pytest.approx(wanted["loss"], rel=1e-2)
    assert caplog.text.count("[N04]") == caplog.text.count("[N07]") == 1


def test_a_loss_of_the_class_takes_what_it_names(data):
    x, y, _ = data

    class Short(models.Sequential):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return ops.mean(ops.square(y - y_pred)) + 1.0

    model = Short([layers.Input((3,)), layers.Dense(2)])
    model.compile("sgd")
    assert model.fit(x, y, verbose=0).history["loss"][0] > 1
    assert model.evaluate(x, y, verbose=0) > 1


def test_numbers_drawn_while_tracing_are_told(data, caplog):
    x, y, _ = data

    class Noisy(layers.Layer):
        def call(self, x):
            return x + np.random.normal()

    for layer, told in ((Noisy(), 1), (layers.GaussianNoise(0.1), 0)):
        caplog.clear()
        model = models.Sequential([layers.Input((3,)), layer, layers.Dense(2)])
        model.compile("sgd", "mse")
        model.fit(x, y, verbose=0)
        assert caplog.text.count("[H30] a step draws from np.random") == told


def test_what_other_threads_draw_and_make_is_not_laid_at_a_step(data, caplog):
    x, y, _ = data
    traces = []

    class Disturbed(layers.Layer):
        """While it is traced, another thread seeds and builds a model of its own."""

        def call(self, x):
            def other():
                random.set_random_seed(len(traces))
                layers.Dense(2).build((None, 3))

            traces.append(x.shape)
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
            return x

    model = models.Sequential([layers.Input((3,)), Disturbed(), layers.Dense(2)])
    model.compile("sgd", "mse")
    before = len(traces)
    model.fit(x, y, verbose=0)
    assert len(traces) - before == 1
    assert "[H30]" not in caplog.text


def test_callbacks_may_watch_what_only_a_step_in_python_tells(data):
    x, y, _ = data

    class Named(models.Model):
        def train_step(self, data):
            return {"mine": float(np.mean(np.asarray(data[0])))}

    model = Named()
    model.compile(run_eagerly=True)
    stop = callbacks.EarlyStopping("mine", patience=0, mode="min")
    assert len(model.fit(x, y, epochs=5, verbose=0, callbacks=[stop]).epoch) == 2


def test_the_function_around_steps_is_ours(data):
    x, y, _ = data

    class Looping(models.Sequential):
        def make_train_function(self, force=False):
            raise AssertionError

    model = Looping([layers.Dense(2)])
    model.compile("sgd", "mse")
    with pytest.raises(StateError, match=r"M73.*Looping\.make_train_function.*train_step"):
        model.fit(x, y, verbose=0)
    plain = small(models.Model)
    plain.fit(x, y, verbose=0)
    plain.make_train_function(force=True)
    plain.fit(x, y, verbose=0)
    assert [record.program for record in plain.compile_log] == ["train", "train"]


def test_targets_that_only_a_step_knows_are_refused_without_a_row(engine):
    class Shifting(models.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(1, activation="sigmoid")

        def call(self, x):
            return self.dense(x)

        def train_step(self, data):
            x, y = data
            with GradientTape() as tape:
                loss = ops.mean(losses.binary_crossentropy(y + 2, self(x)))
            slopes = tape.gradient(loss, self.trainable_weights)
            self.optimizer.apply(slopes, self.trainable_weights)
            return {"loss": loss}

    model = Shifting()
    model.compile("sgd")
    with pytest.raises(DataError, match=r"E36.*row … holds …"):
        model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0)


def with_hole(x):
    x = x.copy()
    x[17, 1] = np.nan
    return x


@pytest.mark.parametrize("kind", [Taped, Stateless])
@pytest.mark.parametrize("eagerly", [False, True])
def test_a_loss_that_is_not_finite_stops_a_step_of_ones_own(engine, data, kind, eagerly, caplog):
    x, y, _ = data
    model = small(kind, run_eagerly=eagerly)
    arguments = {"batch_size": 8, "shuffle": False, "verbose": 0}
    with pytest.raises(DataError, match=r"\[E34\] x holds nan in row 17, column 1"):
        model.fit(with_hole(x), y, **arguments)
    assert all(np.isfinite(weight).all() for weight in model.get_weights())
    assert int(model.optimizer.iterations) == 2
    loss = lambda y, p: ops.mean(ops.log(p - 9.0), axis=-1)
    model.compile("sgd", loss, run_eagerly=eagerly)
    model.fit(x, y, callbacks=[callbacks.TerminateOnNaN()], **arguments)
    assert caplog.text.count("[H04] the loss became nan at epoch 1, step 1: log in") == 1
    assert caplog.text.count("the loss became") == 1


@pytest.mark.parametrize("kind", [models.Model, Taped])
def test_a_gradient_that_is_not_finite_is_named(engine, data, kind, caplog):
    x, y, _ = data
    inputs = layers.Input((3,))
    outputs = layers.Dense(1, use_bias=False, name="last")(inputs)
    model = kind(inputs, outputs)
    model.compile("sgd", lambda y, p: ops.mean(p * 1e30 * 1e30, axis=-1))
    model.fit(0 * x, y[:, :1], batch_size=16, verbose=0)
    message = "[H45] the loss became nan at epoch 1, step 2: last/kernel holds nan since the step"
    assert message in caplog.text
    assert caplog.text.count("the loss became") == 1
