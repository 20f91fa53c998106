"""Operands of two shapes: at once NumPy stretches them, on a tape they are stretched first."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.prims import record

NAMES = """
add subtract multiply divide divide_no_nan floor_divide mod fmod power maximum minimum fmax fmin
equal not_equal less less_equal greater greater_equal isclose logical_and logical_or logical_xor
bitwise_and bitwise_or bitwise_xor left_shift right_shift gcd lcm arctan2 logaddexp hypot heaviside
nextafter dot outer where clip
""".split()
SHAPES = [((3, 4), (4,)), ((3, 1), (1, 4)), ((2, 3), ()), ((), ()), ((0, 3), (1,)), ((2, 3), (2,))]
DTYPES = [
    *(("float32", other) for other in ("float32", "float64", "float16", "int8", "bool")),
    *(("int32", "uint8"), ("bfloat16", "float16"), ("float64", "int64"), ("bool", "bool")),
]
NUMBERS = [2, -1, 2.5, True, 300, 1e39, float("nan"), np.float64(2.5), [1, 2, 3]]


def drawn(shape, dtype):
    numbers = np.random.default_rng(0).integers(0, 4, shape)
    return ops.cast(ops.convert_to_tensor(numbers, "int32"), dtype)


def outcome(name, *operands):
    """Dtype, shape and bytes of the result, and whether it is an operand's memory; or the error."""
    called = {"where": lambda x, y: ops.where(x, x, y), "clip": lambda x, y: ops.clip(x, y, 2)}
    try:
        result = called.get(name, getattr(ops, name))(*operands).payload
    except (TypeError, ValueError, ArithmeticError) as error:
        return type(error), str(error)
    given = [x.payload for x in operands if hasattr(x, "payload")]
    shared = [np.shares_memory(result, array) for array in given]
    return type(result), result.dtype, result.shape, result.tobytes(), shared


@pytest.mark.parametrize("name", NAMES)
def test_dtypes_shapes_numbers_and_errors_do_not_depend_on_who_stretches(name):
    pairs = [(drawn(a, one), drawn(b, other)) for a, b in SHAPES for one, other in DTYPES]
    pairs += [(drawn((2, 3), one), number) for one, _ in DTYPES for number in NUMBERS]
    for pair in pairs:
        for operands in (pair, pair[::-1]):
            found = outcome(name, *operands)
            token = record.tape.set([])
            try:
                assert found == outcome(name, *operands), operands
            finally:
                record.tape.reset(token)


@pytest.mark.parametrize(("dtype", "number"), [("float16", 1e9), ("bfloat16", 1e39)])
def test_numbers_beyond_a_dtype_are_infinite_without_a_warning(dtype, number):
    x = ops.zeros((2,), dtype)
    assert ops.add(x, -number).tolist() == [-np.inf] * 2
    assert ops.minimum(number, x).tolist() == [0.0, 0.0]
