"""`keras.backend` and the rest of Keras' top level that has no other home."""

from pronghorn import __version__, random, variables
from pronghorn import arguments as checks
from pronghorn.compat.api_table import KERAS
from pronghorn.config import settings
from pronghorn.dtypes import standardize_dtype
from pronghorn.ir.types import ArrayType
from pronghorn.layers.spec import symbolic_type
from pronghorn.messages import note
from pronghorn.tensor import Tensor

__all__ = [
    "KerasTensor",
    "backend",
    "clear_session",
    "disable_flash_attention",
    "enable_flash_attention",
    "enable_unsafe_deserialization",
    "get_uid",
    "is_flash_attention_enabled",
    "is_keras_tensor",
    "is_nnx_enabled",
    "set_backend",
    "spoken",
    "version",
]

BACKENDS = ("jax", "numpy", "tensorflow", "torch")

# Under which name Keras' scripts find this process; `compat.script` sets it.
spoken = {"backend": None}


def backend():
    """The name a script expects: `"tensorflow"` while pronghorn runs a script for Keras, `"jax"`
    on that engine, otherwise `"numpy"`.

    Example:
        >>> from pronghorn.compat.backend import backend
        >>> backend()
        'numpy'
    """
    return spoken["backend"] or ("jax" if settings.engine == "jax" else "numpy")


def set_backend(backend):
    """Changes nothing and says so; `"jax"`, `"numpy"`, `"tensorflow"` and `"torch"` are taken.

    What runs programs is an engine, which `pronghorn.config.settings.engine` chooses.

    Raises:
        ValueError: for another name.

    Example:
        >>> from pronghorn import config
        >>> config.set_backend("numpy")
    """
    checks.choice("set_backend", "backend", backend, BACKENDS)
    if backend != spoken["backend"] and backend != "numpy":
        note("G30", backend=backend, engine=settings.engine)


def enable_unsafe_deserialization():
    """Changes nothing: code that stands in a file is never run. A note says what to do instead."""
    note("F35")


def enable_flash_attention():
    """Changes nothing: how attention is computed is the compiler's choice."""


def disable_flash_attention():
    """Changes nothing, as `enable_flash_attention`."""


def is_flash_attention_enabled():
    """False: there is no such kernel to choose.

    Example:
        >>> from pronghorn import config
        >>> config.is_flash_attention_enabled()
        False
    """
    return False


def is_nnx_enabled():
    """False: variables are pronghorn's own, not those of Flax.

    Example:
        >>> from pronghorn import config
        >>> config.is_nnx_enabled()
        False
    """
    return False


def clear_session(free_memory=True):
    """Automatic names, seeds without a generator, and what `get_uid` counts start anew.

    Models are freed with their last reference, so there is nothing else to clear.
    """
    variables.clear_session()
    random.reset_generator()
    _uids.clear()


def get_uid(prefix=""):
    """1 at the first call with this prefix, then 2, and so on.

    Example:
        >>> from pronghorn.compat import backend
        >>> backend.clear_session()
        >>> backend.get_uid("dense"), backend.get_uid("dense")
        (1, 2)
    """
    _uids[prefix] = _uids.get(prefix, 0) + 1
    return _uids[prefix]


def is_keras_tensor(x):
    """Whether `x` is symbolic: the result of `Input`, or of a layer called on one."""
    return isinstance(x, Tensor) and isinstance(x.payload, ArrayType)


class _Symbolic(type):
    def __instancecheck__(cls, x):
        return is_keras_tensor(x)


class KerasTensor(metaclass=_Symbolic):
    """Makes a symbolic tensor, and is the class by which one is recognised.

    There is one tensor class for all uses, so `type(x)` is that class.

    Args:
        shape: with None where a size is open.
        sparse, ragged: must be falsy; every tensor is dense.
        record_history: changes nothing; a tensor made here has no history yet.

    Raises:
        ValueError: for a sparse or ragged tensor.

    Example:
        >>> import pronghorn
        >>> x = pronghorn.KerasTensor((None, 3))
        >>> x.shape, isinstance(x, pronghorn.KerasTensor)
        ((None, 3), True)
    """

    def __new__(
        cls,
        shape,
        dtype="float32",
        sparse=False,
        ragged=False,
        record_history=True,  # noqa: ARG004  # there is nothing to record yet
        name=None,
    ):
        checks.choice("KerasTensor", "sparse", sparse, (False, None))
        checks.choice("KerasTensor", "ragged", ragged, (False, None))
        return Tensor(symbolic_type(tuple(shape), standardize_dtype(dtype)), name=name)


def version():
    """The version of pronghorn, or of the Keras it stands for while it runs a script for Keras."""
    return KERAS if spoken["backend"] else __version__


_uids = {}
