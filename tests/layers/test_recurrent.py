"""Recurrent layers: dropout of whole sequences, states between batches, errors, training."""

import numpy as np
import pytest

from pronghorn import constraints, layers, ops, random
from pronghorn.config import settings
from pronghorn.models import Model, Sequential

ONES = np.ones((400, 5, 3), "float32")


class Seen(layers.Layer):
    """A cell that gives what it is given."""

    def __init__(self, cell, **kwargs):
        super().__init__(**kwargs)
        self.cell = cell
        self.state_size = self.output_size = cell.units

    def build(self, input_shape):
        self.cell.build(input_shape)

    def one_sequence(self, rows, training):
        return self.cell.one_sequence(rows, training)

    def call(self, x, states, training=False):
        masks = self.cell._masks(x.shape[0], training)
        drawn = [mask for part in masks if part is not None for mask in part]
        return ops.concatenate(drawn, axis=-1), states


@pytest.mark.parametrize(("kind", "gates"), [("SimpleRNNCell", 1), ("LSTMCell", 4), ("GRUCell", 3)])
def test_a_sequence_keeps_one_mask_for_each_gate(kind, gates):
    random.set_random_seed(3)
    cell = getattr(layers, kind)(2, recurrent_dropout=0.25)
    masks = layers.RNN(Seen(cell), return_sequences=True)(ONES, training=True).numpy()
    assert masks.shape == (400, 5, 2 * gates)
    np.testing.assert_array_equal(masks, np.repeat(masks[:, :1], 5, axis=1))
    first = masks[:, 0]
    np.testing.assert_allclose(sorted(set(first.ravel())), [0, 4 / 3], rtol=1e-6)
    # Of 400 draws the share that is kept lies within four deviations, in every column.
    assert (np.abs((first > 0).mean(0) - 0.75) < 4 * np.sqrt(0.75 * 0.25 / 400)).all()
    correlation = np.corrcoef(first.T) - np.eye(2 * gates)
    assert np.abs(correlation).max() < 0.25


def test_dropout_is_for_training_only_and_drawn_anew_for_every_batch():
    layer = layers.LSTM(4, dropout=0.5, recurrent_dropout=0.5, seed=1)
    calm = [layer(ONES[:2]).numpy() for _ in range(2)]
    np.testing.assert_array_equal(*calm)
    wild = [layer(ONES[:2], training=True).numpy() for _ in range(2)]
    assert np.abs(wild[0] - wild[1]).max() > 1e-3


def test_states_that_batches_leave_are_no_weights():
    layer = layers.GRU(2, stateful=True)
    first, second = (layer(ONES[:3]).numpy() for _ in range(2))
    assert np.abs(first - second).max() > 1e-4
    assert len(layer.weights) == 3
    assert [state.shape for state in layer.states] == [(3, 2)]
    layer.reset_states()
    np.testing.assert_array_equal(layer(ONES[:3]), first)
    with pytest.raises(ValueError, match="3 rows"):
        layer(ONES[:2])


@pytest.mark.parametrize("engine", ["numpy", "llvm"])
def test_stateful_training(engine):
    settings.engine = engine
    random.set_random_seed(1)
    layer = layers.SimpleRNN(2, stateful=True)
    model = Sequential([layers.Input(batch_shape=(4, 5, 3)), layer, layers.Dense(1)])
    model.compile("sgd", "mse")
    layer.reset_state()
    model.fit(ONES[:8], np.ones((8, 1)), batch_size=4, shuffle=False, epochs=1, verbose=0)
    assert np.abs(layer.states[0].numpy()).min() > 0


def test_the_loop_and_the_steps_written_out_agree():
    x = np.random.default_rng(0).normal(size=(6, 4, 3)).astype("float32")
    y = np.ones((6, 2), "float32")
    found = []
    for unroll in (False, True):
        layer = layers.GRU(2, unroll=unroll, kernel_initializer="ones", seed=1)
        model = Sequential([layers.Input((4, 3)), layer])
        model.set_weights([np.cos(np.arange(w.size)).reshape(w.shape) for w in model.get_weights()])
        model.compile("sgd", "mse")
        model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
        found.append(model.get_weights())
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_sequences_of_any_length():
    inputs = layers.Input((None, 3))
    model = Model(inputs, layers.LSTM(2, return_sequences=True)(inputs))
    assert model.output_shape == (None, None, 2)
    for steps in (1, 4, 7):
        assert model.predict(ONES[:2, :1].repeat(steps, 1), verbose=0).shape == (2, steps, 2)


def test_arguments_are_checked():
    with pytest.raises(ValueError, match="units"):
        layers.LSTM(0)
    with pytest.raises(ValueError, match="dropout"):
        layers.GRU(2, dropout=1.5)
    with pytest.raises(ValueError, match="state_size"):
        layers.RNN(layers.Dense(2))
    with pytest.raises(ValueError, match="axis 1"):
        layers.LSTM(2, unroll=True)(layers.Input((None, 3)))
    with pytest.raises(ValueError, match="go_backwards"):
        layers.Bidirectional(layers.LSTM(2), backward_layer=layers.LSTM(2))
    with pytest.raises(ValueError, match="merge_mode"):
        layers.Bidirectional(layers.LSTM(2), merge_mode="max")


def test_a_cell_need_not_be_a_layer():
    class Sum:
        state_size = 3

        def call(self, x, states):
            total = states[0] + x
            return total * 2, (total,)

    output, last = layers.RNN(Sum(), return_state=True)(ONES[:2])
    np.testing.assert_array_equal(output, np.full((2, 3), 10))
    np.testing.assert_array_equal(last, np.full((2, 3), 5))


def test_mixed_precision_and_regularizers():
    layer = layers.LSTM(
        3, dtype="mixed_float16", kernel_regularizer="l2", recurrent_constraint="unit_norm"
    )
    assert layer(ONES[:2]).dtype == "float16"
    assert layer.cell.kernel.dtype == "float32"
    (penalty,) = layer.losses
    kernel = layer.cell.kernel.numpy()
    np.testing.assert_allclose(penalty, 0.01 * np.sum(kernel**2), rtol=1e-3)
    constraint = layer.cell.recurrent_kernel.constraint
    assert type(constraint) is constraints.UnitNorm
    columns = constraint(layer.cell.recurrent_kernel).numpy()
    np.testing.assert_allclose(np.linalg.norm(columns, axis=0), 1, rtol=1e-5)


def test_a_model_forgets_the_states_of_its_layers_as_in_keras_2():
    row = [layers.Input(batch_shape=(2, 3, 1)), layers.GRU(4, stateful=True), layers.Dense(1)]
    model = Sequential(row)
    x = np.ones((2, 3, 1))
    first, second = model.predict(x), model.predict(x)
    model.reset_states()
    assert (second != first).any()
    np.testing.assert_array_equal(model.predict(x), first)
