"""Parquet files as data."""

import sys

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from pronghorn import layers, models
from pronghorn.data import deferred, parquet
from pronghorn.errors import DataError, FileError, MissingPackageError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(61, 3)).astype("float32")
LABELS = (np.arange(61) % 2).astype("int64")
WEIGHTS = np.linspace(0, 1, 61)


pytestmark = pytest.mark.usefixtures("numpy_engine")


@pytest.fixture
def path(tmp_path):
    """A table in groups of 16 rows."""
    columns = {"a": X[:, 0], "label": LABELS, "b": X[:, 1], "w": WEIGHTS, "c": X[:, 2]}
    path = tmp_path / "table.parquet"
    pyarrow.parquet.write_table(pyarrow.table(columns), path, row_group_size=16)
    return path


@pytest.fixture
def streamed(monkeypatch):
    """Lets everything be large: stretches hold 10 rows."""
    monkeypatch.setattr(deferred, "LARGE", 100)
    monkeypatch.setattr(parquet, "STRETCH", 10 * 5 * 4)


def same(one, other):
    return all(map(np.array_equal, one.get_weights(), other.get_weights()))


class TestAsAWhole:
    def test_the_numbers_are_those_of_arrays(self, network, path):
        plain, model = network(), network()
        expected = plain.fit(
            X,
            LABELS,
            sample_weight=WEIGHTS,
            batch_size=8,
            epochs=2,
            validation_split=0.2,
            verbose=0,
        )
        found = model.fit(
            path,
            y="label",
            sample_weight="w",
            batch_size=8,
            epochs=2,
            validation_split=0.2,
            verbose=0,
        )
        assert found.history == expected.history
        assert same(plain, model)

    def test_columns_are_remembered(self, network, path):
        model = network()
        model.fit(str(path), "label", sample_weight="w", verbose=0)
        assert np.array_equal(model.predict(path, verbose=0), model.predict(X, verbose=0))
        judged = model.evaluate(path, "label", verbose=0)
        assert judged == model.evaluate(X, LABELS, verbose=0)


@pytest.mark.usefixtures("streamed")
class TestStretchByStretch:
    def test_in_order_the_numbers_are_those_of_arrays(self, network, path):
        plain, model = network(), network()
        plain.fit(
            X, LABELS, sample_weight=WEIGHTS, batch_size=8, epochs=2, shuffle=False, verbose=0
        )
        model.fit(
            path, "label", sample_weight="w", batch_size=8, epochs=2, shuffle=False, verbose=0
        )
        assert same(plain, model)
        assert np.array_equal(model.predict(path, batch_size=8, verbose=0), model.predict(X))
        judged = model.evaluate(path, "label", batch_size=8, verbose=0)
        assert judged == pytest.approx(model.evaluate(X, LABELS, verbose=0), rel=1e-6)

    def test_a_shuffled_epoch_has_every_row_once(self, path):
        source = parquet.ParquetSource(parquet.Parquet(path, "label"), 8)
        for order in ([3, 1, 2], [1, 2, 3]):
            batches = list(source.epoch(np.array(order)))
            assert [len(x) for x, _, _ in batches] == [8] * 7 + [5]
            rows = np.concatenate([x for x, _, _ in batches])
            assert not np.array_equal(rows[:8], np.column_stack([X[:8, 0], X[:8, 1], WEIGHTS[:8]]))
            assert np.array_equal(np.sort(rows[:, 0]), np.sort(X[:, 0]))

    def test_one_seed_gives_the_same_bits(self, network, path):
        one, two, other = network(), network(), network()
        for model in (one, two):
            model.fit(path, "label", sample_weight="w", batch_size=8, epochs=2, verbose=0)
        other.fit(
            path, "label", sample_weight="w", batch_size=8, epochs=2, shuffle=False, verbose=0
        )
        assert same(one, two)
        assert not same(one, other)

    def test_validation(self, network, path):
        model = network()
        found = model.fit(
            path,
            "label",
            sample_weight="w",
            batch_size=8,
            validation_data=path,
            validation_steps=3,
            verbose=0,
        )
        assert found.history["val_loss"][0] == pytest.approx(
            model.evaluate(X[:24], LABELS[:24], sample_weight=WEIGHTS[:24], verbose=0)[0]
        )
        again = model.fit(
            X, LABELS, validation_data=(path, "label", "w"), validation_batch_size=16, verbose=0
        )
        assert "val_loss" in again.history

    def test_few_rows_are_in_memory(self, network, path, monkeypatch):
        sizes = []
        as_array = parquet.as_array
        monkeypatch.setattr(parquet, "as_array", lambda *a: sizes.append(len(a[0])) or as_array(*a))
        network().fit(path, "label", sample_weight="w", batch_size=8, verbose=0)
        assert max(sizes) <= 10

    def test_a_cell_is_named_by_its_row_in_the_file(self, network, tmp_path):
        words = ["0.5"] * 61
        words[40] = "none"
        path = tmp_path / "words.parquet"
        table = pyarrow.table({"a": X[:, 0], "b": X[:, 1], "c": words, "label": LABELS})
        pyarrow.parquet.write_table(table, path, row_group_size=16)
        with pytest.raises(DataError, match=r"E13.*column c, row 40 holds 'none'"):
            network().fit(path, "label", shuffle=False, verbose=0)


def test_several_targets_and_a_folder(tmp_path):
    folder = tmp_path / "parts.parquet"
    folder.mkdir()
    for n in range(2):
        part = {"a": X[:8, 0], "u": X[:8, 1] + n, "v": X[:8, 2] + n}
        pyarrow.parquet.write_table(pyarrow.table(part), folder / f"{n}.parquet")
    model = models.Sequential([layers.Input((1,)), layers.Dense(2)])
    model.compile("sgd", "mse")
    model.fit(folder, ["u", "v"], verbose=0)
    assert model.predict(folder, verbose=0).shape == (16, 2)
    x, y, weight = parquet.Parquet(folder, ["u", "v"]).whole()
    assert x.column_names == ["a"]
    assert y[8:].tolist() == (X[:8, 1:] + 1).tolist()
    assert weight is None


def test_what_is_refused(network, path, tmp_path, monkeypatch):
    model = network()
    with pytest.raises(DataError, match=r"E42.*y must be among the columns a, label, b, w, c"):
        model.fit(path, y="price")
    with pytest.raises(DataError, match=r"E42.*\.parquet file; got table\.csv"):
        model.fit("table.csv", y="label")
    with pytest.raises(FileError, match="F04"):
        model.fit("nothing.parquet", y="label")
    (tmp_path / "bad.parquet").write_text("<!DOCTYPE html>")
    with pytest.raises(FileError, match="F10"):
        model.fit(tmp_path / "bad.parquet", y="label")
    pyarrow.parquet.write_table(pyarrow.table({"a": [], "label": []}), tmp_path / "empty.parquet")
    with pytest.raises(DataError, match="E38"):
        model.fit(tmp_path / "empty.parquet", y="label")
    monkeypatch.setitem(sys.modules, "pyarrow.dataset", None)
    with pytest.raises(MissingPackageError, match=r"F03.*pronghorn\[parquet\]"):
        model.fit(path, y="label")
