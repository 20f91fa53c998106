"""Networks for images have the same bits for any number of threads."""

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, layers

pytestmark = pytest.mark.usefixtures("machine_code")

# An odd number of images that no tile, block of images or number of threads divides.
IMAGES = 23


def convnet():
    """The simple convnet, smaller."""
    return keras.Sequential(
        [
            keras.Input((19, 19, 1)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(20, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(5, activation="softmax"),
        ]
    )


def residual():
    """The beginning of ResNet with a block that narrows, and a separable convolution."""

    def convolved(x, filters, size=3, strides=1):
        x = layers.Conv2D(filters, size, strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    start = keras.Input((13, 13, 3))
    x = layers.Activation("relu")(convolved(start, 8))
    y = layers.Activation("relu")(convolved(x, 16, 3, strides=2))
    y, x = convolved(y, 16), convolved(x, 16, 1, strides=2)
    x = layers.Activation("relu")(layers.Add()([x, y]))
    x = layers.SeparableConv2D(24, 3, padding="same")(x)
    x = layers.GlobalAveragePooling2D()(layers.AveragePooling2D(2)(x))
    return keras.Model(start, layers.Dense(5, activation="softmax")(x))


def trained(network, threads):
    """Everything a fit leaves behind, as bytes."""
    config.settings.threads = threads
    keras.utils.set_random_seed(3)
    model = network()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    draw = np.random.default_rng(0)
    x = draw.standard_normal((2 * IMAGES, *model.input_shape[1:]), "float32")
    y = np.arange(len(x)) % 5
    history = model.fit(x, y, batch_size=IMAGES, epochs=2, verbose=0)
    numbers = [*model.get_weights(), model.predict(x, verbose=0), *history.history.values()]
    assert all(np.isfinite(array).all() for array in numbers)
    return b"".join(np.array(array).tobytes() for array in numbers)


@pytest.mark.parametrize("network", [convnet, residual])
def test_any_number_of_threads_gives_the_same_bits(network):
    alone = trained(network, 1)
    assert all(trained(network, threads) == alone for threads in (2, 3, 8))
