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
from pronghorn.layers.dense import Dense
from pronghorn.layers.dtype_policy import DTypePolicy, dtype_policy, set_dtype_policy
from pronghorn.layers.input import Input, InputLayer
from pronghorn.layers.preprocessing import Normalization, Rescaling
from pronghorn.layers.regularization import (
    ActivityRegularization,
    Dropout,
    GaussianDropout,
    GaussianNoise,
)
from pronghorn.layers.reshaping import Flatten, Permute, RepeatVector, Reshape
from pronghorn.layers.spec import InputSpec
from pronghorn.saving import deserialize_keras_object, serialize_keras_object

__all__ = [
    "ELU",
    "Activation",
    "ActivityRegularization",
    "DTypePolicy",
    "Dense",
    "Dropout",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "Identity",
    "Input",
    "InputLayer",
    "InputSpec",
    "Layer",
    "LeakyReLU",
    "Normalization",
    "PReLU",
    "Permute",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "Softmax",
    "deserialize",
    "dtype_policy",
    "serialize",
    "set_dtype_policy",
]


def serialize(layer):
    """The layer as Keras' record."""
    return serialize_keras_object(layer)


def deserialize(config, custom_objects=None):
    """The layer that a record stands for."""
    return deserialize_keras_object(config, custom_objects=custom_objects)
