"""Convolutions and pools: grids of sizes, windows, strides, gaps, paddings and layouts."""

import numpy as np


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).integers(-8, 9, shape).astype("float32") / 8


def told(result):
    """The result in few numbers, none of which could come out right by accident."""
    array = np.asarray(result, "float64")
    line = array.reshape(-1)
    places = np.arange(1, line.size + 1)
    sums = [line.sum(), (line * places).sum() / places.sum()]
    return [str(result.dtype), list(array.shape), *(float(n) for n in (*sums, *line[:4]))]


def call(function, *operands, **arguments):
    def run(keras):
        tensors = [keras.ops.convert_to_tensor(x) for x in operands]
        result = getattr(keras.ops, function)(*tensors, **arguments)
        return told(keras.ops.convert_to_numpy(result))

    return run


def lines():
    """Along one axis: every size, window and stride, and gaps."""
    for n in (5, 6, 8):
        for k in (1, 2, 3, 5):
            for s, d in ((1, 1), (2, 1), (3, 1), (1, 2), (2, 2)):
                for padding in ("valid", "same"):
                    if padding == "same" or (k - 1) * d < n:
                        yield n, k, s, d, padding


def grid():
    found = {}
    for n, k, s, d, padding in lines():
        x = numbers(2, n, 2)
        name = f"n{n} k{k} s{s} d{d} {padding}"
        words = {"strides": s, "padding": padding}
        gaps = {**words, "dilation_rate": d}
        found[f"conv {name}"] = call("conv", x, numbers(k, 2, 3, seed=1), **gaps)
        found[f"depthwise {name}"] = call("depthwise_conv", x, numbers(k, 2, 2, seed=1), **gaps)
        if padding == "same" or s == 1 or n == 6:
            kernel = numbers(k, 3, 2, seed=1)
            found[f"transpose {name}"] = call("conv_transpose", x, kernel, **gaps)
        if d == 1:
            found[f"average {name}"] = call("average_pool", x, pool_size=k, **words)
            found[f"max {name}"] = call("max_pool", x, pool_size=k, **words)
    return found


IMAGE, VOLUME = numbers(2, 5, 6, 4), numbers(1, 4, 3, 5, 2)
FIRST = np.moveaxis(IMAGE, -1, 1).copy()
KERNEL, WIDE = numbers(3, 2, 4, 6, seed=1), numbers(3, 2, 2, 6, seed=1)
EXTRA = [
    (k, s, padding, extra)
    for k in (2, 3, 4)
    for s in (2, 3)
    for padding in ("valid", "same")
    for extra in range(s)
]

CASES = {
    **grid(),
    "conv image": call("conv", IMAGE, KERNEL, strides=(1, 2), padding="same"),
    "conv dilated": call("conv", IMAGE, KERNEL, dilation_rate=(2, 1), padding="same"),
    "conv first": call("conv", FIRST, KERNEL, strides=2, data_format="channels_first"),
    "conv groups": call("conv", IMAGE, WIDE, padding="same"),
    "conv groups first": call("conv", FIRST, WIDE, data_format="channels_first"),
    "conv volume": call("conv", VOLUME, numbers(2, 2, 3, 2, 3, seed=1), padding="same", strides=2),
    "conv mixed": call("conv", IMAGE.astype("float16"), KERNEL),
    "conv bytes": call("conv", (IMAGE * 8 + 8).astype("uint8"), KERNEL),
    "depthwise image": call("depthwise_conv", IMAGE, numbers(3, 3, 4, 2, seed=1), strides=2),
    "depthwise first": call(
        "depthwise_conv",
        FIRST,
        numbers(2, 3, 4, 1, seed=1),
        padding="same",
        data_format="channels_first",
    ),
    "separable": call(
        "separable_conv",
        IMAGE,
        numbers(3, 3, 4, 2, seed=1),
        numbers(1, 1, 8, 3, seed=2),
        strides=2,
        padding="same",
    ),
    "separable dilated": call(
        "separable_conv",
        FIRST,
        numbers(2, 2, 4, 1, seed=1),
        numbers(1, 1, 4, 3, seed=2),
        dilation_rate=2,
        data_format="channels_first",
    ),
    **{
        f"transpose extra k{k} s{s} {padding} {extra}": call(
            "conv_transpose",
            numbers(2, 4, 2),
            numbers(k, 3, 2, seed=1),
            strides=s,
            padding=padding,
            output_padding=extra,
        )
        for k, s, padding, extra in EXTRA
    },
    "transpose image": call(
        "conv_transpose", IMAGE, numbers(3, 2, 5, 4, seed=1), strides=(2, 1), padding="same"
    ),
    "transpose first": call(
        "conv_transpose",
        FIRST,
        numbers(3, 3, 5, 4, seed=1),
        strides=2,
        data_format="channels_first",
    ),
    "max image": call("max_pool", IMAGE, pool_size=(2, 3), strides=(1, 2), padding="same"),
    "max first": call("max_pool", FIRST, pool_size=2, strides=2, data_format="channels_first"),
    "average image": call("average_pool", IMAGE, pool_size=3, strides=(2, 1), padding="same"),
    "average first": call(
        "average_pool", FIRST, pool_size=3, strides=1, padding="same", data_format="channels_first"
    ),
    "average volume": call("average_pool", VOLUME, pool_size=2, strides=2, padding="same"),
    "max volume": call("max_pool", VOLUME, pool_size=2, strides=2, padding="same"),
    **{
        f"adaptive {kind} {name}": call(f"adaptive_{kind}_pool", x, **arguments)
        for kind in ("average", "max")
        for name, x, arguments in (
            ("line", numbers(2, 7, 2), {"output_size": 3}),
            ("image", IMAGE, {"output_size": (2, 4)}),
            ("whole", IMAGE, {"output_size": 1}),
            ("first", FIRST, {"output_size": (5, 3), "data_format": "channels_first"}),
            ("volume", VOLUME, {"output_size": 2}),
        )
    },
}
