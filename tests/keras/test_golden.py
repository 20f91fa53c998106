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
    "functional": (1e-5, 1e-6),
    "wiring": (1e-5, 2e-6),
    "recurrent": (1e-5, 2e-6),
    "text": (1e-7, 0),
    "arrays": (1e-6, 1e-7),
    "surface": (1e-7, 0),
    "windows": (2e-6, 1e-6),
}


def wanted(group):
    return record.read(GOLDEN / f"{group}.json")


def names(group):
    return [pytest.param(name, id=name.replace(" ", "_")) for name in wanted(group)]


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


@pytest.mark.parametrize("name", names("promotion"))
def test_promotion(name, keras):
    check("promotion", name, keras)


@pytest.mark.parametrize("name", names("activations"))
def test_activations(name, keras):
    check("activations", name, keras)


@pytest.mark.parametrize("name", names("losses"))
def test_losses(name, keras):
    check("losses", name, keras)


@pytest.mark.parametrize("name", names("metrics"))
def test_metrics(name, keras):
    check("metrics", name, keras)


@pytest.mark.parametrize("name", names("initializers"))
def test_initializers(name, keras):
    check("initializers", name, keras)


@pytest.mark.parametrize("name", names("optimizers"))
def test_optimizers(name, keras):
    check("optimizers", name, keras)


@pytest.mark.parametrize("name", names("layers"))
def test_layers(name, keras):
    check("layers", name, keras)


@pytest.mark.parametrize("name", names("training"))
def test_training(name, keras):
    check("training", name, keras)


@pytest.mark.parametrize("name", names("functional"))
def test_functional(name, keras):
    check("functional", name, keras)


@pytest.mark.parametrize("name", names("wiring"))
def test_wiring(name, keras):
    check("wiring", name, keras)


@pytest.mark.parametrize("name", names("recurrent"))
def test_recurrent(name, keras):
    check("recurrent", name, keras)


@pytest.mark.parametrize("name", names("text"))
def test_text(name, keras):
    check("text", name, keras)


@pytest.mark.parametrize("name", names("arrays"))
def test_arrays(name, keras):
    check("arrays", name, keras)


@pytest.mark.parametrize("name", names("surface"))
def test_surface(name, keras):
    check("surface", name, keras)


@pytest.mark.parametrize("name", names("windows"))
def test_windows(name, keras):
    check("windows", name, keras)
