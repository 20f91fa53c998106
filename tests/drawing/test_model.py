"""Drawings of models: files, arguments, errors."""

import logging
import os
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from pronghorn.config import settings
from pronghorn.drawing import Picture, model_to_dot, plot_model, raster
from pronghorn.errors import ArgumentError, FileError, StateError

EVIL = '<script>alert("1")</script>\n&\'"]\x00'


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def test_a_png_has_the_size_that_dpi_asks_for(models, tmp_path):
    picture = plot_model(models.tutorial, tmp_path / "deep" / "er" / "m.png", dpi=192)
    root = ElementTree.fromstring(picture.svg)
    width, height = size_of((tmp_path / "deep" / "er" / "m.png").read_bytes())
    assert abs(width - 2 * float(root.get("width"))) <= 1
    assert abs(height - 2 * float(root.get("height"))) <= 1
    assert size_of(picture._repr_png_()) == (width, height)
    assert picture._repr_svg_() == picture.svg


def test_every_suffix_gives_its_form(models, tmp_path):
    starts = {
        "a": b"\x89PNG",
        "a.PNG": b"\x89PNG",
        "a.svg": b"<svg ",
        "a.dot": b"digraph G {",
        "a.gv": b"digraph G {",
        "a.mmd": b"flowchart LR",
    }
    for name, start in starts.items():
        plot_model(models.branches, str(tmp_path / name), rankdir="LR")
        assert (tmp_path / name).read_bytes().startswith(start)


def test_no_process_is_started(models, tmp_path, monkeypatch):
    def refuse(*_arguments, **_options):
        raise AssertionError("a process was started")

    for owner, name in ((subprocess, "Popen"), (os, "system"), (os, "posix_spawn"), (os, "fork")):
        monkeypatch.setattr(owner, name, refuse, raising=False)
    for suffix in ("png", "svg", "dot", "mmd"):
        plot_model(models.nested, tmp_path / f"m.{suffix}", expand_nested=True)


def test_resvg_is_loaded_when_a_png_is_made():
    script = (
        "import sys; from pronghorn import drawing; p = drawing.plot_history({'loss': [1, 2]});"
        "heavy = {'resvg_py', 'matplotlib', 'IPython', 'llvmlite'};"
        "assert p.svg and not heavy & set(sys.modules), heavy & set(sys.modules);"
        "assert p.png and 'resvg_py' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_names_cannot_leave_their_place(models):
    model = models.named(EVIL)
    picture = plot_model(model, None, show_layer_names=True)
    root = ElementTree.fromstring(picture.svg)
    assert "<script" not in picture.svg
    shown = "".join(root.itertext())
    assert '<script>alert("1")</script>↵&\'"]\ufffd' in shown
    assert picture.png
    dot = str(model_to_dot(model))
    assert "<script" not in dot
    assert "\n&" not in dot
    mermaid = picture._texts[".mmd"]()
    assert "<script" not in mermaid
    assert "#quot;1#quot;" in mermaid


def test_a_very_long_name_is_shortened(models):
    picture = plot_model(models.named("x" * 500), None, show_layer_names=True)
    assert float(ElementTree.fromstring(picture.svg).get("width")) < 800


def test_dot_is_an_object_with_text(models):
    dot = model_to_dot(models.branches, show_shapes=True, dpi=96)
    assert str(dot) == dot.to_string()
    assert "dpi=96;" in str(dot)
    assert str(dot).count("->") == 6
    assert "<b>dense_1</b> (Dense)" in str(dot)
    with pytest.raises(ArgumentError, match="subgraph"):
        model_to_dot(models.branches, subgraph=True)


def test_a_subclassed_model_is_one_box(models):
    model = models.branches
    for layer in model.layers:
        layer.inbound_nodes = []
    svg = plot_model(model, None).svg
    assert "Functional" in svg
    assert "Dense" not in svg


def test_wrong_calls(models, tmp_path):
    with pytest.raises(FileError, match=r"\[F02\].*\.png, \.svg, \.dot, \.gv, \.mmd"):
        plot_model(models.tutorial, tmp_path / "m.jpg")
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=r"\[F01\]"):
        plot_model(models.tutorial, tmp_path / "file" / "m.svg")
    with pytest.raises(FileError, match=r"\[F01\]"):
        plot_model(models.tutorial, tmp_path)
    with pytest.raises(ArgumentError, match="'TB', 'LR', 'BT', 'RL'"):
        plot_model(models.tutorial, None, rankdir="up")
    with pytest.raises(ArgumentError, match="ortho"):
        plot_model(models.tutorial, None, splines="wavy")
    for argument in ("layer_range", "colour"):
        with pytest.raises(ValueError, match=argument):
            plot_model(models.tutorial, None, **{argument: ["a", "b"]})
    models.tutorial.built = False
    with pytest.raises(StateError, match="M06"):
        plot_model(models.tutorial, tmp_path / "m.png")
    with pytest.raises(ValueError, match="M06"):
        model_to_dot(models.tutorial)
    assert not (tmp_path / "m.png").exists()


def test_a_character_without_a_glyph_is_reported_once(models, monkeypatch, caplog):
    monkeypatch.setattr(raster, "without_glyph", lambda characters: characters.strip("体"))
    monkeypatch.setattr(logging.getLogger("pronghorn"), "propagate", True)
    picture = plot_model(models.named("体重"), None, show_layer_names=True)
    assert "体重" in picture.svg
    for _ in range(2):
        assert picture.png
    said = [record.getMessage() for record in caplog.records if "F12" in record.getMessage()]
    assert len(said) == 1
    assert "'重'" in said[0]


def test_glyphs_are_found_by_drawing_them():
    private = "\U0010fffc"  # no font may have it
    assert raster.without_glyph(f"A{private}é") == private


def test_latin_pictures_need_no_system_font(models, monkeypatch):
    seen = []
    real = raster._render
    monkeypatch.setattr(
        raster,
        "_render",
        lambda *a, system_fonts: seen.append(system_fonts) or real(*a, system_fonts=system_fonts),
    )
    assert plot_model(models.tutorial, None, show_shapes=True).png
    assert seen == [False]


def test_an_enormous_picture_stays_within_what_viewers_open():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="90000"></svg>'
    assert max(size_of(Picture(svg).png)) <= 32_000


def test_settings_do_not_change_a_model_drawing(models):
    before = plot_model(models.tutorial, None, show_shapes=True).svg
    settings.language = "zh"
    assert plot_model(models.tutorial, None, show_shapes=True).svg == before
