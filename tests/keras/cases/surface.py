"""Signatures of public names, and the configuration that each class gives for its defaults."""

import inspect

from tests.keras.cases.scope import ABSENT, present

# A class and the arguments that have no default.
CLASSES = {
    "layers": {
        "Activation": {"activation": "relu"},
        "Dense": {"units": 4},
        "Dropout": {"rate": 0.5},
        "Flatten": {},
        "Normalization": {},
        "Rescaling": {"scale": 2.0},
        "Reshape": {"target_shape": (2, 2)},
    },
    "initializers": {
        name: {}
        for name in (
            "Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal "
            "LecunUniform Ones Orthogonal RandomNormal RandomUniform TruncatedNormal "
            "VarianceScaling Zeros"
        ).split()
    },
    "optimizers": {"Adam": {}, "RMSprop": {}, "SGD": {}},
    "losses": {
        name: {}
        for name in (
            "BinaryCrossentropy CategoricalCrossentropy MeanAbsoluteError MeanSquaredError "
            "SparseCategoricalCrossentropy"
        ).split()
    },
    "metrics": {
        name: {}
        for name in (
            "Accuracy BinaryAccuracy BinaryCrossentropy CategoricalAccuracy "
            "CategoricalCrossentropy Mean MeanAbsoluteError MeanSquaredError "
            "SparseCategoricalAccuracy SparseCategoricalCrossentropy "
            "SparseTopKCategoricalAccuracy Sum TopKCategoricalAccuracy"
        ).split()
    },
}
METHODS = {
    "Model": (
        "compile fit evaluate predict train_on_batch test_on_batch predict_on_batch summary to_json"
    ).split(),
    "Sequential": "add pop".split(),
    "layers.Layer": "add_weight get_weights set_weights count_params get_config".split(),
    "optimizers.Optimizer": "apply apply_gradients build".split(),
    "metrics.Metric": "update_state result reset_state add_variable".split(),
}
FUNCTIONS = {
    "": "Input Sequential Variable".split(),
    "activations": (
        "celu elu exponential gelu get glu hard_shrink hard_sigmoid hard_silu hard_swish "
        "hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu serialize "
        "sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid "
        "sparsemax squareplus swish tanh tanh_shrink threshold"
    ).split(),
    "losses": (
        "binary_crossentropy categorical_crossentropy get mean_absolute_error mean_squared_error "
        "sparse_categorical_crossentropy"
    ).split(),
    "metrics": (
        "binary_accuracy categorical_accuracy get sparse_categorical_accuracy "
        "sparse_top_k_categorical_accuracy top_k_categorical_accuracy"
    ).split(),
    "optimizers": ["get"],
    "utils": "normalize plot_model set_random_seed to_categorical".split(),
}


def look_up(keras, path):
    found = keras
    for name in path.split("."):
        found = getattr(found, name)
    return found


def signature(path):
    def parameters(keras):
        rows = inspect.signature(look_up(keras, path)).parameters.values()
        return [
            [row.name, row.kind.name, "" if row.default is row.empty else repr(row.default)]
            for row in rows
            if row.name not in ABSENT | {"self"}
        ]

    return parameters


def default_config(path, arguments):
    def config(keras):
        made = look_up(keras, path)(**arguments).get_config()
        return present(made) | ({"name": "automatic"} if path.startswith("layers") else {})

    return config


def module(path):
    """The home that a class writes into saved files."""

    def home(keras):
        made = keras.saving.serialize_keras_object(look_up(keras, path[0])(**path[1]))
        return [made["module"], made["class_name"], made["registered_name"]]

    return home


def cases():
    made = {}
    for package, classes in CLASSES.items():
        for name, arguments in classes.items():
            path = f"{package}.{name}"
            made[f"signature {path}"] = signature(path)
            made[f"config {path}"] = default_config(path, arguments)
            made[f"saved as {path}"] = module((path, arguments))
    for owner, names in METHODS.items():
        for name in names:
            made[f"signature {owner}.{name}"] = signature(f"{owner}.{name}")
    for package, names in FUNCTIONS.items():
        for name in names:
            path = f"{package}.{name}".lstrip(".")
            made[f"signature {path}"] = signature(path)
    return made


CASES = cases()
