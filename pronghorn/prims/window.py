"""The arithmetic of windows that slide over the axes of an array, for convolution and pooling.

Along one axis a window of k taps that starts at place p of the result reads, for t < k,

    p * stride + t * dilation - before

of an input whose elements are `spread` apart, with zeros (or what a fold starts from) between and
around them. The gradient of a strided window is a window over a spread input, and vice versa.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pronghorn.ir.sizes import floor_divided
from pronghorn.ir.types import Shape, Size
from pronghorn.prims import views

Numbers = tuple[int, ...]


class Window(NamedTuple):
    """How windows lie: one number for every axis along which they slide."""

    stride: Numbers
    before: Shape  # what is put before and after the input; negative: that much is cut off
    after: Shape
    spread: Numbers
    dilation: Numbers

    def reach(self, taps: Shape) -> Shape:
        """From the first element that a window covers to the one behind its last."""
        return tuple((k - 1) * d + 1 for k, d in zip(taps, self.dilation, strict=True))

    def padded_sizes(self, sizes: Shape) -> Shape:
        """Sizes of the input spread and padded."""
        return tuple(
            (n - 1) * s + 1 + b + a
            for n, s, b, a in zip(sizes, self.spread, self.before, self.after, strict=True)
        )

    def out_sizes(self, sizes: Shape, taps: Shape) -> Shape:
        """How many windows of so many taps fit along each axis."""
        room = zip(self.padded_sizes(sizes), self.reach(taps), self.stride, strict=True)
        return tuple(floor_divided(n - reach, s) + 1 for n, reach, s in room)

    def to_input(self, sizes: Shape, taps: Shape) -> Window:
        """The windows over the results' cotangent, taps reversed, that give the input's."""
        before = tuple(r - 1 - b for r, b in zip(self.reach(taps), self.before, strict=True))
        turned = self._replace(stride=self.spread, spread=self.stride, before=before)
        return turned._reaching(self.out_sizes(sizes, taps), taps, sizes)

    def _reaching(self, sizes: Shape, taps: Shape, out: Shape) -> Window:
        """The same windows with as much room behind the input as `out` of them need."""
        plain = self._replace(after=(0,) * len(sizes))
        rooms = zip(out, self.stride, self.reach(taps), plain.padded_sizes(sizes), strict=True)
        return self._replace(after=tuple((n - 1) * s + r - there for n, s, r, there in rooms))

    def padded(self, xp: Any, x: Any, value: float) -> Any:
        """An array (n, *sizes, c) spread and padded, or cut, along its inner axes."""
        ends: list[Any] = [(0, 0), *zip(self.before, self.after, strict=True), (0, 0)]
        spaced = views.pad.run(
            xp,
            x,
            before=tuple(max(b, 0) for b, _ in ends),
            after=tuple(max(a, 0) for _, a in ends),
            between=(0, *(s - 1 for s in self.spread), 0),
            value=value,
        )
        cut = [
            slice(max(-b, 0), n - max(-a, 0)) for (b, a), n in zip(ends, spaced.shape, strict=True)
        ]
        return spaced[tuple(cut)]

    def reads(self, tap: Sequence[int], out: Sequence[int]) -> tuple[slice, ...]:
        """Where all windows have one of their taps, in the padded input."""
        places = zip(tap, out, self.stride, self.dilation, strict=True)
        return tuple(slice(t * d, t * d + (n - 1) * s + 1, s) for t, n, s, d in places)

    def sample(self, xp: Any, x: Any, taps: Sequence[Any], value: float) -> dict[Numbers, Any]:
        """For each tap the elements (n, *out, c) that windows have there."""
        out: Any = self.out_sizes(x.shape[1:-1], tuple(taps))
        filled = self.padded(xp, x, value)
        return {tap: filled[(slice(None), *self.reads(tap, out))] for tap in places(taps)}


def plain(ndim: int, **given: Any) -> Window:
    """Windows one apart, without padding or gaps, but for what is given."""
    ones, none = (1,) * ndim, (0,) * ndim
    return Window(ones, none, none, ones, ones)._replace(**given)


def places(taps: Sequence[int]) -> list[Numbers]:
    """The places of all taps, the last axis running fastest."""
    found: list[Numbers] = [()]
    for size in taps:
        found = [(*place, n) for place in found for n in range(size)]
    return found


def same(size: Size | int, reach: int, stride: int) -> tuple[Size | int, Size | int] | None:
    """Padding with which windows start at every `stride`th element, the smaller half before.

    None where it depends on a size that is not known: windows that skip elements of an axis whose
    length is open.
    """
    steps = floor_divided(size + (stride - 1), stride)
    total: Size | int = steps * stride - stride + reach - size
    if isinstance(total, int):
        total = max(total, 0)
    elif reach == 1:
        total = 0  # the last window starts at an element, so there is nothing to add
    elif reach < stride:
        return None
    before = floor_divided(total, 2)
    return before, total - before
