"""Sequences of outputs and shorter sequences of labels, whatever outputs the labels fall on."""

from __future__ import annotations

from typing import Any

from pronghorn import dtypes
from pronghorn.errors import ArgumentError, ShapeError
from pronghorn.ops import reduce
from pronghorn.ops.compare import (
    equal,
    greater_equal,
    less,
    logical_and,
    logical_or,
    not_equal,
    where,
)
from pronghorn.ops.control import scan
from pronghorn.ops.convert import cast, convert_to_tensor
from pronghorn.ops.create import arange, full_like, zeros_like
from pronghorn.ops.elementwise import add, logaddexp, multiply, negative, subtract
from pronghorn.ops.index import one_hot, take_along_axis
from pronghorn.ops.join import concatenate, stack
from pronghorn.ops.linalg import matmul
from pronghorn.ops.nn import log_softmax
from pronghorn.ops.operation import operation
from pronghorn.ops.order import argsort
from pronghorn.ops.shape import expand_dims, reshape, transpose
from pronghorn.prims.decoding import beam_search
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor

# The logarithm of what cannot be, as in Keras; a true infinity would make gradients NaN.
NEVER = -1e5


@operation
def ctc_loss(
    target: Any, output: Any, target_length: Any, output_length: Any, mask_index: int = 0
) -> Tensor:
    """Minus the log-probability of the labels, over all their alignments with the outputs.

    Connectionist temporal classification (Graves et al. 2006, doi:10.1145/1143844.1143891,
    equations 6 to 8): each label stands for one or more outputs in a row, and blanks may lie
    between labels, and do between equal ones.

    Args:
        target: class numbers, `(rows, labels)`.
        output: logits, `(rows, steps, classes)`.
        target_length, output_length: how many labels and steps of each row count, `(rows,)`.
        mask_index: the class that is the blank.

    Returns:
        Tensor `(rows,)`, of float32 or wider. Labels that the steps cannot hold cost about 1e5.

    Raises:
        ShapeError: for other ranks.

    Example:
        >>> import numpy as np
        >>> from pronghorn import ops
        >>> output = np.log([[[0.2, 0.8], [0.5, 0.5]]])
        >>> round(ops.ctc_loss([[1]], output, [1], [2]).tolist()[0], 4)
        0.1054
    """
    labels, logits = cast(target, "int32"), convert_to_tensor(output)
    if labels.ndim != 2 or logits.ndim != 3:
        a, b = type_of(labels.payload), type_of(logits.payload)
        raise ShapeError("S01", op="ctc_loss", a=a, b=b)
    logs = log_softmax(cast(logits, dtypes.result_type(logits.dtype, "float32")), axis=-1)
    places = _with_blanks(labels, mask_index)
    # One step may pass over a blank if the labels around it differ.
    shifted = concatenate([full_like(places[:, :2], mask_index), places[:, :-2]], axis=1)
    skips = logical_and(not_equal(places, mask_index), not_equal(places, shifted))
    chosen = one_hot(places, logs.shape[-1], dtype=logs.dtype)
    emitted = transpose(matmul(logs, transpose(chosen, (0, 2, 1))), (1, 0, 2))
    steps = arange(logs.shape[1], dtype="int32")
    lasts = less(expand_dims(steps, 1), expand_dims(cast(output_length, "int32"), 0))
    first = equal(arange(places.shape[1], dtype="int32"), 0)
    start = where(first, zeros_like(emitted[0]), NEVER)

    def step(before: Tensor, now: tuple[Tensor, Tensor]) -> tuple[Tensor, None]:
        gained, is_inside = now
        moved = logaddexp(before, _later(before, 1))
        moved = where(skips, logaddexp(moved, _later(before, 2)), moved)
        return where(expand_dims(is_inside, 1), add(moved, gained), before), None

    end, _ = scan(step, start, (emitted, lasts))
    return negative(_read(end, cast(target_length, "int32")))


def _with_blanks(labels: Tensor, blank: int) -> Tensor:
    """The labels with a blank before, between and after them, `(rows, 2 * labels + 1)`."""
    blanks = full_like(labels, blank)
    pairs = reshape(stack([blanks, labels], axis=-1), (-1, 2 * labels.shape[1]))
    return concatenate([pairs, full_like(pairs[:, :1], blank)], axis=1)


def _later(x: Tensor, count: int) -> Tensor:
    """Every entry `count` places further on; what comes from outside can never be."""
    return concatenate([full_like(x[:, :count], NEVER), x[:, :-count]], axis=1)


def _read(end: Tensor, lengths: Tensor) -> Tensor:
    """The log-probability of ending on the last label or on the blank after it."""
    places = expand_dims(arange(end.shape[1], dtype="int32"), 0)
    last = expand_dims(multiply(lengths, 2), 1)
    blank = reduce.sum(where(equal(places, last), end, 0.0), axis=1)
    label = reduce.sum(where(equal(places, subtract(last, 1)), end, 0.0), axis=1)
    either: Tensor = where(equal(lengths, 0), blank, logaddexp(blank, label))
    return either


@operation
def ctc_decode(
    inputs: Any,
    sequence_lengths: Any,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int | None = 0,
) -> tuple[Tensor, Tensor]:
    """The labels that outputs of `ctc_loss`'s kind stand for.

    Args:
        inputs: logits, `(rows, steps, classes)`.
        sequence_lengths: how many steps of each row count, `(rows,)`.
        strategy: `"greedy"` takes the best class of every step. `"beam_search"` adds up the
            alignments of a sequence of labels; it runs on NumPy, also inside compiled programs.
        beam_width, top_paths: of the beam search: how many sequences it follows, and returns.
        merge_repeated: of the greedy way: whether equal labels in a row are one.
        mask_index: the class that is the blank, by default the first; None for the last.

    Returns:
        Labels `(paths, rows, steps)`, int32, -1 behind their end; and `(rows, paths)`: the
        log-probability of each sequence, or of the greedy way minus the sum of the best logits.
        Of several sequences the likeliest is first; where there are fewer, they are empty and
        -inf.

    Raises:
        ShapeError: for other ranks.
        ArgumentError: for another strategy, and for more paths than the beam is wide.

    Example:
        >>> import numpy as np
        >>> from pronghorn import ops
        >>> output = np.log([[[0.6, 0.4], [0.6, 0.4]]])
        >>> ops.ctc_decode(output, [2])[0].tolist()  # two blanks: 0.36
        [[[-1, -1]]]
        >>> labels, logs = ops.ctc_decode(output, [2], "beam_search")  # one label: 0.64
        >>> labels.tolist(), round(float(np.exp(logs)[0, 0]), 2)
        ([[[1, -1]]], 0.64)
    """
    logits = convert_to_tensor(inputs)
    logits = cast(logits, dtypes.result_type(logits.dtype, "float32"))
    lengths = cast(sequence_lengths, "int32")
    if logits.ndim != 3 or lengths.ndim != 1:
        a, b = type_of(logits.payload), type_of(lengths.payload)
        raise ShapeError("S01", op="ctc_decode", a=a, b=b)
    blank = logits.shape[-1] - 1 if mask_index is None else mask_index
    if strategy == "greedy":
        return _best_of_each_step(logits, lengths, merge_repeated, blank)
    if strategy != "beam_search":
        raise ArgumentError(
            "S29",
            op="ctc_decode",
            argument="strategy",
            want="'greedy' or 'beam_search'",
            got=strategy,
            example="strategy='greedy'",
        )
    if not 0 < top_paths <= beam_width:
        raise ArgumentError(
            "S29",
            op="ctc_decode",
            argument="top_paths",
            want="from 1 to beam_width={width}",
            got=top_paths,
            example="top_paths=1",
            width=beam_width,
        )
    logs = log_softmax(logits, axis=-1).payload
    settings = {"blank": blank, "width": beam_width, "count": top_paths}
    labels, scores = beam_search(logs, lengths.payload, **settings)
    return Tensor(labels), Tensor(scores)


def _best_of_each_step(
    logits: Tensor, lengths: Tensor, merged: bool, blank: int
) -> tuple[Tensor, Tensor]:
    steps = expand_dims(arange(logits.shape[1], dtype="int32"), 0)
    beyond = greater_equal(steps, expand_dims(lengths, 1))
    best = where(beyond, blank, reduce.argmax(logits, axis=-1))
    scores = reduce.sum(where(beyond, 0.0, reduce.max(logits, axis=-1)), axis=1, keepdims=True)
    silent = equal(best, blank)
    if merged:
        before = concatenate([full_like(best[:, :1], -1), best[:, :-1]], axis=1)
        silent = logical_or(silent, equal(best, before))
    order = argsort(cast(silent, "int32"), axis=1)  # labels first, each kind in its order
    labels = take_along_axis(where(silent, -1, best), order, axis=1)
    return expand_dims(labels, 0), negative(scores)
