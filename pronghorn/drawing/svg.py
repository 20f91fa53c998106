"""A small SVG writer: shapes are appended to a canvas, every text is escaped, widths are known."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape

from pronghorn.drawing.font_table import BOLD, REGULAR

Point = tuple[float, float]

# DejaVu Sans is bundled for PNG; Verdana, of the same ancestry, has nearly its widths elsewhere.
FONT_FAMILY = (
    "DejaVu Sans, Verdana, Noto Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, "
    "Source Han Sans SC, WenQuanYi Micro Hei, sans-serif"
)
CAP_HEIGHT = 0.73  # of DejaVu Sans, as a share of the font size
# XML 1.0 section 2.2: these may not occur in a document, not even escaped.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: object) -> str:
    """One line of legal XML characters: line breaks become ↵, illegal characters a �."""
    line = "↵".join(str(text).splitlines()) if str(text).strip() else str(text).strip()
    return _ILLEGAL.sub("\ufffd", line.replace("\t", " "))


def shorten(text: object, limit: int = 64) -> str:
    """A cleaned text of at most `limit` characters, its middle left out if it is longer."""
    line = clean(text)
    if len(line) <= limit:
        return line
    half = (limit - 1) // 2
    return f"{line[:half]}…{line[-half:]}"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in pixels; characters outside the bundled font count as one em if they are wide."""
    advances = BOLD if bold else REGULAR
    total = 0
    for character in text:
        advance = advances.get(ord(character))
        if advance is None:
            wide = unicodedata.east_asian_width(character) in "WF"
            advance = 1000 if wide else 0 if unicodedata.combining(character) else 650
        total += advance
    return total * size / 1000


def number(value: float) -> str:
    """A coordinate with two decimals at most, so that equal drawings are equal texts."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _attributes(values: dict[str, object]) -> str:
    parts = []
    for name, value in values.items():
        if value is None:
            continue
        text = number(value) if isinstance(value, (int, float)) else str(value)
        parts.append(f' {name.replace("_", "-")}="{escape(text)}"')
    return "".join(parts)


class Canvas:
    """Shapes in drawing order; `svg()` is the document."""

    def __init__(
        self, width: float, height: float, *, background: str = "#ffffff", title: str = ""
    ):
        self.width, self.height = width, height
        self.title = clean(title)
        self._shapes: list[str] = []
        self.rect(0, 0, width, height, fill=background)

    def _add(self, element: str, **attributes: object) -> None:
        self._shapes.append(f"<{element}{_attributes(attributes)}/>")

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        radius: float | None = None,
        **style: object,
    ) -> None:
        """An axis-parallel rectangle."""
        self._add("rect", x=x, y=y, width=width, height=height, rx=radius, **style)

    def image(self, x: float, y: float, width: float, height: float, address: str) -> None:
        """An image, its address in the text itself, stretched to a rectangle."""
        self._add(
            "image", x=x, y=y, width=width, height=height, preserveAspectRatio="none", href=address
        )

    def circle(self, x: float, y: float, radius: float, **style: object) -> None:
        """A circle around a point."""
        self._add("circle", cx=x, cy=y, r=radius, **style)

    def line(self, points: Iterable[Point], **style: object) -> None:
        """An open line through points; `style` needs a stroke."""
        self._add("polyline", points=_points(points), **{"fill": "none", **style})

    def polygon(self, points: Iterable[Point], **style: object) -> None:
        """A closed, filled line."""
        self._add("polygon", points=_points(points), **style)

    def path(self, steps: Sequence[tuple], **style: object) -> None:
        """A path from steps such as ("M", x, y) and ("C", x1, y1, x2, y2, x, y)."""
        commands = (step[0] + " ".join(number(value) for value in step[1:]) for step in steps)
        self._add("path", d="".join(commands), **{"fill": "none", **style})

    def arrow_head(self, tip: Point, direction: Point, *, size: float = 9, **style: object) -> None:
        """A filled triangle whose tip points along `direction`."""
        length = (direction[0] ** 2 + direction[1] ** 2) ** 0.5 or 1.0
        dx, dy = direction[0] / length * size, direction[1] / length * size
        base_x, base_y = tip[0] - dx, tip[1] - dy
        left = (base_x - dy * 0.42, base_y + dx * 0.42)
        right = (base_x + dy * 0.42, base_y - dx * 0.42)
        self.polygon([tip, left, right], **style)

    def text(
        self,
        x: float,
        y: float,
        text: object,
        *,
        size: float = 13,
        fill: str = "#1f2933",
        bold: bool = False,
        anchor: str = "start",
        rotate: float = 0,
    ) -> None:
        """One line of text whose capitals are centred on `y`."""
        attributes = _attributes(
            {
                "x": x,
                "y": y + size * CAP_HEIGHT / 2,
                "font-size": size,
                "font-weight": "bold" if bold else None,
                "text-anchor": None if anchor == "start" else anchor,
                "fill": fill,
                "transform": f"rotate({number(rotate)} {number(x)} {number(y)})"
                if rotate
                else None,
            }
        )
        self._shapes.append(f"<text{attributes}>{escape(clean(text))}</text>")

    def svg(self) -> str:
        """The whole document."""
        size = f'width="{number(self.width)}" height="{number(self.height)}"'
        box = f'viewBox="0 0 {number(self.width)} {number(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{FONT_FAMILY}">'
        title = [f"<title>{escape(self.title)}</title>"] if self.title else []
        return "\n".join([head, *title, *self._shapes, "</svg>", ""])


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
