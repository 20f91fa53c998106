"""`value_and_grad` and `grad`: structures, places of arguments, repeated and shared sources."""

import numpy as np
import pytest

import pronghorn
from pronghorn import ops
from pronghorn.errors import ArgumentError, DtypeError, ShapeError
from pronghorn.ir.types import ArrayType
from pronghorn.trace import tracer


def test_structures_and_auxiliary_results():
    def loss(weights, x, scale=1.0):
        y = ops.matmul(x, weights["w"]) + weights["b"][0]
        return ops.mean(y) * scale, y

    weights = {"w": np.ones((2, 1), "float32"), "b": (np.zeros(1, "float32"),), "c": [5.0]}
    x = np.array([[1, 2], [3, 4]], "float32")
    (value, y), found = pronghorn.value_and_grad(loss, has_aux=True)(weights, x, scale=2.0)
    assert float(value) == 10
    assert y.shape == (2, 1)
    assert found["w"].numpy().ravel().tolist() == [4, 6]
    assert float(found["b"][0][0]) == 2
    assert found["c"][0].numpy().tolist() == 0  # nothing depends on it


def test_places_and_higher_orders():
    f = lambda a, b: ops.sum(a * a * b)
    by_both = pronghorn.grad(f, (0, 1))(3.0, 4.0)
    assert [float(x) for x in by_both] == [24, 9]
    cubed = lambda x: x**3
    assert float(pronghorn.grad(pronghorn.grad(pronghorn.grad(cubed)))(2.0)) == 6
    slope, doubled = pronghorn.grad(lambda x: (x * x, 2 * x), has_aux=True)(5.0)
    assert (float(slope), float(doubled)) == (10, 10)


def test_one_tensor_in_two_places_is_two_sources():
    x = ops.convert_to_tensor([1.0, 2.0])
    first, second = pronghorn.grad(lambda a, b: ops.sum(a * b * x), (0, 1))(x, x)
    assert first.numpy().tolist() == second.numpy().tolist() == [1, 4]


def test_in_a_traced_program():
    def program(x):
        value, slope = pronghorn.value_and_grad(lambda a: ops.sum(a * a * x))(x)
        return [value, slope]

    (_, slope) = tracer.types_of(program, [ArrayType((3,), "float32")])
    assert slope.shape == (3,)


def test_what_cannot_be_differentiated():
    with pytest.raises(DtypeError, match=r"S62.*i32"):
        pronghorn.grad(lambda x: x)(np.ones(2, "int32"))
    with pytest.raises(ShapeError, match="S03"):
        pronghorn.grad(lambda x: x)([1.0, 2.0])
    with pytest.raises(ArgumentError, match=r"M16.*argnums"):
        pronghorn.value_and_grad(lambda x: x, [np.ones(2)])
    with pytest.raises(ArgumentError, match=r"M16.*fun"):
        pronghorn.grad(3.0)
