"""`InputSpec` and its checks."""

import pytest

from pronghorn import ops
from pronghorn.errors import DtypeError, ShapeError
from pronghorn.layers import InputSpec
from pronghorn.layers.spec import check, is_shape, public_shape, symbolic_type


@pytest.mark.parametrize(
    ("spec", "shape", "code"),
    [
        (InputSpec(ndim=2), (2, 3, 4), "M82"),
        (InputSpec(max_ndim=2), (2, 3, 4), "M82"),
        (InputSpec(min_ndim=2), (2,), "E14"),
        (InputSpec(axes={-1: 3}), (2, 4), "M08"),
        (InputSpec(shape=(None, 3)), (2, 4), "M08"),
        (InputSpec(shape=(None, 3)), (2, 3, 1), "M82"),
        (InputSpec(shape=(None, 3, 1), allow_last_axis_squeeze=True), (2, 3, 4), "M07"),
    ],
)
def test_refusals(spec, shape, code):
    with pytest.raises(ShapeError, match=code):
        check(spec, ops.ones(shape), "layer")


def test_acceptance():
    check(None, ops.ones((2,)), "layer")
    check(InputSpec(shape=(None, 3)), ops.ones((9, 3)), "layer")
    check(InputSpec(shape=(None, 1), allow_last_axis_squeeze=True), ops.ones((9,)), "layer")
    check([InputSpec(ndim=1), None], [ops.ones((9,)), ops.ones(())], "layer")
    named = [InputSpec(ndim=1, name="a"), InputSpec(ndim=2, name="b")]
    check(named, {"b": ops.ones((1, 1)), "a": ops.ones((1,))}, "layer")
    check([InputSpec(optional=True)], [None], "layer")


def test_number_and_kind_of_inputs():
    with pytest.raises(ShapeError, match="M09"):
        check([InputSpec(), InputSpec()], ops.ones((1,)), "layer")
    with pytest.raises(DtypeError, match="M38"):
        check(InputSpec(), object(), "layer")
    with pytest.raises(DtypeError, match="S03"):
        check(InputSpec(dtype="int32"), ops.ones((1,)), "layer")


def test_records():
    spec = InputSpec(min_ndim=2, axes={-1: 3})
    assert InputSpec.from_config(spec.get_config()).get_config() == spec.get_config()
    assert repr(spec) == "InputSpec(min_ndim=2, axes={-1: 3})"


def test_shapes():
    type = symbolic_type((None, 3, None), "float32")
    assert str(type) == "f32[rows, 3, size2]"
    assert public_shape(type.shape) == (None, 3, None)
    assert is_shape((None, 3))
    assert not is_shape([(None, 3)])
