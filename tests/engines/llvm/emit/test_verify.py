"""What the rules of the loop IR accept and refuse."""

import re

import pytest

from pronghorn.engines.llvm.emit.verify import verify
from pronghorn.engines.llvm.loops import Code, Num
from pronghorn.engines.llvm.statements import Return, Store
from pronghorn.errors import InternalError


def start():
    code = Code("f", [("x", "pointer"), ("n", "index")])
    return code, *code.parameters


def number(code, op, args, dtype="float32", lanes=1, attr=None, depth=0):
    """An operation as no method of Code would write it."""
    num = Num(code, op, args, dtype, lanes, attr, depth)
    code.block.statements.append(num)
    return num


def refused(code, words):
    with pytest.raises(InternalError, match=re.escape(words)):
        verify(code.routine)


def test_a_whole_routine_is_accepted():
    code, x, n = start()
    with code.loop(0, n, 4, [code.constant(0.0, "float32", 4)]) as loop:
        mask = code.less(code.splat(loop.index, 4) + code.lane(4), n)
        value = code.load(x, loop.index, "float32", 4, mask)
        with code.when(code.less(loop.index, 8)):
            code.store(x, loop.index, code.exp(value), mask)
        loop.next = [code.fma(value, value, loop.carried[0])]
    total = code.fold("add", loop.results[0])
    with code.when(code.isnan(total)):
        code.leave(1)
    code.store(x, n, total)
    verify(code.routine)


def test_a_value_of_a_closed_block_is_refused():
    code, x, n = start()
    with code.loop(0, n) as loop:
        inside = code.load(x, loop.index, "float32")
    code.store(x, n, inside)
    refused(code, "used where it is not defined")


def test_a_prefetch_wants_a_pointer():
    code, x, n = start()
    code.prefetch(x, n + 64, "float32")
    verify(code.routine)
    code.prefetch(n, n, "float32")
    refused(code, "a prefetch's pointer")


def test_a_value_of_another_routine_is_refused():
    _, x, _ = start()
    code, _, n = start()
    code.load(x, n, "float32")
    refused(code, "used where it is not defined")


@pytest.mark.parametrize(
    ("op", "dtypes", "dtype", "lanes"),
    [
        ("add", ["float32", "float64"], "float32", 1),
        ("add", ["float32", "float32"], "float64", 1),
        ("add", ["float32", "float32"], "float32", 4),
        ("less", ["float32", "float32"], "float32", 1),
        ("isnan", ["float32"], "float32", 1),
        ("exp", ["float32"], "float64", 1),
        ("where", ["float32", "float32", "float32"], "float32", 1),
        ("bitcast", ["float32"], "int64", 1),
        ("cast", ["float32"], "int64", 4),
        ("splat", ["float32"], "float64", 4),
    ],
)
def test_operands_that_do_not_agree_are_refused(op, dtypes, dtype, lanes):
    code, x, n = start()
    args = tuple(code.load(x, n, each) for each in dtypes)
    number(code, op, args, dtype, lanes)
    refused(code, f"= {op}")


def test_lanes_that_are_not_there_are_refused():
    code, x, n = start()
    vector = code.load(x, n, "float32", 4)
    number(code, "extract", (vector,), attr=4)
    refused(code, "= extract")
    code, x, n = start()
    vector = code.load(x, n, "float32", 4)
    number(code, "shuffle", (vector, vector), lanes=2, attr=(0, 8))
    refused(code, "= shuffle")


def test_memory_wants_a_pointer_a_place_and_a_mask_that_fit():
    code, x, n = start()
    number(code, "load", (n, n))
    refused(code, "a load's pointer")
    code, x, n = start()
    number(code, "load", (x, code.lane(4)), lanes=8)
    refused(code, "a load of 8 at 4 places")
    code, x, n = start()
    value = code.load(x, n, "float32", 4)
    code.block.statements.append(Store(x, n, value, code.less(value, 0.0)))
    verify(code.routine)
    code.block.statements.append(Store(x, n, value, code.less(n, 3)))
    refused(code, "a store's mask is bool x 1")


def test_loops_carry_what_they_began_with():
    code, x, n = start()
    with code.loop(0, n, 1, [code.constant(0.0, "float32")]) as loop:
        loop.next = [code.load(x, loop.index, "float64")]
    refused(code, "is carried as float32")
    code, x, n = start()
    with code.loop(0, n, 1, [code.constant(0.0, "float32")]) as loop:
        loop.next = []
    refused(code, "a loop carries 1 values")


def test_unknown_operations_depths_and_statuses_are_refused():
    code, x, n = start()
    number(code, "wobble", (n,), "index")
    refused(code, "no operation is called wobble")
    code, x, n = start()
    number(code, "neg", (n,), "index", depth=3)
    refused(code, "says depth 3 in 0")
    code, x, n = start()
    code.block.statements.append(Return(x))
    refused(code, "a status must be one index")
