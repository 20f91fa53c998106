"""The base of losses: a class to derive from, and the wrapper that makes one of a function."""

from __future__ import annotations

from pronghorn import ops, tree
from pronghorn.changes import Changing
from pronghorn.dtypes import computed_in
from pronghorn.errors import StateError
from pronghorn.losses.pairing import converted, same_rank
from pronghorn.losses.reduction import checked, reduced
from pronghorn.saving.wrapping import FunctionWrapper
from pronghorn.tensor import Tensor
from pronghorn.variables import auto_name, snake_case

__all__ = ["LabelLoss", "Loss", "LossFunctionWrapper"]


class Loss(Changing):
    """What training makes small: derive from it and define `call(y_true, y_pred)`.

    Args:
        name: shown in messages; by default the class name in snake case.
        reduction: `"sum_over_batch_size"`, `"mean"`, `"sum"`, `"mean_with_sample_weight"`,
            `"none"` or None.
        dtype: in which the loss is computed, or a policy; by default `floatx()`.

    Example:
        >>> from pronghorn import losses, ops
        >>> class Fourth(losses.Loss):
        ...     def call(self, y_true, y_pred):
        ...         return ops.mean((y_true - y_pred) ** 4, axis=-1)
        >>> float(Fourth()([[0.0]], [[2.0]]))
        16.0
    """

    def __init__(self, name=None, reduction="sum_over_batch_size", dtype=None):
        self.name = name or auto_name(snake_case(type(self).__name__))
        self.reduction = checked(reduction)
        self.dtype = computed_in(dtype)
        self._given_dtype = None if dtype is None else self.dtype

    def __call__(self, y_true, y_pred, sample_weight=None):
        """The reduced loss.

        Args:
            y_true, y_pred: tensors, arrays or structures of them, `(rows, ...)`.
            sample_weight: None or `(rows,)`, or with further leading axes of the values.

        Returns:
            Tensor of `dtype`, a scalar unless the reduction is None.
        """
        y_pred = _each(lambda x: converted(x, self.dtype), y_pred)
        y_true = _each(self._target, y_true)
        values = self.call(y_true, y_pred)
        if values is None:
            raise StateError("M83", owner=self.name)
        values = values if isinstance(values, Tensor) else ops.convert_to_tensor(values)
        masks = [getattr(x, "_keras_mask", None) for x in (y_pred, values)]
        masks = [mask for mask in masks if mask is not None]
        mask = ops.logical_and(*masks) if len(masks) == 2 else masks[0] if masks else None
        return reduced(converted(values, self.dtype), sample_weight, mask, self.reduction)

    def call(self, y_true, y_pred):
        """The loss of each row, `(rows, ...)`, from tensors of `dtype`; defined by subclasses."""
        raise StateError(
            "M34", owner=type(self).__name__, method="call", arguments="self, y_true, y_pred"
        )

    def get_config(self):
        """The arguments of the constructor."""
        config = {"name": self.name, "reduction": self.reduction}
        if self._given_dtype is not None:
            config["dtype"] = self._given_dtype
        return config

    @classmethod
    def from_config(cls, config):
        """A loss from what `get_config` returned."""
        return cls(**config)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"

    def _target(self, y_true):
        return converted(y_true, self.dtype)


def _each(convert, y):
    """A structure of tensors converted leaf by leaf; a list of plain numbers is one array."""
    if tree.is_nested(y) and any(hasattr(leaf, "shape") for leaf in tree.flatten(y)):
        return tree.map_structure(convert, y)
    return convert(y)


class LossFunctionWrapper(FunctionWrapper, Loss):
    """A loss from a function of `y_true`, `y_pred` that returns one value for each row.

    Args:
        fn: the function.
        reduction, name, dtype: as of `Loss`.
        **settings: further arguments of the function.

    Example:
        >>> from pronghorn import losses
        >>> loss = losses.LossFunctionWrapper(losses.huber, delta=2.0)
        >>> float(loss([[0.0]], [[1.0]]))
        0.5
    """

    def __init__(self, fn, reduction="sum_over_batch_size", name=None, dtype=None, **settings):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.fn = fn
        self.settings = settings

    def call(self, y_true, y_pred):
        if isinstance(y_true, Tensor) and isinstance(y_pred, Tensor):
            y_true, y_pred = same_rank(y_true, y_pred)
        return self.fn(y_true, y_pred, **self.settings)


class LabelLoss(LossFunctionWrapper):
    """A loss whose targets are class numbers: they keep dtype and shape on their way to it."""

    def _target(self, y_true):
        """Class numbers stay as they are: a float32 cannot hold every integer."""
        return y_true if isinstance(y_true, Tensor) else ops.convert_to_tensor(y_true)

    def call(self, y_true, y_pred):
        return self.fn(y_true, y_pred, **self.settings)
