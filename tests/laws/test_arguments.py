"""Every argument that a constructor accepts is kept: another value is another configuration.

So no argument is swallowed (R2). What changes nothing on purpose stands in `NO_OPS`, with why.
"""

import inspect

import numpy as np
import pytest

from pronghorn import (
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    random,
    regularizers,
)
from pronghorn.errors import UserError
from pronghorn.optimizers import schedules
from tests.laws.layer_cases import CASES

# (class or "*", argument): why another value changes nothing.
NO_OPS = {
    ("*", "unroll"): "a compiled loop needs no unrolling",
    ("*", "use_cudnn"): "there is no such library on a processor",
    ("*", "synchronized"): "there is one replica",
    ("*", "ragged"): "every tensor is dense; only None and False are accepted",
    ("*", "weights"): "first values of weights, which no configuration holds",
    ("*", "lora_rank"): "refused",
    ("SimpleRNN", "seed"): "heeded, but Keras' configuration of this layer does not hold it",
    **{
        (f"SpatialDropout{n}D", "trainable"): "it has no weights, and Keras' file does not say it"
        for n in (1, 2, 3)
    },
}
# Where the kind of the default does not tell what else to try.
OTHERS = {
    "activation": ["tanh", "relu"],
    "arguments": [{"a": 1}],
    "backward_layer": [],  # a layer; a case of its own in the layer's tests
    "exclude_layers": [["hidden"]],
    "input_axes": [0],
    "output_axes": [0],
    "scaling": ["spectrum"],
    "window": ["hamming"],
    "recurrent_activation": ["tanh"],
    "activity_regularizer": ["l2"],
    "axis": [1, 0, -2],
    "axes": [(1, 2)],
    "average": ["macro"],
    "batch_shape": [(4, 5)],
    "batch_size": [4],
    "boundaries": [[1, 2]],
    "brightness_factor": [0.25],
    "contrast_factor": [0.25],
    "class_aggregation": ["variance_weighted_average"],
    "class_id": [1],
    "clipnorm": [1.0],
    "clipvalue": [1.0],
    "curve": ["PR"],
    "cropping": [((2, 1), (1, 2)), 2, ((2, 1), (1, 2), (1, 1))],
    "data_format": ["channels_first", "channels_last"],
    "distribution": ["uniform"],
    "dtype": ["float64"],
    "ema_overwrite_frequency": [3],
    "fill_mode": ["nearest", "wrap"],
    "fill_value": [0.5],
    "global_clipnorm": [1.0],
    "gradient_accumulation_steps": [2],
    "hue_factor": [0.25],
    "ignore_class": [1],
    "interpolation": ["nearest", "bilinear"],
    "label_weights": [[0.5, 0.5]],
    "learning_rate_power": [-0.25],
    "loss_scale_factor": [2.0],
    "mask": [np.ones(2, bool)],
    "max_ndim": [3],
    "merge_mode": ["sum"],
    "min_ndim": [1],
    "mode": ["fan_out", "horizontal", "columns"],
    "name": ["other"],
    "noise_shape": [(None, 1), (1, 3)],
    "num_labels": [2],
    "output_padding": [1, 0],
    "output_shape": [(3,)],
    "padding": ["same", "valid", "causal", ((2, 1), (1, 2)), 2],
    "pool_size": [1, 3],
    "reduction": ["sum"],
    "renorm_clipping": [{"rmax": 1.0}],
    "saturation_factor": [0.25],
    "seed": [7, 8],
    "shared_axes": [[1]],
    "side": ["imag"],
    "size": [3, 4, (3, 3)],
    "scale": [0.5, 0.25, False, (0.1, 0.2)],
    "sparse": [True],
    "strides": [2, 1, 3],
    "summation_method": ["minoring"],
    "target_class_ids": [[1]],
    "threshold": [0.25, 2.0],
    "thresholds": [[0.25]],
    "tile_grid_size": [(2, 3)],
    "top_k": [1],
    "value_range": [(0.0, 1.0)],
    "variance": [2.0],
    "mean": [0.5],
    "warmup_target": [0.5],
    "weight_decay": [0.125],
    "max_value": [6.0, 0.5],
    "width_factor": [0.25, (0.1, 0.2)],
    "optimizer_map": [{"dense": optimizers.SGD(0.5)}],
    "groups": [2, 1],
    "learning_rate": [0.5],
    "dynamic_growth_steps": [7],
}
REQUIRED = {
    "OptimizerMap": {"optimizer_map": {}, "default_optimizer": optimizers.SGD()},
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
    "IoU": {"num_classes": 2, "target_class_ids": [0]},
    "OneHotIoU": {"num_classes": 2, "target_class_ids": [0]},
    "MeanIoU": {"num_classes": 2},
    "OneHotMeanIoU": {"num_classes": 2},
    "MeanMetricWrapper": {"fn": metrics.mean_squared_error},
    "LossScaleOptimizer": {"inner_optimizer": optimizers.SGD()},
    "ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5},
    "InverseTimeDecay": {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5},
    "CosineDecay": {"initial_learning_rate": 0.1, "decay_steps": 5},
    "PolynomialDecay": {"initial_learning_rate": 0.1, "decay_steps": 5},
    "OneCycle": {"max_learning_rate": 0.1, "total_steps": 50},
    "CosineDecayRestarts": {"initial_learning_rate": 0.1, "first_decay_steps": 5},
    "PiecewiseConstantDecay": {"boundaries": [1], "values": [0.1, 0.2]},
}
FAMILIES = {
    "optimizer": optimizers,
    "loss": losses,
    "metric": metrics,
    "initializer": initializers,
    "regularizer": regularizers,
    "constraint": constraints,
    "schedule": schedules,
}
BASES = {"Loss", "Metric", "Optimizer", "Initializer", "Regularizer", "Constraint"}
BASES |= {"LearningRateSchedule", "LossFunctionWrapper", "MultiOptimizer"}


def classes():
    found = {f"layer {name}": getattr(layers, name) for name in CASES if hasattr(layers, name)}
    for family, module in FAMILIES.items():
        for name in module.__all__:
            kind = getattr(module, name)
            if inspect.isclass(kind) and name not in BASES:
                found[f"{family} {name}"] = kind
    return found


CLASSES = classes()


def minimal(kind):
    if kind.__name__ in CASES:
        case = CASES[kind.__name__]
        given = (case[0] if isinstance(case, list) else case).arguments
        return dict(given() if callable(given) else given)
    return dict(REQUIRED.get(kind.__name__, {}))


def others(name, value):
    """Other values to try for an argument."""
    if name in OTHERS:
        return OTHERS[name]
    if name.endswith("_initializer"):
        return ["ones", "zeros", "orthogonal"]
    if name.endswith("_regularizer"):
        return ["l1"]
    if name.endswith("_constraint"):
        return ["non_neg"]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value + 2]
    if isinstance(value, float):
        return [value / 2 + 0.125, value + 1.0]
    return []


def optional(kind):
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    named = {p.name: p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    if any(p.kind is p.VAR_KEYWORD for p in parameters) and issubclass(kind, layers.Layer):
        base = inspect.signature(layers.Layer.__init__).parameters
        named |= {name: base[name] for name in ("name", "trainable", "dtype")}
    return {name: p.default for name, p in named.items() if p.default is not p.empty}


def configured(kind, arguments):
    config = kind(**arguments).get_config()
    if "name" not in arguments:
        config.pop("name", None)
    return repr(config)


@pytest.mark.parametrize("case", CLASSES)
def test_another_value_is_another_configuration(case):
    kind = CLASSES[case]
    given = minimal(kind)
    plain = configured(kind, given)
    unchanged, untried = [], []
    for name, default in optional(kind).items():
        if name in ("self", "autocast") or {("*", name), (kind.__name__, name)} & NO_OPS.keys():
            continue
        value = given.get(name, default)
        tried = others(name, value)
        seen = set()
        for other in tried:
            try:
                seen.add(configured(kind, {**given, name: other}))
            except (UserError, TypeError, ValueError):
                continue  # refused, which is as good as heeded
        if not tried and name != "backward_layer":
            untried.append(name)
        elif seen == {plain}:
            unchanged.append(name)
    assert (unchanged, untried) == ([], [])


def test_the_seed_of_a_draw_is_no_mere_entry():
    first, second = (initializers.RandomNormal(seed=seed)((3,)).numpy() for seed in (1, 2))
    assert not np.array_equal(first, second)


# What `compile` and `fit` accept for the sake of other engines, and why it changes nothing here.
NEEDLESS = {
    "jit_compile": (True, False),  # steps are always compiled
    "steps_per_execution": (1, 7),  # a program always holds the whole loop over batches
}


@pytest.mark.parametrize("argument", NEEDLESS)
def test_needless_arguments_of_compile_change_no_bit(argument):
    x = np.linspace(-1, 1, 60, dtype="float32").reshape(20, 3)
    found = []
    for value in NEEDLESS[argument]:
        random.set_random_seed(1)
        model = models.Sequential([layers.Input((3,)), layers.Dense(2)])
        model.compile("adam", "mse", **{argument: value})
        assert model.get_compile_config()[argument] == value
        model.fit(x, x[:, :2], verbose=0)
        found.append(model.get_weights()[0])
    assert np.array_equal(*found)
