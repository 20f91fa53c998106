"""Kernels of products: what they compute here, and that LLVM makes them for other machines."""

import ctypes

import numpy as np
import pytest

from pronghorn import config
from pronghorn.engines.llvm import build, tiling
from pronghorn.engines.llvm.build import load, object_code
from pronghorn.engines.llvm.emit.verify import verify
from pronghorn.engines.llvm.kernels import library, text
from pronghorn.engines.llvm.kernels.names import dots_name, packing_name, product_name, row_name
from pronghorn.engines.llvm.target import NAMED, host, named

FORMS = {
    count: [*forms, (tiling.SHORT, forms[0][1]), (forms[0][0], 1)]
    for count, forms in tiling.TILES.items()
}
KERNEL = ctypes.CFUNCTYPE(
    ctypes.c_int64,
    *(ctypes.c_void_p, *[ctypes.c_int64] * 2, ctypes.c_void_p, *[ctypes.c_int64] * 2),
    *(ctypes.c_void_p, *[ctypes.c_int64] * 5),
    *(ctypes.c_void_p, ctypes.c_int64),
)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", NAMED)
def test_every_target_gets_its_kernels(name, dtype):
    target = named(name)
    lanes = target.lanes(dtype)
    forms = FORMS[max(count for count in FORMS if count <= target.vector_registers)]
    names = [*(product_name(*form, dtype, lanes) for form in forms), row_name(dtype, lanes)]
    given = [dtype, *(["float16", "bfloat16"] if dtype == "float32" else [])]
    names += [packing_name(kind, name, lanes) for kind in ("rows", "columns") for name in given]
    tall = target.vector_registers // 2
    names += [dots_name(tall, 1, dtype, lanes, fresh) for fresh in (True, False)]
    for kernel in names:
        verify(text.routine(kernel))
        data = object_code(text.text(kernel, target), target, {})
        assert kernel.encode() in data


def test_tiles_and_lanes_follow_from_the_features():
    products = {
        name: tiling.tiling((512, 256, 512), (256, 1), (512, 1), False, "float32", named(name))
        for name in NAMED
    }
    found = {name: (made.lanes, made.tiles[0]) for name, made in products.items()}
    assert found == {
        "x86-64-v2": (4, (6, 2)),
        "x86-64-v3": (8, (6, 2)),
        "x86-64-v4": (16, (8, 2)),
        "apple-m1": (4, (8, 2)),
        "neoverse-n1": (4, (8, 2)),
    }


@pytest.mark.parametrize("form", [*FORMS[16], (1, 5), (1, 40)])
def test_tiles_are_the_product_and_may_follow_other_terms(form):
    rows, vectors = form
    lanes, panels = host().lanes("float32"), 3
    one = row_name("float32", lanes)
    name = one if rows == 1 else product_name(rows, vectors, "float32", lanes)
    code = load([object_code(text.text(name, host()), host(), {})], [name])
    kernel = KERNEL(code.address(name))
    draw = np.random.default_rng(0)
    width = vectors * lanes - 3 * (rows == 1)  # one row ends within a vector
    left = draw.standard_normal((rows, 37), "float32")
    right = draw.standard_normal((panels, 37, width), "float32")
    room = np.full(rows * panels * width + lanes, np.nan, "float32")
    out = room[: rows * panels * width].reshape(rows, -1)
    ahead = np.array([[0, 8, 64], [left.ctypes.data, 148, 4]])  # nothing is read there
    for begin, end in ((0, 20), (20, 37)):
        kernel(
            left[:, begin:].ctypes.data, 37, 1, right[:, begin:].ctypes.data, width, 37 * width,
            out.ctypes.data, panels * width, end - begin, begin, panels, width,
            ahead.ctypes.data, len(ahead),
        )  # fmt: skip
    wanted = left.astype("f8") @ np.hstack(list(right))
    np.testing.assert_allclose(out, wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", ["rows", "columns"])
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_packed_panels_hold_the_transpose_and_nothing_lies_behind(kind, dtype):
    wide = "float64" if dtype == "float64" else "float32"
    lanes = host().lanes(wide)
    name = packing_name(kind, dtype, lanes)
    code = load([object_code(text.text(name, host()), host(), {})], [name])
    pack = ctypes.CFUNCTYPE(
        ctypes.c_int64, *[ctypes.c_void_p, ctypes.c_int64] * 2, *[ctypes.c_int64] * 2
    )(code.address(name))
    for terms, columns in ((1, 1), (7, lanes + 3), (lanes + 5, lanes), (40, 2 * lanes)):
        source = np.random.default_rng(0).standard_normal((columns, terms + 2)).astype(dtype)
        rows = np.ascontiguousarray(source.T)
        width = -(-columns // lanes) * lanes
        packed = np.full((terms + 1, width), np.nan, wide)
        given, stride = (source, terms + 2) if kind == "columns" else (rows, columns)
        pack(given.ctypes.data, stride, packed.ctypes.data, width, terms, columns)
        np.testing.assert_array_equal(packed[:terms, :columns], source[:, :terms].T)
        assert not np.isnan(packed[:terms]).any()
        assert np.isnan(packed[terms]).all()


def test_kernels_are_made_one_by_one_and_loaded_together_without_a_disk(monkeypatch):
    lanes, made, loads = host().lanes("float32"), [], []
    names = [row_name("float32", lanes), packing_name("rows", "float32", lanes)]
    monkeypatch.setattr(config.settings, "cache", None)
    monkeypatch.setattr(library, "_loaded", {})
    monkeypatch.setattr(
        build, "object_code", lambda *given: made.append(given[0]) or object_code(*given)
    )
    monkeypatch.setattr(build, "load", lambda *given: loads.append(given[1]) or load(*given))
    first, second = library.works(names, host())
    second()
    first()
    assert len(made) == 2
    library.load(names, host())
    assert len(made) == 2
    assert loads == [names]
    assert library.works(names, host()) == []
    assert library.address(names[0], host()) != library.address(names[1], host())
    assert loads == [names]
