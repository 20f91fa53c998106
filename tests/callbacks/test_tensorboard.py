"""Event files, read with TensorBoard's own readers."""

import io
import json
import sys
import warnings

import numpy as np
import PIL.Image
import pytest

from pronghorn import callbacks, layers, models
from pronghorn.errors import ArgumentError, MissingPackageError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its dependencies are older than this Python
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.graph import keras_util
    from tensorboard.util.tensor_util import make_ndarray


def events(folder):
    found = EventAccumulator(str(folder), {"histograms": 0, "images": 0})
    found.Reload()
    return found


def scalars(found, tag):
    return [(event.step, pytest.approx(event.value)) for event in found.Scalars(tag)]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A fit with everything written: (events of training, of validation, its record, the model)."""
    from tests.callbacks.conftest import X, Y

    folder = tmp_path_factory.mktemp("logs")
    model = models.Sequential([layers.Input((3,)), layers.Dense(4), layers.Dense(2)])
    model.compile("adam", "mse", metrics=["mae"])
    board = callbacks.TensorBoard(
        folder,
        histogram_freq=2,
        write_images=True,
        write_steps_per_second=True,
        update_freq=3,
    )
    record = model.fit(
        X, Y, batch_size=8, epochs=3, validation_data=(X, Y), verbose=0, callbacks=[board]
    )
    return events(folder / "train"), events(folder / "validation"), record.history, model


class TestEvents:
    def test_figures_of_epochs(self, run):
        train, validation, history, _ = run
        assert list(enumerate(history["loss"])) == scalars(train, "epoch_loss")
        assert list(enumerate(history["mae"])) == scalars(train, "epoch_mae")
        assert list(enumerate(history["val_loss"])) == scalars(validation, "epoch_loss")
        assert [(n, 0.001) for n in range(3)] == scalars(train, "epoch_learning_rate")
        assert all(e.value > 0 for e in train.Scalars("epoch_steps_per_second"))

    def test_figures_of_batches_and_evaluations(self, run):
        train, validation, history, _ = run
        assert [event.step for event in train.Scalars("batch_loss")] == [3, 6, 9, 12, 15]
        assert train.Scalars("batch_loss")[-1].value == pytest.approx(history["loss"][-1])
        assert all(e.value > 0 for e in train.Scalars("batch_steps_per_second"))
        found = scalars(validation, "evaluation_loss_vs_iterations")
        assert list(zip([5, 10, 15], history["val_loss"], strict=True)) == found

    def test_histograms_hold_every_weight(self, run):
        train, _, _, model = run
        kernel = model.layers[0].weights[0]
        found = train.Histograms(f"{kernel.path}/histogram")
        assert [event.step for event in found] == [0, 2]
        value = found[-1].histogram_value
        assert value.num == 12
        assert value.sum == pytest.approx(float(kernel.numpy().sum()), abs=1e-5)
        assert value.max == pytest.approx(float(kernel.numpy().max()))

    def test_images_can_be_seen(self, run):
        train, _, _, model = run
        tag = f"{model.layers[1].weights[0].path}/image"
        image = PIL.Image.open(io.BytesIO(train.Images(tag)[0].encoded_image_string))
        assert image.size == (4, 2)
        assert np.asarray(image).max() == 255

    def test_the_model_is_a_graph(self, run):
        train, _, _, model = run
        assert train.SummaryMetadata("keras").plugin_data.plugin_name == "graph_keras_model"
        text = make_ndarray(train.Tensors("keras")[0].tensor_proto).item()
        graph = keras_util.keras_model_to_graph_def(json.loads(text))
        names = [node.name.rpartition("/")[2] for node in graph.node]
        assert [layer.name for layer in model.layers] == [n for n in names if "dense" in n]


class TestSettings:
    def test_nothing_more_than_asked_for_is_written(self, network, fit, tmp_path):
        board = callbacks.TensorBoard(tmp_path, write_graph=False)
        assert board.next_batch("train", 0) == np.inf
        fit(network(), board)
        train = events(tmp_path / "train")
        assert sorted(train.Tags()["scalars"]) == ["epoch_learning_rate", "epoch_loss", "epoch_mae"]
        assert not train.Tags()["histograms"]
        assert not (tmp_path / "validation").exists()

    def test_every_batch(self, network, fit, tmp_path):
        fit(network(), callbacks.TensorBoard(tmp_path, update_freq="batch"))
        assert len(events(tmp_path / "train").Scalars("batch_loss")) == 10

    @pytest.mark.parametrize(
        ("kind", "hook"), [("train", "on_train_batch_begin"), ("test", "on_test_batch_end")]
    )
    def test_hooks_of_a_derived_class_are_asked_at_every_batch(self, kind, hook, tmp_path):
        derived = type("Board", (callbacks.TensorBoard,), {hook: lambda self, batch, logs: None})
        board = derived(tmp_path)
        other = {"train": "test", "test": "train"}[kind]
        assert (board.next_batch(kind, 3), board.next_batch(other, 3)) == (3, np.inf)

    def test_embeddings_are_tables_for_the_projector(self, tmp_path):
        model = models.Sequential(
            [layers.Input((2,), dtype="int32"), layers.Embedding(5, 3, name="words")]
        )
        model.compile("sgd", "mse")
        board = callbacks.TensorBoard(
            tmp_path, embeddings_freq=1, embeddings_metadata={"words": "labels.tsv"}
        )
        model.fit(np.zeros((4, 2)), np.zeros((4, 2, 3)), verbose=0, callbacks=[board])
        told = (tmp_path / "projector_config.pbtxt").read_text()
        assert 'tensor_path: "words.tsv"' in told
        assert 'metadata_path: "labels.tsv"' in told
        table = np.loadtxt(tmp_path / "words.tsv")
        np.testing.assert_allclose(table, model.get_weights()[0], rtol=1e-5)
        wrong = callbacks.TensorBoard(
            tmp_path, embeddings_freq=1, embeddings_metadata={"word": "labels.tsv"}
        )
        with pytest.raises(ArgumentError, match=r"embeddings_metadata.*words"):
            wrong.set_model(model)

    def test_convolution_kernels_are_several_pictures(self):
        from pronghorn.callbacks.tensorboard import _pictures

        assert [p.shape for p in _pictures(np.zeros((3, 3, 1, 4)))] == [(3, 3, 1)] * 4
        assert _pictures(np.zeros((3, 3, 2, 4))) == []

    def test_what_is_refused(self):
        with pytest.raises(ArgumentError, match=r"profile_batch.*model\.profile"):
            callbacks.TensorBoard(profile_batch=2)
        with pytest.raises(ArgumentError, match="update_freq"):
            callbacks.TensorBoard(update_freq="step")

    def test_the_package_it_needs_is_named(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "tensorboardX", None)
        with pytest.raises(MissingPackageError, match=r"F03.*pronghorn\[tensorboard\]"):
            callbacks.TensorBoard()
