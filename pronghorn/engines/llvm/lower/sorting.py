"""Lines in rising order, and places in it: short ones by comparing, long ones digit by digit.

An element becomes a key that keeps the order. A place in the order is 32 bits, so half a key and a
place fit one word, and words are put in order by the digits of keys; where only elements are asked
for, keys are words themselves.
"""

from __future__ import annotations

from pronghorn.dtypes import is_float
from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.digits import DIGIT, Digits
from pronghorn.engines.llvm.lower.lines import Line, Lines
from pronghorn.engines.llvm.lower.network import lower_network
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.target import bits_of
from pronghorn.prims import order
from pronghorn.prims.record import Sort

# Lines are shorter than 2 ** 31, since places are 32-bit integers.
WORD = "uint64"
HALF = 32

# Up to so many elements comparing each with each is faster than digits.
SHORT = 128


def lower_sort(part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
    """As the schedule says; threads share the lines, each with words of its own."""
    (node,) = region.nodes
    nest = node.primitive.nest
    assert isinstance(nest, Sort)
    lines = Lines(part, node, schedule, scratch)
    if schedule.network:
        lower_network(lines)
        return
    with lines.groups(1) as (number, own):
        line = lines.line(number, own)
        if nest.places:
            _lower_places(_Places(line))
        else:
            _lower_elements(line)


def _lower_places(line: _Places) -> None:
    code = line.code
    is_short = code.less_equal(line.size, SHORT)
    if is_short.op == "constant":
        line.compare() if is_short.attr else line.distribute()
        return
    with code.when(is_short):
        line.compare()
    with code.when(code.logical_not(is_short)):
        line.distribute()


def _lower_elements(line: Line) -> None:
    """Keys without their places, by all digits."""
    code, dtype = line.code, line.elements.dtype
    wide = order.wide(dtype)
    bits = bits_of(wide)
    digits = Digits(line, f"uint{bits}")
    with code.loop(0, line.size) as each:
        digits.store(0, each.index, _counted(line, each.index))
    side = digits.ordered(code.constant(0, INDEX), 0, bits // DIGIT)
    with code.loop(0, line.size) as each:
        found = code.bitcast(digits.word(side, each.index), f"int{bits}")
        line.put(each.index, order.element(code, found + _least(dtype), wide))


def _counted(line: Line, place: Num, same_zeros: bool = False) -> Num:
    """An element's key counted from the least, which is no number with sign; 0 for -0 if wanted."""
    code, dtype = line.code, line.elements.dtype
    wide = order.wide(dtype)
    element = code.cast(line.element(place), wide)
    if same_zeros and is_float(wide):
        element = code.where(code.equal(element, 0.0), 0.0, element)
    key = order.key(code, element, wide)
    return code.bitcast(key - _least(dtype), f"uint{bits_of(wide)}")


def _least(dtype: str) -> int:
    """The least key: of narrow whole numbers the least of them, so that few digits differ."""
    if not is_float(dtype) and bits_of(dtype) < bits_of(order.wide(dtype)):
        return -(1 << (bits_of(dtype) - 1)) if dtype.startswith("int") else 0
    return -(1 << (bits_of(order.wide(dtype)) - 1))


class _Places:
    """The places of one line's elements in rising order."""

    def __init__(self, line: Line) -> None:
        self.line, self.code, self.size = line, line.code, line.size
        self.words = Digits(line, WORD)
        self.halves = bits_of(order.wide(line.elements.dtype)) // HALF

    def compare(self) -> None:
        """Each place is the number of elements before: those that are less, or equal and before.

        With the place in the lower half no two words are equal. Numbers with sign are compared in
        one instruction.
        """
        code, size, lanes, words = self.code, self.size, self.line.lanes, self.line.words
        rows = self.words.rows
        ranks = rows + size
        with code.loop(0, size) as each:
            key = self._key(each.index)
            word = key if self.halves > 1 else self._joined(key, each.index)
            code.store(words, rows + each.index, word ^ (1 << 63))
        with code.loop(0, size, lanes) as block:
            word = code.load(words, rows + block.index, INDEX, lanes)
            place = code.lane(lanes) + block.index
            with code.loop(0, size, initial=[code.constant(0, INDEX, lanes)]) as other:
                against = code.load(words, rows + other.index, INDEX)
                is_before = code.less(against, word)
                if self.halves > 1:
                    is_before |= code.equal(against, word) & code.less(other.index, place)
                other.next = [other.carried[0] + code.cast(is_before, INDEX)]
            code.store(words, ranks + block.index, other.results[0])
        with code.loop(0, size) as each:
            self.line.put(code.load(words, ranks + each.index, INDEX), each.index)

    def distribute(self) -> None:
        """All digits of the lower half of keys, then those of the upper half."""
        code, words = self.code, self.words
        with code.loop(0, self.size) as each:
            words.store(0, each.index, self._joined(self._key(each.index), each.index))
        side = words.ordered(code.constant(0, INDEX), HALF, HALF // DIGIT)
        if self.halves > 1:
            with code.loop(0, self.size) as each:
                place = self._place(words.word(side, each.index))
                words.store(side, each.index, self._joined(self._key(place) >> HALF, place))
            side = words.ordered(side, HALF, HALF // DIGIT)
        with code.loop(0, self.size) as each:
            self.line.put(each.index, self._place(words.word(side, each.index)))

    def _place(self, word: Num) -> Num:
        return self.code.cast(word & (2**HALF - 1), INDEX)

    def _joined(self, key: Num, place: Num) -> Num:
        """A word of the lower half of a key and a place."""
        return (key << HALF) | self.code.cast(place, WORD)

    def _key(self, place: Num) -> Num:
        """An element's key in 64 bits; -0 and 0 have one, so that they stay in their order."""
        return self.code.cast(_counted(self.line, place, same_zeros=True), WORD)
