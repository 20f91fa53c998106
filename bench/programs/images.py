"""Networks for images: the simple convnet of 28 x 28 digits, and ResNet-20 of 32 x 32 pictures."""

import numpy as np

BATCH = {"convnet": 128, "resnet20": 64}
SHAPES = {"convnet": (28, 28, 1), "resnet20": (32, 32, 3)}
CLASSES = 10


def pictures(name, rows):
    """Random pictures with one-hot labels; what they show does not change what a step costs."""
    generator = np.random.default_rng(0)
    x = generator.random((rows, *SHAPES[name]), dtype=np.float32)
    return x, np.eye(CLASSES, dtype=np.float32)[generator.integers(0, CLASSES, rows)]


def convnet(keras):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input(SHAPES["convnet"]),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def resnet20(keras):
    """He et al. 2015, section 4.2: three stages of three blocks, shortcuts of 1 x 1."""
    layers = keras.layers

    def convolved(x, filters, size=3, strides=1):
        x = layers.Conv2D(filters, size, strides, padding="same", use_bias=False)(x)
        return layers.BatchNormalization()(x)

    start = x = keras.Input(SHAPES["resnet20"])
    x = layers.Activation("relu")(convolved(x, 16))
    for filters in (16, 32, 64):
        for block in range(3):
            strides = 2 if filters > 16 and block == 0 else 1
            y = layers.Activation("relu")(convolved(x, filters, 3, strides))
            y = convolved(y, filters)
            if strides > 1:
                x = convolved(x, filters, 1, strides)
            x = layers.Activation("relu")(layers.Add()([x, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(start, layers.Dense(CLASSES, activation="softmax")(x))


NETWORKS = {"convnet": convnet, "resnet20": resnet20}
