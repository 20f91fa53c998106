"""Losses and metrics as Python numbers: by name for logs, in a list for evaluate."""

from pronghorn.trace.tracer import payload_of

__all__ = ["figures", "in_order", "listed", "named"]


def figures(found):
    """Floats by name, in the order of names, of tensors or variables by name."""
    return {name: _number(payload_of(found[name])) for name in sorted(found)}


def named(names, results):
    """Floats by name, in the order of names, of a run's results."""
    return {name: _number(value) for name, value in sorted(zip(names, results, strict=True))}


def _number(array):
    return float(array) if getattr(array, "size", 1) == 1 else array.copy()


def in_order(found, trainer):
    """Names as evaluate lists them: those of metrics, the loss first, then the rest."""
    first = dict.fromkeys(name for name in trainer.metrics_names if name in found)
    return [*first, *sorted(found.keys() - first.keys())]


def listed(found, names, as_dict):
    """What evaluate returns: the dict itself, or the figures in this order; one stays bare."""
    if as_dict:
        return found
    values = [found[name] for name in names if name in found]
    return values[0] if len(values) == 1 else values
