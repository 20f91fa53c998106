"""`Bidirectional`: a recurrent layer and its mirror image."""

from pronghorn import arguments as checks
from pronghorn import ops
from pronghorn.errors import ArgumentError, wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.saving import registry

__all__ = ["Bidirectional"]

_MERGES = {
    "sum": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "ave": lambda a, b: (a + b) / 2,
    "concat": lambda a, b: ops.concatenate([a, b], axis=-1),
    None: lambda a, b: (a, b),
}


class Bidirectional(Layer):
    """A recurrent layer run from both ends of its input, the two outputs merged.

    Args:
        layer: such as `LSTM(8)`; a new one is made of its configuration.
        merge_mode: "concat", "sum", "mul", "ave", or None for both outputs.
        weights: to begin with, those of the forward layer first.
        backward_layer: runs from the end; by default made of the configuration of `layer`.

    Raises:
        ValueError: if both layers run the same way or differ in what they return.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.Bidirectional(layers.GRU(3, return_sequences=True))(ops.ones((2, 5, 1))).shape
        (2, 5, 6)
    """

    def __init__(self, layer, merge_mode="concat", weights=None, backward_layer=None, **kwargs):
        for each in (layer, backward_layer or layer):
            if not isinstance(each, Layer):
                raise ArgumentError("M14", owner="Bidirectional", got=type(each).__name__)
            if not hasattr(each, "go_backwards"):
                raise wrong_argument(
                    "Bidirectional",
                    "layer",
                    "a recurrent layer",
                    type(each).__name__,
                    "keras.layers.LSTM(8)",
                )
        super().__init__(**kwargs)
        self.merge_mode = checks.choice("Bidirectional", "merge_mode", merge_mode, _MERGES)
        self.forward_layer = _again(layer, "forward_")
        if backward_layer is None:
            backward_layer = _again(layer, "backward_", go_backwards=not layer.go_backwards)
        self.backward_layer = backward_layer
        self._require_a_pair()
        for each in (self.forward_layer, self.backward_layer):
            if hasattr(each, "zero_output_for_mask"):
                each.zero_output_for_mask = each.return_sequences
        if weights:
            half = len(weights) // 2
            self.forward_layer._initial_weights = weights[:half]
            self.backward_layer._initial_weights = weights[half:]
        self.stateful = layer.stateful
        self.return_sequences = layer.return_sequences
        self.return_state = layer.return_state
        self.supports_masking = True
        self.input_spec = layer.input_spec

    def _require_a_pair(self):
        one, other = self.forward_layer, self.backward_layer
        for name in ("go_backwards", "stateful", "return_sequences", "return_state"):
            a, b = getattr(one, name), getattr(other, name)
            if (a == b) == (name == "go_backwards"):
                raise wrong_argument(
                    "backward_layer",
                    name,
                    "another value than the forward layer's, {a}"
                    if a == b
                    else "the value of the forward layer, {a}",
                    b,
                    not b,
                    a=a,
                )

    def build(self, sequences_shape, initial_state_shape=None):
        for layer in (self.forward_layer, self.backward_layer):
            if not layer.built:
                layer.build(sequences_shape)

    @property
    def states(self):
        """What batches so far have left, of both layers."""
        both = (self.forward_layer.states, self.backward_layer.states)
        return None if None in both else (*both[0], *both[1])

    def reset_state(self):
        """Forgets what the batches so far have left."""
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    reset_states = reset_state

    def call(self, sequences, initial_state=None, mask=None, training=None):
        half = None if initial_state is None else len(initial_state) // 2
        parts = (None, None) if half is None else (initial_state[:half], initial_state[half:])
        results = [
            layer(sequences, initial_state=part, mask=mask, training=training)
            for layer, part in zip((self.forward_layer, self.backward_layer), parts, strict=True)
        ]
        states = ()
        if self.return_state:
            states = tuple(state for result in results for state in result[1:])
            results = [result[0] for result in results]
        one, other = (ops.cast(result, self.compute_dtype) for result in results)
        if self.return_sequences:
            other = ops.flip(other, axis=1)
        merged = _MERGES[self.merge_mode](one, other)
        if not self.return_state:
            return merged
        return (*(merged if self.merge_mode is None else (merged,)), *states)

    def compute_mask(self, _, mask=None):
        mask = mask[0] if isinstance(mask, list) else mask
        mask = mask if self.return_sequences else None
        masks = mask if self.merge_mode else (mask, mask)
        if not self.return_state:
            return masks
        outputs = masks if isinstance(masks, tuple) else (masks,)
        states = len(self.forward_layer.state_size) + len(self.backward_layer.state_size)
        return (*outputs, *[None] * states)

    def get_config(self):
        config = self._base_config()
        config["merge_mode"] = self.merge_mode
        config["layer"] = registry.serialize_keras_object(self.forward_layer)
        config["backward_layer"] = registry.serialize_keras_object(self.backward_layer)
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new pair of layers."""
        made = {
            name: registry.deserialize_keras_object(config[name], custom_objects=custom_objects)
            for name in ("layer", "backward_layer")
            if config.get(name) is not None
        }
        return cls(**{**config, **made})


def _again(layer, prefix, **changes):
    """A new layer of the same configuration, its name telling which way it runs."""
    name = prefix + layer.name.removeprefix(prefix)
    return type(layer).from_config({**layer.get_config(), "name": name, **changes})
