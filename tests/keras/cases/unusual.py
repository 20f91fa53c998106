"""Arguments that few programs give: axes, modes, dtypes and shapes off the beaten track."""

import operator

import numpy as np

RNG = np.random.default_rng(5)
X = RNG.normal(size=(3, 4)).astype("float32").round(2)
Y = RNG.normal(size=(3, 4)).astype("float32").round(2)
CUBE = RNG.normal(size=(2, 3, 4)).astype("float32").round(2)
WHOLE = RNG.integers(-4, 9, (3, 4)).astype("int32")
SHORT = RNG.integers(0, 9, (3, 4)).astype("uint8")
HALF = X.astype("float16")
LINE = np.array([0.5, -1.5, 2.0, 0.25], "float32")
ENDS = np.array([0.0, np.inf, -np.inf, np.nan, 1.5, 1e30], "float32")
ONE = np.float32(0.7).reshape(())
MATRICES = np.stack([np.diag([2.0, 4.0, 1.0]), np.eye(3)[::-1] * 2.0]).astype("float32")
SHARES = np.array([[0.25, 0.75], [0.5, 0.5]], "float32")
IMAGES = CUBE.reshape(1, 3, 4, 2)
TALL = np.ones((1, 6, 5, 1), "float32")

# name: function, arguments, keyword arguments
CALLS = {
    "concatenate all": ("concatenate", ([X, WHOLE],), {"axis": None}),
    "roll twice one axis": ("roll", (CUBE, (1, 2)), {"axis": 0}),
    "roll once two axes": ("roll", (CUBE, 1), {"axis": (0, -1)}),
    **{
        f"pad {mode} {width}": ("pad", (LINE[:3], width), {"mode": mode})
        for mode in (
            "reflect symmetric edge wrap linear_ramp maximum mean median minimum"
        ).split()
        for width in ((1, 2), (4, 7))
    },
    "pad mean whole": ("pad", (WHOLE, ((1, 0), (0, 2))), {"mode": "mean"}),
    "geomspace axis": ("geomspace", (abs(LINE), abs(LINE) + 2), {"num": 3, "axis": -1}),
    "clip above": ("clip", (X, None, 0.5), {}),
    "clip below": ("clip", (WHOLE, 0, None), {}),
    **{
        f"saturate_cast {kind}": ("saturate_cast", (ENDS, kind), {})
        for kind in ("int32", "uint8", "float16")
    },
    "fmax half": ("fmax", (HALF, 0.5), {}),
    "fmin short": ("fmin", (SHORT, 3), {}),
    "view narrower": ("view", (X, "uint8"), {}),
    "view halves": ("view", (X, "float16"), {}),
    "view wider": ("view", (SHORT, "int32"), {}),
    **{
        f"norm {order} {axis}": ("norm", (CUBE,), {"ord": order, "axis": axis})
        for order in ("nuc", 2, -2)
        for axis in ((0, 1), (-1, 1))
    },
    "norm kept": ("norm", (X,), {"ord": 2, "axis": (0, 1), "keepdims": True}),
    "normalize matrices": ("normalize", (CUBE,), {"axis": (0, 1), "order": 1}),
    "average of two axes": (
        "average", (CUBE,), {"axis": (0, 1), "weights": abs(CUBE[:, :, 0])},
    ),
    "histogram of one number": ("histogram", (LINE,), {"bins": 4, "range": (0.5, 0.5)}),
    "digitize falling": ("digitize", (X, [1.0, 0.0, -1.0]), {}),
    "slice beyond": ("slice", (CUBE, (0, 2, 3), (1, 2, 2)), {}),
    "slice from the end": ("slice", (CUBE, (-1, 0, 0), (1, 1, 1)), {}),
    "slice_update beyond": ("slice_update", (X, (2, 3), -Y[:2, :2]), {}),
    "argsort one number": ("argsort", (ONE,), {}),
    "diff too often": ("diff", (X,), {"n": 6}),
    "threshold whole": ("threshold", (WHOLE, 1, 0), {}),
    "nanvar infinite": ("nanvar", (ENDS[:2],), {}),
    "bitwise of bools": ("bitwise_not", (X > 0,), {}),
    "hard_shrink of NaN": ("hard_shrink", (ENDS,), {}),
    "soft_shrink of NaN": ("soft_shrink", (ENDS,), {}),
    "softmax of unsigned numbers": ("softmax", (SHORT,), {}),
    "log_sigmoid of unsigned numbers": ("log_sigmoid", (SHORT,), {}),
    "layer_normalization that only scales": (
        "layer_normalization", (CUBE, LINE, LINE), {"rms_scaling": True},
    ),
    "layer_normalization of whole numbers": ("layer_normalization", (WHOLE,), {}),
    "rms_normalization of whole numbers": ("rms_normalization", (WHOLE,), {}),
    "stft without a window": (
        "stft", (CUBE.reshape(2, 12), 4, 3, 8), {"window": None, "center": False},
    ),
    "istft without a window": (
        "istft", ((CUBE[0, :, :3], CUBE[1, :, :3]), 4, 2, 4), {"window": None},
    ),
    "solve many": ("solve", (MATRICES, X[:, :2]), {}),
    "solve one vector for many": ("solve", (MATRICES, X[:, 0]), {}),
    "logdet of negative determinants": ("logdet", (MATRICES,), {}),
    "logdet of no determinant": ("logdet", (np.zeros((2, 2), "float32"),), {}),
    "lu_factor of zeros": ("lu_factor", (np.zeros((2, 2), "float32"),), {}),
    "top_k of NaN": ("top_k", (ENDS, 4), {}),
    "categorical_crossentropy of halves": (
        "categorical_crossentropy", (SHARES, SHARES[::-1].astype("float16")), {},
    ),
    "batch_normalization of halves": (
        "batch_normalization", (HALF, LINE, abs(LINE)), {"axis": -1},
    ),
    "gaussian_blur": ("image.gaussian_blur", (IMAGES,), {}),
    "gaussian_blur of channels": (
        "image.gaussian_blur", (IMAGES,), {"data_format": "channels_last"},
    ),
    "adaptive_average_pool to more": ("adaptive_average_pool", (TALL, 7), {}),
    "power of a float": ("power", (WHOLE[WHOLE != 0], -1.0), {}),
}  # fmt: skip
# Where tensors without numbers stand beside settings.
SYMBOLIC = {
    "meshgrid": ("meshgrid", (LINE, X[0, :2]), {"indexing": "ij"}),
    "clip": ("clip", (X, LINE, 1.0), {}),
    "trapezoid": ("trapezoid", (X,), {"x": LINE}),
    "diff too often": ("diff", (X,), {"n": 6}),
    "corrcoef": ("corrcoef", (X,), {}),
    "slogdet": ("slogdet", (MATRICES,), {}),
    "lu_factor": ("lu_factor", (MATRICES,), {}),
    "categorical_crossentropy": ("categorical_crossentropy", (X, Y), {"axis": 0}),
    "adaptive_max_pool": ("adaptive_max_pool", (IMAGES, (2, 3)), {}),
    "conv of halves": ("conv", (CUBE.astype("float16"), CUBE[:, :, :].reshape(2, 4, 3)), {}),
    "gelu of whole numbers": ("gelu", (WHOLE,), {}),
}


def call(name, arguments, named):
    return lambda keras: plain(operator.attrgetter(name)(keras.ops)(*arguments, **named))


def promised(name, arguments, named):
    """Shapes and dtypes of the results for tensors that have no numbers."""

    def case(keras):
        def symbol(x):
            return keras.KerasTensor(x.shape, x.dtype.name) if isinstance(x, np.ndarray) else x

        words = {key: symbol(value) for key, value in named.items()}
        found = getattr(keras.ops, name)(*map(symbol, arguments), **words)
        found = found if isinstance(found, list | tuple) else [found]
        return [[list(x.shape), x.dtype] for x in found]

    return case


def plain(found):
    if isinstance(found, tuple | list):
        return [plain(part) for part in found]
    return np.asarray(found)


def loss(name, labels, weight=None, **given):
    probabilities = abs(X[: len(labels)]) / abs(X[: len(labels)]).sum(1, keepdims=True)

    def case(keras):
        loss = getattr(keras.losses, name)(**given)
        found = loss(labels, probabilities, sample_weight=weight)
        return [np.asarray(found, "float32"), keras.backend.standardize_dtype(found.dtype)]

    return case


def activation(name, x, **given):
    return lambda keras: np.asarray(getattr(keras.activations, name)(x, **given))


ACTIVATIONS = {
    "relu beyond a threshold": activation("relu", WHOLE, threshold=0.5),
    "relu up to a value": activation("relu", WHOLE, max_value=1.5),
    "hard_tanh": activation("hard_tanh", WHOLE),
}
LOSSES = {
    "policy": loss("CategoricalCrossentropy", np.eye(4)[[0, 1, 3]], dtype="mixed_float16"),
    "an ignored class that uint8 has not": loss(
        "SparseCategoricalCrossentropy", np.array([0, 1, 3], "uint8"), ignore_class=-1
    ),
    "one weight for all": loss(
        "CategoricalCrossentropy",
        np.eye(4)[[0, 1, 3]],
        np.float32(0.5),
        reduction="mean_with_sample_weight",
    ),
    "no rows": loss("MeanSquaredError", np.zeros((0, 4), "float32")),
}


def config(module, name, **given):
    return lambda keras: getattr(getattr(keras, module), name)(**given).get_config()


CONFIGS = {
    "Huber": config("losses", "Huber", delta=2.0),
    "CosineSimilarity": config("losses", "CosineSimilarity", axis=1),
    "SparseCategoricalCrossentropy": config("losses", "SparseCategoricalCrossentropy", axis=1),
    "Identity": config("initializers", "Identity", gain=2.0),
}


def whole_rate(name):
    """A schedule that begins at a whole number."""

    def case(keras):
        schedule = getattr(keras.optimizers.schedules, name)(1, 10, 0.5)
        return [float(schedule(step)) for step in (0, 3, 20)]

    return case


def regularized(keras):
    layer = keras.layers.ActivityRegularization(l1=0.1)
    layer(WHOLE)
    return float(layer.losses[0])


def renormalized(**given):
    """Three batches of training with batch renormalization, then a prediction."""

    def case(keras):
        layer = keras.layers.BatchNormalization(renorm=True, momentum=0.9, epsilon=0.01, **given)
        outputs = [layer(x, training=True) for x in (CUBE, CUBE * 2 + 1, -CUBE)]
        outputs.append(layer(CUBE))
        names = [weight.path.split("/")[-1] for weight in layer.weights]
        return [[np.asarray(x) for x in outputs], layer.get_weights(), names, layer.get_config()]

    return case


def trained_renormalized(keras):
    """A network with batch renormalization after three steps, in which its gradients are."""
    model = keras.Sequential(
        [
            keras.layers.Input((4,)),
            keras.layers.BatchNormalization(renorm=True, renorm_clipping={"dmax": 0.5}),
            keras.layers.Dense(2, kernel_initializer="ones"),
        ]
    )
    model.compile("sgd", "mse")
    model.fit(X, Y[:, :2], batch_size=3, epochs=3, verbose=0)
    return model.get_weights()


def normalized(name, x, **given):
    """The result, its dtype and the weights of a layer whose gamma is not all ones."""

    def case(keras):
        layer = getattr(keras.layers, name)(**given)
        layer.build(x.shape)
        size = int(np.prod(layer.gamma.shape))
        layer.gamma.assign(np.linspace(0.5, 1.5, size).reshape(layer.gamma.shape))
        found = layer(x)
        return [np.asarray(found), [list(w.shape) for w in layer.weights]]

    return case


LAYERS = {
    "renormalization": renormalized(),
    "renormalization clipped": renormalized(
        center=False, renorm_clipping={"rmin": 0.9, "rmax": 1.1, "dmax": 0.1}, renorm_momentum=0.5
    ),
    "renormalization trained": trained_renormalized,
    "BatchNormalization of whole numbers": normalized("BatchNormalization", WHOLE),
    "LayerNormalization of whole numbers": normalized("LayerNormalization", WHOLE),
    "GroupNormalization of whole numbers": normalized("GroupNormalization", WHOLE, groups=2),
    "ActivityRegularization of whole numbers": regularized,
    "LayerNormalization counted from both ends": normalized(
        "LayerNormalization", CUBE, axis=[1, -1]
    ),
}


def metric(name, true, predicted, weight=None, **given):
    """Two batches: the result after each, and the variables."""

    def case(keras):
        made = getattr(keras.metrics, name)(**given)
        found = []
        for _ in range(2):
            made.update_state(true, predicted, sample_weight=weight)
            found.append(np.asarray(made.result(), "float32"))
        return [found, [[list(v.shape), v.dtype] for v in made.variables]]

    return case


YES = RNG.random((2, 3, 2)) > 0.5
SAID = RNG.random((2, 3, 2)).astype("float32").round(2)
METRICS = {
    **{
        f"{name} of a class with weights of steps": metric(
            name, YES, SAID, SAID[:, :, 0], class_id=1, **given
        )
        for name, given in (
            ("Precision", {}),
            ("Recall", {"thresholds": [0.25, 0.75]}),
            ("PrecisionAtRecall", {"recall": 0.5, "num_thresholds": 7}),
        )
    },
    **{
        f"{name} in halves": metric(name, YES[0], SAID[0], dtype="float16")
        for name in ("Precision", "AUC", "F1Score", "MeanSquaredError")
    },
}


def stopped(hook):
    """A fit that a callback wants to stop in its second epoch, from one of its hooks."""

    def case(keras):
        def stop(self, place, logs=None):
            if place == 1:
                self.model.stop_training = True

        model = keras.Sequential(
            [keras.layers.Input((4,)), keras.layers.Dense(1, kernel_initializer="ones")]
        )
        model.compile("sgd", "mse")
        stopper = type("Stopper", (keras.callbacks.Callback,), {hook: stop})()
        record = model.fit(
            CUBE[0], X[:, :1], batch_size=1, epochs=4, shuffle=False, verbose=0, callbacks=[stopper]
        )
        return [record.history, model.get_weights()]

    return case


def scored(metrics, **arguments):
    """What a model with metrics tells of itself: names, and figures in a list and by name."""

    def case(keras):
        model = keras.Sequential(
            [keras.layers.Input((4,)), keras.layers.Dense(1, kernel_initializer="ones")]
        )
        model.compile("sgd", "mse", metrics=metrics)
        record = model.fit(X, Y[:, :1], verbose=0, **arguments)
        listed = model.evaluate(X, Y[:, :1], verbose=0)
        named = model.evaluate(X, Y[:, :1], verbose=0, return_dict=True)
        return [record.history, listed, named, model.metrics_names]

    return case


UTILS = {
    f"normalize of {name}": (lambda keras, x=x, given=given: keras.utils.normalize(x, **given))
    for name, x, given in (
        ("rows", X, {}),
        ("columns", X[:, :3], {"axis": 0}),
        ("a middle axis", CUBE, {"axis": 1, "order": 1}),
        ("a vector", LINE, {}),
    )
}
SCORES = {
    "no metrics": scored(None),
    "metrics of one name": scored(["mae", "mae"]),
    "no epochs": scored(["mae"], epochs=0),
}
STOPS = ("on_epoch_begin", "on_epoch_end", "on_train_batch_begin", "on_train_batch_end")
CASES = {
    **{f"metric {name}": case for name, case in METRICS.items()},
    **{f"stopped in {hook}": stopped(hook) for hook in STOPS},
    **{f"config {name}": case for name, case in CONFIGS.items()},
    **{f"schedule {n}": whole_rate(n) for n in ("ExponentialDecay", "InverseTimeDecay")},
    **{f"layer {name}": case for name, case in LAYERS.items()},
    **{name: call(*row) for name, row in CALLS.items()},
    **{f"symbolic {name}": promised(*row) for name, row in SYMBOLIC.items()},
    **{f"loss {name}": case for name, case in LOSSES.items()},
    **UTILS,
    **{f"activation {name} of whole numbers": case for name, case in ACTIVATIONS.items()},
    **{f"scores with {name}": case for name, case in SCORES.items()},
}
