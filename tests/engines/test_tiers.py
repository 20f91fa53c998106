"""Quick code first and better code behind it: the same bits, at any moment of a process's life."""

import os
import pathlib
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import pronghorn as keras
from pronghorn.config import settings
from pronghorn.engines.llvm import objects, tiers
from pronghorn.engines.llvm.binding import LLVMError
from tests.engines.forgetting import forget_programs
from tests.engines.llvm import networks

QUICK, BETTER = "quick code so far", "better code, made in the background"


@pytest.fixture(autouse=True)
def nothing_known():
    settings.engine, settings.cache = "llvm", None
    forget_programs()


@pytest.fixture
def never(monkeypatch):
    monkeypatch.setattr(tiers, "PER_BYTE", float("inf"))


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(tiers, "PER_BYTE", 0.0)


def network():
    keras.utils.set_random_seed(1)
    row = [keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(2)]
    model = keras.Sequential(row)
    model.compile("adam", "mse")
    return model


def fitted(model, *callbacks):
    """The weights after two epochs of ten batches."""
    x = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
    model.fit(x, x[:, :2], batch_size=4, epochs=2, shuffle=False, verbose=0, callbacks=callbacks)
    return [array.tobytes() for array in model.get_weights()]


class At(keras.callbacks.Callback):
    """Does something before some batch of the first epoch."""

    def __init__(self, batch, work):
        super().__init__()
        self.batch, self.work = batch, work

    def on_train_batch_begin(self, batch, logs=None):
        if batch == self.batch and self.model.optimizer.iterations == batch:
            self.work(self.model)


def bettered(model):
    """Have the better code made now, and by this thread."""
    tier = model.compile_log[0].tier
    while tier.step():
        pass


def waited(model):
    """Until the background has made the better code."""
    ending = time.monotonic() + 60
    while str(model.compile_log[0].tier) == QUICK and time.monotonic() < ending:
        time.sleep(0.01)


def images():
    model = keras.Sequential(
        [
            keras.Input((9, 9, 2)),
            keras.layers.Conv2D(5, 3, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(3, "softmax"),
        ]
    )
    model.compile("adam", "categorical_crossentropy")
    return model, np.ones((32, 9, 9, 2), "float32"), np.ones((32, 3), "float32") / 3


NETWORKS = {**networks.built(), "images": images}


@pytest.mark.parametrize("name", ["tutorial", "digits", "clipped", "normed", "images"])
def test_every_level_of_code_gives_the_same_bits(name, never, monkeypatch):
    found = []
    for level in (0, 1, 2, 3):
        monkeypatch.setattr(tiers, "QUICK_LEVEL", level)
        forget_programs()
        keras.utils.set_random_seed(5)
        model, x, y = NETWORKS[name]()
        x = np.random.default_rng(0).normal(size=x.shape).astype("float32")
        model.fit(x, y, batch_size=7, epochs=2, verbose=0)
        found.append([array.tobytes() for array in model.get_weights()])
    assert all(weights == found[0] for weights in found[1:])


def test_better_code_takes_over_between_batches(never):
    want = fitted(network())
    model = network()
    said = []
    changed = At(5, lambda model: (bettered(model), said.append(str(model.compile_log))))
    assert fitted(model, changed) == want
    assert said[0].endswith(BETTER)
    assert str(model.compile_log[0].tier) == BETTER


def test_code_is_quick_until_it_has_run_for_long():
    model = network()
    fitted(model)
    assert str(model.compile_log[0]).endswith(QUICK)
    model.compile_log[0].tier.left = 0.0
    fitted(model)
    waited(model)
    assert str(model.compile_log[0]).endswith(BETTER)


def test_the_background_makes_it_while_a_run_goes_on(never, monkeypatch):
    want = fitted(network())
    monkeypatch.setattr(tiers, "PER_BYTE", 0.0)
    forget_programs()
    model = network()
    assert fitted(model, At(5, waited)) == want
    assert str(model.compile_log[0].tier) == BETTER


def test_models_that_share_code_see_the_better_one(never):
    first, second = network(), network()
    want = fitted(first), fitted(second)
    bettered(first)
    assert str(second.compile_log[0].tier) == BETTER
    assert (fitted(network()), fitted(network())) == want


def test_threads_go_on_with_code_that_is_replaced_meanwhile(never, monkeypatch):
    want = fitted(network())
    monkeypatch.setattr(tiers, "PER_BYTE", 0.0)
    forget_programs()
    found = []
    models = [network() for _ in range(6)]  # here, for there is one seed
    threads = [threading.Thread(target=lambda m=m: found.append(fitted(m))) for m in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [want] * 6


def test_the_disk_gets_the_better_code_in_place_of_the_quick(tmp_path, never):
    settings.cache = str(tmp_path)
    want = fitted(network())
    (path,) = [p for p in (tmp_path / "compiled").glob("*.program") if p.stat().st_size > 9000]
    sizes = [path.stat().st_size]
    forget_programs()  # as a later process does
    model = network()
    assert fitted(model) == want
    assert model.compile_log[0].cached
    assert str(model.compile_log[0].tier) == QUICK
    bettered(model)
    sizes.append(path.stat().st_size)
    assert sizes[1] < sizes[0]
    forget_programs()
    third = network()
    assert fitted(third) == want
    assert third.compile_log[0].cached
    assert third.compile_log[0].tier is None


@pytest.mark.parametrize("error", [LLVMError("no such instruction"), MemoryError("none left")])
def test_quick_code_goes_on_if_better_cannot_be_made(never, monkeypatch, error, capfd):
    want = fitted(network())
    forget_programs()

    def failing(*_):
        raise error

    model = network()
    fitted(model)
    monkeypatch.setattr(tiers, "object_code", failing)
    bettered(model)
    assert fitted(network()) == want  # which shares the code
    assert str(model.compile_log[0].tier) == f"quick code, for better could not be made: {error}"
    tiers._background.take(model.compile_log[0].tier)  # asks for nothing more
    assert capfd.readouterr() == ("", "")


def test_no_thread_can_be_had(at_once, monkeypatch):
    def refuse(_):
        raise RuntimeError("can't start new thread")

    # The thread of a test before may still be at work, and would take this program, too.
    monkeypatch.setattr(tiers, "_background", tiers.Background())
    monkeypatch.setattr(threading.Thread, "start", refuse)
    settings.threads = 1
    model = network()
    fitted(model)
    assert "can't start new thread" in str(model.compile_log[0])


def test_a_program_may_be_freed_before_its_better_code_is_there(tmp_path, never):
    settings.cache = str(tmp_path)
    model = network()
    fitted(model)
    tier = model.compile_log[0].tier
    del model
    forget_programs()
    while tier.step():
        pass
    assert str(tier) == BETTER
    again = network()
    fitted(again)
    assert again.compile_log[0].tier is None


def test_profiles_are_of_better_code(never, monkeypatch):
    model, levels, make = network(), [], tiers.object_code

    def noting(text, target, times, level):
        levels.append(level)
        return make(text, target, times, level)

    fitted(model)
    monkeypatch.setattr(tiers, "object_code", noting)
    model.profile(np.ones((8, 3), "float32"), np.ones((8, 2), "float32"))
    assert set(levels) == {tiers.BETTER_LEVEL}


SCRIPT = """
import os, sys, threading, time
import numpy as np
import pronghorn as keras
from pronghorn.engines.llvm import tiers
tiers.PER_BYTE = 0.0
better = tiers.better
tiers.better = lambda *given: [better(*given) for _ in range(4)][0]  # LLVM is at it for longer
keras.utils.set_random_seed(1)
dense = keras.layers.Dense
def model_of(width=300):
    hidden = [dense(width + n, "gelu") for n in range(9)]
    model = keras.Sequential([keras.Input((3,)), *hidden, dense(2)])
    model.compile("adamw", "mse")
    return model
x = np.ones((20, 3), "float32")
def fitted(model):
    model.fit(x, x[:, :2], batch_size=8, epochs=2, verbose=0)
    return model.get_weights()
model = model_of()
fitted(model)
tier = model.compile_log[0].tier
assert tiers._background.waiting
"""


def run(code, cache="off"):
    variables = {
        **os.environ,
        "PRONGHORN_CACHE": str(cache),
        "PRONGHORN_ENGINE": "llvm",
        "PYTHONPATH": str(pathlib.Path(keras.__file__).parents[1]),
    }
    command = [sys.executable, "-c", SCRIPT + code]
    done = subprocess.run(command, capture_output=True, text=True, env=variables, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


@pytest.mark.parametrize("pause", [0, 0.01, 0.03, 0.1])
def test_a_process_may_end_meanwhile(pause):
    assert run(f"time.sleep({pause}); print('left', tier)") == f"left {QUICK}"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_may_be_forked_meanwhile():
    code = """
before = model.get_weights()
children = []
for n in range(2):
    child = os.fork()
    if child == 0:
        fitted(model)
        while str(tier) == "quick code so far":
            fitted(model)
        fitted(model_of(40))
        os._exit(0)
    children.append(child)
codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
while str(tier) == "quick code so far":
    time.sleep(0.01)
print(codes, tier)
"""
    assert run(code) == f"[0, 0] {BETTER}"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_may_be_forked_while_code_that_calls_kernels_is_adopted():
    """The fork waits for the background, which must not wait for what the fork holds by then."""
    code = """
import faulthandler
from pronghorn.engines.llvm.kernels import names
from pronghorn.engines.llvm.run import LlvmExecutable
faulthandler.dump_traceback_later(60, exit=True)
begun, adopt = threading.Event(), LlvmExecutable.adopt
def slowly(self, code, layout, *given):
    adopt(self, code, layout, *given)
    if list(names.kernels_among(layout.words)):
        begun.set()
        time.sleep(0.3)
LlvmExecutable.adopt = slowly
begun.wait()
child = os.fork()
if child == 0:
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
while str(model.compile_log[-1].tier) == "quick code so far":
    time.sleep(0.01)
print(model.compile_log[-1].tier)
"""
    assert run(code) == f"0\n{BETTER}"


def test_ctrl_c_meanwhile_ends_the_fit_only():
    code = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's "&" has it ignored
threading.Timer(0.02, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    while True:
        time.sleep(0.001)
except KeyboardInterrupt:
    print("stopped")
while str(tier) == "quick code so far":
    time.sleep(0.01)
print(tier)
"""
    assert run(code) == f"stopped\n{BETTER}"


def test_an_entry_of_a_process_that_ended_meanwhile_is_bettered_by_a_later_one(tmp_path):
    run("", tmp_path)
    later = """
while str(tier) == "quick code so far":
    time.sleep(0.01)
time.sleep(0.1)
print(model.compile_log[0].cached, tier)
"""
    assert run(later, tmp_path) == f"True {BETTER}"
    assert not list((tmp_path / "compiled").glob(f"*{objects.PARTIAL}"))
