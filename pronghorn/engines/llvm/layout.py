"""What a run needs besides the code: the words of its table, arena slots, and calls to NumPy."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from pronghorn.engines.llvm import arena
from pronghorn.engines.llvm.arena import Place, Slot
from pronghorn.engines.llvm.tiers import Object
from pronghorn.ir.sizes import Size, parse


@dataclass(frozen=True)
class Called:
    """The operation at a place of a section's graph, with its operands' and results' memory."""

    name: str
    section: int
    path: list[Any]  # of a node, then of a graph inside it and of a node of that, and so on
    inputs: list[Place]
    outputs: list[Place]


@dataclass
class Layout:
    """Can be written to disk and read again; holds no address and nothing of the process.

    `routines` are those that do something, `loop` how many rows the loop over batches goes through
    in all and in a batch, if there is one.
    """

    routines: list[str]
    loop: tuple[Size | int, Size | int] | None
    words: dict[str, int]
    kept: list[Slot]
    slots: list[list[Slot]]
    called: list[Called]
    # What was asked for last, since a loop of calls asks the same again.
    _last: tuple[dict[str, int], tuple[dict[str, int], int]] | None = field(
        default=None, compare=False, repr=False
    )

    def offsets(self, known: Mapping[str, int]) -> tuple[dict[str, int], int]:
        """Byte offsets of all slots in one arena, and its size. Sections reuse the same space."""
        last = self._last
        if last is None or last[0] != known:
            last = self._last = dict(known), self._offsets(known)
        return last[1]

    def _offsets(self, known: Mapping[str, int]) -> tuple[dict[str, int], int]:
        found: dict[str, int] = {}
        base = 0
        for slot in self.kept:
            offsets, base = arena.offsets([slot], known, base)
            found.update(offsets)
        end = base
        for slots in self.slots:
            offsets, stop = arena.offsets(slots, known, base)
            found.update(offsets)
            end = max(end, stop)
        return found, end

    def packed(self, objects: Sequence[Object]) -> bytes:
        """Layout and objects as one payload."""
        parts = [part for item in objects for part in (item.code, item.draft)]
        header = json.dumps(
            {
                "parts": list(map(len, parts)),
                "routines": self.routines,
                "loop": self.loop and [str(size) for size in self.loop],
                "words": self.words,
                "kept": [_slot(slot) for slot in self.kept],
                "slots": [[_slot(slot) for slot in slots] for slots in self.slots],
                "called": [
                    [
                        call.name,
                        call.section,
                        call.path,
                        _places(call.inputs),
                        _places(call.outputs),
                    ]
                    for call in self.called
                ],
            }
        ).encode()
        return b"".join([len(header).to_bytes(8, "little"), header, *parts])

    @classmethod
    def unpacked(cls, payload: bytes) -> tuple[Layout, list[Object]]:
        length = int.from_bytes(payload[:8], "little")
        record = json.loads(payload[8 : 8 + length])
        layout = cls(
            record["routines"],
            record["loop"] and (parse(record["loop"][0]), parse(record["loop"][1])),
            record["words"],
            [_read_slot(slot) for slot in record["kept"]],
            [[_read_slot(slot) for slot in slots] for slots in record["slots"]],
            [
                Called(name, section, path, _read_places(inputs), _read_places(outputs))
                for name, section, path, inputs, outputs in record["called"]
            ],
        )
        ends = accumulate(record["parts"], initial=8 + length)
        parts = [payload[begin:end] for begin, end in pairwise(ends)]
        return layout, list(map(Object, parts[::2], parts[1::2]))


def _slot(slot: Slot) -> list[Any]:
    inside = [_slot(other) for other in slot.inside]
    return [slot.entry, str(slot.elements), slot.dtype, slot.first, slot.last, inside]


def _read_slot(record: list[Any]) -> Slot:
    entry, elements, dtype, first, last, inside = record
    return Slot(entry, parse(elements), dtype, first, last, [_read_slot(slot) for slot in inside])


def _places(places: Sequence[Place]) -> list[list[str]]:
    return [[place.entry, str(place.offset)] for place in places]


def _read_places(records: Sequence[Sequence[str]]) -> list[Place]:
    return [Place(entry, parse(offset)) for entry, offset in records]
