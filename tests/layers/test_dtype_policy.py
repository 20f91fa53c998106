"""Policies of dtypes."""

import pytest

from pronghorn import config, layers
from pronghorn.errors import UnknownNameError
from pronghorn.layers import DTypePolicy
from pronghorn.layers.dtype_policy import get


def test_names():
    assert DTypePolicy().name == "float32"
    config.set_floatx("float64")
    assert layers.Dense(1).dtype == "float64"
    assert DTypePolicy("mixed_float16").variable_dtype == "float32"
    with pytest.raises(UnknownNameError, match=r"M03.*float32"):
        DTypePolicy("flaot32")


def test_get():
    policy = DTypePolicy("mixed_float16")
    assert get(policy) is policy
    assert get({"class_name": "DTypePolicy", "config": {"name": "float16"}}).name == "float16"
    assert get(float) == DTypePolicy("float32")
    assert policy != DTypePolicy("float32")
    assert hash(policy) == hash(DTypePolicy("mixed_float16"))
    assert repr(policy) == "DTypePolicy('mixed_float16')"
    assert DTypePolicy.from_config(policy.get_config()) == policy


def test_the_policy_of_new_layers():
    layers.set_dtype_policy("mixed_float16")
    try:
        assert layers.Dense(1).compute_dtype == "float16"
        assert layers.dtype_policy().name == "mixed_float16"
    finally:
        layers.set_dtype_policy(None)
    assert layers.Dense(1).compute_dtype == "float32"
