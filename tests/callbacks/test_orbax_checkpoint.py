"""Checkpoints of Orbax."""

import os
import sys

import numpy as np
import pytest

from pronghorn import callbacks
from pronghorn.errors import FileError, MissingPackageError, UnknownNameError
from pronghorn.saving.orbax import read


def test_the_extra_is_named(monkeypatch, tmp_path):
    for name in ("orbax", "orbax.checkpoint"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPackageError, match=r"F03.*pronghorn\[orbax\]"):
        callbacks.OrbaxCheckpoint(tmp_path)


@pytest.mark.filterwarnings("ignore")
class TestWithOrbax:
    @pytest.fixture(autouse=True)
    def orbax(self):
        pytest.importorskip("orbax.checkpoint")

    def test_a_model_goes_on_from_the_latest(self, network, fit, tmp_path):
        model = network()
        saving = callbacks.OrbaxCheckpoint(tmp_path, max_to_keep=2)
        fit(model, saving, epochs=3)
        assert sorted(os.listdir(tmp_path)) == ["1", "2"]
        weights = model.get_weights()
        model.load_weights(tmp_path / "1")
        assert int(model.optimizer.iterations) == 10
        model.load_weights(tmp_path)
        assert int(model.optimizer.iterations) == 15
        assert all(map(np.array_equal, weights, model.get_weights()))

    def test_after_so_many_batches_and_in_a_second_fit(self, network, fit, tmp_path):
        model = network()
        saving = callbacks.OrbaxCheckpoint(
            tmp_path, save_freq=4, max_to_keep=None, save_on_background=False
        )
        fit(model, saving, epochs=2)
        fit(model, saving, epochs=2)
        assert sorted(map(int, os.listdir(tmp_path))) == [4, 8, 12, 16, 20]
        saving.wait_until_finished()

    def test_the_best_weights_alone(self, network, fit, tmp_path, capsys):
        saving = callbacks.OrbaxCheckpoint(
            tmp_path, "loss", 1, True, initial_value_threshold=1e-9, save_weights_only=True
        )
        fit(network(), saving)
        assert not os.path.exists(tmp_path / "0")
        saving.best = None
        model = network()
        fit(model, saving)
        assert set(read(tmp_path)) == {"trainable_variables", "non_trainable_variables"}
        assert "Saved checkpoint 1" in capsys.readouterr().out
        with pytest.raises(UnknownNameError, match="M22"):
            fit(network(), callbacks.OrbaxCheckpoint(tmp_path, "nothing", save_best_only=True))

    def test_a_folder_without_checkpoints(self, network, tmp_path):
        with pytest.raises(FileError, match=r"F10.*no checkpoint of Orbax"):
            network().load_weights(tmp_path)
