"""`Layer`: configuration, names, and the door to the steps of a call.

A layer's constructor stores every argument under its own name and creates nothing; configuration,
`repr` and copies follow from that.
"""

import copy
import functools
import inspect

from pronghorn import activations, regularizers, tree, variables
from pronghorn import arguments as checks
from pronghorn.changes import Changing
from pronghorn.errors import ArgumentError, StateError, UserError, wrong_argument
from pronghorn.frames import entry
from pronghorn.layers import dtype_policy as policies
from pronghorn.layers import spec
from pronghorn.layers.call import (
    build_arguments,
    call_layer,
    signature_of,
    signature_of_function,
    types_of_call,
)
from pronghorn.layers.remat import current_scope
from pronghorn.layers.weights import Weights
from pronghorn.saving import registry
from pronghorn.tensor import Tensor
from pronghorn.tensor import path as scope_path
from pronghorn.variables import auto_name, name_scope, snake_case

__all__ = ["Layer"]

_BASE = ("name", "trainable", "dtype", "activity_regularizer")
_REFUSED = ("lora_rank", "lora_alpha", "quantization_config")


def _entering(build):
    """`build` inside the layer's name scope, its shapes noted, its layer marked built after.

    Every class that defines `build` has it wrapped once, when the class is made, so that
    `layer.build(shape)` means the same as the first call. A `build` reached through `super().build`
    runs bare, for the outer one has done all this.
    """

    @functools.wraps(build)
    def building(self, *args, **kwargs):
        if self._building:
            return build(self, *args, **kwargs)
        self._require_base()
        self._building = True
        del self._weights[:]
        try:
            with self._scope():
                build(self, *args, **kwargs)
        finally:
            self._building = False
        self.built = True
        _, *names = signature_of_function(build).parameters
        self._build_shapes = {**dict(zip(names, args, strict=False)), **kwargs}
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)
            self._initial_weights = None
        return None

    return building


class Layer(Changing, Weights):
    """A function with weights; derive from it and define `build(input_shape)` and `call(x)`.

    Args:
        activity_regularizer: a penalty on the output, added to the loss.
        trainable: whether its weights may be trained.
        dtype: a dtype or `DTypePolicy`.
        autocast: whether float inputs are cast to the dtype the layer computes in.
        name: unique in its model; by default the class name, numbered.

    Example:
        >>> from pronghorn import layers, ops
        >>> class Scale(layers.Layer):
        ...     def build(self, input_shape):
        ...         self.factor = self.add_weight(shape=(input_shape[-1],), initializer="ones")
        ...     def call(self, x):
        ...         return x * self.factor
        >>> Scale()(ops.ones((1, 2))).numpy()
        array([[1., 1.]], dtype=float32)
    """

    input_spec = None
    supports_masking = False
    # Of the class as long as nothing else is said, since attributes are gone through often.
    built = _building = False
    _trainable = _convert_input_args = True
    _arguments = _build_shapes = _initial_weights = _input_shape_argument = _path = _remat = None

    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        own = vars(self)  # as none of this is a change, and there are many layers
        own.update(_weights=[], _losses=[], _inbound_nodes=[], _outbound_nodes=[])
        if not _is_own(cls):  # built-in layers store their arguments; users' classes need not (D25)
            own["_arguments"] = args, kwargs
        if (scope := current_scope()) is not None:
            own["_remat"] = scope
        return self

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "build" in vars(cls):
            cls.build = _entering(cls.build)

    def __init__(
        self,
        *,
        activity_regularizer=None,
        trainable=True,
        dtype=None,
        autocast=True,
        name=None,
        **kwargs,
    ):
        if name is not None and not isinstance(name, str):
            self._refuse_name(name)
        self._name = name or auto_name(snake_case(type(self).__name__))
        self._trainable = bool(trainable)
        self._dtype_policy = policies.get(dtype)
        self.autocast = autocast
        self.activity_regularizer = regularizers.get(activity_regularizer)
        if kwargs:
            self._take_older(kwargs)

    def _take_older(self, kwargs):
        """Arguments of older versions of Keras; others are refused."""
        self._input_shape_argument = self._legacy_shape(kwargs)
        self._initial_weights = kwargs.pop("weights", None)
        for argument in _REFUSED:
            if kwargs.pop(argument, None) is not None:
                raise ArgumentError("M44", owner=type(self).__name__, argument=argument)
        if kwargs:
            known = ", ".join([*self._parameters(), *_BASE[:3]])
            raise ArgumentError("M15", owner=type(self).__name__, argument=min(kwargs), known=known)

    def _refuse_name(self, name):
        raise wrong_argument(self, "name", "a string", name, "'hidden'")

    @staticmethod
    def _legacy_shape(kwargs):
        """Which of the old arguments for the input shape was given, and the batch shape."""
        rows = kwargs.pop("batch_size", None)
        found = None
        for old in ("batch_input_shape", "input_shape", "input_dim"):
            value = kwargs.pop(old, None)
            if value is None:
                continue
            sizes = checks.whole_shape(value)
            found = old, sizes if old == "batch_input_shape" else (rows, *sizes)
        return found

    @property
    def name(self):
        self._require_base()
        return self._name

    @name.setter
    def name(self, value):
        self._name = value

    @property
    def path(self):
        """The name, after those of the layers around: `encoder/dense`."""
        return self._path or self.name

    def _called(self):
        return f"{self.name} ({type(self).__name__})"

    def _require_base(self):
        if "_dtype_policy" not in vars(self):
            public = [name for name in vars(self) if not name.startswith("_")]
            first = next((name for name in public if name not in _BEFORE), "anything")
            raise StateError("M25", layer=type(self).__name__, attribute=first)

    def _scope(self):
        """The scope of names inside this layer; where it is first entered is where it belongs."""
        if self._path is None:
            outer = scope_path.get()
            self._path = f"{outer}/{self.name}" if outer else self.name
        return name_scope(self._path)

    @property
    def dtype_policy(self):
        return self._dtype_policy.of(self.path)

    @dtype_policy.setter
    def dtype_policy(self, value):
        self._dtype_policy = policies.get(value)

    @property
    def dtype(self):
        return self.dtype_policy.variable_dtype

    variable_dtype = dtype

    @property
    def compute_dtype(self):
        return self.dtype_policy.compute_dtype

    input_dtype = compute_dtype

    @property
    def inbound_nodes(self):
        """The calls on symbolic tensors."""
        return self._inbound_nodes

    @property
    def input(self):
        """The symbolic input of the layer's first call on symbolic tensors."""
        node = self._first_node()
        inputs = node.args if len(node.args) != 1 else node.args[0]
        return inputs if node.args else next(iter(node.kwargs.values()))

    @property
    def output(self):
        """The symbolic output of the layer's first call on symbolic tensors."""
        return self._first_node().outputs

    def _first_node(self):
        if not self._inbound_nodes:
            raise StateError("M06", owner=self._called())
        return self._inbound_nodes[0]

    @entry
    def __call__(self, *args, **kwargs):
        self._require_base()
        try:
            return call_layer(self, args, kwargs)
        except UserError as error:
            if error.code[0] == "S" and error.where is None:
                error.where = self.path  # operations do not know where they are
            raise

    def call(self, *args, **kwargs):
        raise StateError("M34", owner=type(self).__name__, method="call", arguments="self, x")

    def build(self, input_shape=None):
        """Makes the weights; a layer that defines no `build` has those of the layers inside it."""
        if input_shape is not None and not all(
            layer.built for layer in self._flatten_layers(include_self=False)
        ):
            self._types_for(input_shape)
        self.built = True

    def _has_own_build(self):
        return type(self).build is not Layer.build

    def get_build_config(self):
        """The shapes that `build` was called with, or None."""
        if not self._build_shapes or not self._has_own_build():
            return None
        if len(self._build_shapes) == 1:
            return {"input_shape": next(iter(self._build_shapes.values()))}
        return {"shapes_dict": dict(self._build_shapes)}

    def build_from_config(self, config):
        """Builds the layer as `get_build_config` tells."""
        if config.get("input_shape") is not None:
            self.build(_tuples(config["input_shape"]))
        elif config.get("shapes_dict"):
            self.build(**{name: _tuples(s) for name, s in config["shapes_dict"].items()})

    def compute_mask(self, inputs, previous_mask=None):
        """The mask of the output, for layers with `supports_masking`."""
        return previous_mask

    def compute_output_spec(self, *args, **kwargs):
        """Symbolic tensors of the types that a call on such tensors returns."""
        types = types_of_call(self, *_bound(self, args, kwargs))
        return tree.map_structure(lambda type: None if type is None else Tensor(type), types)

    def compute_output_shape(self, *args, **kwargs):
        """The shape of the output.

        Args:
            *args: for each tensor that `call` takes, in its order, a shape with its leading axis,
                or a structure of shapes; sizes may be None.
            **kwargs: the same as `query_shape=` for the argument `query`; `input_shape=` is the
                first one's.

        Example:
            >>> from pronghorn import layers
            >>> layers.Dense(4).compute_output_shape((None, 3))
            (None, 4)
            >>> layers.Add().compute_output_shape([(None, 3), (None, 3)])
            (None, 3)
        """
        words = self._named_shapes(kwargs)
        if self.built or not self._needs_building():
            return self._shapes_for(*args, **words)
        layer = copy.deepcopy(self)
        layer._inbound_nodes = []
        with variables.without_values():
            layer.build_for_shape(*args, **words)
            return layer._shapes_for(*args, **words)

    def _named_shapes(self, given):
        """Shapes by the names of the arguments of `call`."""
        names = signature_of(self).names
        shapes = {word.removesuffix("_shape"): shape for word, shape in given.items()}
        if "input" in shapes and "input" not in names:
            shapes[names[0]] = shapes.pop("input")
        return {name: shape for name, shape in shapes.items() if shape is not None}

    def _needs_building(self):
        return any(layer._has_own_build() for layer in self._flatten_layers())

    def _tells_shape(self):
        """Whether a user's class says the shape of its output, so that `call` need not be asked."""
        home = next(c for c in type(self).__mro__ if "compute_output_shape" in vars(c))
        return not _is_own(home)

    def build_for_shape(self, *shapes, **named):
        """Builds for inputs, whatever the parameters of `build` are called."""
        if self._has_own_build():
            shapes = dict(zip(signature_of(self).names or ["inputs"], shapes, strict=False))
            self.build(**build_arguments(self, {**shapes, **named}))
        elif len(shapes) + len(named) == 1:
            self.build(*shapes, *named.values())
        else:
            self._types_for(*shapes, **named)
            self.built = True

    def _shapes_for(self, *shapes, **named):
        types = self._types_for(*shapes, **named)
        return tree.map_structure(
            lambda type: None if type is None else spec.public_shape(type.shape), types
        )

    def _types_for(self, *shapes, **named):
        """The types that `call` returns for inputs of these shapes."""
        inputs = [symbolic_inputs(shape, self.input_dtype) for shape in shapes]
        words = {n: symbolic_inputs(shape, self.input_dtype) for n, shape in named.items()}
        return types_of_call(self, *_bound(self, inputs, words))

    def _parameters(self):
        """Names of the constructor's own parameters, of the nearest built-in class."""
        cls = next(cls for cls in type(self).__mro__ if _is_own(cls))
        named = inspect.signature(cls.__init__).parameters.values()
        named = [p.name for p in named if p.kind is p.POSITIONAL_OR_KEYWORD][1:]
        return [name for name in named if name not in _BASE]

    def get_config(self):
        """The arguments that make an equal layer, as plain values.

        A subclass that stores its own arguments need not define it: they are remembered.
        """
        config = self._base_config()
        if self._arguments is None or type(self).get_config is not _nearest_own(type(self)):
            given = {name: getattr(self, name) for name in self._parameters()}
        else:
            given = self._remembered()
        for name, value in given.items():
            config[name] = _plain(value)
        return config

    def _base_config(self):
        """The arguments that every layer takes."""
        config = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": registry.serialize_keras_object(self._dtype_policy),
        }
        if self.activity_regularizer is not None:
            config["activity_regularizer"] = regularizers.serialize(self.activity_regularizer)
        return config

    def _remembered(self):
        """The arguments that the constructor of a user's class was called with, and defaults."""
        args, kwargs = self._arguments
        signature = inspect.signature(type(self).__init__)
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        given = {}
        for name, value in list(bound.arguments.items())[1:]:
            kind = signature.parameters[name].kind
            if kind is inspect.Parameter.VAR_KEYWORD:
                given.update(value)
            elif kind is inspect.Parameter.VAR_POSITIONAL and value:
                reason = "*{name} has no names"
                raise ArgumentError("M29", owner=type(self).__name__, reason=reason, name=name)
            elif kind is not inspect.Parameter.VAR_POSITIONAL:
                given[name] = value
        return {name: value for name, value in given.items() if name not in _BASE}

    @classmethod
    def from_config(cls, config):
        """A new layer, not built, from what `get_config` returned."""
        config = dict(config)
        if not _is_own(cls) and cls.get_config is _nearest_own(cls):
            config = {name: _revived(value) for name, value in config.items()}
            config = _accepted(cls, config)
        return cls(**config)

    def __repr__(self):
        return f"<{type(self).__name__} name={vars(self).get('_name')}, built={self.built}>"


# Layer itself is no subclass of itself, so its `build` is wrapped here.
Layer.build = _entering(Layer.build)

# Attributes that a layer has before its constructor ran.
_BEFORE = frozenset(("built", "input_spec", "supports_masking"))


def _is_own(cls):
    return cls.__module__.startswith("pronghorn.")


def _nearest_own(cls):
    """The `get_config` that a class inherits from pronghorn."""
    return next(each for each in cls.__mro__ if _is_own(each)).get_config


def _plain(value):
    if inspect.isfunction(value):
        return activations.serialize(value)
    return registry.serialize_keras_object(value)


def _revived(value):
    """An argument as the constructor had it: records of objects become objects."""
    if (
        isinstance(value, dict)
        and "class_name" in value
        and not value["class_name"].endswith(("DTypePolicy", "DTypePolicyMap"))
    ):
        return registry.deserialize_keras_object(value)
    if isinstance(value, list):
        return [_revived(part) for part in value]
    return value


def _accepted(cls, config):
    """The configuration less those of the base's arguments that a constructor does not take."""
    parameters = inspect.signature(cls.__init__).parameters
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
        return config
    return {name: v for name, v in config.items() if name in parameters or name not in _BASE}


def _tuples(shape):
    if spec.is_shape(shape):
        return tuple(shape)
    if isinstance(shape, dict):
        return {name: _tuples(part) for name, part in shape.items()}
    return [_tuples(part) for part in shape]


def symbolic_inputs(shape, dtype):
    """A symbolic tensor for a shape, or a structure of them for a structure of shapes."""
    return tree.map_structure(Tensor, spec.symbolic_types(shape, dtype))


def _bound(layer, args, kwargs):
    bound = signature_of(layer).signature.bind(*args, **kwargs)
    return bound.arguments, {}
