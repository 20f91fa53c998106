"""Learning rates by a function, and after a plateau; running means in place of weights."""

import numpy as np
import pytest

from pronghorn import callbacks, optimizers
from pronghorn.errors import ArgumentError, StateError, UnknownNameError


class TestScheduler:
    def test_the_rate_is_set_before_and_logged_after_each_epoch(self, network, fit):
        model = network()
        seen = []

        def schedule(epoch, rate):
            seen.append((epoch, round(rate, 6)))
            return rate / 2

        record = fit(model, callbacks.LearningRateScheduler(schedule), epochs=3)
        assert seen == [(0, 0.001), (1, 0.0005), (2, 0.00025)]
        expected = [0.0005, 0.00025, 0.000125]
        np.testing.assert_allclose(record.history["learning_rate"], expected, rtol=1e-6)

    def test_a_function_of_the_epoch_alone_serves(self, network, fit, capsys):
        model = network()
        fit(model, callbacks.LearningRateScheduler(lambda epoch: 0.5, verbose=1), epochs=1)
        assert float(model.optimizer.learning_rate) == 0.5
        said = "\nEpoch 1: LearningRateScheduler setting learning rate to 0.5.\n"
        assert capsys.readouterr().out == said
        starred = callbacks.LearningRateScheduler(lambda *given: float(len(given)))
        fit(model, starred, epochs=1)
        assert float(model.optimizer.learning_rate) == 2.0

    def test_only_floats_are_rates(self, network, fit):
        with pytest.raises(ArgumentError, match=r"M16.*returns a float, got 1\."):
            fit(network(), callbacks.LearningRateScheduler(lambda epoch: 1))

    def test_a_mistake_inside_the_function_is_shown(self, network, fit):
        with pytest.raises(TypeError, match="unsupported operand"):
            fit(network(), callbacks.LearningRateScheduler(lambda epoch, rate: rate + "1"))


class Model:
    """What the callback needs of a model."""

    metrics = ()

    def __init__(self):
        self.optimizer = optimizers.SGD(1.0)


def rates(values, **settings):
    """The learning rate after each epoch with these losses."""
    model = Model()
    callback = callbacks.ReduceLROnPlateau("loss", **settings)
    callback.set_model(model)
    callback.on_train_begin()
    found = []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"loss": value})
        found.append(round(float(model.optimizer.learning_rate), 6))
    return found


class TestReduceOnPlateau:
    @pytest.mark.parametrize(
        ("values", "settings", "expected"),
        [
            ([3, 2, 1], {"patience": 1}, [1, 1, 1]),
            ([1, 1, 1], {"patience": 1}, [1, 0.1, 0.01]),
            ([1, 1, 1, 1], {"patience": 2, "factor": 0.5}, [1, 1, 0.5, 0.5]),
            ([1, 1, 1, 1], {"patience": 1, "cooldown": 1}, [1, 0.1, 0.01, 0.001]),
            ([1, 1, 1, 1, 1], {"patience": 1, "cooldown": 2}, [1, 0.1, 0.1, 0.01, 0.01]),
            ([1, 1, 1], {"patience": 1, "min_lr": 0.05}, [1, 0.1, 0.05]),
            ([1, 0.99, 0.98], {"patience": 1, "min_delta": 0.1}, [1, 0.1, 0.01]),
            ([1, 0.99, 0.98], {"patience": 1, "epsilon": 0.1}, [1, 0.1, 0.01]),
            ([1, 2, 3], {"patience": 1, "mode": "max"}, [1, 1, 1]),
        ],
    )
    def test_rates(self, values, settings, expected):
        assert rates(values, **settings) == expected

    def test_it_adds_the_rate_to_the_logs_and_says_when_it_changes(self, network, fit, capsys):
        model = network()
        slow = callbacks.ReduceLROnPlateau("loss", patience=1, min_delta=9, verbose=1)
        record = fit(model, slow, epochs=3)
        np.testing.assert_allclose(record.history["learning_rate"], [1e-3, 1e-3, 1e-4], rtol=1e-5)
        said = capsys.readouterr().out.split("\n")
        assert said[1].startswith("Epoch 2: ReduceLROnPlateau reducing learning rate to 0.0001")

    def test_a_later_callback_may_watch_the_rate(self, network, fit):
        halving = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
        stop = callbacks.EarlyStopping("learning_rate", mode="max")
        assert len(fit(network(), halving, stop, epochs=5).epoch) == 2
        with pytest.raises(UnknownNameError, match="M22"):
            fit(network(), callbacks.EarlyStopping("learning_rate", mode="max"))

    def test_arguments(self):
        with pytest.raises(ArgumentError, match=r"M16.*factor"):
            callbacks.ReduceLROnPlateau(factor=1.0)
        with pytest.raises(ArgumentError, match=r"M15.*patient"):
            callbacks.ReduceLROnPlateau(patient=1)


class TestSwapEMAWeights:
    def optimizer(self):
        return optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9)

    def test_evaluation_sees_the_means_and_training_does_not(self, network, fit, data):
        plain, swapped = network(self.optimizer()), network(self.optimizer())
        judged = {"validation_data": data}
        record = fit(swapped, callbacks.SwapEMAWeights(), epochs=3, **judged)
        other = fit(plain, epochs=3, **judged)
        assert record.history["loss"] == other.history["loss"]
        assert record.history["val_loss"][:2] != other.history["val_loss"][:2]
        for one, two in zip(plain.get_weights(), swapped.get_weights(), strict=True):
            assert np.array_equal(one, two)
        # Both end with the means, so evaluation now agrees with the last validation.
        assert swapped.evaluate(*data, verbose=0)[0] == pytest.approx(record.history["val_loss"][2])

    def test_the_means_are_there_at_the_end_of_epochs(self, network, fit):
        model = network(self.optimizer())
        ends = []

        class Look(callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                ends.append(self.model.get_weights()[0].copy())

        fit(model, callbacks.SwapEMAWeights(swap_on_epoch=True), Look(), epochs=2)
        assert np.array_equal(ends[-1], model.get_weights()[0])
        assert not np.array_equal(ends[0], ends[1])

    def test_predict_leaves_the_weights_as_they_were(self, network, fit, data):
        model = network(self.optimizer())
        fit(model)
        model.optimizer.averaged()[0][1].assign(np.zeros((3, 4)))
        before = model.get_weights()
        model.predict(data[0], callbacks=[callbacks.SwapEMAWeights()], verbose=0)
        for one, two in zip(before, model.get_weights(), strict=True):
            assert np.array_equal(one, two)

    def test_an_optimizer_without_means_is_refused(self, network, fit, data):
        with pytest.raises(StateError, match="M91"):
            fit(network(), callbacks.SwapEMAWeights(), validation_data=data)
