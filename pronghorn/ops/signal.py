"""Fourier transforms, windows and correlation; complex numbers are pairs (real, imaginary)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pronghorn import arguments, dtypes
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ops.angles import cos, sin
from pronghorn.ops.compare import where
from pronghorn.ops.create import arange, ones
from pronghorn.ops.elementwise import (
    absolute,
    add,
    divide,
    maximum,
    multiply,
    sqrt,
    square,
    subtract,
)
from pronghorn.ops.index import take
from pronghorn.ops.join import concatenate, stack
from pronghorn.ops.linalg import matmul
from pronghorn.ops.operands import converted, float_payload, held, kept_float, kind_of, payload
from pronghorn.ops.operation import operation
from pronghorn.ops.padding import pad
from pronghorn.ops.places import summed
from pronghorn.ops.shape import cut, flip, moveaxis, reshape, reshaped, swapaxes
from pronghorn.ops.special import i0
from pronghorn.prims.fourier import fourier
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


def _pair(op: str, x: Any) -> tuple[Any, Any]:
    """Real and imaginary part in one float dtype."""
    if not isinstance(x, tuple | list) or len(x) != 2:
        want = "a pair (real, imaginary)"
        raise ArgumentError("S29", op=op, argument="x", want=want, got=x, example="(x, 0 * x)")
    found = [held(part) for part in x]
    dtype = kept_float(dtypes.result_type(*map(kind_of, found)))
    real, imag = (payload(part, dtype) for part in found)
    if real.shape != imag.shape:
        raise ShapeError("S02", op=op, a=type_of(real), b=type_of(imag))
    return real, imag


def _transformed(real: Any, imag: Any, inverse: bool) -> tuple[Tensor, Tensor]:
    a, b = (Tensor(part) for part in fourier(real, imag, inverse=inverse))
    if not inverse:
        return a, b
    count = real.shape[-1]
    return divide(a, count), divide(b, count)


@operation
def polar(abs_: Any, angle: Any) -> tuple[Tensor, Tensor]:
    """The complex number of a length and an angle, as a pair (real, imaginary).

    Example:
        >>> from pronghorn import ops
        >>> real, imag = ops.polar([2.0], [0.0])
        >>> real.tolist(), imag.tolist()
        ([2.0], [0.0])
    """
    return multiply(abs_, cos(angle)), multiply(abs_, sin(angle))


@operation
def view_as_complex(x: Any) -> tuple[Tensor, Tensor]:
    """The complex numbers whose parts lie along the last axis, as a pair (real, imaginary).

    Raises:
        ShapeError: when the last axis has another size than 2.

    Example:
        >>> from pronghorn import ops
        >>> real, imag = ops.view_as_complex([[1.0, 2.0], [3.0, 4.0]])
        >>> real.tolist(), imag.tolist()
        ([1.0, 3.0], [2.0, 4.0])
    """
    x = Tensor(payload(x))
    if not x.ndim or x.payload.shape[-1] != 2:
        raise ShapeError("S03", op="view_as_complex", want="a last axis of size 2", got=x.type)
    return x[..., 0], x[..., 1]


@operation
def view_as_real(x: Any) -> Tensor:
    """The parts of a complex number, a pair (real, imaginary), along a new last axis.

    Example:
        >>> from pronghorn import ops
        >>> ops.view_as_real(([1.0, 3.0], [2.0, 4.0])).tolist()
        [[1.0, 2.0], [3.0, 4.0]]
    """
    return stack([Tensor(part) for part in _pair("view_as_real", x)], -1)


@operation
def fft(x: Any) -> tuple[Tensor, Tensor]:
    """The discrete Fourier transform along the last axis.

    Args:
        x: a pair (real, imaginary).

    Example:
        >>> from pronghorn import ops
        >>> real, imag = ops.fft(([1.0, 1.0], [0.0, 0.0]))
        >>> real.tolist()
        [2.0, 0.0]
    """
    return _transformed(*_pair("fft", x), inverse=False)


def _both_axes(op: str, x: Any, inverse: bool) -> tuple[Tensor, Tensor]:
    real, imag = _pair(op, x)
    for _ in range(2):
        a, b = _transformed(real, imag, inverse)
        real, imag = swapaxes(a, -1, -2).payload, swapaxes(b, -1, -2).payload
    return Tensor(real), Tensor(imag)


@operation
def fft2(x: Any) -> tuple[Tensor, Tensor]:
    """The discrete Fourier transform along the last two axes.

    Example:
        >>> from pronghorn import ops
        >>> real, imag = ops.fft2(([[1.0, 1.0]], [[0.0, 0.0]]))
        >>> real.tolist()
        [[2.0, 0.0]]
    """
    return _both_axes("fft2", x, inverse=False)


@operation
def ifft2(x: Any) -> tuple[Tensor, Tensor]:
    """The inverse of `fft2`.

    Example:
        >>> from pronghorn import ops
        >>> real, imag = ops.ifft2(([[2.0, 0.0]], [[0.0, 0.0]]))
        >>> real.tolist()
        [[1.0, 1.0]]
    """
    return _both_axes("ifft2", x, inverse=True)


def _of_length(x: Any, length: int | None) -> Any:
    """x cut or filled up with zeros along the last axis."""
    size = x.shape[-1]
    if length is None or length == size:
        return x
    axis = len(x.shape) - 1
    if length < size:
        return cut(x, axis, 0, length)
    return pad(Tensor(x), [*[(0, 0)] * axis, (0, length - size)]).payload


@operation
def rfft(x: Any, fft_length: int | None = None) -> tuple[Tensor, Tensor]:
    """The first half, and one more, of the Fourier transform of real numbers.

    Args:
        x: real numbers (*batch, n).
        fft_length: to which the last axis is cut or filled up first.

    Example:
        >>> from pronghorn import ops
        >>> real, imag = ops.rfft([1.0, 1.0, 1.0, 1.0])
        >>> real.tolist()
        [4.0, 0.0, 0.0]
    """
    x = _of_length(float_payload(x), fft_length)
    nothing = multiply(Tensor(x), 0.0).payload
    half = x.shape[-1] // 2 + 1
    real, imag = fourier(x, nothing, inverse=False)
    return tuple(Tensor(cut(part, len(x.shape) - 1, 0, half)) for part in (real, imag))  # type: ignore[return-value]


@operation
def irfft(x: Any, fft_length: int | None = None) -> Tensor:
    """The real numbers whose `rfft` is x.

    Args:
        x: a pair (real, imaginary) of (*batch, n // 2 + 1).
        fft_length: n, by default the even one.

    Example:
        >>> from pronghorn import ops
        >>> ops.irfft(([4.0, 0.0, 0.0], [0.0, 0.0, 0.0])).tolist()
        [1.0, 1.0, 1.0, 1.0]
    """
    real, imag = _pair("irfft", x)
    length = 2 * (real.shape[-1] - 1) if fft_length is None else fft_length
    real, imag = (_of_length(part, length // 2 + 1) for part in (real, imag))
    axis = len(real.shape) - 1
    # The other half mirrors the first: x[n - k] is the conjugate of x[k].
    mirrored = [flip(Tensor(cut(part, axis, 1, (length + 1) // 2)), -1) for part in (real, imag)]
    real = concatenate([Tensor(real), mirrored[0]], -1).payload
    # What has no mirror image is real by itself, whatever is given for it.
    middle = np.ones(length // 2 + 1, str(imag.dtype))
    middle[0] = 0
    middle[length // 2 :] = 0 if length % 2 == 0 else 1
    imag = concatenate(
        [multiply(Tensor(imag), middle), multiply(mirrored[1], np.asarray(-1.0, str(imag.dtype)))],
        -1,
    ).payload
    return _transformed(real, imag, inverse=True)[0]


@operation
def extract_sequences(x: Any, sequence_length: int, sequence_stride: int) -> Tensor:
    """Overlapping pieces of the last axis, along a new one before it.

    Example:
        >>> from pronghorn import ops
        >>> ops.extract_sequences([1, 2, 3, 4], 2, 1).tolist()
        [[1, 2], [2, 3], [3, 4]]
    """
    x = Tensor(payload(x))
    count = 1 + (x.shape[-1] - sequence_length) // sequence_stride
    places = np.arange(count)[:, None] * sequence_stride + np.arange(sequence_length)
    return take(x, places.astype("int32"), axis=-1)


WINDOWS = ("hann", "hamming", None)


def _window(op: str, window: Any, sequence_length: int, fft_length: int, dtype: str) -> Any:
    """A window of the sequence's length in the middle of the transform's; None keeps all of it."""
    if window is None:
        return ones((fft_length,), dtype)
    if isinstance(window, str):
        if window not in WINDOWS:
            want = "'hann', 'hamming', None or an array"
            raise ArgumentError(
                "S29", op=op, argument="window", want=want, got=window, example="window='hann'"
            )
        turns = 2 * math.pi * np.arange(sequence_length) / sequence_length
        share = {"hann": 0.5, "hamming": 0.54}[window]
        line: Any = (share - (1 - share) * np.cos(turns)).astype(dtype)
    else:
        line = payload(window, dtype)
        if line.shape != (sequence_length,):
            want = "a window of {count} numbers"
            raise ShapeError("S03", op=op, want=want, count=sequence_length, got=type_of(line))
    left = (fft_length - sequence_length) // 2
    return pad(Tensor(line), [(left, fft_length - sequence_length - left)])


def _require_lengths(op: str, sequence_length: int, fft_length: int) -> None:
    if fft_length < sequence_length:
        want = "at least sequence_length={length}"
        raise ArgumentError(
            "S29",
            op=op,
            argument="fft_length",
            want=want,
            length=sequence_length,
            got=fft_length,
            example=f"fft_length={sequence_length}",
        )


@operation
def stft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Any = "hann",
    center: bool = True,
) -> tuple[Tensor, Tensor]:
    """The Fourier transforms of overlapping, windowed pieces of the last axis.

    Args:
        window: "hann", "hamming", None for none, or an array of `sequence_length` numbers.
        center: whether pieces stand around their places, the ends being mirrored.

    Returns:
        A pair (real, imaginary) of (*batch, pieces, fft_length // 2 + 1).

    Example:
        >>> from pronghorn import ops
        >>> real, imag = ops.stft(ops.ones((16,)), 4, 2, 4)
        >>> real.shape
        (9, 3)
    """
    _require_lengths("stft", sequence_length, fft_length)
    x = Tensor(float_payload(x))
    if center:
        width = fft_length // 2
        x = pad(x, [*[(0, 0)] * (x.ndim - 1), (width, width)], mode="reflect")
    pieces = extract_sequences(x, fft_length, sequence_stride)
    line = _window("stft", window, sequence_length, fft_length, x.dtype)
    return rfft(multiply(pieces, line), fft_length)


@operation
def istft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Tensor:
    """The signal whose `stft` is x: pieces are added where they overlap and divided by the window.

    Args:
        length: of the result; what is beyond is cut off.

    Example:
        >>> from pronghorn import ops
        >>> ops.istft(ops.stft(ops.ones((16,)), 4, 2, 4), 4, 2, 4).shape
        (16,)
    """
    _require_lengths("istft", sequence_length, fft_length)
    pieces = irfft(x, fft_length)
    line = _window("istft", window, sequence_length, fft_length, pieces.dtype)
    pieces = multiply(pieces, line)
    count = pieces.shape[-2]
    total = fft_length + (count - 1) * sequence_stride
    places = np.arange(count)[:, None] * sequence_stride + np.arange(fft_length)
    places = places.reshape(-1).astype("int32")
    signal = _overlapped(pieces, places, total)
    weight = _overlapped(multiply(ones((count, 1), pieces.dtype), square(line)), places, total)
    small = np.asarray(1e-11, pieces.dtype)
    signal = where(absolute(weight) > small, divide(signal, maximum(weight, small)), signal)
    begin = fft_length // 2 if center else 0
    end = total - begin if center else total
    end = end if length is None else begin + length
    return Tensor(cut(signal.payload, signal.ndim - 1, begin, min(end, total)))


def _overlapped(pieces: Tensor, places: Any, total: int) -> Tensor:
    """Pieces added up along one axis, each at its places."""
    batch = pieces.shape[:-2]
    flat = moveaxis(reshape(pieces, (*batch, len(places))), -1, 0)
    return moveaxis(Tensor(summed(flat.payload, places, total)), 0, -1)


def _cosines(x: Any, *shares: float) -> Tensor:
    """A window of x points from the shares of its cosines; 1 for a single point."""
    count = int(payload(x))
    if count == 1:
        return ones((1,))
    turn = multiply(arange(count, dtype="float32"), np.float32(2 * math.pi / max(count - 1, 1)))
    total = add(multiply(turn, np.float32(0)), np.float32(shares[0]))
    for n, share in enumerate(shares[1:], 1):
        total = add(total, multiply(cos(multiply(turn, np.float32(n))), np.float32(share)))
    return Tensor(converted(total.payload, dtypes.result_type(float)))


@operation
def hanning(x: Any) -> Tensor:
    """The Hann window of x points.

    Example:
        >>> from pronghorn import ops
        >>> [round(n, 3) for n in ops.hanning(3).tolist()]
        [0.0, 1.0, 0.0]
    """
    return _cosines(x, 0.5, -0.5)


@operation
def hamming(x: Any) -> Tensor:
    """The Hamming window of x points.

    Example:
        >>> from pronghorn import ops
        >>> [round(n, 3) for n in ops.hamming(3).tolist()]
        [0.08, 1.0, 0.08]
    """
    return _cosines(x, 0.54, -0.46)


@operation
def blackman(x: Any) -> Tensor:
    """The Blackman window of x points.

    Example:
        >>> from pronghorn import ops
        >>> [abs(round(n, 3)) for n in ops.blackman(3).tolist()]
        [0.0, 1.0, 0.0]
    """
    return _cosines(x, 0.42, -0.5, 0.08)


def _centred(x: Any) -> Any:
    """Places of x points, evenly from -1 to 1."""
    count = int(payload(x))
    if count == 1:
        return arange(1, dtype=dtypes.result_type(float))
    line = divide(arange(count, dtype=dtypes.result_type(float)), (count - 1) / 2)
    return subtract(line, 1.0)


@operation
def bartlett(x: Any) -> Tensor:
    """The triangular window of x points that is 0 at both ends.

    Example:
        >>> from pronghorn import ops
        >>> ops.bartlett(3).tolist()
        [0.0, 1.0, 0.0]
    """
    return subtract(1.0, absolute(_centred(x)))


@operation
def kaiser(x: Any, beta: Any) -> Tensor:
    """The Kaiser window of x points.

    Args:
        beta: how narrow it is.

    Example:
        >>> from pronghorn import ops
        >>> [round(n, 3) for n in ops.kaiser(3, 2.0).tolist()]
        [0.439, 1.0, 0.439]
    """
    place = _centred(x)
    root = sqrt(maximum(subtract(1.0, square(place)), 0.0))
    beta = payload(beta, place.dtype)
    return divide(i0(multiply(root, beta)), i0(beta))


@operation
def correlate(x1: Any, x2: Any, mode: str = "valid") -> Tensor:
    """Sums of products of two vectors, the second being moved along the first.

    Args:
        mode: "valid" where they overlap wholly, "same" for the longer one's length, "full" for all.

    Example:
        >>> from pronghorn import ops
        >>> ops.correlate([1.0, 2.0, 3.0], [1.0, 1.0]).tolist()
        [3.0, 5.0]
    """
    arguments.choice("correlate", "mode", mode, ("valid", "same", "full"))
    found = held(x1), held(x2)
    dtype = dtypes.result_type(*map(kind_of, found))
    a, b = (Tensor(payload(x, dtype)) for x in found)
    if a.ndim != 1 or b.ndim != 1:
        raise ShapeError("S02", op="correlate", a=a.type, b=b.type)
    swapped = a.shape[0] < b.shape[0]
    long, short = (b, a) if swapped else (a, b)
    taps = short.shape[0]
    left, right = {
        "valid": (0, 0),
        "full": (taps - 1, taps - 1),
        "same": (taps // 2, taps - 1 - taps // 2),
    }[mode]
    pieces = extract_sequences(pad(long, [(left, right)]), taps, 1)
    line = matmul(pieces, reshaped(short.payload, (taps,)))
    # Swapped operands slide the other way.
    return flip(line) if swapped else line
