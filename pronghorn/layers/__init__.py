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
from pronghorn.layers.augmentation.colour import (
    RandomBrightness,
    RandomColorDegeneration,
    RandomColorJitter,
    RandomContrast,
    RandomGrayscale,
    RandomHue,
    RandomInvert,
    RandomSaturation,
)
from pronghorn.layers.augmentation.counts import MaxNumBoundingBoxes
from pronghorn.layers.augmentation.cropping import (
    CenterCrop,
    RandomCrop,
    Resizing,
)
from pronghorn.layers.augmentation.elastic import RandomElasticTransform
from pronghorn.layers.augmentation.geometry import (
    RandomFlip,
    RandomPerspective,
    RandomRotation,
    RandomShear,
    RandomTranslation,
    RandomZoom,
)
from pronghorn.layers.augmentation.histograms import (
    ContrastLimitedAdaptiveHistogramEqualization,
    Equalization,
)
from pronghorn.layers.augmentation.mixing import CutMix, MixUp
from pronghorn.layers.augmentation.several import AugMix, RandAugment
from pronghorn.layers.augmentation.tones import (
    AutoContrast,
    RandomErasing,
    RandomGaussianBlur,
    RandomPosterization,
    RandomSharpness,
    Solarization,
)
from pronghorn.layers.base import Layer
from pronghorn.layers.bidirectional import Bidirectional
from pronghorn.layers.convolution import Conv1D, Conv2D, Conv3D
from pronghorn.layers.cropping import Cropping1D, Cropping2D, Cropping3D
from pronghorn.layers.dense import Dense
from pronghorn.layers.depthwise_convolution import (
    DepthwiseConv1D,
    DepthwiseConv2D,
    SeparableConv1D,
    SeparableConv2D,
)
from pronghorn.layers.dtype_policy import (
    DTypePolicy,
    DTypePolicyMap,
    FloatDTypePolicy,
    dtype_policy,
    set_dtype_policy,
)
from pronghorn.layers.embedding import Embedding
from pronghorn.layers.global_pooling import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
)
from pronghorn.layers.group_normalization import GroupNormalization
from pronghorn.layers.input import Input, InputLayer
from pronghorn.layers.length_normalization import RMSNormalization, UnitNormalization
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
from pronghorn.layers.padding import ZeroPadding1D, ZeroPadding2D, ZeroPadding3D
from pronghorn.layers.pipeline import Pipeline
from pronghorn.layers.pooling import (
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveAveragePooling3D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AdaptiveMaxPooling3D,
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from pronghorn.layers.preprocessing import Normalization, Rescaling
from pronghorn.layers.recurrent import RNN, StackedRNNCells
from pronghorn.layers.recurrent_cells import GRUCell, LSTMCell, SimpleRNNCell
from pronghorn.layers.recurrent_layers import GRU, LSTM, SimpleRNN
from pronghorn.layers.regularization import (
    ActivityRegularization,
    AlphaDropout,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from pronghorn.layers.reshaping import Flatten, Permute, RepeatVector, Reshape
from pronghorn.layers.spec import InputSpec
from pronghorn.layers.spectral_normalization import SpectralNormalization
from pronghorn.layers.transposed_convolution import (
    Conv1DTranspose,
    Conv2DTranspose,
    Conv3DTranspose,
)
from pronghorn.layers.upsampling import UpSampling1D, UpSampling2D, UpSampling3D
from pronghorn.layers.wrapping import Lambda, TimeDistributed, Wrapper
from pronghorn.saving import deserialize_keras_object, serialize_keras_object

# Names that Keras has twice.
AvgPool1D = AveragePooling1D
MaxPool1D = MaxPooling1D
Convolution1D = Conv1D
Convolution1DTranspose = Conv1DTranspose
SeparableConvolution1D = SeparableConv1D
AvgPool2D = AveragePooling2D
MaxPool2D = MaxPooling2D
Convolution2D = Conv2D
Convolution2DTranspose = Conv2DTranspose
SeparableConvolution2D = SeparableConv2D
AvgPool3D = AveragePooling3D
MaxPool3D = MaxPooling3D
Convolution3D = Conv3D
Convolution3DTranspose = Conv3DTranspose
GlobalAvgPool1D = GlobalAveragePooling1D
GlobalAvgPool2D = GlobalAveragePooling2D
GlobalAvgPool3D = GlobalAveragePooling3D
GlobalMaxPool1D = GlobalMaxPooling1D
GlobalMaxPool2D = GlobalMaxPooling2D
GlobalMaxPool3D = GlobalMaxPooling3D

__all__ = [
    "ELU",
    "GRU",
    "LSTM",
    "RNN",
    "Activation",
    "ActivityRegularization",
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
    "Add",
    "AlphaDropout",
    "AugMix",
    "AutoContrast",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
    "BatchNormalization",
    "Bidirectional",
    "CenterCrop",
    "Concatenate",
    "ContrastLimitedAdaptiveHistogramEqualization",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "Convolution1D",
    "Convolution1DTranspose",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "CutMix",
    "DTypePolicy",
    "DTypePolicyMap",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Dot",
    "Dropout",
    "Embedding",
    "Equalization",
    "Flatten",
    "FloatDTypePolicy",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalAvgPool3D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPool3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "GroupNormalization",
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
    "MaxNumBoundingBoxes",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "Maximum",
    "Minimum",
    "MixUp",
    "Multiply",
    "Normalization",
    "PReLU",
    "Permute",
    "Pipeline",
    "RMSNormalization",
    "RandAugment",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomCrop",
    "RandomElasticTransform",
    "RandomErasing",
    "RandomFlip",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPerspective",
    "RandomPosterization",
    "RandomRotation",
    "RandomSaturation",
    "RandomSharpness",
    "RandomShear",
    "RandomTranslation",
    "RandomZoom",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "Resizing",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution1D",
    "SeparableConvolution2D",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "Solarization",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "SpectralNormalization",
    "StackedRNNCells",
    "Subtract",
    "TimeDistributed",
    "UnitNormalization",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "Wrapper",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
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
