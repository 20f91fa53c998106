"""Functions of each element that no processor has and no short formula gives."""

from __future__ import annotations

import functools
from typing import Any

from pronghorn.prims.elementwise import div, equal, like, same_type, select
from pronghorn.prims.record import Opaque, Primitive


def _special(name: str, run: Any, vjp: Any) -> Primitive:
    return Primitive(name, functools.partial(same_type, name), run, vjp, Opaque())


def _bessel_1_vjp(g: Any, y: Any, x: Any) -> tuple[Any]:
    """I1' = I0 - I1 / x, which is 1/2 at 0 (Abramowitz and Stegun 9.6.26)."""
    zero = equal(x, like(x, 0.0))
    quotient = div(y, select(zero, like(x, 1.0), x))
    return (g * (bessel_0(x) - select(zero, like(x, 0.5), quotient)),)


bessel_0: Primitive = _special(
    "bessel_0", lambda xp, x: xp.bessel(x, 0), lambda g, y, x: (g * bessel_1(x),)
)
bessel_1: Primitive = _special("bessel_1", lambda xp, x: xp.bessel(x, 1), _bessel_1_vjp)
gcd = _special("gcd", lambda xp, a, b: xp.gcd(a, b), lambda g, y, a, b: (None, None))
nextafter = _special(
    "nextafter", lambda xp, a, b: xp.nextafter(a, b), lambda g, y, a, b: (None, None)
)
