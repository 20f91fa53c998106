"""One row in, one row out, many times: `one_row.py PEER NETWORK CALLS`; time and memory of a call.

The networks are w1, the tutorial's, and w2 of `dense.py`; rows and outputs are NumPy arrays.
"""

import resource
import sys
import time
import warnings

import clock
import dense
import numpy as np
import tutorial

UNITS = {"w1": (3, 4, 2), "w2": dense.NETWORKS["w2"].units}


def of_keras(keras, name):
    made = tutorial.network(keras) if name == "w1" else dense.model(keras, dense.NETWORKS[name])
    return lambda row: made.predict(row, verbose=0)


def of_pronghorn(name):
    import pronghorn

    return of_keras(pronghorn, name)


def of_keras_on_jax(name):
    import keras

    return of_keras(keras, name)


def of_torch(name):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    parts = []
    for inputs, outputs in zip(UNITS[name], UNITS[name][1:], strict=False):
        parts += [nn.Linear(inputs, outputs), nn.ReLU()]
    model = nn.Sequential(*parts[:-1], nn.Softmax(1)).eval()

    def call(row):
        with torch.inference_mode():
            return model(torch.from_numpy(row)).numpy()

    return call


def of_jax(name):
    import jax

    random = np.random.default_rng(0)
    sizes = zip(UNITS[name], UNITS[name][1:], strict=False)
    weights = [(random.normal(size=pair).astype("float32"), np.zeros(pair[1])) for pair in sizes]
    weights = jax.device_put(weights)

    @jax.jit
    def forward(weights, x):
        for kernel, bias in weights[:-1]:
            x = jax.nn.relu(x @ kernel + bias)
        return jax.nn.softmax(x @ weights[-1][0] + weights[-1][1])

    return lambda row: np.asarray(forward(weights, row))


def of_sklearn(name):
    from sklearn.neural_network import MLPClassifier

    warnings.filterwarnings("ignore")
    units = UNITS[name]
    random = np.random.default_rng(0)
    x = random.normal(size=(64, units[0])).astype("float32")
    model = MLPClassifier(units[1:-1], max_iter=1).fit(x, np.arange(64) % units[-1])
    return model.predict_proba


PEERS = {
    "pronghorn": of_pronghorn,
    "keras": of_keras_on_jax,
    "torch": of_torch,
    "jax": of_jax,
    "sklearn": of_sklearn,
}


def resident_bytes():
    """Memory in use now; where the system does not say, the most there has been."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(peer, name, calls):
    call = PEERS[peer](name)
    row = np.random.default_rng(1).normal(size=(1, UNITS[name][0])).astype("float32")
    clock.warm(lambda: call(row), 1)
    costs, before = [], resident_bytes()
    for _ in range(10):
        began = time.process_time_ns()
        for _ in range(calls // 10):
            call(row)
        costs.append((time.process_time_ns() - began) * 1e-9 / (calls // 10))
    clock.report(call_s=min(costs), growth_bytes=resident_bytes() - before, calls=calls)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
