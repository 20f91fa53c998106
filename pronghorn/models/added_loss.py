"""`AddLoss`: what `model.add_loss` of Keras 2 puts into a functional model."""

from pronghorn import ops
from pronghorn.layers.base import Layer

__all__ = ["AddLoss"]


class AddLoss(Layer):
    """Passes its first argument on, and adds the mean of the second to the loss of training.

    Example:
        >>> import pronghorn as keras
        >>> from pronghorn import ops
        >>> x = keras.Input((3,))
        >>> y = keras.layers.Dense(2)(x)
        >>> model = keras.Model(x, y)
        >>> model.add_loss(ops.mean(ops.square(y)))
        >>> model.layers[-1]
        <AddLoss name=add_loss, built=True>
    """

    def call(self, inputs, loss):
        self.add_loss(ops.mean(loss))
        return inputs
