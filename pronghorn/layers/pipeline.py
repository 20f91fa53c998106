"""Layers one after the other, as one layer, for data of any structure."""

from pronghorn.layers.base import Layer
from pronghorn.saving import registry

__all__ = ["Pipeline"]


class Pipeline(Layer):
    """Calls layers one after the other; unlike `Sequential` also on records, as of augmentation.

    Args:
        layers: what is called, in this order.

    Example:
        >>> from pronghorn import layers, ops
        >>> steps = layers.Pipeline([layers.RandomFlip(seed=1), layers.Resizing(4, 6)])
        >>> steps({"images": ops.ones((5, 8, 8, 3)), "labels": ops.ones((5,))})["images"].shape
        (5, 4, 6, 3)
    """

    def __init__(self, layers, name=None):
        super().__init__(name=name)
        self.layers = list(layers)

    def call(self, inputs, training=True):
        for layer in self.layers:
            inputs = layer(inputs, training=training)
        return inputs

    def get_config(self):
        return {"layers": registry.serialize_keras_object(self.layers), "name": self.name}

    @classmethod
    def from_config(cls, config):
        """A new pipeline of new layers."""
        layers = [registry.deserialize_keras_object(each) for each in config["layers"]]
        return cls(layers, name=config.get("name"))
