"""Layers over steps, images and volumes: outputs, weights, configurations, output shapes."""

import numpy as np

from tests.keras.cases import layers as plain

STEPS = (np.sin(np.arange(2 * 7 * 4) * 1.7) * 2).astype("float32").reshape(2, 7, 4)
PIXELS = (np.cos(np.arange(2 * 5 * 6 * 4) * 0.9) * 2 + 1).astype("float32").reshape(2, 5, 6, 4)
VOXELS = (np.sin(np.arange(2 * 3 * 4 * 5 * 2) * 1.3)).astype("float32").reshape(2, 3, 4, 5, 2)
BYTES = (np.arange(2 * 4 * 5 * 3) * 37 % 256).astype("uint8").reshape(2, 4, 5, 3)
FIRST = {"data_format": "channels_first"}
MASK = np.array([[1, 1, 0, 1, 0, 0, 0], [0, 1, 1, 1, 1, 1, 0]], "bool")

CALLS = {
    "ZeroPadding1D": [({}, STEPS), ({"padding": (2, 0)}, STEPS), ({"padding": 3}, STEPS)],
    "ZeroPadding2D": [
        ({}, PIXELS),
        ({"padding": (2, 1)}, PIXELS),
        ({"padding": ((1, 0), (0, 2)), **FIRST}, PIXELS),
    ],
    "ZeroPadding3D": [({}, VOXELS), ({"padding": ((1, 0), (0, 2), (1, 1)), **FIRST}, VOXELS)],
    "Cropping1D": [({}, STEPS), ({"cropping": (0, 2)}, STEPS), ({"cropping": 2}, STEPS)],
    "Cropping2D": [
        ({}, PIXELS),
        ({"cropping": (2, 1)}, PIXELS),
        ({"cropping": ((1, 0), (0, 2)), **FIRST}, PIXELS),
    ],
    "Cropping3D": [({"cropping": ((1, 0), (0, 2), (1, 1))}, VOXELS), ({"cropping": 1}, VOXELS)],
    "UpSampling1D": [({}, STEPS), ({"size": 3}, STEPS)],
    "UpSampling2D": [
        ({}, PIXELS),
        ({"size": (3, 2), **FIRST}, PIXELS),
        ({"size": (2, 3), "interpolation": "bilinear"}, PIXELS),
        ({"interpolation": "bicubic", **FIRST}, PIXELS),
    ],
    "UpSampling3D": [({}, VOXELS), ({"size": (1, 2, 3), **FIRST}, VOXELS)],
    **{
        f"Global{kind}Pooling{rank}D": [
            ({}, x),
            ({"keepdims": True, **FIRST}, x),
        ]
        for kind in ("Average", "Max")
        for rank, x in ((1, STEPS), (2, PIXELS), (3, VOXELS))
    },
    **{
        f"{kind}Pooling{rank}D": [
            ({"pool_size": 2}, x),
            ({"pool_size": 3, "strides": 2, "padding": "same"}, x),
            ({"pool_size": 2, "strides": 1, "padding": "same", **FIRST}, x),
        ]
        for kind in ("Average", "Max")
        for rank, x in ((1, STEPS), (2, PIXELS), (3, VOXELS))
    },
    **{
        f"Adaptive{kind}Pooling{rank}D": [({"output_size": 2}, x), ({"output_size": 1, **FIRST}, x)]
        for kind in ("Average", "Max")
        for rank, x in ((1, STEPS), (2, PIXELS), (3, VOXELS))
    },
    "Conv1D": [
        ({"filters": 3, "kernel_size": 3}, STEPS),
        ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "causal"}, STEPS),
        ({"filters": 4, "kernel_size": 2, "dilation_rate": 2, "padding": "same"}, STEPS),
        ({"filters": 3, "kernel_size": 3, "padding": "causal", **FIRST}, STEPS),
    ],
    "Conv2D": [
        ({"filters": 3, "kernel_size": 3, "activation": "relu"}, PIXELS),
        ({"filters": 4, "kernel_size": (2, 3), "strides": 2, "padding": "same"}, PIXELS),
        ({"filters": 4, "kernel_size": 3, "groups": 2, "use_bias": False}, PIXELS),
        ({"filters": 2, "kernel_size": 2, "dilation_rate": (1, 2)}, PIXELS),
        ({"filters": 2, "kernel_size": 3, "padding": "same", **FIRST}, PIXELS),
        (
            {
                "filters": 2,
                "kernel_size": 1,
                "kernel_regularizer": "l2",
                "bias_constraint": "max_norm",
            },
            PIXELS,
        ),
    ],
    "Conv3D": [
        ({"filters": 3, "kernel_size": 2}, VOXELS),
        ({"filters": 2, "kernel_size": 2, "strides": 2, "padding": "same", **FIRST}, VOXELS),
    ],
    "Conv1DTranspose": [
        ({"filters": 3, "kernel_size": 3}, STEPS),
        ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, STEPS),
        ({"filters": 2, "kernel_size": 3, "strides": 3, "output_padding": 1, **FIRST}, STEPS),
    ],
    "Conv2DTranspose": [
        ({"filters": 3, "kernel_size": 3, "activation": "tanh"}, PIXELS),
        ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, PIXELS),
        ({"filters": 2, "kernel_size": 2, "strides": 2, "output_padding": (1, 0)}, PIXELS),
        ({"filters": 2, "kernel_size": 4, "strides": 2, "padding": "same", **FIRST}, PIXELS),
    ],
    "Conv3DTranspose": [
        ({"filters": 2, "kernel_size": 2, "strides": 2, "padding": "same"}, VOXELS),
        ({"filters": 2, "kernel_size": 2, "use_bias": False, **FIRST}, VOXELS),
    ],
    "DepthwiseConv1D": [
        ({"kernel_size": 3, "depth_multiplier": 2}, STEPS),
        ({"kernel_size": 3, "strides": 2, "padding": "same", **FIRST}, STEPS),
    ],
    "DepthwiseConv2D": [
        ({"kernel_size": 3, "activation": "relu"}, PIXELS),
        ({"kernel_size": (2, 3), "strides": 2, "padding": "same", "depth_multiplier": 2}, PIXELS),
        ({"kernel_size": 2, "dilation_rate": 2, "use_bias": False, **FIRST}, PIXELS),
    ],
    "SeparableConv1D": [
        ({"filters": 3, "kernel_size": 3}, STEPS),
        ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", **FIRST}, STEPS),
    ],
    "SeparableConv2D": [
        ({"filters": 3, "kernel_size": 3, "depth_multiplier": 2}, PIXELS),
        ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", **FIRST}, PIXELS),
    ],
    "GroupNormalization": [
        ({"groups": 2}, PIXELS),
        ({"groups": -1, "epsilon": 0.1}, PIXELS),
        ({"groups": 3, "axis": 1, "scale": False}, VOXELS),
        ({"groups": 1, "center": False}, plain.ROWS),
    ],
    "UnitNormalization": [({}, plain.ROWS), ({"axis": (1, 2)}, PIXELS), ({"axis": 1}, STEPS)],
    "RMSNormalization": [({}, plain.ROWS), ({"epsilon": 0.1}, PIXELS)],
    "BatchNormalization": [({}, PIXELS), ({"axis": 1, "center": False}, PIXELS), ({}, VOXELS)],
    "PReLU": [
        ({"shared_axes": [1, 2]}, PIXELS),
        ({"shared_axes": 1}, STEPS),
        ({"shared_axes": (2, 3), "alpha_regularizer": "l2"}, PIXELS),
    ],
    "SpatialDropout1D": [({"rate": 0.5}, STEPS)],
    "SpatialDropout2D": [({"rate": 0.5, "seed": 3}, PIXELS), ({"rate": 0.0, **FIRST}, PIXELS)],
    "SpatialDropout3D": [({"rate": 0.5}, VOXELS)],
    "AlphaDropout": [
        ({"rate": 0.5}, PIXELS),
        ({"rate": 0.2, "noise_shape": [None, 1]}, plain.ROWS),
    ],
}


def masked(name, **arguments):
    def record(keras):
        layer = getattr(keras.layers, name)(**arguments)
        return plain.numbers(keras, layer(STEPS, mask=MASK))

    return record


def trained(axis):
    """Batch normalization over images while training: output and moving statistics."""

    def record(keras):
        layer = keras.layers.BatchNormalization(axis=axis, momentum=0.9)
        output = plain.numbers(keras, layer(PIXELS, training=True))
        return {"output": output, "weights": layer.get_weights()}

    return record


def spectral(keras):
    """Two steps of power iteration from a known vector."""
    layer = keras.layers.SpectralNormalization(keras.layers.Dense(3), power_iterations=2)
    layer(plain.ROWS)
    plain.fixed_weights(layer)
    outputs = [plain.numbers(keras, layer(plain.ROWS, training=True)) for _ in range(2)]
    return {
        "outputs": outputs,
        "weights": layer.get_weights(),
        "config": layer.get_config()["power_iterations"],
    }


def dropped(name, x, **arguments):
    """Whether whole channels are dropped, and by what the others are multiplied."""

    def record(keras):
        layer = getattr(keras.layers, name)(0.5, seed=1, **arguments)
        y = plain.numbers(keras, layer(np.ones_like(x), training=True))
        axis = 1 if arguments else x.ndim - 1
        y = np.moveaxis(y, axis, 1).reshape(len(y), y.shape[axis], -1)
        return {"whole": bool((y == y[..., :1]).all()), "scales": bool(set(np.unique(y)) <= {0, 2})}

    return record


def cases():
    made = {}
    for name, calls in CALLS.items():
        for position, (arguments, x) in enumerate(calls):
            title = f"{name} {position}"
            made[title] = plain.run(name, arguments, x)
            made[f"{title} config"] = plain.config(name, arguments)
    made["masked mean"] = masked("GlobalAveragePooling1D")
    made["masked mean keepdims"] = masked("GlobalAveragePooling1D", keepdims=True)
    made["trained BatchNormalization"] = trained(-1)
    made["trained BatchNormalization, axis 1"] = trained(1)
    made["SpectralNormalization"] = spectral
    made["SpatialDropout1D drops"] = dropped("SpatialDropout1D", STEPS)
    made["SpatialDropout2D drops"] = dropped("SpatialDropout2D", PIXELS)
    made["SpatialDropout3D drops"] = dropped("SpatialDropout3D", VOXELS, **FIRST)
    return made


CASES = cases()
