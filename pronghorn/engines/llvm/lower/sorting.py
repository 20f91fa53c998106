"""Places in rising order: runs of one, two, four … places merged until a line is one run."""

from __future__ import annotations

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.part import Memory, Part
from pronghorn.engines.llvm.schedule import MOVED
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.graph import Node
from pronghorn.ir.types import product

# Lines are shorter than 2 ** 31, since places are 32-bit integers.
LEVELS = 31
PLACE = "int32"


def lower_argsort(part: Part, node: Node, spare: Memory) -> None:
    """One line after the other; threads share the lines.

    Args:
        spare: as large as the result; places go there and back, once for two levels.
    """
    code, (x,), (out,), axis = part.code, node.inputs, node.outputs, node.attrs["axis"]
    size, width = part.size(x.shape[axis]), part.size(product(x.shape[axis + 1 :]))
    levels = (x.shape[axis] - 1).bit_length() if isinstance(x.shape[axis], int) else LEVELS
    outer = part.size(product(x.shape[:axis]))
    worth = code.greater_equal(part.size(product(x.shape)) * MOVED * max(levels, 1), WORTH)
    places = part.memory[out]
    with part.parallel(0, outer * width, 1, worth) as lines:
        row, column = code.divmod(lines.index, width)
        first = row * size * width + column
        line = _Line(code, part.memory[x], first, width, size)
        with code.loop(0, size) as each:
            line.put(places, each.index, code.cast(each.index, PLACE))
        with code.loop(0, (levels + 1) // 2) as twice:
            run = code.constant(1, INDEX) << (twice.index * 2)
            # Beyond the last level nothing is left to do, not even to copy.
            length = code.where(code.less(run, size), size, 0)
            line.merge(places, spare, run, length)
            line.merge(spare, places, run * 2, length)


class _Line:
    """The elements of one line, `step` apart in memory."""

    def __init__(self, code: Code, elements: Memory, first: Num, step: Num, size: Num) -> None:
        self.code, self.elements = code, elements
        self.first, self.step, self.size = first, step, size

    def merge(self, source: Memory, target: Memory, run: Num, length: Num) -> None:
        """Neighbouring sorted runs become one; of equal elements that of the first comes first."""
        code, last = self.code, self.size - 1
        with code.loop(0, code.ceiling_divide(length, run * 2)) as pair:
            begin = pair.index * run * 2
            middle = code.minimum(begin + run, length)
            end = code.minimum(begin + run * 2, length)
            with code.loop(begin, end, initial=[begin, middle]) as each:
                i, j = each.carried
                a = self._place(source, code.minimum(i, last))
                b = self._place(source, code.minimum(j, last))
                is_first = code.logical_not(_precedes(code, self._element(b), self._element(a)))
                only_first = code.greater_equal(j, end)
                takes_first = code.logical_or(
                    only_first, code.logical_and(code.less(i, middle), is_first)
                )
                self.put(target, each.index, code.where(takes_first, a, b))
                step = code.cast(takes_first, INDEX)
                each.next = [i + step, j + 1 - step]

    def put(self, memory: Memory, place: Num, value: Num) -> None:
        """Write one of the line's places."""
        self.code.store(memory.pointer, memory.offset + self._offset(place), value)

    def _offset(self, place: Num) -> Num:
        return self.first + place * self.step

    def _place(self, memory: Memory, place: Num) -> Num:
        return self.code.load(memory.pointer, memory.offset + self._offset(place), PLACE)

    def _element(self, place: Num) -> Num:
        where = self.elements.offset + self._offset(self.code.cast(place, INDEX))
        element = self.code.load(self.elements.pointer, where, self.elements.dtype)
        wide = PLACE if element.dtype == "bool" else sum_dtype(element.dtype)
        return self.code.cast(element, wide)


def _precedes(code: Code, a: Num, b: Num) -> Num:
    """Whether a is less than b; NaN comes last."""
    is_less = code.less(a, b)
    if not a.dtype.startswith("float"):
        return is_less
    only_b = code.logical_and(code.equal(a, a), code.not_equal(b, b))
    return code.logical_or(is_less, only_b)
