"""Module text: the routines of the loop IR as LLVM functions with explicit vectors.

Nothing is decided here; LLVM's mid-level passes are not run, so what is written is what runs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence

from pronghorn.engines.llvm.emit.casts import bitcast, cast
from pronghorn.engines.llvm.emit.floats import FloatKind, HalfKind
from pronghorn.engines.llvm.emit.integers import BoolKind, IntegerKind, PointerKind
from pronghorn.engines.llvm.emit.memory import load, prefetch, store
from pronghorn.engines.llvm.emit.sharing import Parcel, free
from pronghorn.engines.llvm.emit.values import REGISTER, Kind, Lines, Value
from pronghorn.engines.llvm.loops import Num
from pronghorn.engines.llvm.statements import (
    Block,
    Break,
    For,
    If,
    Prefetch,
    Return,
    Routine,
    Shared,
    Store,
)
from pronghorn.engines.llvm.target import Target, attributes

CLASSES: dict[str, type[Kind]] = dict.fromkeys(REGISTER, IntegerKind) | {
    "bool": BoolKind,
    "float16": HalfKind,
    "bfloat16": HalfKind,
    "float32": FloatKind,
    "float64": FloatKind,
    "pointer": PointerKind,
}


def emit(routines: Sequence[Routine], target: Target, elsewhere: Sequence[Routine] = ()) -> str:
    """A module that defines each routine as `i64 name(parameters)`.

    Routines `elsewhere` stand in other modules; these may call them, and they these.
    """
    common, shown = _Common(), bool(elsewhere)
    texts = [_Function(routine, target, common).text(shown) for routine in routines]
    called = [
        _Function(routine, target, common).declaration()
        for routine in elsewhere
        if routine.name in common.called
    ]
    return "\n".join([*common.text(), *called, *texts, attributes(target), ""])


@dataclasses.dataclass
class _Common:
    """What a module's functions have in common: those of shared loops, and rows of numbers.

    Both have names by what they are, so that equal ones are one. `called` are functions whose
    addresses were used.
    """

    parts: dict[str, str] = dataclasses.field(default_factory=dict)
    rows: dict[tuple[int, ...], str] = dataclasses.field(default_factory=dict)
    called: set[str] = dataclasses.field(default_factory=set)

    def row(self, numbers: tuple[int, ...]) -> str:
        return self.rows.setdefault(numbers, f"row{len(self.rows)}")

    def text(self) -> Iterator[str]:
        for numbers, name in self.rows.items():
            values = ", ".join([f"i64 {number}" for number in numbers])
            kind = f"[{len(numbers)} x i64]"
            yield f"@{name} = private unnamed_addr constant {kind} [{values}]"
        for body, name in self.parts.items():
            head = f"define internal i64 @{name}(ptr %p0, i64 %p1, i64 %p2, i64 %p3) #0"
            yield f"{head} {{\n{body}"


class _Function:
    """One routine while its text is written."""

    def __init__(self, routine: Routine, target: Target, common: _Common) -> None:
        self.routine = routine
        self.target = target
        self.lines = Lines(target, CLASSES)
        self.values: dict[int, Value] = {}
        self.common = common
        self.ends: list[str] = []  # where the open loops go on

    def text(self, shown: bool) -> str:
        """The function; one that is not `shown` to other modules if it is an inner one."""
        routine = self.routine
        for place, parameter in enumerate(routine.parameters):
            kind = self.lines.kind(parameter.dtype, 1)
            self.values[parameter.number] = Value(kind, f"%p{place}")
        if not self.block(routine.body):
            self.lines.text.append("ret i64 0")
        linkage = "internal " if routine.is_inner and not shown else ""
        return f"define {linkage}{self._head()} #0 {{\n{self._body()}"

    def declaration(self) -> str:
        return f"declare {self._head()}"

    def _head(self) -> str:
        kinds = [self.lines.kind(parameter.dtype, 1) for parameter in self.routine.parameters]
        parameters = [f"{kind.type} %p{place}" for place, kind in enumerate(kinds)]
        return f"i64 @{self.routine.name}({', '.join(parameters)})"

    def _body(self) -> str:
        return "\n".join(["entry:", *self.lines.first, *self.lines.text, "}"])

    def value(self, num: Num) -> Value:
        value = self.values.get(num.number)
        if value is None:
            kind, known = self.lines.kind(num.dtype, num.lanes), num.attr
            if num.dtype == "pointer" and isinstance(known, str | tuple):
                value = Value(kind, f"@{self._global(known)}")
            else:
                value = kind.constant(known)
            self.values[num.number] = value
        return value

    def _global(self, known: str | tuple[int, ...]) -> str:
        """The name of a function, or of a row of numbers."""
        if isinstance(known, tuple):
            return self.common.row(known)
        self.common.called.add(known)
        return known

    def block(self, block: Block) -> bool:
        """Write the statements; True if the last one leaves the routine."""
        values = self.values
        for item in block.statements:
            if not self.ends:  # in loops, what a block leaves in memory would take time
                self.lines.pause()
            if type(item) is Num:
                values[item.number] = self.number(item)
            elif type(item) is Store:
                mask = None if item.mask is None else self.value(item.mask)
                place = (self.value(item.pointer), self.value(item.index))
                store(self.lines, *place, self.value(item.value), mask)
            elif type(item) is Prefetch:
                kind = self.lines.kind(item.dtype, 1)
                prefetch(self.lines, kind, self.value(item.pointer), self.value(item.index))
            elif type(item) is For:
                if item.shared is None:
                    self.loop(item)
                else:
                    self.share(item, item.shared)
            elif type(item) is If:
                self.when(item)
            elif type(item) is Break:
                going_on = self.lines.fresh_label()
                condition = self.value(item.condition).text
                ways = f"label %{self.ends[-1]}, label %{going_on}"
                self.lines.text.append(f"br i1 {condition}, {ways}")
                self.lines.begin(going_on)
            elif type(item) is Return:
                self.lines.text.append(f"ret i64 {self.value(item.status).text}")
                return True
        return False

    def number(self, num: Num) -> Value:
        special = SPECIAL.get(num.op)
        if special is not None:
            return special(self, num)
        args = [self.value(arg) for arg in num.args]
        return args[0].kind.apply(num.op, *args)

    def when(self, item: If) -> None:
        lines = self.lines
        inside, after = lines.fresh_label(), lines.fresh_label()
        condition = self.value(item.condition).text
        lines.text.append(f"br i1 {condition}, label %{inside}, label %{after}")
        lines.begin(inside)
        if not self.block(item.body):
            lines.text.append(f"br label %{after}")
        lines.begin(after)

    def loop(self, loop: For) -> None:
        """Tested at its end, and before its start unless a turn is certain."""
        lines = self.lines
        start, stop = self.value(loop.start), self.value(loop.stop)
        initial = [self.value(x) for x in loop.initial]
        before, turn, after = lines.label, lines.fresh_label(), lines.fresh_label()
        test = "icmp slt" if loop.step > 0 else "icmp sgt"
        if loop.runs:
            lines.text.append(f"br label %{turn}")
        else:
            enters = lines.new(f"{test} i64 {start.text}, {stop.text}")
            lines.text.append(f"br i1 {enters}, label %{turn}, label %{after}")
        lines.begin(turn)
        place = len(lines.text)
        phis = [self._unset(x) for x in (loop.index, *loop.carried)]
        lines.text.extend([""] * len(phis))
        self.ends.append(after)
        leaves = self.block(loop.body)
        self.ends.pop()
        if leaves:
            lines.begin(lines.fresh_label())  # unreachable: the body always leaves
        following = [self.value(x) for x in loop.next]
        index = Value(start.kind, lines.new(f"add nsw i64 {phis[0].text}, {loop.step}"))
        again = lines.new(f"{test} i64 {index.text}, {stop.text}")
        lines.text.append(f"br i1 {again}, label %{turn}, label %{after}")
        ways = zip(phis, (start, *initial), (index, *following), strict=True)
        for line, (phi, first, later) in enumerate(ways, place):
            lines.text[line] = _phi(phi, first, before, later, lines.label)
        last = lines.label
        lines.begin(after)
        for result, first, later in zip(loop.results, initial, following, strict=True):
            if loop.runs:
                self.values[result.number] = later
            else:
                last_value = self._unset(result)
                lines.text.append(_phi(last_value, first, before, later, last))

    def share(self, loop: For, shared: Shared) -> None:
        """The loop as a function of its own, run by the threads of the pool or by this one."""
        lines = self.lines
        handed = [(num, self.value(num)) for num in free(loop)]
        constant = [pair for pair in handed if not pair[1].text.startswith("%")]
        handed = [pair for pair in handed if pair[1].text.startswith("%")]
        parcel = Parcel([value.kind for _, value in handed])
        part = _Function(self.routine, self.target, self.common)
        # A kind writes into the function that it is of.
        part.values = {
            num.number: Value(part.lines.kind(num.dtype, num.lanes), value.text)
            for num, value in constant
        }
        unpacked = parcel.unpack(part.lines, "%p0")
        part.values |= {num.number: value for (num, _), value in zip(handed, unpacked, strict=True)}
        body = part.turns(loop, shared)
        parts = self.common.parts
        name = parts.setdefault(body, f"{self.routine.name}.part{len(parts)}")
        address = parcel.pack(lines, [value for _, value in handed])
        pool, start, stop = (self.value(x).text for x in (shared.pool, loop.start, loop.stop))
        own, fork, after = (lines.fresh_label() for _ in range(3))
        open_ = lines.new(f"icmp ne ptr {pool}, null")
        several = lines.new(f"and i1 {open_}, {self.value(shared.worth).text}")
        lines.text.append(f"br i1 {several}, label %{fork}, label %{own}")
        lines.begin(fork)
        function = lines.new(f"load ptr, ptr {pool}, align 8")
        lines.new(
            f"call i64 {function}(ptr {pool}, ptr @{name}, ptr {address}, "
            f"i64 {start}, i64 {stop}, i64 {loop.step})"
        )
        lines.text.append(f"br label %{after}")
        lines.begin(own)
        lines.new(f"call i64 @{name}(ptr {address}, i64 {start}, i64 {stop}, i64 0)")
        lines.text.append(f"br label %{after}")
        lines.begin(after)

    def turns(self, loop: For, shared: Shared) -> str:
        """The body of a function that runs the turns between its second and third parameter."""
        index, code = self.lines.kind("index", 1), loop.index.code
        begin, end = (Num(code, "parameter", (), "index", 1, name, 0) for name in ("begin", "end"))
        for place, num in enumerate((begin, end, shared.thread), start=1):
            self.values[num.number] = Value(index, f"%p{place}")
        self.loop(dataclasses.replace(loop, start=begin, stop=end, runs=False, shared=None))
        self.lines.text.append("ret i64 0")
        return self._body()

    def _unset(self, num: Num) -> Value:
        """A name whose definition follows."""
        self.lines.count += 1
        value = Value(self.lines.kind(num.dtype, num.lanes), f"%t{self.lines.count}")
        self.values[num.number] = value
        return value


def _phi(phi: Value, first: Value, before: str, later: Value, last: str) -> str:
    return f"{phi.text} = phi {phi.kind.type} [{first.text}, %{before}], [{later.text}, %{last}]"


def _load(function: _Function, num: Num) -> Value:
    pointer, index, *masks = (function.value(arg) for arg in num.args)
    kind = function.lines.kind(num.dtype, num.lanes)
    return load(function.lines, kind, pointer, index, masks[0] if masks else None)


def _splat(function: _Function, num: Num) -> Value:
    return function.lines.kind(num.dtype, num.lanes).splat(function.value(num.args[0]))


def _cast(function: _Function, num: Num) -> Value:
    kind = function.lines.kind(num.dtype, num.lanes)
    return cast(function.value(num.args[0]), kind)


def _bitcast(function: _Function, num: Num) -> Value:
    kind = function.lines.kind(num.dtype, num.lanes)
    return bitcast(function.value(num.args[0]), kind)


def _where(function: _Function, num: Num) -> Value:
    condition, a, b = (function.value(arg) for arg in num.args)
    return a.kind.where(condition, a, b)


def _lane(function: _Function, num: Num) -> Value:
    kind = function.lines.kind(num.dtype, num.lanes)
    if num.lanes == 1:
        return kind.constant(0)
    numbers = ", ".join([f"{kind.scalar} {kind.literal(lane)}" for lane in range(num.lanes)])
    return Value(kind, f"<{numbers}>")


def _extract(function: _Function, num: Num) -> Value:
    x = function.value(num.args[0])
    return x.kind.extract(x, num.attr)


def _shuffle(function: _Function, num: Num) -> Value:
    a, b = (function.value(arg) for arg in num.args)
    return a.kind.shuffle(a, b, num.attr)


def _pack(function: _Function, num: Num) -> Value:
    kind = function.lines.kind(num.dtype, num.lanes)
    return kind.gather_lanes([function.value(arg) for arg in num.args])


def _fold(function: _Function, num: Num) -> Value:
    x = function.value(num.args[0])
    return x.kind.fold(num.attr, x)


def _call(function: _Function, num: Num) -> Value:
    target, *arguments = (function.value(arg) for arg in num.args)
    operands = ", ".join([f"{x.kind.type} {x.text}" for x in arguments])
    kind = function.lines.kind(num.dtype, 1)
    return kind.new(f"call i64 {target.text}({operands})")


def _clock(function: _Function, num: Num) -> Value:
    # Reading cycles is a privilege on ARM; its steady counter is not.
    counter = "steady" if function.lines.is_arm else "cycle"
    kind = function.lines.kind(num.dtype, 1)
    return kind.new(f"call i64 @llvm.read{counter}counter()")


def _local(function: _Function, num: Num) -> Value:
    lines = function.lines
    lines.first.append(f"%local = alloca [{num.attr} x i8], align 64")
    return Value(lines.kind(num.dtype, 1), "%local")


SPECIAL: dict[str, Callable[[_Function, Num], Value]] = {
    "load": _load,
    "splat": _splat,
    "cast": _cast,
    "bitcast": _bitcast,
    "where": _where,
    "lane": _lane,
    "extract": _extract,
    "shuffle": _shuffle,
    "pack": _pack,
    "fold": _fold,
    "call": _call,
    "clock": _clock,
    "local": _local,
}
