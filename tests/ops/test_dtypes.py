"""Arrays get the dtypes that types promise; scalars, lists and a wider floatx."""

import numpy as np
import pytest

from pronghorn import config, dtypes, ops
from pronghorn.ir.types import ArrayType
from pronghorn.tensor import Tensor
from tests.keras.cases.promotion import BINARY


@pytest.mark.parametrize("name", BINARY)
def test_arrays_have_the_dtypes_that_types_promise(name):
    function = getattr(ops, name)
    for left in ("bool", "uint8", "int32", "float16", "float32", "float64"):
        for right in ("int8", "int64", "float32"):
            arrays = np.ones((2, 2), left), np.ones((2, 2), right)
            types = (Tensor(ArrayType((2, 2), dtype)) for dtype in (left, right))
            assert function(*arrays).dtype == function(*types).dtype


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


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("kind", ["binary", "categorical"])
def test_targets_and_outputs_of_losses_are_promoted(kind, from_logits):
    function = getattr(ops, f"{kind}_crossentropy")
    shares = np.asarray([[0.25, 0.75]])
    for target, dtype in (("float32", "float32"), ("float16", "float16"), ("int32", "float16")):
        found = function(shares.astype(target), shares.astype("float16"), from_logits)
        assert found.dtype == dtype
