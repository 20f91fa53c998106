"""Weights in Keras' layout: read from files Keras wrote, written alike, refused if they differ."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest

import pronghorn as keras
from pronghorn import layers, models, saving
from pronghorn.errors import ArgumentError, FileError, StateError
from pronghorn.saving import hdf5
from tests.saving.models import MODELS

GOLDEN = Path(__file__).parent / "golden"
ANSWERS = json.loads((GOLDEN / "answers.json").read_text(encoding="utf-8"))


def layout(path):
    """What a file holds: groups with their attributes' names, arrays with shape and dtype."""
    found = {}

    def note(name, item):
        is_array = isinstance(item, h5py.Dataset)
        found[name] = (item.shape, item.dtype) if is_array else sorted(item.attrs)

    with h5py.File(path) as file:
        file.visititems(note)
    return found


def network(units=4, name="second"):
    row = [layers.Input((3,)), layers.Dense(units, name="first"), layers.Dense(2, name=name)]
    return models.Sequential(row)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.weights.h5"


@pytest.mark.parametrize("name", MODELS)
class TestFilesOfKeras:
    def test_predictions_and_the_next_step_are_those_of_keras(self, name):
        model, x, y = MODELS[name](keras)
        model.load_weights(GOLDEN / f"{name}.weights.h5")
        before, after = ANSWERS[name]
        np.testing.assert_allclose(model.predict(x, verbose=0), before, atol=1e-6)
        model.fit(x, y, batch_size=8, shuffle=False, verbose=0)
        np.testing.assert_allclose(model.predict(x, verbose=0), after, atol=1e-6)

    def test_the_file_is_laid_out_as_keras_does(self, name, path):
        model, x, y = MODELS[name](keras)
        model.fit(x, y, verbose=0)
        model.save_weights(path)
        assert layout(path) == layout(GOLDEN / f"{name}.weights.h5")


class TestRoundTrip:
    def test_weights_and_optimizer_come_back_to_the_bit(self, path):
        model, x, y = MODELS["row"](keras)
        model.fit(x, y, verbose=0)
        model.save_weights(path)
        other, _, _ = MODELS["row"](keras)
        other.load_weights(str(path))
        for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
            assert np.array_equal(one, two)
        for one, two in zip(model.optimizer.variables, other.optimizer.variables, strict=True):
            assert np.array_equal(one.numpy(), two.numpy())

    def test_a_model_that_was_not_compiled_leaves_the_optimizer(self, path):
        model, x, y = MODELS["row"](keras)
        model.fit(x, y, verbose=0)
        saving.save_weights(model, path)
        bare = models.clone_model(model)
        saving.load_weights(bare, path)
        assert np.array_equal(bare.get_weights()[0], model.get_weights()[0])

    def test_another_optimizer_begins_anew_and_says_so(self, path, caplog):
        model, x, y = MODELS["row"](keras)
        model.fit(x, y, verbose=0)
        model.save_weights(path)
        model.compile("sgd", "mse")
        model.load_weights(path)
        assert "keeps its present state" in caplog.text
        assert int(model.optimizer.iterations) == 0

    def test_an_older_file_is_replaced_only_if_wanted(self, path):
        model = network()
        model.save_weights(path)
        before = path.read_bytes()
        with pytest.raises(FileError, match="F18"):
            model.save_weights(path, overwrite=False)
        model.save_weights(path)
        assert path.read_bytes() == before
        assert [found.name for found in path.parent.iterdir()] == [path.name]

    def test_a_layer_may_save_in_its_own_way(self, path):
        class Doubled(layers.Layer):
            def build(self, shape):
                self.w = self.add_weight(shape=(2,), initializer="ones")

            def call(self, x):
                return x * self.w

            def save_own_variables(self, store):
                store["twice"] = 2 * self.w.numpy()

            def load_own_variables(self, store):
                self.w.assign(store["twice"] / 2)

        model = models.Sequential([layers.Input((2,)), Doubled()])
        model.set_weights([np.array([3.0, 4.0])])
        model.save_weights(path)
        other = models.Sequential([layers.Input((2,)), Doubled()])
        other.load_weights(path)
        assert other.get_weights()[0].tolist() == [3.0, 4.0]

    def test_own_variables_go_through_any_dict(self):
        layer = layers.Dense(2)
        layer.build((None, 3))
        store = {}
        layer.save_own_variables(store)
        assert store["0"].shape == (3, 2)
        with pytest.raises(FileError, match=r"F05.*dense.*: 2 weights, the store has 1"):
            layer.load_own_variables({"0": store["0"]})


class TestWhatDoesNotFit:
    def save(self, path, model):
        model.save_weights(path)
        return path

    def test_shapes_are_named(self, path):
        self.save(path, network(5))
        model = network(4)
        before = model.get_weights()
        with pytest.raises(FileError, match=r"first: kernel has shape \(3, 4\), in .* \(3, 5\)"):
            model.load_weights(path)
        for one, two in zip(before, model.get_weights(), strict=True):
            assert np.array_equal(one, two)

    def test_missing_weights_are_named(self, path):
        self.save(path, models.Sequential([layers.Input((3,)), layers.Dense(4)]))
        with pytest.raises(FileError, match=r"second: the file lacks its 2 weights"):
            network().load_weights(path)

    def test_a_layer_without_bias_is_told(self, path):
        bare = models.Sequential([layers.Input((3,)), layers.Dense(4, use_bias=False)])
        self.save(path, bare)
        with pytest.raises(FileError, match=r"dense.*: 2 weights, in the file 1"):
            models.Sequential([layers.Input((3,)), layers.Dense(4)]).load_weights(path)

    def test_surplus_weights_are_named(self, path):
        self.save(path, network())
        with pytest.raises(FileError, match=r"also has layers/dense_1/vars/0"):
            models.Sequential([layers.Input((3,)), layers.Dense(4)]).load_weights(path)

    def test_mismatches_may_be_skipped(self, path, caplog):
        source = self.save(path, network(5))
        model = models.Sequential(
            [layers.Input((3,)), layers.Dense(5, name="a"), layers.Dense(7, name="b")]
        )
        before = model.layers[1].get_weights()
        model.load_weights(source, skip_mismatch=True)
        assert "[H15] b keeps its present state" in caplog.text
        assert np.array_equal(model.layers[1].get_weights()[0], before[0])
        with h5py.File(source) as file:
            kernel = file["layers/dense/vars/0"][()]
        assert np.array_equal(model.layers[0].get_weights()[0], kernel)

    def test_a_model_without_weights_is_refused(self, path):
        unbuilt = models.Sequential([layers.Dense(2)])
        with pytest.raises(StateError, match="M06"):
            unbuilt.save_weights(path)
        with pytest.raises(StateError, match="M06"):
            unbuilt.load_weights(path)

    def test_other_names_and_arguments_are_refused(self, tmp_path):
        with pytest.raises(FileError, match=r"F17.*mine\.weights\.h5"):
            network().save_weights(tmp_path / "mine.h5")
        with pytest.raises(FileError, match=r"F19.*model in parts"):
            network().save_weights(tmp_path / "mine.weights.h5", max_shard_size=1)
        with pytest.raises(ArgumentError, match=r"M15.*by_name"):
            network().load_weights(tmp_path / "mine.weights.h5", by_name=True)

    def test_a_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(FileError, match="F01"):
            network().save_weights(tmp_path / "none" / "model.weights.h5")


class TestUnsafeFiles:
    """Each is a file that a stranger made."""

    def changed(self, path, change):
        network().save_weights(path)
        with h5py.File(path, "a") as file:
            del file["layers/dense/vars/0"]
            change(file)
        return path

    def test_no_file_and_no_hdf5(self, path):
        with pytest.raises(FileError, match="F04"):
            network().load_weights(path)
        path.write_text("<!DOCTYPE html>")
        with pytest.raises(FileError, match=r"F06.*<!DOCTYPE"):
            network().load_weights(path)

    def test_a_damaged_file(self, path):
        network().save_weights(path)
        path.write_bytes(path.read_bytes()[:700])
        with pytest.raises(FileError, match="F10"):
            network().load_weights(path)

    def test_a_file_of_keras_2(self, path):
        with h5py.File(path, "w") as file:
            file.attrs["layer_names"] = ["dense"]
        with pytest.raises(FileError, match=r"F19.*Keras 2"):
            network().load_weights(path)

    @pytest.mark.parametrize(
        "link", [h5py.ExternalLink("other.h5", "/x"), h5py.SoftLink("/layers/dense_1/vars/0")]
    )
    def test_links(self, path, link):
        def change(file):
            file["layers/dense/vars/0"] = link

        with pytest.raises(FileError, match="F09"):
            network().load_weights(self.changed(path, change))

    def test_a_group_that_is_a_link(self, path, tmp_path):
        network().save_weights(tmp_path / "other.weights.h5")

        def change(file):
            del file["layers"]
            file["layers"] = h5py.ExternalLink("other.weights.h5", "/layers")

        with pytest.raises(FileError, match=r"F09.*link"):
            network().load_weights(self.changed(path, change))

    def test_numbers_in_another_file(self, path, tmp_path):
        (tmp_path / "secret").write_bytes(b"x" * 48)

        def change(file):
            file["layers/dense/vars"].create_dataset(
                "0", (3, 4), "float32", external=[("secret", 0, 48)]
            )

        with pytest.raises(FileError, match=r"F09.*another file"):
            network().load_weights(self.changed(path, change))

    def test_cells_that_are_no_numbers(self, path):
        def change(file):
            file["layers/dense/vars/0"] = np.full((3, 4), b"text")

        with pytest.raises(FileError, match=r"F09.*not numbers"):
            network().load_weights(self.changed(path, change))

    def test_an_array_larger_than_the_file(self, path):
        def change(file):
            file["layers/dense/vars"].create_dataset("0", (1 << 20, 1 << 20), "f4", chunks=(8, 8))

        with pytest.raises(FileError, match=r"shape \(3, 4\)"):
            network().load_weights(self.changed(path, change))
        with hdf5.reading(path) as reader, pytest.raises(FileError, match=r"F09.*claims"):
            reader.array("layers/dense/vars/0")
