"""Loops and choices of `keras.ops`: results and their structure, gradients, training."""

import numpy as np

from tests.keras.cases.gradient import gradient
from tests.keras.cases.training import TARGETS, X, fitted, start

ROWS = np.sin(np.arange(14, dtype="float32")).reshape(7, 2)
LINE = np.cos(np.arange(6, dtype="float32"))


def listed(keras, results):
    """Arrays in the place of tensors; a tuple is as good as a list."""
    if isinstance(results, dict):
        return {key: listed(keras, results[key]) for key in sorted(results)}
    if isinstance(results, list | tuple):
        return [listed(keras, part) for part in results]
    return None if results is None else np.asarray(keras.ops.convert_to_numpy(results))


def running(carry, x):
    return carry * 0.5 + x, carry


def structured(keras):
    def step(carry, x):
        total = carry["total"] + x["a"] * x["b"]
        return {"total": total, "count": carry["count"] + 1}, {"seen": total, "twice": x["b"] * 2}

    init = {"total": np.zeros(2, "float32"), "count": np.int32(0)}
    return keras.ops.scan(step, init, {"a": ROWS, "b": ROWS[::-1].copy()})


def counting(keras, kind):
    ops = keras.ops
    return kind(
        ops.while_loop(
            lambda n, x: ops.sum(x) < 20,
            lambda n, x: kind((n + 1, x * 1.5 + 1)),
            kind((np.int32(0), ops.convert_to_tensor(LINE))),
        )
    )


def cubed(keras, x):
    @keras.ops.custom_gradient
    def inner(x):
        def slope(*args, upstream=None):
            if upstream is None:
                (upstream,) = args
            return upstream * 7.0

        return x**3, slope

    return inner(x)


class Parts:
    """A layer that chooses, repeats and scans, for models that are trained."""

    @staticmethod
    def make(keras):
        ops = keras.ops

        class Mixed(keras.layers.Layer):
            def build(self, input_shape):
                self.kernel = self.add_weight(shape=(3, 3), name="kernel")

            def call(self, x):
                x = ops.cond(ops.sum(x) > 0, lambda: ops.tanh(x), lambda: x * 0.5)
                x = ops.fori_loop(0, 3, lambda i, y: ops.matmul(y, self.kernel) + x, x)
                columns = ops.scan(lambda c, y: (c + y, c * y), x[:, 0], ops.transpose(x))[1]
                return ops.transpose(columns) + ops.stop_gradient(x)

        return Mixed


def trained(keras):
    layers = keras.layers
    model = keras.Sequential([keras.Input((3,)), Parts.make(keras)(), layers.Dense(2, name="last")])
    start(model).compile("sgd", "mse")
    return fitted(model, X[:24], TARGETS[:24])


def slopes():
    return {
        "gradient, custom_gradient": lambda keras: gradient(
            keras, lambda x: cubed(keras, x) * 2.0, LINE
        ),
        "gradient, scan": lambda keras: gradient(
            keras, lambda x: keras.ops.scan(running, x[0] * 0, x, reverse=True)[1] ** 2, ROWS
        ),
        "gradient, fori_loop": lambda keras: gradient(
            keras, lambda x: keras.ops.fori_loop(0, 3, lambda i, y: y * x + 1, x), LINE
        ),
        "gradient, cond": lambda keras: gradient(
            keras, lambda x: keras.ops.cond(x[0] > 0, lambda: x**2, lambda: x), LINE
        ),
        "gradient, associative_scan": lambda keras: gradient(
            keras, lambda x: keras.ops.associative_scan(lambda a, b: a * b, x), LINE
        ),
    }


def cases():
    sums = lambda keras, **options: keras.ops.scan(running, np.ones(2, "float32"), ROWS, **options)
    made = {
        "scan": sums,
        "scan in reverse": lambda keras: sums(keras, reverse=True),
        "scan unrolled": lambda keras: sums(keras, unroll=True),
        "scan of structures": structured,
        "scan of nothing": lambda keras: keras.ops.scan(
            lambda c, _: (c * 2, None), np.float32(1), length=4
        ),
        "map": lambda keras: keras.ops.map(lambda x: {"a": x * 2, "b": keras.ops.sum(x)}, ROWS),
        "map of two": lambda keras: keras.ops.map(lambda xs: xs[0] + xs[1], (ROWS, ROWS * 2)),
        "vectorized_map": lambda keras: keras.ops.vectorized_map(lambda x: keras.ops.max(x), ROWS),
        "while_loop, tuple": lambda keras: counting(keras, tuple),
        "while_loop, list": lambda keras: counting(keras, list),
        "while_loop, one": lambda keras: keras.ops.while_loop(
            lambda x: x < 9, lambda x: x * 2, keras.ops.convert_to_tensor(np.float32(1))
        ),
        "while_loop, bounded": lambda keras: keras.ops.while_loop(
            lambda x: x < 9,
            lambda x: (x * 2,),
            (keras.ops.convert_to_tensor(np.float32(1)),),
            maximum_iterations=2,
        ),
        "fori_loop": lambda keras: keras.ops.fori_loop(
            2, 6, lambda i, x: x * 2 + keras.ops.cast(i, "float32"), LINE
        ),
        "fori_loop, none": lambda keras: keras.ops.fori_loop(3, 3, lambda i, x: x * 2, LINE),
        "cond": lambda keras: [
            keras.ops.cond(
                keras.ops.sum(LINE) > bound, lambda: {"x": LINE * 2.0}, lambda: {"x": -LINE}
            )
            for bound in (-5, 5)
        ],
        "switch": lambda keras: [
            keras.ops.switch(n, [lambda x: x + 1, lambda x: x * 2, lambda x: -x], LINE)
            for n in (-3, 0, 1, 2, 7)
        ],
        "custom_gradient": lambda keras: cubed(keras, keras.ops.convert_to_tensor(LINE)),
    }
    made |= slopes()
    for size in range(1, 8):
        for axis, reverse in ((0, False), (1, True)):
            x = ROWS[:size] if axis == 0 else ROWS[:size].T.copy()
            made[f"associative_scan {size} {axis}"] = lambda keras, x=x, a=axis, r=reverse: (
                keras.ops.associative_scan(keras.ops.add, x, reverse=r, axis=a)
            )
    return {
        "fit": trained,
        **{name: lambda keras, f=f: listed(keras, f(keras)) for name, f in made.items()},
    }


CASES = cases()
