"""One update of Adam in JAX (Kingma and Ba 2015), with Keras' settings."""

import jax
import jax.numpy as jnp

RATE, FIRST, SECOND, EPSILON = 1e-3, 0.9, 0.999, 1e-7


def updated(weights, means, squares, slopes, count):
    """Weights and both averages after update number `count`."""
    rate = RATE * jnp.sqrt(1 - SECOND**count) / (1 - FIRST**count)
    means = jax.tree.map(lambda m, g: FIRST * m + (1 - FIRST) * g, means, slopes)
    squares = jax.tree.map(lambda v, g: SECOND * v + (1 - SECOND) * g * g, squares, slopes)
    move = lambda w, m, v: w - rate * m / (jnp.sqrt(v) + EPSILON)
    return jax.tree.map(move, weights, means, squares), means, squares
