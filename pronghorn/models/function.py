"""`Function`: the operations that lead from some symbolic tensors to others, to be called again."""

from pronghorn.models.wiring import Wiring
from pronghorn.names import auto_name

__all__ = ["Function"]


class Function:
    """What computes outputs from inputs, as a functional model without being a layer.

    Args:
        inputs, outputs: symbolic tensors, or structures of them.

    Raises:
        ValueError: for outputs that the inputs do not lead to.

    Example:
        >>> from pronghorn import layers, models, ops
        >>> x = layers.Input((2,))
        >>> models.Function(x, x * 2 + 1)(ops.ones((1, 2))).numpy().tolist()
        [[3.0, 3.0]]
    """

    def __init__(self, inputs, outputs, name=None):
        self.name = name or auto_name("function")
        self._wiring = Wiring(inputs, outputs, self.name)

    @property
    def inputs(self):
        """The symbolic inputs, in a list."""
        return list(self._wiring.entrances)

    @property
    def outputs(self):
        """The symbolic outputs, in a list."""
        return list(self._wiring.exits)

    @property
    def operations(self):
        """Layers and operations, the farthest from the outputs first."""
        return list(self._wiring.operations)

    def __call__(self, inputs):
        """The outputs for other inputs, in the structure of the outputs."""
        return self._wiring.run(inputs, self.name)
