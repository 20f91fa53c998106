"""Laws that every primitive keeps: its type rule, its value, and its gradient."""

import functools
import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pronghorn.ir.graph import Graph
from pronghorn.ir.types import ArrayType
from pronghorn.prims import PRIMITIVES
from pronghorn.prims.elementwise import FLOATS
from pronghorn.prims.evaluate import Body
from pronghorn.prims.record import type_of
from tests.laws.case import Case, spread, whole
from tests.laws.control_cases import checkpoints, choices, doublings, running_sum
from tests.laws.decoding_cases import beams
from tests.laws.linalg_cases import LINALG
from tests.laws.windows import MOVES, POOLS, convolved, picked, routed, windows


def _inverse_error(x):
    return statistics.NormalDist().inv_cdf((1 + x) / 2) / math.sqrt(2)


def one(want, low=-2.0, high=2.0, gradient=True):
    return lambda shape: [Case(spread(*shape, low=low, high=high), want=want, gradient=gradient)]


def two(want, low=-2.0, high=2.0, gradient=True):
    def make(shape):
        a = spread(*shape, low=low, high=high, seed=1)
        b = spread(*shape, low=low, high=high, seed=2) * 1.0137
        return [Case(a, b, want=want, gradient=gradient)]

    return make


def bools(want, count=2):
    return lambda shape: [
        Case(*(whole(*shape, low=0, high=2, dtype="bool", seed=n) for n in range(count)), want=want)
    ]


def integers(want, high=6):
    return lambda shape: [
        Case(whole(*shape, low=0, high=high), whole(*shape, low=0, high=5, seed=1), want=want)
    ]


def folds(want):
    def make(shape):
        every = tuple(range(len(shape)))
        return [
            Case(spread(*shape), axes=axes, want=lambda x, axes=axes: want(x, axes))
            for axes in {every, every[:1], every[1:]}
            if axes
        ]

    return make


def along(want, gradient=True):
    def make(shape):
        return [
            Case(spread(*shape), axis=n, want=lambda x, n=n: want(x, n), gradient=gradient)
            for n in range(len(shape))
        ]

    return make


def broadcasts(shape):
    return [
        Case(
            spread(*shape),
            shape=(4, *shape),
            axes=tuple(range(1, len(shape) + 1)),
            want=lambda x: np.broadcast_to(x, (4, *x.shape)),
        ),
        Case(
            spread(1, 3),
            shape=(2, 5, 3),
            axes=(1, 2),
            want=lambda x: np.broadcast_to(x, (2, 5, 3)),
        ),
        Case(
            spread(3),
            shape=(3, 2),
            axes=(0,),
            want=lambda x: np.broadcast_to(x[:, None], (3, 2)),
        ),
    ]


def slices(shape):
    cases = []
    for step in (1, 2, 3):
        start, steps = tuple(min(1, n - 1) for n in shape), (step,) * len(shape)
        key = tuple(slice(a, n, step) for a, n in zip(start, shape, strict=True))
        cases.append(
            Case(spread(*shape), start=start, stop=shape, step=steps, want=lambda x, k=key: x[k])
        )
    return cases


def padded(x, before, after, between, value):
    spaced = np.full([n + (n - 1) * b for n, b in zip(x.shape, between, strict=True)], value)
    spaced[tuple(slice(None, None, b + 1) for b in between)] = x
    return np.pad(spaced, list(zip(before, after, strict=True)), constant_values=value)


def pads(shape):
    ndim = len(shape)
    options = [((1,) * ndim, (2,) * ndim, (0,) * ndim), ((0,) * ndim, (1,) * ndim, (2,) * ndim)]
    return [
        Case(
            spread(*shape),
            before=before,
            after=after,
            between=between,
            value=0.5,
            want=lambda x, b=before, a=after, s=between: padded(x, b, a, s, 0.5),
        )
        for before, after, between in options
    ]


def joins(shape):
    parts = [spread(*shape, seed=seed) for seed in range(3)]
    return [
        Case(*parts, axis=n, want=lambda *xs, n=n: np.concatenate(xs, n)) for n in range(len(shape))
    ]


def gathers(shape):
    cases = []
    for axis, size in enumerate(shape):
        places = whole(2, 3, low=-2, high=size + 2)

        def want(x, places, axis=axis):
            return np.take(x, places, axis, mode="clip")

        cases.append(Case(spread(*shape), places, axis=axis, want=want))
    return cases


def scatters(shape):
    cases = []
    for axis, size in enumerate(shape):
        places = whole(2, 3, low=0, high=size)
        g = spread(*shape[:axis], 2, 3, *shape[axis + 1 :])

        def want(g, places, axis=axis):
            total = np.zeros(shape)
            for n, place in np.ndenumerate(places):
                into = (*[slice(None)] * axis, place)
                total[into] += g[(*[slice(None)] * axis, *n)]
            return total

        cases.append(Case(g, places, axis=axis, shape=shape, want=want))
    return cases


def products(shape):
    batch = shape[1:] if len(shape) > 1 else ()
    a, b = spread(*batch, 3, 4), spread(*batch, 4, 2, seed=1)
    return [Case(a, b, want=np.matmul)]


def keyed_words(shape):
    words = [whole(*shape, low=0, high=2**31, dtype="uint32", seed=n) for n in range(3)]
    return [Case(*words)]


def conditions(shape):
    choice = whole(*shape, low=0, high=2, dtype="bool")
    return [Case(choice, spread(*shape, seed=1), spread(*shape, seed=2), want=np.where)]


def convolutions(shape):
    cases = []
    for taps, window in MOVES:
        for groups, channels, filters in ((1, 2, 3), (1, 3, 2), (2, 4, 6), (3, 3, 3)):
            x = spread(shape[0], *(5, 4)[: len(taps)], channels)
            w = spread(*taps, channels // groups, filters, seed=1)
            attrs = {"groups": groups, **window._asdict()}
            cases.append(Case(x, w, want=functools.partial(convolved, **attrs), **attrs))
    return cases


def slopes(shape):
    cases = []
    for case in convolutions(shape):
        x, w = case.operands
        taps, out = w.shape[:-2], convolved(x, w, **case.attrs).shape

        def want(x, g, shape=w.shape, attrs=case.attrs):
            """The convolution is linear in its filters: its values at unit filters, times g."""
            units = np.eye(math.prod(shape)).reshape(-1, *shape)
            return np.array([(convolved(x, w, **attrs) * g).sum() for w in units]).reshape(shape)

        cases.append(Case(x, spread(*out, seed=2), want=want, taps=taps, **case.attrs))
    return cases


def pools(fold, value, moves):
    """Cases of one window fold; `fold(windows, axes)` is NumPy's."""

    def make(shape):
        cases = []
        for taps, window in moves:
            ndim = len(taps)
            axes = tuple(range(ndim + 1, 2 * ndim + 1))
            x = spread(shape[0], *(5, 4)[:ndim], 3)

            def want(x, taps=taps, window=window, axes=axes):
                return fold(windows(x, taps, window, value), axes)

            cases.append(Case(x, taps=taps, want=want, **window._asdict()))
        return cases

    return make


def selections(function, of_windows):
    def make(shape):
        cases = []
        for taps, window in POOLS:
            x = spread(shape[0], *(5, 4)[: len(taps)], 3)
            out = window.out_sizes(x.shape[1:-1], taps) if of_windows else x.shape[1:-1]
            first = spread(shape[0], *out, 3, seed=3)
            attrs = {"taps": taps, **window._asdict()}
            cases.append(Case(first, x, want=functools.partial(function, **attrs), **attrs))
        return cases

    return make


def updates(shape, **attrs):
    """Rows of an array and others to be put there, some at the same place."""
    rows = shape[0]
    new = spread(4, *shape[1:], low=0.3, high=2.5, seed=3)
    places = np.arange(4, dtype="int32") % rows if "how" in attrs else whole(4, low=0, high=rows)

    def want(x, places, new):
        result = x.copy()
        for place, row in zip(places, new, strict=True):
            combine = {"max": np.maximum, "min": np.minimum, "mul": np.multiply}[attrs["how"]]
            result[place] = combine(result[place], row)
        return result

    return Case(spread(*shape, low=0.5, high=2.0), places, new, want=want, **attrs)


def replacements(shape):
    places = np.arange(shape[0] - 1, dtype="int32")
    new = spread(shape[0] - 1, *shape[1:], seed=3)

    def want(x, places, new):
        return np.concatenate([new, x[-1:]])

    return [Case(spread(*shape), places, new, want=want)]


def places_before(side):
    return lambda line, x: np.searchsorted(line, x, side)


def bessel(order):
    """By quadrature of its integral, Abramowitz and Stegun 9.6.19."""
    angle = (np.arange(4000) + 0.5) * math.pi / 4000

    def value(x):
        return np.mean(np.exp(x[..., None] * np.cos(angle)) * np.cos(order * angle), axis=-1)

    return one(value)


CASES = {
    **LINALG,
    "abs": one(np.abs),
    "add": two(np.add),
    "arccos": one(np.arccos, -0.9, 0.9),
    "arccosh": one(np.arccosh, 1.1, 3.0),
    "arcsin": one(np.arcsin, -0.9, 0.9),
    "arcsinh": one(np.arcsinh),
    "arctan": one(np.arctan),
    "arctan2": two(np.arctan2),
    "arctanh": one(np.arctanh, -0.9, 0.9),
    "argmax": along(np.argmax, gradient=False),
    "argsort": along(lambda x, n: np.argsort(x, n, kind="stable"), gradient=False),
    "beam_search": beams,
    "bessel_0": bessel(0),
    "bessel_1": bessel(1),
    "bitcast": lambda shape: [
        Case(spread(*shape), dtype="int64", want=lambda x: x.view("int64"), gradient=False)
    ],
    "bitwise_and": integers(np.bitwise_and),
    "bitwise_or": integers(np.bitwise_or),
    "bitwise_xor": integers(np.bitwise_xor),
    "broadcast": broadcasts,
    "cast": lambda shape: [
        Case(spread(*shape), dtype="int32", want=lambda x: x.astype("int32"), gradient=False),
        Case(spread(*shape), dtype="bool", want=lambda x: x != 0, gradient=False),
        Case(spread(*shape), dtype="float64", want=lambda x: x),
    ],
    "ceil": one(np.ceil),
    "checkpoint": checkpoints,
    "cond": choices,
    "conv": convolutions,
    "conv_filter": slopes,
    "cos": one(np.cos),
    "cosh": one(np.cosh),
    "cumprod": lambda shape: [
        *along(np.cumprod)(shape),
        Case(
            np.array([[2.0, 0.0, 3.0, 0.0], [0.5, 3.0, 0.0, 2.0]]),
            axis=1,
            want=lambda x: np.cumprod(x, 1),
        ),
    ],
    "cumsum": along(np.cumsum),
    "div": two(np.divide, 0.5, 2.0),
    "equal": integers(np.equal),
    "erf": one(np.vectorize(math.erf, otypes=["float64"])),
    "erfinv": one(np.vectorize(_inverse_error, otypes=["float64"]), -0.97, 0.97),
    "exp": one(np.exp),
    "expm1": one(np.expm1),
    "filled": lambda shape: [
        Case(value=1.5, shape=shape, dtype="float64", want=lambda: np.full(shape, 1.5))
    ],
    "floor": one(np.floor),
    "floor_divide": two(np.floor_divide, 0.5, 2.0),
    "gather": gathers,
    "gcd": lambda shape: [
        Case(whole(*shape, high=90), whole(*shape, high=90, seed=1), want=np.gcd, gradient=False)
    ],
    "iota": lambda shape: [
        Case(
            shape=shape,
            axis=n,
            dtype="int32",
            want=lambda n=n: np.indices(shape)[n],
        )
        for n in range(len(shape))
    ],
    "isfinite": one(np.isfinite, gradient=False),
    "join": joins,
    "keyed_hash": keyed_words,
    "left_shift": integers(np.left_shift),
    "less": integers(np.less),
    "less_equal": integers(np.less_equal),
    "log": one(np.log, 0.5, 3.0),
    "log1p": one(np.log1p, -0.5, 3.0),
    "logical_and": bools(np.logical_and),
    "logical_not": bools(np.logical_not, 1),
    "logical_or": bools(np.logical_or),
    "loop": running_sum,
    "matmul": products,
    "max": folds(lambda x, axes: np.max(x, axes)),
    "maximum": two(np.maximum),
    "merged": lambda shape: [updates(shape, how=how) for how in ("max", "min", "mul")],
    "min": folds(lambda x, axes: np.min(x, axes)),
    "minimum": two(np.minimum),
    "mul": two(np.multiply),
    "neg": one(np.negative),
    "nextafter": two(np.nextafter, gradient=False),
    "not_equal": integers(np.not_equal),
    "pad": pads,
    "permutation": lambda shape: [
        Case(np.array([3, 5], "uint32"), size=math.prod(shape), gradient=False)
    ],
    "power": two(np.power, 0.5, 2.0),
    "product": folds(lambda x, axes: np.prod(x, axes)),
    "remainder": two(np.remainder, 0.5, 2.0),
    "replaced": replacements,
    "reshape": lambda shape: [
        Case(spread(*shape), shape=(math.prod(shape),), want=np.ravel),
        Case(spread(2, 6), shape=(3, 1, 4), want=lambda x: x.reshape(3, 1, 4)),
    ],
    "reverse": lambda shape: [
        Case(spread(*shape), axes=(n,), want=lambda x, n=n: np.flip(x, n))
        for n in range(len(shape))
    ],
    "right_shift": integers(np.right_shift, 100),
    "rint": one(np.rint),
    "rsqrt": one(lambda x: 1 / np.sqrt(x), 0.5, 3.0),
    "scatter_add": scatters,
    "searchsorted": lambda shape: [
        Case(np.sort(spread(7, seed=2)), spread(*shape), side=side, want=places_before(side))
        for side in ("left", "right")
    ],
    "relu": one(lambda x: np.where(x <= 0, 0, x)),
    "select": conditions,
    "sigmoid": one(lambda x: 1 / (1 + np.exp(-x))),
    "sign": one(np.sign),
    "sin": one(np.sin),
    "sinh": one(np.sinh),
    "size_of": lambda shape: [Case(size=7, dtype="float64", want=lambda: np.float64(7))],
    "slice": slices,
    "sort": along(np.sort),
    "sqrt": one(np.sqrt, 0.5, 3.0),
    "stop_gradient": one(lambda x: x, gradient=False),
    "sub": two(np.subtract),
    "sum": folds(lambda x, axes: np.sum(x, axes)),
    "tan": one(np.tan, -1.0, 1.0),
    "tanh": one(np.tanh),
    "threefry": keyed_words,
    "transpose": lambda shape: [
        Case(spread(*shape), order=order, want=lambda x, o=order: np.transpose(x, o))
        for order in {tuple(range(len(shape)))[::-1], (*range(1, len(shape)), 0)}
    ],
    "trunc": one(np.trunc),
    "while_loop": doublings,
    "window_max": pools(np.max, -np.inf, POOLS),
    "window_pick": selections(picked, False),
    "window_route": selections(routed, True),
    "window_sum": pools(np.sum, 0, MOVES),
}

SHAPES = [(5,), (2, 3), (2, 3, 2)]


def cases(name, shape):
    return CASES[name](shape)


def attrs_for_run(attrs):
    """A graph among the attributes as `run` receives it."""
    return {
        key: Body(value, {}) if isinstance(value, Graph) else value for key, value in attrs.items()
    }


def applied(primitive, case, operands=None):
    operands = case.operands if operands is None else operands
    result = primitive(*operands, **attrs_for_run(case.attrs))
    return result if isinstance(result, tuple) else (result,)


def test_every_primitive_has_cases():
    assert set(CASES) == set(PRIMITIVES)


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_type_rule_tells_the_real_type(name):
    primitive = PRIMITIVES[name]
    for shape in SHAPES:
        for case in cases(name, shape):
            types = primitive.infer(*map(type_of, case.operands), **case.attrs)
            types = types if isinstance(types, tuple) else (types,)
            assert [type_of(x) for x in applied(primitive, case)] == list(types)


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_value_is_that_of_numpy(name):
    for shape in SHAPES:
        for case in cases(name, shape):
            if case.want is None:
                continue
            wanted = case.want(*case.operands)
            wanted = wanted if isinstance(wanted, tuple) else (wanted,)
            for got, want in zip(applied(PRIMITIVES[name], case), wanted, strict=True):
                np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)


def differentiable(case):
    return [
        n
        for n, x in enumerate(case.operands)
        if str(np.asarray(x).dtype) in FLOATS and case.gradient
    ]


def slope(primitive, case, operand, weights, step=1e-6):
    """Central differences of the weighted sum of the results, for every element of an operand."""
    operands = [np.array(x) for x in case.operands]
    found = np.zeros_like(operands[operand])
    for place in np.ndindex(found.shape):
        ends = []
        for sign in (1, -1):
            moved = operands[operand].copy()
            moved[place] += sign * step
            changed = [*operands[:operand], moved, *operands[operand + 1 :]]
            results = applied(primitive, case, changed)
            ends.append(sum(float((y * g).sum()) for y, g in zip(results, weights, strict=True)))
        found[place] = (ends[0] - ends[1]) / (2 * step)
    return found


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_gradient_is_that_of_finite_differences(name):
    primitive = PRIMITIVES[name]
    for shape in SHAPES[:2]:
        for case in cases(name, shape):
            check_gradient(primitive, case)


def check_gradient(primitive, case):
    places = differentiable(case)
    if not places:
        return
    results = applied(primitive, case)
    weights = [spread(*y.shape, seed=7 + n) for n, y in enumerate(results)]
    operands = [np.asarray(x) for x in case.operands]
    g, y = (weights, results) if len(results) > 1 else (weights[0], results[0])
    parts = primitive.vjp(g, y, *operands, **case.attrs)
    assert len(parts) == len(operands)
    for place in places:
        wanted = slope(primitive, case, place, weights)
        part = np.zeros_like(wanted) if parts[place] is None else parts[place]
        assert type_of(part) == type_of(operands[place])
        np.testing.assert_allclose(part, wanted, rtol=1e-6, atol=1e-7)


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(
        ["broadcast", "transpose", "slice", "pad", "join", "gather", "sum", "max"]
    ),
    shape=st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple),
)
def test_shapes_drawn_at_random_keep_the_laws(name, shape):
    primitive = PRIMITIVES[name]
    for case in cases(name, shape):
        (result,) = applied(primitive, case)
        assert type_of(result) == primitive.infer(*map(type_of, case.operands), **case.attrs)
        np.testing.assert_allclose(result, case.want(*case.operands), rtol=1e-12)
        check_gradient(primitive, case)


def test_operations_are_strict():
    add, select = PRIMITIVES["add"], PRIMITIVES["select"]
    f32, f64 = ArrayType((2,), "float32"), ArrayType((2,), "float64")
    with pytest.raises(TypeError, match="S07"):
        add.infer(f32, f64)
    with pytest.raises(ValueError, match="S01"):
        add.infer(f32, ArrayType((3,), "float32"))
    with pytest.raises(TypeError, match="S06"):
        select.infer(f32, f32, f32)
