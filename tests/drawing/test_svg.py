"""SVG text: escapes, text widths, pictures."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pronghorn import drawing
from pronghorn.drawing.font_table import BOLD, REGULAR
from pronghorn.drawing.svg import Canvas, clean, number, shorten, text_width

FONTS = Path(drawing.__file__).parent / "fonts"


def test_text_is_escaped_and_legal():
    canvas = Canvas(10, 10, title="<t>&")
    canvas.text(0, 0, "a<b>&\"'\x1b\ud800")
    assert "&lt;b&gt;&amp;&quot;&#x27;\ufffd\ufffd" in canvas.svg()
    assert "<title>&lt;t&gt;&amp;</title>" in canvas.svg()
    assert clean("a\r\nb\u2028c\td") == "a↵b↵c d"


def test_attributes_are_escaped_and_numbers_short():
    canvas = Canvas(10, 10)
    canvas.rect(1 / 3, -0.001, 2.0, 1, fill='"><script>', stroke=None)
    assert '<rect x="0.33" y="0" width="2" height="1" fill="&quot;&gt;&lt;script&gt;"/>' in (
        canvas.svg()
    )
    assert number(100.0) == "100"


def test_long_text_keeps_both_ends():
    assert shorten("a" * 64) == "a" * 64
    assert shorten("ab" * 50, 9) == "abab…abab"


def test_widths():
    assert text_width("ii", 10) < text_width("ww", 10) < text_width("ww", 10, bold=True)
    assert text_width("体重", 10) == 20
    assert {*"−×·↵…₀∑Σσ≤→"} <= set(map(chr, REGULAR))


@pytest.mark.parametrize(
    ("name", "table"),
    [("DejaVuSans-subset.ttf", REGULAR), ("DejaVuSans-Bold-subset.ttf", BOLD)],
)
def test_the_table_is_that_of_the_font(name, table):
    with TTFont(FONTS / name) as font:
        scale = 1000 / font["head"].unitsPerEm
        found = {p: round(font["hmtx"][g][0] * scale) for p, g in font.getBestCmap().items()}
    assert found == table


def test_the_licence_of_the_font_is_there():
    assert "Bitstream Vera" in (FONTS / "LICENSE_DEJAVU").read_text()
