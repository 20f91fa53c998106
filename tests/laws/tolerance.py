"""How far two engines may be apart, by primitive and dtype: the one table of it."""

import numpy as np

# Rounding of one operation, and of a sum of a few dozen terms taken in another order.
USUAL = {"float16": 2e-3, "float32": 2e-6, "float64": 4e-15}

# Operations whose own error, or that of their argument's reduction, is some units more.
FACTOR = {
    "arctanh": 4,
    "conv": 16,  # of hundreds of terms
    "conv_filter": 32,  # summed over images and pixels, then weighted and summed again
    "cumsum": 4,
    "power": 4,
    "product": 4,
    "sum": 4,
    "tan": 4,
}

# A whole training run: every step adds the rounding of its sums. Optimizers that divide a gradient
# by its own size make as much of the rounding of a gradient that is nearly zero.
TRAINING = {"sgd": 2e-4, "rmsprop": 2e-3, "adam": 2e-3}


def of(primitive, dtype):
    """Relative and, for sums that cancel, absolute tolerance."""
    return USUAL.get(str(dtype), 0.0) * FACTOR.get(primitive, 1)


def assert_close(primitive, got, want, message=""):
    """Equal types, and values within the table's tolerance; NaN equals NaN."""
    got, want = np.asarray(got), np.asarray(want)
    assert (got.dtype, got.shape) == (want.dtype, want.shape), message
    tolerance = of(primitive, want.dtype)
    scale = np.abs(want[np.isfinite(want)]).max(initial=0) if want.dtype.kind == "f" else 0
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(
            got, want, rtol=tolerance, atol=tolerance * min(scale, 1), err_msg=message
        )
