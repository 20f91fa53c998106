"""W4's data and network: 80 words of 20,000, a table of 128 numbers each, an LSTM of 128 units."""

import numpy as np

ROWS, BATCH, WORDS, LENGTH, UNITS = 512, 32, 20_000, 80, 128


def texts():
    """Random words; a text is liked if its first word has an even number."""
    words = np.random.RandomState(0).randint(0, WORDS, (ROWS, LENGTH)).astype("int32")
    return words, (words[:, :1] % 2 == 0).astype("float32")


def network(keras):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((LENGTH,), dtype="int32"),
            layers.Embedding(WORDS, UNITS),
            layers.LSTM(UNITS),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="binary_crossentropy")
    return model
