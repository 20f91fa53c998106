"""Control flow, calls, whole modules and their text. After an intended change of the text:

PRONGHORN_NEW_GOLDEN=1 python -m pytest tests/engines/llvm/emit/test_module.py
"""

import ctypes
import os
from pathlib import Path

import numpy as np
import pytest

from pronghorn.engines.llvm.build import object_code
from pronghorn.engines.llvm.emit.module import emit
from pronghorn.engines.llvm.loops import BINARY, COMPARE, UNARY, Code
from pronghorn.engines.llvm.target import NAMED, named
from pronghorn.errors import InternalError
from tests.engines.llvm.emit.kernels import Library, elementwise

GOLDEN = Path(__file__).parent / "golden"
BITS = ("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift")


def start(*names):
    code = Code("f", [(name, "index" if name in ("n", "rows") else "pointer") for name in names])
    return code, *code.parameters


def scaled_sum():
    """y = relu(a * x + 1) over masked vectors of 8, and the sum of y after it."""
    code, n, x, y = start("n", "x", "y")
    with code.loop(0, n, 8, [code.constant(0.0, "float32", 8)]) as loop:
        mask = code.less(code.lane(8), n - loop.index)
        value = code.load(x, loop.index, "float32", 8, mask)
        value = code.maximum(code.fma(value, 2.0, 1.0), 0.0)
        code.store(y, loop.index, value, mask)
        loop.next = [loop.carried[0] + code.where(mask, value, 0.0)]
    code.store(y, n, code.fold("add", loop.results[0]))
    return code.routine


def first_negative():
    """The row of the first negative number, which ends the routine, or 0; rows are counted on."""
    code, n, x, y = start("n", "x", "y")
    with code.loop(0, n, initial=[code.constant(0, "index")]) as loop:
        with code.when(code.less(code.load(x, loop.index, "float64"), 0.0)):
            code.leave(loop.index)
        loop.next = [loop.carried[0] + 3]
    code.store(y, code.constant(0, "index"), loop.results[0])
    return code.routine


def matrix_times_vector():
    """y = w x for w of rows by 4, each row's sum carried through a loop that surely runs."""
    code, rows, w, x, y = start("rows", "w", "x", "y")
    with code.loop(0, rows) as row:
        with code.loop(0, 4, initial=[code.constant(0.0, "float32")]) as column:
            a = code.load(w, row.index * 4 + column.index, "float32")
            b = code.load(x, column.index, "float32")
            column.next = [code.fma(a, b, column.carried[0])]
        code.store(y, row.index, column.results[0])
    return code.routine


ROUTINES = [scaled_sum, first_negative, matrix_times_vector]


@pytest.mark.parametrize("make", ROUTINES)
def test_text(make):
    text = emit([make()], named("x86-64-v3"))
    path = GOLDEN / f"{make.__name__}.ll"
    if os.environ.get("PRONGHORN_NEW_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 33])
def test_masked_tails(count):
    x = np.random.default_rng(0).normal(size=count + 1).astype(np.float32)
    y = np.full(count + 2, 7, np.float32)
    Library([scaled_sum()])("f", count, x, y)
    wanted = np.maximum(x[:count] * 2 + 1, 0)
    np.testing.assert_allclose(y[:count], wanted, rtol=1e-6)
    np.testing.assert_allclose(y[count], wanted.sum(), rtol=1e-5)
    assert y[count + 1] == 7


def test_leaving_from_inside_a_loop():
    library, out = Library([first_negative()]), np.full(1, -1, np.int64)
    assert library("f", 4, np.array([1.0, 2.0, -3.0, -4.0]), out) == 2
    assert out[0] == -1
    assert library("f", 2, np.array([1.0, 2.0]), out) == 0
    assert out[0] == 6
    assert library("f", 0, np.array([1.0]), out) == 0
    assert out[0] == 0


def test_nested_loops():
    w = np.arange(12, dtype=np.float32).reshape(3, 4)
    x, y = np.array([1, -1, 2, 0.5], np.float32), np.zeros(3, np.float32)
    Library([matrix_times_vector()])("f", 3, w, x, y)
    np.testing.assert_array_equal(y, w @ x)


def test_carried_values_may_trade_places_and_loops_may_run_down():
    code, y = start("y")
    zero, one = (code.constant(k, "index") for k in (0, 1))
    with code.loop(10, 0, -1, [zero, one], runs=True) as loop:
        a, b = loop.carried
        loop.next = [b, a + b]
    code.store(y, zero, loop.results[0])
    code.store(y, one, loop.results[1])
    out = np.zeros(2, np.int64)
    Library([code.routine])("f", out)
    assert out.tolist() == [55, 89]


def test_a_call_through_a_pointer_in_a_table():
    code, n, table, data = start("n", "table", "data")
    function = code.load(table, code.constant(1, "index"), "pointer")
    status = code.call(function, data, n)
    with code.when(code.not_equal(status, 0)):
        code.leave(status + 100)
    seen = []
    kind = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)

    def answer(address, count):
        seen.append((address, count))
        return count - 5

    callback = kind(answer)
    addresses = np.array([0, ctypes.cast(callback, ctypes.c_void_p).value], np.int64)
    data_array = np.zeros(1)
    library = Library([code.routine])
    assert library("f", 5, addresses, data_array) == 0
    assert library("f", 7, addresses, data_array) == 102
    assert seen == [(data_array.ctypes.data, 5), (data_array.ctypes.data, 7)]


def test_a_body_that_always_leaves():
    code, n = start("n")
    with code.loop(0, n) as loop:
        code.leave(loop.index + 4)
    code.leave(1)
    library = Library([code.routine])
    assert library("f", 3) == 4
    assert library("f", 0) == 1


def every_operation(dtype, lanes):
    is_float = dtype.startswith("float")
    lacks = (*BITS, "multiply_high") if is_float else ("div", "arctan2", "multiply_high")
    numeric = [op for op in BINARY if op not in lacks]
    exact = ("neg", "abs", "sign", "isnan", "isfinite", "logical_not")
    for op in UNARY:
        if is_float or op in exact:
            yield elementwise(f"{op}_{dtype}", lambda m, x, op=op: m.unary(op, x), [dtype], lanes)
    for op in [*numeric, *COMPARE]:
        formula = lambda m, x, y, op=op: m.binary(op, x, y)
        yield elementwise(f"{op}_{dtype}", formula, [dtype] * 2, lanes)


@pytest.mark.parametrize("name", NAMED)
def test_every_operation_reaches_object_code_on_every_target(name):
    target = named(name)
    dtypes = ("float16", "float32", "float64", "int32", "uint8")
    routines = [r for dtype in dtypes for r in every_operation(dtype, target.lanes(dtype))]
    text = emit(routines, target)
    code = object_code(text, target, {})
    # Whatever the processor lacks would be a call into a library that is not there.
    for symbol in (b"expf", b"fmodf", b"fmaf", b"__extendhfsf2", b"__truncsfhf2", b"__truncdfhf2"):
        assert symbol not in code


def test_what_a_dtype_lacks_is_a_fault_of_ours():
    code, n, x = start("n", "x")
    code.sqrt(code.load(x, n, "int32"))
    with pytest.raises(InternalError, match="cannot sqrt int32"):
        emit([code.routine], named("x86-64-v3"))
    code, n, x = start("n", "x")
    code.load(x, n, "complex64")
    with pytest.raises(InternalError, match="no registers for complex64"):
        emit([code.routine], named("x86-64-v3"))
