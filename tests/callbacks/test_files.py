"""Callbacks that write files: figures, weights, and backups that lead to the same bits."""

import csv
import signal
import subprocess
import sys

import numpy as np
import pytest

from pronghorn import callbacks, layers, models
from pronghorn.errors import ArgumentError, FileError, StateError, UnknownNameError


class Stop(Exception):
    pass


def breaking(epoch, batch=None):
    """A callback that raises at an epoch's end, or after a batch of it."""

    class Break(callbacks.Callback):
        epoch = 0

        def on_epoch_begin(self, number, logs=None):
            self.epoch = number

        def next_batch(self, kind, first):
            return first if batch is not None and self.epoch == epoch else np.inf

        def on_train_batch_end(self, number, logs=None):
            if (self.epoch, number) == (epoch, batch):
                raise Stop

        def on_epoch_end(self, number, logs=None):
            if batch is None and number == epoch:
                raise Stop

    return Break()


def rows(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


class TestCSVLogger:
    def test_a_row_for_each_epoch(self, network, fit, tmp_path, data):
        path = tmp_path / "log.csv"
        record = fit(network(), callbacks.CSVLogger(path), validation_data=data)
        head, *found = rows(path)
        assert head == ["epoch", "loss", "mae", "val_loss", "val_mae"]
        assert [int(row[0]) for row in found] == [0, 1]
        assert [float(row[1]) for row in found] == record.history["loss"]

    def test_validation_now_and_then_has_columns(self, network, fit, tmp_path, data):
        path = tmp_path / "log.csv"
        fit(network(), callbacks.CSVLogger(path), validation_data=data, validation_freq=2)
        head, first, second = rows(path)
        assert head == ["epoch", "loss", "mae", "val_loss", "val_mae"]
        assert first[3:] == ["NA", "NA"]
        assert float(second[3]) > 0

    def test_appending_writes_no_second_head(self, network, fit, tmp_path):
        path = tmp_path / "log.csv"
        model = network()
        for _ in range(2):
            fit(model, callbacks.CSVLogger(path, separator=";", append=True), epochs=1)
        text = path.read_text().split()
        assert text[0] == "epoch;loss;mae;val_loss;val_mae"
        assert [line[0] for line in text] == ["e", "0", "0"]

    def test_vectors_are_one_cell(self, tmp_path):
        log = callbacks.CSVLogger(tmp_path / "log.csv")
        log.on_train_begin()
        log.on_epoch_end(0, {"iou": np.array([0.5, 1.0]), "val_a": "x"})
        log.on_train_end()
        assert rows(log.filename)[1] == ["0", '"[0.5, 1.0]"', "x"]

    def test_a_file_that_cannot_be_written(self, network, fit, tmp_path):
        with pytest.raises(FileError, match="F01"):
            fit(network(), callbacks.CSVLogger(tmp_path / "none" / "log.csv"))


class TestModelCheckpoint:
    def test_after_every_epoch(self, network, fit, tmp_path):
        path = tmp_path / "deep" / "{epoch:02d}-{loss:.3f}.weights.h5"
        model = network()
        record = fit(model, callbacks.ModelCheckpoint(path, save_weights_only=True))
        names = sorted(found.name for found in path.parent.iterdir())
        assert names == [
            f"{epoch + 1:02d}-{loss:.3f}.weights.h5"
            for epoch, loss in enumerate(record.history["loss"])
        ]
        other = network(seed=4)
        other.load_weights(path.parent / names[-1])
        assert np.array_equal(other.get_weights()[0], model.get_weights()[0])

    def test_after_every_second_epoch_as_keras_1_wrote_it(self, network, fit, tmp_path):
        path = str(tmp_path / "{epoch}.weights.h5")
        fit(network(), callbacks.ModelCheckpoint(path, save_weights_only=True, period=2))
        assert [found.name for found in tmp_path.iterdir()] == ["2.weights.h5"]
        with pytest.raises(ArgumentError, match=r"M15.*'often'"):
            callbacks.ModelCheckpoint(path, save_weights_only=True, often=2)

    def test_after_so_many_batches_counted_over_epochs(self, network, fit, tmp_path):
        path = str(tmp_path / "{epoch}-{batch}.weights.h5")
        saving = callbacks.ModelCheckpoint(path, save_weights_only=True, save_freq=3)
        fit(network(), saving, epochs=2)
        names = sorted(found.name.partition(".")[0] for found in tmp_path.iterdir())
        assert names == ["1-3", "2-1", "2-4"]

    def test_it_costs_only_the_batches_it_asks_for(self, network, fit, tmp_path):
        seen = []

        class Watched(callbacks.ModelCheckpoint):
            def on_train_batch_end(self, batch, logs=None):
                seen.append(batch)
                super().on_train_batch_end(batch, logs)

        path = str(tmp_path / "last.weights.h5")
        fit(network(), Watched(path, save_weights_only=True, save_freq=4), epochs=2)
        assert seen == [3, 2]

    def test_only_the_best(self, tmp_path, capsys):
        class Model:
            metrics = ()
            saved = 0

            def save_weights(self, path, overwrite):
                Model.saved += 1

        path = str(tmp_path / "best.weights.h5")
        best = callbacks.ModelCheckpoint(
            path,
            "loss",
            verbose=1,
            save_best_only=True,
            save_weights_only=True,
            initial_value_threshold=2.5,
        )
        best.set_model(Model())
        for epoch, loss in enumerate([3.0, 2.0, 2.5, 1.0]):
            best.on_epoch_begin(epoch)
            best.on_epoch_end(epoch, {"loss": loss})
        assert (Model.saved, best.best) == (2, 1.0)
        said = [line for line in capsys.readouterr().out.split("\n") if line]
        assert said[0] == "Epoch 1: loss did not improve from 2.50000"
        assert said[1] == f"Epoch 2: loss improved from 2.50000 to 2.00000, saving model to {path}"
        assert said[2] == f"Epoch 2: finished saving model to {path}"

    def test_what_cannot_be_done_is_said_before_training(self, network, fit, tmp_path):
        with pytest.raises(FileError, match=r"F19.*save_weights_only=True"):
            callbacks.ModelCheckpoint("model.keras")
        with pytest.raises(FileError, match="F17"):
            callbacks.ModelCheckpoint("model.h5", save_weights_only=True)
        with pytest.raises(ArgumentError, match=r"M16.*save_freq"):
            callbacks.ModelCheckpoint("a.weights.h5", save_weights_only=True, save_freq="batch")
        best = callbacks.ModelCheckpoint(
            tmp_path / "a.weights.h5", save_weights_only=True, save_best_only=True
        )
        with pytest.raises(UnknownNameError, match="M22"):
            fit(network(), best)
        unknown = callbacks.ModelCheckpoint(
            str(tmp_path / "{f1}.weights.h5"), save_weights_only=True
        )
        with pytest.raises(ArgumentError, match=r"filepath.*epoch, loss, mae, got \"'f1'\""):
            fit(network(), unknown)


class TestBackupAndRestore:
    @pytest.mark.parametrize(
        ("save_freq", "place", "left", "more"),
        [
            ("epoch", (1,), 3, {}),
            (2, (1, 3), 3, {}),
            (3, (2, 1), 3, {"shuffle": False}),
            (3, (1, 3), 3, {"steps_per_epoch": 4}),
            ("epoch", (1,), 3, {"steps_per_epoch": 7}),
        ],
    )
    def test_a_broken_fit_goes_on_to_the_same_bits(
        self, network, fit, tmp_path, save_freq, place, left, more
    ):
        whole = network(dropout=0.5)
        record = fit(whole, epochs=4, **more)

        def backup():
            return callbacks.BackupAndRestore(tmp_path / "backup", save_freq=save_freq)

        with pytest.raises(Stop):
            fit(network(dropout=0.5), breaking(*place), backup(), epochs=4, **more)
        model = network(dropout=0.5, seed=99)
        again = fit(model, backup(), epochs=4, **more)
        assert again.epoch[-1] == 3
        assert len(again.epoch) == left
        assert again.history["loss"] == record.history["loss"][-left:]
        assert again.history["mae"] == record.history["mae"][-left:]
        for one, two in zip(whole.variables, model.variables, strict=True):
            assert np.array_equal(one.numpy(), two.numpy())
        for one, two in zip(whole.optimizer.variables, model.optimizer.variables, strict=True):
            assert np.array_equal(one.numpy(), two.numpy())
        assert not (tmp_path / "backup").exists()

    def test_a_killed_process_goes_on_to_the_same_bits(self, tmp_path):
        def run(*arguments):
            command = [sys.executable, "-c", KILLED, str(tmp_path / "backup"), *arguments]
            return subprocess.run(command, capture_output=True, text=True, check=False)

        killed = run("kill")
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        assert (tmp_path / "backup" / "latest.weights.h5").exists()
        whole, again = run("whole"), run()
        assert whole.stdout.startswith("[0, 1, 2, 3]"), whole.stderr
        assert again.stdout.startswith("[2, 3]"), again.stderr
        assert whole.stdout.split("]")[1] == again.stdout.split("]")[1]

    def test_the_older_backup_serves_where_the_last_is_damaged(
        self, network, fit, tmp_path, caplog
    ):
        def backup():
            return callbacks.BackupAndRestore(tmp_path, double_checkpoint=True)

        with pytest.raises(Stop):
            fit(network(), backup(), breaking(2), epochs=4)
        (tmp_path / "latest.weights.h5").write_bytes(b"")
        again = fit(network(), backup(), epochs=4)
        assert again.epoch == [2, 3]
        assert "H17" in caplog.text

    def test_a_backup_may_be_kept_and_then_nothing_is_left_to_do(self, network, fit, tmp_path):
        keeping = callbacks.BackupAndRestore(tmp_path, delete_checkpoint=False)
        fit(network(), keeping, epochs=2)
        assert fit(network(), keeping, epochs=2).epoch == []

    def test_a_backup_of_another_model_is_refused(self, network, fit, tmp_path):
        keeping = callbacks.BackupAndRestore(tmp_path, delete_checkpoint=False)
        fit(network(dropout=0.5), keeping)
        with pytest.raises(FileError, match="F05"):
            fit(network(), keeping)
        network().save_weights(tmp_path / "latest.weights.h5")
        with pytest.raises(FileError, match="F10"):
            fit(network(), keeping)

    def test_arguments_and_use_outside_of_fit(self, network):
        with pytest.raises(ArgumentError, match="backup_dir"):
            callbacks.BackupAndRestore("")
        with pytest.raises(ArgumentError, match="save_freq"):
            callbacks.BackupAndRestore("backup", save_freq=0)
        with pytest.raises(StateError, match="M90"):
            network().training_state()


KILLED = """
import os, signal, sys
import numpy as np
import pronghorn
from pronghorn import callbacks, layers

pronghorn.utils.set_random_seed(int(len(sys.argv) > 2))
model = pronghorn.Sequential(
    [layers.Input((3,)), layers.Dense(4), layers.Dropout(0.5), layers.Dense(2)]
)
if len(sys.argv) == 2:
    model.set_weights([0 * w for w in model.get_weights()])
model.compile("adam", "mse")
x = np.linspace(-1, 1, 120).reshape(40, 3)

class Kill(callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            os.kill(os.getpid(), signal.SIGKILL)

folder = sys.argv[1] if "whole" not in sys.argv else sys.argv[1] + "2"
given = [callbacks.BackupAndRestore(folder)] + [Kill()] * ("kill" in sys.argv)
record = model.fit(x, x[:, :2], batch_size=8, epochs=4, verbose=0, callbacks=given)
print(record.epoch, [w.tobytes().hex() for w in model.get_weights()])
"""


def test_a_restored_model_is_built_by_fit(tmp_path, data):
    keeping = callbacks.BackupAndRestore(tmp_path)
    model = models.Sequential([layers.Dense(2)])
    model.compile("sgd", "mse")
    assert model.fit(*data, verbose=0, callbacks=[keeping]).epoch == [0]
