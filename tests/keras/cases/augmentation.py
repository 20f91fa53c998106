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
HISTOGRAMS = {
    "Equalization": [
        ({}, IMAGES[:1]),
        ({"bins": 16}, IMAGES[:1]),
        ({"value_range": (0, 1)}, UNIT[:1]),
        ({}, BYTES[0]),
        ({}, np.full((1, 2, 2, 3), 7, "float32")),
    ],
    "ContrastLimitedAdaptiveHistogramEqualization": [
        ({"tile_grid_size": (2, 2)}, IMAGES),
        ({"tile_grid_size": (3, 2), "clip_limit": 0.0}, IMAGES),
        ({"tile_grid_size": (2, 3), "value_range": (0, 1), "clip_limit": 80.0}, UNIT[0]),
        ({"tile_grid_size": (2, 1), **FIRST}, IMAGES.transpose(0, 3, 1, 2)),
    ],
}
CALLS.update(HISTOGRAMS)
BOXES = np.array(
    [[[1, 1, 3, 4], [0, 0, 5, 6], [-1, -1, -1, -1]], [[2, 0, 4.5, 3], [1, 2, 2, 5], [3, 3, 3, 4]]],
    "float32",
)
KINDS = np.array([[1, 2, -1], [3, 4, 5]], "int32")
MASKS = (np.arange(2 * 6 * 5) * 7 % 4).astype("int32").reshape(2, 6, 5, 1)
RECORDS = {
    "RandomRotation": [{"factor": (0.25, 0.25)}, {"factor": (0.07, 0.07)}],
    "RandomZoom": [
        {"height_factor": (0.3, 0.3)},
        {"height_factor": (-0.3, -0.3), "width_factor": (0.2, 0.2)},
    ],
    "RandomTranslation": [{"height_factor": (0.2, 0.2), "width_factor": (-0.3, -0.3)}],
    "CenterCrop": [{"height": 4, "width": 3}],
    "Resizing": [{"height": 3, "width": 8}],
    "RandomPerspective": [{"scale": 0.0}],
    "RandomBrightness": [{"factor": (0.1, 0.1)}],
    "RandomErasing": [{"factor": 0.0}],
    "MaxNumBoundingBoxes": [{"max_number": 2}, {"max_number": 4, "fill_value": -2}],
}
CONFIGURED = {
    "RandomFlip": [{}, {"mode": "horizontal", "seed": 3}],
    "RandomRotation": [{"factor": 0.2}, {"factor": (-0.1, 0.3), "fill_mode": "nearest"}],
    "RandomZoom": [{"height_factor": 0.2}, {"height_factor": (-0.2, 0.1), "width_factor": 0.3}],
    "RandomTranslation": [{"height_factor": 0.2, "width_factor": (0.1, 0.2)}],
    "RandomBrightness": [{"factor": 0.2}],
    "CenterCrop": [{"height": 3, "width": 2}],
    "Resizing": [{"height": 3, "width": 2, "crop_to_aspect_ratio": True}],
    "MixUp": [{"alpha": 0.3}],
    "CutMix": [{"factor": 0.3}],
    "AugMix": [{"num_chains": 2}],
    "RandAugment": [{"num_ops": 3, "factor": (0.1, 0.3)}],
    "RandomPerspective": [{"factor": 0.3}],
    "RandomElasticTransform": [{"scale": 0.3, "bounding_box_format": "xyxy"}],
    "Equalization": [{"bins": 64}],
    "ContrastLimitedAdaptiveHistogramEqualization": [{"clip_limit": 2.0}],
}


def changed(name, arguments, x, training=True):
    """Trained on; the seed of a layer that draws nothing is no matter."""

    def record(keras):
        layer = getattr(keras.layers, name)(**arguments)
        return plain.numbers(keras, layer(keras.ops.convert_to_tensor(x), training=training))

    return record


def followed(name, arguments, form, single=False):
    """What becomes of boxes, labels and masks; class numbers in masks are compared as floats."""

    def record(keras):
        size = {"height": 6, "width": 5}
        boxes = keras.utils.bounding_boxes.convert_format(BOXES, "xyxy", form, **size)
        boxes = np.asarray(keras.ops.convert_to_numpy(boxes))
        given = [IMAGES, MASKS, boxes, KINDS]
        images, masks, boxes, kinds = (x[0] if single else x for x in given)
        layer = getattr(keras.layers, name)(bounding_box_format=form, **arguments)
        found = layer(
            {
                "images": images,
                "segmentation_masks": masks,
                "bounding_boxes": {"boxes": boxes, "labels": kinds},
            },
            training=True,
        )
        around = found["bounding_boxes"]
        masks = keras.ops.cast(found["segmentation_masks"], "float32")
        parts = (found["images"], masks, around["boxes"], around["labels"])
        return [plain.numbers(keras, part) for part in parts]

    return record


def cases():
    made = {}
    for name, each in RECORDS.items():
        for position, arguments in enumerate(each):
            # Keras takes boxes for corners where it turns images.
            forms = ("xyxy",) if name in ("RandomRotation", "RandomPerspective") else None
            for form in forms or ("xyxy", "rel_xywh"):
                made[f"{name} {position} record {form}"] = followed(name, arguments, form)
    made["RandomRotation one record"] = followed(
        "RandomRotation", {"factor": (0.25, 0.25)}, "xyxy", single=True
    )
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
