"""Policies of dtypes."""

import sys

import numpy as np
import pytest

from pronghorn import config, layers
from pronghorn.errors import ArgumentError, MissingPackageError, UnknownNameError
from pronghorn.layers import DTypePolicy, DTypePolicyMap, FloatDTypePolicy
from pronghorn.layers.dtype_policy import get, serialize


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
    assert FloatDTypePolicy("mixed_float16") == policy
    assert hash(policy) == hash(DTypePolicy("mixed_float16"))
    assert repr(policy) == "DTypePolicy('mixed_float16')"
    assert DTypePolicy.from_config(policy.get_config()) == policy


def test_a_map_gives_each_layer_the_policy_that_its_path_fits():
    policies = DTypePolicyMap("mixed_float16", {"head": "float32", "body.*": "float64"})
    body, head = (
        layers.Dense(1, dtype=policies, name="body_1"),
        layers.Dense(1, dtype=policies, name="head"),
    )
    other = layers.Dense(1, dtype=policies)
    assert (body.compute_dtype, head.compute_dtype, other.compute_dtype) == (
        "float64",
        "float32",
        "float16",
    )
    assert other.dtype == "float32"
    copy = get(serialize(policies))
    assert copy == policies
    assert copy["head"].name == "float32"
    assert layers.Dense.from_config(head.get_config()).compute_dtype == "float32"
    policies["he.*"] = "float32"
    with pytest.raises(ArgumentError, match="fits header"):
        DTypePolicyMap(None, {"he.*": "float32", ".*er": "float16"})["header"]
    with pytest.raises(ArgumentError, match="single policy"):
        DTypePolicyMap(policies)


def test_bfloat16_without_its_package_is_told_when_a_layer_is_used(monkeypatch):
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    layer = layers.Dense(1, dtype="mixed_bfloat16")
    with pytest.raises(MissingPackageError, match=r"pip install .*bfloat16"):
        layer(np.ones((1, 2), "float32"))


def test_the_policy_of_new_layers():
    layers.set_dtype_policy("mixed_float16")
    try:
        assert layers.Dense(1).compute_dtype == "float16"
        assert layers.dtype_policy().name == "mixed_float16"
    finally:
        layers.set_dtype_policy(None)
    assert layers.Dense(1).compute_dtype == "float32"
