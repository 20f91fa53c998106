"""What a script for Keras uses of TensorFlow beside `tensorflow.keras`, in pronghorn's terms."""

import importlib
import logging
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np

from pronghorn import dtypes, random
from pronghorn.errors import AbsentNameError

__all__ = ["VERSION", "Loader", "is_module", "list_physical_devices", "set_seed"]

VERSION = "2.21.0"  # the release whose `tensorflow.keras` is the Keras of `api_table`

_ARRAYS = {
    **{
        name: f"ops:{name}"
        for name in (
            "abs argmax argmin ceil cast divide equal exp expand_dims eye floor greater "
            "greater_equal less less_equal linspace matmul maximum minimum multiply not_equal "
            "ones ones_like reshape round shape sign sin cos sqrt square squeeze stack "
            "stop_gradient subtract tanh tile transpose where zeros zeros_like add"
        ).split()
    },
    **{f"reduce_{name}": f"ops:{name}" for name in "all any max mean min prod sum".split()},
    "clip_by_value": "ops:clip",
    "concat": "ops:concatenate",
    "pow": "ops:power",
    "sigmoid": "ops:sigmoid",
}
_RANDOM = {"normal": "random:normal", "uniform": "random:uniform"}

# Module of TensorFlow -> name -> where it lives.
NAMES = {
    "": {
        **_ARRAYS,
        "GradientTape": "trace.tape:GradientTape",
        "Tensor": "tensor:Tensor",
        "Variable": "variables:Variable",
        "constant": "ops:convert_to_tensor",
        "convert_to_tensor": "ops:convert_to_tensor",
        "executing_eagerly": "compat.tensorflow:executing_eagerly",
        "function": "compat.tensorflow:function",
        "get_logger": "compat.tensorflow:get_logger",
        "set_random_seed": "compat.tensorflow:set_seed",
    },
    "config": {"list_physical_devices": "compat.tensorflow:list_physical_devices"},
    "math": {**_ARRAYS, "log": "ops:log"},
    "nn": {name: f"ops:{name}" for name in "elu gelu leaky_relu relu sigmoid softmax tanh".split()},
    "random": {**_RANDOM, "set_seed": "compat.tensorflow:set_seed"},
}


class TensorFlowModule(ModuleType):
    """`tensorflow` or a module of it; holds nothing itself."""

    def __getattr__(self, name: str) -> Any:
        namespace = self.__name__.partition(".")[2]
        path = f"{namespace}.{name}".lstrip(".")
        if name == "__version__":
            return VERSION
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if name in NAMES.get(namespace, ()):
            home, _, there = NAMES[namespace][name].partition(":")
            return getattr(importlib.import_module(f"pronghorn.{home}"), there)
        if is_module(path):
            return importlib.import_module(f"tensorflow.{path}")
        if not namespace and name in dtypes.ALL:
            return name
        raise AbsentNameError("F16", name=f"tensorflow.{path}")


class Loader:
    """Makes modules of TensorFlow for the finder."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return TensorFlowModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def is_module(path: str) -> bool:
    """Whether `tensorflow` has this module here: `"random"`, `"keras"`."""
    return path in NAMES or path in ("keras", "python")


def set_seed(seed):
    """Seeds pronghorn alone: as in TensorFlow, NumPy's generator stays where it was."""
    state = np.random.get_state()
    random.set_random_seed(seed)
    np.random.set_state(state)


def list_physical_devices(device_type=None):
    """No GPU or other device, as on a machine with only a processor."""
    return []


def executing_eagerly():
    """True, as in TensorFlow 2."""
    return True


def function(func=None, **options):
    """The function itself: a training step is traced and compiled without being told."""
    return func if func is not None else lambda given: given


def get_logger():
    """The logger to which pronghorn's notes go."""
    return logging.getLogger("pronghorn")
