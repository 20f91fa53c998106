"""Trigonometric and hyperbolic functions and their inverses; angles are in radians."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from pronghorn.ops.operands import constant, floating, held, kind_of, payload
from pronghorn.ops.operation import operation
from pronghorn.prims import elementwise as strict
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


def _real(x: Any, primitive: Callable[[Any], Any]) -> Tensor:
    x = held(x)
    return Tensor(primitive(payload(x, floating(kind_of(x)))))


@operation
def sin(x: Any) -> Tensor:
    """The sine of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.sin([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.sin)


@operation
def cos(x: Any) -> Tensor:
    """The cosine of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.cos([0.0]).tolist()
        [1.0]
    """
    return _real(x, strict.cos)


@operation
def tan(x: Any) -> Tensor:
    """The tangent of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.tan([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.tan)


@operation
def arcsin(x: Any) -> Tensor:
    """The angle whose sine is x, from -pi/2 to pi/2.

    Example:
        >>> from pronghorn import ops
        >>> ops.arcsin([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.arcsin)


@operation
def arccos(x: Any) -> Tensor:
    """The angle whose cosine is x, from 0 to pi.

    Example:
        >>> from pronghorn import ops
        >>> ops.arccos([1.0]).tolist()
        [0.0]
    """
    return _real(x, strict.arccos)


@operation
def arctan(x: Any) -> Tensor:
    """The angle whose tangent is x, from -pi/2 to pi/2.

    Example:
        >>> from pronghorn import ops
        >>> ops.arctan([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.arctan)


@operation
def sinh(x: Any) -> Tensor:
    """The hyperbolic sine of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.sinh([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.sinh)


@operation
def cosh(x: Any) -> Tensor:
    """The hyperbolic cosine of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.cosh([0.0]).tolist()
        [1.0]
    """
    return _real(x, strict.cosh)


@operation
def tanh(x: Any) -> Tensor:
    """The hyperbolic tangent of x.

    Example:
        >>> from pronghorn import ops
        >>> ops.tanh([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.tanh)


@operation
def arcsinh(x: Any) -> Tensor:
    """The number whose hyperbolic sine is x.

    Example:
        >>> from pronghorn import ops
        >>> ops.arcsinh([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.arcsinh)


@operation
def arccosh(x: Any) -> Tensor:
    """The number, not negative, whose hyperbolic cosine is x.

    Example:
        >>> from pronghorn import ops
        >>> ops.arccosh([1.0]).tolist()
        [0.0]
    """
    return _real(x, strict.arccosh)


@operation
def arctanh(x: Any) -> Tensor:
    """The number whose hyperbolic tangent is x.

    Example:
        >>> from pronghorn import ops
        >>> ops.arctanh([0.0]).tolist()
        [0.0]
    """
    return _real(x, strict.arctanh)


def _scaled(x: Any, factor: float) -> Tensor:
    def formula(a: Any) -> Any:
        kind = type_of(a)
        return strict.mul(a, constant(factor, kind.shape, kind.dtype))

    return _real(x, formula)


@operation
def deg2rad(x: Any) -> Tensor:
    """Degrees as radians.

    Example:
        >>> from pronghorn import ops
        >>> ops.deg2rad([180.0]).tolist()
        [3.1415927410125732]
    """
    return _scaled(x, math.pi / 180)


@operation
def rad2deg(x: Any) -> Tensor:
    """Radians as degrees.

    Example:
        >>> from pronghorn import ops
        >>> ops.rad2deg([0.0]).tolist()
        [0.0]
    """
    return _scaled(x, 180 / math.pi)
