"""Words put in order digit by digit, the last first, however long their row is.

Digits have eight bits; whole words move, so nothing is looked up far away (Knuth, volume 3, 5.2.5).
"""

from __future__ import annotations

from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.lines import Line
from pronghorn.engines.llvm.schedule import COUNTS, MOST
from pronghorn.engines.llvm.target import bits_of

DIGIT = 8


class Digits:
    """Two rows of numbers without sign, each as long as a line, behind the counts of a digit.

    They are in one of the rows, which is its `side`, and go to the other for each digit.
    """

    def __init__(self, line: Line, dtype: str) -> None:
        self.code, self.words, self.dtype = line.code, line.words, dtype
        self.size, self.lanes, self.counts = line.size, line.lanes, line.own
        self.rows = (line.own + MOST * COUNTS) * (64 // bits_of(dtype))

    def word(self, side: Num, index: Num) -> Num:
        """One word of a row."""
        return self.code.load(self.words, self.rows + side * self.size + index, self.dtype)

    def store(self, side: Num | int, index: Num, word: Num) -> None:
        """Set one word of a row."""
        self.code.store(self.words, self.rows + side * self.size + index, word)

    def ordered(self, side: Num, first: int, count: int) -> Num:
        """The words in the order of so many digits from a bit on; gives the row they are in."""
        code, counts = self.code, self.counts
        with code.loop(0, count * COUNTS, self.lanes) as each:
            zero = code.constant(0, INDEX, self.lanes)
            code.store(self.words, counts + each.index, zero)
        with code.loop(0, self.size) as each:
            word = self.word(side, each.index)
            for digit in range(count):
                at = counts + digit * COUNTS + self._digit(word >> (first + digit * DIGIT))
                code.store(self.words, at, code.load(self.words, at, INDEX) + 1)
        with code.loop(0, count, initial=[side]) as each_digit:
            shift = code.cast(each_digit.index * DIGIT + first, self.dtype)
            moved = self._moved(each_digit.carried[0], shift, counts + each_digit.index * COUNTS)
            each_digit.next = [moved]
        return each_digit.results[0]

    def _moved(self, side: Num, shift: Num, counts: Num) -> Num:
        """Nothing moves if all words have the same digit."""
        code, start = self.code, self.code.constant(0, INDEX)
        common = counts + self._digit(self.word(side, start) >> shift)
        is_same = code.equal(code.load(self.words, common, INDEX), self.size)
        with code.when(code.logical_not(is_same)):
            with code.loop(0, COUNTS, initial=[start]) as each:
                at = counts + each.index
                count = code.load(self.words, at, INDEX)
                code.store(self.words, at, each.carried[0])
                each.next = [each.carried[0] + count]
            other = 1 - side
            with code.loop(0, self.size) as each:
                word = self.word(side, each.index)
                at = counts + self._digit(word >> shift)
                place = code.load(self.words, at, INDEX)
                code.store(self.words, at, place + 1)
                self.store(other, place, word)
        return code.where(is_same, side, 1 - side)

    def _digit(self, word: Num) -> Num:
        """The last digit of a word."""
        return self.code.cast(word & (COUNTS - 1), INDEX)
