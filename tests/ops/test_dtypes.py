"""Result dtypes are those recorded from Keras; the differences are listed."""

import json
import pathlib

import numpy as np
import pytest

from pronghorn import config, dtypes, ops
from pronghorn.ir.types import ArrayType
from pronghorn.tensor import Tensor

GOLDEN = pathlib.Path(__file__).parents[1] / "keras" / "golden" / "promotion.json"
CASES = json.loads(GOLDEN.read_text())["cases"]
COLUMNS = CASES["columns"]
PYTHON = {"python bool": True, "python int": 1, "python float": 1.0}
TYPES = COLUMNS[:13]

# Keras' symbolic rule promises what its back ends do not return, or refuse.
DIFFERENT = {
    *((name, dtype) for name in ("rsqrt", "sigmoid", "softmax") for dtype in TYPES[:9]),
    *(("logsumexp", dtype) for dtype in ("bfloat16", "float16", "float64")),
    *(("subtract", "bool", other) for other in ("bool", "python bool")),
    *(("arctan2", half, other) for half in ("bfloat16", "float16") for other in PYTHON),
}


def operand(name):
    return PYTHON[name] if name in PYTHON else Tensor(ArrayType((2, 2), name))


def kind(name):
    return type(PYTHON[name]) if name in PYTHON else name


@pytest.mark.parametrize("left", COLUMNS)
def test_promotion_table(left):
    got = [dtypes.result_type(kind(left), kind(right)) for right in COLUMNS]
    assert got == CASES["result_type"][left]


@pytest.mark.parametrize("name", [key[7:] for key in CASES if key.startswith("binary")])
def test_binary_operations(name):
    for left in TYPES:
        for right, want in zip(COLUMNS, CASES[f"binary {name}"][left], strict=True):
            if want is None or (name, left, right) in DIFFERENT:
                continue
            assert getattr(ops, name)(operand(left), operand(right)).dtype == want, (left, right)


@pytest.mark.parametrize("name", [key[6:] for key in CASES if key.startswith("unary")])
def test_unary_operations(name):
    for dtype, want in zip(TYPES, CASES[f"unary {name}"], strict=True):
        if (name, dtype) not in DIFFERENT:
            assert getattr(ops, name)(operand(dtype)).dtype == want, dtype


@pytest.mark.parametrize("name", [key[7:] for key in CASES if key.startswith("binary")])
def test_arrays_have_the_dtypes_that_types_promise(name):
    function = getattr(ops, name)
    for left in ("bool", "uint8", "int32", "float16", "float32", "float64"):
        for right in ("int8", "int64", "float32"):
            arrays = np.ones((2, 2), left), np.ones((2, 2), right)
            assert function(*arrays).dtype == function(operand(left), operand(right)).dtype


def test_floatx_float64_keeps_64_bits():
    config.set_floatx("float64")
    try:
        assert dtypes.result_type("float64", "float32") == "float64"
        assert ops.convert_to_tensor([1.5]).dtype == "float64"
        assert (ops.ones((2,)) / 3).dtype == "float64"
    finally:
        config.set_floatx("float32")


def test_python_scalars_and_lists():
    assert [ops.convert_to_tensor(x).dtype for x in (True, 1, 1.0)] == ["bool", "int32", "float32"]
    assert ops.convert_to_tensor([[1, 2], [3, 4]]).dtype == "int32"
    assert ops.convert_to_tensor(np.float64(1)).dtype == "float32"
    with pytest.raises(ValueError, match="S22"):
        ops.convert_to_tensor([2**40])
    with pytest.raises(ValueError, match="S22"):
        ops.convert_to_tensor([[1, 2], [3]])
    with pytest.raises(ValueError, match="S22"):
        ops.convert_to_tensor(["text"])


def test_unknown_dtype_is_refused():
    with pytest.raises(ValueError, match="S26"):
        dtypes.standardize_dtype("float33")
