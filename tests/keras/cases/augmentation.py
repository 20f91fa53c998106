"""Layers that change images, where nothing is left to chance: a range of one number."""

import numpy as np

from tests.keras.cases import layers as plain

IMAGES = ((np.cos(np.arange(2 * 6 * 5 * 3) * 1.9) + 1) * 127).astype("float32").reshape(2, 6, 5, 3)
BYTES = (np.arange(2 * 6 * 5 * 3) * 37 % 256).astype("uint8").reshape(2, 6, 5, 3)
UNIT = IMAGES / 255
FIRST = {"data_format": "channels_first"}

CALLS = {
    "RandomRotation": [
        ({"factor": (0.1, 0.1)}, IMAGES),
        ({"factor": (-0.07, -0.07), "fill_mode": "constant", "fill_value": 9.0}, IMAGES),
        ({"factor": (0.25, 0.25), "fill_mode": "wrap", "interpolation": "nearest"}, BYTES),
    ],
    "RandomZoom": [
        ({"height_factor": (0.21, 0.21)}, IMAGES),
        ({"height_factor": (-0.3, -0.3), "width_factor": (0.2, 0.2)}, IMAGES),
        ({"height_factor": (0.4, 0.4), "fill_mode": "constant"}, IMAGES[0]),
    ],
    "RandomTranslation": [
        ({"height_factor": (0.2, 0.2), "width_factor": (-0.3, -0.3)}, IMAGES),
        (
            {"height_factor": (-0.1, -0.1), "width_factor": (0.15, 0.15), "fill_mode": "nearest"},
            IMAGES,
        ),
    ],
    "RandomBrightness": [
        ({"factor": (0.3, 0.3)}, IMAGES),
        ({"factor": (-0.2, -0.2), "value_range": (0, 1)}, UNIT),
    ],
    "RandomContrast": [({"factor": (0.0, 0.0)}, IMAGES)],
    "RandomColorDegeneration": [({"factor": (0.4, 0.4)}, IMAGES)],
    "RandomSharpness": [({"factor": (0.8, 0.8)}, IMAGES), ({"factor": (0.1, 0.1)}, IMAGES)],
    "RandomPosterization": [({"factor": (3, 3)}, IMAGES), ({"factor": (5, 5)}, BYTES)],
    "RandomSaturation": [({"factor": (0.3, 0.3), "value_range": (0, 1)}, UNIT)],
    "RandomGrayscale": [({"factor": 1.0}, IMAGES), ({"factor": 0.0}, IMAGES)],
    "RandomInvert": [({"factor": (1.0, 1.0)}, IMAGES)],
    "RandomGaussianBlur": [({"sigma": (0.9, 0.9), "factor": (1.0, 1.0)}, IMAGES)],
    "Solarization": [({}, IMAGES), ({"value_range": (0, 1)}, UNIT)],
    "AutoContrast": [({}, IMAGES), ({"value_range": (0, 1)}, UNIT * 0.5)],
    "CenterCrop": [
        ({"height": 3, "width": 2}, IMAGES),
        ({"height": 8, "width": 4}, IMAGES),
        ({"height": 2, "width": 2, **FIRST}, IMAGES.transpose(0, 3, 1, 2)),
        ({"height": 4, "width": 3}, IMAGES[0]),
    ],
    "Resizing": [
        ({"height": 3, "width": 8}, IMAGES),
        ({"height": 3, "width": 8, "interpolation": "nearest", **FIRST}, IMAGES),
        ({"height": 4, "width": 8, "crop_to_aspect_ratio": True}, IMAGES),
        ({"height": 4, "width": 8, "pad_to_aspect_ratio": True, "fill_value": 7.0}, IMAGES),
        ({"height": 3, "width": 2, "interpolation": "bicubic", "antialias": True}, IMAGES[1]),
    ],
}
CONFIGURED = {
    "RandomFlip": [{}, {"mode": "horizontal", "seed": 3}],
    "RandomRotation": [{"factor": 0.2}, {"factor": (-0.1, 0.3), "fill_mode": "nearest"}],
    "RandomZoom": [{"height_factor": 0.2}, {"height_factor": (-0.2, 0.1), "width_factor": 0.3}],
    "RandomTranslation": [{"height_factor": 0.2, "width_factor": (0.1, 0.2)}],
    "RandomBrightness": [{"factor": 0.2}],
    "CenterCrop": [{"height": 3, "width": 2}],
    "Resizing": [{"height": 3, "width": 2, "crop_to_aspect_ratio": True}],
}


def changed(name, arguments, x, training=True):
    """Trained on; the seed of a layer that draws nothing is no matter."""

    def record(keras):
        layer = getattr(keras.layers, name)(**arguments)
        return plain.numbers(keras, layer(keras.ops.convert_to_tensor(x), training=training))

    return record


def cases():
    made = {}
    for name, calls in CALLS.items():
        for position, (arguments, x) in enumerate(calls):
            made[f"{name} {position}"] = changed(name, arguments, x)
    for name, each in CONFIGURED.items():
        for position, arguments in enumerate(each):
            made[f"{name} {position} config"] = plain.config(name, arguments)
    for name in ("RandomRotation", "RandomZoom", "RandomBrightness", "Resizing", "CenterCrop"):
        arguments, x = CALLS[name][0]
        made[f"{name} in prediction"] = changed(name, arguments, x, training=False)
    return made


CASES = cases()
