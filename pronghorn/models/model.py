"""`Model`: a layer that can be trained, summarised and written down."""

import inspect
import json

from pronghorn import tree
from pronghorn.errors import AbsentNameError, ArgumentError
from pronghorn.layers.base import Layer
from pronghorn.messages import note
from pronghorn.models.added_loss import AddLoss
from pronghorn.models.summary import print_summary
from pronghorn.models.wiring import Wiring, rewired
from pronghorn.ops.operation import is_symbolic
from pronghorn.saving import registry, weights_file
from pronghorn.saving.state_tree import state_tree, take_state_tree
from pronghorn.training.trainer import Trainer

__all__ = ["Functional", "Model", "model_from_json"]


class Model(Trainer, Layer):
    """A model: between symbolic inputs and outputs, or with a `call` of your own.

    Args:
        inputs, outputs: symbolic tensors, or lists or dicts of them, that begin at `Input`. Without
            them derive a class, make layers its attributes and define `call`.
        name: by default the class name, numbered.

    Raises:
        ValueError: for outputs that the inputs do not lead to.

    Example:
        >>> import pronghorn
        >>> from pronghorn import layers
        >>> a, b = layers.Input((2,)), layers.Input((2,))
        >>> pronghorn.Model([a, b], layers.Dense(3)(a) + b[:, :1]).output_shape
        (None, 3)

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

    _wiring = None

    def __new__(cls, *args, **kwargs):
        if cls is Model and _is_functional(args, _renamed(kwargs)):
            cls = Functional
        return super().__new__(cls, *args, **kwargs)

    def __init__(self, *args, **kwargs):
        kwargs = _renamed(kwargs)
        if _is_functional(args, kwargs):
            self._wire(*args, **kwargs)
        else:
            super().__init__(*args, **kwargs)

    def _wire(self, inputs=None, outputs=None, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self._wiring = Wiring(inputs, outputs, type(self).__name__)
        self._layers = self._wiring.layers
        self.built = True

    def call(self, inputs, training=None, mask=None):
        """The outputs; to be defined by classes that are not made of inputs and outputs."""
        if self._wiring is None:
            return super().call(inputs)
        if mask is not None:
            for tensor, each in zip(tree.flatten(inputs), tree.flatten(mask), strict=True):
                tensor._keras_mask = each
        return self._wiring.run(inputs, self._called())

    @property
    def layers(self):
        """The layers of the graph, or those that are attributes, without those inside them."""
        if self._wiring is not None:
            return self._wiring.layers
        return self._flatten_layers(include_self=False, recursive=False)

    @property
    def operations(self):
        """The layers and, between them, the operations on symbolic tensors."""
        return self.layers if self._wiring is None else self._wiring.operations

    @property
    def inputs(self):
        """The symbolic inputs in a list; None for a model that is no graph."""
        return None if self._wiring is None else self._wiring.entrances

    @property
    def outputs(self):
        """The symbolic outputs in a list; None for a model that is no graph."""
        return None if self._wiring is None else self._wiring.exits

    @property
    def input(self):
        """The symbolic input, in the structure that was given."""
        return super().input if self._wiring is None else self._wiring.inputs

    @property
    def output(self):
        """The symbolic output, in the structure that was given."""
        return super().output if self._wiring is None else self._wiring.outputs

    @property
    def input_shape(self):
        """The shape of the input, or a list of shapes."""
        return _shapes(self.input)

    @property
    def output_shape(self):
        """The shape of the output, or a list of shapes."""
        return _shapes(self.output)

    @property
    def input_names(self):
        """The names under which a dict may give the inputs; None for a model that is no graph."""
        return None if self._wiring is None else self._wiring.input_names

    @property
    def output_names(self):
        """The names of the outputs' layers; None for a model that is no graph."""
        return None if self._wiring is None else self._wiring.output_names

    @property
    def _target_names(self):
        return None if self._wiring is None else self._wiring.target_names

    def add_loss(self, loss):
        """Adds a scalar to the loss of training: inside `call`, or of a functional model's tensors.

        A symbolic loss becomes a layer before the first output, as in Keras 2.
        """
        if self._wiring is None or not is_symbolic(loss):
            super().add_loss(loss)
            return
        first, *others = self._wiring.exits
        exits = [AddLoss()(first, loss), *others]
        outputs = tree.pack_sequence_as(self._wiring.outputs, exits)
        self._wiring = Wiring(self._wiring.inputs, outputs, type(self).__name__)
        self._layers = self._wiring.layers
        self._structure_changed()

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

    def saved_parts(self):
        """The layers of the graph, the optimizer, and attributes, as files hold them."""
        if self._layers_by_place():
            yield "layers", self.layers
        parts = dict(super().saved_parts())
        if self.optimizer is not None:
            parts["optimizer"] = self.optimizer
        yield from sorted(parts.items(), key=lambda part: (part[0].startswith("_"), part[0]))

    def _layers_by_place(self):
        """Whether files know the layers by their place in the model rather than as attributes."""
        return self._wiring is not None

    def save_weights(self, filepath, overwrite=True, max_shard_size=None):
        """Writes the weights and the state of the optimizer to a `.weights.h5` file.

        Keras reads the file, too. `saving.save_weights` tells the arguments and errors.
        """
        weights_file.save_weights(self, filepath, overwrite, max_shard_size)

    def load_weights(self, filepath, skip_mismatch=False, **kwargs):
        """Takes the weights and the state of the optimizer from a file of Keras or pronghorn.

        `saving.load_weights` tells the arguments and errors.
        """
        weights_file.load_weights(self, filepath, skip_mismatch, **kwargs)

    def get_state_tree(self, value_format="backend_tensor"):
        """The values of all variables in nested dicts, by kind and by the parts of their paths.

        Args:
            value_format: `"numpy_array"` for arrays, `"backend_tensor"` for tensors.

        Raises:
            ArgumentError: for another format, and where two variables have one path.
        """
        return state_tree(self, value_format)

    def set_state_tree(self, state_tree):
        """Takes the values that `get_state_tree` returned, of all kinds or of some.

        Raises:
            FileError: for a tree of another model, of which nothing is taken.
        """
        take_state_tree(self, state_tree)

    def save(self, filepath, overwrite=True, zipped=None, **kwargs):
        """Refuses: files of whole models are not written yet, `save_weights` and `to_json` are."""
        raise AbsentNameError("F36", name="save")

    def export(self, filepath, format="tf_saved_model", **kwargs):
        """Refuses, as `save` does."""
        raise AbsentNameError("F36", name="export")

    def to_json(self, **kwargs):
        """The architecture, without weights, as Keras' JSON.

        Args:
            **kwargs: for `json.dumps`.
        """
        with registry.sharing_objects():
            return json.dumps(registry.serialize_keras_object(self), **kwargs)

    def get_config(self):
        if self._wiring is None or not takes_ends(type(self)):
            return super().get_config()
        base = {"name": self.name, "trainable": self.trainable}
        return {**base, **self._wiring.get_config()}

    def get_build_config(self):
        return super().get_build_config() if self._wiring is None else {"input_shape": None}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new model from what `get_config` returned."""
        with registry.custom_object_scope(custom_objects or {}):
            if "input_layers" not in config:
                return super().from_config(config)
            inputs, outputs = rewired(config)
            more = {name: config[name] for name in ("name", "trainable") if name in config}
            return cls(inputs=inputs, outputs=outputs, **more)


class Functional(Model):
    """What `Model(inputs, outputs)` makes."""


def _shapes(tensors):
    found = [tensor.shape for tensor in tree.flatten(tensors)]
    return found if len(found) > 1 else found[0]


def _renamed(kwargs):
    """`Model(input=, output=)` of Keras 1, with one note for each."""
    old = {"input": "inputs", "output": "outputs"}
    for name in kwargs.keys() & old.keys():
        note("N01", owner="Model", old=name, new=old[name])
    return {old.get(name, name): value for name, value in kwargs.items()}


def _is_functional(args, kwargs):
    """Whether these are the arguments `Model(inputs, outputs)`."""
    return len(args) >= 2 or "inputs" in kwargs or "outputs" in kwargs


def takes_ends(cls):
    """Whether a class is made from inputs and outputs, so that these are its configuration."""
    if cls.__init__ is Model.__init__:
        return True
    return list(inspect.signature(cls.__init__).parameters)[1:3] == ["inputs", "outputs"]


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
