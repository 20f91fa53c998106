"""The optimizers: fifteen steps on fixed gradients, their slots and their configurations."""

import numpy as np

STEPS = 15
START = {
    "kernel": np.array([[0.5, -1, 2], [0, 1e-3, -3]], "float32"),
    "bias": np.array([0.25, -0.25, 0], "float32"),
}
SGD = [
    {},
    {"learning_rate": 0.1},
    {"momentum": 0.9},
    {"momentum": 0.9, "nesterov": True},
    {"weight_decay": 0.01},
    {"clipnorm": 0.5},
    {"clipvalue": 0.3},
    {"global_clipnorm": 0.5},
    {"use_ema": True, "ema_momentum": 0.9},
    {"use_ema": True, "ema_momentum": 0.9, "ema_overwrite_frequency": 4},
    {"gradient_accumulation_steps": 3},
]
RMSPROP = [
    {},
    {"rho": 0.5, "learning_rate": 0.01},
    {"momentum": 0.8},
    {"centered": True},
    {"centered": True, "momentum": 0.8, "epsilon": 1e-3},
    {"weight_decay": 0.01, "clipnorm": 1.0},
]
ADAM = [
    {},
    {"learning_rate": 0.05},
    {"amsgrad": True},
    {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-4},
    {"weight_decay": 0.01, "global_clipnorm": 1.0},
    {"use_ema": True},
]
CALLS = {
    "SGD": SGD,
    "RMSprop": RMSPROP,
    "Adam": ADAM,
    "AdamW": [{}, {"amsgrad": True, "weight_decay": 0.1}],
    "Adamax": [{}, {"beta_1": 0.5}],
    "Nadam": [{}, {"beta_2": 0.9}],
    "Lion": [{}, {"beta_1": 0.5}],
    "Adagrad": [{}, {"initial_accumulator_value": 0.0}],
    "Adadelta": [{}, {"learning_rate": 1.0, "rho": 0.5}],
    "Ftrl": [
        {"learning_rate": 0.1},
        {"l1_regularization_strength": 0.1, "l2_shrinkage_regularization_strength": 0.1},
    ],
    "Adafactor": [{}, {"clip_threshold": 0.3, "learning_rate": 0.1}],
    "Lamb": [{}, {"weight_decay": 0.01}],
    "Muon": [{"learning_rate": 0.1}, {"nesterov": False, "rms_rate": None, "ns_steps": 2}],
    "ScheduleFreeAdamW": [{}, {"warmup_steps": 4, "learning_rate": 0.1}],
}


def gradients(step):
    """Fixed numbers of many sizes; every fourth step has zeros, as dead units give."""
    angles = np.arange(9, dtype="float64") + 9 * step
    values = np.sin(angles**2) * 10 ** np.cos(angles)
    if step % 4 == 3:
        values[::2] = 0
    return values[:6].reshape(2, 3).astype("float32"), values[6:].astype("float32")


def numbers(keras, tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def run(name, arguments):
    def history(keras):
        optimizer = getattr(keras.optimizers, name)(**arguments)
        weights = [keras.Variable(value, name=key, dtype="float32") for key, value in START.items()]
        optimizer.build(weights)
        results = {}
        for step in range(STEPS):
            optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients(step)], weights)
            if step in (0, 1, 4, STEPS - 1):
                results[f"weights after {step + 1}"] = [numbers(keras, w) for w in weights]
        results["slots"] = [
            [slot.name, keras.backend.standardize_dtype(slot.dtype), numbers(keras, slot)]
            for slot in optimizer.variables
        ]
        results["iterations"] = int(numbers(keras, optimizer.iterations))
        if arguments.get("use_ema"):
            optimizer.finalize_variable_values(weights)
            results["averages"] = [numbers(keras, w) for w in weights]
        return results

    return history


def config(name, arguments):
    return lambda keras: getattr(keras.optimizers, name)(**arguments).get_config()


def excluded(keras):
    """Weight decay leaves out what the user names."""
    optimizer = keras.optimizers.SGD(weight_decay=0.1)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    weights = [keras.Variable(value, name=key) for key, value in START.items()]
    optimizer.build(weights)
    optimizer.apply([np.zeros((2, 3), "float32"), np.zeros(3, "float32")], weights)
    return [numbers(keras, w) for w in weights]


def scaled(keras):
    """Steps on scaled gradients; the third is infinite and counts for nothing."""
    inner = keras.optimizers.Adam(0.1)
    optimizer = keras.optimizers.LossScaleOptimizer(inner, 8.0, dynamic_growth_steps=2)
    weights = [keras.Variable(value, name=key) for key, value in START.items()]
    optimizer.build(weights)
    results = []
    for step in range(6):
        scale = optimizer.scale_loss(keras.ops.convert_to_tensor(1.0))
        found = [keras.ops.convert_to_tensor(g) * scale for g in gradients(step)]
        if step == 2:
            found[0] = found[0] * float("inf")
        state = [v.value for v in optimizer.variables], found, [w.value for w in weights]
        trained, own = optimizer.stateless_apply(*state)
        for variable, value in zip([*weights, *optimizer.variables], [*trained, *own], strict=True):
            variable.assign(value)
        results.append([float(numbers(keras, scale)), *[numbers(keras, w) for w in weights]])
    return [*results, [numbers(keras, v) for v in optimizer.variables], optimizer.get_config()]


def several(keras):
    """Kernels by one optimizer, biases by another."""
    opt = keras.optimizers
    chosen = opt.OptimizerMap(opt.Adam(0.1), {"bias": opt.SGD(0.5, momentum=0.9)})
    optimizer = opt.MultiOptimizer(chosen)
    weights = [keras.Variable(value, name=key) for key, value in START.items()]
    for step in range(3):
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients(step)], weights)
    return [
        numbers(keras, v) for v in [*weights, *sorted(optimizer.variables, key=lambda v: v.path)]
    ]


def learning_rate(keras):
    optimizer = keras.optimizers.Adam(0.01)
    before = float(np.asarray(keras.ops.convert_to_numpy(optimizer.learning_rate)))
    optimizer.learning_rate = 0.5
    after = float(np.asarray(keras.ops.convert_to_numpy(optimizer.learning_rate)))
    return [before, after, optimizer.get_config()]


def found(keras):
    names = ["sgd", "SGD", "rmsprop", "RMSprop", "adam", "Adam", "muon"]
    return {name: keras.optimizers.serialize(keras.optimizers.get(name)) for name in names}


def cases():
    made = {"get": found, "loss scale": scaled, "several": several}
    made |= {"exclude_from_weight_decay": excluded, "learning_rate": learning_rate}
    for name, calls in CALLS.items():
        for arguments in calls:
            made[f"{name} {arguments}"] = run(name, arguments)
            made[f"{name} {arguments} config"] = config(name, arguments)
    return made


CASES = cases()
