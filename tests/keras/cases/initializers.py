"""The initializers: exact values where they are fixed, moments and bounds where they are random."""

import math

import numpy as np

SHAPES = [(200, 300), (3, 3, 40, 60), (50_000,)]
FIXED = {
    "Zeros": [{}],
    "Ones": [{}],
    "Constant": [{}, {"value": 2.5}, {"value": -1}],
    "Identity": [{}, {"gain": 0.5}],
}
RANDOM = {
    "RandomNormal": [{}, {"mean": 1.0, "stddev": 2.0}],
    "RandomUniform": [{}, {"minval": -3.0, "maxval": 1.0}],
    "TruncatedNormal": [{}, {"mean": -1.0, "stddev": 0.5}],
    "VarianceScaling": [
        {},
        *(
            {"scale": 2.0, "mode": mode, "distribution": distribution}
            for mode in ("fan_in", "fan_out", "fan_avg")
            for distribution in ("truncated_normal", "untruncated_normal", "uniform")
        ),
    ],
    **{
        family + kind: [{}]
        for family in ("Glorot", "He", "Lecun")
        for kind in ("Normal", "Uniform")
    },
}
SCALING = {
    "Glorot": {"scale": 1.0, "mode": "fan_avg"},
    "He": {"scale": 2.0, "mode": "fan_in"},
    "Lecun": {"scale": 1.0, "mode": "fan_in"},
}
# The standard deviation of a unit normal cut off at two of its own.
CUT = 0.87962566103423978
NAMES = (
    "zeros ones identity random_normal random_uniform truncated_normal variance_scaling "
    "glorot_normal glorot_uniform he_normal he_uniform lecun_normal lecun_uniform orthogonal"
).split()


def fans(shape):
    """Inputs and outputs per unit: the last two axes, times the size of the window before them."""
    if len(shape) == 1:
        return shape[0], shape[0]
    window = math.prod(shape[:-2])
    return shape[-2] * window, shape[-1] * window


def uniform_law(low, high):
    spread = (high - low) / math.sqrt(12)
    return {"mean": (low + high) / 2, "stddev": spread, "low": low, "high": high}


def scaled_law(shape, scale=1.0, mode="fan_in", distribution="truncated_normal"):
    fan_in, fan_out = fans(shape)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    spread = math.sqrt(scale / max(1.0, fan))
    if distribution == "uniform":
        return uniform_law(-math.sqrt(3) * spread, math.sqrt(3) * spread)
    if distribution == "untruncated_normal":
        return {"mean": 0.0, "stddev": spread, "low": None, "high": None}
    # The drawn normal is widened, so that what is left after the cut has the wanted spread.
    return {"mean": 0.0, "stddev": spread, "low": -2 * spread / CUT, "high": 2 * spread / CUT}


def law(name, arguments, shape):
    """Mean, standard deviation and bounds (None where there is none) of an initializer's draw."""
    for family, scaling in SCALING.items():
        if name.startswith(family):
            uniform = name.endswith("Uniform")
            return scaled_law(shape, **scaling, **({"distribution": "uniform"} if uniform else {}))
    if name == "VarianceScaling":
        return scaled_law(shape, **arguments)
    if name == "RandomUniform":
        return uniform_law(arguments.get("minval", -0.05), arguments.get("maxval", 0.05))
    mean, spread = arguments.get("mean", 0.0), arguments.get("stddev", 0.05)
    if name == "RandomNormal":
        return {"mean": mean, "stddev": spread, "low": None, "high": None}
    low, high = mean - 2 * spread, mean + 2 * spread
    return {"mean": mean, "stddev": spread * CUT, "low": low, "high": high}


def numbers(keras, tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def fixed(name, arguments):
    def exact(keras):
        initializer = getattr(keras.initializers, name)(**arguments)
        shapes = [(3, 3), (2, 4)] if name == "Identity" else [(3,), (2, 3), ()]
        values = {str(shape): numbers(keras, initializer(shape)) for shape in shapes}
        if name != "Identity":  # which gives floats in Keras, whatever it is asked for
            values["int32"] = numbers(keras, initializer((2, 2), dtype="int32"))
        return values

    return exact


def random(name, arguments):
    """Whether a draw obeys the law, with the law itself: sampling error is at most six sigma."""

    def obeys(keras):
        results = {}
        for shape in SHAPES:
            want = law(name, arguments, shape)
            draw = getattr(keras.initializers, name)(seed=1, **arguments)
            x = numbers(keras, draw(shape)).astype("float64")
            low, high = want["low"], want["high"]
            slack = 1e-6 * want["stddev"]
            results[str(shape)] = want | {
                "dtype": str(numbers(keras, draw(shape)).dtype),
                "mean agrees": abs(x.mean() - want["mean"])
                <= 6 * want["stddev"] / math.sqrt(x.size),
                "stddev agrees": abs(x.std() / want["stddev"] - 1) <= 6 / math.sqrt(x.size),
                "bounded": low is None or bool(low - slack <= x.min() and x.max() <= high + slack),
                "fills its bounds": low is None
                or bool(min(x.min() - low, high - x.max()) < 0.02 * (high - low)),
                "same seed, same draw": bool((numbers(keras, draw(shape)) == x).all()),
                "another seed, another draw": not bool(
                    (numbers(keras, getattr(keras.initializers, name)(seed=2)(shape)) == x).all()
                ),
            }
        return results

    return obeys


def orthogonal(keras):
    """Rows or columns, whichever are fewer, are orthonormal up to the gain."""
    results = {}
    for shape in [(4, 4), (3, 7), (7, 3), (2, 3, 5)]:
        for gain in (1.0, 2.0):
            draw = keras.initializers.Orthogonal(gain=gain, seed=3)(shape)
            matrix = numbers(keras, draw).reshape(-1, shape[-1]).astype("float64")
            gram = matrix @ matrix.T if len(matrix) < shape[-1] else matrix.T @ matrix
            error = abs(gram - gain**2 * np.eye(len(gram))).max()
            results[f"{shape} {gain}"] = bool(error < 1e-5)
    return results


def found(keras):
    return {name: keras.initializers.serialize(keras.initializers.get(name)) for name in NAMES}


CASES = {
    "get": found,
    "Orthogonal": orthogonal,
    **{f"{name} {call}": fixed(name, call) for name, calls in FIXED.items() for call in calls},
    **{f"{name} {call}": random(name, call) for name, calls in RANDOM.items() for call in calls},
}
