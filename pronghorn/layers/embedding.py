"""`Embedding`: whole numbers looked up in a table of vectors that is learnt."""

import numpy as np

from pronghorn import arguments as checks
from pronghorn import constraints, initializers, ops, regularizers
from pronghorn.errors import DataError
from pronghorn.layers.base import Layer

__all__ = ["Embedding", "check_rows"]


class Embedding(Layer):
    """A vector for each whole number.

    Args:
        input_dim: how many numbers there are; inputs are 0 … `input_dim - 1`.
        output_dim: the length of the vectors.
        mask_zero: whether 0 means that there is nothing; layers that heed masks then skip it.
        weights: a list with the table to begin with.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Embedding(10, 4)(ops.array([[1, 2, 3]])).shape
        (1, 3, 4)
    """

    @checks.legacy(
        init="embeddings_initializer",
        W_regularizer="embeddings_regularizer",
        W_constraint="embeddings_constraint",
    )
    def __init__(
        self,
        input_dim,
        output_dim,
        embeddings_initializer="uniform",
        embeddings_regularizer=None,
        embeddings_constraint=None,
        mask_zero=False,
        weights=None,
        **kwargs,
    ):
        kwargs.setdefault("autocast", False)
        kwargs.pop("input_length", None)  # of Keras 2; the data tell it
        if weights is not None:
            kwargs["weights"] = weights if isinstance(weights, list | tuple) else [weights]
        super().__init__(**kwargs)
        self.input_dim = checks.positive_int("Embedding", "input_dim", input_dim)
        self.output_dim = checks.positive_int("Embedding", "output_dim", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self.supports_masking = mask_zero

    def _parameters(self):
        return [name for name in super()._parameters() if name != "weights"]

    def build(self, input_shape=None):
        self.embeddings = self.add_weight(
            shape=(self.input_dim, self.output_dim), name="embeddings", **self.rules("embeddings")
        )

    def call(self, inputs):
        places = inputs if inputs.dtype in ("int32", "int64") else ops.cast(inputs, "int32")
        guard_rows(places, self.input_dim, self.name)
        return ops.cast(ops.take(self.embeddings, places, axis=0), self.compute_dtype)

    def compute_mask(self, inputs, mask=None):
        return ops.not_equal(inputs, 0) if self.mask_zero else None

    def get_config(self):
        config = super().get_config()
        activity = config.pop("activity_regularizer", None)
        placed = {}
        for name, value in config.items():
            placed[name] = value
            if name == "embeddings_regularizer":
                placed["activity_regularizer"] = activity
        return placed


def check_rows(places, rows, layer):
    """Raises DataError unless every number is one of a table's rows."""
    array = np.asarray(places)
    outside = (array < 0) | (array >= rows)
    if outside.any():
        first = np.argwhere(outside)[0]
        needed = max(int(array.max()) + 1, rows)
        raise DataError(
            "E58",
            layer=layer,
            value=int(array[tuple(first)]),
            row=int(first[0]) if len(first) else 0,
            rows=rows,
            last=rows - 1,
            needed=needed,
        )


def guard_rows(places, rows, layer):
    """Sees to it that numbers beyond a table are told, in eager and in traced code."""
    if places.is_concrete():
        check_rows(places.payload, rows, layer)
        return
    inside = ops.logical_and(ops.greater_equal(places, 0), ops.less(places, rows))
    ops.guards.expect(inside, "E58", layer=layer, rows=rows, last=rows - 1)
