"""Memory of a step: one arena that is hardly larger than what is alive at once, and said so."""

import gc
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config
from pronghorn.config import settings
from pronghorn.engines.llvm import arena
from pronghorn.engines.llvm.run import LlvmExecutable
from pronghorn.training import programs
from tests.engines.memory import alive_at_once, needs_linux, resident_bytes

pytestmark = pytest.mark.usefixtures("machine_code")

layers = keras.layers
BATCH = 64
ROOT = Path(__file__).parents[2]
# Slots that are long lie without gaps; how the last small ones fit differs from target to target.
GAP = 1 << 14


@pytest.fixture
def runs(monkeypatch):
    """Every run that is bound meanwhile."""
    bound = []
    bind = LlvmExecutable.run

    def noted(*arguments, **named):
        bound.append(bind(*arguments, **named))
        return bound[-1]

    monkeypatch.setattr(LlvmExecutable, "run", noted)
    return bound


def deep(count, width):
    row = [layers.Input((width,)), *(layers.Dense(width, "tanh") for _ in range(count))]
    return keras.Sequential(row), "sgd"


def dropped():
    row = [layers.Input((96,)), layers.Dense(200, "relu"), layers.Dropout(0.2)]
    return keras.Sequential([*row, layers.Dense(300, "relu"), layers.Dense(10)]), "rmsprop"


def normalized():
    row = [layers.Input((40,)), layers.Dense(128), layers.BatchNormalization()]
    row += [layers.Activation("relu"), layers.Dense(64), layers.LayerNormalization()]
    return keras.Sequential([*row, layers.Dense(3)]), "adamw"


def clipped():
    row = [layers.Input((30,)), layers.Dense(400, "relu"), layers.Dense(300, "elu")]
    optimizer = keras.optimizers.Adam(1e-3, global_clipnorm=1.0)
    return keras.Sequential([*row, layers.Dense(5)]), optimizer


def fitted(model, optimizer, batch=BATCH):
    model.compile(optimizer, "mse")
    width, outputs = model.input_shape[-1], model.output_shape[-1]
    x = np.random.default_rng(0).normal(size=(2 * BATCH, width)).astype("float32")
    model.fit(x, x[:, :1].repeat(outputs, 1), batch_size=batch, verbose=0)
    model.predict(x, batch_size=batch, verbose=0)
    return model.compile_log


@pytest.mark.parametrize("make", [lambda: deep(6, 100), dropped, normalized, clipped])
def test_the_arena_is_as_small_as_what_is_alive_at_once(make, runs):
    fitted(*make())
    stepping = [run for run in runs if run.trips]
    assert len(stepping) >= 2
    for run in stepping:
        layout, known = run.executable.layout, {**run.known, **run._capacity()}
        least = max(alive_at_once(slots, known) for slots in layout.slots)
        least += sum(arena.occupied(slot, known) for slot in layout.kept)
        apart = sum(arena.occupied(slot, known) for slots in layout.slots for slot in slots)
        assert least <= run.memory <= 1.02 * least + GAP
        assert run.memory < apart


def test_predict_keeps_two_layers_and_training_what_gradients_need():
    settings.threads = 1  # each packs the weights for itself
    count, width = 12, 128
    layer, weights = 4 * BATCH * width, 4 * width * width
    train, predict = fitted(*deep(count, width))
    assert layer <= predict.memory < 3 * layer + weights
    # Every layer's output is read again on the way back; gradients wait for the update at the end.
    assert (count - 1) * layer <= train.memory < 2 * count * layer + (count + 1) * weights


def test_the_log_tells_the_memory_of_the_largest_batch():
    model, optimizer = deep(2, 100)
    log = fitted(model, optimizer)
    small = log[0].memory
    model.fit(np.ones((512, 100)), np.ones((512, 100)), batch_size=512, verbose=0)
    assert log[0].memory > small > 0
    assert f"{log[0].memory / 1e6:.3g} MB besides data and variables" in str(log)


def test_class_numbers_need_no_array_of_one_hot_rows():
    """The gradient of a class number is made from it where it is used."""
    classes = 1000
    config.settings.threads = 1  # each has memory of its own, which would hide the array
    x, y = np.ones((BATCH, 8), "float32"), np.arange(BATCH)
    one_hot = np.eye(classes, dtype="float32")[y]
    spent = []
    for loss, targets in (
        ("categorical_crossentropy", one_hot),
        ("sparse_categorical_crossentropy", y),
    ):
        model = keras.Sequential([layers.Input((8,)), layers.Dense(classes, "softmax")])
        model.compile("sgd", loss, metrics=["accuracy"])
        model.fit(x, targets, batch_size=BATCH, verbose=0)
        spent.append(model.compile_log[0].memory)
    assert spent[1] < spent[0] + 4 * BATCH * classes // 2, spent


def tables():
    return len(programs._recent), len(programs._alive), len(programs._shuffle)


def test_no_table_grows_with_the_number_of_models():
    for width in range(1, programs.RECENT + 3):
        fitted(*deep(1, width))
    gc.collect()
    before = tables()
    for width in range(1, programs.RECENT + 8):
        fitted(*deep(1, width))
        fitted(*deep(1, width))
    gc.collect()
    assert tables() == before
    assert before[0] == programs.RECENT


@pytest.mark.slow
@needs_linux
def test_two_thousand_models_leave_nothing_behind():
    """Users' requirement R14: built, fitted and dropped, less than 5 MB."""
    for _ in range(100):
        fitted(*deep(1, 3), batch=8)
    before = resident_bytes()
    for _ in range(2000):
        fitted(*deep(1, 3), batch=8)
    assert resident_bytes() - before < 5 << 20


PREDICTING = """
import numpy as np
import pronghorn as keras


def resident_bytes():
    with open("/proc/self/statm", "rb") as pages:
        return int(pages.read().split()[1]) * 4096


model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
row = np.zeros((1, 3), "float32")
for calls in (100_000, 1_000_000):
    before = resident_bytes()
    for _ in range(calls):
        model.predict(row, verbose=0)
print(resident_bytes() - before)
"""


@pytest.mark.slow
@needs_linux
def test_predict_leaves_nothing_behind():
    """Users' requirement R13, in a process that does nothing else: less than 1 MB."""
    run = subprocess.run(
        [sys.executable, "-c", PREDICTING], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert int(run.stdout) < 1 << 20
