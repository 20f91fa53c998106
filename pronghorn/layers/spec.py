"""What a layer demands of its inputs, and shapes as users see them: None where a size is open."""

from pronghorn import tree
from pronghorn.dtypes import standardize_dtype
from pronghorn.errors import DtypeError, ShapeError
from pronghorn.ir.sizes import Size, symbol
from pronghorn.ir.types import ArrayType

__all__ = ["InputSpec", "check", "is_shape", "known_sizes", "public_shape", "symbolic_type"]


class InputSpec:
    """Dtype, number of axes and sizes of one input.

    Args:
        shape: the whole shape; None where any size will do.
        ndim, min_ndim, max_ndim: number of axes.
        axes: dict of sizes by axis.
        allow_last_axis_squeeze: whether a last axis of size 1 may be missing or extra.

    Example:
        >>> from pronghorn.layers import InputSpec
        >>> InputSpec(min_ndim=2, axes={-1: 3})
        InputSpec(min_ndim=2, axes={-1: 3})
    """

    def __init__(
        self,
        dtype=None,
        shape=None,
        ndim=None,
        max_ndim=None,
        min_ndim=None,
        axes=None,
        allow_last_axis_squeeze=False,
        name=None,
        optional=False,
    ):
        self.dtype = standardize_dtype(dtype) if dtype is not None else None
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if shape is None else len(self.shape)
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional

    def __repr__(self):
        parts = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        said = [f"{part}={getattr(self, part)!r}" for part in parts if getattr(self, part)]
        return f"InputSpec({', '.join(said)})"

    def get_config(self):
        names = ("dtype", "shape", "ndim", "max_ndim", "min_ndim", "axes")
        return {name: getattr(self, name) for name in names}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def check(specs, inputs, layer):
    """Raises an error if inputs are not what `specs`, one or a structure of them, demand.

    Args:
        layer: as messages name it, such as `"dense_1 (Dense)"`.
    """
    if specs is None:
        return
    wanted, given = tree.flatten(specs), inputs
    if isinstance(given, dict) and all(spec is not None and spec.name for spec in wanted):
        given = [given.get(spec.name) for spec in wanted]
    given = tree.flatten(given)
    if len(given) != len(wanted):
        raise ShapeError("M09", layer=layer, want=len(wanted), got=len(given))
    for spec, tensor in zip(wanted, given, strict=True):
        if spec is None or (tensor is None and spec.optional):
            continue
        if not hasattr(tensor, "shape"):
            raise DtypeError("M38", owner=layer, got=type(tensor).__name__)
        _check_one(spec, tensor, layer)


def _check_one(spec, tensor, layer):
    shape = public_shape(tensor.shape)
    ndim = len(shape)
    if spec.ndim is not None and ndim != spec.ndim and not spec.allow_last_axis_squeeze:
        if ndim > spec.ndim:
            raise ShapeError("M82", layer=layer, want=spec.ndim, got=shape)
        raise ShapeError("M07", layer=layer, want=spec.ndim, got=shape)
    if spec.max_ndim is not None and ndim > spec.max_ndim:
        want, most = "at most {most}", spec.max_ndim
        raise ShapeError("M82", layer=layer, want=want, most=most, got=shape)
    if spec.min_ndim is not None and ndim < spec.min_ndim:
        facts = {"fewest": spec.min_ndim, "got": ndim, "shape": shape}
        raise ShapeError("E14", layer=layer, want="at least {fewest}", **facts)
    if spec.dtype is not None and tensor.dtype != spec.dtype:
        raise DtypeError("S03", op=layer, want=spec.dtype, got=tensor.dtype)
    for axis, size in spec.axes.items():
        if size is not None and shape[axis] not in (size, None):
            raise ShapeError("M08", layer=layer, want=size, axis=axis, got=shape)
    _check_shape(spec, shape, layer)


def _check_shape(spec, shape, layer):
    wanted = spec.shape
    if wanted is None:
        return
    if spec.allow_last_axis_squeeze:
        shape, wanted = (s[:-1] if s and s[-1] == 1 else s for s in (shape, wanted))
        if len(shape) != len(wanted):
            raise ShapeError("M07", layer=layer, want=len(spec.shape), got=shape)
    for axis, (size, found) in enumerate(zip(wanted, shape, strict=True)):
        if size is not None and found is not None and size != found:
            raise ShapeError("M08", layer=layer, want=size, axis=axis, got=shape)


def known_sizes(layer, shape, axes):
    """The sizes of some axes of a layer's input.

    Raises:
        ShapeError: when there is no such axis, or its size is only known when data arrive.
    """
    ndim = len(shape)
    for axis in axes:
        if not -ndim <= axis < ndim:
            raise ShapeError("S05", op=layer._called(), axis=axis, ndim=ndim, last=ndim - 1)
        if shape[axis] is None:
            raise ShapeError("M37", layer=layer._called(), axis=axis, got=tuple(shape))
    return tuple(shape[axis] for axis in axes)


def public_shape(shape):
    """A shape with None in place of sizes that are only known when data arrive."""
    return tuple(None if isinstance(size, Size) else size for size in shape)


def is_shape(structure):
    """Whether this is one shape rather than a structure of shapes."""
    return isinstance(structure, list | tuple) and all(
        size is None or isinstance(size, int | Size) for size in structure
    )


def symbolic_type(shape, dtype):
    """The type of an array of this shape; open sizes become the symbols `rows`, `size1` …"""
    sizes = tuple(
        (symbol("rows") if axis == 0 else symbol(f"size{axis}")) if size is None else size
        for axis, size in enumerate(shape)
    )
    return ArrayType(sizes, dtype)


def symbolic_types(shapes, dtype):
    """Types for a structure of shapes."""
    if is_shape(shapes):
        return symbolic_type(shapes, dtype)
    if isinstance(shapes, dict):
        return {name: symbolic_types(part, dtype) for name, part in shapes.items()}
    return [symbolic_types(part, dtype) for part in shapes]
