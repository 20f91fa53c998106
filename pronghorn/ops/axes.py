"""Axes named in a pattern: split, joined, reordered by words; and other views of whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import dtypes
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ir.sizes import clash, divided, product
from pronghorn.ops.elementwise import like
from pronghorn.ops.index import inside_axis
from pronghorn.ops.join import concatenate, split
from pronghorn.ops.linalg import diag
from pronghorn.ops.operands import constant, converted, one_axis, payload, shape_from
from pronghorn.ops.operation import operation
from pronghorn.ops.order import argsort
from pronghorn.ops.shape import cut, expand_dims, flip, reordered, reshape, reshaped, swapaxes
from pronghorn.prims import elementwise as strict
from pronghorn.prims import views
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


def _groups(pattern: str, side: str) -> list[list[str]]:
    """The words of one side, those in brackets together."""
    groups: list[list[str]] = []
    inside = False
    for word in side.replace("(", " ( ").replace(")", " ) ").split():
        if word in "()":
            if inside == (word == "("):
                raise ArgumentError("S35", pattern=pattern, reason="brackets do not match")
            inside = word == "("
            if inside:
                groups.append([])
        elif not (word.isidentifier() or word == "1"):
            reason = "{word!r} is no name of an axis"
            raise ArgumentError("S35", pattern=pattern, reason=reason, word=word)
        elif inside:
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


@operation
def rearrange(tensor: Any, pattern: str, **axes_lengths: int) -> Tensor:
    """The elements with their axes split, joined and reordered as a pattern says.

    Args:
        pattern: such as "b (h p) c -> b h (p c)": brackets hold axes that are, or become, one.
        axes_lengths: sizes that the shape alone does not tell, such as `p=2`.

    Raises:
        ValueError: if the two sides do not name the same axes, or the sizes do not fit.

    Example:
        >>> from pronghorn import ops
        >>> ops.rearrange([[1, 2], [3, 4]], "a b -> (b a)").tolist()
        [1, 3, 2, 4]
    """
    x = payload(tensor)
    left, arrow, right = pattern.partition("->")
    sources, targets = _groups(pattern, left), _groups(pattern, right)
    names = [name for group in sources for name in group]
    wanted = [name for group in targets for name in group]
    if not arrow or len(set(names)) < len(names) or sorted(names) != sorted(wanted):
        reason = "both sides must name the same axes, each once"
        raise ArgumentError("S35", pattern=pattern, reason=reason)
    if len(sources) != len(x.shape):
        facts: dict[str, Any] = {"named": len(sources), "ndim": len(x.shape)}
        reason = "it names {named} axes, the tensor has {ndim}"
        raise ArgumentError("S35", pattern=pattern, reason=reason, **facts)
    sizes: dict[str, Any] = dict(axes_lengths)
    for group, size in zip(sources, x.shape, strict=True):
        sizes.update(_sizes(pattern, group, size, sizes))
    x = reshaped(x, tuple(sizes[name] for name in names))
    x = reordered(x, [names.index(name) for name in wanted])
    return Tensor(reshaped(x, tuple(product(tuple(sizes[n] for n in group)) for group in targets)))


def _sizes(pattern: str, group: list[str], total: Any, known: dict[str, Any]) -> dict[str, Any]:
    """The size of every axis of a group, at most one of which is unknown."""
    found = {name: known[name] for name in group if name in known}
    missing = [name for name in group if name not in known]
    if len(missing) > 1:
        reason = "give {word}= its size"
        raise ArgumentError("S35", pattern=pattern, reason=reason, word=missing[0])
    rest = divided(total, product(tuple(found.values())))
    if rest is None or (not missing and clash(rest, 1)):
        facts = {"total": total, "words": " ".join(group)}
        reason = "an axis of {total} cannot be split into {words}"
        raise ArgumentError("S35", pattern=pattern, reason=reason, **facts)
    return {**found, **dict.fromkeys(missing, rest)}


@operation
def fliplr(x: Any) -> Tensor:
    """x with the order of its second axis reversed.

    Example:
        >>> from pronghorn import ops
        >>> ops.fliplr([[1, 2], [3, 4]]).tolist()
        [[2, 1], [4, 3]]
    """
    return flip(x, 1)


@operation
def flipud(x: Any) -> Tensor:
    """x with the order of its first axis reversed.

    Example:
        >>> from pronghorn import ops
        >>> ops.flipud([[1, 2], [3, 4]]).tolist()
        [[3, 4], [1, 2]]
    """
    return flip(x, 0)


@operation
def rot90(array: Any, k: int = 1, axes: Any = (0, 1)) -> Tensor:
    """x turned k times by a quarter in the plane of two axes, from the first towards the second.

    Example:
        >>> from pronghorn import ops
        >>> ops.rot90([[1, 2], [3, 4]]).tolist()
        [[2, 4], [1, 3]]
    """
    x = Tensor(payload(array))
    first, second = (one_axis("rot90", axis, x.ndim) for axis in axes)
    if first == second:
        raise ShapeError("S23", op="rot90", axis=first, axes=tuple(axes))
    turns = k % 4
    if turns == 2:
        return flip(flip(x, first), second)
    if turns == 1:
        return swapaxes(flip(x, second), first, second)
    return flip(swapaxes(x, first, second), second) if turns else x


@operation
def dstack(xs: Any) -> Tensor:
    """Tensors joined along their third axis, which those of fewer get.

    Example:
        >>> from pronghorn import ops
        >>> ops.dstack([[1, 2], [3, 4]]).tolist()
        [[[1, 3], [2, 4]]]
    """
    return concatenate([_deep(Tensor(payload(x))) for x in xs], 2)


def _deep(x: Tensor) -> Tensor:
    if x.ndim < 2:
        return reshape(x, (1, -1, 1))
    return expand_dims(x, 2) if x.ndim == 2 else x


@operation
def hsplit(x: Any, indices_or_sections: Any) -> list[Tensor]:
    """`split` along the second axis, or the only one.

    Example:
        >>> from pronghorn import ops
        >>> [part.tolist() for part in ops.hsplit([[1, 2], [3, 4]], 2)]
        [[[1], [3]], [[2], [4]]]
    """
    return split(x, indices_or_sections, min(len(payload(x).shape), 2) - 1)


@operation
def vsplit(x: Any, indices_or_sections: Any) -> list[Tensor]:
    """`split` along the first axis.

    Example:
        >>> from pronghorn import ops
        >>> [part.tolist() for part in ops.vsplit([[1, 2], [3, 4]], 2)]
        [[[1, 2]], [[3, 4]]]
    """
    return split(x, indices_or_sections, 0)


@operation
def dsplit(x: Any, indices_or_sections: Any) -> list[Tensor]:
    """`split` along the third axis.

    Example:
        >>> from pronghorn import ops
        >>> [part.tolist() for part in ops.dsplit([[[1, 2]]], 2)]
        [[[[1]]], [[[2]]]]
    """
    return split(x, indices_or_sections, 2)


@operation
def unravel_index(indices: Any, shape: Any) -> tuple[Tensor, ...]:
    """For places in a flattened array those in an array of a shape, one tensor for each axis.

    Raises:
        DataError: if a place lies outside the array.

    Example:
        >>> from pronghorn import ops
        >>> [axis.tolist() for axis in ops.unravel_index([1, 5], (2, 3))]
        [[0, 1], [1, 2]]
    """
    dtype = str(payload(indices).dtype)
    sizes = shape_from("unravel_index", shape)
    places = inside_axis("unravel_index", indices, product(sizes), 0)
    found: list[Tensor] = []
    for size in reversed(sizes):
        length = constant(size, places.shape, "int32")
        found.insert(0, Tensor(converted(strict.remainder(places, length), dtype)))
        places = strict.floor_divide(places, length)
    return tuple(found)


@operation
def view(x: Any, dtype: Any = None) -> Tensor:
    """The same bits read as another dtype, low bytes first.

    A dtype half as wide makes the last axis twice as long, and so on.

    Example:
        >>> from pronghorn import ops
        >>> ops.view(ops.array([1.0], "float32"), "int32").tolist()
        [1065353216]
    """
    x = payload(x)
    name = str(x.dtype) if dtype is None else dtypes.standardize_dtype(dtype)
    width, own = (np.dtype(dtypes.numpy_dtype(kind)).itemsize for kind in (name, str(x.dtype)))
    if width < own:
        x = _parted(_bits_of(x, own), own, width)
    elif width > own:
        x = _joined(_bits_of(x, own), own, width)
    return Tensor(x if name == str(x.dtype) else strict.bitcast(x, dtype=name))


def _bits_of(x: Any, width: int) -> Any:
    kind = f"uint{8 * width}"
    return x if x.dtype == kind else strict.bitcast(x, dtype=kind)


def _parted(bits: Any, own: int, width: int) -> Any:
    """Numbers of `own` bytes cut into pieces of `width` bytes along the last axis."""
    pieces = [
        strict.cast(strict.right_shift(bits, like(bits, 8 * width * n)), dtype=f"uint{8 * width}")
        for n in range(own // width)
    ]
    pieces = [reshaped(piece, (*bits.shape, 1)) for piece in pieces]
    size = bits.shape[-1] * len(pieces)
    return reshaped(views.join(*pieces, axis=len(bits.shape)), (*bits.shape[:-1], size))


def _joined(bits: Any, own: int, width: int) -> Any:
    """Neighbours of `own` bytes along the last axis joined to numbers of `width` bytes."""
    count = width // own
    size = divided(bits.shape[-1], count)
    if size is None:
        want = "a last axis of a multiple of {count} elements"
        raise ShapeError("S03", op="view", want=want, count=count, got=type_of(bits))
    shape = (*bits.shape[:-1], size, count)
    wide = strict.cast(reshaped(bits, shape), dtype=f"uint{8 * width}")
    axis = len(shape) - 1
    found = [reshaped(cut(wide, axis, n, n + 1), shape[:-1]) for n in range(count)]
    total = found[0]
    for n, piece in enumerate(found[1:], 1):
        total = strict.bitwise_or(total, strict.left_shift(piece, like(piece, 8 * own * n)))
    return total


@operation
def diagflat(x: Any, k: int = 0) -> Tensor:
    """A matrix of zeros with the elements of x, in order, on its k-th diagonal.

    Example:
        >>> from pronghorn import ops
        >>> ops.diagflat([1, 2], 1).tolist()
        [[0, 1, 0], [0, 0, 2], [0, 0, 0]]
    """
    from_x = payload(x)
    line = reshaped(from_x, (product(from_x.shape),))
    return diag(Tensor(line), k)


@operation
def argpartition(x: Any, kth: int, axis: Any = -1) -> Tensor:
    """Places in an order that has the element of rank `kth` where it belongs; here a full order.

    Raises:
        ValueError: if there is no such rank.

    Example:
        >>> from pronghorn import ops
        >>> ops.argpartition([30, 10, 20], 1).tolist()
        [1, 2, 0]
    """
    places = argsort(x, axis)
    size = places.payload.shape[-1 if axis is None else axis]
    if isinstance(size, int) and not -size <= kth < size:
        raise ShapeError("S11", index=kth, axis=axis, size=size, last=size - 1)
    return places


def vectorize(pyfunc: Any, *, excluded: Any = None, signature: str | None = None) -> Any:
    """A function that calls another for every element of its broadcast arguments.

    Args:
        excluded: places or names of arguments that are passed as they are.
        signature: the axes that the function itself takes, such as "(n),(n)->()".

    Example:
        >>> from pronghorn import ops
        >>> ops.vectorize(lambda x: x * 2)([1, 2]).tolist()
        [2, 4]
    """
    called = np.vectorize(
        lambda *args, **kwargs: np.asarray(pyfunc(*args, **kwargs)),
        excluded=excluded,
        signature=signature,
    )

    def apply(*args: Any, **kwargs: Any) -> Any:
        given = [np.asarray(x) if isinstance(x, Tensor | list | tuple) else x for x in args]
        found = called(*given, **kwargs)
        parts = found if isinstance(found, tuple) else (found,)
        results = tuple(Tensor(payload(part)) for part in parts)
        return results if isinstance(found, tuple) else results[0]

    return apply
