"""The one door to resvg: SVG text becomes PNG bytes, drawn with the bundled font.

System fonts are read only for characters that the bundled font lacks, so that all other PNGs
are the same on every machine; a character that no font has is reported once.
"""

import re
import struct
import zlib
from functools import cache
from html import unescape
from pathlib import Path
from types import ModuleType

from pronghorn.drawing.font_table import REGULAR
from pronghorn.messages import note

_FONTS = Path(__file__).parent / "fonts"
FONT_FILES = [
    str(_FONTS / name) for name in ("DejaVuSans-subset.ttf", "DejaVuSans-Bold-subset.ttf")
]
_LONGEST_SIDE = 32_000  # pixels; common viewers stop at 32,767
_CELL = 24  # pixels of one probed character


def to_png(svg: str, zoom: float) -> bytes:
    """PNG bytes of an SVG document, `zoom` pixels to its unit (fewer for enormous drawings)."""
    foreign = _foreign_characters(svg)
    if absent := without_glyph("".join(foreign)):
        note("F12", text=absent)
    return _render(svg, min(zoom, _LONGEST_SIDE / max(_size(svg))), system_fonts=bool(foreign))


@cache
def _resvg() -> ModuleType:
    import resvg_py

    return resvg_py


def _render(svg: str, zoom: float, *, system_fonts: bool) -> bytes:
    return _resvg().svg_to_bytes(
        svg_string=svg,
        zoom=zoom,
        font_files=FONT_FILES,
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
        skip_system_fonts=not system_fonts,
    )


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    return (float(found[1]), float(found[2])) if found else (1.0, 1.0)


def _foreign_characters(svg: str) -> list[str]:
    """Visible characters of the document's texts that the bundled font lacks, each once."""
    texts = unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))
    return [one for one in dict.fromkeys(texts) if ord(one) not in REGULAR and one.isprintable()]


@cache
def without_glyph(characters: str) -> str:
    """Those of the characters for which resvg finds no glyph in any font of this machine.

    It reports nothing when it finds none, so each is drawn beside one that no font may have
    (U+10FFFD, private use) and the cells are compared.
    """
    if not characters:
        return ""
    cells = "".join(
        f'<text x="{3 + place * _CELL}" y="18" font-size="14">{character}</text>'
        for place, character in enumerate("\U0010fffd" + characters)
    )
    width = (len(characters) + 1) * _CELL
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_CELL}"'
    png = _render(f'{head} font-family="DejaVu Sans">{cells}</svg>', 1, system_fonts=True)
    rows = _pixel_rows(png)

    def cell(place: int) -> list[bytes]:
        return [row[4 * _CELL * place : 4 * _CELL * (place + 1)] for row in rows]

    nothing = cell(0)
    return "".join(one for place, one in enumerate(characters, 1) if cell(place) == nothing)


def _pixel_rows(png: bytes) -> list[bytes]:
    """Rows of an 8-bit RGBA PNG without interlacing (resvg writes no other kind).

    The five row filters: PNG specification, third edition, section 9.
    """
    width, height = struct.unpack(">II", png[16:24])
    data, place = b"", 8
    while place < len(png):
        length = int.from_bytes(png[place : place + 4], "big")
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += 12 + length
    raw, stride, rows = zlib.decompress(data), 4 * width, []
    above = bytes(stride)
    for start in range(0, height * (stride + 1), stride + 1):
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + stride], above)
        rows.append(above)
    return rows


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    row = bytearray(line)
    for place, value in enumerate(line):
        left, up = row[place - 4] if place >= 4 else 0, above[place]
        corner = above[place - 4] if place >= 4 else 0
        paeth = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        row[place] = (value + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
    return bytes(row)
