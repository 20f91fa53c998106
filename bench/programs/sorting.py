"""Lines of numbers put in order: `sorting.py MODULE ROWS LENGTH` reports seconds of all lines.

`argsort` keeps equal numbers in their order and `sort` gives the numbers; for pronghorn a model
predicts them.
"""

import importlib
import sys

import clock
import numpy as np


def functions(module):
    if module == "numpy":
        return {"argsort": lambda x: np.argsort(x, -1, kind="stable"), "sort": np.sort}
    keras = importlib.import_module(module)

    def model(function):
        inputs = keras.Input((None,))
        made = keras.Model(inputs, function(inputs))
        return lambda x: made.predict(x, batch_size=len(x), verbose=0)

    return {"argsort": model(keras.ops.argsort), "sort": model(keras.ops.sort)}


def main(module, rows, length):
    x = np.random.default_rng(0).standard_normal((int(rows), int(length)), "float32")
    found = {}
    for name, function in functions(module).items():
        function(x)
        found[name] = clock.best(lambda f=function: f(x), 15)
    clock.report(**found)


if __name__ == "__main__":
    main(*sys.argv[1:])
