"""`Masking`: steps of a sequence that hold nothing are marked, for layers that heed masks."""

from pronghorn import ops
from pronghorn.layers.base import Layer

__all__ = ["Masking"]


class Masking(Layer):
    """Passes its input on; steps whose features all equal `mask_value` are masked and set to 0.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Masking()(ops.array([[[1.0], [0.0]]]))._keras_mask.numpy()
        array([[ True, False]])
    """

    def __init__(self, mask_value=0.0, **kwargs):
        super().__init__(**kwargs)
        self.mask_value = mask_value
        self.supports_masking = True

    def compute_mask(self, inputs, mask=None):
        return ops.any(ops.not_equal(inputs, self.mask_value), axis=-1)

    def call(self, inputs):
        holds = ops.any(ops.not_equal(inputs, self.mask_value), axis=-1, keepdims=True)
        return ops.multiply(inputs, ops.cast(holds, inputs.dtype))
