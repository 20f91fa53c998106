"""Values that training does not keep: the gradient does their work again."""

import contextvars
import functools
import math
from contextlib import ContextDecorator

from pronghorn import arguments as checks
from pronghorn import tree
from pronghorn.ops.control import recomputed

__all__ = ["RematScope", "remat"]

MODES = ("full", "activations", "larger_than", "list_of_layers", None)

_scopes = contextvars.ContextVar("remat", default=())


class RematScope(ContextDecorator):
    """Layers made inside keep their inputs and outputs while they train, and nothing between.

    That saves memory where a layer holds others, such as a block of a network: only one block's
    values are there at a time. Numbers stay the same, but for rounding.

    Args:
        mode: `"full"` for every layer; `"larger_than"` for those whose output has more than
            `output_size_threshold` elements, an open size counting as one; `"list_of_layers"` for
            those named in `layer_names`; None for none, inside another scope. `"activations"`
            changes nothing: where an activation is cheap to compute again, compiled programs do so
            by themselves.

    Raises:
        ArgumentError: for another mode.

    Example:
        >>> import pronghorn
        >>> with pronghorn.RematScope("list_of_layers", layer_names=["block"]):
        ...     block = pronghorn.Sequential([pronghorn.layers.Dense(8, "tanh")], name="block")
        >>> model = pronghorn.Sequential([pronghorn.Input((4,)), block, pronghorn.layers.Dense(1)])
    """

    def __init__(self, mode="full", output_size_threshold=1024, layer_names=None):
        self.mode = checks.choice("RematScope", "mode", mode, MODES)
        self.output_size_threshold = output_size_threshold
        self.layer_names = layer_names or []

    def __enter__(self):
        _scopes.set((*_scopes.get(), self))
        return self

    def __exit__(self, *error):
        _scopes.set(_scopes.get()[:-1])

    def covers(self, layer, input_shape):
        """Whether this layer is one of those that are meant."""
        if self.mode == "larger_than":
            shapes = layer.compute_output_shape(input_shape)
            sizes = tree.map_shape_structure(lambda s: math.prod(n or 1 for n in s), shapes)
            return sum(tree.flatten(sizes)) > self.output_size_threshold
        return self.mode == "full" or (
            self.mode == "list_of_layers" and layer.name in self.layer_names
        )


def current_scope():
    """The innermost scope, or None."""
    return _scopes.get()[-1] if _scopes.get() else None


def remat(f):
    """The function, whose work is done again for its gradient instead of being kept.

    This concerns compiled programs; at once, the function simply runs.

    Example:
        >>> import pronghorn
        >>> from pronghorn import ops
        >>> float(pronghorn.remat(lambda x: x * 2)(ops.array(3.0)))
        6.0
    """

    @functools.wraps(f)
    def function(*args, **kwargs):
        def with_masks():
            found = f(*args, **kwargs)
            leaves = tree.flatten(found)
            return found, [getattr(leaf, "_keras_mask", None) for leaf in leaves]

        found, masks = recomputed(with_masks)
        for leaf, mask in zip(tree.flatten(found), masks, strict=True):
            if mask is not None:
                leaf._keras_mask = mask
        return found

    return function
