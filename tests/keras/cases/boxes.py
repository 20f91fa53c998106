"""`utils.bounding_boxes`: formats, moves, overlaps, deltas; and masks drawn into images."""

import numpy as np

BOXES = np.array([[[10, 20, 50, 60], [0, 3, 7, 15]], [[5, 5, 40, 30], [-4, 20, 70, 90]]], "float32")
OTHERS = np.array([[[12, 15, 45, 66], [0, 3, 7, 15], [70, 71, 75, 80]]] * 2, "float32")
NUMBERS = np.array([[0.1, 0.2, 0.4, 0.6], [0.5, 0.25, 0.3, 0.7]], "float32")
LABELS = np.array([[1, 2], [3, 4]], "int32")
OUTSIDE = np.array([[-4, 2, 20, 90], [80, 5, 90, 9]], "float32")
PIXELS = ("xyxy", "yxyx", "xywh", "center_xywh", "center_yxhw")
SHARES = ("rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh")
TURNED = {
    "angle": [30.0, -100.0],
    "translate_x": [0.1, 0.0],
    "translate_y": [0.0, -0.2],
    "scale": [1.0, 1.3],
    "shear_x": [0.0, 10.0],
    "shear_y": [5.0, 0.0],
}
VARIANCE = [0.1, 0.1, 0.2, 0.2]


def numbers(keras, found):
    if isinstance(found, dict):
        return {key: numbers(keras, each) for key, each in found.items()}
    return np.asarray(keras.ops.convert_to_numpy(found))


def call(name, *operands, **settings):
    def record(keras):
        function = getattr(keras.utils.bounding_boxes, name)
        # Keras changes the dict that it is given.
        copies = [dict(each) if isinstance(each, dict) else each for each in operands]
        return numbers(keras, function(*copies, **settings))

    return record


def formats():
    made = {}
    for source in PIXELS + SHARES:
        for target in PIXELS + SHARES:
            made[f"{source} to {target}"] = call(
                "convert_format", NUMBERS, source, target, height=40, width=30
            )
    made["of a dict, in large letters"] = call(
        "convert_format", {"boxes": BOXES, "labels": LABELS}, "XYXY", "XYWH"
    )
    return made


def moves():
    made = {}
    given = {"boxes": OUTSIDE, "labels": np.array([1, 2], "int32")}
    made["clip"] = call("clip_to_image_size", given, height=50, width=60)
    made["clip without labels"] = call("clip_to_image_size", {"boxes": OUTSIDE}, 50, 60)
    shares = {"boxes": OUTSIDE / 60, "labels": np.array([1, 2], "int32")}
    made["clip shares"] = call("clip_to_image_size", shares, bounding_box_format="rel_xyxy")
    made["crop"] = call("crop", BOXES, 10, 20, 40, 30)
    made["pad"] = call("pad", BOXES, 3, 4)
    arrays = {name: np.array(value, "float32") for name, value in TURNED.items()}
    made["affine"] = call("affine_transform", BOXES, **arrays, height=64, width=48)
    made["affine about a corner"] = call(
        "affine_transform", BOXES, **arrays, height=64, width=48, center_x=0.1, center_y=0.9
    )
    return made


def compared():
    made = {}
    pairs = {"both": (BOXES, OTHERS), "first": (BOXES, OTHERS[0]), "second": (BOXES[0], OTHERS)}
    pairs["neither"] = (BOXES[0], OTHERS[0])
    for name, (a, b) in pairs.items():
        made[f"iou {name}"] = call("compute_iou", a, b, "yxyx")
        made[f"ciou {name}"] = call("compute_ciou", a[..., :2, :], b[..., :2, :], "xyxy")
    made["iou of shares"] = call(
        "compute_iou", NUMBERS, NUMBERS[::-1], "rel_xywh", image_shape=(40, 30, 3)
    )
    hidden = np.where(LABELS[..., None] == 2, np.float32(-1), BOXES)
    made["iou masked"] = call("compute_iou", hidden, OTHERS, "xyxy", use_masking=True, mask_val=-2)
    for form in ("center_yxhw", "center_xywh"):
        made[f"encode {form}"] = call(
            "encode_box_to_deltas", OTHERS[0, :2], BOXES, "xyxy", "yxyx", form, VARIANCE
        )
        made[f"decode {form}"] = call(
            "decode_deltas_to_boxes", OTHERS[0, :2], BOXES / 100, "xywh", "xyxy", form, VARIANCE
        )
    made["encode plain"] = call("encode_box_to_deltas", OTHERS[0, :2], BOXES[0], "xyxy", "xyxy")
    made["decode shares"] = call(
        "decode_deltas_to_boxes",
        NUMBERS,
        BOXES / 100,
        "rel_xyxy",
        "rel_xywh",
        image_shape=(40, 30, 3),
    )
    return made


IMAGES = np.arange(2 * 3 * 4 * 3, dtype="float32").reshape(2, 3, 4, 3) * 3.5
CLASSES = np.array([0, 1, 2, 1, -1, 2, 0, 1, 1, 2, 0, 0] * 2, "int32").reshape(2, 3, 4, 1)


def masked(**settings):
    def record(keras):
        draw = keras.visualization.draw_segmentation_masks
        return np.asarray(draw(IMAGES, CLASSES, 3, **settings))

    return record


def drawn():
    colours = {0: (9, 99, 199), 1: (255, 0, 10), 2: (20, 30, 250)}
    return {
        "masks": masked(),
        "masks in colours": masked(color_mapping=colours, alpha=0.4),
        "masks without a class": masked(alpha=0.5, ignore_index=1),
    }


CASES = {**formats(), **moves(), **compared(), **drawn()}
