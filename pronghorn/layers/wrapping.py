"""Layers made of something else: of a function, or of another layer."""

import inspect

from pronghorn import ops
from pronghorn.errors import ArgumentError, FileError, ShapeError
from pronghorn.layers.base import Layer
from pronghorn.layers.call import signature_of
from pronghorn.layers.spec import public_shape
from pronghorn.saving import registry

__all__ = ["Lambda", "TimeDistributed", "Wrapper"]


class Lambda(Layer):
    """A function of tensors as a layer; weights that it uses are not the layer's.

    Args:
        function: takes the inputs, and `mask` and `training` if it names them.
        output_shape: of one sample, or a function of the input shape; found by itself otherwise.
        mask: the mask of the output, or a function `(inputs, mask)` that computes it.
        arguments: more keyword arguments of the function.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Lambda(lambda x: x * 2)(ops.ones((1, 2))).numpy()
        array([[2., 2.]], dtype=float32)
    """

    def __init__(self, function, output_shape=None, mask=None, arguments=None, **kwargs):
        super().__init__(**kwargs)
        self.function = function
        self.arguments = arguments or {}
        self.mask = mask
        self._output_shape = output_shape
        self.supports_masking = mask is not None
        self._takes = set(inspect.signature(function).parameters)

    def call(self, inputs, mask=None, training=None):
        more = {
            name: value
            for name, value in (("mask", mask), ("training", training))
            if name in self._takes
        }
        return self.function(inputs, **{**self.arguments, **more})

    def compute_output_shape(self, input_shape):
        if self._output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self._output_shape):
            return self._output_shape(input_shape)
        return (input_shape[0], *self._output_shape)

    def compute_mask(self, inputs, mask=None):
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def get_config(self):
        config = self._base_config()
        config["function"] = registry.serialize_keras_object(self.function)
        for name, value in (("output_shape", self._output_shape), ("mask", self.mask)):
            if value is not None:
                config[name] = registry.serialize_keras_object(value)
        config["arguments"] = registry.serialize_keras_object(self.arguments)
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new layer; the function must be registered or be in a `custom_object_scope`."""
        with registry.custom_object_scope(custom_objects or {}):
            config = _of_keras_2(config) if "function_type" in config else config
            revived = {
                name: registry.deserialize_keras_object(config[name])
                for name in ("function", "output_shape", "mask")
                if isinstance(config.get(name), dict)
            }
        return cls(**{**config, **revived})


def _of_keras_2(config):
    """A configuration whose function was byte code or a name; byte code is never run.

    Raises:
        FileError: for byte code, unless a custom object of the layer's name takes its place.
    """
    function = registry.get_registered_object(config["name"])
    if function is None and config["function_type"] == "lambda":
        raise FileError("F07", layer=config["name"])
    function = function or registry.found(config["function"])
    kept = {
        key: config[key] for key in ("name", "trainable", "dtype", "arguments") if key in config
    }
    shape = config.get("output_shape") if config.get("output_shape_type") == "raw" else None
    return {**kept, "function": function, "output_shape": shape}


class Wrapper(Layer):
    """A layer around another one, which is its attribute `layer`.

    Raises:
        ValueError: for anything that is no layer.
    """

    def __init__(self, layer, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(layer, Layer):
            got = layer.__name__ if isinstance(layer, type) else type(layer).__name__
            raise ArgumentError("M14", owner=type(self).__name__, got=got)
        self.layer = layer

    def build(self, input_shape=None):
        if not self.layer.built:
            self.layer.build_for_shape(input_shape)
            self.layer.built = True

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new wrapper around a new layer."""
        layer = registry.deserialize_keras_object(config["layer"], custom_objects=custom_objects)
        return cls(**{**config, "layer": layer})


class TimeDistributed(Wrapper):
    """Another layer applied to each step, which is each entry of axis 1.

    Args:
        layer: what is applied; a layer that gathers statistics of batches meets step after step.

    Example:
        >>> from pronghorn import layers
        >>> layers.TimeDistributed(layers.Dense(3))(layers.Input((5, 2))).shape
        (None, 5, 3)
    """

    def __init__(self, layer, **kwargs):
        super().__init__(layer, **kwargs)
        self.supports_masking = True

    def build(self, input_shape):
        if len(input_shape) < 3:
            facts = {"fewest": 3, "got": len(input_shape), "shape": input_shape}
            raise ShapeError("E14", layer=self._called(), want="at least {fewest}", **facts)
        super().build((input_shape[0], *input_shape[2:]))

    def call(self, inputs, training=None, mask=None):
        if mask is not None and (mask.ndim < 2 or not _agree(mask.shape[:2], inputs.shape[:2])):
            want, shape = "a mask of shape {shape}", public_shape(inputs.shape[:2])
            raise ShapeError("S03", op=self._called(), want=want, shape=shape, got=mask.type)
        if training and any(not weight.initially_trainable for weight in self.layer.weights):
            steps = range(self._steps(inputs))
            outputs = [self._applied(inputs[:, n], mask, lambda m, n=n: m[:, n]) for n in steps]
            return ops.stack(outputs, axis=1)
        rows, steps, *sizes = inputs.shape
        flat = ops.reshape(inputs, (rows * steps, *sizes))
        outputs = self._applied(flat, mask, lambda m: ops.reshape(m, (rows * steps, *m.shape[2:])))
        return ops.reshape(outputs, (rows, steps, *outputs.shape[1:]))

    def _applied(self, inputs, mask, part):
        takes_mask = mask is not None and "mask" in signature_of(self.layer).names
        return self.layer(inputs, **({"mask": part(mask)} if takes_mask else {}))

    def _steps(self, inputs):
        steps = inputs.shape[1]
        if not isinstance(steps, int):
            shape = public_shape(inputs.shape)
            raise ShapeError("M37", layer=self._called(), axis=1, got=shape)
        return steps


def _agree(shape, other):
    """Whether two shapes are not known to differ."""
    pairs = zip(shape, other, strict=True)
    return all(a == b or not isinstance(a, int) or not isinstance(b, int) for a, b in pairs)
