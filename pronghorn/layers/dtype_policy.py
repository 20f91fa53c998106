"""In which dtype a layer keeps its weights and in which it computes."""

from pronghorn.config import floatx
from pronghorn.dtypes import ALL, standardize_dtype
from pronghorn.errors import unknown_name

__all__ = ["DTypePolicy", "dtype_policy", "get", "set_dtype_policy"]

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

    # Layers know of no quantised arithmetic; files of Keras carry the attribute's name.
    quantization_mode = None

    def __init__(self, name=None, source_name=None):
        self.name = name or floatx()
        if self.name in MIXED:
            self.variable_dtype, self.compute_dtype = "float32", MIXED[self.name]
        elif isinstance(self.name, str) and self.name not in ALL:
            raise unknown_name("dtype", self.name, [*ALL, *MIXED])
        else:
            self.name = self.variable_dtype = self.compute_dtype = standardize_dtype(self.name)

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


_default = {}


def dtype_policy():
    """The policy of layers that are given none: `floatx()` unless set."""
    return _default.get("policy") or DTypePolicy(floatx())


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
        return DTypePolicy(identifier["config"]["name"])
    if isinstance(identifier, str):
        return DTypePolicy(identifier)
    return DTypePolicy(standardize_dtype(identifier))
