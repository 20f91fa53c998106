"""Normalisation over axes, attention, and several classes marked at once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pronghorn import config
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ops import reduce
from pronghorn.ops.angles import tanh
from pronghorn.ops.compare import greater_equal, where
from pronghorn.ops.create import arange
from pronghorn.ops.elementwise import add, divide, multiply, rsqrt, subtract
from pronghorn.ops.index import one_hot
from pronghorn.ops.linalg import einsum
from pronghorn.ops.nn import softmax
from pronghorn.ops.operands import converted, kept_float, payload, some_axes
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import expand_dims, reshape
from pronghorn.tensor import Tensor


def _wide(x: Any) -> tuple[Tensor, str]:
    """x in float32 or wider, and the dtype of the result."""
    x = payload(x)
    dtype = kept_float(str(x.dtype))
    return Tensor(converted(x, "float64" if dtype == "float64" else "float32")), dtype


def _along(weights: Any, x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """Weights of the normalised axes, shaped to broadcast with x."""
    found = Tensor(payload(weights, x.dtype))
    if found.ndim == x.ndim:
        return found
    return reshape(found, tuple(x.payload.shape[n] if n in axes else 1 for n in range(x.ndim)))


@operation
def rms_normalization(x: Any, scale: Any = None, axis: Any = -1, epsilon: Any = None) -> Tensor:
    """x divided by the root of its mean square along axes.

    Args:
        scale: factors with the sizes of the axes.
        epsilon: is added to the mean square.

    Example:
        >>> from pronghorn import ops
        >>> [round(n, 3) for n in ops.rms_normalization([3.0, 4.0]).tolist()]
        [0.849, 1.131]
    """
    wide, dtype = _wide(x)
    axes = some_axes("rms_normalization", axis, wide.ndim)
    epsilon = np.asarray(config.epsilon() if epsilon is None else epsilon, wide.dtype)
    size = reduce.mean(multiply(wide, wide), axes, keepdims=True)
    result = multiply(wide, rsqrt(add(size, epsilon)))
    if scale is not None:
        result = multiply(result, _along(scale, wide, axes))
    return Tensor(converted(result.payload, dtype))


@operation
def layer_normalization(
    x: Any, gamma: Any = None, beta: Any = None, axis: Any = -1, epsilon: Any = None, **kwargs: Any
) -> Tensor:
    """x moved and scaled along axes to mean 0 and variance 1, then scaled by gamma, moved by beta.

    Args:
        gamma, beta: with the sizes of the axes.
        epsilon: is added to the variance.
        kwargs: `rms_scaling`, of early Keras 3: x is scaled by its deviation but not moved, and
            beta counts for nothing. `rms_normalization` is what the name says.

    Example:
        >>> from pronghorn import ops
        >>> [round(n, 3) for n in ops.layer_normalization([1.0, 3.0]).tolist()]
        [-1.0, 1.0]
    """
    stays = kwargs.pop("rms_scaling", False)
    if kwargs:
        named = next(iter(kwargs))
        raise ArgumentError(
            "S29",
            op="layer_normalization",
            argument=named,
            want="no such argument",
            got=kwargs[named],
            example="epsilon=1e-3",
        )
    wide, dtype = _wide(x)
    axes = some_axes("layer_normalization", axis, wide.ndim)
    epsilon = np.asarray(config.epsilon() if epsilon is None else epsilon, wide.dtype)
    away = wide if stays else subtract(wide, reduce.mean(wide, axes, keepdims=True))
    result = multiply(away, rsqrt(add(reduce.var(wide, axes, keepdims=True), epsilon)))
    if gamma is not None:
        result = multiply(result, _along(gamma, wide, axes))
    if beta is not None and not stays:
        result = add(result, _along(beta, wide, axes))
    return Tensor(converted(result.payload, dtype))


@operation
def multi_hot(
    inputs: Any,
    num_classes: int | None = None,
    axis: int = -1,
    dtype: Any = None,
    sparse: bool = False,
    **kwargs: Any,
) -> Tensor:
    """For each row of class numbers one vector with a 1 at the place of every one of them.

    Args:
        inputs: whole numbers (*batch, n).
        num_classes: how many classes there are.

    Example:
        >>> from pronghorn import ops
        >>> ops.multi_hot([[0, 2]], 3).tolist()
        [[1.0, 0.0, 1.0]]
    """
    num_classes = kwargs.pop("num_tokens", num_classes)  # its name in early Keras 3
    if kwargs or num_classes is None:
        raise ArgumentError(
            "S29",
            op="multi_hot",
            argument=next(iter(kwargs), "num_classes"),
            want="the number of classes as num_classes",
            got=num_classes,
            example="num_classes=10",
        )
    places = Tensor(payload(inputs, "int32"))
    marked = one_hot(places, num_classes, axis=axis, dtype=dtype, sparse=sparse)
    return reduce.max(marked, 1 if places.ndim > 1 else 0)


@operation
def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
) -> Tensor:
    """Means of values, weighted by how well each query meets each key.

    Args:
        query: (batch, t, heads, d).
        key, value: (batch, s, kv_heads, d); heads are a multiple of kv_heads.
        bias: is added to the logits (batch, heads, t, s), to which it broadcasts.
        mask: bool, what may be seen; broadcasts likewise.
        scale: of the logits, by default 1 / sqrt(d).
        is_causal: whether no query sees later keys.
        flash_attention: changes no result; there is one way of computing here.
        attn_logits_soft_cap: c, for logits c * tanh(logits / c).

    Returns:
        (batch, t, heads, d) in the dtype of the query; weights are computed in float32 or wider.

    Example:
        >>> from pronghorn import ops
        >>> x = ops.ones((1, 2, 1, 4))
        >>> ops.dot_product_attention(x, x, x).shape
        (1, 2, 1, 4)
    """
    q, k, v = (Tensor(payload(x)) for x in (query, key, value))
    if not q.ndim == k.ndim == v.ndim == 4 or q.shape[2] % k.shape[2]:
        want = "query (b, t, heads, d), key and value (b, s, kv_heads, d), heads % kv_heads == 0"
        raise ShapeError("S03", op="dot_product_attention", want=want, got=(q.type, k.type, v.type))
    wide, dtype = _wide(q)
    groups = q.shape[2] // k.shape[2]
    parted = reshape(wide, (*_outer(q), k.shape[2], groups, q.shape[3]))
    logits = einsum("btkgd,bskd->bkgts", parted, Tensor(converted(k.payload, wide.dtype)))
    logits = multiply(logits, np.asarray(scale or 1 / math.sqrt(q.shape[3]), wide.dtype))
    sizes = logits.payload.shape
    logits = reshape(logits, (sizes[0], q.shape[2], *sizes[3:]))
    if attn_logits_soft_cap is not None:
        cap = np.asarray(attn_logits_soft_cap, wide.dtype)
        logits = multiply(cap, tanh(divide(logits, cap)))
    if bias is not None:
        logits = add(logits, payload(bias, wide.dtype))
    lowest = np.asarray(0.7 * float(np.finfo(wide.dtype).min), wide.dtype)
    for seen in _masks(mask, is_causal, sizes):
        logits = where(seen, logits, lowest)
    weights = reshape(softmax(logits, axis=-1), sizes)
    found = einsum("bkgts,bskd->btkgd", weights, Tensor(converted(v.payload, wide.dtype)))
    found = reshape(found, (*_outer(q), q.shape[2], v.shape[3]))
    return Tensor(converted(found.payload, dtype))


def _outer(x: Tensor) -> tuple[Any, Any]:
    batch, length = x.payload.shape[:2]
    return batch, length


def _masks(mask: Any, is_causal: bool, sizes: tuple[Any, ...]) -> list[Any]:
    """What may be seen, each to broadcast with (batch, heads, t, s)."""
    found = [] if mask is None else [payload(mask, "bool")]
    if is_causal:
        rows, columns = arange(sizes[3]), arange(sizes[4])
        found.append(greater_equal(expand_dims(rows, -1), columns))
    return found
