"""Data before training: conversion, and every fault that lengths, shapes and dtypes show.

No pass over the data is made for a check; values are checked by the step itself.
"""

from functools import partial

import numpy as np

from pronghorn import losses, messages, tree
from pronghorn.config import floatx
from pronghorn.data import Arrays, arrays_of, as_array, as_labels, as_rows, sample_weights
from pronghorn.data.structure import check_lengths
from pronghorn.data.table import columns_of
from pronghorn.errors import ArgumentError, DataError, ShapeError
from pronghorn.metrics.compiled import CROSSENTROPY
from pronghorn.training.feed import Feed

__all__ = [
    "REGRESSION",
    "check_targets",
    "class_weighted",
    "feed_of",
    "loss_names",
    "other_inputs",
    "positive",
]

# Losses of numbers.
REGRESSION = (
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "huber",
    "log_cosh",
)
# Losses that compare target and output element by element.
_ELEMENTWISE = (*REGRESSION, "binary_crossentropy", "binary_focal_crossentropy", "poisson")


def feed_of(trainer, method, x, y=None, sample_weight=None, names=("x", "y")):
    """The data of one call, converted and checked against the model and among themselves.

    Args:
        method: which of the model's methods was called, for messages.
        names: what the caller calls x and y.

    Raises:
        DataError, ShapeError: naming the argument and how to mend it.
    """
    if names[0] == "x":
        _check_columns(trainer, method, x)
    wanted = _inputs(trainer)
    count = len(wanted) if wanted is not None else None
    dtypes = [dtype for _, _, dtype in wanted] if wanted else floatx()
    whole = as_rows if method in ("fit", "evaluate", "predict") else as_array
    if count == 1:
        _refuse_several(x, *wanted[0][:2])
    x = arrays_of(x, names[0], dtypes, count, whole)
    if y is not None and wanted is not None and len(wanted) == 1 and len(x.leaves) == 1:
        _check_order(x.leaves[0].shape, getattr(y, "shape", ()), wanted[0][1], method)
    _check_inputs(x, wanted, method, names[0], trainer)
    if y is None:
        wants = trainer._compiled is not None and trainer._compiled.loss is not None
        if wants and not method.startswith("predict"):
            loss = _spoken(trainer._compiled.given["loss"])
            mend = f"model.{method}(x, y)" if names[0] == "x" else "validation_data=(x, y)"
            raise DataError("E45", given=names[0], loss=loss, mend=mend)
        return Feed(x)
    y = _targets(trainer, y, names[1], whole)
    check_lengths(names[0], x.rows, names[1], y.rows)
    return Feed(x, y, _weights(sample_weight, y, x.rows))


def _check_columns(trainer, method, x):
    """Remembers the columns of a table in fit; later tables must have them in that order."""
    columns = columns_of(x) or ()
    columns = tuple(columns) if all(isinstance(name, str) for name in columns) else ()
    if method == "fit":
        trainer._columns = columns
    elif columns and trainer._columns and columns != trainer._columns:
        raise DataError("E59", argument="x", got=list(columns), want=list(trainer._columns))


def _inputs(trainer):
    """(name, shape, dtype) of each input, or None while the model does not know."""
    found = getattr(trainer, "inputs", None)
    if not found:
        return None
    names = getattr(trainer, "input_names", None) or [tensor.name for tensor in found]
    return [
        (name, tuple(tensor.shape), tensor.dtype) for name, tensor in zip(names, found, strict=True)
    ]


def _check_inputs(x, wanted, method, argument, trainer):
    if wanted is None:
        if any(leaf.ndim == 0 for leaf in x.leaves):
            raise DataError("E15", argument=argument, got=(), want=("None", "..."))
        return
    names = [name for name, _, _ in wanted]
    if len(wanted) != len(x.leaves):
        raise other_inputs(names, f"{len(x.leaves)} arrays")
    if isinstance(x.form, dict):
        _check_names(x, names)
    places = range(len(wanted))
    if isinstance(x.form, dict):
        places = [x.form[name] for name, _, _ in wanted]
    for place, (_, shape, _) in zip(places, wanted, strict=True):
        name = argument if len(wanted) == 1 else f"{argument}[{place}]"
        x.leaves[place] = _fitted(x.leaves[place], shape, method, name, trainer)


def _check_order(x, y, want, method):
    """Refuses targets in the place of inputs, where only the targets would fit the model."""
    fits = lambda shape: len(shape) == len(want) and _agree(want, shape)
    if fits(y) and not fits(x) and len(want) > 1:
        raise ShapeError("E61", x=x, y=y, want=_shown(want), method=method)


def _check_names(x, names):
    if set(names) != set(x.form):
        raise other_inputs(names, ", ".join(map(str, x.form)))


def other_inputs(names, got):
    """The error, ready to raise, for data that are not the inputs of these names."""
    return DataError("E46", count=len(names), want=", ".join(map(str, names)), got=got)


def _refuse_several(given, name, want):
    """Refuses a list of arrays each of which is the one input of the model."""
    if not isinstance(given, list | tuple) or len(given) < 2:
        return
    shapes = [getattr(each, "shape", ()) for each in given]
    if all(len(shape) == len(want) and _agree(want, shape) for shape in shapes):
        raise other_inputs([name], f"{len(given)} arrays")


def _fitted(leaf, want, method, argument, trainer):
    """The array with the axes the model wants, or the error that names the likely mistake."""
    got = leaf.shape
    if len(got) == len(want):
        _check_format(got, want, argument)
        if want[-1] is not None and len(want) > 1 and got[-1] != want[-1]:
            facts = {"got": got[-1], "want": want[-1], "shape": _shown(want)}
            raise ShapeError("E16", argument=argument, **facts)
        return leaf
    if len(got) == len(want) - 1:
        is_sample = all(w is None or w == g for w, g in zip(want[1:], got, strict=True))
        if is_sample and method.startswith("predict"):
            messages.note("H08", shape=got)
            return leaf[None]
        if len(want) == 2 and want[1] in (1, None):
            return leaf[:, None]
        if len(want) > 2 and got[1:] == want[2:]:
            raise ShapeError("E17", shape=want[1:], got=got, mend=want[2:])
        if is_sample or not got or len(want) == 2:
            raise ShapeError("E15", argument=argument, got=got, want=_shown(want))
    layer = next((one.name for one in getattr(trainer, "layers", ())), trainer.name)
    raise ShapeError("E14", layer=layer, want=len(want), got=len(got), shape=got)


def _agree(want, got):
    return all(w is None or w == g for w, g in zip(want, got, strict=True))


def _check_format(got, want, argument):
    """Refuses images whose channels are where the model has a size, and the other way round."""
    if len(got) < 4 or _agree(want[1:], got[1:]):
        return
    _, *sizes = got
    turned = {(1, -1): (*sizes[1:], sizes[0]), (-1, 1): (sizes[-1], *sizes[:-1])}
    for (source, target), moved in turned.items():
        if _agree(want[1:], moved):
            mend = f"np.moveaxis({argument}, {source}, {target})"
            raise ShapeError("E31", argument=argument, got=got, want=_shown(want), mend=mend)


def _shown(shape):
    return "(" + ", ".join("rows" if n == 0 else str(s) for n, s in enumerate(shape)) + ")"


def loss_names(trainer):
    """The name of each output's loss function in order, None where it is the user's own."""
    given = trainer._compiled.given["loss"] if trainer._compiled else None
    outputs = trainer._compiled.metrics.output_names if trainer._compiled else None
    if isinstance(given, dict) and "class_name" not in given:
        given = [given.get(name) for name in outputs or sorted(given)]
    several = isinstance(given, list | tuple)
    if several and outputs and len(given) != len(outputs):
        listed = ", ".join(outputs)
        raise ArgumentError(
            "M18", argument="loss", got=len(given), want=len(outputs), outputs=listed
        )
    return [_loss_name(one) for one in (given if several else [given] * len(outputs or "1"))]


def _loss_name(given):
    if given is None or given in CROSSENTROPY:
        return given
    found = losses.get(given)
    function = getattr(found, "fn", found)
    own = getattr(function, "__module__", "").startswith("pronghorn.losses")
    return getattr(function, "__name__", None) if own else None


def _targets(trainer, y, argument, whole):
    """Targets: class numbers as int32 for sparse losses, everything else as `whole` has it."""
    if trainer._compiled is None:
        return arrays_of(y, argument, floatx(), convert=whole)
    names = loss_names(trainer)
    sparse = [name == "sparse_categorical_crossentropy" for name in names]
    if len(names) > 1:
        y = arrays_of(y, argument, floatx(), len(names), partial(_either, whole))
        order = trainer._compiled.metrics.output_names
        places = [y.form.get(n) for n in order] if isinstance(y.form, dict) and order else None
        for n, is_sparse in enumerate(sparse):
            place = places[n] if places else n
            if place is not None and place < len(y.leaves):
                convert = _labels if is_sparse else whole
                y.leaves[place] = convert(y.leaves[place], f"{argument}[{place}]", floatx())
        return y
    if names[0] in CROSSENTROPY:
        return arrays_of(y, argument, floatx(), convert=partial(_either, whole))
    count = 1 if not isinstance(y, dict) else None
    if sparse[0]:
        return arrays_of(y, argument, floatx(), count, _labels)
    return arrays_of(y, argument, floatx(), count, whole)


def _labels(value, argument, _dtype):
    return as_labels(value, argument)


def _either(whole, value, argument, dtype):
    """Class numbers where the values are integers, floats otherwise."""
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    return as_labels(value, argument) if kind in ("i", "u") else whole(value, argument, dtype)


def _weights(given, y, rows):
    """Sample weights in the form of y, or None."""
    if given is None:
        return None
    if len(y.leaves) == 1:
        is_boxed = isinstance(given, list | tuple) and len(given) == 1
        if isinstance(given, dict) or (is_boxed and hasattr(given[0], "__array__")):
            (given,) = tree.flatten(given)
        return Arrays([sample_weights(given, None, y.leaves[0], rows)])
    by_output = isinstance(given, dict | list | tuple)
    leaves = []
    for key, leaf in zip(_keys(y), y.leaves, strict=True):
        one = given[key] if by_output else given
        one = np.ones(rows) if one is None else one
        leaves.append(sample_weights(one, None, leaf, rows))
    return Arrays(leaves, y.form)


def _keys(y):
    return list(y.form) if isinstance(y.form, dict) else range(len(y.leaves))


def class_weighted(feed, class_weight):
    """The data with the weights of classes worked into those of rows.

    Args:
        class_weight: None, a dict by class, `"balanced"`, or a dict of these by output.
    """
    if class_weight is None or feed.y is None:
        return feed
    y, rows = feed.y, feed.rows
    given = feed.weight.leaves if feed.weight is not None else [None] * len(y.leaves)
    leaves = []
    several = len(y.leaves) > 1
    for key, leaf, weight in zip(_keys(y), y.leaves, given, strict=True):
        classes = class_weight
        if isinstance(class_weight, dict) and (several or (key in class_weight and key != 0)):
            classes = class_weight.get(key)
        found = sample_weights(weight, classes, leaf, rows)
        leaves.append(np.ones(rows, floatx()) if found is None else found)
    return Feed(feed.x, y, Arrays(leaves, y.form))


def check_targets(trainer, feed, output_types):
    """Raises for targets whose shape cannot meet the output's, with the line that mends it."""
    outputs = tree.flatten(output_types)
    if feed.y is None or len(outputs) != 1 or len(feed.y.leaves) != 1:
        return
    (name,), (y,), shape = loss_names(trainer)[:1], feed.y.leaves, tuple(outputs[0].shape)
    units = shape[-1] if len(shape) > 1 else 1
    is_bare = y.ndim == len(shape) - 1 or (y.ndim == len(shape) and y.shape[-1] == 1)
    if not isinstance(units, int):
        return
    if name is not None and len(shape) > 2 and _is_one_a_row(y, units):
        raise ShapeError("E56", got=y.shape, want=_shown(shape))
    if name in ("categorical_crossentropy", "categorical_focal_crossentropy") and is_bare:
        if units > 1:
            low, high = (f"{value:g}" for value in (np.min(y), np.max(y)))
            raise ShapeError("E05", low=low, high=high, loss=name, units=units)
    elif name == "sparse_categorical_crossentropy":
        if y.ndim == len(shape) and y.shape[-1] == units > 1:
            raise ShapeError("E06", shape=y.shape, loss=name)
    elif name in _ELEMENTWISE:
        _check_elements(y, shape)


def _is_one_a_row(y, units):
    """Whether targets are one class, number or one-hot row for each row of the data."""
    return y.ndim == 1 or (y.ndim == 2 and y.shape[1] in (1, units))


def _check_elements(y, shape):
    """Only `(rows,)` and `(rows, 1)` may meet; nothing else is broadcast."""
    got, want = y.shape[1:], shape[1:]
    fits = len(got) == len(want) and all(
        g == w or not isinstance(w, int) for g, w in zip(got, want, strict=True)
    )
    if not fits and not ((*got, 1) == want or got == (*want, 1)):
        mend = "(" + ", ".join(map(str, (-1, *want))) + ("," if not want else "") + ")"
        raise ShapeError("E43", got=y.shape, want=_shown(shape), mend=mend)


def _spoken(loss):
    return loss if isinstance(loss, str) else getattr(loss, "name", None) or str(loss)


def positive(owner, argument, value):
    """A positive integer, or ArgumentError."""
    whole = hasattr(value, "__index__") and not isinstance(value, bool)
    if not whole or value.__index__() < 1:
        raise ArgumentError("M01", owner=owner, argument=argument, got=value)
    return value.__index__()
