"""`Sequential`: a model that is a row of layers, each taking what the one before gives."""

from pronghorn import ops
from pronghorn.errors import ArgumentError, StateError, wrong_argument
from pronghorn.frames import entry
from pronghorn.layers.base import Layer
from pronghorn.layers.input import InputLayer
from pronghorn.layers.spec import is_shape
from pronghorn.messages import note
from pronghorn.models.model import Model
from pronghorn.saving import registry
from pronghorn.tensor import ConcreteValueNeeded, Tensor

__all__ = ["Sequential"]


class Sequential(Model):
    """A row of layers.

    Args:
        layers: layers, the first of which may be an `Input`. Without one the model learns its input
            shape from `build` or from the first data.

    Raises:
        ValueError: for anything that is no layer, or two layers of one name.

    Example:
        >>> from pronghorn import layers, models
        >>> model = models.Sequential([layers.Input((3,)), layers.Dense(4), layers.Dense(2)])
        >>> model.count_params()
        26
    """

    @entry
    def __init__(self, layers=None, trainable=True, name=None):
        if isinstance(trainable, Layer) or isinstance(name, Layer):
            raise wrong_argument(
                "Sequential",
                "layers",
                "one list of layers",
                "several arguments",
                "[Dense(4), Dense(1)]",
            )
        super().__init__(trainable=trainable, name=name)
        self._layers = []
        self._row_output = None
        given = layers if isinstance(layers, list | tuple) or layers is None else [layers]
        for layer in given or ():
            self.add(layer)

    @entry
    def add(self, layer, rebuild=True):
        """Adds a layer at the end.

        Raises:
            ValueError: if it is no layer, is an `Input` after others, or its name is taken.
        """
        layer = self._as_layer(layer)
        if isinstance(layer, InputLayer):
            if self._layers:
                raise ArgumentError("M21", first=self._layers[0].name)
            self._layers.append(layer)
            self._row_output = layer.output
            return
        if not self._layers:
            self._add_entrance(layer)
        taken = {other.name for other in self._layers}
        if layer.name in taken:
            number = next(n for n in range(1, len(taken) + 2) if f"{layer.name}_{n}" not in taken)
            raise ArgumentError("M12", name=layer.name, mend=f"{layer.name}_{number}")
        self._layers.append(layer)
        self._structure_changed()
        self.built = False
        if self._row_output is not None and rebuild:
            self._extend([layer])

    def _as_layer(self, layer):
        if isinstance(layer, Tensor) and hasattr(layer._keras_history, "operation"):
            layer = layer._keras_history.operation
        if not isinstance(layer, Layer):
            got = layer.__name__ if isinstance(layer, type) else type(layer).__name__
            raise ArgumentError("M14", owner="Sequential", got=got)
        return layer

    def _add_entrance(self, layer):
        """An `InputLayer`, if the first layer tells its input shape."""
        shape = None
        if layer._input_shape_argument is not None:
            old, shape = layer._input_shape_argument
            note("N02", old=old, shape=shape[1:])
        elif isinstance(layer, Sequential) and layer.inputs:
            shape = layer.input_shape
        if shape is not None:
            self.add(InputLayer(batch_shape=shape, dtype=layer.input_dtype))

    def pop(self, rebuild=True):
        """Removes the last layer and returns it.

        Raises:
            ValueError: if there is none.
        """
        if not self.layers:
            raise StateError("M30", owner=self._called())
        layer = self._layers.pop()
        self._structure_changed()
        if self._row_output is not None and rebuild:
            self._row_output = self._layers[0].output
            self._extend(self.layers)
        return layer

    def build(self, input_shape=None):
        """Makes the weights.

        Args:
            input_shape: with its leading axis, which may be None.
        """
        if not self._layers:
            raise StateError("M13")
        if not isinstance(self._layers[0], InputLayer):
            if not is_shape(input_shape):
                raise StateError("M06", owner=self._called())
            entrance = InputLayer(
                batch_shape=(None, *input_shape[1:]), dtype=self._layers[0].input_dtype
            )
            self._layers.insert(0, entrance)
        self._row_output = self._layers[0].output
        self._extend(self.layers)

    def _extend(self, layers):
        """Calls layers on the symbolic output, which builds them."""
        output = self._row_output
        with self._scope():
            try:
                for layer in layers:
                    output = layer(output)
            except ConcreteValueNeeded:
                # A layer that reads numbers runs eagerly only, and is built by its first call.
                self._row_output = None
                return
        self._row_output = output
        self.built = bool(layers) or self.built
        self._build_shapes = {"input_shape": self._layers[0].batch_shape}

    def call(self, inputs, training=None, mask=None):
        inputs = self._with_last_axis(inputs)
        if mask is not None:
            inputs._keras_mask = mask
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def _with_last_axis(self, inputs):
        """A vector where one column is expected becomes that column."""
        if isinstance(self._layers[0], InputLayer) and isinstance(inputs, Tensor):
            shape = self._layers[0].batch_shape
            if inputs.ndim == len(shape) - 1 and shape[-1] == 1:
                return ops.expand_dims(inputs, -1)
        return inputs

    def compute_output_shape(self, input_shape):
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def _layers_by_place(self):
        return True

    @property
    def layers(self):
        """The layers, without the entrance."""
        return [layer for layer in self._layers if not isinstance(layer, InputLayer)]

    @property
    def inputs(self):
        """The symbolic input in a list, or None while the input shape is not known."""
        known = self._layers and isinstance(self._layers[0], InputLayer)
        return [self._layers[0].output] if known else None

    @property
    def outputs(self):
        """The symbolic output in a list, or None while the input shape is not known."""
        return None if self._row_output is None else [self._row_output]

    @property
    def input(self):
        return self._one(self.inputs)

    @property
    def output(self):
        return self._one(self.outputs)

    def _one(self, tensors):
        if not tensors:
            raise StateError("M06", owner=self._called())
        return tensors[0]

    @property
    def input_shape(self):
        return self.input.shape

    @property
    def output_shape(self):
        return self.output.shape

    @property
    def input_dtype(self):
        """The dtype of the entrance, or that of the first layer."""
        if self._layers and isinstance(self._layers[0], InputLayer):
            return self._layers[0].dtype
        return self._layers[0].input_dtype if self._layers else self.compute_dtype

    def get_config(self):
        config = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": registry.serialize_keras_object(self.dtype_policy),
            "layers": [registry.serialize_keras_object(layer) for layer in self._layers],
        }
        if self.built and self.inputs:
            config["build_input_shape"] = self._layers[0].batch_shape
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new model from what `get_config` returned; a bare list of layers serves too."""
        config = {"layers": config} if isinstance(config, list) else config
        model = cls(name=config.get("name"))
        with registry.custom_object_scope(custom_objects or {}):
            for record in config["layers"]:
                with model._scope():
                    layer = registry.deserialize_keras_object(record)
                model.add(layer)
        shape = config.get("build_input_shape")
        if not model.built and model.layers and shape:
            model.build(tuple(shape))
        model.trainable = config.get("trainable", True)
        return model
