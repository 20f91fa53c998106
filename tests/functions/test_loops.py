"""Training loops as Keras' guides write them: compiled, their losses are those of Keras 3.15.

The figures were printed by the same loops on TensorFlow 2.21 with `tf.function`, the stateless
loop's on JAX with `jax.jit`.
"""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers, ops
from pronghorn.compat import tensorflow_functions as tf


def fixed(model, seed, scale=0.3):
    """The model with weights that other libraries have, too."""
    draw = np.random.default_rng(seed).normal
    weights = [draw(size=w.shape).astype("float32") * scale for w in model.get_weights()]
    model.set_weights(weights)
    return model


def drawn(rows, columns):
    return np.random.default_rng(0).normal(size=(rows, columns)).astype("float32")


@pytest.fixture(params=["compiled", "python"])
def jit(request):
    return keras.jit if request.param == "compiled" else lambda function: function


def classes(rows):
    x = drawn(rows, 6)
    return x, (x[:, 0] > 0).astype("int32") + (x[:, 1] > 0.5)


def test_a_loop_from_scratch(engine, jit):
    x, y = classes(100)
    inputs = layers.Input((6,))
    hidden = layers.Dense(8, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01))
    model = fixed(keras.Model(inputs, layers.Dense(3)(hidden(inputs))), 1)
    optimizer = keras.optimizers.Adam(0.01)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    accuracy = keras.metrics.SparseCategoricalAccuracy()
    calls = []

    @jit
    def train_step(x, y):
        calls.append(x.shape)
        with keras.GradientTape() as tape:
            logits = model(x, training=True)
            loss = loss_of(y, logits) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(gradients, model.trainable_weights, strict=True))
        accuracy.update_state(y, logits)
        return loss

    @jit
    def test_step(x, y):
        accuracy.update_state(y, model(x, training=False))

    found = []
    for _ in range(3):
        batches = [slice(0, 32), slice(32, 64), slice(64, 80)]
        found += [float(train_step(x[rows], y[rows])) for rows in batches]
        found.append(float(accuracy.result()))
        accuracy.reset_state()
    test_step(x[80:], y[80:])
    wanted = [1.17148, 1.09956, 1.01825, 0.3875, 1.09471, 1.02788, 0.99289, 0.45]
    assert found == pytest.approx([*wanted, 1.03908, 0.96946, 0.96732, 0.5], abs=2e-5)
    assert float(accuracy.result()) == pytest.approx(0.5)
    assert int(optimizer.iterations) == 9
    if jit is keras.jit:
        assert len(calls) == 3  # two shapes, the first of them again with the slots it made
        assert {record.engine for record in train_step.compile_log} == {engine}


def test_a_stateless_loop(engine, jit):
    x, y = classes(96)
    inputs = layers.Input((6,))
    hidden = layers.BatchNormalization()(layers.Dense(8, activation="relu")(inputs))
    model = fixed(keras.Model(inputs, layers.Dense(3)(hidden)), 1)
    model.set_weights([abs(weight) for weight in model.get_weights()])
    optimizer = keras.optimizers.Adam(0.01)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    metric = keras.metrics.SparseCategoricalAccuracy()

    def forward(trained, fixed, measured, x, y):
        logits, fixed = model.stateless_call(trained, fixed, x, training=True)
        measured = metric.stateless_update_state(measured, y, logits)
        return loss_of(y, logits), (fixed, measured)

    gradient_of = keras.value_and_grad(forward, has_aux=True)

    @jit
    def train_step(state, data):
        trained, fixed, own, measured = state
        (loss, (fixed, measured)), gradients = gradient_of(trained, fixed, measured, *data)
        trained, own = optimizer.stateless_apply(own, gradients, trained)
        return loss, (trained, fixed, own, measured)

    @jit
    def test_step(state, data):
        trained, fixed = state
        return loss_of(data[1], model.stateless_call(trained, fixed, data[0], training=False)[0])

    own = model.trainable_variables, model.non_trainable_variables, optimizer.variables
    state = tuple([each.value for each in part] for part in (*own, metric.variables))
    before = model.get_weights()
    found = []
    for n in (0, 1, 2, 0, 1, 2):
        rows = slice(32 * n, 32 * n + 32)
        loss, state = train_step(state, (x[rows], y[rows]))
        found.append(float(loss))
    wanted = [1.13703, 0.96933, 1.07376, 1.10978, 0.94798, 1.05646]
    assert found == pytest.approx(wanted, abs=2e-5)
    assert float(metric.stateless_result(state[3])) == pytest.approx(0.48958, abs=1e-5)
    assert float(test_step(state[:2], (x, y))) == pytest.approx(1.03508, abs=2e-5)
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))
    if jit is keras.jit:
        assert [record.engine for record in train_step.compile_log] == [engine]


def adversaries():
    """What makes rows of noise, what judges rows, and the loss of its verdicts."""

    def network(inputs, outputs, seed):
        parts = [layers.Input((inputs,)), layers.Dense(8), layers.LeakyReLU(negative_slope=0.2)]
        return fixed(keras.Sequential([*parts, layers.Dense(outputs)]), seed)

    loss_of = keras.losses.BinaryCrossentropy(from_logits=True)
    return network(3, 4, 1), network(4, 1, 2), loss_of


def rows_and_noise():
    draw = np.random.default_rng(0).normal
    return draw(size=(64, 4)).astype("float32") * 0.5 + 2, draw(size=(64, 3)).astype("float32")


def test_two_networks_against_each_other(engine, jit):
    generator, judge, loss_of = adversaries()
    first, second = keras.optimizers.Adam(0.003), keras.optimizers.Adam(0.003)

    @jit
    def in_turn(real, z):
        both = tf.concat([generator(z), real], axis=0)
        labels = tf.concat([ops.ones((len(z), 1)), ops.zeros((len(real), 1))], axis=0)
        weights = judge.trainable_weights
        with keras.GradientTape() as tape:
            judged = loss_of(labels, judge(both))
        second.apply_gradients(zip(tape.gradient(judged, weights), weights, strict=True))
        weights = generator.trainable_weights
        with keras.GradientTape() as tape:
            made = loss_of(ops.zeros((len(z), 1)), judge(generator(z)))
        first.apply_gradients(zip(tape.gradient(made, weights), weights, strict=True))
        return judged, made

    @jit
    def at_once(real, z):
        with keras.GradientTape() as tape, keras.GradientTape() as other:
            fake, right = judge(generator(z, training=True)), judge(real, training=True)
            made = loss_of(ops.ones_like(fake), fake)
            judged = loss_of(ops.ones_like(right), right) + loss_of(ops.zeros_like(fake), fake)
        weights = generator.trainable_variables
        first.apply_gradients(zip(tape.gradient(made, weights), weights, strict=True))
        weights = judge.trainable_variables
        second.apply_gradients(zip(other.gradient(judged, weights), weights, strict=True))
        return {"made": made, "judged": judged}

    x, noise = rows_and_noise()
    batches = [(x[8 * n : 8 * n + 16], noise[8 * n : 8 * n + 16]) for n in range(5)]
    found = [[float(loss) for loss in in_turn(*batch)] for batch in batches]
    wanted = [0.64137, 0.55152, 0.63303, 0.55558, 0.62615, 0.56171, 0.622, 0.56352]
    assert np.ravel(found) == pytest.approx([*wanted, 0.61634, 0.56518], abs=2e-5)
    found = [at_once(*batch) for batch in batches]
    wanted = [0.8458, 0.84137, 0.83346, 0.83099, 0.82923]
    assert [float(one["made"]) for one in found] == pytest.approx(wanted, abs=2e-5)
    wanted = [1.75412, 1.75814, 1.73131, 1.69858, 1.67489]
    assert [float(one["judged"]) for one in found] == pytest.approx(wanted, abs=2e-5)


def test_a_penalty_of_gradients(engine, jit):
    _, judge, _ = adversaries()

    @jit
    def penalty(real, fake, share):
        middle = real + share * (fake - real)
        with keras.GradientTape() as outer:
            with keras.GradientTape() as inner:
                inner.watch(middle)
                found = judge(middle, training=True)
            slopes = inner.gradient(found, [middle])[0]
            norms = ops.sqrt(ops.sum(ops.square(slopes), axis=1) + 1e-12)
            loss = ops.mean(ops.square(norms - 1.0))
        gradients = outer.gradient(loss, judge.trainable_variables)
        return loss, ops.sum(gradients[0]), ops.sum(gradients[2])

    x, noise = rows_and_noise()
    fake = noise[:8] @ np.ones((3, 4), "float32")
    found = [float(one) for one in penalty(x[:8], fake, ops.array(0.3))]
    assert found == pytest.approx([0.65573, 0.23156, -0.10294], abs=3e-5)


class Distiller:
    """A small network learns from a large one; the step is a compiled method."""

    def __init__(self, teacher, student):
        self.teacher, self.student = teacher, student
        self.hard = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.soft = keras.losses.KLDivergence()
        self.optimizer = keras.optimizers.SGD(0.05, momentum=0.9)
        self.mean = keras.metrics.Mean()

    def run(self, x, y, share=0.1, temperature=3.0):
        wanted = self.teacher(x, training=False)
        weights = self.student.trainable_variables
        with keras.GradientTape() as tape:
            found = self.student(x, training=True)
            softened = [ops.softmax(one / temperature, axis=1) for one in (wanted, found)]
            soft = self.soft(*softened) * temperature**2
            loss = share * self.hard(y, found) + (1 - share) * soft
        gradients = tape.gradient(loss, weights)
        self.optimizer.apply_gradients(zip(gradients, weights, strict=True))
        self.mean.update_state(loss)
        return {"loss": loss, "soft": soft}

    step = keras.jit(run)


@pytest.mark.parametrize("method", ["run", "step"])
def test_knowledge_is_distilled(engine, method):
    x = drawn(96, 5)
    y = (x[:, 0] > 0).astype("int32")

    def network(units, seed):
        parts = [layers.Input((5,)), layers.Dense(units, activation="relu"), layers.Dense(2)]
        return fixed(keras.Sequential(parts), seed, 0.5)

    distiller = Distiller(network(16, 1), network(4, 2))
    step = getattr(distiller, method)
    found = [step(x[n : n + 16], y[n : n + 16]) for n in range(0, 96, 16)]
    assert [float(one["loss"]) for one in found] == pytest.approx(
        [0.64561, 0.61944, 0.7876, 0.46959, 0.43171, 0.52135], abs=3e-5
    )
    assert float(found[-1]["soft"]) == pytest.approx(0.49919, abs=3e-5)
    assert float(distiller.mean.result()) == pytest.approx(0.57922, abs=3e-5)


def test_a_step_of_a_model_may_be_decorated(engine):
    class Own(keras.Model):
        @keras.jit
        def train_step(self, data):
            x, y = data
            with keras.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred)
            weights = self.trainable_variables
            self.optimizer.apply(tape.gradient(loss, weights), weights)
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred)
            return {metric.name: metric.result() for metric in self.metrics}

    x = drawn(96, 5)
    y = (x[:, 0] > 0).astype("float32")
    inputs = layers.Input((5,))
    model = fixed(Own(inputs, layers.Dense(1)(inputs)), 4, 0.5)
    model.compile("adam", "mse", metrics=["mae"])
    record = model.fit(x, y, batch_size=32, epochs=2, shuffle=False, verbose=0)
    assert record.history["loss"] == pytest.approx([2.43554, 2.41496], abs=2e-5)
    assert record.history["mae"] == pytest.approx([1.2774, 1.27169], abs=2e-5)
    assert model.compile_log[0].engine == engine


def test_a_model_by_itself(engine, jit):
    """As `predict`, inside and outside of loops; dropout and batch statistics are state."""
    keras.utils.set_random_seed(3)
    parts = [layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.5), layers.Dense(1)]
    model = keras.Sequential([layers.Input((2,)), *parts])
    x = np.array([[1.0, 2.0], [3.0, -1.0]], "float32")
    call = jit(lambda x, training=False: model(x, training=training))
    assert call(x).numpy() == pytest.approx(model.predict(x, verbose=0), abs=1e-6)
    draws = [call(x, training=True).tolist() for _ in range(6)]
    assert len({str(draw) for draw in draws}) > 1
    assert model.layers[1].moving_mean.numpy().any()
    assert model.layers[2].seed_generator.state.numpy()[1] == 6
