"""Laws that every primitive keeps on every engine, alone and inside a loop over batches."""

import numpy as np
import pytest

from pronghorn.engines import load
from pronghorn.engines.llvm.lower import routines
from pronghorn.ir.graph import Graph, Node, Value
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims import PRIMITIVES
from pronghorn.prims.control import ROWS
from pronghorn.prims.elementwise import add, cast, mul
from pronghorn.prims.folds import fold_sum, iota, spread
from pronghorn.prims.record import type_of
from pronghorn.prims.views import reshape, transpose
from pronghorn.prims.window import plain
from pronghorn.tensor import Tensor
from pronghorn.trace.loop import over_batches
from pronghorn.trace.tracer import trace
from pronghorn.variables import Variable
from tests.engines.memory import poisoned
from tests.laws.case import Case, whole
from tests.laws.case import spread as numbers
from tests.laws.linalg_cases import LINALG
from tests.laws.test_primitives import CASES, SHAPES, cases
from tests.laws.tolerance import assert_close

pytestmark = pytest.mark.usefixtures("checked")

# Without a lowering these are run by their reference from inside compiled code (D10).
INTERPRETED = {
    "beam_search",
    "bessel_0",
    "bessel_1",
    "gcd",
    "nextafter",
    "window_pick",
    *LINALG,
}

# The number of rows that stands for the symbolic one in cases: no other size is a multiple of it.
MANY = 41
ROW_COUNTS = (0, 1, 7, 8, 9, 33)

BITS = {"int64": "int32", "uint64": "uint32", "float64": "float32"}


def narrowed(case):
    """The case in float32."""
    operands = [
        x.astype("float32") if str(np.asarray(x).dtype) == "float64" else x for x in case.operands
    ]
    attrs = {
        name: retyped(attr)
        if isinstance(attr, Graph)
        else BITS.get(attr, attr)
        if isinstance(attr, str)
        else attr
        for name, attr in case.attrs.items()
    }
    return Case(*operands, **attrs)


def retyped(graph):
    """A graph of float64 in float32."""
    known = {value: Value(narrow(value.type)) for value in graph.inputs}
    nodes = []
    for node in graph.nodes:
        types = [narrow(value.type) for value in node.outputs]
        nodes.append(Node(node.primitive, tuple(known[x] for x in node.inputs), node.attrs, types))
        known.update(zip(node.outputs, nodes[-1].outputs, strict=True))
    inputs, outputs = ([known[x] for x in values] for values in (graph.inputs, graph.outputs))
    return Graph(graph.name, inputs, nodes, outputs)


def narrow(type):
    return type.with_dtype(BITS.get(type.dtype, type.dtype))


def in_dtype(case, dtype):
    return case if dtype == "float64" else narrowed(case)


def applied(primitive, operands, attrs):
    results = primitive(*operands, **attrs)
    return results if isinstance(results, tuple) else (results,)


def roomy(array):
    """The same elements, followed by ones that nobody may use."""
    array = np.asarray(array)
    if array.ndim == 0:
        return array
    memory = np.full((array.size + 64,), np.nan if array.dtype.kind == "f" else 1, array.dtype)
    memory[: array.size] = array.reshape(-1)
    return memory[: array.size].reshape(array.shape)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", sorted(CASES))
def test_engines_agree_on_known_shapes(name, dtype):
    primitive = PRIMITIVES[name]
    chosen = [in_dtype(case, dtype) for shape in SHAPES for case in cases(name, shape)]
    arrays = [np.asarray(x) for case in chosen for x in case.operands]

    def program(*tensors):
        rest = iter(tensors)
        results = []
        for case in chosen:
            operands = [next(rest).payload for _ in case.operands]
            results += applied(primitive, operands, case.attrs)
        return results

    traced = trace(program, [type_of(x) for x in arrays], name)
    want = load("numpy").compile(traced).run(arrays, {}).complete()
    executable = load("llvm").compile(traced)
    got = poisoned(executable.run([roomy(x) for x in arrays], {})).complete()
    for place, (a, b) in enumerate(zip(got, want, strict=True)):
        assert_close(name, a, b, f"result {place}")
    assert bool(executable.record.fallbacks) == (name in INTERPRETED)


@pytest.mark.parametrize("name", ["conv", "matmul", "sigmoid", "window_max"])
def test_engines_agree_where_regions_are_functions_of_their_own(name, monkeypatch):
    monkeypatch.setattr(routines, "MANY", 0)
    test_engines_agree_on_known_shapes(name, "float32")
    test_engines_agree_batch_by_batch(name, "float32", 8)


def test_what_has_no_lowering_is_named():
    case = cases("bessel_0", (5,))[0]
    traced = trace(
        lambda x: applied(PRIMITIVES["bessel_0"], [x.payload], case.attrs),
        [type_of(case.operands[0])],
    )
    assert load("llvm").compile(traced).record.fallbacks == ["bessel_0 has no lowering"]


def with_rows(size):
    """A size of a case as it is where the number of rows is not known."""
    if isinstance(size, tuple):
        return tuple(map(with_rows, size))
    if isinstance(size, int) and not isinstance(size, bool) and size and size % MANY == 0:
        return symbol(ROWS) * (size // MANY)
    return size


class Batched:
    """All cases of a primitive that mention rows, as one step of a loop over batches.

    Results whose rows can be brought to the front are stacked; of others the step keeps a sum
    weighted by place, in a variable that each batch halves.
    """

    def __init__(self, name, dtype):
        self.name = name
        self.primitive = PRIMITIVES[name]
        self.cases = [in_dtype(case, dtype) for case in cases_with_rows(name)]
        self.arrays = [np.asarray(x) for case in self.cases for x in case.operands]
        self.axes = {n: x.shape.index(MANY) for n, x in enumerate(self.arrays) if MANY in x.shape}
        self.data = {n: np.moveaxis(self.arrays[n], axis, 0) for n, axis in self.axes.items()}
        self.dtype = dtype
        self.sums = []

    def program(self):
        total = symbol("total")
        types = [ArrayType((total,), self.dtype)]
        types += [ArrayType((total, *x.shape[1:]), str(x.dtype)) for x in self.data.values()]
        self.sums = []

        def whole_pass(*data):
            return over_batches(self._step, data, symbol("batch"))

        return trace(whole_pass, types, self.name)

    def _step(self, _rows, *sliced):
        found = dict(enumerate(self.arrays))
        for (n, axis), part in zip(self.axes.items(), sliced, strict=True):
            found[n] = moved(part.payload, 0, axis)
        operands = iter(found.values())
        stacked = []
        for case in self.cases:
            attrs = {name: with_rows(attr) for name, attr in case.attrs.items()}
            for y in applied(self.primitive, [next(operands) for _ in case.operands], attrs):
                self._keep(y, stacked)
        return stacked

    def _keep(self, y, stacked):
        row = symbol(ROWS)
        if list(y.shape).count(row) == 1 and not any(
            isinstance(size, Size) and size != row for size in y.shape
        ):
            stacked.append(moved(y, y.shape.index(row), 0))
            return
        variable = Variable(np.ones((), self.dtype), name=f"sum_{len(self.sums)}")
        self.sums.append(variable)
        y = cast(y, dtype=self.dtype)
        if y.ndim:
            flat = reshape(y, shape=(y.type.size,))
            places = cast(iota(shape=flat.shape, axis=0, dtype="int32"), dtype=self.dtype)
            y = fold_sum(mul(flat, weights(places)), axes=(0,))
        variable.assign(Tensor(add(mul(variable.value.payload, half(self.dtype)), y)))

    def operands(self, count):
        arrays = [np.zeros(count, self.dtype)]
        return [*arrays, *(roomy(x[:count]) for x in self.data.values())]


def moved(x, axis, place):
    """A value with one of its axes at another place."""
    if axis == place:
        return x
    order = [n for n in range(x.ndim) if n != axis]
    order.insert(place, axis)
    return transpose(x, order=tuple(order))


def half(dtype):
    return np.asarray(0.5, dtype)


def weights(places):
    """A different number for each place, all near one."""
    slope, start = (spread(np.asarray(x, places.dtype), places, (0,)) for x in (0.01, 1.0))
    return add(mul(places, slope), start)


def mentions_rows(case):
    sizes = [size for x in case.operands for size in np.asarray(x).shape]
    for attr in case.attrs.values():
        sizes += attr if isinstance(attr, tuple) else [attr]
    return any(isinstance(size, int) and size and size % MANY == 0 for size in sizes)


def cases_with_rows(name):
    shapes = [(1, MANY)] if name == "matmul" else [(MANY,), (MANY, 3), (MANY, 3, 2)]
    found = [case for shape in shapes for case in cases(name, shape)]
    found += EXTRA.get(name, list)()
    return [case for case in found if mentions_rows(case)]


def products():
    x, y, w = numbers(MANY, 3), numbers(MANY, 4, seed=1), numbers(3, 5, seed=2)
    deep = numbers(MANY, 2, 3, seed=3)
    return [
        Case(x, w),
        Case(x.T.copy(), y),
        Case(y, numbers(4, 17, seed=4)),
        Case(deep, numbers(MANY, 3, 2, seed=5)),
    ]


def lookups():
    table = numbers(9, 3)
    places = whole(MANY, low=-2, high=11)
    return [
        Case(table, places, axis=0),
        Case(table, whole(MANY, 2, low=0, high=9), axis=0),
        Case(numbers(2, 9), places, axis=1),
    ]


def wide_convolutions():
    """Channels and filters of more than one tile; images of many and of few pixels."""
    x, w = numbers(MANY, 5, 6, 37), numbers(3, 2, 37, 43, seed=1)
    deep, image = numbers(MANY, 3, 34, seed=2), numbers(MANY, 18, 17, 1, seed=3)
    same = plain(2, before=(1, 0), after=(1, 1))
    return [
        Case(x, w, groups=1, **same._asdict()),
        Case(deep, numbers(1, 34, 24, seed=4), groups=1, **plain(1)._asdict()),
        Case(deep, numbers(3, 17, 34, seed=5), groups=2, **plain(1, before=(2,))._asdict()),
        Case(deep, numbers(2, 1, 34, seed=8), groups=34, **plain(1, stride=(2,))._asdict()),
        Case(x, numbers(3, 3, 1, 37, seed=9), groups=37, **plain(2, after=(2, 1))._asdict()),
        Case(image, numbers(3, 3, 1, 16, seed=6), groups=1, **plain(2, stride=(2, 2))._asdict()),
    ]


def wide_slopes():
    found = []
    for case in wide_convolutions():
        x, w = case.operands
        (y,) = applied(PRIMITIVES["conv"], case.operands, case.attrs)
        found.append(Case(x, numbers(*y.shape, seed=7), taps=w.shape[:-2], **case.attrs))
    return found


EXTRA = {
    "conv": wide_convolutions,
    "conv_filter": wide_slopes,
    "matmul": products,
    "gather": lookups,
}


class Engine:
    """The program of some cases on one engine."""

    def __init__(self, batched, name, traced, batch):
        self.batched = batched
        self.batch = batch
        self.executable = load(name).compile(traced)

    def results(self, count):
        """What a pass over `count` rows gives and keeps."""
        for variable in self.batched.sums:
            variable.assign(np.ones((), self.batched.dtype))
        arguments = self.batched.operands(count)
        run = poisoned(self.executable.run(arguments, {"batch": self.batch}))
        return [*run.complete(), *(variable.numpy() for variable in self.batched.sums)]


@pytest.mark.parametrize("batch", [8, 16])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", [name for name in sorted(CASES) if cases_with_rows(name)])
def test_engines_agree_batch_by_batch(name, dtype, batch):
    batched = Batched(name, dtype)
    traced = batched.program()
    reference, compiled = (Engine(batched, engine, traced, batch) for engine in ("numpy", "llvm"))
    assert bool(compiled.executable.record.fallbacks) == (name in INTERPRETED)
    for count in ROW_COUNTS:
        want, got = reference.results(count), compiled.results(count)
        for place, (a, b) in enumerate(zip(got, want, strict=True)):
            assert_close(name, a, b, f"result {place} of {count} rows")
