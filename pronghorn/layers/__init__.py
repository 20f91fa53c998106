"""Layers: functions with weights, from which models are made."""

from pronghorn.layers.activation import (
    ELU,
    Activation,
    Identity,
    LeakyReLU,
    PReLU,
    ReLU,
    Softmax,
)
from pronghorn.layers.base import Layer
from pronghorn.layers.bidirectional import Bidirectional
from pronghorn.layers.dense import Dense
from pronghorn.layers.dtype_policy import DTypePolicy, dtype_policy, set_dtype_policy
from pronghorn.layers.embedding import Embedding
from pronghorn.layers.input import Input, InputLayer
from pronghorn.layers.masking import Masking
from pronghorn.layers.merging import (
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    dot,
    maximum,
    minimum,
    multiply,
    subtract,
)
from pronghorn.layers.normalization import BatchNormalization, LayerNormalization
from pronghorn.layers.preprocessing import Normalization, Rescaling
from pronghorn.layers.recurrent import RNN, StackedRNNCells
from pronghorn.layers.recurrent_cells import GRUCell, LSTMCell, SimpleRNNCell
from pronghorn.layers.recurrent_layers import GRU, LSTM, SimpleRNN
from pronghorn.layers.regularization import (
    ActivityRegularization,
    Dropout,
    GaussianDropout,
    GaussianNoise,
)
from pronghorn.layers.reshaping import Flatten, Permute, RepeatVector, Reshape
from pronghorn.layers.spec import InputSpec
from pronghorn.layers.wrapping import Lambda, TimeDistributed, Wrapper
from pronghorn.saving import deserialize_keras_object, serialize_keras_object

__all__ = [
    "ELU",
    "GRU",
    "LSTM",
    "RNN",
    "Activation",
    "ActivityRegularization",
    "Add",
    "Average",
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "DTypePolicy",
    "Dense",
    "Dot",
    "Dropout",
    "Embedding",
    "Flatten",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "Identity",
    "Input",
    "InputLayer",
    "InputSpec",
    "LSTMCell",
    "Lambda",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "Masking",
    "Maximum",
    "Minimum",
    "Multiply",
    "Normalization",
    "PReLU",
    "Permute",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "StackedRNNCells",
    "Subtract",
    "TimeDistributed",
    "Wrapper",
    "add",
    "average",
    "concatenate",
    "deserialize",
    "dot",
    "dtype_policy",
    "maximum",
    "minimum",
    "multiply",
    "serialize",
    "set_dtype_policy",
    "subtract",
]


def serialize(layer):
    """The layer as Keras' record."""
    return serialize_keras_object(layer)


def deserialize(config, custom_objects=None):
    """The layer that a record stands for."""
    return deserialize_keras_object(config, custom_objects=custom_objects)
