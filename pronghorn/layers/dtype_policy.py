"""In which dtype a layer keeps its weights and in which it computes."""

import re

from pronghorn import arguments as checks
from pronghorn.config import floatx
from pronghorn.dtypes import ALL, numpy_dtype, standardize_dtype
from pronghorn.errors import unknown_name, wrong_argument
from pronghorn.paths import PathMap
from pronghorn.saving import registry

__all__ = [
    "AWQDTypePolicy",
    "DTypePolicy",
    "DTypePolicyMap",
    "FloatDTypePolicy",
    "GPTQDTypePolicy",
    "Int4DTypePolicy",
    "QuantizedDTypePolicy",
    "QuantizedFloat8DTypePolicy",
    "deserialize",
    "dtype_policy",
    "get",
    "serialize",
    "set_dtype_policy",
]

QUANTIZED = ("int8", "float8", "int4", "gptq", "awq")
MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


class DTypePolicy:
    """A dtype for variables and one for computing.

    Args:
        name: a dtype, which serves for both, or `"mixed_float16"` or `"mixed_bfloat16"`: variables
            in float32, computing in the other.

    Raises:
        ValueError: for any other name.

    Example:
        >>> from pronghorn.layers import DTypePolicy
        >>> DTypePolicy("mixed_bfloat16").compute_dtype
        'bfloat16'
    """

    quantization_mode = None

    def __init__(self, name=None):
        self.name = name or dtype_policy().name
        if self.name in MIXED:
            self.variable_dtype, self.compute_dtype = "float32", MIXED[self.name]
        elif isinstance(self.name, str) and self.name not in ALL:
            if "_from_" in str(self.name):
                raise wrong_argument(
                    "DTypePolicy",
                    "name",
                    "a dtype without quantization",
                    self.name,
                    "'mixed_bfloat16'",
                )
            raise unknown_name("dtype", self.name, [*ALL, *MIXED])
        else:
            self.name = self.variable_dtype = self.compute_dtype = standardize_dtype(self.name)

    def of(self, path):
        """The policy of the layer with this path, once its dtypes are there.

        Raises:
            MissingPackageError: for bfloat16 without the package that brings it.
        """
        numpy_dtype(self.compute_dtype)
        return self

    def get_config(self):
        return {"name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def __eq__(self, other):
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"DTypePolicy({self.name!r})"


class FloatDTypePolicy(DTypePolicy):
    """Keras' other name for `DTypePolicy`; the two are equal.

    Example:
        >>> from pronghorn.layers.dtype_policy import DTypePolicy, FloatDTypePolicy
        >>> FloatDTypePolicy("float64") == DTypePolicy("float64")
        True
    """


class QuantizedDTypePolicy(DTypePolicy):
    """How weights are quantized and the policy of the rest, as files of Keras have it.

    Args:
        mode: `"int8"`, `"float8"`, `"int4"`, `"gptq"` or `"awq"`.
        source_name: the name of the other policy, by default that of new layers.

    Raises:
        ArgumentError: for another mode, for int8 with float16; and when a layer that was given one
            is used, since none computes so yet.

    Example:
        >>> from pronghorn.dtype_policies import QuantizedDTypePolicy
        >>> QuantizedDTypePolicy("int8", "mixed_bfloat16").name
        'int8_from_mixed_bfloat16'
    """

    def __init__(self, mode, source_name=None):
        super().__init__(source_name)
        self.quantization_mode = checks.choice(type(self).__name__, "mode", mode, QUANTIZED)
        self._source_name = self.name
        if mode == "int8" and self.compute_dtype == "float16":
            want = "of another compute dtype than float16 with int8"
            raise wrong_argument(self, "source_name", want, source_name, "'float32'")
        self.name = f"{mode}_from_{self._source_name}"

    def of(self, path):
        want = "a dtype without quantization for {layer}, for no layer computes in one yet"
        raise wrong_argument(self, "dtype", want, self.name, repr(self._source_name), layer=path)

    def get_config(self):
        return {"mode": self.quantization_mode, "source_name": self._source_name}

    def __eq__(self, other):
        return type(other) is type(self) and other.get_config() == self.get_config()

    __hash__ = DTypePolicy.__hash__

    def __repr__(self):
        config = ", ".join(map(repr, self.get_config().values()))
        return f"{type(self).__name__}({config})"


class QuantizedFloat8DTypePolicy(QuantizedDTypePolicy):
    """The policy of training in float8.

    Args:
        mode, source_name: as of `QuantizedDTypePolicy`.
        amax_history_length: of how many steps the largest values are remembered.

    Example:
        >>> from pronghorn.dtype_policies import get
        >>> get("float8_from_float32")
        QuantizedFloat8DTypePolicy('float8', 'float32', 1024)
    """

    def __init__(self, mode, source_name=None, amax_history_length=1024):
        super().__init__(mode, source_name)
        length = checks.positive_int(
            type(self).__name__, "amax_history_length", amax_history_length
        )
        self.amax_history_length = length

    def get_config(self):
        return {**super().get_config(), "amax_history_length": self.amax_history_length}


class _Grouped(QuantizedDTypePolicy):
    """A policy whose mode says numbers, too."""

    form, numbers, pattern = "", (), ""

    def __init__(self, mode, source_name=None):
        found = re.fullmatch(self.pattern, mode if isinstance(mode, str) else "")
        if found is None:
            form = self.form
            raise wrong_argument(self, "mode", "written as {form}", mode, repr(form), form=form)
        self.mode, _, _ = mode.partition("/")
        super().__init__(self.mode, source_name)
        for name, number in zip(self.numbers, found.groups(), strict=True):
            setattr(self, name, int(number))
        self._written = mode
        self.name = f"{mode}_from_{self._source_name}"

    def get_config(self):
        return {**super().get_config(), "mode": self._written}


class Int4DTypePolicy(_Grouped):
    """The policy of weights of four bits.

    Args:
        mode: `"int4/128"`: elements that share a scale, -1 for all of a channel.
        source_name: as of `QuantizedDTypePolicy`.

    Example:
        >>> from pronghorn.dtype_policies import get
        >>> get("int4/128_from_float32").block_size
        128
    """

    form, numbers, pattern = "int4/128", ("block_size",), r"int4/(-1|[1-9]\d*)"


class GPTQDTypePolicy(_Grouped):
    """The policy of weights that were quantized by GPTQ (arXiv:2210.17323).

    Args:
        mode: `"gptq/4/128"`: 2, 3, 4 or 8 bits, and elements that share a scale, -1 for all.
        source_name: as of `QuantizedDTypePolicy`.

    Example:
        >>> from pronghorn.dtype_policies import get
        >>> get("gptq/4/128_from_float32").group_size
        128
    """

    form, numbers = "gptq/4/128", ("weight_bits", "group_size")
    pattern = r"gptq/([2348])/(-1|[1-9]\d*)"


class AWQDTypePolicy(_Grouped):
    """The policy of weights that were quantized by AWQ (arXiv:2306.00978).

    Args:
        mode: `"awq/4/128"`: four bits, and elements that share a scale, -1 for all of a channel.
        source_name: as of `QuantizedDTypePolicy`.

    Example:
        >>> from pronghorn.dtype_policies import get
        >>> get("awq/4/128_from_float32").weight_bits
        4
    """

    form, numbers = "awq/4/128", ("weight_bits", "group_size")
    pattern = r"awq/(4)/(-1|[1-9]\d*)"


class DTypePolicyMap(DTypePolicy, PathMap):
    """Policies by path of the layer: an exact one, or a pattern that fits the whole path.

    Args:
        default_policy: for paths that nothing fits; by default the policy of layers that are given
            none.
        policy_map: a dict from path or regular expression to a policy or its name.

    Raises:
        ValueError: for a map in a map, and for a path that several patterns fit.

    Example:
        >>> from pronghorn.layers.dtype_policy import DTypePolicyMap
        >>> policies = DTypePolicyMap("mixed_float16", {".*/head": "float32"})
        >>> policies["model/dense"].name, policies["model/head"].name
        ('mixed_float16', 'float32')
    """

    argument, example = "policy_map", "float32"

    def __init__(self, default_policy=None, policy_map=None):
        self._given = self._single("default_policy", default_policy)
        PathMap.__init__(self, policy_map)

    @property
    def default_policy(self):
        """The policy of paths that nothing fits."""
        return get(self._given)

    @property
    def name(self):
        return f"map_{self.default_policy.name}"

    @property
    def variable_dtype(self):
        return self.default_policy.variable_dtype

    @property
    def compute_dtype(self):
        return self.default_policy.compute_dtype

    def of(self, path):
        return self[path].of(path)

    def _default(self):
        return self.default_policy

    def _entry(self, argument, given):
        return self._single(argument, get(given))

    def _single(self, argument, policy):
        if isinstance(policy, DTypePolicyMap):
            raise wrong_argument(self, argument, "a single policy", policy, "'float32'")
        return policy

    def __contains__(self, pattern):
        return pattern in self._map

    def get_config(self):
        given = self._given
        return {
            "default_policy": serialize(given) if isinstance(given, DTypePolicy) else given,
            "policy_map": registry.serialize_keras_object(self._map),
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        found = registry.deserialize_keras_object(config["policy_map"], custom_objects)
        return cls(config["default_policy"], found)

    def __eq__(self, other):
        return isinstance(other, DTypePolicyMap) and other.get_config() == self.get_config()

    __hash__ = DTypePolicy.__hash__

    def __repr__(self):
        return f"DTypePolicyMap({self.default_policy.name!r}, {self._map!r})"


_BY_MODE = {
    "float8": QuantizedFloat8DTypePolicy,
    "int4": Int4DTypePolicy,
    "gptq": GPTQDTypePolicy,
    "awq": AWQDTypePolicy,
}
_default = {}


def dtype_policy():
    """The policy of layers that are given none: `floatx()` unless set."""
    policy = _default.get("policy")
    return DTypePolicy(floatx()) if policy is None else policy


def set_dtype_policy(policy):
    """Sets the policy of layers that are given none; None returns to `floatx()`.

    Example:
        >>> from pronghorn.layers import dtype_policy, set_dtype_policy
        >>> set_dtype_policy("mixed_bfloat16")
        >>> dtype_policy().name
        'mixed_bfloat16'
        >>> set_dtype_policy(None)
    """
    _default["policy"] = None if policy is None else get(policy)


def get(identifier):
    """The policy meant by a policy, a dtype, Keras' record of a policy, or None."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str):
        mode, between, source = identifier.partition("_from_")
        if not between:
            return DTypePolicy(identifier)
        kind = _BY_MODE.get(mode.partition("/")[0], QuantizedDTypePolicy)
        return (QuantizedDTypePolicy if mode == "int4" else kind)(mode, source)
    return DTypePolicy(standardize_dtype(identifier))


def serialize(dtype_policy):
    """The configuration of a policy, as Keras writes it.

    Example:
        >>> from pronghorn.layers.dtype_policy import DTypePolicy, serialize
        >>> serialize(DTypePolicy("float16"))["config"]
        {'name': 'float16'}
    """
    return registry.serialize_keras_object(dtype_policy)


def deserialize(config, custom_objects=None):
    """The policy that `serialize` wrote.

    Example:
        >>> from pronghorn.layers.dtype_policy import DTypePolicy, deserialize, serialize
        >>> deserialize(serialize(DTypePolicy("float16")))
        DTypePolicy('float16')
    """
    kinds = DTypePolicy, DTypePolicyMap, FloatDTypePolicy, QuantizedDTypePolicy
    kinds += tuple(_BY_MODE.values())
    known = {kind.__name__: kind for kind in kinds}
    return registry.deserialize_keras_object(config, custom_objects, module_objects=known)
