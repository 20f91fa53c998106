"""Columns of a matrix brought side by side, a panel at a time, for the kernels of products.

`packed[k * width + c] = source[k * term + c]` for `rows`, which have their columns side by side
already but far from the next row's, and `source[c * column + k]` for `columns`, where terms are.
Columns from `columns` on are filled up: with zeros or with copies of the last one. Halves become
float32.
"""

from __future__ import annotations

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.loops import INDEX, POINTER, Code, Num
from pronghorn.engines.llvm.statements import Routine
from pronghorn.engines.llvm.target import bits_of

PARAMETERS = (
    ("source", POINTER),
    ("stride", INDEX),
    ("packed", POINTER),
    ("width", INDEX),
    ("terms", INDEX),
    ("columns", INDEX),
)


# Bits within which processors of any width move lanes in one step.
BLOCK = 128

# Panels of so many vectors, and strips, are packed by loops of their own.
WHOLE = (1, 2)


def rows(name: str, dtype: str, lanes: int) -> Routine:
    """Pack a matrix whose columns lie side by side; `stride` leads to the next term.

    Whole vectors are written.
    """
    code = Code(name, PARAMETERS)
    source, stride, packed, width, terms, columns = code.parameters
    other = code.constant(1, "bool")
    for vectors in WHOLE:
        here = code.equal(columns, vectors * lanes)
        other = other & code.logical_not(here)
        with code.when(here), code.loop(0, terms) as term:
            start = term.index * stride
            code.prefetch(source, start + (2 * vectors * lanes - 1), dtype)
            for v in range(vectors):
                num = code.load(source, start + v * lanes, dtype, lanes)
                num = code.cast(num, sum_dtype(dtype))
                code.store(packed, term.index * width + v * lanes, num)
    with code.when(other), code.loop(0, terms) as term:
        here, there = term.index * stride, term.index * width
        with code.loop(0, columns, lanes) as column:
            mask = code.before(columns, column.index, lanes)
            num = code.load(source, here + column.index, dtype, lanes, mask)
            code.store(packed, there + column.index, code.cast(num, sum_dtype(dtype)))
    return code.routine


def columns(name: str, dtype: str, lanes: int) -> Routine:
    """Pack a matrix whose terms lie side by side; `stride` leads to the next column.

    A few terms of every column of a vector are turned at once, so that shuffles stay within 128
    bits: LLVM takes twice as long to turn squares of `lanes` x `lanes` of 512 bits.
    """
    code = Code(name, PARAMETERS)
    source, stride, packed, width, terms, columns = code.parameters
    few = min(lanes, BLOCK // bits_of(sum_dtype(dtype)))
    whole = code.quotient(terms, few) * few
    with code.loop(0, columns, lanes) as column:
        places = [code.minimum(column.index + c, columns - 1) * stride for c in range(lanes)]

        def keep(term: Num, line: Num) -> None:
            code.store(packed, term * width + column.index, code.cast(line, sum_dtype(dtype)))

        with code.loop(0, whole, few) as term:
            lines = [code.load(source, place + term.index, dtype, few) for place in places]
            lines = [code.cast(line, sum_dtype(dtype)) for line in lines]
            for k, line in enumerate(_turned(code, lines)):
                keep(term.index + k, line)
        with code.loop(whole, terms) as term:
            keep(term.index, code.pack([code.load(source, p + term.index, dtype) for p in places]))
    return code.routine


def _turned(code: Code, lines: list[Num]) -> list[Num]:
    """The transpose of short lines: each so manieth one in a vector, then squares are turned."""
    few = lines[0].lanes
    turned = [_joined(code, lines[start::few]) for start in range(few)]
    lanes, step = range(len(lines)), few // 2
    while step:  # blocks of each square trade places, the largest first
        low = tuple(n if n % (2 * step) < step else n + len(lines) - step for n in lanes)
        high = tuple(n + step if n % (2 * step) < step else n + len(lines) for n in lanes)
        for n in range(few):
            if n % (2 * step) < step:
                a, b = turned[n], turned[n + step]
                turned[n], turned[n + step] = code.shuffle(a, b, low), code.shuffle(a, b, high)
        step //= 2
    return turned


def _joined(code: Code, parts: list[Num]) -> Num:
    """Vectors one after the other, as one."""
    while len(parts) > 1:
        lanes = tuple(range(2 * parts[0].lanes))
        pairs = zip(parts[::2], parts[1::2], strict=True)
        parts = [code.shuffle(a, b, lanes) for a, b in pairs]
    return parts[0]
