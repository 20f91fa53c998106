"""Every optimizer: twenty steps are those of its published formula in float64."""

import math

import numpy as np
import pytest

from pronghorn import config, optimizers
from pronghorn.variables import Variable
from tests.laws import traced

RANDOM = np.random.default_rng(0)
START = [RANDOM.normal(size=(2, 3)), RANDOM.normal(size=3)]
GRADIENTS = [[RANDOM.normal(size=w.shape) for w in START] for _ in range(20)]
EPS = 1e-7


class Oracle:
    """A formula for one weight: `state` starts empty, `t` counts from 1."""

    def __init__(self, formula, **settings):
        self.formula, self.settings = formula, settings

    def run(self, start, gradients, rate):
        w, state = start.copy(), {}
        for t, g in enumerate(gradients, 1):
            w = self.formula(w, g, rate, t, state, **self.settings)
        return w


def sgd(w, g, rate, t, s, momentum=0.0, nesterov=False):
    s["m"] = momentum * s.get("m", 0) - rate * g
    return w + (momentum * s["m"] - rate * g if nesterov else s["m"])


def rmsprop(w, g, rate, t, s, rho=0.9, momentum=0.0, centered=False):
    s["v"] = rho * s.get("v", 0) + (1 - rho) * g * g
    s["a"] = rho * s.get("a", 0) + (1 - rho) * g
    spread = s["v"] - s["a"] ** 2 if centered else s["v"]
    s["m"] = momentum * s.get("m", 0) + rate * g / np.sqrt(spread + EPS)
    return w - s["m"]


def adam(w, g, rate, t, s, b1=0.9, b2=0.999, amsgrad=False, decay=0.0):
    w = w - w * decay * rate
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
    s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
    s["top"] = np.maximum(s.get("top", 0), s["v"])
    size = s["top"] if amsgrad else s["v"]
    alpha = rate * math.sqrt(1 - b2**t) / (1 - b1**t)
    return w - alpha * s["m"] / (np.sqrt(size) + EPS)


def adamax(w, g, rate, t, s, b1=0.9, b2=0.999):
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
    s["u"] = np.maximum(b2 * s.get("u", 0), abs(g))
    return w - rate / (1 - b1**t) * s["m"] / (s["u"] + EPS)


def nadam(w, g, rate, t, s, b1=0.9, b2=0.999):
    now, following = (b1 * (1 - 0.5 * 0.96**n) for n in (t, t + 1))
    s["p"] = s.get("p", 1) * now
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
    s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
    mean = following * s["m"] / (1 - s["p"] * following) + (1 - now) * g / (1 - s["p"])
    return w - rate * mean / (np.sqrt(s["v"] / (1 - b2**t)) + EPS)


def lion(w, g, rate, t, s, b1=0.9, b2=0.99):
    m = s.get("m", np.zeros_like(w))
    s["m"] = b2 * m + (1 - b2) * g
    return w - rate * np.sign(b1 * m + (1 - b1) * g)


def adagrad(w, g, rate, t, s, start=0.1):
    s["a"] = s.get("a", start) + g * g
    return w - rate * g / np.sqrt(s["a"] + EPS)


def adadelta(w, g, rate, t, s, rho=0.95):
    s["a"] = rho * s.get("a", 0) + (1 - rho) * g * g
    delta = np.sqrt(s.get("d", 0) + EPS) / np.sqrt(s["a"] + EPS) * g
    s["d"] = rho * s.get("d", 0) + (1 - rho) * delta**2
    return w - rate * delta


def ftrl(w, g, rate, t, s, l1=0.0, l2=0.0, shrink=0.0, beta=0.0):
    old = s.get("n", 0.1)
    s["n"] = old + g * g
    sigma = (np.sqrt(s["n"]) - np.sqrt(old)) / rate
    s["z"] = s.get("z", 0) + g + 2 * shrink * w - sigma * w
    quadratic = np.sqrt(s["n"]) / rate + 2 * (l2 + beta / (2 * rate))
    return (np.clip(s["z"], -l1, l1) - s["z"]) / quadratic


def lamb(w, g, rate, t, s, b1=0.9, b2=0.999):
    s["m"] = b1 * s.get("m", 0) + (1 - b1) * g
    s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
    u = s["m"] / (1 - b1**t) / (np.sqrt(s["v"] / (1 - b2**t)) + EPS)
    return w - rate * np.linalg.norm(w) / np.linalg.norm(u) * u


def rms(x):
    return np.sqrt(np.mean(x * x))


def adafactor(w, g, rate, t, s, decay=-0.8, clip=1.0):
    kept, squares = 1 - t**decay, g * g + 1e-30
    if w.ndim == 1:
        s["v"] = kept * s.get("v", 0) + (1 - kept) * squares
    else:
        s["r"] = kept * s.get("r", 0) + (1 - kept) * squares.mean(1)
        s["c"] = kept * s.get("c", 0) + (1 - kept) * squares.mean(0)
        s["v"] = np.outer(s["r"], s["c"]) / s["r"].mean()
    u = g / np.sqrt(s["v"])
    u /= max(1, rms(u) / clip)
    return w - max(1e-3, rms(w)) * min(rate, t**-0.5) * u


def schedule_free(w, g, rate, t, s, b1=0.9, b2=0.999, warmup=1):
    z, x = s.get("z", w), s.get("x", w)
    s["v"] = b2 * s.get("v", 0) + (1 - b2) * g * g
    z = z - rate * min(t / warmup, 1) * g / (np.sqrt(s["v"] / (1 - b2**t)) + 1e-8)
    s["x"], s["z"] = x + (z - x) / t, z
    return (1 - b1) * z + b1 * s["x"]


def muon(w, g, rate, t, s, nesterov=True, scale=0.2, steps=5):
    if w.ndim == 1:
        return adam(w, g, rate, t, s, decay=0.004)
    w = w - w * 0.004 * rate
    s["m"] = 0.95 * s.get("m", 0) + g
    x = g + 0.95 * s["m"] if nesterov else s["m"]
    x = x / np.linalg.norm(x)
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.775 * a + 2.0315 * a @ a) @ x
    return w - rate * x * (math.sqrt(max(w.shape)) * scale if scale else 1)


CASES = {
    "SGD": [
        ({}, Oracle(sgd)),
        ({"momentum": 0.9}, Oracle(sgd, momentum=0.9)),
        ({"momentum": 0.8, "nesterov": True}, Oracle(sgd, momentum=0.8, nesterov=True)),
    ],
    "RMSprop": [
        ({}, Oracle(rmsprop)),
        ({"rho": 0.8, "momentum": 0.5}, Oracle(rmsprop, rho=0.8, momentum=0.5)),
        (
            {"momentum": 0.5, "centered": True},
            Oracle(rmsprop, momentum=0.5, centered=True),
        ),
    ],
    "Adam": [
        ({}, Oracle(adam)),
        ({"beta_1": 0.8, "beta_2": 0.99}, Oracle(adam, b1=0.8, b2=0.99)),
        ({"amsgrad": True}, Oracle(adam, amsgrad=True)),
        ({"weight_decay": 0.1}, Oracle(adam, decay=0.1)),
    ],
    "AdamW": [({}, Oracle(adam, decay=0.004))],
    "Adamax": [({}, Oracle(adamax))],
    "Nadam": [({}, Oracle(nadam))],
    "Lion": [({}, Oracle(lion))],
    "Adagrad": [
        ({}, Oracle(adagrad)),
        ({"initial_accumulator_value": 0.5}, Oracle(adagrad, start=0.5)),
    ],
    "Adadelta": [({}, Oracle(adadelta)), ({"rho": 0.8}, Oracle(adadelta, rho=0.8))],
    "Adafactor": [
        ({}, Oracle(adafactor)),
        ({"beta_2_decay": -0.5, "clip_threshold": 0.4}, Oracle(adafactor, decay=-0.5, clip=0.4)),
    ],
    "Lamb": [({}, Oracle(lamb)), ({"beta_1": 0.5}, Oracle(lamb, b1=0.5))],
    "Muon": [
        ({}, Oracle(muon)),
        (
            {"nesterov": False, "rms_rate": None, "ns_steps": 3},
            Oracle(muon, nesterov=False, scale=None, steps=3),
        ),
    ],
    "ScheduleFreeAdamW": [
        ({}, Oracle(schedule_free)),
        ({"warmup_steps": 8, "beta_1": 0.7}, Oracle(schedule_free, b1=0.7, warmup=8)),
    ],
    "Ftrl": [
        ({}, Oracle(ftrl)),
        (
            {
                "l1_regularization_strength": 0.02,
                "l2_regularization_strength": 0.03,
                "l2_shrinkage_regularization_strength": 0.01,
                "beta": 0.1,
            },
            Oracle(ftrl, l1=0.02, l2=0.03, shrink=0.01, beta=0.1),
        ),
    ],
}
OTHER = {"Optimizer", "deserialize", "get", "schedules", "serialize"}
# Optimizers of optimizers, tested in tests/optimizers.
OTHER |= {"LossScaleOptimizer", "MultiOptimizer", "OptimizerMap"}
EVERY = [
    pytest.param(name, *case, id=f"{name}-{n}")
    for name, cases in CASES.items()
    for n, case in enumerate(cases)
]
# Slots of the kernel in the order of Keras' files.
SLOTS = {
    "SGD": [],
    "RMSprop": ["kernel_velocity", "bias_velocity"],
    "Adam": ["kernel_momentum", "kernel_velocity", "bias_momentum", "bias_velocity"],
    "AdamW": ["kernel_momentum", "kernel_velocity", "bias_momentum", "bias_velocity"],
    "Adamax": ["kernel_momentum", "kernel_norm", "bias_momentum", "bias_norm"],
    "Nadam": [
        "kernel_momentum",
        "kernel_velocity",
        "bias_momentum",
        "bias_velocity",
        "u_product",
    ],
    "Lion": ["kernel_momentum", "bias_momentum"],
    "Adagrad": ["kernel_accumulator", "bias_accumulator"],
    "Adadelta": [
        "kernel_accumulated_grad",
        "kernel_accumulated_delta_var",
        "bias_accumulated_grad",
        "bias_accumulated_delta_var",
    ],
    "Adafactor": ["kernel", "kernel", "kernel_velocity", "bias", "bias", "bias_velocity"],
    "Lamb": ["kernel_momentum", "kernel_velocity", "bias_momentum", "bias_velocity"],
    "Muon": ["kernel_momentum", "bias_momentum", "bias_velocity"],
    "ScheduleFreeAdamW": ["kernel_momentum", "kernel_velocity", "bias_momentum", "bias_velocity"],
    "Ftrl": ["kernel_accumulator", "kernel_linear", "bias_accumulator", "bias_linear"],
}


def weights(dtype="float32"):
    names = ("kernel", "bias")
    return [
        Variable(w.astype(dtype), name=n, dtype=dtype) for w, n in zip(START, names, strict=True)
    ]


def test_every_public_optimizer_has_a_case():
    assert {*CASES, *OTHER} == set(optimizers.__all__)
    assert set(SLOTS) == set(CASES)


@pytest.mark.parametrize(("name", "settings", "oracle"), EVERY)
class TestLaw:
    @pytest.mark.parametrize(("dtype", "close"), [("float32", 3e-5), ("float64", 1e-7)])
    def test_twenty_steps_are_those_of_the_formula(self, name, settings, oracle, dtype, close):
        config.set_floatx(dtype)
        optimizer = getattr(optimizers, name)(learning_rate=0.05, **settings)
        variables = weights(dtype)
        for gradients in GRADIENTS:
            optimizer.apply([g.astype(dtype) for g in gradients], variables)
        assert int(optimizer.iterations) == 20
        for n, variable in enumerate(variables):
            expected = oracle.run(START[n], [g[n] for g in GRADIENTS], 0.05)
            np.testing.assert_allclose(variable.numpy(), expected, rtol=close, atol=close)

    def test_traced_steps_are_eager_steps(self, name, settings, oracle):
        optimizer = getattr(optimizers, name)(**settings)
        eager = getattr(optimizers, name)(**settings)
        variables, others = weights(), weights()
        optimizer.build(variables)
        for gradients in GRADIENTS[:3]:
            narrow = [g.astype("float32") for g in gradients]
            _, _, program = traced.run(
                lambda *given: optimizer.apply(given, variables), *narrow, symbolic=False
            )
            eager.apply(narrow, others)
            unused = 2 if name == "Adafactor" else 0  # the factors of a vector
            assert program.written == len(optimizer.variables) - 1 - unused + 2
        # With AVX-512 NumPy's powers have other bits where the exponent is one number for all.
        close = 1e-6 if name == "Ftrl" else 0
        for mine, other in zip(
            [*variables, *optimizer.variables], [*others, *eager.variables], strict=True
        ):
            away = close * np.abs(other.numpy()).max()
            np.testing.assert_allclose(mine.numpy(), other.numpy(), rtol=close, atol=away)

    def test_configuration_makes_an_equal_optimizer(self, name, settings, oracle):
        bounds = {"clipnorm": 1.5, "use_ema": True, "ema_overwrite_frequency": 3}
        optimizer = getattr(optimizers, name)(0.25, **settings, **bounds, name="mine")
        copy = optimizers.deserialize(optimizers.serialize(optimizer))
        assert type(copy) is type(optimizer)
        assert copy.get_config() == optimizer.get_config()
        assert copy.get_config()["learning_rate"] == 0.25


@pytest.mark.parametrize("name", CASES)
def test_state_is_named_and_ordered_as_in_keras_files(name):
    optimizer = getattr(optimizers, name)(name="mine")
    optimizer.build(weights())
    expected = ["iteration", "learning_rate", *SLOTS[name]]
    assert [v.path for v in optimizer.variables] == [f"mine/{slot}" for slot in expected]
    assert optimizer.variables[0].dtype == "int32"
    before = optimizer.variables[0].path
    optimizer.build(weights())
    assert len(optimizer.variables) == len(expected), before


@pytest.mark.parametrize("name", CASES)
def test_configuration_has_the_keys_of_keras(name):
    keys = list(getattr(optimizers, name)().get_config())
    assert keys[:11] == [
        "name",
        "learning_rate",
        "weight_decay",
        "clipnorm",
        "global_clipnorm",
        "clipvalue",
        "use_ema",
        "ema_momentum",
        "ema_overwrite_frequency",
        "loss_scale_factor",
        "gradient_accumulation_steps",
    ]
    assert "decay" not in keys
