"""Places in rising order: short lines by how many elements precede each, long ones digit by digit.

An element becomes a key, a 64-bit number without sign that keeps the order. A place in its order is
32 bits, so half a key and a place fit one word, and words are put in order by each digit of eight
bits, the last first; whole words move, so nothing is looked up far away (Knuth, volume 3, 5.2.5).
"""

from __future__ import annotations

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm.arena import Place
from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.part import Memory, Part
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.schedule import COUNTS, MOVED, Schedule
from pronghorn.engines.llvm.target import bits_of
from pronghorn.engines.llvm.tiling import WORTH
from pronghorn.ir.types import product

# Lines are shorter than 2 ** 31, since places are 32-bit integers.
PLACE, WORD = "int32", "uint64"
HALF, DIGIT = 32, 8

# Up to so many elements comparing each with each is faster.
SHORT = 128


def lower_sort(part: Part, region: Region, schedule: Schedule, scratch: Place) -> None:
    """One line after the other; threads share the lines, each with words of its own."""
    (node,) = region.nodes
    code, (x,), (out,), axis = part.code, node.inputs, node.outputs, node.attrs["axis"]
    size, width = part.size(x.shape[axis]), part.size(product(x.shape[axis + 1 :]))
    outer = part.size(product(x.shape[:axis]))
    worth = code.greater_equal(part.size(product(x.shape)) * (8 * MOVED), WORTH)
    with part.parallel(0, outer * width, 1, worth) as lines:
        row, column = code.divmod(lines.index, width)
        first = row * size * width + column
        number = lines.index if schedule.sums else part.thread_of(lines)
        own = number * part.size(schedule.words)
        words = part.pointer(scratch.entry)
        memory = part.memory[x], part.memory[out]
        line = _Line(code, *memory, first, width, size, words, own, schedule.lanes)
        is_short = code.less_equal(size, SHORT)
        if is_short.op == "constant":
            line.compare() if is_short.attr else line.distribute()
            return
        with code.when(is_short):
            line.compare()
        with code.when(code.logical_not(is_short)):
            line.distribute()


class _Line:
    """The elements of one line, `step` apart in memory, and a thread's words.

    Behind the counts of digits lie two rows of words as long as the line.
    """

    def __init__(
        self,
        code: Code,
        elements: Memory,
        places: Memory,
        first: Num,
        step: Num,
        size: Num,
        words: Num,
        own: Num,
        lanes: int,
    ) -> None:
        self.code, self.elements, self.places = code, elements, places
        self.first, self.step, self.size, self.lanes = first, step, size, lanes
        self.words, self.counts, self.rows = words, own, own + COUNTS
        # Keys of whole numbers have their width, so halves of 8 bits are one digit.
        bits = max(bits_of(sum_dtype(elements.dtype)), DIGIT)
        self.halves = max(bits // HALF, 1)
        self.digits = min(bits, HALF) // DIGIT

    def compare(self) -> None:
        """Each place is the number of elements before: those that are less, or equal and before.

        With the place in the lower half no two words are equal. Numbers with sign are compared in
        one instruction.
        """
        code, size, lanes, ranks = self.code, self.size, self.lanes, self.rows + self.size
        with code.loop(0, size) as each:
            key = self._key(each.index)
            word = key if self.halves > 1 else self._joined(key, each.index)
            code.store(self.words, self.rows + each.index, word ^ (1 << 63))
        with code.loop(0, size, lanes) as block:
            word = code.load(self.words, self.rows + block.index, INDEX, lanes)
            place = code.lane(lanes) + block.index
            with code.loop(0, size, initial=[code.constant(0, INDEX, lanes)]) as other:
                against = code.load(self.words, self.rows + other.index, INDEX)
                is_before = code.less(against, word)
                if self.halves > 1:
                    is_before |= code.equal(against, word) & code.less(other.index, place)
                other.next = [other.carried[0] + code.cast(is_before, INDEX)]
            code.store(self.words, ranks + block.index, other.results[0])
        with code.loop(0, size) as each:
            self._put(code.load(self.words, ranks + each.index, INDEX), each.index)

    def distribute(self) -> None:
        """All digits of the lower half of keys, then those of the upper half."""
        code = self.code
        with code.loop(0, self.size) as each:
            self._store(0, each.index, self._key(each.index), each.index)
        side = code.constant(0, INDEX)
        for half in range(self.halves):
            if half:
                with code.loop(0, self.size) as each:
                    place = self._place(self._word(side, each.index))
                    self._store(side, each.index, self._key(place) >> HALF, place)
            with code.loop(0, self.digits, initial=[side]) as digit:
                shift = code.cast(digit.index * DIGIT + HALF, WORD)
                digit.next = [self._by_digit(digit.carried[0], shift)]
            (side,) = digit.results
        with code.loop(0, self.size) as each:
            self._put(each.index, self._place(self._word(side, each.index)))

    def _by_digit(self, side: Num, shift: Num) -> Num:
        """Move the words to the other row in the order of a digit; gives the row they are in."""
        code = self.code
        start = code.constant(0, INDEX)
        with code.loop(0, COUNTS, self.lanes) as each:
            code.store(self.words, self.counts + each.index, code.splat(start, self.lanes))
        with code.loop(0, self.size) as each:
            at = self._count(self._word(side, each.index), shift)
            code.store(self.words, at, code.load(self.words, at, INDEX) + 1)
        common = code.load(self.words, self._count(self._word(side, start), shift), INDEX)
        is_same = code.equal(common, self.size)
        with code.when(code.logical_not(is_same)):
            with code.loop(0, COUNTS, initial=[start]) as each:
                at = self.counts + each.index
                count = code.load(self.words, at, INDEX)
                code.store(self.words, at, each.carried[0])
                each.next = [each.carried[0] + count]
            target = self.rows + (1 - side) * self.size
            with code.loop(0, self.size) as each:
                word = self._word(side, each.index)
                at = self._count(word, shift)
                place = code.load(self.words, at, INDEX)
                code.store(self.words, at, place + 1)
                code.store(self.words, target + place, word)
        return code.where(is_same, side, 1 - side)

    def _count(self, word: Num, shift: Num) -> Num:
        """Where the words with this one's digit are counted."""
        return self.counts + self.code.cast((word >> shift) & (COUNTS - 1), INDEX)

    def _word(self, side: Num, index: Num) -> Num:
        return self.code.load(self.words, self.rows + side * self.size + index, WORD)

    def _place(self, word: Num) -> Num:
        return self.code.cast(word & (2**HALF - 1), INDEX)

    def _store(self, side: Num | int, index: Num, key: Num, place: Num) -> None:
        word = self._joined(key, place)
        self.code.store(self.words, self.rows + side * self.size + index, word)

    def _joined(self, key: Num, place: Num) -> Num:
        """A word of the lower half of a key and a place."""
        return (key << HALF) | self.code.cast(place, WORD)

    def _put(self, place: Num, value: Num) -> None:
        """Write one of the line's results."""
        where = self.places.offset + self.first + place * self.step
        self.code.store(self.places.pointer, where, self.code.cast(value, PLACE))

    def _key(self, place: Num) -> Num:
        """An element as a number without sign; all NaN are one and last, and -0 is 0."""
        code, dtype = self.code, self.elements.dtype
        where = self.elements.offset + self.first + place * self.step
        element = code.load(self.elements.pointer, where, dtype)
        if dtype == "bool" or dtype.startswith("uint"):
            return code.cast(element, WORD)
        wide = sum_dtype(dtype)
        bits = bits_of(wide)
        element = code.cast(element, wide)
        sign = code.constant(1 << (bits - 1), f"uint{bits}")
        if dtype.startswith("int"):
            return code.cast(code.bitcast(element, sign.dtype) ^ sign, WORD)
        element = code.where(code.equal(element, 0.0), 0.0, element)
        raw = code.bitcast(element, sign.dtype)
        every = (1 << bits) - 1
        key = code.where(code.equal(raw & sign, 0), raw | sign, raw ^ every)
        return code.cast(code.where(code.not_equal(element, element), every, key), WORD)
