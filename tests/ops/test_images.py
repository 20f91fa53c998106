"""`ops.image` beyond Keras' numbers: traced calls, gradients, wrong arguments, our own "area"."""

import numpy as np
import pytest

from pronghorn import ops
from pronghorn.errors import ArgumentError, DtypeError, ShapeError
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.ops import image
from pronghorn.prims.evaluate import evaluate
from pronghorn.trace import tracer
from pronghorn.trace.grad import value_and_grad
from pronghorn.variables import Variable

X = np.random.default_rng(0).uniform(size=(3, 6, 5, 3)).astype("float32")
TURN = [0.9, 0.3, -0.4, -0.2, 1.1, 0.6, 0, 0]
POINTS = np.array([[0, 0], [4, 0], [0, 5], [4, 5]], "float32")
SKEWED = POINTS + np.array([[0.4, 0.2], [-0.5, 0.3], [0.1, -0.6], [0.7, 0.2]], "float32")

CALLS = {
    "bilinear": lambda x: image.resize(x, (4, 9)),
    "nearest": lambda x: image.resize(x, (4, 9), "nearest"),
    "area": lambda x: image.resize(x, (4, 2), "area"),
    "bicubic": lambda x: image.resize(x, (3, 9), "bicubic", antialias=True),
    "affine": lambda x: image.affine_transform(x, TURN, fill_mode="reflect"),
    "perspective": lambda x: image.perspective_transform(x, POINTS, SKEWED),
    "blur": image.gaussian_blur,
    "sobel": image.sobel_edges,
    "hue": image.rgb_to_hsv,
    "grey": image.rgb_to_grayscale,
    "pad": lambda x: image.pad_images(x, 1, 2, 3, 4),
    "crop": lambda x: image.crop_images(x, 1, 2, target_height=2, target_width=2),
    "patches": lambda x: image.extract_patches(x, (2, 3), strides=1, padding="same"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_traced_call_equals_an_eager_one(name):
    types = [ArrayType((symbol("rows"), *X.shape[1:]), "float32")]
    program = tracer.trace(lambda x: [CALLS[name](x)], types)
    (y,) = evaluate(program.graph, [X, *program.arrays], {"rows": 3})
    np.testing.assert_allclose(y, CALLS[name](X), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", ["bilinear", "affine", "perspective", "blur", "area", "patches"])
def test_gradients_are_those_of_a_linear_map(name):
    """All these are linear in the image: f(x) = <gradient, x> for f = sum(w * y)."""
    weight = np.random.default_rng(1).normal(size=CALLS[name](X).shape).astype("float32")
    variable = Variable(X)
    value, (gradient,) = value_and_grad(lambda: ops.sum(CALLS[name](variable) * weight), [variable])
    np.testing.assert_allclose((np.asarray(gradient) * X).sum(), value, rtol=2e-4)


def test_area_is_the_mean_of_what_is_covered():
    x = np.arange(24.0, dtype="float32").reshape(4, 6, 1)
    expected = x.reshape(2, 2, 3, 2, 1).mean((1, 3))
    np.testing.assert_allclose(image.resize(x, (2, 3), "area"), expected, rtol=1e-6)
    np.testing.assert_allclose(image.resize(X, (4, 3), "area").numpy().mean(), X.mean(), rtol=1e-5)


def test_colours_come_back():
    np.testing.assert_allclose(image.hsv_to_rgb(image.rgb_to_hsv(X)), X, atol=1e-6)


WRONG = {
    "rank": (lambda: image.resize(X[0, 0], (2, 2)), ShapeError, r"S03\] resize"),
    "size": (lambda: image.resize(X, (0, 2)), ArgumentError, r"S29\] resize: size"),
    "one size": (lambda: image.resize(X, 3), ArgumentError, r"S29\] resize: size"),
    "method": (lambda: image.resize(X, (2, 2), "cubic"), ArgumentError, "M02.*interpolation"),
    "both": (
        lambda: image.resize(X, (2, 2), crop_to_aspect_ratio=True, pad_to_aspect_ratio=True),
        ArgumentError,
        "S29.*pad_to_aspect_ratio",
    ),
    "format": (lambda: image.resize(X, (2, 2), data_format="last"), ArgumentError, "data_format"),
    "mode": (lambda: image.affine_transform(X, TURN, fill_mode="zero"), ArgumentError, "fill_mode"),
    "matrix": (lambda: image.affine_transform(X, TURN[:6]), ArgumentError, "S29.*transform"),
    "points": (lambda: image.perspective_transform(X, POINTS[:3], SKEWED), ShapeError, "S03"),
    "order": (lambda: image.map_coordinates([1.0], [[0.0]], 3), ArgumentError, "M02.*order"),
    "axes": (lambda: image.map_coordinates(X[0], [[0.0]], 1), ShapeError, "S03"),
    "channels": (lambda: image.rgb_to_hsv(X[..., :2]), ShapeError, "S03.*3 channels"),
    "dtype": (lambda: image.rgb_to_hsv(X.astype("uint8")), DtypeError, "S06"),
    "edges": (lambda: image.pad_images(X, 1, 1), ArgumentError, "S29"),
    "small": (
        lambda: image.pad_images(X, 1, 1, target_height=3, target_width=9),
        ArgumentError,
        "S29.*bottom_padding",
    ),
    "large": (
        lambda: image.crop_images(X, 1, 1, target_height=9, target_width=1),
        ArgumentError,
        "S29.*bottom_cropping",
    ),
    "blocks": (lambda: ops.depth_to_space(X, 2), ShapeError, "S18"),
    "rows": (lambda: ops.space_to_depth(X[0], 2), ShapeError, "S03"),
    "no patch": (lambda: image.extract_patches(X, 7), ShapeError, r"S15\] extract_patches"),
    "patch": (lambda: image.extract_patches(X, 0), ArgumentError, "S29.*size"),
    "no volume": (lambda: image.extract_patches_3d(X[0], 2), ShapeError, "S03.*4 axes"),
    "pairs": (lambda: ops.psnr(X, X[0], 1.0), ShapeError, "S03"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_is_refused_with_its_reason(name):
    call, error, match = WRONG[name]
    with pytest.raises(error, match=match):
        call()


def test_an_open_size_cannot_be_cropped_to_a_shape():
    def crop(x):
        return [image.resize(x, (4, 9), crop_to_aspect_ratio=True)]

    kind = ArrayType((1, symbol("high"), 5, 3), "float32")
    with pytest.raises(ArgumentError, match=r"S17\] resize: the height of images"):
        tracer.trace(crop, [kind])
