"""Arrays as PNG images inside an SVG: a small writer of PNG, 8 bits, grey or in three colours."""

import base64
import struct
import zlib

import numpy as np

from pronghorn.drawing.svg import Canvas


def draw_pixels(
    canvas: Canvas, x: float, y: float, side: float, pixels: np.ndarray, dots: int
) -> tuple[float, float, float, float]:
    """Pixels (height, width, 3) in the middle of a square; gives the rectangle that they fill.

    Args:
        dots: small images are enlarged to about so many dots, so that no viewer blurs them.
    """
    high, wide, _ = pixels.shape
    longest = max(high, wide)
    width, height = wide * (side / longest), high * (side / longest)
    frame = x + (side - width) / 2, y + (side - height) / 2, width, height
    canvas.image(*frame, _address_of(png_of(pixels, max(1, round(dots / longest)))))
    return frame


def png_of(pixels: np.ndarray, times: int = 1) -> bytes:
    """PNG bytes of uint8 pixels (height, width, 3), each drawn `times` high and wide.

    PNG specification, third edition, sections 5 and 11.
    """
    large = pixels.repeat(times, 0).repeat(times, 1)
    height, width, _ = large.shape
    rows = np.concatenate([np.zeros((height, 1), "uint8"), large.reshape(height, -1)], 1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


def _address_of(png: bytes) -> str:
    """The image as the text of an address."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
