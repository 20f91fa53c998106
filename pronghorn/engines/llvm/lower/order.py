"""A random order written out: the bijection of `prims.bits`, vector by vector."""

from __future__ import annotations

from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.ir.graph import Node
from pronghorn.prims import bits

WORD = "uint32"


def lower_permutation(part: Part, node: Node, lanes: int) -> None:
    """Each row of the rectangle is stored whole; a vector with places beyond the end by lane."""
    code = part.code
    size = part.size(node.attrs["size"])
    key, out = part.memory[node.inputs[0]], part.memory[node.outputs[0]]
    first = code.load(key.pointer, key.offset, WORD, depth=part.depth)
    second = code.load(key.pointer, key.offset + 1, WORD, depth=part.depth)
    counter = code.lane(bits.ROUNDS, WORD)
    words = bits._threefry(code, first, second, counter)
    keys = [code.extract(words, n) for n in range(bits.ROUNDS)]
    tall, wide = _sides(code, size)
    with code.loop(0, tall, initial=[code.constant(0, INDEX)]) as rows:
        row = code.splat(code.cast(rows.index, WORD), lanes)
        with code.loop(0, wide, lanes, rows.carried, runs=True) as columns:
            column = code.cast(columns.index, WORD) + code.lane(lanes, WORD)
            tall_word, wide_word = code.cast(tall, WORD), code.cast(wide, WORD)
            places = bits.shuffled_place(code, row, column, keys, tall_word, wide_word)
            inside = code.less(places, code.cast(size, WORD))  # type: ignore[attr-defined]
            inside = inside & code.less(column, wide_word)  # type: ignore[attr-defined]
            start = out.offset + columns.carried[0]
            # Whatever lies behind the valid places is overwritten by those that follow.
            code.store(out.pointer, start, code.bitcast(places, "int32"))
            found = code.fold("add", code.cast(inside, "int32"))
            count = code.cast(found, INDEX)
            valid = code.minimum(wide - columns.index, lanes)  # type: ignore[attr-defined]
            with code.when(code.less(count, valid)):  # type: ignore[attr-defined]
                _by_lane(code, out.pointer, start, places, inside)
            columns.next = [columns.carried[0] + count]
        rows.next = columns.results


def _by_lane(code: Code, pointer: Num, start: Num, places: Num, inside: Num) -> None:
    """Each lane is stored where the next valid one will overwrite it if it is not valid."""
    for lane in range(places.lanes):
        number = code.bitcast(code.extract(places, lane), "int32")
        code.store(pointer, start, number)
        start = start + code.cast(code.extract(inside, lane), INDEX)


def _sides(code: Code, size: Num) -> tuple[Num, Num]:
    """As `bits.sides`; the root of a double below 2**52 is exact enough to be mended by one."""
    less = code.maximum(size, 1) - 1  # type: ignore[attr-defined]
    root = code.cast(code.sqrt(code.cast(less, "float64")), INDEX)  # type: ignore[attr-defined]
    root = code.where(code.greater(root * root, less), root - 1, root)  # type: ignore[attr-defined]
    wide = code.maximum(root + 1, 2)  # type: ignore[attr-defined]
    tall = code.floor_divide(code.maximum(size, 1) + wide - 1, wide)  # type: ignore[attr-defined]
    return code.maximum(tall, 2), wide  # type: ignore[attr-defined]
