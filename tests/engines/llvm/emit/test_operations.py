"""Every operation of the loop IR on every dtype, against NumPy."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from pronghorn.engines.llvm.loops import Code
from pronghorn.engines.llvm.target import host, named
from tests.engines.llvm.emit.kernels import Library, elementwise

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
FLOATS = ["float16", "float32", "float64"]
DTYPES = ["bool", *INTEGERS, *FLOATS]
COMPARE = ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]
TESTS = ["isnan", "isfinite", "logical_not"]
ARITHMETIC = ["add", "sub", "mul", "maximum", "minimum", "floor_divide", "remainder"]
BITS = ["bitwise_and", "bitwise_or", "bitwise_xor"]
UNARY = {
    "bool": ["abs", *TESTS],
    "integer": ["neg", "abs", "sign", *TESTS],
    "float": ["neg", "abs", "sign", "sqrt", "floor", "ceil", "rint", "trunc", "exp", *TESTS],
}
BINARY = {
    "bool": ["add", "mul", "maximum", "minimum", *BITS, *COMPARE],
    "integer": [*ARITHMETIC, "left_shift", "right_shift", *BITS, *COMPARE],
    "float": [*ARITHMETIC, "div", *COMPARE],
}
NUMPY = {"sub": "subtract", "mul": "multiply", "div": "divide", "neg": "negative"}
COUNT = 1024
V2 = named("x86-64-v2") if "x86_64" in host().triple else None


def family(dtype):
    return dtype if dtype == "bool" else "float" if "float" in dtype else "integer"


def numbers(dtype, seed):
    """Random bits, small numbers, and edges met with edges."""
    random = np.random.default_rng(seed)
    if dtype == "bool":
        return random.integers(0, 2, COUNT).astype(bool)
    bits = random.integers(0, 256, COUNT * np.dtype(dtype).itemsize, np.uint8).view(dtype)
    if family(dtype) == "float":
        edges = [0.0, -0.0, 1, -1, math.inf, -math.inf, math.nan, 2.5, -2.5, 1e-40, 6e4]
        small = random.normal(0, 4, COUNT // 4)
    else:
        info = np.iinfo(dtype)
        edges = np.array([0, 1, info.max, info.min, info.max - 1, 2, 3, 7]).astype(dtype)
        small = random.integers(0 if info.min == 0 else -9, 9, COUNT // 4)
    bits[: COUNT // 4] = small.astype(dtype)
    if family(dtype) == "float" and dtype != "float16":
        # Remainders by subnormals of the largest numbers are not told.
        bits[~((np.abs(bits) > 1e-30) & (np.abs(bits) < 1e30))] = 3
    place = COUNT // 2
    grid = np.meshgrid(edges, edges)[seed % 2].ravel().astype(dtype)
    bits[place : place + grid.size] = grid
    return bits


def same(result, wanted, name=""):
    """Equal, NaN like NaN; computed functions may be off by a few units."""
    if name == "exp":
        np.testing.assert_allclose(result, wanted, rtol=2 * np.finfo(result.dtype).eps, atol=2e-38)
    else:
        np.testing.assert_array_equal(result, wanted, err_msg=name)


def shifted(dtype, y):
    """Amounts to shift by, of which some are too large."""
    return (np.abs(y.astype(np.int64)) % (np.dtype(dtype).itemsize * 8 + 3)).astype(dtype)


def label(value):
    return getattr(value, "name", str(value))


CASES = [*((d, 8, None) for d in DTYPES)]
CASES += [(d, n, None) for d in ("int32", "float32", "float64") for n in (1, 4, 16)]
CASES += [(d, n, V2) for d in ("float16", "float32", "float64", "int64") for n in (1, 8) if V2]


@pytest.mark.parametrize(("dtype", "lanes", "target"), CASES, ids=label)
def test_elementwise_operations(dtype, lanes, target):
    unary, binary = UNARY[family(dtype)], BINARY[family(dtype)]
    if dtype == "float16":  # NumPy computes exp of halves no better than a few units
        unary = [op for op in unary if op != "exp"]
    apply = lambda op: lambda m, *xs: getattr(m, op)(*xs)
    routines = [elementwise(op, apply(op), [dtype], lanes) for op in unary]
    routines += [elementwise(op, apply(op), [dtype] * 2, lanes) for op in binary]
    compiled = Library(routines, target)
    x, y = numbers(dtype, 0), numbers(dtype, 1)
    for op in unary:
        wanted = getattr(np, NUMPY.get(op, op))(x)
        same(compiled.map(op, x, dtype=wanted.dtype), wanted.astype(wanted.dtype), op)
    for op in binary:
        other = shifted(dtype, y) if "shift" in op else y
        wanted = getattr(np, NUMPY.get(op, op))(x, other)
        same(compiled.map(op, x, other, dtype=wanted.dtype), wanted, op)


@pytest.mark.parametrize("target", [None, V2] if V2 else [None], ids=label)
def test_casts_between_all_dtypes(target):
    def converted(to):
        return lambda m, x: m.cast(x, to)

    pairs = list(itertools.permutations(DTYPES, 2))
    compiled = Library([elementwise(f"{a}_{b}", converted(b), [a], 8) for a, b in pairs], target)
    for a, b in pairs:
        x = numbers(a, 0)
        if family(a) == "float" and family(b) == "integer":
            info = np.iinfo(b)
            # Beyond the range NumPy's results depend on the processor.
            x = np.nan_to_num(x, nan=0, posinf=0, neginf=0)
            x = np.where((x > float(info.min) - 1) & (x < float(info.max)), x, 3).astype(a)
        same(compiled.map(f"{a}_{b}", x, dtype=b), x.astype(b), f"{a} to {b}")


@pytest.mark.parametrize("dtype", INTEGERS)
def test_floats_out_of_an_integers_range_give_its_end_and_nan_gives_zero(dtype):
    info = np.iinfo(dtype)
    x = np.array([math.inf, -math.inf, math.nan, 1e30, -1e30, -0.9, 2.9, 0], np.float32)
    compiled = Library([elementwise("f", lambda m, x: m.cast(x, dtype), ["float32"], 8)])
    wanted = [info.max, info.min, 0, info.max, info.min, 0, 2, 0]
    same(compiled.map("f", x, dtype=dtype), np.array(wanted, dtype))


def test_doubles_are_rounded_to_halves_once():
    compiled = Library([elementwise("f", lambda m, x: m.cast(x, "float16"), ["float64"], 8)])
    halves = np.arange(0x7BFF, dtype=np.uint16).view(np.float16).astype(np.float64)
    middle = (halves[1:] + halves[:-1]) / 2
    x = np.concatenate([middle, middle * (1 + 2.0**-40), middle * (1 - 2.0**-40)])
    x = x[: len(x) // 8 * 8]
    same(compiled.map("f", x, dtype=np.float16), x.astype(np.float16))


def to_brain(x):
    """float32 rounded to bfloat16, as its bits."""
    bits = x.view(np.uint32)
    rounded = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)
    return np.where(np.isnan(x), np.uint16(0x7FC0), rounded)


def from_brain(bits):
    return (bits.astype(np.uint32) << 16).view(np.float32)


@pytest.mark.parametrize("op", ["add", "mul", "maximum", "less", "neg"])
def test_brain_floats_compute_in_float32(op):
    x, y = (to_brain(np.nan_to_num(numbers("float32", seed), posinf=1)) for seed in (0, 1))
    operands = [x] if op == "neg" else [x, y]
    apply = lambda m, *xs: getattr(m, op)(*xs)
    compiled = Library([elementwise("f", apply, ["bfloat16"] * len(operands), 8)])
    wanted = getattr(np, NUMPY.get(op, op))(*map(from_brain, operands))
    if op == "less":
        same(compiled.map("f", *operands, dtype=bool), wanted)
    else:
        same(from_brain(compiled.map("f", *operands)), from_brain(to_brain(wanted)))


@pytest.mark.parametrize(
    ("dtype", "divisor"),
    [
        *itertools.product(["int32", "int64", "uint8"], [1, 2, 3, 7, 8, 0]),
        *itertools.product(["int32", "int64"], [-1, -3]),
    ],
)
def test_division_by_known_integers(dtype, divisor):
    routines = [
        elementwise("quotient", lambda m, x: m.floor_divide(x, divisor), [dtype], 8),
        elementwise("rest", lambda m, x: m.remainder(x, divisor), [dtype], 8),
    ]
    compiled, x = Library(routines), numbers(dtype, 0)
    same(compiled.map("quotient", x), np.floor_divide(x, np.array(divisor, dtype)))
    same(compiled.map("rest", x), np.remainder(x, np.array(divisor, dtype)))


def test_quotients_of_counts():
    """By a number known now, by one that is not, and by one that is seen to be positive."""
    routines = [
        elementwise("by_seven", lambda m, x, y: m.quotient(x, 7), ["int64"] * 2, 1),
        elementwise("by_eight", lambda m, x, y: m.ceiling_divide(x, 8), ["int64"] * 2, 1),
        elementwise("quotient", lambda m, x, y: m.divmod(x, y)[0], ["int64"] * 2, 1),
        elementwise("rest", lambda m, x, y: m.divmod(x, m.maximum(y, 3))[1], ["int64"] * 2, 1),
    ]
    compiled = Library(routines)
    x, y = np.arange(40), np.arange(40) // 3
    same(compiled.map("by_seven", x, y), x // 7)
    same(compiled.map("by_eight", x, y), -(-x // 8))
    same(compiled.map("quotient", x, y), x // np.maximum(y, 1))
    same(compiled.map("rest", x, y), x % np.maximum(y, 3))


@pytest.mark.parametrize("dtype", ["int32", "uint32"])
def test_places_cast_to_fewer_bits_wrap_as_arrays_do(dtype):
    code = Code("f", [("start", "index"), ("y", "pointer")])
    start, y = code.parameters
    places = (code.splat(start, 8) + code.lane(8)) * 3 - 5
    code.store(y, code.constant(0, "index"), code.cast(places, dtype))
    result = np.empty(8, dtype)
    Library([code.routine])("f", 2**31 - 4, result)
    same(result, ((np.arange(8) + 2**31 - 4) * 3 - 5).astype(dtype))


@pytest.mark.parametrize("stop", [-9, 0, 5, 8, 13, 2**33])
def test_lanes_before_an_end(stop):
    code = Code("f", [("stop", "index"), ("start", "index"), ("y", "pointer")])
    stop_, start, y = code.parameters
    code.store(y, code.constant(0, "index"), code.before(stop_, start, 8))
    result = np.empty(8, bool)
    Library([code.routine])("f", stop, 3, result)
    same(result, np.arange(3, 11) < stop)


@pytest.mark.parametrize("lanes", [1, 8])
def test_integer_powers(lanes):
    compiled = Library([elementwise("f", lambda m, x, y: m.power(x, y), ["int32"] * 2, lanes)])
    x, y = numbers("int32", 0), np.abs(numbers("int32", 1)) % 20
    same(compiled.map("f", x, y), np.power(x, y))


def test_where_fma_and_bits():
    routines = [
        elementwise("where", lambda m, x, y: m.where(m.less(x, y), x, 2.0), ["float32"] * 2, 8),
        elementwise("fma", lambda m, x, y: m.fma(x, y, 1.0), ["float32"] * 2, 8),
        elementwise("bits", lambda m, x, y: m.bitcast(x, "int32"), ["float32"] * 2, 8),
    ]
    compiled = Library(routines)
    x, y = (np.nan_to_num(numbers("float32", seed)) for seed in (0, 1))
    same(compiled.map("where", x, y), np.where(x < y, x, np.float32(2)))
    wide = x.astype(np.longdouble) * y.astype(np.longdouble) + 1
    assert np.allclose(compiled.map("fma", x, y), wide.astype(np.float32), rtol=2e-7)
    same(compiled.map("bits", x, y, dtype=np.int32), x.view(np.int32))


@pytest.mark.parametrize("op", ["add", "mul", "maximum", "minimum"])
@pytest.mark.parametrize("lanes", [1, 2, 4, 8, 16, 32, 64])
def test_fold_combines_neighbours_first(op, lanes):
    code = Code("f", [("x", "pointer"), ("y", "pointer")])
    x, y = code.parameters
    vector = code.load(x, code.constant(0, "index"), "float32", lanes)
    code.store(y, code.constant(0, "index"), code.fold(op, vector))
    data = np.random.default_rng(0).normal(1, 1, lanes).astype(np.float32)
    result, wanted = np.empty(1, np.float32), data
    Library([code.routine])("f", data, result)
    while wanted.size > 1:
        wanted = getattr(np, NUMPY.get(op, op))(wanted[0::2], wanted[1::2])
    assert result[0] == wanted[0]


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "int64", "float16", "bool", "uint8"])
@pytest.mark.parametrize("lanes", [1, 8])
def test_memory(dtype, lanes, fast):
    """Masked and unmasked, contiguous and each lane at its place."""
    code = Code("f", [(name, "pointer") for name in ("x", "places", "flags", "y")])
    x, places, flags, y = code.parameters
    zero = code.constant(0, "index")
    mask = code.load(flags, zero, "bool", lanes)
    index = code.load(places, zero, "uint32", lanes)
    values = [
        code.load(x, code.constant(3, "index"), dtype, lanes, mask),
        code.load(x, index, dtype, lanes),
        code.load(x, index, dtype, lanes, mask),
    ]
    for row, value in enumerate(values):
        code.store(y, code.constant(row * lanes, "index"), value)
    code.store(y, code.constant(3 * lanes, "index"), values[1], mask)
    code.store(y, code.cast(index, "index") + 4 * lanes, values[1], mask)
    code.store(y, code.cast(index, "index") + (4 * lanes + 32), values[1])
    compiled = Library([code.routine], replace(host(), fast_gather=fast))

    data = numbers(dtype, 0)[:64].copy()
    random = np.random.default_rng(1)
    where = random.permutation(32)[:lanes].astype(np.uint32)
    chosen = random.integers(0, 2, lanes).astype(bool)
    result = np.zeros(4 * lanes + 64, dtype)
    compiled("f", data, where, chosen, result)
    zeros = np.zeros(lanes, dtype)
    gathered = data[where]
    wanted = np.zeros_like(result)
    rows = [np.where(chosen, data[3 : 3 + lanes], zeros), gathered]
    rows += [np.where(chosen, gathered, zeros)] * 2
    wanted[: 4 * lanes] = np.concatenate(rows)
    wanted[4 * lanes + where[chosen]] = gathered[chosen]
    wanted[4 * lanes + 32 + where] = gathered
    same(result, wanted)


def test_lanes_move():
    code = Code("f", [("x", "pointer"), ("y", "pointer")])
    x, y = code.parameters
    a = code.load(x, code.constant(0, "index"), "int32", 4)
    b = code.load(x, code.constant(4, "index"), "int32", 8)
    one = code.extract(a, 2)
    parts = [
        code.shuffle(a, a, (3, 2, 1, 0)),
        code.shuffle(a, b, (0, 4, 11, 1)),
        code.shuffle(one, code.extract(b, 7), (0, 1)),
        code.shuffle(b, b, (5,)),
        code.splat(one, 4),
        code.lane(4, "int32") + one,
    ]
    place = 0
    for part in parts:
        code.store(y, code.constant(place, "index"), part)
        place += part.lanes
    result = np.zeros(place, np.int32)
    Library([code.routine])("f", np.arange(12, dtype=np.int32), result)
    wanted = [3, 2, 1, 0, 0, 4, 11, 1, 2, 11, 9, 2, 2, 2, 2, 2, 3, 4, 5]
    assert result.tolist() == wanted


def test_constants_are_cast_as_arrays_are():
    code = Code("f", [("y", "pointer")])
    [y] = code.parameters
    narrow = code.cast(code.constant(300, "int32"), "uint8")
    code.store(y, code.constant(0, "index"), code.cast(narrow, "float32"))
    rounded = code.cast(code.constant(0.1, "float32"), "float64")
    code.store(y, code.constant(1, "index"), code.cast(rounded * 1e9, "float32"))
    assert code.cast(code.constant(7, "index"), "float32").op == "constant"
    result = np.zeros(2, np.float32)
    Library([code.routine])("f", result)
    assert result[0] == 44
    assert result[1] == np.float32(np.float64(np.float32(0.1)) * 1e9)


@pytest.mark.parametrize("target", [None, V2] if V2 else [None], ids=label)
@pytest.mark.parametrize("lanes", [1, 4, 8, 16, 32])
def test_upper_halves_of_products(lanes, target):
    multiplied = elementwise("high", lambda m, a, b: m.multiply_high(a, b), ["uint16"] * 2, lanes)
    a, b = numbers("uint16", 0), numbers("uint16", 1)
    wanted = (a.astype("uint32") * b >> 16).astype("uint16")
    same(Library([multiplied], target).map("high", a, b, dtype=wanted.dtype), wanted, "high")
