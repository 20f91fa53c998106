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

PARAMETERS = (
    ("source", POINTER),
    ("stride", INDEX),
    ("packed", POINTER),
    ("width", INDEX),
    ("terms", INDEX),
    ("columns", INDEX),
)


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

    Squares of `lanes` x `lanes` are turned in registers. Up to `lanes - 1` rows behind the last
    term are written over.
    """
    code = Code(name, PARAMETERS)
    source, stride, packed, width, terms, columns = code.parameters
    whole = code.quotient(terms, lanes) * lanes
    with code.loop(0, columns, lanes) as column:
        places = [code.minimum(column.index + c, columns - 1) * stride for c in range(lanes)]

        def square(term: Num, mask: Num | None) -> None:
            lines = [code.load(source, place + term, dtype, lanes, mask) for place in places]
            lines = [code.cast(line, sum_dtype(dtype)) for line in lines]
            for k, line in enumerate(_turned(code, lines)):
                code.store(packed, (term + k) * width + column.index, line)

        with code.loop(0, whole, lanes) as term:
            square(term.index, None)
        with code.loop(whole, terms, lanes) as term:
            square(term.index, code.before(terms, term.index, lanes))
    return code.routine


def _turned(code: Code, lines: list[Num]) -> list[Num]:
    """The transpose of a square, one line a vector: blocks trade places, the largest first."""
    count = len(lines)
    step = count // 2
    while step:
        low = tuple(n if n % (2 * step) < step else n + count - step for n in range(count))
        high = tuple(n + step if n % (2 * step) < step else n + count for n in range(count))
        turned = list(lines)
        for n in range(count):
            if n % (2 * step) < step:
                a, b = lines[n], lines[n + step]
                turned[n], turned[n + step] = code.shuffle(a, b, low), code.shuffle(a, b, high)
        lines = turned
        step //= 2
    return lines
