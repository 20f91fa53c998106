"""`RNN`, a loop of a cell over time, and `StackedRNNCells`, several cells as one."""

import contextlib

from pronghorn import ops, tree
from pronghorn.errors import ShapeError, wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.call import signature_of
from pronghorn.layers.spec import public_shape
from pronghorn.layers.weights import Weights
from pronghorn.saving import registry
from pronghorn.variables import Variable

__all__ = ["RNN", "StackedRNNCells"]


def _require_cell(owner, cell):
    for wanted in ("call", "state_size"):
        if not hasattr(cell, wanted):
            raise wrong_argument(
                owner,
                "cell",
                "a cell: a layer with call(x, states) and state_size",
                type(cell).__name__,
                "LSTMCell(8)",
            )


def _called(cell, inputs, states, training):
    """A step of a cell, which need not be a layer: its output and its next states."""
    if not isinstance(cell, Layer):
        return (cell if callable(cell) else cell.call)(inputs, states)
    takes = "training" in signature_of(cell).names
    return cell(inputs, states, **({"training": training} if takes else {}))


def _listed(states):
    return list(states) if tree.is_nested(states) else [states]


def _one_sequence(cell, rows, training):
    """Inside, the steps of a cell share what is drawn once for a sequence."""
    begin = getattr(cell, "one_sequence", None)
    return contextlib.nullcontext() if begin is None else begin(rows, training)


def _initial(cell, rows, dtype):
    """The states that a cell begins with, zeros unless it says otherwise."""
    own = getattr(cell, "get_initial_state", None)
    if own is not None:
        return own(batch_size=rows)
    zeros = [ops.zeros((rows, size), dtype=dtype) for size in _listed(cell.state_size)]
    return zeros if tree.is_nested(cell.state_size) else zeros[0]


class StackedRNNCells(Layer):
    """Several cells as one: each takes the output of the one before.

    Args:
        cells: a list of cells.

    Example:
        >>> from pronghorn import layers, ops
        >>> cells = layers.StackedRNNCells([layers.LSTMCell(4), layers.GRUCell(3)])
        >>> layers.RNN(cells)(ops.ones((2, 5, 1))).shape
        (2, 3)
    """

    def __init__(self, cells, **kwargs):
        super().__init__(**kwargs)
        for cell in cells:
            _require_cell("StackedRNNCells", cell)
        self.cells = list(cells)

    @property
    def state_size(self):
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self):
        return _output_size(self.cells[-1])

    def get_initial_state(self, batch_size=None):
        return [_initial(cell, batch_size, self.compute_dtype) for cell in self.cells]

    @contextlib.contextmanager
    def one_sequence(self, rows, training):
        with contextlib.ExitStack() as stack:
            for cell in self.cells:
                stack.enter_context(_one_sequence(cell, rows, training))
            yield

    def build(self, input_shape):
        for cell in self.cells:
            _build(cell, input_shape)
            input_shape = (input_shape[0], _output_size(cell))

    def call(self, inputs, states, training=False):
        following = []
        for cell, state in zip(self.cells, states, strict=True):
            inputs, new = _called(cell, inputs, _listed(state), training)
            new = _listed(new)
            following.append(new if tree.is_nested(state) else new[0])
        return inputs, following

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """New cells as one."""
        cells = [
            registry.deserialize_keras_object(cell, custom_objects=custom_objects)
            for cell in config["cells"]
        ]
        return cls(**{**config, "cells": cells})


def _output_size(cell):
    size = getattr(cell, "output_size", None)
    return _listed(cell.state_size)[0] if size is None else size


def _build(cell, input_shape):
    if isinstance(cell, Layer) and not cell.built:
        cell.build_for_shape(input_shape)
        cell.built = True


class RNN(Layer):
    """A cell applied to one step of its input after the other, its states handed along.

    Args:
        cell: a layer or object with `call(x, states) -> output, states` and `state_size`, one
            number or a list of them; or a list of cells, which are stacked.
        return_sequences: give the output of every step, not only of the last.
        return_state: give the last states as well.
        go_backwards: begin with the last step; outputs come in the order of the steps taken.
        stateful: a batch begins with the states that the one before left; `reset_state` forgets.
        unroll: write the steps one after the other instead of as a loop.
        zero_output_for_mask: steps that are masked give zeros, not the state before them.

    Input: (rows, steps, features). A mask (rows, steps) skips steps row by row.

    Raises:
        ValueError: if `unroll` or `stateful` needs a size that is open.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RNN(layers.SimpleRNNCell(3), return_sequences=True)(ops.ones((2, 5, 1))).shape
        (2, 5, 3)
    """

    # Keras does not save states that one batch leaves for the next.
    _not_searched = Weights._not_searched | {"states"}
    _flags = (
        "return_sequences",
        "return_state",
        "go_backwards",
        "stateful",
        "unroll",
        "zero_output_for_mask",
    )

    def __init__(
        self,
        cell,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        zero_output_for_mask=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if isinstance(cell, list | tuple):
            cell = StackedRNNCells(cell)
        _require_cell("RNN", cell)
        self.cell = cell
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.supports_masking = True
        self.states = None

    @property
    def state_size(self):
        """Sizes of the states, as a list."""
        return _listed(self.cell.state_size)

    def get_initial_state(self, batch_size):
        """The states at the start of a sequence, as a list."""
        return _listed(_initial(self.cell, batch_size, self.compute_dtype))

    def build(self, sequences_shape, initial_state_shape=None):
        _build(self.cell, (sequences_shape[0], *sequences_shape[2:]))
        if self.stateful and self.states is None:
            rows = sequences_shape[0]
            if rows is None:
                raise ShapeError("M37", layer=self._called(), axis=0, got=tuple(sequences_shape))
            self.states = tree.map_structure(
                lambda state: Variable(
                    "zeros",
                    state.shape,
                    self.variable_dtype,
                    trainable=False,
                    name="rnn_state",
                ),
                self.get_initial_state(rows),
            )

    def reset_state(self):
        """Forgets what the batches so far have left."""
        for state in tree.flatten(self.states or []):
            state.assign(ops.zeros(state.shape, state.dtype))

    reset_states = reset_state

    def call(self, sequences, initial_state=None, mask=None, training=False):
        rows, steps = sequences.shape[:2]
        if self.unroll and not isinstance(steps, int):
            got = public_shape(sequences.shape)
            raise ShapeError("M37", layer=self._called(), axis=1, got=got)
        states = self._first_states(initial_state, rows)
        with _one_sequence(self.cell, rows, training):
            output, states = self._over_time(sequences, states, _mask_of(mask), training)
        output = ops.cast(output, self.compute_dtype)
        states = tree.map_structure(lambda x: ops.cast(x, self.compute_dtype), states)
        if self.stateful:
            for kept, state in zip(tree.flatten(self.states), tree.flatten(states), strict=True):
                kept.assign(state)
        return (output, *states) if self.return_state else output

    def _first_states(self, initial_state, rows):
        states = self.get_initial_state(rows) if initial_state is None else initial_state
        if self.stateful and initial_state is None:
            states, held = self.states, tree.flatten(self.states)[0].shape[0]
            if isinstance(rows, int) and rows != held:
                raise ShapeError("S03", op=self._called(), want="{held} rows", held=held, got=rows)
        dtype = getattr(self.cell, "compute_dtype", self.compute_dtype)
        return tree.map_structure(lambda x: ops.cast(x, dtype), _listed(states))

    def _over_time(self, sequences, states, mask, training):
        """The wanted outputs and the last states."""
        loop = _Loop(self, training)
        given = {"x": ops.swapaxes(sequences, 0, 1)}
        if mask is not None:
            given["mask"] = ops.swapaxes(mask, 0, 1)
        states, outputs = ops.scan(
            loop.step, states, given, reverse=self.go_backwards, unroll=self.unroll
        )
        if outputs is None:
            return loop.first_of(states), states
        if not self.return_sequences:
            return outputs[0 if self.go_backwards else -1], states
        if self.go_backwards:
            outputs = ops.flip(outputs, axis=0)
        return ops.swapaxes(outputs, 0, 1), states

    def compute_mask(self, _, mask=None):
        mask = _mask_of(mask)
        given = mask if self.return_sequences else None
        return [given, *(None for _ in self.state_size)] if self.return_state else given

    def get_config(self):
        config = self._base_config()
        config.update({name: getattr(self, name) for name in self._flags})
        config["cell"] = registry.serialize_keras_object(self.cell)
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new layer around a new cell."""
        cell = registry.deserialize_keras_object(config["cell"], custom_objects=custom_objects)
        return cls(**{**config, "cell": cell})


def _mask_of(mask):
    """One mask for all steps, whatever structure it came in."""
    return tree.flatten(mask)[0] if tree.is_nested(mask) else mask


class _Loop:
    """The steps of one call of a layer."""

    def __init__(self, layer, training):
        self.layer = layer
        self.training = training

    def first_of(self, states):
        """The state that stands for the output: the first one, of the last cell."""
        return states[-1][0] if tree.is_nested(states[0]) else states[0]

    def step(self, states, given):
        """The next states and the output; None where the last state tells it."""
        layer = self.layer
        output, following = _called(layer.cell, given["x"], states, self.training)
        following = _listed(following)
        is_state = output is self.first_of(following)
        # A cell may answer a list with a tuple, and operations in another dtype than the policy's.
        leaves = zip(tree.flatten(states), tree.flatten(following), strict=True)
        cast = [ops.cast(new, old.dtype) for old, new in leaves]
        following = tree.pack_sequence_as(states, cast)
        if "mask" in given:
            kept, before = given["mask"], self.first_of(states)
            if layer.zero_output_for_mask:
                is_state, before = False, ops.zeros_like(output)
            following = tree.map_structure(
                lambda old, new: _chosen(kept, new, old), states, following
            )
            output = _chosen(kept, output, before)
        if is_state:
            output = self.first_of(following)
        return following, output if layer.return_sequences or not is_state else None


def _chosen(mask, new, old):
    """`new` in rows whose step counts, else `old`."""
    if mask.ndim > 1:
        mask = ops.any(mask, axis=tuple(range(1, mask.ndim)))
    mask = ops.cast(mask, "bool")
    return ops.where(ops.reshape(mask, (mask.shape[0], *[1] * (new.ndim - 1))), new, old)
