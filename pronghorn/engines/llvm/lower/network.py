"""Short lines in rising order, as many side by side as vectors have lanes.

What is compared with what does not depend on the elements, so all lines of a vector do the same:
merge exchange (Batcher 1968, as Knuth has it, volume 3, 5.2.2, algorithm M), whose pairs of one
step lie at a distance and are independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pronghorn.engines.llvm.loops import INDEX, Code, Num
from pronghorn.engines.llvm.lower.lines import Line, Lines
from pronghorn.engines.llvm.target import bits_of
from pronghorn.prims import order


def lower_network(lines: Lines) -> None:
    """Columns of a table in memory are lines, its rows vectors of elements that become keys."""
    code, lanes, dtype = lines.code, lines.schedule.lanes, lines.elements.dtype
    wide = order.wide(dtype)
    with lines.groups(lanes) as (begin, own):
        base = own * (64 // bits_of(wide))
        with _elements(lines, begin, own) as (line, place, lane):
            found = code.cast(line.element(place), wide)
            code.store(lines.words, base + place * lanes + lane, found)
        _Network(code, lines.words, base, lines.size, lanes, wide).sort()
        with _elements(lines, begin, own) as (line, place, lane):
            line.put(place, code.load(lines.words, base + place * lanes + lane, wide))


@contextmanager
def _elements(lines: Lines, begin: Num, own: Num) -> Iterator[tuple[Line, Num, Num]]:
    """Each element of as many lines as there are lanes: its line, its place, and its lane."""
    code, lanes = lines.code, lines.schedule.lanes
    with code.loop(0, code.minimum(lines.count - begin, lanes)) as lane:
        line = lines.line(begin + lane.index, own)
        with code.loop(0, lines.size) as each:
            yield line, each.index, lane.index


class _Network:
    """The rows of a table from `base` on, which exchange elements lane by lane."""

    def __init__(
        self, code: Code, words: Num, base: Num, size: Num, lanes: int, dtype: str
    ) -> None:
        self.code, self.words, self.base = code, words, base
        self.size, self.lanes, self.dtype = size, lanes, dtype
        self.keys = f"int{bits_of(dtype)}"

    def sort(self) -> None:
        """In rising order from the first row on."""
        code = self.code
        with code.loop(0, self.size) as row:
            found = self._load(row.index, self.dtype)
            self._store(row.index, order.key(code, found, self.dtype))
        levels = (self.size.attr - 1).bit_length()
        with code.loop(0, levels) as level:
            span = self._power(levels - 1 - level.index)
            self._exchange(span, span, code.constant(0, INDEX))
            with code.loop(0, level.index) as merge:
                distance = self._power(levels - 1 - merge.index) - span
                self._exchange(span, distance, span)
        with code.loop(0, self.size) as row:
            found = self._load(row.index, self.keys)
            self._store(row.index, order.element(code, found, self.dtype))

    def _exchange(self, span: Num, distance: Num, rest: Num) -> None:
        """Put pairs in order whose first place, of every two spans, is in the one that has `rest`.

        The places are those below `size - distance` in which the bit `span` is that of `rest`.
        """
        code = self.code
        whole, part = code.divmod(code.maximum(self.size - distance - rest, 0), span * 2)
        with code.loop(0, whole * span + code.minimum(part, span)) as pair:
            # The number of the pair, a zero put in where the bit is.
            low = pair.index + (pair.index & (0 - span)) + rest
            a, b = (self._load(place, self.keys) for place in (low, low + distance))
            self._store(low, code.minimum(a, b))
            self._store(low + distance, code.maximum(a, b))

    def _power(self, exponent: Num) -> Num:
        return self.code.constant(1, INDEX) << exponent

    def _load(self, row: Num, dtype: str) -> Num:
        return self.code.load(self.words, self.base + row * self.lanes, dtype, self.lanes)

    def _store(self, row: Num, value: Num) -> None:
        self.code.store(self.words, self.base + row * self.lanes, value)
