"""Bounds on gradients: of each element, of each gradient's norm, of the norm of all of them."""

from __future__ import annotations

from pronghorn import ops

__all__ = ["clipped", "global_norm"]


def clipped(gradients, norm=None, value=None, global_bound=None):
    """The gradients within the one bound that is given; a gradient within it keeps every bit."""
    if norm:
        return [gradient * _factor(global_norm([gradient]), norm) for gradient in gradients]
    if global_bound:
        found = global_norm(gradients)
        # Adding zero turns the factor into NaN when the norm is infinite, as in Keras: such a
        # step must not pass for a small one.
        factor = _factor(found, global_bound) + (found - found)
        return [gradient * factor for gradient in gradients]
    if value:
        return [ops.clip(gradient, -value, value) for gradient in gradients]
    return gradients


def global_norm(tensors):
    """The root of the sum of all squares, a scalar tensor.

    Example:
        >>> from pronghorn.optimizers.clipping import global_norm
        >>> float(global_norm([[3.0], [4.0]]))
        5.0
    """
    total = None
    for tensor in tensors:
        squares = ops.sum(ops.square(tensor))
        total = squares if total is None else total + squares
    return ops.sqrt(total)


def _factor(norm, bound):
    return bound / ops.maximum(norm, bound)
