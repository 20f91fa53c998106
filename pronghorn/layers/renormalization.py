"""Batch renormalization: a batch's statistics corrected towards those of many batches.

After Ioffe, arXiv:1702.03275.
"""

from pronghorn import ops
from pronghorn.errors import ArgumentError, wrong_argument

__all__ = ["Renormalization", "moved"]

_BOUNDS = ("rmax", "rmin", "dmax")


class Renormalization:
    """What batch normalization does more with `renorm=True`: it keeps its weights on the layer.

    Args:
        clipping: bounds of the correction, a dict with any of `rmin` and `rmax`, of its factor,
            and `dmax`, of its size.
        momentum: the share of the running statistics that a batch leaves.
        epsilon: added to variances.

    Raises:
        ValueError: for other bounds, and for such as exclude each other.
    """

    def __init__(self, clipping, momentum, epsilon):
        self.bounds, self.momentum, self.epsilon = clipping, momentum, epsilon
        owner, argument = "BatchNormalization", "renorm_clipping"
        if set(clipping) - set(_BOUNDS):
            raise ArgumentError(
                "M02", owner=owner, argument=argument, want=", ".join(_BOUNDS), got=clipping
            )
        low, high, far = (clipping.get(name) for name in ("rmin", "rmax", "dmax"))
        if (None not in (low, high) and low > high) or (far is not None and far < 0):
            want = "bounds with rmin <= rmax and dmax >= 0"
            raise wrong_argument(owner, argument, want, clipping, {"rmin": 0, "rmax": 3, "dmax": 5})

    def build(self, layer, size):
        """Adds the moving deviation and the running statistics, named as Keras does."""
        variances = layer.moving_variance_initializer

        def deviations(shape, dtype=None):
            return ops.sqrt(variances(shape, dtype=dtype))

        for name, initializer in (
            ("moving_stddev", deviations),
            ("renorm_mean", layer.moving_mean_initializer),
            ("renorm_stddev", deviations),
        ):
            weight = layer.add_weight(
                shape=(size,), name=name, initializer=initializer, trainable=False, autocast=False
            )
            setattr(layer, name, weight)

    def corrected(self, layer, mean, variance, gamma, beta):
        """Scale and offset with which this batch is normalized as many batches would be."""
        dtype = mean.dtype
        running = ops.cast(layer.renorm_stddev, dtype)
        running = ops.maximum(running, ops.sqrt(ops.cast(self.epsilon, dtype)))
        factor = ops.divide(ops.sqrt(ops.add(variance, self.epsilon)), running)
        shift = ops.divide(ops.subtract(mean, ops.cast(layer.renorm_mean, dtype)), running)
        factor = ops.clip(factor, self.bounds.get("rmin"), self.bounds.get("rmax"))
        far = self.bounds.get("dmax")
        shift = shift if far is None else ops.clip(shift, -far, far)
        factor, shift = ops.stop_gradient(factor), ops.stop_gradient(shift)
        if gamma is not None:
            factor, shift = ops.multiply(factor, gamma), ops.multiply(shift, gamma)
        return factor, shift if beta is None else ops.add(shift, beta)

    def remember(self, layer, mean, variance):
        """Moves all statistics on by one batch."""
        stddev = ops.sqrt(ops.add(variance, self.epsilon))
        for weight, now, momentum in (
            (layer.renorm_mean, mean, self.momentum),
            (layer.renorm_stddev, stddev, self.momentum),
            (layer.moving_mean, mean, layer.momentum),
            (layer.moving_stddev, stddev, layer.momentum),
        ):
            moved(weight, now, momentum)
        far = ops.subtract(ops.square(layer.moving_stddev), self.epsilon)
        layer.moving_variance.assign(ops.relu(far))


def moved(moving, now, momentum):
    """A moving statistic after a batch, which leaves the share `momentum` of it."""
    now = ops.multiply(ops.cast(now, moving.dtype), 1.0 - momentum)
    moving.assign(ops.add(ops.multiply(moving, momentum), now))
