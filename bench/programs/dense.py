"""Networks of dense layers, and data of their sizes, as every program here trains them."""

from dataclasses import dataclass

import numpy as np

RATE = 1e-3


@dataclass(frozen=True)
class Network:
    """Units from features to outputs: one output is a chance, several exclude each other."""

    units: tuple
    batch: int
    rows: int
    optimizer: str = "adam"
    dropout: float = 0.0

    @property
    def products(self):
        """Rows, terms and columns of the products of a step: forward, by weights, by inputs."""
        pairs = list(zip(self.units, self.units[1:], strict=False))
        forward = [(self.batch, a, b) for a, b in pairs]
        weights = [(a, self.batch, b) for a, b in pairs]
        return forward + weights + [(self.batch, b, a) for a, b in pairs[1:]]

    @property
    def operations(self):
        return sum(2 * m * k * n for m, k, n in self.products)


NETWORKS = {
    "w2": Network((784, 512, 512, 10), 128, 5_120, "rmsprop", 0.2),
    "w5": Network((100, 64, 64, 1), 32, 9_600),
    "small": Network((10, 256, 256, 1), 16, 3_200),
    "wide": Network((30, 1000, 1000, 5), 256, 2_560),
    "tall": Network((2000, 64, 2), 1024, 10_240),
    "logistic": Network((20, 1), 1024, 1_000_448, "sgd"),
}


def data(network):
    """Features and a target that one direction in them and noise decide; classes in one-hot rows.

    Without noise slopes would come so near to zero that arithmetic is slow.
    """
    random = np.random.default_rng(0)
    x = random.standard_normal((network.rows, network.units[0]), "float32")
    score = x @ random.standard_normal(network.units[0], "float32")
    score += score.std() * random.standard_normal(network.rows, "float32")
    outputs = network.units[-1]
    if outputs == 1:
        return x, (score > 0).astype("float32")[:, None]
    places = np.searchsorted(np.quantile(score, np.linspace(0, 1, outputs + 1)[1:-1]), score)
    return x, np.eye(outputs, dtype="float32")[places]


def model(keras, network):
    layers = keras.layers
    row = [keras.Input(network.units[:1])]
    for units in network.units[1:-1]:
        row.append(layers.Dense(units, "relu"))
        row += [layers.Dropout(network.dropout)] if network.dropout else []
    one = network.units[-1] == 1
    row.append(layers.Dense(network.units[-1], "sigmoid" if one else "softmax"))
    made = keras.Sequential(row)
    loss = "binary_crossentropy" if one else "categorical_crossentropy"
    rate = {"sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop}
    optimizer = rate.get(network.optimizer, keras.optimizers.Adam)(RATE)
    made.compile(optimizer, loss, metrics=["accuracy"])
    return made
