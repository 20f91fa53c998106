"""Threads inside a program: same bits for any number, and no harm where they meet the system."""

import ctypes
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, ops
from pronghorn.engines.llvm import pool
from pronghorn.engines.llvm.build import build
from pronghorn.engines.llvm.emit import threads
from pronghorn.engines.llvm.target import host

pytestmark = pytest.mark.usefixtures("machine_code")


class Normalized(keras.layers.Layer):
    """Rows with mean 0 and deviation 1: folds along rows, and what follows from them."""

    def call(self, x):
        centred = x - ops.mean(x, axis=-1, keepdims=True)
        return centred / ops.sqrt(ops.mean(centred * centred, axis=-1, keepdims=True) + 1e-3)


def model_of(width=320):
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.layers.Input((50,)),
            keras.layers.Dense(width, "relu"),
            keras.layers.Dropout(0.3),
            Normalized(),
            keras.layers.Dense(width, "tanh"),
            keras.layers.Dense(7, "softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(1e-3, global_clipnorm=1.0)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


X = np.random.default_rng(0).normal(size=(700, 50)).astype("float32")
Y = np.arange(700) % 7


def trained(count, width=320):
    """Everything a fit leaves behind, as bytes."""
    config.settings.threads = count
    model = model_of(width)
    history = model.fit(X, Y, batch_size=200, epochs=2, verbose=0)
    numbers = [*model.get_weights(), model.predict(X, verbose=0)]
    numbers += [np.array(values) for values in history.history.values()]
    return b"".join(array.tobytes() for array in numbers)


def test_any_number_of_threads_gives_the_same_bits():
    alone = trained(1)
    assert all(trained(count) == alone for count in (2, 3, 8))


def test_a_large_program_borrows_the_threads_and_a_small_one_does_not(monkeypatch):
    asked = []
    called = pool.called
    monkeypatch.setattr(
        "pronghorn.engines.llvm.run.called", lambda *a: asked.append(a) or called(*a)
    )
    trained(2)
    assert asked
    asked.clear()
    model = keras.Sequential(
        [keras.layers.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(1)]
    )
    model.compile("rmsprop", "mse")
    model.fit(X[:, :3], X[:, :1], verbose=0)
    assert not asked


@pytest.mark.parametrize(("asked", "cores", "started"), [(8, 2, 1), (8, 1, 0), (2, 64, 1)])
def test_no_more_threads_are_started_than_there_are_cores(asked, cores, started, monkeypatch):
    monkeypatch.setattr(pool, "cores", lambda: cores)
    workers = lambda: {t for t in threading.enumerate() if t.name.startswith("pronghorn-")}
    before = workers()
    shared = pool.Pool(asked, host())
    assert len(workers() - before) == started
    shared.dismiss()


INTEGER = ctypes.c_int64
JOB = ctypes.CFUNCTYPE(INTEGER, *[INTEGER] * 4)


def forked(code, words, job, turns):
    """Run a loop by `fork` on a pool whose workers never come."""
    routine = ctypes.CFUNCTYPE(INTEGER, *[ctypes.c_void_p] * 2, *[INTEGER] * 4)
    routine(code.address("fork"))(ctypes.addressof(words), job, 0, 0, turns, 1)


@pytest.mark.parametrize("turns", [1, 7, 22, 1000])
@pytest.mark.parametrize("count", [2, 3, 8])
def test_every_turn_is_claimed_once_and_the_last_ones_few_at_once(count, turns):
    code = build(threads.text(host()), ("fork",), host())
    words = (INTEGER * (threads.WORDS + 8))()
    words[threads.COUNT] = count
    spans = []
    job = JOB(lambda captured, begin, end, thread: spans.append((begin, end)) or 0)
    forked(code, words, job, turns)
    assert [n for span in spans for n in range(*span)] == list(range(turns))
    sizes = [end - begin for begin, end in spans]
    piece = -(-turns // min(turns, count * threads.SHARE))
    assert max(sizes) <= max(turns / (count * threads.LESS), 1) + piece
    assert max(sizes[-count:]) <= piece


def test_a_worker_that_comes_late_to_a_dismissed_pool_claims_nothing():
    """The job before is over then: what it was called with may be gone."""
    inner = "define internal void @stretches"
    text = threads.text(host())
    assert inner in text
    routines = ("fork", "stretches", "dismiss")
    code = build(text.replace(inner, "define void @stretches"), routines, host())
    words = (INTEGER * (threads.WORDS + 8))()
    words[threads.COUNT] = 2
    turns = []
    job = JOB(lambda captured, begin, end, thread: turns.extend(range(begin, end)) or 0)
    forked(code, words, job, 11)
    assert turns == list(range(11))
    ctypes.CFUNCTYPE(INTEGER, ctypes.c_void_p)(code.address("dismiss"))(ctypes.addressof(words))
    late = ctypes.CFUNCTYPE(None, ctypes.c_void_p, INTEGER)(code.address("stretches"))
    late(ctypes.addressof(words), 1)
    assert turns == list(range(11))


def test_several_fits_at_once_have_the_bits_of_one():
    config.settings.threads = 2
    widths = (256, 320, 384)
    alone, together = ([model_of(width) for width in widths] for _ in range(2))
    found = {}

    def fit(model, key):
        history = model.fit(X, Y, batch_size=200, epochs=2, shuffle=False, verbose=0)
        numbers = [*model.get_weights(), model.predict(X, verbose=0), *history.history.values()]
        found[key] = b"".join(np.array(array).tobytes() for array in numbers)

    for place, model in enumerate(alone):
        fit(model, ("alone", place))
    threads = [
        threading.Thread(target=fit, args=(model, ("together", place)))
        for place, model in enumerate(together)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place in range(len(widths)):
        assert found["together", place] == found["alone", place]


SCRIPT = """
import os, threading
import numpy as np
import pronghorn as keras
from pronghorn import config

def fitted():
    keras.utils.set_random_seed(1)
    row = [keras.layers.Input((64,)), keras.layers.Dense(512, "relu"), keras.layers.Dense(1)]
    model = keras.Sequential(row)
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(1024, 64)).astype("float32")
    model.fit(x, x[:, :1], batch_size=256, epochs=3, verbose=0)
    return [w.tobytes() for w in model.get_weights()]

"""


def run(code, threads="2"):
    environment = {**os.environ, "PRONGHORN_THREADS": threads, "PRONGHORN_ENGINE": "llvm"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT + code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_environment_sets_the_number():
    assert run("print(config.settings.threads)", "3") == "3"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs Linux")
def test_many_threads_on_one_processor_come_to_an_end():
    code = "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nfitted(); print('done')"
    assert run(code, "8") == "done"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_trains_with_threads_of_its_own():
    code = """
before = fitted()
child = os.fork()
if child == 0:
    os._exit(0 if fitted() == before else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), fitted() == before)
"""
    assert run(code) == "0 True"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("held", ["library, 'kept'", "PrivateBinding, '_open_session'"])
def test_a_child_forked_while_a_thread_builds_kernels_or_loads_code_does_so_itself(held):
    code = f"""
import faulthandler, time
from pronghorn.engines.llvm.binding import PrivateBinding
from pronghorn.engines.llvm.kernels import library
config.settings.cache = None
make = getattr({held})
def slowly(*arguments):
    begun.set()
    time.sleep(0.5)
    return make(*arguments)
begun = threading.Event()
setattr({held}, slowly)
other = threading.Thread(target=fitted)
other.start()
begun.wait()
child = os.fork()
if child == 0:
    faulthandler.dump_traceback_later(60, exit=True)
    os._exit(0 if fitted() else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
other.join()
"""
    assert run(code) == "0"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_waits_until_no_other_thread_is_inside_llvm():
    code = """
import time
from pronghorn.engines.llvm.forks import inside
entered, left = threading.Event(), threading.Event()
def stay():
    with inside, inside:
        entered.set()
        time.sleep(0.3)
        left.set()
threading.Thread(target=stay).start()
entered.wait()
with inside:  # the forking thread itself may be
    child = os.fork()
    if child == 0:
        with inside:
            os._exit(0 if left.is_set() else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run(code) == "0"


def test_a_process_may_end_while_threads_work():
    code = """
fitted()
def forever():
    while True:
        fitted()
threading.Thread(target=forever, daemon=True).start()
import time; time.sleep(0.3)
print("left")
"""
    assert run(code) == "left"


def test_the_number_may_change_between_fits():
    code = """
found = []
for config.settings.threads in (2, 4, 1, 3):
    found.append(fitted())
print(all(one == found[0] for one in found), threading.active_count())
"""
    same, active = run(code).split()
    assert same == "True"
    assert int(active) <= 2 + 1 + 3 + 2
