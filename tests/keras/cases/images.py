"""`ops.image`: resizing, warping, colours, filters, edges."""

import numpy as np

SMALL = (np.cos(np.arange(2 * 5 * 6 * 3) * 1.9) * 2 + 0.5).astype("float32").reshape(2, 5, 6, 3)
UNIT = (np.sin(np.arange(4 * 5 * 3) * 2.3) / 2 + 0.5).astype("float32").reshape(4, 5, 3)
BYTES = (np.arange(4 * 5 * 3) * 37 % 256).astype("uint8").reshape(1, 4, 5, 3)
FIRST = SMALL.transpose(0, 3, 1, 2)
TALL = np.sin(np.arange(13 * 14, dtype="float32") * 0.37).reshape(1, 13, 14, 1) / 2 + 0.5
SIZES = ((7, 9), (3, 4), (5, 3), (10, 6))
METHODS = ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5")
MODES = ("constant", "nearest", "wrap", "mirror", "reflect")
TURNED = np.array(
    [[0.91, 0.31, -0.43, -0.22, 1.13, 0.57, 0, 0], [1.31, 0, 1.23, 0, 0.73, -1.71, 0, 0]], "float32"
)
SQUARE = np.array([[0, 0], [5, 0], [0, 4], [5, 4]], "float32")
SKEWED = np.array([[0.5, 0.2], [4.6, 0.9], [-0.4, 3.6], [5.5, 4.4]], "float32")
CORNERS = np.stack([SQUARE, SKEWED]), np.stack([SKEWED, SQUARE])
PLACES = np.array([[-1.7, 0.2, 1.5, 2.5, 4.8], [0.4, -0.6, 3.5, 6.2, 1.0]], "float32")

RESIZED = {
    **{f"{m} {s}": (SMALL, s, {"interpolation": m}) for m in METHODS for s in SIZES},
    **{
        f"{m} {s} antialias": (SMALL, s, {"interpolation": m, "antialias": True})
        for m in ("bilinear", "bicubic", "lanczos3")
        for s in ((3, 4), (2, 9))
    },
    "one image": (UNIT, (3, 7), {}),
    "channels first": (FIRST, (3, 7), {"data_format": "channels_first"}),
    "bytes": (BYTES, (3, 9), {"interpolation": "bicubic"}),
    "bytes nearest": (BYTES, (3, 9), {"interpolation": "nearest"}),
    "same size": (SMALL, (5, 6), {}),
    "crop wide": (SMALL, (4, 8), {"crop_to_aspect_ratio": True}),
    "crop high": (SMALL, (8, 4), {"crop_to_aspect_ratio": True}),
    "pad wide": (SMALL, (4, 8), {"pad_to_aspect_ratio": True, "fill_value": 2.0}),
    "pad high": (UNIT, (9, 4), {"pad_to_aspect_ratio": True}),
}


def numbers(keras, *tensors):
    return [np.asarray(keras.ops.convert_to_numpy(tensor)) for tensor in tensors]


def call(name, *operands, **settings):
    return lambda keras: numbers(keras, getattr(keras.ops.image, name)(*operands, **settings))


def plain(name, *operands, **settings):
    return lambda keras: numbers(keras, getattr(keras.ops, name)(*operands, **settings))


def warped():
    made = {f"resize {name}": call("resize", x, s, **k) for name, (x, s, k) in RESIZED.items()}
    for mode in MODES:
        for kind in ("bilinear", "nearest"):
            made[f"affine {mode} {kind}"] = call(
                "affine_transform",
                SMALL,
                TURNED,
                fill_mode=mode,
                interpolation=kind,
                fill_value=0.5,
            )
        for order in (0, 1):
            made[f"coordinates {mode} {order}"] = call(
                "map_coordinates", TALL[0, :5, :6, 0], PLACES, order, mode, 0.25
            )
    made["affine bytes"] = call("affine_transform", BYTES, TURNED[:1], fill_mode="reflect")
    made["affine one image"] = call("affine_transform", UNIT, TURNED[0])
    made["affine channels first"] = call(
        "affine_transform", FIRST, TURNED, data_format="channels_first"
    )
    for kind in ("bilinear", "nearest"):
        made[f"perspective {kind}"] = call(
            "perspective_transform", SMALL, *CORNERS, interpolation=kind, fill_value=0.5
        )
    made["perspective one image"] = call("perspective_transform", UNIT, SQUARE, SKEWED)
    made["perspective channels first"] = call(
        "perspective_transform", FIRST, *CORNERS, data_format="channels_first"
    )
    return made


def filtered():
    made = {}
    made["scale_and_translate linear"] = call(
        "scale_and_translate", SMALL, (2, 4, 8, 3), (0.7, 1.4), (0.3, -0.8), (1, 2), "linear"
    )
    made["scale_and_translate cubic"] = call(
        "scale_and_translate", SMALL, (2, 9, 6, 3), (1.6,), (1.1,), (1,), "cubic", antialias=False
    )
    made["scale_and_translate lanczos"] = call(
        "scale_and_translate", UNIT, (3, 5, 3), (0.5,), (0.2,), (0,), "lanczos3"
    )
    made["grey"] = call("rgb_to_grayscale", SMALL)
    made["grey bytes"] = call("rgb_to_grayscale", BYTES)
    made["grey channels first"] = call("rgb_to_grayscale", FIRST, data_format="channels_first")
    made["hue"] = call("rgb_to_hsv", UNIT)
    made["hue channels first"] = call(
        "rgb_to_hsv", UNIT.transpose(2, 0, 1), data_format="channels_first"
    )
    made["colour of hue"] = call("hsv_to_rgb", UNIT)
    made["blur"] = call("gaussian_blur", SMALL, data_format="channels_last")
    made["blur wide"] = call("gaussian_blur", UNIT, (5, 3), (2.0, 0.7), data_format="channels_last")
    made["blur channels first"] = call(
        "gaussian_blur", FIRST, (3, 5), (0.6, 1.5), data_format="channels_first"
    )
    made["sobel"] = call("sobel_edges", SMALL)
    made["sobel channels first"] = call("sobel_edges", FIRST, data_format="channels_first")
    made["ssim"] = call("ssim", TALL, np.roll(TALL, 1, 2) * 0.9)
    made["ssim small window"] = call(
        "ssim", SMALL, SMALL[::-1], max_val=3.0, filter_size=3, filter_sigma=0.8
    )
    made["pad"] = call("pad_images", SMALL, 1, 2, target_height=9, target_width=8)
    made["pad first"] = call(
        "pad_images",
        FIRST,
        bottom_padding=1,
        right_padding=0,
        target_height=9,
        target_width=8,
        data_format="channels_first",
    )
    made["crop"] = call("crop_images", SMALL, 1, 2, target_height=3, target_width=4)
    made["crop ends"] = call(
        "crop_images", UNIT, bottom_cropping=1, right_cropping=0, target_height=2, target_width=3
    )
    deep = np.arange(2 * 3 * 2 * 8, dtype="float32").reshape(2, 3, 2, 8)
    for name, x in (("depth_to_space", deep), ("space_to_depth", deep.reshape(2, 4, 6, 2))):
        made[name] = plain(name, x, 2)
        made[f"{name} channels first"] = plain(
            name, x.transpose(0, 3, 1, 2), 2, data_format="channels_first"
        )
    made["psnr"] = plain("psnr", SMALL, SMALL * 0.9, 2.5)
    return made


VOLUME = np.sin(np.arange(2 * 4 * 5 * 4 * 2, dtype="float32")).reshape(2, 4, 5, 4, 2)
PATCHES = {
    "plain": (SMALL, 2, {}),
    "overlapping": (SMALL, (3, 2), {"strides": (1, 2)}),
    "same": (SMALL, (2, 3), {"strides": 2, "padding": "same"}),
    "dilated": (SMALL, 2, {"strides": 1, "dilation_rate": 2}),
    "one image": (UNIT, (2, 2), {}),
    "channels first": (FIRST, (2, 3), {"strides": 1, "data_format": "channels_first"}),
    "volumes": (VOLUME, (2, 2, 2), {}),
}
SOLID = {
    "plain": (VOLUME, 2, {}),
    "same": (VOLUME, (2, 3, 2), {"strides": (1, 2, 2), "padding": "same"}),
    "one volume": (VOLUME[0], (3, 2, 2), {"strides": 1}),
}


def cut():
    made = {f"patches {n}": call("extract_patches", x, s, **k) for n, (x, s, k) in PATCHES.items()}
    for name, (x, size, settings) in SOLID.items():
        made[f"patches of volumes {name}"] = call("extract_patches_3d", x, size, **settings)
    return made


CASES = {**warped(), **filtered(), **cut()}
