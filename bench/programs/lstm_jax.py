"""W4 in JAX: a jitted step, its LSTM a scan over the projected inputs: `lstm_jax.py REPEATS`."""

import sys

import adam_jax
import clock
import jax
import jax.numpy as jnp
import numpy as np
import sequences


def start(key):
    table, one, two, last = jax.random.split(key, 4)
    units = sequences.UNITS
    glorot = jax.nn.initializers.glorot_uniform()
    return {
        "table": jax.random.uniform(table, (sequences.WORDS, units), minval=-0.05, maxval=0.05),
        "kernel": glorot(one, (units, 4 * units)),
        "own": jax.nn.initializers.orthogonal()(two, (units, 4 * units)),
        "bias": jnp.zeros(4 * units).at[units : 2 * units].set(1.0),
        "last": glorot(last, (units, 1)),
        "end": jnp.zeros(1),
    }


def loss(weights, x, y):
    inputs = weights["table"][x.T] @ weights["kernel"] + weights["bias"]

    def cell(carry, z):
        h, c = carry
        i, f, g, o = jnp.split(z + h @ weights["own"], 4, -1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zeros = jnp.zeros((len(x), sequences.UNITS))
    (h, _), _ = jax.lax.scan(cell, (zeros, zeros), inputs)
    logits = h @ weights["last"] + weights["end"]
    return jnp.mean(jax.nn.softplus(logits) - logits * y)


def step(state, x, y):
    weights, means, squares, count = state
    value, slopes = jax.value_and_grad(loss)(weights, x, y)
    count += 1
    return (*adam_jax.updated(weights, means, squares, slopes, count), count), value


def main(repeats):
    x, y = map(jnp.asarray, sequences.texts())
    weights = start(jax.random.key(0))
    zeros = jax.tree.map(jnp.zeros_like, weights)
    kept = {"state": (weights, zeros, jax.tree.map(jnp.zeros_like, weights), 0.0)}
    jitted = jax.jit(step, donate_argnums=0)
    draw = np.random.default_rng(0)

    def epoch():
        values = []
        for batch in draw.permutation(len(x)).reshape(-1, sequences.BATCH):
            kept["state"], value = jitted(kept["state"], x[batch], y[batch])
            values.append(value)
        kept["loss"] = float(sum(values)) / len(values)

    epoch()
    clock.report(epoch_s=clock.best(epoch, repeats), loss=kept["loss"])


if __name__ == "__main__":
    main(int(sys.argv[1]))
