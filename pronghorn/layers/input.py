"""Where symbolic tensors begin."""

from pronghorn import arguments as checks
from pronghorn.config import floatx
from pronghorn.dtypes import standardize_dtype
from pronghorn.errors import wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.spec import symbolic_type
from pronghorn.ops.operation import record
from pronghorn.tensor import Tensor

__all__ = ["Input", "InputLayer"]


class InputLayer(Layer):
    """The entrance of a model.

    Args:
        shape: of one sample; None where a size is open.
        batch_size: the number of rows, if it is fixed.
        batch_shape: the whole shape, instead of `shape` and `batch_size`.
        sparse, ragged: must be falsy; every tensor is dense.

    Raises:
        ValueError: for a size that is neither None nor a positive integer.

    Example:
        >>> from pronghorn import layers
        >>> layers.InputLayer(shape=(3,)).batch_shape
        (None, 3)
    """

    @checks.legacy(input_shape="shape", batch_input_shape="batch_shape", input_dtype="dtype")
    def __init__(
        self,
        shape=None,
        batch_size=None,
        dtype=None,
        sparse=None,
        ragged=None,
        batch_shape=None,
        input_tensor=None,
        optional=False,
        name=None,
        **kwargs,
    ):
        checks.choice("InputLayer", "sparse", sparse, (None, False))
        checks.choice("InputLayer", "ragged", ragged, (None, False))
        super().__init__(name=name, **kwargs)
        if input_tensor is not None:
            shape, batch_shape, dtype = None, input_tensor.shape, input_tensor.dtype
        if batch_shape is None:
            if shape is None:
                raise wrong_argument("Input", "shape", "a tuple of sizes", None, "(3,)")
            batch_shape = (batch_size, *checks.whole_shape(shape))
        self.batch_shape = checks.whole_shape(tuple(batch_shape))
        self._input_dtype = standardize_dtype(dtype or floatx())
        self.sparse = bool(sparse)
        self.ragged = bool(ragged)
        self.optional = optional
        self.built = True
        type = symbolic_type(self.batch_shape, self._input_dtype)
        tensor = Tensor(type, name=self.name) if input_tensor is None else input_tensor
        record(self, (), {}, tensor)

    @property
    def input(self):
        """The tensor that the model begins with, as in Keras 2; Keras 3 gives an empty list."""
        return self.output

    @property
    def dtype(self):
        return self._input_dtype

    def call(self):
        return self.output

    def get_config(self):
        return {
            "batch_shape": self.batch_shape,
            "dtype": self.dtype,
            "sparse": self.sparse,
            "ragged": self.ragged,
            "name": self.name,
            "optional": self.optional,
        }


def Input(
    shape=None,
    batch_size=None,
    dtype=None,
    sparse=None,
    ragged=None,
    batch_shape=None,
    name=None,
    tensor=None,
    optional=False,
):
    """A symbolic tensor, to begin a model with; the arguments are those of `InputLayer`.

    Example:
        >>> from pronghorn import layers
        >>> layers.Input(shape=(3,)).shape
        (None, 3)
    """
    return InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        batch_shape=batch_shape,
        input_tensor=tensor,
        name=name,
        optional=optional,
    ).output
