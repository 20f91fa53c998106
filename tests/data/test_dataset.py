"""`Dataset`: what its methods make of elements, and that `fit` takes it."""

import numpy as np
import pytest

from pronghorn import layers, models, ops, random, utils
from pronghorn.data import Dataset
from pronghorn.errors import ArgumentError, DataError

X, Y = np.arange(12.0).reshape(6, 2), np.arange(6)


def numbers(count):
    return Dataset.range(count)


def listed(dataset):
    return [np.asarray(element).tolist() for element in dataset.as_numpy_iterator()]


@pytest.mark.parametrize(
    ("made", "expected", "length"),
    [
        (numbers(5).batch(2), [[0, 1], [2, 3], [4]], 3),
        (numbers(5).batch(2, drop_remainder=True), [[0, 1], [2, 3]], 2),
        (numbers(4).batch(2).unbatch(), [0, 1, 2, 3], None),
        (numbers(3).map(lambda n: n * n), [0, 1, 4], 3),
        (numbers(5).filter(lambda n: n % 2 == 0), [0, 2, 4], None),
        (numbers(2).repeat(2), [0, 1, 0, 1], 4),
        (numbers(2).repeat().take(3), [0, 1, 0], 3),
        (numbers(4).skip(3), [3], 1),
        (numbers(5).shard(2, 1), [1, 3], 2),
        (numbers(2).concatenate(numbers(1)), [0, 1, 0], 3),
        (numbers(3).cache().prefetch(1), [0, 1, 2], 3),
        (numbers(2).flat_map(lambda n: numbers(3).map(lambda m: m + n)), [0, 1, 2, 1, 2, 3], None),
        (
            numbers(3).interleave(lambda n: Dataset.from_tensors(n).repeat(2), cycle_length=2),
            [0, 1, 0, 1, 2, 2],
            None,
        ),
        (
            numbers(5).window(2, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(2)),
            [[0, 1], [1, 2], [2, 3], [3, 4]],
            None,
        ),
        (numbers(5).window(1, shift=3).flat_map(lambda w: w), [0, 3], None),
        (Dataset.from_generator(lambda: iter([[1], [2, 3]]), "int32").padded_batch(2), None, None),
    ],
)
def test_elements_and_their_count(made, expected, length):
    expected = [[[1, 0], [2, 3]]] if expected is None else expected
    assert listed(made) == expected == listed(made)  # every pass begins anew
    assert made.length == length
    assert made.cardinality() == (-2 if length is None else length)


def test_parts_stay_together():
    data = Dataset.from_tensor_slices(({"b": X, "a": Y}, Y)).shuffle(4, seed=1).batch(3)
    for parts, target in data:
        assert (parts["a"].numpy() == target.numpy()).all()
        assert (parts["b"].numpy()[:, 0] == 2 * target.numpy()).all()
    pairs = Dataset.zip((numbers(3), numbers(2).map(lambda n: (n, -n))))
    assert [tuple(map(int, (a, *b))) for a, b in pairs] == [(0, 0, 0), (1, 1, -1)]
    windows = Dataset.from_tensor_slices((X, Y)).window(2)
    assert [len(part) for part in next(iter(windows))] == [2, 2]
    assert [int(n) for n, _ in Dataset.from_tensors(X).enumerate(3)] == [3]
    assert int(numbers(4).reduce(0, lambda total, n: total + n)) == 6


def test_a_shuffle_draws_anew_and_repeats_with_its_seed():
    def passes(**settings):
        random.set_random_seed(7)
        data = numbers(50).shuffle(10, **settings)
        return listed(data), listed(data)

    first, second = passes()
    assert first != second
    assert sorted(first) == list(range(50))
    assert max(place - n for place, n in enumerate(first)) > 0
    assert all(n <= place + 10 for place, n in enumerate(first))  # from a buffer of ten
    assert passes() == (first, second)
    assert len(set(map(tuple, passes(seed=3, reshuffle_each_iteration=False)))) == 1


def test_a_cache_makes_elements_once():
    made = []
    data = numbers(3).map(lambda n: made.append(int(n)) or n).cache()
    assert listed(data.take(2)) == [0, 1]
    assert listed(data) == listed(data) == [0, 1, 2]
    assert made == [0, 1, 0, 1, 2]


def test_fit_evaluate_and_predict_take_it():
    def network():
        random.set_random_seed(2)
        model = models.Sequential([layers.Input((2,)), layers.Dense(1)])
        model.compile("sgd", "mse")
        return model

    x, y = X.astype("float32"), Y.astype("float32") / 6
    data = Dataset.from_tensor_slices((x, y)).map(lambda x, y: (ops.tanh(x), y)).batch(4)
    model = network()
    found = model.fit(data, epochs=2, validation_data=data, verbose=0)
    wanted = network().fit(np.tanh(x), y, batch_size=4, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_allclose(found.history["loss"], wanted.history["loss"], rtol=1e-5)
    assert found.history["val_loss"][-1] == model.evaluate(data, verbose=0)
    assert model.predict(data, verbose=0).shape == (6, 1)
    model.fit(data.repeat(), steps_per_epoch=3, epochs=2, verbose=0)


def test_what_is_refused():
    model = models.Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(DataError, match=r"E54.*steps_per_epoch=100"):
        model.fit(Dataset.from_tensor_slices((X, Y)).batch(2).repeat())
    with pytest.raises(DataError, match=r"E12.*6 rows.*5"):
        Dataset.from_tensor_slices((X, Y[:5]))
    with pytest.raises(DataError, match="E38"):
        Dataset.from_tensor_slices(3.0)
    with pytest.raises(ArgumentError, match=r"M01.*batch_size"):
        numbers(3).batch(0)
    with pytest.raises(TypeError, match="infinite"):
        len(numbers(3).repeat())


def test_data_sets_of_keras_keep_their_order_in_fit():
    windows = utils.timeseries_dataset_from_array(np.arange(20.0), np.arange(20.0), 3, batch_size=4)
    seen = []
    model = models.Sequential([layers.Input((3,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(windows.map(lambda x, y: seen.append(float(y[0])) or (x, y)), verbose=0)
    assert seen[-5:] == [0.0, 4.0, 8.0, 12.0, 16.0]
    assert windows.keeps_order
    shuffled = utils.timeseries_dataset_from_array(
        np.arange(20.0), np.arange(20.0), 3, shuffle=True, seed=1
    )
    first, second = (next(iter(shuffled))[1].numpy().tolist() for _ in range(2))
    list(shuffled)
    assert first == second != next(iter(shuffled))[1].numpy().tolist()
