"""Steps small enough to be written out, with the rows of a batch in the lanes of vectors.

Every value is an array, without its row axis, of vectors that hold several rows; views are NumPy's
views of these arrays. Sums over rows are taken by adding vectors up in a tree that transposes, so
that one vector receives the sums of as many. Products and folds of halves are kept in float32 (D3)
until they are whole.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.dtypes import sum_dtype
from pronghorn.engines.llvm import cost, rows
from pronghorn.engines.llvm.loops import INDEX, Num
from pronghorn.engines.llvm.lower.ahead import gathered_rows
from pronghorn.engines.llvm.lower.elements import scalar
from pronghorn.engines.llvm.lower.part import Part
from pronghorn.engines.llvm.lower.positions import Position, within
from pronghorn.engines.llvm.regions import Region
from pronghorn.engines.llvm.rows import ROW, row_axis
from pronghorn.engines.llvm.schedule import Schedule
from pronghorn.engines.llvm.target import LINE, bits_of
from pronghorn.ir.graph import Node, Value
from pronghorn.ir.types import Size
from pronghorn.prims import arrays
from pronghorn.prims.record import Choice, Contract, Fold, Index, Map, View

# How far ahead rows are fetched: at 100 ns a step, four steps cover a miss of the second level.
BATCHES_AHEAD = 4

Array = Any  # of Num, the row axis having size 1


def lower_lanes(part: Part, region: Region, schedule: Schedule) -> None:
    """All nodes of the region for `lanes` rows at a time, then the sums over all rows."""
    lanes = schedule.lanes
    code = part.code
    count = part.size(ROW)
    folded = [v for node in region.nodes for v in node.outputs if row_axis(v.type) is None]
    sums = rows.sums_of(region.nodes)
    others = [v for v in folded if not rows.is_sum(v)]
    starts, width = rows.packed(sums, lanes)
    vectors = -(-width // lanes)
    dtype = sum_dtype(sums[0].dtype) if sums else "float32"
    initial = [code.constant(0, dtype, lanes) for _ in range(vectors)]
    kinds = [value for value in others for _ in range(cost.elements(value.shape))]
    initial += [code.constant(_fold(v).start(v.dtype), sum_dtype(v.dtype), lanes) for v in kinds]
    with code.loop(0, count, lanes, initial, runs=True) as loop:
        block = _Block(part, region, schedule, loop.index, count)
        for node in region.nodes:
            block.add(node)
        columns: list[Num | None] = [None] * width
        for value, start in zip(sums, starts, strict=True):
            columns[start : start + len(block.columns[value])] = block.columns[value]
        totals = [
            total if vector is None else total + vector
            for total, vector in zip(loop.carried, _summed(columns, lanes), strict=False)
        ]
        extremes = [num for value in others for num in block.columns[value]]
        carried = loop.carried[vectors:]
        totals += [
            _fold(v).combine(code, a, b) for v, a, b in zip(kinds, carried, extremes, strict=True)
        ]
        loop.next = totals
        block.store_rows([v for v in region.outputs if row_axis(v.type) is not None])
    _place_sums(part, sums, starts, loop.results[:vectors], lanes)
    _place_others(part, others, loop.results[vectors:])


def _fold(value: Value) -> Fold:
    """How a value that folds rows away does so."""
    assert value.node is not None
    assert isinstance(value.node.primitive.nest, Fold)
    return value.node.primitive.nest


class _Block:
    """The values of some rows: `lanes` of them from `start` on, those before `count` being real."""

    def __init__(
        self, part: Part, region: Region, schedule: Schedule, start: Num, count: Num
    ) -> None:
        self.part = part
        self.code = code = part.code
        self.lanes = lanes = schedule.lanes
        self.gathers = schedule.gathers
        self.start = start
        # Lanes are compared as floats of 32 bits, like the numbers that the answers will mask:
        # those would wait a cycle for answers about integers.
        left = code.cast(code.minimum(count - start, lanes), "float32")
        self.real = code.less(code.lane(lanes, "float32"), left)
        self.found: dict[Value, Array] = {}
        self.columns: dict[Value, list[Num]] = {}
        self.gathered = gathered_rows(region)

    @property
    def place(self) -> Num:
        """The row of every lane."""
        return Position(self.code, self.start, 1, self.lanes).in_lanes(self.lanes)

    @property
    def safe(self) -> Num:
        """The rows that lanes read: those past the end read the first, so nothing foreign."""
        return self.code.where(self.real, self.place, self.start)

    def of(self, value: Value) -> Array:
        if value not in self.found:
            self.found[value] = self._outside(value)
        return self.found[value]

    def add(self, node: Node) -> None:
        nest = node.primitive.nest
        value = node.outputs[0]
        if row_axis(value.type) is None:
            self.columns[value] = self._summands(node)
        elif isinstance(nest, Map):
            self.found[value] = self._mapped(node)
        elif isinstance(nest, Index):
            self.found[value] = self._indices(node)
        elif isinstance(nest, Contract):
            left, right = (self._widened(x) for x in node.inputs)
            self.found[value] = self._rounded(self._product(left, right), value.dtype)
        elif isinstance(nest, Fold):
            self.found[value] = self._rounded(self._folded(node), value.dtype)
        elif isinstance(nest, Choice):
            self.found[value] = self._chosen(node)
        elif node.primitive.name == "gather":
            self.found[value] = self._gathered(node)
        else:
            assert isinstance(nest, View)
            attrs = {name: _without_rows(attr) for name, attr in node.attrs.items()}
            operands = [self.of(x) for x in node.inputs]
            self.found[value] = self._viewed(node, operands, attrs)

    def _viewed(self, node: Node, operands: list[Array], attrs: dict[str, Any]) -> Array:
        if "value" in attrs:  # padding brings in elements of its own
            attrs["value"] = self.code.constant(attrs["value"], node.outputs[0].dtype)
        return np.asarray(node.primitive.run(arrays, *operands, **attrs), object)

    def _outside(self, value: Value) -> Array:
        """A value from memory, from a register, or a constant."""
        code, part = self.code, self.part
        axis = row_axis(value.type)
        shape = _without_rows(value.shape)
        found = np.empty(shape, object)
        if value.ndim == 0:
            found[()] = scalar(part, value)
            return found
        if value not in part.memory:
            return self._uniform(value)
        for index in np.ndindex(*shape):
            places = [Position(code, i) for i in index]
            if axis is not None:
                places[axis] = Position(code, 0, vector=self.safe)
                if part.strides(value.shape)[axis] == 1:
                    places[axis] = Position(code, self.start, 1, self.lanes)
            place = part.offset(value, places)
            mask = self.real if axis is not None and place.vector is None else None
            # Weights are loaded, by broadcasting instructions, where they are used: more of them
            # than there are registers would only be spilled if they were loaded ahead.
            found[index] = part.load(value, place, self.lanes, mask, None)
        return found

    def _uniform(self, value: Value) -> Array:
        """A value without rows that nobody keeps: cheap, so computed element by element."""
        node = value.node
        assert node is not None
        nest = node.primitive.nest
        if isinstance(nest, Map):
            return self._mapped(node)
        if isinstance(nest, Index):
            return self._indices(node)
        operands = [self.of(x) for x in node.inputs]
        return self._viewed(node, operands, dict(node.attrs))

    def _mapped(self, node: Node) -> Array:
        nest, value = node.primitive.nest, node.outputs[0]
        assert isinstance(nest, Map)
        operands = [self.of(x) for x in node.inputs]
        shape = _without_rows(value.shape)
        found = np.empty(shape, object)
        for index in np.ndindex(*shape):
            found[index] = nest.formula(self.code, *(x[index] for x in operands), **node.attrs)
        return found

    def _indices(self, node: Node) -> Array:
        value, axis, dtype = node.outputs[0], node.attrs["axis"], node.attrs["dtype"]
        shape = _without_rows(value.shape)
        found = np.empty(shape, object)
        for index in np.ndindex(*shape):
            if axis == row_axis(value.type):
                found[index] = self.code.cast(self.place, dtype)
            else:
                found[index] = self.code.constant(index[axis], dtype)
        return found

    def _widened(self, value: Value) -> Array:
        """The elements of a value in the dtype of its sums."""
        return self._rounded(self.of(value), sum_dtype(value.dtype))

    def _rounded(self, array: Array, dtype: str) -> Array:
        found = np.empty(array.shape, object)
        for index in np.ndindex(*array.shape):
            found[index] = self.code.cast(array[index], dtype)
        return found

    def _product(self, left: Array, right: Array) -> Array:
        shape = (*left.shape[:-1], right.shape[-1])
        found = np.empty(shape, object)
        for index in np.ndindex(*shape):
            *batch, row, column = index
            terms = [
                (left[(*batch, row, k)], right[(*batch, k, column)]) for k in range(left.shape[-1])
            ]
            found[index] = self._dot(terms)
        return found

    def _dot(self, terms: list[tuple[Num, Num]]) -> Num:
        """A sum of products as two sums, since each addition waits for the one before."""
        if not terms:
            return self.code.constant(0, "float32")
        sums: list[Num | None] = [None, None]
        for n, (x, y) in enumerate(terms):
            so_far = sums[n % 2]
            sums[n % 2] = x * y if so_far is None else self.code.fma(x, y, so_far)
        even, odd = sums
        assert even is not None
        return even + odd if odd is not None else even

    def _folded(self, node: Node) -> Array:
        """Axes other than the rows folded; the row axis keeps its size 1."""
        nest, axes = node.primitive.nest, node.attrs["axes"]
        assert isinstance(nest, Fold)
        source = self._widened(node.inputs[0])
        moved = np.moveaxis(source, axes, range(len(axes)))
        flat = moved.reshape(-1, *moved.shape[len(axes) :])
        found = np.empty(flat.shape[1:], object)
        for index in np.ndindex(*found.shape):
            total = None
            for num in flat[(slice(None), *index)]:
                total = num if total is None else nest.combine(self.code, total, num)
            if total is None:
                dtype = node.inputs[0].dtype
                total = self.code.constant(nest.start(dtype), sum_dtype(dtype))
            found[index] = total
        return found

    def _chosen(self, node: Node) -> Array:
        nest, axis = node.primitive.nest, node.attrs["axis"]
        assert isinstance(nest, Choice)
        code, source = self.code, self.of(node.inputs[0])
        moved = np.moveaxis(source, axis, 0)
        found = np.empty(moved.shape[1:], object)
        for index in np.ndindex(*found.shape):
            best, place = moved[(0, *index)], code.constant(0, node.outputs[0].dtype)
            for n in range(1, len(moved)):
                num = moved[(n, *index)]
                wins = nest.better(code, num, best)
                best, place = code.where(wins, num, best), code.where(wins, n, place)
            found[index] = place
        return found

    def _gathered(self, node: Node) -> Array:
        """Rows of a table at places that differ by lane."""
        table, places = node.inputs
        code, axis = self.code, node.attrs["axis"]
        chosen = self.of(places)
        last = code.size(table.shape[axis], INDEX) - 1
        if axis == 0 and places.ndim == 1 and places in self.part.memory:
            self._fetch_ahead(places)
        found = np.empty((*table.shape[:axis], *chosen.shape, *table.shape[axis + 1 :]), object)
        for where in np.ndindex(*chosen.shape):
            rows_at = self._rows_one_by_one if axis == 0 and not self.gathers else self._rows_at
            place = code.splat(chosen[where], self.lanes)  # it may be the same for all
            picked = rows_at(table, place, last, axis)
            for other in np.ndindex(*picked.shape):
                found[(*other[:axis], *where, *other[axis:])] = picked[other]
        return found

    def _rows_at(self, table: Value, place: Num, last: Num, axis: int) -> Array:
        """Elements of a table along an axis, each gathered by one instruction."""
        code, part = self.code, self.part
        row = Position.inside(place, last)
        rest: list[Any] = [size for n, size in enumerate(table.shape) if n != axis]
        found = np.empty(rest, object)
        for other in np.ndindex(*rest):
            at = [Position(code, i) for i in other]
            at.insert(axis, row)
            found[other] = part.load(table, part.offset(table, at), self.lanes, None, None)
        return found

    def _rows_one_by_one(self, table: Value, place: Num, last: Num, axis: int) -> Array:
        """The same by loads of up to four elements, which are then transposed: each lane's row is
        found once, and its elements lie at known distances from there."""
        code, memory = self.code, self.part.memory[table]
        rest: list[Any] = list(table.shape[axis + 1 :])
        size = bits_of(memory.dtype) // 8
        place = within(place, last)
        begins = []
        for lane in range(self.lanes):
            row = code.cast(code.extract(place, lane), INDEX)
            start = memory.offset + row * cost.elements(tuple(rest))
            begins.append(memory.pointer + start * size)
        found: list[Num] = []
        for width in _widths(cost.elements(tuple(rest)), size, self.lanes):
            index = code.constant(len(found), INDEX)
            found += _transposed([code.load(p, index, memory.dtype, width) for p in begins])
        return np.array(found, object).reshape(rest)

    def _fetch_ahead(self, places: Value) -> None:
        """Ask for the rows that a later batch will gather: their order is known by now."""
        code, part, remaining = self.code, self.part, self.part.remaining
        tables = self.gathered.pop(places, None)
        if remaining is None or tables is None:
            return
        ahead = self.start + part.size(ROW) * BATCHES_AHEAD
        order = part.memory[places]
        with code.when(code.less_equal(ahead + self.lanes, remaining)):
            for lane in range(self.lanes):
                place = code.load(order.pointer, order.offset + ahead + lane, order.dtype)
                for table in tables:
                    self._fetch(table, code.cast(place, INDEX))

    def _fetch(self, table: Value, place: Num) -> None:
        """The lines of a row, if they are few, else the first and the last.

        Rows of 4, 8 or 16 bytes lie in one, as NumPy begins arrays at multiples of 16.
        """
        memory, row = self.part.memory[table], cost.elements(table.shape[1:])
        size = bits_of(memory.dtype) // 8
        step = LINE // size
        lines = [*range(0, min(row, 4 * step), step)]
        if 16 % (row * size):
            lines.append(row - 1)
        for line in lines:
            self.code.prefetch(memory.pointer, memory.offset + place * row + line, memory.dtype)

    def _summands(self, node: Node) -> list[Num]:
        """What each lane adds to the elements of a value that sums over rows."""
        nest = node.primitive.nest
        if isinstance(nest, Contract):
            # Of rows past the end the factors are 0, which are fewer than the products.
            left, right = (self._of_real(self._widened(x), 0) for x in node.inputs)
            return list(self._product(left, right).reshape(-1))
        assert isinstance(nest, Fold)
        start = nest.start(node.inputs[0].dtype)
        return list(self._of_real(self._folded(node), start).reshape(-1))

    def _of_real(self, array: Array, filler: float) -> Array:
        """The numbers of rows that there are; in other lanes the filler."""
        found = np.empty(array.shape, object)
        for index in np.ndindex(*array.shape):
            num = self.code.splat(array[index], self.lanes)
            found[index] = self.code.where(self.real, num, filler)
        return found

    def store_rows(self, values: list[Value]) -> None:
        for value in values:
            axis = row_axis(value.type)
            assert axis is not None
            array = self.of(value)
            contiguous = self.part.strides(value.shape)[axis] == 1
            for index in np.ndindex(*array.shape):
                places = [Position(self.code, i) for i in index]
                places[axis] = (
                    Position(self.code, self.start, 1, self.lanes)
                    if contiguous
                    else Position(self.code, 0, vector=self.place)
                )
                place = self.part.offset(value, places)
                self.part.store(value, place, array[index], self.lanes, self.real)


def _widths(count: int, size: int, lanes: int) -> list[int]:
    """How many of the `count` elements of a row, of `size` bytes each, a load takes at a time."""
    if size != 4 or lanes % 4:
        return [1] * count
    return [4] * (count // 4) + [2] * (count // 2 % 2) + [1] * (count % 2)


def _transposed(rows: list[Num]) -> list[Num]:
    """The columns of rows of one, two or four elements, a row in each lane."""
    code, width, lanes = rows[0].code, rows[0].lanes, len(rows)
    if width == 1:
        return [code.pack(rows)]
    # Each joins its share of every four rows, so that what follows stays within 128 bits.
    share = 4 // width
    joined = [
        _joined([row for start in range(first, lanes, 4) for row in rows[start : start + share]])
        for first in range(0, 4, share)
    ]
    if width == 2:
        a, b = joined
        starts = [start + n for start in range(0, lanes, 4) for n in (0, 2, lanes, lanes + 2)]
        return [code.shuffle(a, b, tuple(n + column for n in starts)) for column in (0, 1)]
    a, b, c, d = joined
    pairs = [(code.shuffle(a, b, order), code.shuffle(c, d, order)) for order in _orders(lanes, 0)]
    return [code.shuffle(x, y, order) for x, y in pairs for order in _orders(lanes, 1)]


def _joined(parts: list[Num]) -> Num:
    """Vectors one behind the other."""
    while len(parts) > 1:
        both = tuple(range(2 * parts[0].lanes))
        parts = [a.code.shuffle(a, b, both) for a, b in zip(parts[::2], parts[1::2], strict=True)]
    return parts[0]


def _without_rows(attr: Any) -> Any:
    """Attributes as they are when the row axis has size 1."""
    if isinstance(attr, tuple):
        return tuple(_without_rows(part) for part in attr)
    return 1 if isinstance(attr, Size) else attr


def _summed(columns: list[Num | None], lanes: int) -> list[Num | None]:
    """Vectors whose lanes are the sums over the lanes of consecutive columns."""
    vectors: list[Num | None] = []
    for begin in range(0, len(columns), lanes):
        group = columns[begin : begin + lanes]
        group += [None] * (lanes - len(group))
        level = 0
        while len(group) > 1:
            group = [_pair(a, b, level) for a, b in zip(group[::2], group[1::2], strict=True)]
            level += 1
        vectors.append(group[0])
    return vectors


def _pair(a: Num | None, b: Num | None, level: int) -> Num | None:
    """One level of the tree: what lies in `2**level` neighbouring lanes belongs together.

    The first two levels use orders that are single instructions within 128 bits (unpack).
    """
    known = a if a is not None else b
    if known is None:
        return None
    code, lanes = known.code, known.lanes
    zero = code.constant(0, known.dtype, lanes)
    a, b = a if a is not None else zero, b if b is not None else zero
    low, high = _orders(lanes, level)
    return code.shuffle(a, b, low) + code.shuffle(a, b, high)


def _orders(lanes: int, level: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    low: list[int] = []
    high: list[int] = []
    if lanes == 2:
        return (0, 2), (1, 3)
    if level == 0:
        for start in range(0, lanes, 4):
            low += [start, start + lanes, start + 1, start + 1 + lanes]
            high += [start + 2, start + 2 + lanes, start + 3, start + 3 + lanes]
        return tuple(low), tuple(high)
    half = max(2, 1 << level)
    group = 4 if level == 1 else 2 * half
    half = group // 2
    for start in range(0, lanes, group):
        for order, begin in ((low, start), (high, start + half)):
            order += range(begin, begin + half)
            order += range(begin + lanes, begin + half + lanes)
    return tuple(low), tuple(high)


def _place_sums(
    part: Part, sums: list[Value], starts: list[int], vectors: list[Num], lanes: int
) -> None:
    """Sums without axes stay in registers; the others are stored, side by side."""
    code = part.code
    for value, start in zip(sums, starts, strict=True):
        if value.ndim == 0:
            total = code.extract(vectors[start // lanes], start % lanes)
            part.scalars[value] = code.cast(total, value.dtype)
    stored = [value for value in sums if value.ndim]
    if stored:
        base = part.memory[stored[0]]
        for n, vector in enumerate(vectors):
            total = code.cast(vector, stored[0].dtype)
            code.store(base.pointer, code.constant(n * lanes, INDEX), total)


def _place_others(part: Part, values: list[Value], vectors: list[Num]) -> None:
    rest = iter(vectors)
    for value in values:
        combine = _fold(value).combine
        wide = [part.code.halved(combine, next(rest)) for _ in range(cost.elements(value.shape))]
        nums = [part.code.cast(num, value.dtype) for num in wide]
        if value.ndim == 0:
            part.scalars[value] = nums[0]
            continue
        for n, num in enumerate(nums):
            memory = part.memory[value]
            part.code.store(memory.pointer, memory.offset + n, num)
