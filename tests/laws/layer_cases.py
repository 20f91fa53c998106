"""One row for each layer: constructor arguments, shapes of one sample, weights, and its meaning.

`oracle(weights, x)` is the layer in float64 NumPy, at inference. A list of shapes stands for a list
of inputs; `below` for inputs of whole numbers less than it. Arguments that hold objects are made
anew by a function.
"""

from typing import Any, NamedTuple

import numpy as np

from pronghorn import activations, layers


class Case(NamedTuple):
    arguments: Any
    shape: Any
    oracle: Any
    weights: tuple = ()
    below: int = 0


PAIR = [(2, 3), (2, 3)]


def softmax(weights, x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def same(weights, x):
    return x


def standard(x, axes, epsilon=1e-3):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon)


def zero_padded(*pairs):
    return lambda w, x: np.pad(x, ((0, 0), *pairs, (0, 0)))


def upsampled(*times):
    def oracle(weights, x):
        for axis, count in enumerate(times, 1):
            x = np.repeat(x, count, axis)
        return x

    return oracle


def stretched_tones(weights, x):
    low, high = (fold(x, axis=(1, 2), keepdims=True) for fold in (np.min, np.max))
    return 2 * (x - low) / (high - low) - 1


def spread_tones(weights, x):
    """Of 256 tones between -4 and 4 each is the share of pixels above the darkest, not brighter."""
    tones = np.clip(np.floor((x.astype("float32") + 4) / 8 * 255), 0, 255)
    pixels = tones.reshape(len(x), x.shape[1] * x.shape[2], x.shape[-1])
    below = (pixels[:, None] <= pixels[:, :, None]).sum(2).reshape(x.shape)
    # The first count is that of tone 0, which is mostly met by no pixel.
    first = (pixels == 0).sum(1)[:, None, None]
    return (below - first) / (pixels.shape[1] - first) * 8 - 4


def halved(weights, x):
    """Twice as high, by bilinear interpolation: every new pixel is a quarter away from an old."""
    above, below = (np.concatenate(pair, 1) for pair in ((x[:, :1], x), (x, x[:, -1:])))
    lines = np.stack([above * 0.25 + below * 0.75, above * 0.75 + below * 0.25], 2)
    upper, lower = lines[:, :-1, 0], lines[:, 1:, 1]
    return np.stack([upper, lower], 2).reshape(len(x), 2 * x.shape[1], *x.shape[2:])


def windows(x, taps, strides, same=False, value=0.0):
    """Every window as (rows, *places, *taps, channels), by definition."""
    if same:
        sizes = zip(x.shape[1:-1], taps, strides, strict=True)
        extra = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in sizes]
        pairs = [(0, 0), *((n // 2, n - n // 2) for n in extra), (0, 0)]
        x = np.pad(x, pairs, constant_values=value)
    slid = np.lib.stride_tricks.sliding_window_view(x, taps, axis=tuple(range(1, x.ndim - 1)))
    slid = slid[(slice(None), *(slice(None, None, s) for s in strides))]
    return np.moveaxis(slid, len(taps) + 1, -1)


def convolved(taps, strides, same=False, groups=1):
    def oracle(weights, x):
        kernel, bias = weights
        read = windows(x, taps, strides, same)
        n = len(taps)
        parts, filters = np.split(read, groups, -1), np.split(kernel, groups, -1)
        found = [np.tensordot(a, b, n + 1) for a, b in zip(parts, filters, strict=True)]
        return np.concatenate(found, -1) + bias

    return oracle


def by_channel(read, kernel):
    """(rows, *places, channels * multiplier): taps summed, channels kept."""
    n = kernel.ndim - 2
    taps = tuple(range(n + 1, 2 * n + 1))
    found = (read[..., None] * kernel).sum(taps)
    return found.reshape(*found.shape[:-2], kernel.shape[-2] * kernel.shape[-1])


def stretched(taps, strides):
    """A transposed convolution, valid: every input adds its kernel to the output."""

    def oracle(weights, x):
        kernel, bias = weights
        sizes = [
            (n - 1) * s + max(k, s) for n, k, s in zip(x.shape[1:-1], taps, strides, strict=True)
        ]
        y = np.zeros((len(x), *sizes, kernel.shape[-2]))
        for place in np.ndindex(*x.shape[1:-1]):
            part = np.tensordot(x[(slice(None), *place)], kernel, (-1, -1))
            reach = (slice(p * s, p * s + k) for p, s, k in zip(place, strides, taps, strict=True))
            y[(slice(None), *reach)] += part
        return y + bias

    return oracle


def pooled(fold, taps, strides, same=False):
    def oracle(weights, x):
        read = windows(x, taps, strides, same, np.nan)
        return fold(read, axis=tuple(range(-1 - len(taps), -1)))

    return oracle


def adaptive(fold, *sizes):
    def oracle(weights, x):
        for axis, out in enumerate(sizes, 1):
            n = x.shape[axis]
            spans = [slice(i * n // out, -(-(i + 1) * n // out)) for i in range(out)]
            whole = (slice(None),) * axis
            x = np.stack([fold(x[(*whole, span)], axis=axis) for span in spans], axis)
        return x

    return oracle


def grouped(weights, x, groups=2):
    parts = x.reshape(*x.shape[:-1], groups, x.shape[-1] // groups)
    return standard(parts, (1, 2, 4)).reshape(x.shape) * weights[0] + weights[1]


def simple(weights, x):
    kernel, own, bias = weights
    h = np.zeros((len(x), len(own)))
    for step in x.transpose(1, 0, 2):
        h = np.tanh(step @ kernel + bias + h @ own)
    return h


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(weights, x):
    kernel, own, bias = weights
    h = c = np.zeros((len(x), len(own)))
    for step in x.transpose(1, 0, 2):
        i, f, g, o = np.split(step @ kernel + bias + h @ own, 4, -1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def gru(weights, x):
    kernel, own, bias = weights
    h = np.zeros((len(x), len(own)))
    for step in x.transpose(1, 0, 2):
        xz, xr, xh = np.split(step @ kernel + bias[0], 3, -1)
        hz, hr, hh = np.split(h @ own + bias[1], 3, -1)
        z, r = sigmoid(xz + hz), sigmoid(xr + hr)
        h = z * h + (1 - z) * np.tanh(xh + r * hh)
    return h


RECURRENT = ("kernel", "recurrent_kernel", "bias")


def inside(*cells):
    return tuple(f"{cell}/{weight}" for cell in cells for weight in RECURRENT)


CASES = {
    "Activation": Case({"activation": "tanh"}, (5,), lambda w, x: np.tanh(x)),
    "ActivityRegularization": Case({"l1": 0.1}, (5,), same),
    "Add": Case({}, [(2, 3), (2, 3), (3,)], lambda w, x: x[0] + x[1] + x[2][:, None]),
    "Average": Case({}, PAIR, lambda w, x: (x[0] + x[1]) / 2),
    "BatchNormalization": Case(
        {"gamma_initializer": "random_normal", "moving_mean_initializer": "random_normal"},
        (2, 3),
        lambda w, x: (x - w[2]) / np.sqrt(w[3] + 1e-3) * w[0] + w[1],
        ("gamma", "beta", "moving_mean", "moving_variance"),
    ),
    "Bidirectional": Case(
        lambda: {"layer": layers.GRU(2, name="inner")},
        (4, 3),
        lambda w, x: np.concatenate([gru(w[:3], x), gru(w[3:], x[:, ::-1])], -1),
        inside("forward_inner/gru_cell", "backward_inner/gru_cell"),
    ),
    "Concatenate": Case({"axis": 1}, [(2, 3), (1, 3)], lambda w, x: np.concatenate(x, 1)),
    "Dense": Case(
        {"units": 4, "activation": "relu", "kernel_regularizer": "l2"},
        (3,),
        lambda w, x: np.maximum(x @ w[0] + w[1], 0),
        ("kernel", "bias"),
    ),
    "Dot": Case(
        {"axes": (2, 1), "normalize": False},
        [(2, 3), (3, 4)],
        lambda w, x: np.einsum("nab,nbc->nac", *x),
    ),
    "Dropout": Case({"rate": 0.5}, (5,), same),
    "ELU": Case({"alpha": 0.5}, (5,), lambda w, x: np.where(x > 0, x, 0.5 * np.expm1(x))),
    "Embedding": Case(
        {"input_dim": 7, "output_dim": 3},
        (4,),
        lambda w, x: w[0][x.astype(int)],
        ("embeddings",),
        7,
    ),
    "Flatten": Case({}, (2, 3), lambda w, x: x.reshape(-1, 6)),
    "GRU": Case({"units": 3, "dropout": 0.5}, (4, 2), gru, inside("gru_cell")),
    "GaussianDropout": Case({"rate": 0.5}, (5,), same),
    "GaussianNoise": Case({"stddev": 0.5}, (5,), same),
    "Identity": Case({}, (5,), same),
    "LSTM": Case({"units": 3, "recurrent_dropout": 0.5}, (4, 2), lstm, inside("lstm_cell")),
    "Lambda": Case({"function": activations.relu}, (5,), lambda w, x: np.maximum(x, 0)),
    "LayerNormalization": Case(
        {"axis": (1, 3), "gamma_initializer": "random_normal"},
        (2, 3, 4),
        lambda w, x: standard(x, (1, 3)) * w[0][:, None] + w[1][:, None],
        ("gamma", "beta"),
    ),
    "LeakyReLU": Case({}, (5,), lambda w, x: np.where(x > 0, x, 0.3 * x)),
    "Masking": Case({}, (2, 3), same),
    "Maximum": Case({}, PAIR, lambda w, x: np.maximum(*x)),
    "Minimum": Case({}, PAIR, lambda w, x: np.minimum(*x)),
    "Multiply": Case({}, PAIR, lambda w, x: x[0] * x[1]),
    "Normalization": Case(
        {"axis": -1, "mean": [1.0, 2.0, 3.0], "variance": 4.0},
        (3,),
        lambda w, x: (x - np.array([1.0, 2.0, 3.0])) / 2,
    ),
    "PReLU": Case(
        {"alpha_initializer": "ones"}, (5,), lambda w, x: np.where(x > 0, x, w[0] * x), ("alpha",)
    ),
    "Permute": Case({"dims": (2, 1)}, (2, 3), lambda w, x: x.transpose(0, 2, 1)),
    "RNN": Case(
        lambda: {"cell": layers.StackedRNNCells([layers.LSTMCell(2, name="a")], name="b")},
        (4, 3),
        lstm,
        inside("b/a"),
    ),
    "ReLU": Case({"max_value": 1.0}, (5,), lambda w, x: np.clip(x, 0, 1)),
    "RepeatVector": Case({"n": 2}, (3,), lambda w, x: np.repeat(x[:, None], 2, 1)),
    "Rescaling": Case({"scale": 2.0, "offset": 1.0}, (5,), lambda w, x: 2 * x + 1),
    "Reshape": Case({"target_shape": (3, -1)}, (6,), lambda w, x: x.reshape(-1, 3, 2)),
    "SimpleRNN": Case({"units": 3}, (4, 2), simple, inside("simple_rnn_cell")),
    "Softmax": Case({}, (5,), softmax),
    "Subtract": Case({}, PAIR, lambda w, x: x[0] - x[1]),
    "TimeDistributed": Case(
        lambda: {"layer": layers.Dense(2, name="inner")},
        (4, 3),
        lambda w, x: x @ w[0] + w[1],
        ("inner/kernel", "inner/bias"),
    ),
    "AlphaDropout": Case({"rate": 0.5}, (5,), same),
    "Cropping1D": Case({"cropping": (1, 2)}, (5, 3), lambda w, x: x[:, 1:-2]),
    "Cropping2D": Case({"cropping": ((1, 0), (2, 1))}, (4, 5, 2), lambda w, x: x[:, 1:, 2:-1]),
    "Cropping3D": Case({"cropping": 1}, (3, 4, 5, 2), lambda w, x: x[:, 1:-1, 1:-1, 1:-1]),
    "GlobalAveragePooling1D": Case({}, (4, 3), lambda w, x: x.mean(1)),
    "GlobalAveragePooling2D": Case({}, (4, 2, 3), lambda w, x: x.mean((1, 2))),
    "GlobalAveragePooling3D": Case(
        {"data_format": "channels_first"}, (2, 3, 4, 2), lambda w, x: x.mean((2, 3, 4))
    ),
    "GlobalMaxPooling1D": Case({}, (4, 3), lambda w, x: x.max(1)),
    "GlobalMaxPooling2D": Case(
        {"keepdims": True}, (4, 2, 3), lambda w, x: x.max((1, 2), keepdims=True)
    ),
    "GlobalMaxPooling3D": Case({}, (2, 3, 4, 2), lambda w, x: x.max((1, 2, 3))),
    "GroupNormalization": Case(
        {"groups": 2, "gamma_initializer": "random_normal"},
        (2, 3, 6),
        grouped,
        ("gamma", "beta"),
    ),
    "RMSNormalization": Case(
        {},
        (2, 3),
        lambda w, x: x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6) * w[0],
        ("scale",),
    ),
    "SpatialDropout1D": Case({"rate": 0.5}, (4, 3), same),
    "SpatialDropout2D": Case({"rate": 0.5}, (4, 2, 3), same),
    "SpatialDropout3D": Case({"rate": 0.5}, (2, 2, 4, 3), same),
    "SpectralNormalization": Case(
        lambda: {"layer": layers.Dense(2, name="inner")},
        (3,),
        lambda w, x: x @ w[0] + w[2],
        ("inner/kernel", "vector_u", "inner/bias"),
    ),
    "UnitNormalization": Case(
        {"axis": (1, 2)}, (2, 3), lambda w, x: x / np.sqrt((x**2).sum((1, 2), keepdims=True))
    ),
    "UpSampling1D": Case({"size": 3}, (2, 3), upsampled(3)),
    "UpSampling2D": Case({"size": (2, 3)}, (4, 2, 3), upsampled(2, 3)),
    "UpSampling3D": Case({}, (2, 3, 2, 2), upsampled(2, 2, 2)),
    "ZeroPadding1D": Case({"padding": (1, 2)}, (4, 3), zero_padded((1, 2))),
    "ZeroPadding2D": Case({"padding": (1, 2)}, (4, 2, 3), zero_padded((1, 1), (2, 2))),
    "ZeroPadding3D": Case({}, (2, 3, 2, 1), zero_padded((1, 1), (1, 1), (1, 1))),
    **{
        f"Adaptive{kind}Pooling{len(sizes)}D": Case(
            {"output_size": sizes}, (*shape, 2), adaptive(fold, *sizes)
        )
        for kind, fold in (("Average", np.mean), ("Max", np.max))
        for sizes, shape in (((3,), (7,)), ((2, 3), (5, 7)), ((1, 2, 2), (2, 3, 4)))
    },
    "AveragePooling1D": Case({"strides": 1}, (5, 2), pooled(np.nanmean, (2,), (1,))),
    "AveragePooling2D": Case(
        {"pool_size": 3, "strides": 2, "padding": "same"},
        (6, 5, 2),
        pooled(np.nanmean, (3, 3), (2, 2), same=True),
    ),
    "AveragePooling3D": Case({}, (4, 2, 2, 2), pooled(np.nanmean, (2, 2, 2), (2, 2, 2))),
    "Conv1D": Case(
        {"filters": 4, "kernel_size": 3, "strides": 2, "padding": "causal"},
        (7, 2),
        lambda w, x: convolved((3,), (2,))(w, np.pad(x, ((0, 0), (2, 0), (0, 0)))),
        ("kernel", "bias"),
    ),
    "Conv1DTranspose": Case(
        {"filters": 2, "kernel_size": 3, "strides": 2},
        (4, 3),
        stretched((3,), (2,)),
        ("kernel", "bias"),
    ),
    "Conv2D": Case(
        {"filters": 4, "kernel_size": (3, 2), "padding": "same", "groups": 2},
        (5, 6, 2),
        convolved((3, 2), (1, 1), same=True, groups=2),
        ("kernel", "bias"),
    ),
    "Conv2DTranspose": Case(
        {"filters": 2, "kernel_size": (3, 2), "strides": (2, 3)},
        (3, 4, 3),
        stretched((3, 2), (2, 3)),
        ("kernel", "bias"),
    ),
    "Conv3D": Case(
        {"filters": 2, "kernel_size": 2},
        (3, 4, 3, 2),
        convolved((2, 2, 2), (1, 1, 1)),
        ("kernel", "bias"),
    ),
    "Conv3DTranspose": Case(
        {"filters": 2, "kernel_size": 2},
        (2, 3, 2, 2),
        stretched((2, 2, 2), (1, 1, 1)),
        ("kernel", "bias"),
    ),
    "DepthwiseConv1D": Case(
        {"kernel_size": 3, "depth_multiplier": 2},
        (6, 2),
        lambda w, x: by_channel(windows(x, (3,), (1,)), w[0]) + w[1],
        ("kernel", "bias"),
    ),
    "DepthwiseConv2D": Case(
        {"kernel_size": 3, "padding": "same", "strides": 2},
        (5, 6, 3),
        lambda w, x: by_channel(windows(x, (3, 3), (2, 2), same=True), w[0]) + w[1],
        ("kernel", "bias"),
    ),
    "MaxPooling1D": Case({}, (5, 2), pooled(np.nanmax, (2,), (2,))),
    "MaxPooling2D": Case(
        {"pool_size": (3, 2), "strides": 2, "padding": "same"},
        (6, 5, 2),
        pooled(np.nanmax, (3, 2), (2, 2), same=True),
    ),
    "MaxPooling3D": Case({}, (4, 2, 2, 2), pooled(np.nanmax, (2, 2, 2), (2, 2, 2))),
    "SeparableConv1D": Case(
        {"filters": 3, "kernel_size": 3},
        (6, 2),
        lambda w, x: by_channel(windows(x, (3,), (1,)), w[0]) @ w[1][0] + w[2],
        ("depthwise_kernel", "pointwise_kernel", "bias"),
    ),
    "SeparableConv2D": Case(
        {"filters": 3, "kernel_size": (3, 2), "depth_multiplier": 2},
        (4, 4, 2),
        lambda w, x: by_channel(windows(x, (3, 2), (1, 1)), w[0]) @ w[1][0, 0] + w[2],
        ("depthwise_kernel", "pointwise_kernel", "bias"),
    ),
    "AutoContrast": Case({"value_range": (-1, 1)}, (4, 3, 2), stretched_tones),
    "AugMix": Case({"num_chains": 2}, (4, 3, 3), same),
    "ContrastLimitedAdaptiveHistogramEqualization": Case(
        {"value_range": (-4, 4), "clip_limit": 0.0, "tile_grid_size": (1, 1)},
        (4, 3, 2),
        spread_tones,
    ),
    "CutMix": Case({"factor": 0.5}, (4, 3, 2), same),
    "Equalization": Case({"value_range": (-1, 1)}, (4, 3, 2), same),
    "MaxNumBoundingBoxes": Case({"max_number": 3}, (4, 3, 2), same),
    "MixUp": Case({"alpha": 0.5}, (4, 3, 2), same),
    "Pipeline": Case(
        lambda: {"layers": [layers.Rescaling(2.0), layers.RandomFlip()]},
        (4, 3, 2),
        lambda w, x: 2 * x,
    ),
    "RandAugment": Case({"num_ops": 3}, (4, 3, 3), same),
    "RandomElasticTransform": Case({"scale": 0.5}, (6, 5, 2), same),
    "RandomPerspective": Case({"scale": 0.5}, (4, 3, 2), same),
    "CenterCrop": Case({"height": 2, "width": 3}, (4, 5, 2), lambda w, x: x[:, 1:3, 1:4]),
    "RandomBrightness": Case({"factor": 0.5}, (4, 3, 2), same),
    "RandomColorDegeneration": Case({"factor": 0.5}, (4, 3, 3), same),
    "RandomColorJitter": Case(
        {"brightness_factor": 0.2, "contrast_factor": 0.2, "hue_factor": 0.2}, (4, 3, 3), same
    ),
    "RandomContrast": Case({"factor": 0.5}, (4, 3, 2), same),
    "RandomCrop": Case(
        {"height": 2, "width": 2}, (4, 4, 1), lambda w, x: windows(x, (2, 2), (2, 2)).mean((3, 4))
    ),
    "RandomErasing": Case({}, (4, 3, 2), same),
    "RandomFlip": Case({}, (4, 3, 2), same),
    "RandomGaussianBlur": Case({}, (4, 3, 2), same),
    "RandomGrayscale": Case({}, (4, 3, 3), same),
    "RandomHue": Case({"factor": 0.5}, (4, 3, 3), same),
    "RandomInvert": Case({}, (4, 3, 2), same),
    "RandomPosterization": Case({"factor": 4}, (4, 3, 2), same),
    "RandomRotation": Case({"factor": 0.2}, (4, 3, 2), same),
    "RandomSaturation": Case({"factor": 0.5}, (4, 3, 3), same),
    "RandomSharpness": Case({"factor": 0.5}, (4, 3, 2), same),
    "RandomShear": Case({"x_factor": 0.5}, (4, 3, 2), same),
    "RandomTranslation": Case({"height_factor": 0.2, "width_factor": 0.1}, (4, 3, 2), same),
    "RandomZoom": Case({"height_factor": 0.2}, (4, 3, 2), same),
    "Resizing": Case({"height": 8, "width": 2}, (4, 2, 2), halved),
    "Solarization": Case({"threshold_factor": 0.5}, (4, 3, 2), same),
}

# What `layers.__all__` offers beside layers that can be called on data.
OTHERS = {
    "DTypePolicy",
    "DTypePolicyMap",
    "FloatDTypePolicy",
    "GRUCell",
    *(f"Global{kind}Pool{rank}D" for kind in ("Avg", "Max") for rank in (1, 2, 3)),
    *(f"{kind}Pool{rank}D" for kind in ("Avg", "Max") for rank in (1, 2, 3)),
    *(f"Convolution{rank}D{way}" for way in ("", "Transpose") for rank in (1, 2, 3)),
    *(f"SeparableConvolution{rank}D" for rank in (1, 2)),
    "Input",
    "InputLayer",
    "InputSpec",
    "LSTMCell",
    "Layer",
    "SimpleRNNCell",
    "StackedRNNCells",
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
}
