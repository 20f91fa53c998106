"""`Model`: a layer that can be trained, summarised and written down."""

import json

from pronghorn.errors import ArgumentError
from pronghorn.layers.base import Layer
from pronghorn.models.summary import print_summary
from pronghorn.saving import registry
from pronghorn.tensor import Tensor
from pronghorn.training.trainer import Trainer

__all__ = ["Model", "model_from_json"]


class Model(Trainer, Layer):
    """A model whose `call` you define, from layers that are its attributes.

    Example:
        >>> import pronghorn
        >>> from pronghorn import layers, ops
        >>> class Twice(pronghorn.Model):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.dense = layers.Dense(2)
        ...     def call(self, x):
        ...         return self.dense(self.dense(x))
        >>> Twice()(ops.ones((1, 2))).shape
        (1, 2)
    """

    def __init__(self, *args, **kwargs):
        if _is_functional(args, kwargs):
            raise ArgumentError("M45", owner=type(self).__name__)
        super().__init__(*args, **kwargs)

    @property
    def layers(self):
        """The layers that are attributes of the model, without those inside them."""
        return self._flatten_layers(include_self=False, recursive=False)

    def get_layer(self, name=None, index=None):
        """The layer of this name, or at this place.

        Raises:
            ValueError: if there is none.
        """
        layers = self.layers
        if index is not None:
            if not -len(layers) <= index < len(layers):
                known = f"0..{len(layers) - 1}"
                raise ArgumentError("M20", name=index, known=known)
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        raise ArgumentError("M20", name=name, known=", ".join(layer.name for layer in layers))

    def summary(
        self,
        line_length=None,
        positions=None,
        print_fn=None,
        expand_nested=False,
        show_trainable=False,
        layer_range=None,
    ):
        """Prints a table of the layers with their output shapes and numbers of parameters.

        Args:
            line_length: width of the table.
            positions: where columns end, as shares of the width.
            print_fn: what prints, given the whole text; by default it goes to stdout.
            expand_nested: whether layers inside models are listed.
            show_trainable: adds a column that tells whether a layer is trainable.
            layer_range: two patterns of names, the first and last layer to list.
        """
        print_summary(
            self, line_length, positions, print_fn, expand_nested, show_trainable, layer_range
        )

    def to_json(self, **kwargs):
        """The architecture, without weights, as Keras' JSON.

        Args:
            **kwargs: for `json.dumps`.
        """
        with registry.sharing_objects():
            return json.dumps(registry.serialize_keras_object(self), **kwargs)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new model from what `get_config` returned."""
        with registry.custom_object_scope(custom_objects or {}):
            return super().from_config(config)


def _is_functional(args, kwargs):
    """Whether these are the arguments `Model(inputs, outputs)`."""
    given = [*args, *(kwargs.get(name) for name in ("inputs", "outputs"))]
    return any(isinstance(each, Tensor | list | dict) for each in given)


def model_from_json(json_string, custom_objects=None):
    """A new model, with new weights, from what `to_json` returned.

    Raises:
        ValueError: if the text is no model, or names a class that is not known.

    Example:
        >>> from pronghorn import layers, models
        >>> model = models.Sequential([layers.Input((3,)), layers.Dense(2)])
        >>> models.model_from_json(model.to_json()).count_params()
        8
    """
    record = registry.parsed(json_string)
    with registry.sharing_objects():
        return registry.deserialize_keras_object(record, custom_objects=custom_objects)
