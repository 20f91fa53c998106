"""What a script for Keras uses of TensorFlow beside `tensorflow.keras`, in pronghorn's terms."""

import importlib
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from pronghorn import dtypes
from pronghorn.errors import AbsentNameError

__all__ = ["VERSION", "Loader", "is_module"]

VERSION = "2.21.0"  # the release whose `tensorflow.keras` is the Keras of `api_table`

HERE = "compat.tensorflow_functions"


def _same(home, names):
    """Names that stand for the same name at home."""
    return {name: f"{home}:{name}" for name in names.split()}


_MATH = {
    **_same(
        "ops",
        "abs add ceil cos cosh cumprod cumsum divide divide_no_nan equal erf exp expm1 floor "
        "greater greater_equal less less_equal log log1p logical_and logical_not logical_or "
        "logical_xor maximum minimum mod multiply negative not_equal reciprocal round rsqrt "
        "sigmoid sign sin sinh softmax softplus sqrt square subtract tan tanh top_k",
    ),
    **_same(HERE, "argmax argmin confusion_matrix l2_normalize squared_difference"),
    **{
        f"reduce_{name}": f"ops:{name}"
        for name in "all any logsumexp max mean min prod std sum".split()
    },
    "is_finite": "ops:isfinite",
    "is_inf": "ops:isinf",
    "is_nan": "ops:isnan",
    "pow": "ops:power",
    "reduce_euclidean_norm": f"{HERE}:norm",
    "reduce_variance": "ops:var",
    "unsorted_segment_sum": "ops:segment_sum",
}
_LINALG = {
    **_same("ops", "cholesky det diag einsum eye inv qr slogdet solve svd tensordot trace"),
    **_same(HERE, "l2_normalize matmul norm"),
    "global_norm": "optimizers.clipping:global_norm",
}
_RANDOM = {
    **_same("random", "gamma normal truncated_normal"),
    **_same(HERE, "set_seed"),
    "categorical": f"{HERE}:random_categorical",
    "shuffle": f"{HERE}:random_shuffle",
    "uniform": f"{HERE}:random_uniform",
}

# Module of TensorFlow -> name -> where it lives.
NAMES = {
    "": {
        **_MATH,
        **_same(
            "ops",
            "argsort broadcast_to cast convert_to_tensor custom_gradient einsum expand_dims eye "
            "is_tensor linspace meshgrid ones ones_like repeat reshape roll scan searchsorted "
            "shape size slice sort squeeze stack stop_gradient tensordot tile unique unstack "
            "vectorized_map where while_loop zeros zeros_like",
        ),
        **_same(
            HERE,
            "boolean_mask clip_by_global_norm clip_by_norm clip_by_value concat cond constant "
            "device executing_eagerly fill function gather get_logger identity map_fn matmul norm "
            "one_hot pad reverse split transpose",
        ),
        "GradientTape": "trace.tape:GradientTape",
        "Tensor": "tensor:Tensor",
        "TensorSpec": f"{HERE}:TensorSpec",
        "Variable": "variables:Variable",
        "no_op": f"{HERE}:nothing",
        "print": f"{HERE}:print_",
        "range": f"{HERE}:range_",
        "rank": "ops:ndim",
        "set_random_seed": f"{HERE}:set_seed",
    },
    "config": {
        **_same(HERE, "list_physical_devices"),
        "run_functions_eagerly": "functions:run_eagerly",
    },
    "config.experimental": {
        **_same(HERE, "list_physical_devices"),
        "enable_op_determinism": f"{HERE}:nothing",
        "list_logical_devices": f"{HERE}:list_physical_devices",
        "set_memory_growth": f"{HERE}:nothing",
    },
    "compat": {},
    "compat.v1": {"set_random_seed": f"{HERE}:set_seed"},
    "compat.v1.logging": {"set_verbosity": f"{HERE}:nothing"},
    "data": {"AUTOTUNE": "data.dataset:AUTOTUNE", "Dataset": "data.dataset:Dataset"},
    "data.experimental": {"AUTOTUNE": "data.dataset:AUTOTUNE"},
    "image": {
        "convert_image_dtype": f"{HERE}:convert_image_dtype",
        "per_image_standardization": f"{HERE}:per_image_standardization",
        "resize": f"{HERE}:resize",
        "rgb_to_grayscale": "ops.image:rgb_to_grayscale",
        "rgb_to_yuv": f"{HERE}:rgb_to_yuv",
        "total_variation": f"{HERE}:total_variation",
        "yuv_to_rgb": f"{HERE}:yuv_to_rgb",
    },
    "linalg": _LINALG,
    "math": _MATH,
    "nest": {"flatten": "tree:flatten", "map_structure": "tree:map_structure"},
    "nn": {
        **_same(
            "ops",
            "depth_to_space elu gelu leaky_relu log_softmax moments relu relu6 selu sigmoid silu "
            "softmax softplus softsign space_to_depth tanh top_k",
        ),
        **_same(
            HERE,
            "l2_loss l2_normalize sigmoid_cross_entropy_with_logits "
            "softmax_cross_entropy_with_logits sparse_softmax_cross_entropy_with_logits",
        ),
        "embedding_lookup": f"{HERE}:gather",
        "swish": "ops:silu",
    },
    "random": _RANDOM,
    "test": {"is_gpu_available": f"{HERE}:is_gpu_available"},
}
# Modules of `tensorflow.keras` that `tensorflow` shows, too.
OF_KERAS = ("initializers", "losses", "metrics", "optimizers")
# What is no function: `tf.newaxis`, and `tf.float32` and its like, which are names here.
CONSTANTS = {"newaxis": None, **{name: name for name in dtypes.ALL}}


class TensorFlowModule(ModuleType):
    """`tensorflow` or a module of it; holds nothing itself."""

    def __reduce__(self) -> tuple[Any, ...]:
        finder = importlib.import_module("pronghorn.compat.finder")  # which loads this file
        return finder.opened, (self.__name__, "tensorflow")

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
        if path in OF_KERAS:
            return importlib.import_module(f"tensorflow.keras.{path}")
        if not namespace and name in CONSTANTS:
            return CONSTANTS[name]
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
