"""Rows that the next batch gathers, asked for before products of this one.

The order of an epoch is known, and rows that lie far apart come one by one from beyond the second
cache: so many as a processor can wait for at once come while a product, which waits for nothing, is
computed.
"""

from __future__ import annotations

from pronghorn.engines.llvm.arena import START
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.regions import Region, Regions
from pronghorn.engines.llvm.target import LINE, Target, bits_of
from pronghorn.ir.graph import Value
from pronghorn.ir.sizes import Size, symbol
from pronghorn.ir.types import product
from pronghorn.prims.control import ROWS

# Products before which a share of the rows is asked for, at most.
SHARES = 8


def gathered_rows(region: Region) -> dict[Value, list[Value]]:
    """Tables whose rows are read, by the values that name the rows."""
    found: dict[Value, list[Value]] = {}
    for node in region.nodes:
        if node.primitive.name == "gather" and node.attrs["axis"] == 0:
            table, places = node.inputs
            found.setdefault(places, []).append(table)
    return found


class Ahead:
    """The rows that regions of a step copy out of its arguments, share by share."""

    def __init__(self, part: Part, regions: Regions, target: Target) -> None:
        self.part = part
        self.near = target.l2_bytes // 8  # what waits there until the next batch
        self.tables = [
            (places, table)
            for region in regions.items
            if region.kind == "map" and part.remaining is not None
            for places, tables in gathered_rows(region).items()
            for table in tables
            if self._is_known(places) and isinstance(product(table.shape[1:]), int)
        ]
        products = [region for region in regions.items if region.kind == "contract"]
        self.products = products[:SHARES] if self.tables else []

    def _is_known(self, places: Value) -> bool:
        """Whether places are those of a batch among all, so that the next ones lie behind."""
        memory = self.part.memory.get(places)
        offset = memory.place.offset if memory is not None else 0
        return isinstance(offset, Size) and any(START in term for term in offset.terms)

    def ask(self, region: Region) -> None:
        """A share of the rows, if a product comes now."""
        if region not in self.products:
            return
        code, rows = self.part.code, self.part.size(symbol(ROWS))
        share = code.constant(self.products.index(region), INDEX)
        begin, end = code.share(rows, share, len(self.products))
        assert self.part.remaining is not None
        end = code.minimum(rows + end, self.part.remaining)
        for places, table in self.tables:
            self._ask(places, table, rows, (rows + begin, end))

    def _ask(self, places: Value, table: Value, rows: Num, span: tuple[Num, Num]) -> None:
        code, order, memory = self.part.code, self.part.memory[places], self.part.memory[table]
        row = self.part.size(product(table.shape[1:]))
        size = bits_of(memory.dtype) // 8
        few = code.less_equal(rows * row * size, self.near)
        with code.when(few), code.loop(*span) as turn:
            place = code.load(order.pointer, order.offset + turn.index, order.dtype)
            start = memory.offset + code.cast(place, INDEX) * row
            with code.loop(0, row, LINE // size) as line:
                code.prefetch(memory.pointer, start + line.index, memory.dtype)
