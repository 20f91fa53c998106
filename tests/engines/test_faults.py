"""Faults to survive: narrower processors, no machine code, disks that vanish, odd sizes of data."""

import errno
import os
import pathlib
import signal
import subprocess
import sys

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import engines
from pronghorn.config import settings
from pronghorn.engines.llvm import binding, engine, target, tiers
from pronghorn.engines.llvm.binding import LLVMError
from pronghorn.training import programs
from tests.engines.forgetting import forget_programs


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    """Machine code, none of it made before."""
    settings.engine, settings.cache = "llvm", None
    monkeypatch.setattr(programs, "_recent", type(programs._recent)())
    monkeypatch.setattr(programs, "_alive", type(programs._alive)())
    monkeypatch.setattr(programs, "_shuffle", {})


def fitted(width=40, rows=37, batch=8):
    """Weights and outputs after two epochs, as one row of numbers, and the model."""
    keras.utils.set_random_seed(2)
    row = [keras.Input((3,)), keras.layers.Dense(width, "relu"), keras.layers.Dense(2, "softmax")]
    model = keras.Sequential(row)
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    x = np.random.default_rng(0).normal(size=(rows, 3)).astype("float32")
    history = model.fit(x, np.eye(2)[np.arange(rows) % 2], batch_size=batch, epochs=2, verbose=0)
    found = [*model.get_weights(), model.predict(x, verbose=0), *history.history.values()]
    return np.concatenate([np.ravel(part) for part in found]), model


@pytest.mark.skipif("x86_64" not in target.host().triple, reason="a family with narrower members")
@pytest.mark.parametrize("width", [4, 300])
def test_a_processor_without_avx2(width, monkeypatch):
    want, _ = fitted(width)
    forget_programs()
    monkeypatch.setattr(engines.load("llvm"), "target", target.named("x86-64-v2"))
    found, model = fitted(width)
    assert [record.engine for record in model.compile_log] == ["llvm", "llvm"]
    np.testing.assert_allclose(found, want, rtol=1e-3, atol=1e-5)


def test_a_system_that_maps_no_executable_memory(monkeypatch, caplog):
    want, _ = fitted()
    monkeypatch.setattr(engines, "_loaded", {})
    monkeypatch.setattr(binding, "_opened", None)
    refuse = binding._require_executable_memory
    monkeypatch.setattr(binding, "_require_executable_memory", lambda _: refuse(errno.EACCES))
    monkeypatch.setattr(engine, "host", target.host.__wrapped__)
    programs._alive.clear()
    found, model = fitted()
    np.testing.assert_allclose(found, want, rtol=1e-3, atol=1e-5)
    fitted()
    assert caplog.text.count("[G13]") == 1
    assert "no memory for machine code" in model.compile_log[0].fallbacks[0]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (LLVMError("cannot select instruction"), "cannot select instruction"),
        (RecursionError(), "a chain of its operations is too long"),
    ],
)
def test_llvm_fails_while_it_compiles(monkeypatch, caplog, error, said):
    want, _ = fitted(41)

    def failing(*_):
        raise error

    monkeypatch.setattr(tiers, "object_code", failing)
    forget_programs()
    found, model = fitted(41)
    np.testing.assert_allclose(found, want, rtol=1e-3, atol=1e-5)
    assert [record.engine for record in model.compile_log] == ["numpy", "numpy"]
    assert said in str(model.compile_log)
    assert "[G16]" in caplog.text
    assert said in caplog.text


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize("width", [1, 3, 17, 1021])
def test_any_width_any_rows_a_batch_larger_than_the_data(width, rows):
    found = []
    for settings.engine in ("llvm", "numpy"):
        numbers, _ = fitted(width, rows, batch=64)
        found.append(numbers)
    np.testing.assert_allclose(*found, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", ["llvm", "numpy"])
def test_no_rows_at_all(name):
    settings.engine = name
    _, model = fitted()
    kept = model.get_weights()
    none, targets = np.zeros((0, 3), "float32"), np.zeros((0, 2), "float32")
    for call in (lambda: model.predict(none), lambda: model.fit(none, targets, verbose=0)):
        with pytest.raises(ValueError, match=r"\[E38\] x has no rows"):
            call()
    assert all((a == b).all() for a, b in zip(kept, model.get_weights(), strict=True))


SCRIPT = """
import os, signal, sys
import numpy as np
import pronghorn as keras
from pronghorn.engines.llvm import objects
if "killed" in sys.argv:
    objects.os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
keras.utils.set_random_seed(1)
dense = keras.layers.Dense
model = keras.Sequential([keras.Input((3,)), dense(300, "relu"), dense(2)])
model.compile("rmsprop", "mse")
x = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
model.fit(x, x[:, :2], batch_size=8, epochs=2, verbose=0)
print(model.predict(x, verbose=0).tobytes().hex())
"""


def started(cache, *arguments):
    folder = str(pathlib.Path(keras.__file__).parents[1])
    variables = {**os.environ, "PRONGHORN_CACHE": str(cache), "PYTHONPATH": folder}
    variables["PRONGHORN_ENGINE"] = "llvm"
    command = [sys.executable, "-c", SCRIPT, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, env=variables, text=True)


def test_two_processes_fill_the_cache_at_once(tmp_path):
    told = [process.communicate() for process in [started(tmp_path) for _ in range(2)]]
    assert told[0] == told[1]
    assert told[0][0]
    assert told[0][1] == ""
    assert started(tmp_path).communicate() == told[0]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals as POSIX has them")
def test_a_process_killed_while_it_writes_leaves_the_cache_sound(tmp_path):
    killed = started(tmp_path, "killed")
    assert killed.communicate()[0] == ""
    assert killed.returncode == -signal.SIGKILL
    again = started(tmp_path).communicate()
    assert again[0]
    assert again[1] == ""
