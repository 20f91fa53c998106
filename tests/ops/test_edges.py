"""Kinks, zeros, infinities, errors, guards, logits: what operations do where it is delicate."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.errors import DataError
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.ops.guards import expect
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad

ROWS = symbol("rows")


def gradient(function, x):
    tensor = ops.convert_to_tensor(np.asarray(x, "float32"))
    return np.asarray(value_and_grad(lambda: ops.sum(function(tensor)), [tensor])[1][0])


AT_ZERO = {
    "norm": lambda x: ops.norm(x, axis=-1),
    "norm 3": lambda x: ops.norm(x, 3, axis=-1),
    "normalize": ops.normalize,
    "sqrt": ops.sqrt,
    "std": lambda x: ops.std(x, axis=-1),
    "power": lambda x: ops.power(x, 0.5),
    "divide_no_nan": lambda x: ops.divide_no_nan(1.0, x),
    "arctan2": lambda x: ops.arctan2(x, x),
    "prod": lambda x: ops.prod(x, axis=-1),
    "max": lambda x: ops.max(x, axis=-1),
    "logsumexp": lambda x: ops.logsumexp(x, axis=-1),
    "softplus": ops.softplus,
    "abs": ops.abs,
}


@pytest.mark.parametrize("name", AT_ZERO)
def test_gradients_at_zero_are_finite(name):
    assert np.isfinite(gradient(AT_ZERO[name], np.zeros((2, 3)))).all()


def test_ties_share_the_gradient():
    np.testing.assert_array_equal(gradient(ops.max, [1, 3, 3]), [0, 0.5, 0.5])
    np.testing.assert_array_equal(gradient(lambda x: ops.maximum(x, 1.0), [0, 1, 2]), [0, 0.5, 1])


def test_relu_lets_nan_through_and_is_flat_at_zero():
    np.testing.assert_array_equal(ops.relu([np.nan, -1.0, 2.0]), [np.nan, 0, 2])
    np.testing.assert_array_equal(gradient(ops.relu, [-1, 0, 2]), [0, 0, 1])
    for function in (ops.elu, ops.selu, ops.celu, ops.silu, ops.softplus, ops.mish):
        assert np.isfinite(gradient(function, [-200.0, 0.0, 200.0])).all()


def test_infinities_follow_ieee():
    inf = float("inf")
    assert ops.logaddexp(-inf, -inf).item() == -inf
    assert ops.logaddexp(inf, 1.0).item() == inf
    assert ops.logsumexp([-inf, -inf]).item() == -inf
    assert np.isnan(ops.max([1.0, np.nan]).item())
    assert ops.softplus(-inf).item() == 0
    np.testing.assert_array_equal(ops.isclose([inf, inf, 1.0], [inf, -inf, inf]), [1, 0, 0])
    np.testing.assert_array_equal(ops.sign([np.nan]), [np.nan])


def test_second_gradients():
    x = ops.convert_to_tensor([0.5, 1.5])

    def slope_squared():
        _, (slope,) = value_and_grad(lambda: ops.sum(x**3), [x])
        return ops.sum(slope * slope)

    _, (second,) = value_and_grad(slope_squared, [x])
    np.testing.assert_allclose(second, 36 * x.numpy() ** 3, rtol=1e-6)


def test_stop_gradient_stops_it():
    assert (gradient(lambda x: ops.stop_gradient(x) * x, [2.0, 3.0]) == [2, 3]).all()


SYMBOL = Tensor(ArrayType((ROWS, 4), "float32"))
REFUSED = [
    (lambda: ops.add(np.ones((2, 3)), np.ones((2, 4))), ValueError, "S01"),
    (lambda: ops.matmul(np.ones((2, 3)), np.ones((2, 3))), ValueError, "S02"),
    (lambda: ops.reshape(np.ones(6), (4, 2)), ValueError, "S04"),
    (lambda: ops.reshape(np.ones(6), (4, -1)), ValueError, "S04"),
    (lambda: ops.sum(np.ones(3), axis=1), ValueError, "S05"),
    (lambda: ops.take([1, 2], [0.5]), TypeError, "S06"),
    (lambda: ops.bitwise_and([1.0], [2.0]), TypeError, "S06"),
    (lambda: ops.subtract([True], [False]), TypeError, "S06"),
    (lambda: ops.concatenate([np.ones((2, 3)), np.ones((2, 4))]), ValueError, "S10"),
    (lambda: ops.stack([np.ones(2), np.ones(3)]), ValueError, "S10"),
    (lambda: ops.ones(3)[5], ValueError, "S11"),
    (lambda: ops.take([1, 2], [2]), DataError, "S11"),
    (lambda: ops.scatter([[0, 4]], [1.0], (3, 4)), DataError, "S11"),
    (lambda: ops.scatter_update(np.ones((3, 4)), [[0, 9]], [1.0]), DataError, "S11"),
    (lambda: ops.unravel_index([12], (3, 4)), DataError, "S11"),
    (lambda: ops.ones(3)[0, 0], ValueError, "S12"),
    (lambda: ops.ones(3)["a"], ValueError, "S13"),
    (lambda: ops.transpose(np.ones((2, 3)), (0, 0)), ValueError, "S14"),
    (lambda: ops.einsum("ij,jk", np.ones((2, 3)), np.ones((4, 5))), ValueError, "S16"),
    (lambda: ops.einsum("ij", np.ones(3)), ValueError, "S16"),
    (lambda: ops.split(np.ones(5), 2), ValueError, "S18"),
    (lambda: ops.zeros((2.5,)), ValueError, "S20"),
    (lambda: ops.sum(np.ones((2, 3)), axis=(0, 0)), ValueError, "S23"),
    (lambda: ops.squeeze(np.ones((2, 1)), 0), ValueError, "S24"),
    (lambda: ops.max(np.ones((0, 2))), ValueError, "S25"),
    (lambda: ops.argmax(np.ones((0, 2))), ValueError, r"S25\] argmax .*\(0, 2\), axis None"),
    (lambda: ops.top_k([1, 2], 3), ValueError, "S29"),
    (lambda: ops.pad([1], 1, "round"), ValueError, "M02"),
    (lambda: ops.pad([1], ((1, 1), (1, 1))), ValueError, "M16"),
    (lambda: ops.unstack([1, 2], num=3), ValueError, "S29"),
    (lambda: ops.normalize([1.0], order=0), ValueError, "S29"),
    (lambda: ops.quantile([1.0], [[0.5]]), ValueError, "S29"),
    (lambda: ops.tril([1.0]), ValueError, "S03"),
    (lambda: ops.slice([1, 2], [0], [3]), ValueError, r"S03\] slice"),
    (lambda: ops.in_top_k([1], np.ones((2, 3)), 1), ValueError, r"S03\] in_top_k"),
    (lambda: ops.inv(np.ones((2, 2))), ValueError, r"S03\] solve and inv"),
    (lambda: ops.vdot([1, 2], [1]), ValueError, r"S03\] vdot"),
    (lambda: ops.add(np.uint8([1]), -1), ValueError, "S32"),
    (lambda: ops.power([2, 3], -1), ValueError, "S29"),
    (lambda: ops.power(2, np.int32([1, -3])), ValueError, "S29"),
    (lambda: ops.tensordot(SYMBOL, np.ones((4, 3), "float32"), 2), ValueError, "S03"),
    (lambda: ops.einsum("ij,jk", SYMBOL, np.ones((3, 2), "float32")), ValueError, "S16"),
    (lambda: ops.isreal(np.complex64([1j])), ValueError, "S34"),
    (lambda: ops.broadcast_to(np.ones(3), (2, 2)), ValueError, "S30"),
    (lambda: ops.scan(lambda c, x: (c + 1.5, x), 0, ops.ones(3)), ValueError, "S31"),
]


@pytest.mark.parametrize(("call", "error", "code"), REFUSED)
def test_errors_name_their_code(call, error, code):
    with pytest.raises(error, match=rf"\[{code}") as caught:
        call()
    assert "{" not in str(caught.value)


def test_numbers_of_symbolic_and_traced_tensors_cannot_be_had():
    x = Tensor(ArrayType((ROWS, 2), "float32"))
    with pytest.raises(RuntimeError, match="S08"):
        bool(x)
    with pytest.raises(RuntimeError, match="S09"):
        np.frexp(x)
    with pytest.raises(RuntimeError, match="S33"):
        ops.nonzero(x)


def test_symbolic_calls_remember_themselves():
    x = Tensor(ArrayType((ROWS, 4), "float32"))
    y = ops.multiply(x, 2)
    assert y.shape == (None, 4)
    operation, call, place = y._keras_history
    assert (type(operation).__name__, call, place) == ("Multiply", 0, 0)
    assert operation.inbound_nodes[0].args == (x, 2)
    parts = ops.split(x, 2, axis=1)
    assert [part._keras_history.tensor_index for part in parts] == [0, 1]
    assert parts[0]._keras_history.operation is parts[1]._keras_history.operation
    assert parts[0]._keras_history.operation.config == {"indices_or_sections": 2, "axis": 1}
    assert (x[:, 0] + 1).shape == (None,)


def test_undecidable_sizes_become_guards():
    program = tracer.trace(lambda x: [ops.reshape(x, (-1, 2))], [ArrayType((ROWS, 3), "float32")])
    assert [guard.code for guard in program.guards] == ["S03"]
    program = tracer.trace(lambda x: [ops.reshape(x, (-1, 3))], [ArrayType((ROWS, 3), "float32")])
    assert not program.guards


def test_expectations_hold_now_or_become_guards():
    expect(np.array([True, True]), "S11", index=0, axis=0, size=1, last=0)
    with pytest.raises(DataError, match="S11"):
        expect(np.array([True, False]), "S11", index=0, axis=0, size=1, last=0)

    def function(x):
        expect(x < 3, "S11", index=0, axis=0, size=3, last=2)
        return [x]

    program = tracer.trace(function, [ArrayType((ROWS,), "float32")])
    (guard,) = program.guards
    assert (guard.code, guard.ok.type) == ("S11", ArrayType((), "bool"))


def test_losses_use_the_logits_that_activations_leave():
    x = np.array([[0.0, 200.0, -200.0]], "float32")
    sparse = ops.sparse_categorical_crossentropy
    assert sparse([2], ops.softmax(x)).tolist() == [400.0]
    assert sparse([2], np.asarray(ops.softmax(x))).item() == pytest.approx(16.118, abs=1e-3)
    assert ops.binary_crossentropy(np.zeros((1, 3)), ops.sigmoid(x)).tolist()[0][1] == 200
    assert ops.categorical_crossentropy(np.eye(3)[[2]], ops.softmax(x)).tolist() == [400.0]


def test_in_top_k_counts_ties_for_the_target_and_nothing_for_nan():
    rows = [[0.5, 0.5, 0.0], [np.nan, 0.1, 0.2], [0.1, 0.2, 0.3]]
    assert ops.in_top_k([1, 0, 7], rows, 1).tolist() == [True, False, False]


def test_tensors_take_part_in_numpy():
    x = ops.convert_to_tensor([1.0, 4.0])
    np.testing.assert_allclose(np.sqrt(x), [1, 2])
    assert isinstance(np.float32(2) * x, Tensor)
    assert isinstance(np.ones(2, "float32") + x, Tensor)
    assert (x[:1].tolist(), x.T.tolist(), (-x).tolist()) == ([1.0], [1.0, 4.0], [-1.0, -4.0])


@pytest.mark.parametrize("dtype", [">f4", ">f8", ">i4", ">u2"])
def test_arrays_of_the_other_order_of_bytes(dtype):
    other = np.array([1, 2, 3], dtype)
    native = other.astype(other.dtype.newbyteorder("="))
    for function in (
        lambda x: ops.add(x, 1),
        ops.sum,
        ops.convert_to_tensor,
        lambda x: ops.concatenate([x, native]),
        lambda x: ops.take(native, ops.cast(x, "int32") - 1),
    ):
        found, wanted = function(other), function(native)
        assert found.dtype == wanted.dtype
        assert found.payload.dtype.isnative
        assert found.tolist() == wanted.tolist()


@pytest.mark.parametrize(
    ("how", "updates", "wanted"),  # as Keras has it with JAX
    [("mul", [2.5, 1], [10, 5]), ("add", [-0.5, 0.5], [3, 5]), ("max", [4.7, 1], [4, 5])],
)
def test_updates_are_combined_in_the_dtype_of_both(how, updates, wanted):
    found = ops.scatter_update(np.array([4, 5], "int32"), [[0], [1]], updates, reduction=how)
    assert (found.dtype, found.tolist()) == ("int32", wanted)
