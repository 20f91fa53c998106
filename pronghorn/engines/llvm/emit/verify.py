"""The rules of the loop IR, checked where it enters room 10: for tests and PRONGHORN_CHECK=1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from pronghorn.engines.llvm.emit.values import BITS
from pronghorn.engines.llvm.loop_text import to_text
from pronghorn.engines.llvm.loops import BINARY, COMPARE, INDEX, POINTER, UNARY, Num
from pronghorn.engines.llvm.statements import (
    Block,
    Break,
    For,
    If,
    Prefetch,
    Return,
    Routine,
    Statement,
    Store,
)
from pronghorn.errors import InternalError

TESTS = ("isnan", "isfinite", "logical_not")  # of one operand, with a bool as their answer


def verify(routine: Routine) -> None:
    """Raises InternalError unless operands are defined before use, with dtypes and lanes right."""
    _Check(routine).routine()


class _Check:
    def __init__(self, checked: Routine) -> None:
        self.checked = checked
        self.defined: set[Num] = set()

    def routine(self) -> None:
        for parameter in self.checked.parameters:
            known = parameter.dtype in (INDEX, POINTER) or self.checked.is_inner
            self.demand(known, "a parameter is", parameter.dtype)
            self.defined.add(parameter)
        self.block(self.checked.body)

    def demand(self, holds: bool, *words: object) -> None:
        if not holds:
            sentence = f"{self.checked.name}: {' '.join(map(str, words))}"
            with suppress(ValueError):  # a loop without all of its next values has no text
                sentence += f"\n{to_text(self.checked)}"
            raise InternalError(sentence)

    def block(self, block: Block) -> None:
        """Check the statements; what they define ends with the block."""
        before = set(self.defined)
        for item in block.statements:
            self.statement(item, block)
        self.defined = before

    def statement(self, item: Statement, block: Block) -> None:
        if isinstance(item, Num):
            self.demand(
                item.depth == block.depth, item, "says depth", item.depth, "in", block.depth
            )
            self.number(item)
            self.defined.add(item)
        elif isinstance(item, Store):
            self.place(item.pointer, item.index, item.value.lanes, item.mask, "a store")
            self.use(item.value)
        elif isinstance(item, Prefetch):
            self.place(item.pointer, item.index, 1, None, "a prefetch")
        elif isinstance(item, For):
            self.loop(item)
        elif isinstance(item, If):
            self.is_scalar(item.condition, "bool", "a condition")
            self.block(item.body)
        elif isinstance(item, Break):
            self.is_scalar(item.condition, "bool", "a condition")
        elif isinstance(item, Return):
            self.is_scalar(item.status, INDEX, "a status")

    def use(self, x: Num) -> None:
        if x.op == "constant":
            return
        self.demand(x in self.defined, x, x.op, "is used where it is not defined")

    def is_scalar(self, x: Num, dtype: str, what: str) -> None:
        self.use(x)
        right = x.dtype == dtype and x.lanes == 1
        self.demand(right, f"{what} must be one {dtype}, not", x.dtype, "x", x.lanes)

    def loop(self, loop: For) -> None:
        self.is_scalar(loop.start, INDEX, "a loop's start")
        self.is_scalar(loop.stop, INDEX, "a loop's stop")
        self.demand(loop.step != 0, "a loop steps by 0")
        for x in loop.initial:
            self.use(x)
        count = len(loop.carried)
        sizes = {count, len(loop.initial), len(loop.next), len(loop.results)}
        self.demand(len(sizes) == 1, "a loop carries", count, "values but not everywhere")
        before = set(self.defined)
        self.defined.update((loop.index, *loop.carried))
        if loop.shared is not None:
            self.is_scalar(loop.shared.pool, POINTER, "a pool")
            self.is_scalar(loop.shared.worth, "bool", "a reason to share a loop")
            self.demand(not loop.carried, "a shared loop carries values")
            self.demand(not _leaves(loop.body), "a shared loop is left in the middle")
            self.defined.add(loop.shared.thread)
        depth = loop.body.depth
        # What the body defines is still there where its next values are read.
        for item in loop.body.statements:
            self.statement(item, loop.body)
        for values in (loop.initial, loop.next, loop.results):
            for x, carried in zip(values, loop.carried, strict=True):
                same = (x.dtype, x.lanes) == (carried.dtype, carried.lanes)
                self.demand(same, x, "is carried as", carried.dtype, "x", carried.lanes)
        for x in loop.next:
            self.use(x)
        self.demand(loop.index.depth == depth, "a counter is not of its loop's depth")
        self.defined = before
        self.defined.update(loop.results)

    def place(self, pointer: Num, index: Num, lanes: int, mask: Num | None, what: str) -> None:
        self.is_scalar(pointer, POINTER, f"{what}'s pointer")
        self.use(index)
        self.demand(_is_integer(index), f"{what} at", index.dtype)
        self.demand(index.lanes in (1, lanes), f"{what} of", lanes, "at", index.lanes, "places")
        if mask is not None:
            self.use(mask)
            right = mask.dtype == "bool" and mask.lanes == lanes
            self.demand(right, f"{what}'s mask is", mask.dtype, "x", mask.lanes)

    def number(self, num: Num) -> None:
        for arg in num.args:
            self.use(arg)
        self.demand(num.dtype in BITS, num, "has the dtype", num.dtype)
        self.demand(num.lanes >= 1, num, "has", num.lanes, "lanes")
        rule = RULES.get(num.op)
        self.demand(rule is not None, "no operation is called", num.op)
        if num.op == "load":
            pointer, index, *mask = num.args
            self.place(pointer, index, num.lanes, mask[0] if mask else None, "a load")
        elif rule is not None:
            kinds = [f"{x.dtype} x {x.lanes}" for x in num.args]
            self.demand(rule(num, num.args), num, "=", num.op, kinds, num.attr, "is", num.dtype)


def _leaves(block: Block) -> bool:
    """Whether a statement leaves the routine or shares a loop."""
    return any(
        isinstance(item, Return)
        or (isinstance(item, For) and item.shared is not None)
        or (isinstance(item, For | If) and _leaves(item.body))
        for item in block.statements
    )


def _is_integer(x: Num) -> bool:
    return x.dtype == INDEX or x.dtype.startswith(("int", "uint"))


def _alike(nums: Sequence[Num]) -> bool:
    return len({(x.dtype, x.lanes) for x in nums}) == 1


def _elementwise(num: Num, args: Sequence[Num]) -> bool:
    return _alike((num, *args))


def _test(num: Num, args: Sequence[Num]) -> bool:
    return _alike(args) and num.dtype == "bool" and num.lanes == args[0].lanes


def _sum(num: Num, args: Sequence[Num]) -> bool:
    offset = args[0].dtype == POINTER and args[1].dtype == INDEX
    return _alike((num, args[0])) if offset else _elementwise(num, args)


def _where(num: Num, args: Sequence[Num]) -> bool:
    condition, a, b = args
    return condition.dtype == "bool" and condition.lanes == num.lanes and _alike((num, a, b))


def _splat(num: Num, args: Sequence[Num]) -> bool:
    return args[0].lanes == 1 and args[0].dtype == num.dtype


def _cast(num: Num, args: Sequence[Num]) -> bool:
    return args[0].lanes == num.lanes


def _bitcast(num: Num, args: Sequence[Num]) -> bool:
    # In memory a bool takes 8 bits, and there it may be read as any 8 bits.
    wide, narrow = (max(BITS[x.dtype], 8) for x in (args[0], num))
    return args[0].lanes == num.lanes and wide == narrow


def _extract(num: Num, args: Sequence[Num]) -> bool:
    return num.dtype == args[0].dtype and num.lanes == 1 and 0 <= num.attr < args[0].lanes


def _shuffle(num: Num, args: Sequence[Num]) -> bool:
    a, b = args
    within = all(0 <= lane < a.lanes + b.lanes for lane in num.attr)
    return num.dtype == a.dtype == b.dtype and num.lanes == len(num.attr) and within


def _pack(num: Num, args: Sequence[Num]) -> bool:
    return all((x.dtype, x.lanes) == (num.dtype, 1) for x in args) and num.lanes == len(args)


def _fold(num: Num, args: Sequence[Num]) -> bool:
    lanes = args[0].lanes
    whole = lanes & (lanes - 1) == 0
    return num.dtype == args[0].dtype and num.lanes == 1 and num.attr in BINARY and whole


def _call(num: Num, args: Sequence[Num]) -> bool:
    return num.dtype == INDEX and args[0].dtype == POINTER and all(x.lanes == 1 for x in args)


RULES: dict[str, Callable[[Num, Sequence[Num]], bool]] = {
    **dict.fromkeys(UNARY, _elementwise),
    **dict.fromkeys(TESTS, _test),
    **dict.fromkeys(BINARY, _elementwise),
    **dict.fromkeys(COMPARE, _test),
    "add": _sum,
    "fma": _elementwise,
    "quotient": _elementwise,
    "where": _where,
    "splat": _splat,
    "cast": _cast,
    "bitcast": _bitcast,
    "lane": lambda num, args: not args,
    "extract": _extract,
    "shuffle": _shuffle,
    "pack": _pack,
    "fold": _fold,
    "call": _call,
    "load": lambda num, args: len(args) in (2, 3),
    "clock": lambda num, args: (num.dtype, num.lanes, args) == (INDEX, 1, ()),
    "local": lambda num, args: (num.dtype, num.lanes, args) == (POINTER, 1, ()),
}
