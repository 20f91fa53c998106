"""Every argument that a constructor accepts changes the numbers, or is listed with the reason.

The other half of `test_arguments`, which asks the same of configurations (R2).
"""

import copy

import numpy as np
import pytest

from pronghorn import optimizers, random, tree
from pronghorn.errors import UserError
from pronghorn.metrics.thresholds import ThresholdMetric
from pronghorn.tensor import Tensor
from pronghorn.variables import Variable
from tests.laws import test_layers as layer_laws
from tests.laws import test_losses as loss_laws
from tests.laws import test_metrics as metric_laws
from tests.laws.test_arguments import CLASSES, NO_OPS, minimal, optional, others

# What else to try, and the arguments without which one has no effect: (class or "*", argument).
TRIED = {
    "dtype": ["float16"],
    "ignore_class": [2],
    "num_thresholds": [3],
    "k": [1, 2],
    "axis": [0, 1],
    "bins": [4],
    "renorm_clipping": [{"dmax": 0.0}],
    "dynamic_growth_steps": [2],
    "optimizer_map": [{"hidden": optimizers.SGD(0.5)}],
}
WITH = {
    ("*", "ema_momentum"): {"use_ema": True},
    ("*", "ema_overwrite_frequency"): {"use_ema": True},
    ("*", "fill_value"): {"fill_mode": "constant", "pad_to_aspect_ratio": True},
    ("*", "warmup_steps"): {"warmup_target": 0.5},
    ("SGD", "nesterov"): {"momentum": 0.5},
    ("BinaryFocalCrossentropy", "alpha"): {"apply_class_balancing": True},
    ("BatchNormalization", "renorm_clipping"): {"renorm": True},
    ("BatchNormalization", "renorm_momentum"): {"renorm": True},
    ("Dice", "reduction"): {"axis": -1},
    ("Tversky", "reduction"): {"axis": -1},
    ("RecallAtPrecision", "class_id"): {"precision": 0.6},
    ("RecallAtPrecision", "num_thresholds"): {"precision": 0.6},
    ("IoU", "ignore_class"): {"num_classes": 3},
}
UNCHANGED = {
    ("*", "name"): "names change no number",
    ("Adafactor", "epsilon_2"): "a floor for weights near 0",
    (
        "Adafactor",
        "relative_step",
    ): "the rate is bounded by 1 / sqrt(step) in any case, as in Keras",
    ("IoU", "axis"): "for targets that are one-hot, as OneHotIoU has them",
    ("MeanIoU", "axis"): "likewise, as OneHotMeanIoU",
    ("Lambda", "output_shape"): "tells a shape that is known",
    ("Masking", "mask_value"): "no step of the data holds it",
    ("MaxNumBoundingBoxes", "fill_value"): "images alone have no boxes to add",
    ("MixUp", "data_format"): "whole images are mixed",
    ("RNN", "zero_output_for_mask"): "no step of the data is masked",
    ("Resizing", "antialias"): "nothing is made smaller",
    **{
        (name, argument): "pixels change by themselves, and nothing is drawn"
        for name in ("RandomBrightness", "RandomInvert", "RandomPosterization", "Solarization")
        for argument in ("data_format", "seed")
        if argument == "data_format" or name in ("RandomPosterization", "Solarization")
    },
    **{
        (name, "dtype"): "counts of a confusion matrix, whole in any dtype"
        for name in ("BinaryIoU", "IoU", "MeanIoU", "OneHotIoU", "OneHotMeanIoU")
    },
    **{
        (kind.__name__, "dtype"): "outputs are rounded to it, and none is so near to a threshold"
        for kind in CLASSES.values()
        if isinstance(kind, type) and issubclass(kind, ThresholdMetric)
    },
}
SHAPES = {"Identity": (3, 3)}
X = np.random.default_rng(3).normal(size=(2, 3, 2)).astype("float32")


def numbers(found):
    """Arrays as plain values; dtypes count."""
    arrays = [np.asarray(x) for x in tree.flatten(found) if x is not None]
    return [(str(x.dtype), x.astype("float64").tolist()) for x in arrays]


def of_layer(name, layer):
    """Outputs in both modes, first weights, losses, and weights that constraints have seen."""
    x = layer_laws.data(name)
    called = [layer(x), layer(x, training=True)]
    masks = [getattr(each, "_keras_mask", None) for each in tree.flatten(called)]
    found = [called, masks, [w.numpy() for w in layer.weights], layer.losses]
    for weight in layer.trainable_weights:
        weight.assign(weight - 3.0)
        if weight.constraint is not None:
            weight.assign(weight.constraint(weight))
    return numbers([*found, [w.numpy() for w in layer.trainable_weights]])


def of_loss(name, loss):
    cases = loss_laws.CASES[loss_laws.CLASSES_OF[name]]
    rows = getattr(loss, "reduction", None) and type(loss).from_config(
        {**loss.get_config(), "reduction": None}
    )
    return numbers([each(t, y) for _, t, y, _ in cases for each in (loss, rows) if each])


def of_metric(name, metric):
    if name in ("Mean", "Sum"):
        metric.update_state(X)
        return numbers(metric.result())
    _, t, y, _ = metric_laws.EVERY[name if name in metric_laws.EVERY else "MeanSquaredError"]
    for part in np.array_split(np.arange(len(t)), 3):
        metric.update_state(t[part], y[part])
    return numbers(metric.result())


def of_optimizer(name, optimizer):
    if name == "OptimizerMap":
        optimizer = optimizers.MultiOptimizer(optimizer)
    values = {"hidden": X[0] + 2.0, "embedding": X[1] + 1.0, "other": X[1, 0]}
    weights = [Variable(value, name=name) for name, value in values.items()]
    optimizer.build(weights)
    for step in range(5):
        gradients = [Tensor(part) for part in (X[0] * 3 + step, X[0], X[1, 1])]
        optimizer.apply(gradients, weights)
    optimizer.finalize_variable_values(weights)
    slots = [v for v in optimizer.variables if v.dtype.startswith("float")]
    return numbers([v.numpy() for v in (*weights, *slots)])


def of_initializer(name, one):
    shape = SHAPES.get(name, (5, 2, 3))
    # The one for deriving only keeps a seed.
    is_base = name == "RandomInitializer"
    return numbers(random.normal(shape, seed=one.seed) if is_base else one(shape))


def of_schedule(name, schedule):
    del name
    return numbers([schedule(step) for step in range(0, 60, 3)])


RESULTS = {
    "layer": of_layer,
    "loss": of_loss,
    "metric": of_metric,
    "optimizer": of_optimizer,
    "schedule": of_schedule,
    "initializer": of_initializer,
    "regularizer": lambda name, one: numbers(one(X[0])),
    "constraint": lambda name, one: numbers([one(X[0] * 5), one(X[0] / 9)]),
}


def result(case, arguments):
    family, name = case.split()
    random.set_random_seed(5)
    # Copies, for one optimizer can be built only once.
    return RESULTS[family](name, CLASSES[case](**copy.deepcopy(arguments)))


def made(case, arguments):
    """The object, called once if it is a layer."""
    found = CLASSES[case](**arguments)
    if case.startswith("layer "):
        found(layer_laws.data(case.split()[1]))
    return found


def outcomes(case, argument, given, values):
    """Results for these values of an argument; whether one of them was refused."""
    found, refused = [], False
    for value in values:
        try:
            found.append(result(case, {**given, argument: value}))
        except (UserError, TypeError, ValueError):
            refused = True  # which is as good as heeded
    return found, refused


@pytest.mark.parametrize("case", CLASSES)
def test_another_value_gives_another_result(case):
    kind = CLASSES[case]
    unchanged = []
    for name, default in optional(kind).items():
        keys = {("*", name), (kind.__name__, name)}
        if name == "trainable" and not made(case, minimal(kind)).weights:
            continue
        if keys & (NO_OPS.keys() | UNCHANGED.keys()):
            continue
        given = minimal(kind)
        for key in keys & WITH.keys():
            taken = {*minimal(kind), *optional(kind)}
            given |= {k: v for k, v in WITH[key].items() if k in taken}
        values = [*others(name, given.get(name, default)), *TRIED.get(name, ())]
        found, refused = outcomes(case, name, given, values)
        plain = result(case, given)
        if found and not refused and all(each == plain for each in found):
            unchanged.append(name)
    assert not unchanged, unchanged
