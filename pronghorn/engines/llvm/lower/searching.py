"""Places for elements in a sorted vector, each found by halving what is left."""

from __future__ import annotations

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.part import Memory, Part
from pronghorn.engines.llvm.schedule import MOVED
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.graph import Node
from pronghorn.ir.types import product

# A vector has fewer than 2 ** 31 elements, since places are 32-bit integers.
LEVELS = 31


def lower_searchsorted(part: Part, node: Node, _lanes: int) -> None:
    """How many elements of the vector are less than each, or not greater; NaN comes last."""
    code, (line, x), (out,) = part.code, node.inputs, node.outputs
    length = line.shape[0]
    levels = length.bit_length() if isinstance(length, int) else LEVELS
    size, count = part.size(length), part.size(product(x.shape))
    vector, sought, places = part.memory[line], part.memory[x], part.memory[out]
    worth = code.greater_equal(count * (levels * MOVED), WORTH)
    with part.parallel(0, count, 1, worth) as each:
        element = _element(code, sought, each.index)
        with code.loop(0, levels, initial=[code.constant(0, INDEX), size]) as level:
            low, high = level.carried
            middle = (low + high) >> 1
            is_open = code.less(low, high)
            other = _element(code, vector, code.where(is_open, middle, 0))
            if node.attrs["side"] == "left":
                is_before = _precedes(code, other, element)
            else:
                is_before = code.logical_not(_precedes(code, element, other))
            raised = code.where(is_open & is_before, middle + 1, low)
            level.next = [raised, code.where(is_before, high, middle)]
        place = code.cast(level.results[0], out.dtype)
        code.store(places.pointer, places.offset + each.index, place)


def _element(code: Code, memory: Memory, place: Num) -> Num:
    element = code.load(memory.pointer, memory.offset + place, memory.dtype)
    return code.cast(element, "int32" if element.dtype == "bool" else sum_dtype(element.dtype))


def _precedes(code: Code, a: Num, b: Num) -> Num:
    is_less = code.less(a, b)
    if not a.dtype.startswith("float"):
        return is_less
    return is_less | (code.equal(a, a) & code.not_equal(b, b))
