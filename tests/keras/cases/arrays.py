"""`utils.to_categorical` and `utils.normalize` on plain arrays."""

import numpy as np

LABELS = {
    "integers": (np.array([0, 2, 1, 2]), None),
    "floats": (np.array([0.0, 1.0, 3.0]), None),
    "wider": (np.array([0, 2, 1]), 5),
    "column": (np.array([[0], [2], [1]]), 3),
    "row of one": (np.array([[1, 0, 2]]), 3),
    "matrix": (np.array([[0, 1], [2, 0]]), 3),
    "list": ([1, 0, 1], 2),
    "one class": (np.zeros(3), None),
    "scalar": (np.array(1), 3),
}
# Keras reads axis=0 as the last axis and fails, and adds an axis to a vector.
MATRICES = {
    "rows": (np.array([[3.0, 4.0], [0.0, 0.0], [-1.0, 1.0]]), {}),
    "order one": (np.array([[3.0, 4.0], [0.0, 0.0], [-1.0, 1.0]]), {"order": 1}),
    "order three": (np.arange(6.0).reshape(2, 3), {"order": 3}),
    "float32": (np.arange(6, dtype="float32").reshape(2, 3), {}),
    "integers": (np.arange(6).reshape(2, 3), {}),
    "cube": (np.arange(12.0).reshape(2, 3, 2), {"axis": 1}),
}


def one_hot(x, classes):
    return lambda keras: keras.utils.to_categorical(x, classes)


def normalized(x, arguments):
    return lambda keras: keras.utils.normalize(x, **arguments)


CASES = {
    **{f"to_categorical {name}": one_hot(*call) for name, call in LABELS.items()},
    **{f"normalize {name}": normalized(*call) for name, call in MATRICES.items()},
}
