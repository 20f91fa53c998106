"""Policies of dtypes."""

import sys

import numpy as np
import pytest

from pronghorn import config, layers
from pronghorn.errors import ArgumentError, MissingPackageError, UnknownNameError
from pronghorn.layers import DTypePolicy, DTypePolicyMap, FloatDTypePolicy
from pronghorn.layers.dtype_policy import (
    QuantizedDTypePolicy,
    QuantizedFloat8DTypePolicy,
    get,
    serialize,
)


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


def test_policies_of_quantized_files_are_read_and_written():
    wide = get("int8_from_mixed_bfloat16")
    assert (wide.compute_dtype, wide.variable_dtype) == ("bfloat16", "float32")
    assert (wide.quantization_mode, wide.name) == ("int8", "int8_from_mixed_bfloat16")
    assert serialize(wide) == {
        "module": "keras.dtype_policies",
        "class_name": "QuantizedDTypePolicy",
        "config": {"mode": "int8", "source_name": "mixed_bfloat16"},
        "registered_name": None,
    }
    small = QuantizedFloat8DTypePolicy("float8", "float32", amax_history_length=12)
    assert small != get("float8_from_float32")
    grouped = [get(f"{mode}_from_float32") for mode in ("int4/64", "gptq/3/-1", "awq/4/128")]
    assert [policy.name for policy in grouped][1] == "gptq/3/-1_from_float32"
    assert (grouped[1].weight_bits, grouped[1].group_size, grouped[0].block_size) == (3, -1, 64)
    for policy in (wide, small, QuantizedDTypePolicy("int4"), *grouped):
        assert get(serialize(policy)) == policy
        assert get(policy.name).quantization_mode == policy.quantization_mode
    assert len({wide, get(wide.name), DTypePolicy("mixed_bfloat16")}) == 2


def test_quantized_policies_are_refused_where_they_cannot_be():
    for mode, source in (("int7", None), ("int8", "float16")):
        with pytest.raises(ArgumentError, match="QuantizedDTypePolicy"):
            QuantizedDTypePolicy(mode, source)
    for name in ("int4/0", "gptq/5/128", "awq/4", "awq/8/128", "gptq"):
        with pytest.raises(ArgumentError, match="mode must be written as"):
            get(f"{name}_from_float32")
    with pytest.raises(ArgumentError, match="amax_history_length"):
        QuantizedFloat8DTypePolicy("float8", amax_history_length=1.5)
    for name in ("int8_from_float32", "int4_from_bfloat16", "float8_from_float32"):
        layer = layers.Dense(2, dtype=name, name="head")
        with pytest.raises(ArgumentError, match="without quantization for head"):
            layer(np.ones((1, 2), "float32"))
