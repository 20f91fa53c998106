"""The five fragments of the tutorial at mlln.cn that the project began with, run unmodified."""

import re
from pathlib import Path

import pytest

SCRIPT = (Path(__file__).parent / "tutorial.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ["llvm", "numpy"])
def test_the_tutorial_runs_unmodified(keras_script, tmp_path, engine):
    done = keras_script(f"import numpy; numpy.random.seed(0)\n{SCRIPT}", PRONGHORN_ENGINE=engine)
    lines = done.stdout.splitlines()
    assert lines[-1] in ("女生", "男生")
    assert (tmp_path / "images" / "simple-perception.png").read_bytes()[:4] == b"\x89PNG"
    figures = dict(re.findall(r"(\w+): ([\d.]+)", lines[-2]))
    assert lines[-2].startswith("Epoch 10/10")
    assert 0.74 <= float(figures["accuracy"]) <= 0.86
    assert 0.35 <= float(figures["loss"]) <= 0.50
    assert done.stderr == (
        "[N02] input_dim= works; today a model begins with keras.Input(shape=(3,)).\n"
    )
    assert not re.search(r"[\x08\r\x1b]", done.stdout)
