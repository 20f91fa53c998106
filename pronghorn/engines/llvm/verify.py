"""What must hold of regions and plans where they enter room 9: for tests and PRONGHORN_CHECK=1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from pronghorn.engines.llvm.arena import Slot, offsets
from pronghorn.engines.llvm.parts import Section
from pronghorn.engines.llvm.plan import Plan
from pronghorn.engines.llvm.regions import Region, Regions, read_by, read_by_numbers
from pronghorn.errors import InternalError
from pronghorn.ir.graph import Value

# Row counts at which the arena's layout is looked at.
ROW_COUNTS = (1, 9, 64)


def verify(section: Section, regions: Regions, plan: Plan) -> None:
    """Raises InternalError unless everything is computed before it is read, and read before its
    memory is used for something else."""
    _Check(section, regions, plan).all()


class _Check:
    def __init__(self, section: Section, regions: Regions, plan: Plan) -> None:
        self.section = section
        self.regions = regions
        self.plan = plan
        self.number = {region: n for n, region in enumerate(regions.items)}
        # (region, value, at other places than its own); the end stands for what is computed late.
        self.reads: list[tuple[int, Value, bool]] = [*self._of_regions(), *self._late()]

    def all(self) -> None:
        self._order()
        self._places()
        self._written_in_place()
        self._lives()
        for rows in ROW_COUNTS:
            self._apart(rows)

    def refuse(self, what: str) -> NoReturn:
        raise InternalError(f"{self.section.name}: {what}", f"{self.regions}\n{self.plan}")

    def name(self, value: Value) -> str:
        region = self.regions.region_of.get(value)
        if region is not None:
            return f"{value.type} of region {self.number[region]}"
        if value in self.section.graph.inputs:
            return self.section.graph.input_names[self.section.graph.inputs.index(value)]
        return str(value.type)

    def _of_regions(self) -> Iterator[tuple[int, Value, bool]]:
        for region, number in self.number.items():
            for value, moved in read_by(region, self.regions.region_of).items():
                yield number, value, moved

    def _late(self) -> Iterator[tuple[int, Value, bool]]:
        """Values without axes wait until they are needed, at the latest for the final copies."""
        end = len(self.regions.items)
        for value in read_by_numbers(self.section.graph, self.regions.region_of):
            yield end, value, True
        for value, _ in self.plan.copies:
            yield end, value, True

    def _order(self) -> None:
        for number, value, moved in self.reads:
            region = self.regions.region_of.get(value)
            if region is None:
                continue
            made = self.number[region]
            together = made == number and (not moved or region.kind in ("lanes", "rows"))
            if made >= number and not together:
                self.refuse(f"region {number} reads the {self.name(value)} before it is there")

    def _places(self) -> None:
        for region in self.regions.items:
            for value in region.outputs:
                if value.ndim and value not in self.plan.places:
                    self.refuse(f"the {self.name(value)} has no place")

    def _written_in_place(self) -> None:
        for value, region in self.regions.region_of.items():
            place = self.plan.places.get(value)
            if place is None:
                continue
            for old, where in self.section.given.items():
                if where.entry == place.entry:
                    self._replaces(region, value, old)

    def _replaces(self, region: Region, value: Value, old: Value) -> None:
        writer = self.number[region]
        if writer < self.regions.guarded:
            self.refuse(f"the {self.name(value)} is written before the guards")
        for number, read, moved in self.reads:
            same = number == writer and not moved
            if read is old and number >= writer and not same:
                self.refuse(f"region {number} reads {self.name(old)} after it was overwritten")

    def _lives(self) -> None:
        slots = {slot.entry: slot for slot in self.plan.slots}
        for number, value, _ in self.reads:
            place = self.plan.places.get(value)
            slot = slots.get(place.entry) if place is not None else None
            if slot is not None and slot.last < number:
                self.refuse(f"region {number} reads the {self.name(value)}, gone by then")
        for region, number in self.number.items():
            for value in region.outputs:
                place = self.plan.places.get(value)
                slot = slots.get(place.entry) if place is not None else None
                if slot is not None and not slot.first <= number <= slot.last:
                    self.refuse(f"the {self.name(value)} is written outside its slot's life")

    def _apart(self, rows: int) -> None:
        slots = self.plan.slots
        known = {name: rows for slot in slots for name in slot.symbols()}
        found, _ = offsets(slots, known, 0)
        for n, a in enumerate(slots):
            for b in slots[:n]:
                lives_meet = a.first <= b.last and b.first <= a.last
                if lives_meet and _meet(_stretch(a, found, known), _stretch(b, found, known)):
                    self.refuse(f"slots {a.entry} and {b.entry} overlap at {rows} rows")


def _stretch(slot: Slot, found: dict[str, int], known: dict[str, int]) -> tuple[int, int]:
    """First byte, and the one behind the last that the slot needs on its own."""
    _, length = offsets([slot], known, 0)
    return found[slot.entry], found[slot.entry] + length


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]
