"""The shapes on the way to a layer that cannot take its input."""

from pronghorn import tree
from pronghorn.layers.spec import public_shape
from pronghorn.ops.operation import is_symbolic

__all__ = ["before"]

# A long way is told by its beginning and its end.
BEGIN, END = 3, 12


def before(invocation, around):
    """(name, shape) of what came before, from the input on; nothing if that is the input itself.

    Args:
        invocation: the call that failed.
        around: what the layer around it has called so far; None if there is none.
    """
    found = [invocation.first, *tree.flatten(list(invocation.tensors.values()))]
    wired = next((x for x in found if is_symbolic(x) and x._keras_history), None)
    way = _wired(wired) if wired is not None else around.way() if around is not None else []
    if len(way) > BEGIN + END + 1:
        way = [*way[:BEGIN], ("...", ""), *way[-END:]]
    return way if len(way) > 1 else []


def _wired(tensor):
    """Back from a symbolic tensor, always along the first input."""
    way = []
    while tensor is not None and tensor._keras_history is not None:
        operation, node, _ = tensor._keras_history
        way.append((operation.name, public_shape(tensor.shape)))
        tensor = next(iter(operation._inbound_nodes[node].tensors), None)
    return way[::-1]
