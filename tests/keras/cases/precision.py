"""Training under policies of dtypes, from logits: weights, history and dtypes."""

import numpy as np

from tests.keras.cases.training import LABELS, TARGETS, X, start

POLICIES = ("float32", "mixed_float16", "mixed_bfloat16", "float16")


def trained(policy):
    def outcome(keras):
        keras.config.set_dtype_policy(policy)
        try:
            return fitted(keras)
        finally:
            keras.config.set_dtype_policy("float32")

    return outcome


def fitted(keras):
    dense = keras.layers.Dense
    layers = [keras.Input((3,)), dense(8, "tanh"), keras.layers.LayerNormalization(), dense(2)]
    model = start(keras.Sequential(layers))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1, momentum=0.5), loss, metrics=["accuracy"])
    history = model.fit(X, LABELS, batch_size=16, epochs=2, shuffle=False, verbose=0).history
    predicted = np.asarray(model.predict(X[:5], verbose=0))
    return {
        "loss": [float(value) for value in history["loss"]],
        "predicted": predicted.astype("float32"),
        "dtype": str(predicted.dtype),
        "weights": [np.asarray(weight).astype("float32") for weight in model.get_weights()],
        "dtypes": [keras.backend.standardize_dtype(v.dtype) for v in model.optimizer.variables],
        "optimizer": type(model.optimizer).__name__,
    }


def mapped(keras):
    """A policy for each layer by its path."""
    chosen = keras.dtype_policies.DTypePolicyMap(
        "mixed_float16", {".*head": keras.DTypePolicy("float32")}
    )
    body = keras.layers.Dense(4, dtype=chosen, name="body")
    head = keras.layers.Dense(2, dtype=chosen, name="head")
    model = start(keras.Sequential([keras.Input((3,)), body, head]))
    return {
        "dtypes": [layer.compute_dtype for layer in (body, head)],
        "config": keras.dtype_policies.serialize(chosen),
        "name": chosen.name,
        "predicted": np.asarray(model.predict(X[:5], verbose=0)),
    }


def wide(keras):
    """Halves meet float32 in a loss of numbers."""
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = start(keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]))
    finally:
        keras.config.set_dtype_policy("float32")
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    history = model.fit(X, TARGETS, batch_size=16, epochs=2, shuffle=False, verbose=0).history
    return {key: [float(value) for value in row] for key, row in history.items()}


CASES = {
    "policy map": mapped,
    "mixed_float16, mse, adam": wide,
    **{policy: trained(policy) for policy in POLICIES},
}
