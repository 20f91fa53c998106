"""Compiled programs between processes and without a disk, and life without LLVM."""

import errno
import json
import os
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import engines, messages, ops
from pronghorn.config import settings
from pronghorn.engines.llvm import binding, engine, objects, target
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.passes import pipeline
from pronghorn.prims.special import bessel_0
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.loop import over_batches
from pronghorn.training import programs
from tests.engines.forgetting import forget_programs
from tests.engines.memory import needs_linux, resident_bytes

SCRIPT = """
import json
import numpy as np
import pronghorn as keras
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(2)])
model.compile("rmsprop", "mse", metrics=["mae"])
x = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
model.fit(x, x[:, :2], batch_size=8, epochs=2, verbose=0)
numbers = model.predict(x, verbose=0).tobytes().hex()
facts = {record.program: record.cached for record in model.compile_log}
print(json.dumps({"cached": facts, "numbers": numbers}))
"""


def trained(cache, **environment):
    """What a process of its own prints, and what it says."""
    folder = str(pathlib.Path(keras.__file__).parents[1])
    variables = {**os.environ, "PRONGHORN_CACHE": str(cache), "PYTHONPATH": folder, **environment}
    variables.pop("PRONGHORN_ENGINE", None)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=variables, check=True
    )
    return json.loads(done.stdout), done.stderr


@pytest.fixture
def nothing_shared(monkeypatch):
    monkeypatch.setattr(programs, "_recent", type(programs._recent)())
    monkeypatch.setattr(programs, "_alive", type(programs._alive)())
    monkeypatch.setattr(programs, "_shuffle", {})


@pytest.fixture
def notes(monkeypatch):
    """Codes of the notes given, repeated ones once, as a reader sees them."""
    given = []
    real = messages.note

    def note(code, **facts):
        if code not in given:
            given.append(code)
        return real(code, **facts)

    monkeypatch.setattr(messages, "note", note)
    return given


def model_of(width=4):
    keras.utils.set_random_seed(1)
    row = [keras.Input((3,)), keras.layers.Dense(width, "relu"), keras.layers.Dense(2)]
    model = keras.Sequential(row)
    model.compile("rmsprop", "mse")
    return model


def fitted(width=4):
    model = model_of(width)
    x = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
    model.fit(x, x[:, :2], batch_size=8, epochs=2, verbose=0)
    return model, model.predict(x, verbose=0)


def test_one_process_compiles_and_another_runs_the_same_code(tmp_path):
    cold, said = trained(tmp_path)
    warm, said_again = trained(tmp_path)
    assert cold["cached"] == {"train": False, "predict": False}
    assert warm["cached"] == {"train": True, "predict": True}
    assert cold["numbers"] == warm["numbers"]
    assert said == said_again == ""


@pytest.mark.parametrize("in_a_loop", [True, False])
def test_what_the_disk_knows_is_not_tidied_until_it_is_needed(tmp_path, monkeypatch, in_a_loop):
    monkeypatch.setattr(settings, "cache", str(tmp_path))
    tidied = []

    def step(x):
        found = ops.square(x + 0)
        return [found, Tensor(bessel_0(found.payload))]  # an operation without a lowering

    def program(x):
        return over_batches(step, [x], symbol("batch")) if in_a_loop else step(x)

    def tidying(program):
        tidied.append(program)
        return pipeline.tidy(program)

    x = np.linspace(-1, 1, 30, dtype="float32").reshape(10, 3)
    want = [x * x, np.i0(x * x)]
    for found in ([1, 1], [0, 1]):  # once compiled, and once run
        traced = tracer.trace(program, [ArrayType((symbol("total"), 3), "float32")])
        executable = engines.load("llvm").compile(traced, tidying)
        assert executable.record.fallbacks == ["bessel_0 has no lowering"]
        counts = [len(tidied)]
        results = executable.run([x], {"batch": 4}).complete()
        counts.append(len(tidied))
        assert counts == found
        tidied.clear()
        for array, wanted in zip(results, want, strict=True):
            np.testing.assert_allclose(array, wanted, rtol=1e-6)


def test_a_damaged_entry_is_built_anew_and_never_run(tmp_path):
    sound, _ = trained(tmp_path)
    entries = [path for path in (tmp_path / "compiled").iterdir() if path.suffix == ".program"]
    assert entries
    for path in entries:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    again, said = trained(tmp_path)
    assert again["cached"] == {"train": False, "predict": False}
    assert again["numbers"] == sound["numbers"]
    assert said.count("[G05]") == 1
    assert trained(tmp_path)[0]["cached"] == {"train": True, "predict": True}


def test_a_folder_that_cannot_be_written_costs_one_note(tmp_path):
    (tmp_path / "file").write_text("")
    found, said = trained(tmp_path / "file" / "cache")
    assert found["numbers"] == trained(tmp_path)[0]["numbers"]
    assert said.count("[G03]") == 1


def test_nothing_is_kept_if_so_set(tmp_path):
    found, said = trained("off", HOME=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
    assert found["cached"] == {"train": False, "predict": False}
    assert said == ""
    assert not list(tmp_path.iterdir())


def test_the_folder_may_vanish_while_a_process_runs(tmp_path, nothing_shared, notes):
    settings.engine, settings.cache = "llvm", str(tmp_path / "cache")
    model, _ = fitted()
    shutil.rmtree(tmp_path / "cache")
    model.fit(np.ones((9, 3)), np.ones((9, 2)), verbose=0)
    model.evaluate(np.ones((9, 3)), np.ones((9, 2)), verbose=0)
    assert list((tmp_path / "cache" / "compiled").glob("*.program"))
    assert not notes


def test_a_full_disk_costs_one_note(tmp_path, nothing_shared, notes, monkeypatch):
    settings.engine, settings.cache = "llvm", None
    _, want = fitted()
    forget_programs()
    settings.cache = str(tmp_path / "cache")

    def refuse(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(objects.os, "write", refuse)
    model, got = fitted()
    assert model.compile_log.compilations == 2
    np.testing.assert_array_equal(got, want)
    assert notes == ["G04"]


def test_without_llvm_the_numpy_engine_does_the_work(nothing_shared, notes, monkeypatch):
    settings.engine = "llvm"
    _, want = fitted()
    forget_programs()

    def missing(*_):
        raise ImportError("No module named 'llvmlite'")

    monkeypatch.setattr(engines, "_loaded", {})
    monkeypatch.setattr(binding, "_opened", None)
    monkeypatch.setattr(binding, "open_private", lambda: binding.open_public("nowhere"))
    monkeypatch.setattr(binding, "PublicBinding", missing)
    monkeypatch.setattr(engine, "host", target.host.__wrapped__)
    model, got = fitted()
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-6)
    model.evaluate(np.ones((9, 3)), np.ones((9, 2)), verbose=0)
    assert notes == ["G13"]
    for record in model.compile_log:
        assert record.engine == "numpy"
        assert "llvmlite" in record.fallbacks[0]


@pytest.mark.slow
@needs_linux
def test_memory_does_not_grow_with_the_number_of_models(nothing_shared):
    settings.engine, settings.cache = "llvm", None
    for width in range(1, 41):
        fitted(width)
    before = resident_bytes()
    for width in range(1, 301):
        fitted(1 + width % 60)
    assert resident_bytes() - before < 20 << 20
