"""Training from fixed weights in a fixed order: history per epoch, and the final weights."""

import numpy as np


def people(rows=61):
    """The tutorial's data in small: three standard scores, two kinds of people in one-hot rows."""
    angles = np.arange(rows * 3, dtype="float64").reshape(rows, 3)
    scores = np.sin(angles**2 + 0.1 * angles) * 1.4
    first = np.arange(rows) % 2 == 0
    scores[first] += [1, 1, -1]
    return scores.astype("float32"), np.eye(2, dtype="float32")[first.astype(int)]


X, Y = people()
LABELS = Y.argmax(1)
WEIGHTS = (1 + np.cos(np.arange(len(X)))).astype("float32")
TARGETS = np.stack([X.sum(1), X[:, 0] * X[:, 1]], 1)


def start(model):
    """Weights that depend on their shapes alone."""
    values = []
    for number, weight in enumerate(model.get_weights()):
        size = np.arange(weight.size, dtype="float64").reshape(weight.shape)
        values.append((np.sin(size * 2.1 + number) * 0.5).astype("float32"))
    model.set_weights(values)
    return model


def tutorial(keras):
    dense, activation = keras.layers.Dense, keras.layers.Activation
    return start(
        keras.Sequential(
            [
                keras.Input((3,)),
                dense(4, kernel_initializer="random_normal", name="Dense1"),
                activation("relu", name="hidden"),
                dense(2, kernel_initializer="random_normal", name="Dense2"),
                activation("softmax", name="output"),
            ],
            name="tutorial",
        )
    )


def network(keras, units, activation=None, hidden="tanh"):
    dense = keras.layers.Dense
    layers = [keras.Input((3,)), dense(5, activation=hidden), dense(units, activation=activation)]
    return start(keras.Sequential(layers))


def outcome(model, history):
    return {
        "epochs": list(history.epoch),
        "history": {key: [float(v) for v in row] for key, row in history.history.items()},
        "weights": [np.asarray(weight) for weight in model.get_weights()],
    }


def fitted(model, x, y, **arguments):
    arguments = {"batch_size": 8, "epochs": 3, "shuffle": False, "verbose": 0} | arguments
    return outcome(model, model.fit(x, y, **arguments))


def tutorial_rmsprop(keras, **arguments):
    model = tutorial(keras)
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    return fitted(model, X, Y, **arguments)


def weighted_adam(keras):
    """Sparse labels with sample weights and a validation split."""
    model = tutorial(keras)
    model.compile(
        keras.optimizers.Adam(0.01),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        weighted_metrics=["accuracy"],
    )
    return fitted(model, X, LABELS, sample_weight=WEIGHTS, validation_split=0.25)


def class_weighted(keras):
    model = tutorial(keras)
    model.compile(
        keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return fitted(model, X, LABELS, class_weight={0: 0.5, 1: 2.0}, validation_split=0.25)


def class_weighted_one_hot(keras):
    model = tutorial(keras)
    model.compile("adam", "categorical_crossentropy", weighted_metrics=["accuracy"])
    return fitted(model, X, Y, class_weight={0: 0.5, 1: 2.0})


def regression(keras):
    model = network(keras, 2)
    sgd = keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True)
    model.compile(sgd, "mse", metrics=["mae", keras.metrics.MeanSquaredError(name="squares")])
    return fitted(model, X, TARGETS, batch_size=16, validation_data=(X[:10], TARGETS[:10]))


def absolute_error(keras):
    model = network(keras, 1, hidden="relu")
    model.compile("sgd", "mae")
    return fitted(model, X, TARGETS[:, 0], batch_size=7)


def binary_logits(keras):
    model = network(keras, 1)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.RMSprop(0.01), loss, metrics=["accuracy"])
    return fitted(model, X, LABELS.astype("float32"))


def binary_probabilities(keras):
    model = network(keras, 1, "sigmoid")
    model.compile("adam", "binary_crossentropy", metrics=["accuracy", "mse"])
    return fitted(model, X, LABELS, validation_data=(X[:9], LABELS[:9], WEIGHTS[:9]))


def regularized(keras):
    dense = keras.layers.Dense
    layers = [keras.Input((3,)), dense(4, "relu", kernel_regularizer="l2"), dense(2, "softmax")]
    model = start(keras.Sequential(layers))
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    return fitted(model, X, Y)


def normalized(keras):
    """Layers without trainable weights in front of the first dense one."""
    scale = keras.layers.Normalization()
    scale.adapt(X)
    layers = [keras.Input((3,)), scale, keras.layers.Reshape((3, 1)), keras.layers.Flatten()]
    layers += [keras.layers.Rescaling(0.5, offset=0.1), keras.layers.Dense(2, "softmax")]
    model = keras.Sequential(layers)
    start(model.layers[-1])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return fitted(model, X, Y)


def masked(keras):
    """Steps of zeros count for nothing in the loss, and in metrics that are means."""
    steps = np.sin(np.arange(20 * 4 * 3, dtype="float64") ** 2).reshape(20, 4, 3).astype("float32")
    for row in range(20):
        steps[row, row % 4 :] = 0
    labels = (steps.sum(-1, keepdims=True) > 0).astype("float32")
    layers = [keras.Input((4, 3)), keras.layers.Masking(), keras.layers.Dense(5, "tanh")]
    model = start(keras.Sequential([*layers, keras.layers.Dense(1, "sigmoid")]))
    measured = ["accuracy", "mse", keras.metrics.Precision(name="p"), keras.metrics.AUC(name="a")]
    model.compile(
        keras.optimizers.SGD(0.05),
        "binary_crossentropy",
        metrics=measured,
        weighted_metrics=["mae"],
    )
    weights = np.stack([WEIGHTS[:20]] * 4, 1)  # Keras aligns no weights of rows with masks of steps
    return fitted(model, steps, labels, sample_weight=weights)


OPTIMIZERS = [
    *(
        "Adadelta",
        "Adafactor",
        "Adagrad",
        "Adam",
        "AdamW",
        "Adamax",
        "Ftrl",
        "Lamb",
        "Lion",
        "Muon",
    ),
    *("Nadam", "RMSprop", "SGD", "ScheduleFreeAdamW"),
]


def three_steps(name):
    """Three steps of an optimizer under a schedule, with bounds and decay."""

    def steps(keras):
        model = network(keras, 2)
        rate = keras.optimizers.schedules.ExponentialDecay(0.02, 2, 0.5)
        optimizer = getattr(keras.optimizers, name)(rate, weight_decay=0.01, clipnorm=1.0)
        model.compile(optimizer, "mse")
        return fitted(model, X[:24], TARGETS[:24], epochs=1)

    return steps


def resumed(keras):
    """Two fits continue one another: the optimizer keeps its slots, `initial_epoch` counts on."""
    model = tutorial(keras)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    first = fitted(model, X, Y, epochs=2)
    return {"first": first, "second": fitted(model, X, Y, epochs=4, initial_epoch=2)}


def batches(keras):
    """One batch at a time: train, test and predict, with weights on samples and classes."""
    model = tutorial(keras)
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    steps = [model.train_on_batch(X[i : i + 8], Y[i : i + 8]) for i in (0, 8, 16)]
    steps.append(model.train_on_batch(X[:5], Y[:5], sample_weight=WEIGHTS[:5]))
    steps.append(model.train_on_batch(X[:5], Y[:5], class_weight={0: 0.5, 1: 2.0}))
    named = model.train_on_batch(X[:4], Y[:4], return_dict=True)
    model.reset_metrics()
    return {
        "train": [[float(value) for value in step] for step in steps],
        "named": {key: float(value) for key, value in named.items()},
        "test": [float(value) for value in model.test_on_batch(X[:9], Y[:9])],
        "predict": np.asarray(model.predict_on_batch(X[:4])),
        "weights": [np.asarray(weight) for weight in model.get_weights()],
    }


def evaluated(keras):
    """The result does not depend on the batch size, and weights enter the loss alone."""
    model = tutorial(keras)
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy", "mse"])
    results = {
        f"batches of {size}": model.evaluate(X, Y, batch_size=size, verbose=0, return_dict=True)
        for size in (1, 7, 32, 61, 100)
    }
    results["weighted"] = model.evaluate(X, Y, sample_weight=WEIGHTS, verbose=0, return_dict=True)
    results["list"] = dict(enumerate(model.evaluate(X, Y, verbose=0)))
    return {key: {k: float(v) for k, v in row.items()} for key, row in results.items()} | {
        "names": model.metrics_names
    }


def predicted(keras):
    model = tutorial(keras)
    return {
        "one": model.predict(np.zeros((1, 3)), verbose=0),
        "all": model.predict(X, batch_size=8, verbose=0),
        "call": np.asarray(keras.ops.convert_to_numpy(model(X[:3]))),
    }


CASES = {
    "tutorial, rmsprop": tutorial_rmsprop,
    "tutorial, whole batches": lambda keras: tutorial_rmsprop(keras, batch_size=61),
    "tutorial, batches of one": lambda keras: tutorial_rmsprop(keras, batch_size=1, epochs=1),
    "sample weights, adam": weighted_adam,
    "class weights, sparse": class_weighted,
    "class weights, one-hot": class_weighted_one_hot,
    "regression, sgd": regression,
    "absolute error": absolute_error,
    "binary, logits": binary_logits,
    "binary, probabilities": binary_probabilities,
    "regularized": regularized,
    "normalized": normalized,
    "masked": masked,
    **{f"three steps of {name}": three_steps(name) for name in OPTIMIZERS},
    "resumed": resumed,
    "batches": batches,
    "evaluate": evaluated,
    "predict": predicted,
}
