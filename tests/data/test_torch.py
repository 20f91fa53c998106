"""Batches of PyTorch's own loaders."""

import numpy as np
import pytest

from pronghorn import layers, models

torch = pytest.importorskip("torch")
data = torch.utils.data

X = np.random.default_rng(0).normal(size=(61, 3)).astype("float32")
LABELS = (np.arange(61) % 2).astype("int64")
WEIGHTS = np.linspace(0, 1, 61, dtype="float32")


pytestmark = pytest.mark.usefixtures("numpy_engine")


def loader(*arrays, **arguments):
    tensors = [torch.from_numpy(array) for array in arrays]
    return data.DataLoader(data.TensorDataset(*tensors), batch_size=8, **arguments)


@pytest.mark.filterwarnings("ignore")  # of the loader's worker processes
@pytest.mark.parametrize("workers", [0, 2])
def test_fit_with_validation(network, workers):
    plain, streamed = network(), network()
    expected = plain.fit(
        X, LABELS, batch_size=8, epochs=2, shuffle=False, validation_data=(X, LABELS), verbose=0
    )
    judged = loader(X, LABELS)
    found = streamed.fit(
        loader(X, LABELS, num_workers=workers), epochs=2, validation_data=judged, verbose=0
    )
    assert found.history["loss"] == expected.history["loss"]
    assert found.history["val_loss"] == pytest.approx(expected.history["val_loss"], rel=1e-6)
    assert np.array_equal(plain.get_weights()[0], streamed.get_weights()[0])


def test_weights_are_the_third_of_a_batch(network):
    plain, streamed = network(), network()
    plain.fit(X, LABELS, sample_weight=WEIGHTS, batch_size=8, shuffle=False, verbose=0)
    streamed.fit(loader(X, LABELS, WEIGHTS), verbose=0)
    assert np.array_equal(plain.get_weights()[0], streamed.get_weights()[0])


def test_evaluate_and_predict(network):
    model = network()
    expected = model.evaluate(X, LABELS, batch_size=8, verbose=0)
    assert model.evaluate(loader(X, LABELS), verbose=0) == expected
    assert np.array_equal(model.predict(loader(X), verbose=0), model.predict(X, batch_size=8))
    assert np.array_equal(
        model.predict(loader(X, LABELS), verbose=0), model.predict(X, batch_size=8)
    )


def test_a_shuffling_loader_that_repeats(network):
    drawn = torch.Generator().manual_seed(0)
    shuffled = loader(X, LABELS, shuffle=True, drop_last=True, generator=drawn)
    model = network()
    found = model.fit(shuffled, epochs=2, steps_per_epoch=5, verbose=0)
    assert found.epoch == [0, 1]
    assert int(model.optimizer.iterations) == 10


def test_rows_without_a_length(network):
    class Rows(data.IterableDataset):
        def __iter__(self):
            return iter(zip(torch.from_numpy(X), torch.from_numpy(LABELS), strict=True))

    plain, streamed = network(), network()
    plain.fit(X, LABELS, batch_size=8, epochs=2, shuffle=False, verbose=0)
    streamed.fit(data.DataLoader(Rows(), batch_size=8), epochs=2, verbose=0)
    assert np.array_equal(plain.get_weights()[0], streamed.get_weights()[0])


def test_a_batch_that_is_a_dictionary_of_inputs(network):
    class Named(data.Dataset):
        def __len__(self):
            return 61

        def __getitem__(self, row):
            return {"a": torch.from_numpy(X[row]), "b": torch.from_numpy(X[row, :1])}, LABELS[row]

    a, b = layers.Input((3,), name="a"), layers.Input((1,), name="b")
    model = models.Model([a, b], layers.Dense(2, "softmax")(layers.Concatenate()([a, b])))
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert model.fit(data.DataLoader(Named(), batch_size=8), epochs=2, verbose=0).epoch == [0, 1]


def test_tensors_are_arrays(network):
    model = network()
    tensor = torch.from_numpy(X)
    assert np.array_equal(model.predict(tensor), model.predict(X))
    model.fit(tensor, torch.from_numpy(LABELS), verbose=0)
