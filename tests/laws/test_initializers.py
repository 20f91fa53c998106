"""What holds for every initializer: shape, dtype, repetition, configuration and its moments."""

import json

import numpy as np
import pytest

from pronghorn import initializers
from pronghorn.initializers.base import RandomInitializer

CLASSES = {
    name: getattr(initializers, name)
    for name in initializers.__all__
    if isinstance(getattr(initializers, name), type)
    and name not in ("Initializer", "RandomInitializer")
}
RANDOM = [name for name, cls in CLASSES.items() if issubclass(cls, RandomInitializer)]
SHAPE = {"STFT": (8, 1, 5)}

# Deviation for a weight of 200 inputs and 100 outputs, and the largest value there may be.
MOMENTS = {
    "GlorotNormal": (np.sqrt(2 / 300), 2 / 0.8796),
    "GlorotUniform": (np.sqrt(2 / 300), np.sqrt(3)),
    "HeNormal": (np.sqrt(2 / 200), 2 / 0.8796),
    "HeUniform": (np.sqrt(2 / 200), np.sqrt(3)),
    "LecunNormal": (np.sqrt(1 / 200), 2 / 0.8796),
    "LecunUniform": (np.sqrt(1 / 200), np.sqrt(3)),
    "Orthogonal": (np.sqrt(1 / 200), np.inf),
    "RandomNormal": (0.05, np.inf),
    "RandomUniform": (0.05 / np.sqrt(3), np.sqrt(3)),
    "TruncatedNormal": (0.05 * 0.8796, 2 / 0.8796),
    "VarianceScaling": (np.sqrt(1 / 200), 2 / 0.8796),
}


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
@pytest.mark.parametrize("name", CLASSES)
def test_shape_and_dtype_are_those_asked_for(name, dtype):
    shape = SHAPE.get(name, (4, 3))
    value = CLASSES[name]()(shape, dtype=dtype)
    assert value.shape == shape
    assert value.dtype == dtype


@pytest.mark.parametrize("name", CLASSES)
def test_configuration_makes_an_equal_initializer(name):
    first = CLASSES[name](seed=3) if name in RANDOM else CLASSES[name]()
    record = json.loads(json.dumps(initializers.serialize(first)))
    assert record["module"] == "keras.initializers"
    again = initializers.get(record)
    shape = SHAPE.get(name, (4, 3))
    np.testing.assert_array_equal(first(shape).numpy(), again(shape).numpy())
    assert again.get_config() == first.get_config()


@pytest.mark.parametrize("name", RANDOM)
def test_a_seed_repeats_and_none_differs(name):
    seeded = CLASSES[name](seed=5)
    np.testing.assert_array_equal(seeded((4, 3)).numpy(), seeded((4, 3)).numpy())
    a, b = (CLASSES[name]()((4, 3)).numpy() for _ in range(2))
    assert (a != b).any()


@pytest.mark.parametrize("name", RANDOM)
def test_moments(name):
    deviation, largest = MOMENTS[name]
    value = CLASSES[name](seed=1)((200, 100), dtype="float64").numpy()
    # 20,000 values: the mean is within 5 / sqrt(20000) deviations, the deviation within 3 %.
    assert abs(value.mean()) < 0.036 * deviation
    assert abs(value.std() / deviation - 1) < 0.03
    assert abs(value).max() <= largest * deviation * 1.001


@pytest.mark.parametrize(
    ("alias", "cls"),
    [
        ("normal", "RandomNormal"),
        ("uniform", "RandomUniform"),
        ("zero", "Zeros"),
        ("one", "Ones"),
        ("glorot_uniform", "GlorotUniform"),
        ("HeNormal", "HeNormal"),
        ("random_normal", "RandomNormal"),
        ("orthogonal", "Orthogonal"),
    ],
)
def test_names(alias, cls):
    assert type(initializers.get(alias)).__name__ == cls
