"""The recorded calls, run on pronghorn, give what Keras gave: one test for each golden file."""

import importlib
import json
import pathlib

import pytest

from tests.keras.cases import record
from tests.keras.differences import STATED

GOLDEN = pathlib.Path(__file__).parent / "golden"

# Relative and absolute tolerance. Keras' own three back ends agree with each other within these.
TOLERANCES = {
    "promotion": (0, 0),
    # One rounding of float32 is 6e-8 of a value; tails such as 1 - tanh lose that absolutely.
    "activations": (2e-6, 1e-6),
    "losses": (2e-6, 1e-6),
    "metrics": (2e-6, 1e-7),
    "initializers": (1e-6, 0),
    "optimizers": (5e-6, 1e-6),
    "layers": (2e-6, 1e-6),
    "training": (1e-5, 1e-6),
    # One rounding of bfloat16 is 4e-3 of a value, and where sums are rounded differs.
    "precision": (8e-3, 8e-3),
    "functional": (1e-5, 1e-6),
    "wiring": (1e-5, 2e-6),
    "recurrent": (1e-5, 2e-6),
    "control": (2e-6, 1e-6),
    # Sums of a window, and places that are found by dividing in float32.
    "images": (1e-5, 1e-5),
    "image_layers": (2e-6, 2e-6),
    "augmentation": (1e-5, 1e-3),  # pixels from 0 to 255
    "boxes": (1e-5, 1e-5),
    "steps": (1e-5, 2e-6),
    "text": (1e-7, 0),
    "arrays": (1e-6, 1e-7),
    "operations": (2e-5, 2e-6),
    "surface": (1e-7, 0),
    "windows": (2e-6, 1e-6),
    "unusual": (1e-5, 1e-6),
}


def wanted(group):
    return record.read(GOLDEN / f"{group}.json")


def check(group, name, keras):
    case = importlib.import_module(f"tests.keras.cases.{group}").CASES[name]
    got = record.decode(json.loads(json.dumps(record.encode(case(keras)))))
    lines = record.differences(wanted(group)[name], got, *TOLERANCES[group])
    stated = set(STATED.get((group, name), ()))
    found = {line.split(":")[0] for line in lines}
    assert found == stated, "\n".join(lines) or f"no longer different: {sorted(stated - found)}"


@pytest.mark.parametrize("group", TOLERANCES)
def test_every_call_is_recorded(group):
    assert set(wanted(group)) == set(importlib.import_module(f"tests.keras.cases.{group}").CASES)


@pytest.mark.parametrize(
    ("group", "name"),
    [
        pytest.param(group, name, id=f"{group}-{name}".replace(" ", "_"))
        for group in TOLERANCES
        for name in wanted(group)
    ],
)
def test_every_call_gives_what_keras_gave(group, name, keras):
    check(group, name, keras)
