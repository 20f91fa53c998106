"""The discrete Fourier transform of complex numbers held as a real and an imaginary part."""

from __future__ import annotations

from typing import Any

from pronghorn.ir.types import ArrayType
from pronghorn.prims.record import Opaque, Primitive


def _type(real: ArrayType, imag: ArrayType, *, inverse: bool) -> tuple[ArrayType, ArrayType]:
    return real, imag


def _run(xp: Any, real: Any, imag: Any, *, inverse: bool) -> tuple[Any, Any]:
    """Sums along the last axis, unscaled both ways."""
    numbers = real + 1j * imag
    found = xp.ifft(numbers) * real.shape[-1] if inverse else xp.fft(numbers)
    return found.real.astype(real.dtype), found.imag.astype(real.dtype)


def _vjp(g: Any, y: Any, real: Any, imag: Any, *, inverse: bool) -> tuple[Any, Any]:
    """The transform's matrix is symmetric, so its adjoint is the unscaled transform back."""
    a, b = (part if part is not None else other * 0.0 for part, other in (g, g[::-1]))
    found: tuple[Any, Any] = fourier(a, b, inverse=not inverse)
    return found


fourier: Primitive = Primitive("fourier", _type, _run, _vjp, Opaque())
