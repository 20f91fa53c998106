"""The arrays of one call of fit, evaluate or predict, and the form in which a step sees them."""

from typing import NamedTuple

from pronghorn import tree
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType

__all__ = ["Feed", "Form"]


class Form(NamedTuple):
    """How x, y and sample_weight are put together from a flat list of tensors.

    Each is None (not given), 0 (one tensor), or the structure with numbers for leaves.
    """

    x: object
    y: object
    weight: object
    counts: tuple

    def split(self, tensors):
        """x, y and sample_weight as the user's structures of these tensors."""
        found, begin = [], 0
        for form, count in zip((self.x, self.y, self.weight), self.counts, strict=True):
            found.append(_packed(form, tensors[begin : begin + count]))
            begin += count
        return found


def _packed(form, tensors):
    if form is None:
        return None
    return tensors[0] if form == 0 else tree.map_structure(lambda n: tensors[n], form)


class Feed:
    """Checked and converted data: `x`, `y` and `weight` are `data.Arrays`, the last two or None."""

    __slots__ = ("arrays", "rows", "weight", "x", "y")

    def __init__(self, x, y=None, weight=None):
        self.x, self.y, self.weight = x, y, weight
        self.rows = x.rows
        self.arrays = [a for part in (x, y, weight) if part is not None for a in part.leaves]

    @property
    def form(self):
        parts = (self.x, self.y, self.weight)
        forms = [None if part is None else part.form for part in parts]
        return Form(*forms, tuple(0 if part is None else len(part.leaves) for part in parts))

    @property
    def key(self):
        """What tells programs apart: the form, and the dtype and sizes of every array but rows."""
        return str(self.form), *[(a.dtype.char, a.shape[1:]) for a in self.arrays]

    def types(self, rows):
        """Types of the arrays, the number of rows being the symbol of this name."""
        return [ArrayType((symbol(rows), *a.shape[1:]), str(a.dtype)) for a in self.arrays]

    def split(self, begin):
        """The rows before `begin` and those from it on."""
        return self._part(slice(0, begin)), self._part(slice(begin, None))

    def first(self, rows):
        """At most so many rows, from the beginning."""
        return self if rows >= self.rows else self._part(slice(0, rows))

    def _part(self, rows):
        parts = (self.x, self.y, self.weight)
        return Feed(*(None if part is None else part.part(rows) for part in parts))

    def taken(self, rows):
        """Some rows, of a slice or of an array of numbers; arrays are converted if need be."""
        parts = (self.x, self.y, self.weight)
        return Feed(*(None if part is None else part.taken(rows) for part in parts))

    def named(self):
        """(name, array) for messages: x, y, sample_weight."""
        for name, part in (("x", self.x), ("y", self.y), ("sample_weight", self.weight)):
            for n, leaf in enumerate(part.leaves if part is not None else ()):
                yield name if part.form == 0 else f"{name}[{n}]", leaf
