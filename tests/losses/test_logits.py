"""Cross-entropies work from the logits that softmax and sigmoid leave on their result."""

import numpy as np
import pytest

from pronghorn import losses, ops
from pronghorn.tensor import Tensor
from pronghorn.trace.grad import value_and_grad
from tests.laws import traced

FAR = np.array([[200.0, -200.0, 0.0]], "float32")
HOT = np.array([[0.0, 1.0, 0.0]], "float32")


def test_softmax_then_crossentropy_is_crossentropy_from_logits():
    z = np.random.default_rng(0).normal(size=(5, 3)).astype("float32") * 30
    t = np.eye(3, dtype="float32")[[0, 1, 2, 0, 1]]
    expected = losses.categorical_crossentropy(t, z, from_logits=True).numpy()
    np.testing.assert_array_equal(losses.categorical_crossentropy(t, ops.softmax(z)), expected)
    classes = t.argmax(1)
    sparse = losses.sparse_categorical_crossentropy(classes, ops.softmax(z))
    np.testing.assert_array_equal(sparse.numpy(), expected)
    assert losses.categorical_crossentropy(HOT, ops.softmax(FAR)).tolist() == [400.0]


def test_sigmoid_then_crossentropy_is_crossentropy_from_logits():
    z = np.array([[300.0], [-300.0], [0.0], [2.0]], "float32")
    t = np.array([[0.0], [1.0], [1.0], [0.0]], "float32")
    found = losses.binary_crossentropy(t, ops.sigmoid(z)).numpy()
    np.testing.assert_array_equal(found, losses.binary_crossentropy(t, z, from_logits=True))
    np.testing.assert_allclose(found, np.logaddexp(0, z[:, 0]) - t[:, 0] * z[:, 0], rtol=1e-6)


def test_other_probabilities_are_clipped_as_in_keras():
    certain = np.array([[1.0, 0.0, 0.0]], "float32")
    found = losses.categorical_crossentropy(HOT, certain)
    assert float(found[0]) == pytest.approx(-np.log(1e-7), rel=1e-6)
    found = losses.binary_crossentropy([[1.0]], [[0.0]])
    assert float(found[0]) == pytest.approx(-np.log(1e-7), rel=1e-6)


def test_the_classes_keep_the_logits_too():
    assert float(losses.CategoricalCrossentropy()(HOT, ops.softmax(FAR))) == 400.0
    wide = losses.CategoricalCrossentropy(dtype="float64")
    assert float(wide(HOT, ops.softmax(FAR))) == 400.0


def test_a_softmax_along_another_axis_is_not_mistaken():
    z = np.random.default_rng(0).normal(size=(3, 3)).astype("float32")
    y = ops.softmax(z, axis=0)
    assert y.logits is not None
    found = losses.categorical_crossentropy(np.eye(3, dtype="float32"), y)
    share = y.numpy() / y.numpy().sum(1, keepdims=True)
    np.testing.assert_allclose(found.numpy(), -np.log(np.diag(share)), rtol=1e-5)


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "binary_crossentropy"])
def test_a_saturated_wrong_answer_keeps_its_gradient(loss):
    squash = ops.softmax if loss.startswith("cat") else ops.sigmoid
    z = Tensor(FAR.copy())
    total, (gradient,) = value_and_grad(lambda: ops.sum(losses.get(loss)(HOT, squash(z))), [z])
    assert np.isfinite(float(total))
    expected = squash(FAR).numpy() - HOT
    divisor = 1 if loss.startswith("cat") else 3
    np.testing.assert_allclose(gradient.numpy(), expected / divisor, atol=1e-6)


def test_traced_code_sees_the_logits_as_well():
    found, _, _ = traced.run(
        lambda t, z: losses.categorical_crossentropy(t, ops.softmax(z)), HOT, FAR
    )
    assert found[0].tolist() == [400.0]
