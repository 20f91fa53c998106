"""Ctrl-C while machine code runs: soon, and with the weights of a whole step."""

import json
import os
import pathlib
import signal
import subprocess
import sys

import pytest

import pronghorn

# An epoch of some seconds is interrupted; the steps it did are then done again, undisturbed.
SCRIPT = """
import json, os, signal, threading, time
import numpy as np
import pronghorn as keras

def model_of():
    keras.utils.set_random_seed(1)
    row = [keras.Input((16,)), keras.layers.Dense(1024, "tanh"), keras.layers.Dense(1)]
    model = keras.Sequential(row)
    model.compile(keras.optimizers.SGD(1e-3), "mse")
    return model

x = np.random.default_rng(0).normal(size=(600_000, 16)).astype("float32")
y = x[:, :1]
model = model_of()
model.fit(x[:1], y[:1], batch_size=1, shuffle=False, verbose=0)
marks = []

def interrupt():
    marks.append(time.perf_counter())
    os.kill(os.getpid(), signal.SIGINT)

threading.Timer(0.4, interrupt).start()
try:
    model.fit(x, y, batch_size=1, shuffle=False, verbose=0)
    raise SystemExit("the epoch was over too soon")
except KeyboardInterrupt:
    waited = time.perf_counter() - marks[0]
steps = int(model.optimizer.iterations.numpy()) - 1
same = model_of()
same.fit(x[:1], y[:1], batch_size=1, shuffle=False, verbose=0)
same.fit(x[:steps], y[:steps], batch_size=1, shuffle=False, verbose=0)
equal = [bool((a == b).all()) for a, b in zip(model.get_weights(), same.get_weights())]
print(json.dumps({"waited": waited, "steps": steps, "equal": equal}))
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="signals as POSIX has them")
def test_an_epoch_is_left_within_a_chunk_and_between_steps():
    folder = str(pathlib.Path(pronghorn.__file__).parents[1])
    variables = {**os.environ, "PYTHONPATH": folder, "PRONGHORN_ENGINE": "llvm"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=variables, check=True
    )
    found = json.loads(done.stdout)
    assert all(found["equal"])
    assert found["steps"] > 100
    # About 50 ms are meant; a busy machine is given room.
    assert found["waited"] < 0.5
    assert f"[G07] stopped by Ctrl-C in epoch 1, after {found['steps']} steps" in done.stderr
