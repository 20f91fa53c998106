"""Memory of a program by name: entries of its table of addresses, and slots of its arena."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pronghorn.engines.llvm.target import bits_of
from pronghorn.ir.sizes import Size, evaluate

START = "start"  # the row at which a batch begins
THREADS = "threads"  # how many threads may share the work of a step
# Words that are neither sizes nor addresses of the program's arrays.
CHECK, CALL, TICKS, POOL = "check", "call", "ticks", "pool"
TURN = "turn"  # begins the names of symbols for the slice that a turn of a loop works on
# A step that a guard refuses ends a routine with 1 + step * GUARDS + guard.
GUARDS = 1 << 16

# Slots start at multiples of a cache line and leave two vectors' width free behind their last
# element, so that whole vectors may be stored: random orders store two at once.
ALIGNMENT = 64
SLACK = 2 * ALIGNMENT


@dataclass(frozen=True)
class Place:
    """Memory by its entry in the table of pointers, and elements to skip.

    What `is_passing` only lies there for one block of rows, and for every thread.
    """

    entry: str
    offset: Size | int = 0
    is_passing: bool = False


@dataclass(eq=False)
class Slot:
    """A stretch of the arena in use from region `first` to region `last` of its part.

    One with slots `inside` is an arena of its own, for a body that a region runs.
    """

    entry: str
    elements: Size | int
    dtype: str
    first: int = 0
    last: int = 0
    inside: list[Slot] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.entry}: {self.elements} {self.dtype}, {self.first} .. {self.last}"

    def symbols(self) -> set[str]:
        """Of the sizes that tell how large it is."""
        own = self.elements.symbols() if isinstance(self.elements, Size) else set()
        return own.union(*(slot.symbols() for slot in self.inside))


def offsets(
    slots: Sequence[Slot], known: Mapping[str, int], start: int
) -> tuple[dict[str, int], int]:
    """Byte offsets of slots, and their total end.

    The largest goes first, each to the lowest place that is free while it lives: small ones then
    fill gaps that large ones leave, not the other way round.
    """
    placed: list[tuple[int, int, int, int]] = []  # begin, end, first, last; from the lowest up
    found: dict[str, int] = {}
    end = start
    sizes = {slot: occupied(slot, known) for slot in slots}
    for slot in sorted(slots, key=lambda slot: -sizes[slot]):
        size = sizes[slot]
        low = start
        begin, stop = slot.first, slot.last
        for taken_low, taken_high, first, last in placed:
            if first <= stop and begin <= last:
                if low + size <= taken_low:
                    break
                if low < taken_high:
                    low = taken_high
        insort(placed, (low, low + size, begin, stop))
        found[slot.entry] = low
        if slot.inside:
            within, _ = offsets(slot.inside, known, 0)
            found.update((entry, low + offset) for entry, offset in within.items())
        end = max(end, low + size)
    return found, end


def occupied(slot: Slot, known: Mapping[str, int]) -> int:
    """Bytes that a slot takes, with what is left free behind it."""
    within = offsets(slot.inside, known, 0)[1] if slot.inside else 0
    size = within + evaluate(slot.elements, known) * bits_of(slot.dtype) // 8 + SLACK
    return -(-size // ALIGNMENT) * ALIGNMENT
