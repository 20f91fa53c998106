"""What Keras 1 and 2 had and Keras 3 has not: functions and classes of some lines each."""

from pronghorn import arguments, layers
from pronghorn.errors import unknown_argument


class Reduction:
    """The ways to reduce a loss, as tf.keras spelt them; today they are strings, or None."""

    AUTO = SUM_OVER_BATCH_SIZE = "sum_over_batch_size"
    SUM = "sum"
    NONE = None

    @classmethod
    def all(cls):
        """Every way."""
        return (cls.AUTO, cls.SUM, cls.NONE)


def ThresholdedReLU(theta=1.0, **common):  # a class up to Keras 2
    """Numbers above `theta` as they are, others as 0."""
    return layers.ReLU(threshold=theta, **common)


def merge(inputs, mode="sum", concat_axis=-1, dot_axes=-1, output_shape=None, name=None, **masks):
    """Several tensors as one, as Keras 1 wrote it.

    Args:
        mode: "sum", "mul", "concat", "ave", "max", "dot", "cos", or a function of the list.

    Raises:
        ArgumentError: for another mode.
    """
    for argument in set(masks) - {"arguments", "node_indices", "tensor_indices", "output_mask"}:
        raise unknown_argument(merge, argument)
    if callable(mode):
        return layers.Lambda(mode, output_shape=output_shape, name=name)(inputs)
    if mode in ("dot", "cos"):
        axes = dot_axes if isinstance(dot_axes, int) else list(dot_axes)
        return layers.dot(inputs, axes, normalize=mode == "cos", name=name)
    modes = {
        "sum": layers.Add,
        "mul": layers.Multiply,
        "ave": layers.Average,
        "max": layers.Maximum,
        "concat": layers.Concatenate,
    }
    arguments.choice("merge", "mode", mode, (*modes, "dot", "cos"))
    more = {"axis": concat_axis} if mode == "concat" else {}
    return modes[mode](name=name, **more)(inputs)
