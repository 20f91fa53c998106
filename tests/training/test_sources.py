"""Batches from generators, data sets by number and iterables, and arrays converted bit by bit."""

import threading
import time
import tracemalloc

import numpy as np
import pytest

from pronghorn import callbacks, layers, models, utils
from pronghorn.data import deferred
from pronghorn.errors import DataError
from pronghorn.training import stream
from pronghorn.training.prefetch import ahead


class Parts(utils.PyDataset):
    """The rows of arrays, in batches of 8."""

    def __init__(self, *arrays, **settings):
        super().__init__(**settings)
        self.arrays = arrays
        self.epochs = []

    def __len__(self):
        return -(-len(self.arrays[0]) // 8)

    def __getitem__(self, index):
        return tuple(array[8 * index : 8 * index + 8] for array in self.arrays)

    def on_epoch_begin(self):
        self.epochs.append("begin")

    def on_epoch_end(self):
        self.epochs.append("end")


class Loader:
    """What a `DataLoader` of PyTorch looks like: lists of tensors, gone through again and again."""

    class Tensor:
        def __init__(self, array):
            self.array = array

        def __array__(self, dtype=None, copy=None):
            return np.asarray(self.array, dtype)

    def __init__(self, *arrays):
        self.arrays = arrays

    def __len__(self):
        return -(-len(self.arrays[0]) // 8)

    def __iter__(self):
        for begin in range(0, len(self.arrays[0]), 8):
            yield [self.Tensor(array[begin : begin + 8]) for array in self.arrays]


def generator(*arrays, epochs=1):
    for _ in range(epochs):
        yield from (Parts(*arrays)[index] for index in range(len(Parts(*arrays))))


MAKERS = {
    "data set": Parts,
    "threads": lambda *arrays: Parts(*arrays, workers=3, max_queue_size=4),
    "processes": lambda *arrays: Parts(*arrays, workers=2, use_multiprocessing=True),
    "loader": Loader,
    "generator": lambda *arrays: generator(*arrays, epochs=9),
}


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


class TestSameBits:
    """Whatever batches come from, the numbers are those of arrays."""

    @pytest.mark.parametrize("kind", MAKERS)
    def test_fit(self, kind, network, data, engine):
        x, y, _ = data
        plain, streamed = network(dropout=0.5), network(dropout=0.5)
        expected = plain.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
        steps = {"steps_per_epoch": 8} if kind == "generator" else {}
        found = streamed.fit(MAKERS[kind](x, y), epochs=2, shuffle=False, verbose=0, **steps)
        assert found.history == expected.history
        assert same(plain.get_weights(), streamed.get_weights())

    @pytest.mark.parametrize("kind", ["data set", "loader", "generator"])
    def test_evaluate_and_predict(self, kind, network, data, engine):
        x, y, _ = data
        model = network()
        weights = np.arange(61, dtype="float32")
        make = MAKERS[kind]
        steps = 8 if kind == "generator" else None
        expected = model.evaluate(x, y, batch_size=8, sample_weight=weights, verbose=0)
        assert model.evaluate(make(x, y, weights), steps=steps, verbose=0) == expected
        predicted = model.predict(x, batch_size=8)
        assert np.array_equal(model.predict(make(x), steps=steps, verbose=0), predicted)
        assert np.array_equal(model.predict(make(x, y), steps=steps, verbose=0), predicted)

    @pytest.mark.parametrize("joined", [1, 3])
    def test_joining_batches_changes_nothing(self, network, data, monkeypatch, joined, engine):
        x, y, _ = data
        monkeypatch.setattr(stream, "JOINED_BATCHES", joined)
        plain, streamed = network(), network()
        plain.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
        streamed.fit(Parts(x, y), epochs=2, shuffle=False, verbose=0)
        assert same(plain.get_weights(), streamed.get_weights())

    def test_shuffled_batches_are_the_same_for_the_same_seed(self, network, data):
        x, y, _ = data
        one, two, other = network(), network(), network()
        for model in (one, two):
            model.fit(Parts(x, y), epochs=3, verbose=0)
        other.fit(Parts(x, y), epochs=3, shuffle=False, verbose=0)
        assert same(one.get_weights(), two.get_weights())
        assert not same(one.get_weights(), other.get_weights())

    @pytest.mark.parametrize("steps", [3, 11])
    def test_steps_go_on_through_data_that_repeat(self, network, data, steps):
        x, y, _ = data
        one, two = network(), network()
        one.fit(Parts(x, y), epochs=2, steps_per_epoch=steps, verbose=0)
        two.fit(generator(x, y, epochs=9), epochs=2, steps_per_epoch=steps, verbose=0)
        assert same(one.get_weights(), two.get_weights())

    def test_eager_steps_too(self, network, data):
        x, y, _ = data
        plain, streamed = network(run_eagerly=True), network(run_eagerly=True)
        expected = plain.fit(x, y, batch_size=8, shuffle=False, verbose=0)
        assert streamed.fit(Parts(x, y), shuffle=False, verbose=0).history == expected.history

    def test_a_backup_within_an_epoch(self, network, data, tmp_path):
        x, y, _ = data

        class Break(callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                if batch == 5:
                    raise KeyError

        whole, again = network(dropout=0.5), network(dropout=0.5)
        expected = whole.fit(Parts(x, y), epochs=2, verbose=0)
        backup = callbacks.BackupAndRestore(tmp_path, save_freq=4)
        with pytest.raises(KeyError):
            network(dropout=0.5).fit(Parts(x, y), epochs=2, verbose=0, callbacks=[backup, Break()])
        found = again.fit(Parts(x, y), epochs=2, verbose=0, callbacks=[backup])
        assert found.history == expected.history
        assert same(whole.get_weights(), again.get_weights())


class TestProtocol:
    def test_a_data_set_is_told_of_epochs(self, network, data):
        parts = Parts(*data[:2])
        network().fit(parts, epochs=2, verbose=0)
        assert parts.epochs == ["begin", "end", "begin", "end"]

    def test_hooks_see_every_batch_and_no_more(self, network, data):
        x, y, _ = data
        seen = []

        class Told(callbacks.Callback):
            def on_train_batch_begin(self, batch, logs=None):
                seen.append(batch)

            def on_train_batch_end(self, batch, logs=None):
                seen.append(-batch)

        model = network()
        model.fit(generator(x, y), verbose=0, callbacks=[Told()])
        assert seen == [n for batch in range(8) for n in (batch, -batch)]
        assert int(model.optimizer.iterations) == 8

    def test_a_generator_is_not_read_beyond_what_is_used(self, network, data):
        x, y, _ = data
        read = []

        def counted():
            for batch in generator(x, y, epochs=9):
                read.append(1)
                yield batch

        model = network()
        batches = counted()
        model.fit(batches, steps_per_epoch=5, epochs=2, verbose=0)
        assert len(read) == 10
        model.fit(batches, steps_per_epoch=5, verbose=0)
        assert len(read) == 15

    def test_validation_may_be_batches(self, network, data):
        x, y, _ = data
        for judged, steps in ((Parts(x, y), None), (generator(x, y, epochs=9), 8)):
            model = network()
            found = model.fit(
                x, y, epochs=2, verbose=0, validation_data=judged, validation_steps=steps
            )
            assert found.history["val_loss"][1] == pytest.approx(
                model.evaluate(x, y, verbose=0)[0], rel=1e-6
            )

    def test_a_generator_is_gone_through_once(self, network, data):
        x, y, _ = data
        plain, model = network(), network()
        parts = generator(x[:40], y[:40], epochs=2)
        found = plain.fit(
            x, y, epochs=2, verbose=0, validation_data=parts, validation_steps=3, shuffle=False
        )
        part = network()
        part.set_weights(plain.get_weights())
        judged = part.evaluate(
            np.concatenate([x[24:40], x[:8]]), np.concatenate([y[24:40], y[:8]]), verbose=0
        )
        assert found.history["val_loss"][1] == pytest.approx(judged[0], rel=1e-6)
        model.fit(generator(x[:40], y[:40], epochs=2), steps_per_epoch=5, epochs=2, verbose=0)
        assert int(model.optimizer.iterations) == 10

    def test_shapes_may_change_from_batch_to_batch(self):
        model = models.Sequential(
            [layers.Input((None, 2)), layers.Dense(3), layers.Lambda(lambda x: x[:, 0])]
        )
        model.compile("sgd", "mse")
        batches = [(np.ones((4, length, 2)), np.ones((4, 3))) for length in (2, 5, 2)]
        assert len(model.fit(iter(batches), verbose=0).epoch) == 1
        assert model.predict(iter([x for x, _ in batches]), verbose=0).shape == (12, 3)

    def test_several_inputs_by_name(self):
        a, b = layers.Input((2,), name="a"), layers.Input((3,), name="b")
        model = models.Model([a, b], layers.Dense(1)(layers.Concatenate()([a, b])))
        model.compile("sgd", "mse")
        batch = ({"a": np.ones((4, 2)), "b": np.ones((4, 3))}, np.ones((4, 1)))
        assert len(model.fit(iter([batch] * 3), verbose=0).epoch) == 1

    def test_class_weights_reach_every_batch(self, network, data):
        x, y, _ = data
        one, two = network(), network()
        weights = {0: 1.0, 1: 3.0}
        one.fit(x, y, batch_size=8, shuffle=False, verbose=0, class_weight=weights)
        two.fit(Parts(x, y), shuffle=False, verbose=0, class_weight=weights)
        assert same(one.get_weights(), two.get_weights())

    def test_predict_hooks_get_outputs(self, network, data):
        shapes = []
        told = callbacks.LambdaCallback(
            on_predict_batch_end=lambda batch, logs: shapes.append(logs["outputs"].shape)
        )
        network().predict(Parts(data[0]), callbacks=[told], verbose=0)
        assert shapes == [(8, 2)] * 7 + [(5, 2)]


class TestFaults:
    def test_a_generator_that_ends_early_is_told(self, network, data, caplog):
        x, y, _ = data
        found = network().fit(generator(x, y), steps_per_epoch=6, epochs=3, verbose=0)
        assert found.epoch == [0, 1]
        assert "[E21] the data ended at step 3 of 6" in caplog.text

    def test_a_generator_that_ends_with_an_epoch_is_told(self, network, data, caplog):
        x, y, _ = data
        assert network().fit(generator(x, y), epochs=3, verbose=0).epoch == [0]
        assert "[H19] the data ended after epoch 1 of 3" in caplog.text
        found = network().fit(generator(x, y), steps_per_epoch=8, epochs=3, verbose=0)
        assert found.epoch == [0]
        assert "[E21] the data ended at step 1 of 8" in caplog.text

    def test_an_error_in_the_users_code_comes_through(self, network, data):
        def broken():
            yield from (Parts(*data[:2])[index] for index in range(3))
            raise OSError("the disk is gone")

        with pytest.raises(OSError, match="the disk is gone"):
            network().fit(broken(), verbose=0)

    def test_what_cannot_be_given_beside_batches(self, network, data, caplog):
        x, y, _ = data
        model = network()
        with pytest.raises(DataError, match=r"E50.*y cannot"):
            model.fit(Parts(x, y), y)
        with pytest.raises(DataError, match=r"E50.*sample_weight"):
            model.evaluate(Parts(x, y), sample_weight=np.ones(61))
        with pytest.raises(DataError, match="E41"):
            model.fit(Parts(x, y), validation_split=0.2)
        model.fit(Parts(x, y), batch_size=4, verbose=0)
        assert "[H18]" in caplog.text

    def test_an_empty_source(self, network):
        with pytest.raises(DataError, match=r"E38.*no batches"):
            network().fit(iter([]))

    def test_lengths_that_differ_within_a_batch(self, network, data):
        with pytest.raises(DataError, match="E12"):
            network().fit(iter([(data[0][:8], data[1][:7])]), verbose=0)

    def test_a_nan_is_found_in_its_batch(self, network, data, engine):
        x, y, _ = data
        x = x.copy()
        x[21, 1] = np.nan
        with pytest.raises(DataError, match=r"E34.*row 5, column 1.*\(batch 3\)"):
            network().fit(Parts(x, y), shuffle=False, verbose=0)

    def test_class_numbers_beyond_the_units(self, network, data):
        x, _, labels = data
        labels = labels.copy()
        labels[20] = 7
        with pytest.raises(DataError, match=r"E07.*batch 3"):
            network("sparse_categorical_crossentropy").fit(Parts(x, labels), shuffle=False)

    def test_no_thread_is_left(self, network, data):
        before = threading.active_count()
        stop = callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: 1 / 0)
        endless = generator(*data[:2], epochs=10**6)
        with pytest.raises(ZeroDivisionError):
            network().fit(endless, steps_per_epoch=2, callbacks=[stop], verbose=0)
        assert threading.active_count() == before

    def test_a_data_set_without_length(self):
        class Bare(utils.PyDataset):
            def __getitem__(self, index):
                return index

        with pytest.raises(RuntimeError, match=r"M34.*__len__"):
            Bare().num_batches  # noqa: B018
        with pytest.raises(RuntimeError, match=r"M34.*__getitem__"):
            utils.PyDataset()[0]

    def test_a_data_set_without_end(self, network, data):
        class Endless(Parts):
            num_batches = None

            def __getitem__(self, index):
                return super().__getitem__(index % 8)

        found = network().fit(Endless(*data[:2]), steps_per_epoch=3, epochs=2, verbose=0)
        assert found.epoch == [0, 1]


class TestConvertedBitByBit:
    """Large arrays of other dtypes and layouts; here what is large is made small."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch):
        monkeypatch.setattr(deferred, "LARGE", 100)
        monkeypatch.setattr(stream, "PIECE_BYTES", 300)

    KINDS = {
        "float64": lambda x: x.astype("float64"),
        "int16": lambda x: (x * 9).astype("int16"),
        "bool": lambda x: x > 0,
        "Fortran order": np.asfortranarray,
        "strided": lambda x: np.repeat(x, 2, axis=1)[:, ::2],
    }

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_same_bits(self, kind, network, data, engine):
        x, y, _ = data
        x = self.KINDS[kind](x)
        whole, bits = network(), network()
        judged = np.array(x, "float32", order="C"), y
        expected = whole.fit(*judged, epochs=2, batch_size=8, validation_split=0.2, verbose=0)
        found = bits.fit(x, y, epochs=2, batch_size=8, validation_split=0.2, verbose=0)
        assert found.history == expected.history
        assert same(whole.get_weights(), bits.get_weights())
        assert np.array_equal(whole.predict(judged[0]), bits.predict(x))
        assert whole.evaluate(*judged, verbose=0) == bits.evaluate(x, y, verbose=0)

    @pytest.mark.parametrize("kind", KINDS)
    def test_targets_are_converted_so_too(self, kind, network, data):
        x, _, y = data
        y = np.stack([y, 1 - y], axis=1).astype("float32")
        y = self.KINDS[kind](y)
        judged = x, np.array(y, "float32", order="C")
        found = []
        for given in (judged, (x, y)):
            model = network()
            model.compile("rmsprop", "mse")
            model.fit(*given, epochs=2, batch_size=8, validation_split=0.2, verbose=0)
            found.append([model.history.history, model.evaluate(*given, verbose=0)])
            found[-1] += [weight.tolist() for weight in model.get_weights()]
        assert found[0] == found[1]

    @pytest.mark.parametrize("kind", KINDS)
    def test_nothing_is_converted_whole(self, kind, monkeypatch):
        monkeypatch.setattr(stream, "PIECE_BYTES", 1 << 16)
        x = self.KINDS[kind](np.ones((50_000, 64), "float32"))
        model = models.Sequential([layers.Input((64,)), layers.Dense(64), layers.Dense(64)])
        model.compile("sgd", "mse")
        few = np.ones((64, 64), "float32")
        for rows in ((few, few), (x, x)):  # the second time all is compiled
            tracemalloc.start()
            model.fit(*rows, validation_split=0.1, batch_size=64, verbose=0)
            model.evaluate(*rows, batch_size=64, verbose=0)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert most < 4 * x.size // 4  # bytes of a quarter of the converted array

    def test_a_file_larger_than_what_is_read(self, network, data, tmp_path, monkeypatch):
        path = tmp_path / "x"
        x = np.memmap(path, "float64", "w+", shape=(4000, 3))
        x[:] = np.random.default_rng(1).normal(size=(4000, 3))
        y = np.eye(2, dtype="float32")[np.arange(4000) % 2]
        sizes = []
        rows = deferred.Deferred.rows
        monkeypatch.setattr(
            deferred.Deferred, "rows", lambda one, key: sizes.append(rows(one, key)) or sizes[-1]
        )
        network().fit(x, y, batch_size=10, verbose=0, steps_per_epoch=30)
        assert max(array.nbytes for array in sizes) <= 300
        assert sum(len(array) for array in sizes[1:]) == 300

    def test_the_row_of_a_nan_is_that_of_the_data(self, network, data):
        x, y, _ = data
        x = x.astype("float64")
        x[33, 2] = np.inf
        with pytest.raises(DataError, match=r"E34.*x holds inf in row 33, column 2"):
            network().fit(x, y, batch_size=8, verbose=0)

    def test_other_entry_points_take_them_too(self, network, data):
        x, y, _ = data
        model = network()
        wide = x.astype("float64")
        assert model.train_on_batch(wide, y)
        assert np.array_equal(model.predict_on_batch(wide), model.predict_on_batch(x))


class TestAhead:
    def test_work_is_done_meanwhile(self):
        made = []

        def work():
            for number in range(4):
                made.append(number)
                yield number

        found = ahead(work(), 2)
        assert next(found) == 0
        end = time.monotonic() + 5
        while len(made) < 4 and time.monotonic() < end:
            time.sleep(0.001)
        assert made == [0, 1, 2, 3]
        assert list(found) == [1, 2, 3]

    def test_closing_closes_the_generator(self):
        closed = threading.Event()

        def work():
            try:
                while True:
                    yield 1
            finally:
                closed.set()

        found = ahead(work())
        next(found)
        found.close()
        assert closed.wait(5)
