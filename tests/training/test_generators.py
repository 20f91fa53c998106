"""The methods for batches that Keras 1 and 2 had."""

import numpy as np
import pytest

from pronghorn import utils
from pronghorn.errors import ArgumentError, DataError


class Parts(utils.Sequence):
    """Rows in batches of 8; its constructor calls no other, as in many scripts."""

    def __init__(self, *arrays):
        self.arrays = arrays

    def __len__(self):
        return -(-len(self.arrays[0]) // 8)

    def __getitem__(self, index):
        return [array[8 * index : 8 * index + 8] for array in self.arrays]


def endless(*arrays):
    parts = Parts(*arrays)
    while True:
        yield from (tuple(parts[n]) for n in range(len(parts)))


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.fixture
def trained(network, data):
    x, y, _ = data
    model = network()
    found = model.fit(
        x, y, batch_size=8, epochs=2, shuffle=False, validation_data=(x, y), verbose=0
    )
    return found, model


def test_of_keras_2(engine, network, data, trained, caplog):
    x, y, _ = data
    expected, plain = trained
    model = network()
    with caplog.at_level("INFO", logger="pronghorn"):
        found = model.fit_generator(
            endless(x, y),
            steps_per_epoch=8,
            epochs=2,
            validation_data=endless(x, y),
            validation_steps=8,
            max_queue_size=5,
            workers=2,
            use_multiprocessing=False,
            verbose=0,
        )
    assert found.history == expected.history
    assert same(model.get_weights(), plain.get_weights())
    assert "[N04] fit_generator() is an old method" in caplog.text
    judged = model.evaluate(x, y, batch_size=8, verbose=0)
    assert model.evaluate_generator(endless(x, y), steps=8) == judged
    predicted = model.predict(x, batch_size=8)
    assert np.array_equal(model.predict_generator(endless(x), 8), predicted)
    assert np.array_equal(model.predict_generator(endless(x, y), steps=8, workers=1), predicted)


def test_of_keras_1(network, data, trained, caplog):
    x, y, _ = data
    expected, plain = trained
    model = network()
    with caplog.at_level("INFO", logger="pronghorn"):
        found = model.fit_generator(
            endless(x, y),
            samples_per_epoch=61,
            nb_epoch=2,
            validation_data=endless(x, y),
            nb_val_samples=61,
            max_q_size=10,
            nb_worker=1,
            pickle_safe=False,
            verbose=0,
        )
    assert found.history == expected.history
    assert same(model.get_weights(), plain.get_weights())
    assert "[N09] fit_generator: samples_per_epoch=61 counts samples" in caplog.text
    assert "steps_per_epoch=8." in caplog.text
    assert "nb_val_samples=61" in caplog.text
    assert model.predict_generator(endless(x), val_samples=16).shape == (16, 2)
    assert np.isfinite(model.evaluate_generator(endless(x, y), val_samples=61)).all()


@pytest.mark.parametrize("hands", [{}, {"workers": 3}, {"workers": 2, "use_multiprocessing": True}])
def test_a_sequence_tells_its_batches(network, data, trained, hands):
    x, y, _ = data
    expected, plain = trained
    model = network()
    found = model.fit_generator(
        Parts(x, y), epochs=2, shuffle=False, validation_data=Parts(x, y), verbose=0, **hands
    )
    assert found.history == expected.history
    assert same(model.get_weights(), plain.get_weights())
    assert np.array_equal(
        model.predict_generator(Parts(x), **hands), model.predict(x, batch_size=8)
    )


def test_weights_of_classes_and_of_samples(network, data):
    x, y, _ = data
    weights = np.linspace(0, 1, 61, dtype="float32")
    plain, model = network(), network()
    plain.fit(
        x,
        y,
        batch_size=8,
        shuffle=False,
        sample_weight=weights,
        class_weight={0: 1, 1: 3},
        verbose=0,
    )
    model.fit_generator(endless(x, y, weights), 8, class_weight={0: 1, 1: 3}, verbose=0)
    assert same(model.get_weights(), plain.get_weights())


def test_validation_at_some_epochs(network, data):
    x, y, _ = data
    found = network().fit_generator(
        endless(x, y), 8, 4, validation_data=(x, y), validation_freq=2, initial_epoch=1, verbose=0
    )
    assert found.epoch == [1, 2, 3]
    assert len(found.history["val_loss"]) == 2


def test_what_is_refused(network, data):
    x, y, _ = data
    model = network()
    with pytest.raises(
        ArgumentError, match=r"M16.*fit_generator: steps_per_epoch must be how many"
    ):
        model.fit_generator(endless(x, y))
    with pytest.raises(ArgumentError, match=r"M16.*validation_steps"):
        model.fit_generator(endless(x, y), 8, validation_data=endless(x, y))
    with pytest.raises(ArgumentError, match=r"M16.*predict_generator: steps"):
        model.predict_generator(endless(x))
    with pytest.raises(DataError, match=r"E42.*generator or a Sequence"):
        model.fit_generator(x, 8)


def test_metrics_were_the_third_argument_of_compile(network, data, caplog):
    x, y, _ = data
    model = network()
    with caplog.at_level("INFO", logger="pronghorn"):
        model.compile("sgd", "mse", ["mae"])
    assert "[N08] compile: ['mae'] was taken for metrics" in caplog.text
    assert set(model.fit(x, y, verbose=0).history) == {"loss", "mae"}
    model.compile("sgd", "mse", [2.0])
    assert set(model.fit(x, y, verbose=0).history) == {"loss"}
