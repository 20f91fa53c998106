"""Activation functions and normalisation. Softmax and sigmoid leave their logits on the result."""

from __future__ import annotations

import math
from typing import Any

from pronghorn import dtypes
from pronghorn.errors import ArgumentError
from pronghorn.ops.compare import greater, where
from pronghorn.ops.elementwise import like
from pronghorn.ops.join import split
from pronghorn.ops.operands import (
    converted,
    float_payload,
    held,
    kind_of,
    payload,
    some_axes,
)
from pronghorn.ops.operation import operation
from pronghorn.ops.order import sort
from pronghorn.ops.reduce import cumsum, kept, mean_payload, var_payload
from pronghorn.ops.shape import moveaxis
from pronghorn.prims import create, folds
from pronghorn.prims import elementwise as strict
from pronghorn.tensor import Tensor


def _at_most_zero(x: Any) -> Any:
    return strict.less_equal(x, like(x, 0))


def _negative_part(x: Any) -> Any:
    """x where it is below 0, else 0: keeps exponentials, and so gradients, finite."""
    return strict.select(strict.less(like(x, 0.0), x), like(x, 0.0), x)


@operation
def relu(x: Any) -> Tensor:
    """x where it is positive, else 0. NaN stays NaN; the gradient at 0 is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.relu([-1.0, 0.0, 2.0]).tolist()
        [0.0, 0.0, 2.0]
    """
    x = payload(x)
    if x.dtype == "bool":
        return Tensor(x)
    return Tensor(strict.relu(x))


@operation
def relu6(x: Any) -> Tensor:
    """x kept between 0 and 6.

    Example:
        >>> from pronghorn import ops
        >>> ops.relu6([-1.0, 2.0, 9.0]).tolist()
        [0.0, 2.0, 6.0]
    """
    return Tensor(_between(float_payload(x), 0.0, 6.0))


def _between(x: Any, low: float, high: float) -> Any:
    """x kept between two numbers, the gradient being 0 at both."""
    bottom, top = like(x, low), like(x, high)
    x = strict.select(strict.less_equal(x, bottom), bottom, x)
    return strict.select(strict.less_equal(top, x), top, x)


@operation
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Tensor:
    """x where it is positive, else x times `negative_slope`.

    Example:
        >>> from pronghorn import ops
        >>> ops.leaky_relu([-1.0, 2.0], 0.5).tolist()
        [-0.5, 2.0]
    """
    x = float_payload(x)
    return Tensor(strict.select(_at_most_zero(x), strict.mul(x, like(x, negative_slope)), x))


@operation
def sigmoid(x: Any) -> Tensor:
    """1 / (1 + exp(-x)).

    Example:
        >>> from pronghorn import ops
        >>> ops.sigmoid([0.0]).tolist()
        [0.5]
    """
    x = float_payload(x)
    result = Tensor(strict.sigmoid(x))
    result.logits = ("sigmoid", None, Tensor(x))
    return result


@operation
def silu(x: Any) -> Tensor:
    """x * sigmoid(x).

    Example:
        >>> from pronghorn import ops
        >>> ops.silu([0.0]).tolist()
        [0.0]
    """
    x = float_payload(x)
    return Tensor(strict.mul(x, strict.sigmoid(x)))


@operation
def swish(x: Any) -> Tensor:
    """As `silu`.

    Example:
        >>> from pronghorn import ops
        >>> ops.swish([0.0]).tolist()
        [0.0]
    """
    return silu(x)


def softplus_payload(x: Any) -> Any:
    """log(1 + exp(x)) of a float array or value, without overflow."""
    rest = strict.log1p(strict.exp(strict.neg(strict.abs_(x))))
    return strict.add(strict.maximum(x, like(x, 0.0)), rest)


@operation
def softplus(x: Any) -> Tensor:
    """log(1 + exp(x)), without overflow.

    Example:
        >>> from pronghorn import ops
        >>> ops.softplus([1000.0]).tolist()
        [1000.0]
    """
    return Tensor(softplus_payload(float_payload(x)))


@operation
def log_sigmoid(x: Any) -> Tensor:
    """log(sigmoid(x)), exact also where the sigmoid is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.log_sigmoid([-1000.0]).tolist()
        [-1000.0]
    """
    return Tensor(strict.neg(softplus_payload(strict.neg(float_payload(x)))))


@operation
def softsign(x: Any) -> Tensor:
    """x / (1 + abs(x)).

    Example:
        >>> from pronghorn import ops
        >>> ops.softsign([1.0, -3.0]).tolist()
        [0.5, -0.75]
    """
    x = float_payload(x)
    return Tensor(strict.div(x, strict.add(strict.abs_(x), like(x, 1.0))))


@operation
def elu(x: Any, alpha: float = 1.0) -> Tensor:
    """x where it is positive, else alpha * (exp(x) - 1).

    Example:
        >>> from pronghorn import ops
        >>> ops.elu([2.0, 0.0]).tolist()
        [2.0, 0.0]
    """
    x = float_payload(x)
    low = strict.mul(strict.expm1(_negative_part(x)), like(x, alpha))
    return Tensor(strict.select(_at_most_zero(x), low, x))


@operation
def selu(x: Any) -> Tensor:
    """The scaled elu that keeps mean 0 and variance 1 (Klambauer et al. 2017).

    Example:
        >>> from pronghorn import ops
        >>> ops.selu([0.0, 1.0]).tolist()
        [0.0, 1.0507010221481323]
    """
    x = float_payload(x)
    low = strict.mul(strict.expm1(_negative_part(x)), like(x, 1.6732632423543772))
    curve = strict.select(_at_most_zero(x), low, x)
    return Tensor(strict.mul(curve, like(x, 1.0507009873554805)))


@operation
def celu(x: Any, alpha: float = 1.0) -> Tensor:
    """max(x, 0) + min(0, alpha * (exp(x / alpha) - 1)).

    Example:
        >>> from pronghorn import ops
        >>> ops.celu([2.0, 0.0]).tolist()
        [2.0, 0.0]
    """
    x = float_payload(x)
    scale = like(x, alpha)
    low = strict.mul(strict.expm1(strict.div(_negative_part(x), scale)), scale)
    return Tensor(strict.select(_at_most_zero(x), low, x))


@operation
def gelu(x: Any, approximate: bool = True) -> Tensor:
    """x times the normal distribution function of x (Hendrycks and Gimpel 2016).

    Args:
        approximate: by tanh rather than by the error function.

    Example:
        >>> from pronghorn import ops
        >>> ops.gelu([0.0]).tolist()
        [0.0]
    """
    x = float_payload(x)
    if approximate:
        cube = strict.mul(strict.mul(x, x), x)
        inner = strict.add(x, strict.mul(cube, like(x, 0.044715)))
        bend = strict.tanh(strict.mul(inner, like(x, math.sqrt(2 / math.pi))))
    else:
        bend = strict.erf(strict.mul(x, like(x, math.sqrt(0.5))))
    share = strict.mul(strict.add(bend, like(x, 1.0)), like(x, 0.5))
    return Tensor(strict.mul(x, share))


@operation
def glu(x: Any, axis: int = -1) -> Tensor:
    """The first half of x along an axis times the sigmoid of the second half.

    Example:
        >>> from pronghorn import ops
        >>> ops.glu([2.0, 0.0]).tolist()
        [1.0]
    """
    first, second = (part.payload for part in split(Tensor(float_payload(x)), 2, axis))
    return Tensor(strict.mul(first, strict.sigmoid(second)))


@operation
def mish(x: Any) -> Tensor:
    """x * tanh(softplus(x)).

    Example:
        >>> from pronghorn import ops
        >>> ops.mish([0.0]).tolist()
        [0.0]
    """
    x = float_payload(x)
    return Tensor(strict.mul(x, strict.tanh(softplus_payload(x))))


@operation
def hard_sigmoid(x: Any) -> Tensor:
    """x / 6 + 1/2, kept between 0 and 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.hard_sigmoid([-3.0, 0.0, 3.0]).tolist()
        [0.0, 0.5, 1.0]
    """
    return Tensor(_hard_sigmoid(float_payload(x)))


def _hard_sigmoid(x: Any) -> Any:
    return strict.div(_between(strict.add(x, like(x, 3.0)), 0.0, 6.0), like(x, 6.0))


@operation
def hard_silu(x: Any) -> Tensor:
    """x * hard_sigmoid(x).

    Example:
        >>> from pronghorn import ops
        >>> ops.hard_silu([-3.0, 3.0]).tolist()
        [-0.0, 3.0]
    """
    x = float_payload(x)
    return Tensor(strict.mul(x, _hard_sigmoid(x)))


@operation
def hard_swish(x: Any) -> Tensor:
    """As `hard_silu`.

    Example:
        >>> from pronghorn import ops
        >>> ops.hard_swish([3.0]).tolist()
        [3.0]
    """
    return hard_silu(x)


@operation
def hard_tanh(x: Any) -> Tensor:
    """x kept between -1 and 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.hard_tanh([-2.0, 0.5]).tolist()
        [-1.0, 0.5]
    """
    return Tensor(_between(float_payload(x), -1.0, 1.0))


@operation
def hard_shrink(x: Any, threshold: float = 0.5) -> Tensor:
    """x where it is farther from 0 than `threshold`, else 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.hard_shrink([0.25, -2.0]).tolist()
        [0.0, -2.0]
    """
    x = float_payload(x)
    near = strict.less_equal(strict.abs_(x), like(x, threshold))
    return Tensor(strict.select(near, like(x, 0.0), x))


@operation
def soft_shrink(x: Any, threshold: float = 0.5) -> Tensor:
    """x moved towards 0 by `threshold`, and 0 where it is nearer than that.

    Example:
        >>> from pronghorn import ops
        >>> ops.soft_shrink([0.25, -2.0]).tolist()
        [0.0, -1.5]
    """
    x = float_payload(x)
    near = strict.less_equal(strict.abs_(x), like(x, threshold))
    moved = strict.sub(x, strict.mul(strict.sign(x), like(x, threshold)))
    return Tensor(strict.select(near, like(x, 0.0), moved))


@operation
def tanh_shrink(x: Any) -> Tensor:
    """x - tanh(x).

    Example:
        >>> from pronghorn import ops
        >>> ops.tanh_shrink([0.0]).tolist()
        [0.0]
    """
    x = float_payload(x)
    return Tensor(strict.sub(x, strict.tanh(x)))


@operation
def threshold(x: Any, threshold: float, default_value: float) -> Tensor:
    """x where it exceeds `threshold`, else `default_value`.

    Example:
        >>> from pronghorn import ops
        >>> ops.threshold([1.0, 3.0], 2.0, 0.0).tolist()
        [0.0, 3.0]
    """
    found: Tensor = where(greater(x, threshold), x, default_value)
    return found


@operation
def squareplus(x: Any, b: float = 4) -> Tensor:
    """(x + sqrt(x**2 + b)) / 2.

    Example:
        >>> from pronghorn import ops
        >>> ops.squareplus([0.0]).tolist()
        [1.0]
    """
    x = float_payload(x)
    root = strict.sqrt(strict.add(strict.mul(x, x), like(x, float(b))))
    return Tensor(strict.mul(strict.add(x, root), like(x, 0.5)))


@operation
def sparse_plus(x: Any) -> Tensor:
    """0 up to -1, (x + 1)**2 / 4 up to 1, then x.

    Example:
        >>> from pronghorn import ops
        >>> ops.sparse_plus([-2.0, 0.0, 3.0]).tolist()
        [0.0, 0.25, 3.0]
    """
    x = float_payload(x)
    above = strict.add(x, like(x, 1.0))
    curve = strict.mul(strict.mul(above, above), like(x, 0.25))
    upper = strict.select(strict.less_equal(like(x, 1.0), x), x, curve)
    return Tensor(strict.select(strict.less_equal(x, like(x, -1.0)), like(x, 0.0), upper))


@operation
def sparse_sigmoid(x: Any) -> Tensor:
    """(x + 1) / 2, kept between 0 and 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.sparse_sigmoid([-2.0, 0.0, 3.0]).tolist()
        [0.0, 0.5, 1.0]
    """
    x = _between(float_payload(x), -1.0, 1.0)
    return Tensor(strict.mul(strict.add(x, like(x, 1.0)), like(x, 0.5)))


def _above_top(x: Any, axes: tuple[int, ...]) -> Any:
    """x less its largest element, for exponentials that do not overflow."""
    top = strict.stop_gradient(folds.fold_max(x, axes=axes))
    return strict.sub(x, folds.spread(top, x, axes))


@operation
def softmax(x: Any, axis: Any = -1) -> Tensor:
    """exp(x) divided by its sum along an axis, or several.

    Example:
        >>> from pronghorn import ops
        >>> ops.softmax([0.0, 0.0]).tolist()
        [0.5, 0.5]
    """
    x = float_payload(x)
    axes = some_axes("softmax", axis, len(x.shape))
    powers = strict.exp(_above_top(x, axes))
    total = folds.spread(folds.fold_sum(powers, axes=axes), x, axes)
    result = Tensor(strict.div(powers, total))
    result.logits = ("softmax", axis, Tensor(x))
    return result


@operation
def log_softmax(x: Any, axis: Any = -1) -> Tensor:
    """log(softmax(x)), exact also where the softmax is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.log_softmax([0.0, -1000.0]).tolist()
        [0.0, -1000.0]
    """
    x = float_payload(x)
    axes = some_axes("log_softmax", axis, len(x.shape))
    lowered = _above_top(x, axes)
    total = strict.log(folds.fold_sum(strict.exp(lowered), axes=axes))
    return Tensor(strict.sub(lowered, folds.spread(total, x, axes)))


@operation
def sparsemax(x: Any, axis: int = -1) -> Tensor:
    """Softmax's sparse relative along one axis (Martins and Astudillo 2016), with Keras' numbers.

    The threshold is Keras' own: where several entries stay above it, their running sums are added
    rather than the entries, so that the result need not sum to 1.

    Example:
        >>> from pronghorn import ops
        >>> ops.sparsemax([2.0, 0.0]).tolist()
        [1.0, 0.0]
    """
    x = Tensor(float_payload(x))
    if not isinstance(axis, int):
        raise ArgumentError(
            "S29", op="sparsemax", argument="axis", want="one axis", got=axis, example="axis=-1"
        )
    x = moveaxis(x, axis, -1).payload
    last = len(x.shape) - 1
    rising = sort(Tensor(strict.neg(x))).payload
    falling = strict.neg(rising)
    sums = cumsum(Tensor(falling), -1).payload
    ranks = strict.add(create.iota(shape=x.shape, axis=last, dtype=str(x.dtype)), like(x, 1.0))
    inside = strict.less(sums, strict.add(strict.mul(ranks, falling), like(x, 1.0)))
    size = folds.fold_sum(converted(inside, str(x.dtype)), axes=(last,))
    total = folds.fold_sum(strict.select(inside, sums, like(x, 0.0)), axes=(last,))
    level = strict.div(strict.sub(total, like(total, 1.0)), size)
    result = strict.sub(x, folds.spread(level, x, (last,)))
    result = strict.select(_at_most_zero(result), like(x, 0.0), result)
    return moveaxis(Tensor(result), -1, axis)


@operation
def moments(
    x: Any, axes: Any, keepdims: bool = False, synchronized: bool = False
) -> tuple[Tensor, Tensor]:
    """The mean and the variance along axes.

    Example:
        >>> from pronghorn import ops
        >>> [moment.item() for moment in ops.moments([1.0, 3.0], 0)]
        [2.0, 1.0]
    """
    x = float_payload(x)
    folded = some_axes("moments", axes, len(x.shape))
    results = (measure(x, folded) for measure in (mean_payload, var_payload))
    first, second = (Tensor(kept(result, x, folded, keepdims)) for result in results)
    return first, second


@operation
def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    axis: int,
    offset: Any = None,
    scale: Any = None,
    epsilon: float = 1e-3,
) -> Tensor:
    """(x - mean) / sqrt(variance + epsilon) * scale + offset, each along one axis of x.

    All are promoted to one dtype.

    Example:
        >>> from pronghorn import ops
        >>> ops.batch_normalization([[3.0]], [1.0], [4.0], -1, epsilon=0.0).tolist()
        [[1.0]]
    """
    kinds = [kind_of(held(each)) for each in (x, mean, variance, offset, scale) if each is not None]
    x = float_payload(x)
    (place,) = some_axes("batch_normalization", axis, len(x.shape))
    dtype = dtypes.result_type(str(x.dtype), *kinds)
    x = converted(x, dtype)
    spread = payload(variance, dtype)
    factor = strict.rsqrt(strict.add(spread, like(spread, epsilon)))
    if scale is not None:
        factor = strict.mul(factor, payload(scale, dtype))
    shift = strict.neg(strict.mul(payload(mean, dtype), factor))
    if offset is not None:
        shift = strict.add(shift, payload(offset, dtype))
    others = tuple(n for n in range(len(x.shape)) if n != place)
    wide = [folds.spread(each, x, others) for each in (factor, shift)]
    return Tensor(strict.add(strict.mul(x, wide[0]), wide[1]))
