"""Elementary functions: errors against long double, ends, and independence of the lanes."""

import importlib
import math

import numpy as np
import pytest

from pronghorn.engines.llvm.emit.floats import FORMULAS
from pronghorn.engines.llvm.tables.math_table import MAX_ULP
from pronghorn.engines.llvm.target import host, named
from tests.engines.llvm.emit.kernels import Library, elementwise

WIDE = np.longdouble
EXACT_ENOUGH = np.finfo(WIDE).nmant > 60
COUNT = 1 << 14
EDGES = {
    "float32": [0.0, -0.0, 1, -1, math.inf, -math.inf, math.nan, 1e-45, -1e-45, 1e-39, 2.0**-126,
                3.4e38, -3.4e38, 88.7, 88.72283, 88.73, 89.5, -86.9, -88.0, -103.9, -104.1],
    "float64": [0.0, -0.0, 1, -1, math.inf, -math.inf, math.nan, 5e-324, -5e-324, 1e-310,
                2.0**-1022, 1.7e308, -1.7e308, 709.7, 709.79, 710, -708.0, -745.2, -746],
}  # fmt: skip
LIMIT = {"float32": 1e5, "float64": 1e9}  # of circular functions
SMALLEST = {"float32": 2.0**-125.5, "float64": 2.0**-1021.5}  # of exponentials
UNARY = [name for name in MAX_ULP if name not in ("arctan2", "power")]
TARGETS = [None, "x86-64-v2"] if "x86_64" in host().triple else [None]


def formula(name):
    if name == "sigmoid":
        return lambda m, x: 1.0 / (1.0 + m.exp(-x))
    return lambda m, *xs: getattr(m, name)(*xs)


def reference(name, *xs):
    if name == "erf":
        return np.array([math.erf(x) for x in xs[0].tolist()], WIDE)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-xs[0].astype(WIDE)))
    return getattr(np, name)(*[x.astype(WIDE) for x in xs])


def units_off(result, wanted):
    """Errors in units of the last place; infinite where one is a number and one is not."""
    rounded = wanted.astype(result.dtype)
    info = np.finfo(result.dtype)
    exponents = np.floor(np.log2(np.maximum(np.abs(wanted), info.tiny)))
    errors = np.abs(result.astype(WIDE) - wanted) / np.exp2(exponents - info.nmant)
    same = (result == rounded) | (np.isnan(result) & np.isnan(rounded))
    return np.where(same, 0.0, np.where(np.isfinite(errors), errors, np.inf))


def samples(dtype):
    """Every exponent, and dense where functions turn."""
    random = np.random.default_rng(7)
    bits = random.integers(0, 256, COUNT * np.dtype(dtype).itemsize, np.uint8)
    large = 90 if dtype == "float32" else 710
    parts = [
        np.resize(np.array(EDGES[dtype]), 64),
        random.uniform(-large, large, COUNT),
        random.uniform(-1, 1, COUNT),
        random.uniform(-8, 8, COUNT),
        random.choice([-1, 1], COUNT) * 10 ** random.uniform(-10, 1, COUNT),
    ]
    return np.concatenate([bits.view(dtype), *[part.astype(dtype) for part in parts]])


@pytest.fixture(scope="module", params=[*((d, n) for d in LIMIT for n in TARGETS)], ids=str)
def library(request):
    dtype, name = request.param
    routines = [elementwise(name, formula(name), [dtype], 8) for name in UNARY]
    routines += [elementwise(name, formula(name), [dtype] * 2, 8) for name in ("arctan2", "power")]
    return dtype, name, Library(routines, named(name) if name else None)


def bound(name, dtype, target):
    units = MAX_ULP[name][dtype == "float64"] * (1 if target is None else 4 / 3)
    is_rough = dtype == "float64" and (name == "erf" or not EXACT_ENOUGH)
    return units + is_rough


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_errors_are_within_the_table(library, name):
    dtype, target, compiled = library
    x = samples(dtype)
    if name in ("sin", "cos", "tan"):
        quarters = np.arange(COUNT) * (LIMIT[dtype] / COUNT) // (math.pi / 2) * (math.pi / 2)
        x = np.concatenate([x, quarters.astype(dtype)])
        x = x[~(np.abs(x) > LIMIT[dtype])]
        x = x[: len(x) // 8 * 8]
    result, wanted = compiled.map(name, x), reference(name, x)
    errors = units_off(result, wanted)
    if name in ("exp", "sigmoid"):
        errors[(wanted < SMALLEST[dtype]) & (result == 0)] = 0
    worst = errors.argmax()
    assert errors[worst] <= bound(name, dtype, target), (x[worst], result[worst], wanted[worst])
    zeros = (result == 0) & (x == 0)
    np.testing.assert_array_equal(np.signbit(result[zeros]), np.signbit(wanted[zeros]))


def pairs(dtype):
    specials = [0.0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, math.inf, -math.inf, math.nan, 1e30,
                -1e30, 1e-30, 7, 1.5]  # fmt: skip
    a, b = (np.resize(grid, 328) for grid in np.meshgrid(specials, specials))
    return a.astype(dtype), b.astype(dtype)


@pytest.mark.parametrize("name", ["arctan2", "power"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_functions_of_two_numbers_at_their_ends(library, name):
    dtype, _, compiled = library
    a, b = pairs(dtype)
    result, wanted = compiled.map(name, a, b), getattr(np, name)(a, b)
    np.testing.assert_allclose(result, wanted, rtol=4 * np.finfo(dtype).eps)
    zeros = result == 0
    np.testing.assert_array_equal(np.signbit(result[zeros]), np.signbit(wanted[zeros]))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.skipif(not EXACT_ENOUGH, reason="long double is a double here")
def test_powers_and_angles_are_within_the_table(library):
    dtype, target, compiled = library
    random = np.random.default_rng(3)
    a = np.concatenate([np.exp(random.uniform(-20, 20, COUNT)), random.uniform(0, 2, COUNT)])
    b = np.concatenate([random.uniform(-4, 4, COUNT), random.uniform(-300, 300, COUNT)])
    a, b = a.astype(dtype), b.astype(dtype)
    for name in ("arctan2", "power"):
        result, wanted = compiled.map(name, a, b), reference(name, a, b)
        errors = units_off(result, wanted)
        errors[np.abs(wanted) < SMALLEST[dtype]] = 0
        assert errors.max() <= bound(name, dtype, target) + 0.05, name  # powl has an error too


@pytest.mark.parametrize("lanes", [1, 4, 16])
@pytest.mark.parametrize("dtype", LIMIT)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_bits_do_not_depend_on_the_number_of_lanes(dtype, lanes):
    names = ["exp", "log", "tanh", "sin", "erf", "arctan"]
    assert set(names) <= set(FORMULAS)
    routines = [
        elementwise(f"{name}_{width}", formula(name), [dtype], width)
        for name in names
        for width in (8, lanes)
    ]
    compiled = Library(routines)
    x = samples(dtype)[-4096:]
    for name in names:
        one, other = (compiled.map(f"{name}_{width}", x) for width in (8, lanes))
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0, 3.0, -1.0, -2.0, 0.5, 2.5])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_known_exponents(exponent):
    compiled = Library([elementwise("f", lambda m, x: m.power(x, exponent), ["float32"], 8)])
    x = samples("float32")[-1024:]
    x[:8] = [0.0, -0.0, math.inf, -math.inf, math.nan, 1.0, -1.0, 2.0]
    wanted = np.power(x.astype(np.float64), exponent).astype(np.float32)
    np.testing.assert_allclose(compiled.map("f", x), wanted, rtol=3e-7, atol=1e-44)


@pytest.mark.slow
def test_the_table_is_what_its_tool_makes():
    pytest.importorskip("mpmath")
    tool = importlib.import_module("tools.make_math_tables")
    assert tool.TABLE.read_text() == tool.table()
