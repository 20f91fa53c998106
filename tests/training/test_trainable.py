"""What is trained is settled at `compile` (D16), also for models that get their weights later."""

import numpy as np
import pytest

from pronghorn import layers, models, optimizers

X = np.linspace(-1, 1, 24, dtype="float32").reshape(8, 3)
ONES = np.ones((8, 1), "float32")


def moved(model, act):
    before = model.get_weights()
    act()
    pairs = zip(before, model.get_weights(), strict=True)
    return [bool((a != b).any()) for a, b in pairs]


@pytest.mark.parametrize("knows_shape", [True, False])
def test_a_discriminator_compiled_before_it_is_frozen(knows_shape):
    entrance = [layers.Input((3,))] if knows_shape else []
    judge = models.Sequential([*entrance, layers.Dense(4, "relu"), layers.Dense(1, "sigmoid")])
    judge.compile("adam", "binary_crossentropy")
    maker = models.Sequential([layers.Input((2,)), layers.Dense(3)])
    judge.trainable = False
    noise = layers.Input((2,))
    both = models.Model(noise, judge(maker(noise)))
    both.compile("adam", "binary_crossentropy")

    train_both = lambda: both.train_on_batch(X[:, :2], ONES)
    assert moved(maker, train_both) == [True, True]
    assert moved(judge, train_both) == [False] * 4
    assert any(moved(judge, lambda: judge.train_on_batch(X, ONES)))
    # The weights that both models have are one array.
    assert both.layers[-1].weights[0] is judge.weights[0]
    shown = both.predict(X[:, :2], verbose=0)
    assert judge.predict(maker.predict(X[:, :2], verbose=0), verbose=0) == pytest.approx(shown)


def test_models_that_share_an_optimizer_have_it_each(caplog):
    def network(optimizer):
        model = models.Sequential([layers.Input((3,)), layers.Dense(1, kernel_initializer="ones")])
        model.compile(optimizer, "mse")
        return model

    shared = optimizers.Adam(0.1)
    one, other, alone = network(shared), network(shared), network(optimizers.Adam(0.1))
    losses = [[model.train_on_batch(X, ONES) for _ in range(3)] for model in (one, other, alone)]
    assert losses[0] == losses[1] == losses[2]
    assert "[N10] Adam already trains other weights" in caplog.text
    assert one.optimizer is shared is not other.optimizer


def test_layers_frozen_before_compile_in_a_model_without_shapes():
    frozen = layers.Dense(4)
    model = models.Sequential([frozen, layers.Dense(1)])
    frozen.trainable = False
    model.compile("sgd", "mse")
    frozen.trainable = True
    assert moved(model, lambda: None) == []
    model.fit(X, ONES, verbose=0)
    assert moved(model, lambda: model.fit(X, ONES, verbose=0)) == [False, False, True, True]


def test_a_change_after_compile_is_told_once_and_heeded_at_the_next(caplog):
    model = models.Sequential([layers.Input((3,)), layers.Dense(2, name="one"), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.layers[0].trainable = False
    model.fit(X, ONES, verbose=0)
    assert moved(model, lambda: model.fit(X, ONES, verbose=0))[0]
    assert caplog.text.count("[H11]") == 1
    assert "one" in caplog.text
    model.compile("sgd", "mse")
    assert moved(model, lambda: model.fit(X, ONES, verbose=0)) == [False, False, True, True]
