"""A random order written out: the bijection of `prims.bits`, vector by vector."""

from __future__ import annotations

from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.part import Memory, Part
from pronghorn.ir.graph import Node
from pronghorn.prims import bits

WORD, HALF = "uint32", bits.HALF


def lower_permutation(part: Part, node: Node, lanes: int) -> None:
    """Each row of the rectangle is stored whole; a vector with places beyond the end by lane."""
    code = part.code
    size = part.size(node.attrs["size"])
    key, out = part.memory[node.inputs[0]], part.memory[node.outputs[0]]
    first = code.load(key.pointer, key.offset, WORD, depth=part.depth)
    second = code.load(key.pointer, key.offset + 1, WORD, depth=part.depth)
    keys = _keys(code, first, second)
    tall, wide = _sides(code, size)
    rows_end, columns_end = code.cast(tall, HALF), code.cast(wide, HALF)
    lanes = 2 * lanes  # of half the width
    with code.loop(0, tall, initial=[code.constant(0, INDEX)]) as rows:
        row = code.splat(code.cast(rows.index, HALF), lanes)
        with code.loop(0, wide, lanes, rows.carried, runs=True) as columns:
            column = code.cast(columns.index, HALF) + code.lane(lanes, HALF)
            row_, column_ = bits.shuffled_place(code, row, column, keys, rows_end, columns_end)
            places = code.cast(row_, WORD) * code.cast(wide, WORD) + code.cast(column_, WORD)
            beyond = code.greater_equal(places, code.cast(size, WORD))
            begin = columns.carried[0]
            # Whatever lies behind the valid places is overwritten by those that follow.
            code.store(out.pointer, out.offset + begin, code.bitcast(places, "int32"))
            valid = code.minimum(wide - columns.index, lanes)
            any_beyond = code.cast(code.fold("bitwise_or", beyond), INDEX)
            with code.loop(0, any_beyond, initial=[begin + valid]) as again:
                again.next = [_compacted(code, out, begin, valid, size)]
            columns.next = again.results
        rows.next = columns.results


def _keys(code: Code, first: Num, second: Num) -> list[tuple[Num, Num]]:
    words = bits.threefry_word(code, first, second, code.lane(bits.ROUNDS, WORD))
    summands, factors = bits.round_keys(code, words)
    return [(code.extract(summands, n), code.extract(factors, n)) for n in range(bits.ROUNDS)]


def _compacted(code: Code, out: Memory, begin: Num, count: Num, size: Num) -> Num:
    """Close the gaps among the last `count` stored places; gives where the next ones go."""
    with code.loop(0, count, initial=[begin]) as lane:
        place = code.load(out.pointer, out.offset + begin + lane.index, "int32")
        code.store(out.pointer, out.offset + lane.carried[0], place)
        kept = code.less(place, code.cast(size, "int32"))
        lane.next = [lane.carried[0] + code.cast(kept, INDEX)]
    return lane.results[0]


def _sides(code: Code, size: Num) -> tuple[Num, Num]:
    """As `bits.sides`; the root of a double below 2**52 is exact enough to be mended by one."""
    less = code.maximum(size, 1) - 1
    root = code.cast(code.sqrt(code.cast(less, "float64")), INDEX)
    root = code.where(code.greater(root * root, less), root - 1, root)
    wide = code.maximum(root + 1, 2)
    tall = code.ceiling_divide(code.maximum(size, 1), wide)
    return code.maximum(tall, 2), wide
