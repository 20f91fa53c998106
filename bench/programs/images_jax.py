"""Steps on images in JAX, jitted one by one: `images_jax.py THREADS NETWORK ROWS REPEATS`."""

import sys

import adam_jax
import clock
import images
import jax
import jax.numpy as jnp
import numpy as np

AXES = ("NHWC", "HWIO", "NHWC")
glorot = jax.nn.initializers.glorot_uniform()


def convolved(x, w, stride=1, padding="SAME"):
    return jax.lax.conv_general_dilated(x, w, (stride, stride), padding, dimension_numbers=AXES)


def normalized(x, scale, shift):
    mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
    return (x - mean) * jax.lax.rsqrt(variance + 1e-3) * scale + shift


def pooled(x):
    window = (1, 2, 2, 1)
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")


def convnet(take, x, key):
    for depth, filters in ((1, 32), (32, 64)):
        x = convolved(x, take((3, 3, depth, filters)), padding="VALID") + take((filters,))
        x = pooled(jax.nn.relu(x))
    x = x.reshape(len(x), -1)
    x = jnp.where(jax.random.bernoulli(key, 0.5, x.shape), x / 0.5, 0.0)
    return x @ take((1600, images.CLASSES)) + take((images.CLASSES,))


def resnet20(take, x, _key):
    def layer(x, depth, filters, size=3, stride=1):
        x = convolved(x, take((size, size, depth, filters)), stride)
        return normalized(x, 1.0 + take((filters,)), take((filters,)))

    depth = 16
    x = jax.nn.relu(layer(x, 3, depth))
    for filters in (16, 16, 16, 32, 32, 32, 64, 64, 64):
        stride = 1 if filters == depth else 2
        y = jax.nn.relu(layer(x, depth, filters, 3, stride))
        y = layer(y, filters, filters)
        x = jax.nn.relu(y + (layer(x, depth, filters, 1, stride) if stride > 1 else x))
        depth = filters
    return x.mean((1, 2)) @ take((depth, images.CLASSES)) + take((images.CLASSES,))


NETWORKS = {"convnet": convnet, "resnet20": resnet20}


def weights_of(network, x):
    """The weights in the order in which a network takes them: vectors are zeros."""
    found, keys = [], iter(jax.random.split(jax.random.key(0), 200))

    def take(shape):
        found.append(glorot(next(keys), shape) if len(shape) > 1 else jnp.zeros(shape))
        return found[-1]

    network(take, x, next(keys))
    return found


def main(threads, name, rows, repeats):
    network, batch = NETWORKS[name], images.BATCH[name]
    x, y = images.pictures(name, rows)
    weights = weights_of(network, jnp.asarray(x[:2]))
    zeros = jax.tree.map(jnp.zeros_like, weights)

    def loss_of(weights, x, y, key):
        given = iter(weights)
        logits = network(lambda shape: next(given), x, key)
        return -jnp.mean(jnp.sum(jax.nn.log_softmax(logits) * y, -1))

    @jax.jit
    def step(state, x, y):
        weights, one, two, count, key = state
        key, own = jax.random.split(key)
        loss, slopes = jax.value_and_grad(loss_of)(weights, x, y, own)
        count = count + 1
        weights, one, two = adam_jax.updated(weights, one, two, slopes, count)
        return (weights, one, two, count, key), loss

    state = {"all": (weights, zeros, zeros, 0.0, jax.random.key(1))}

    def epoch(count):
        for places in np.random.default_rng(0).permutation(count).reshape(-1, batch):
            state["all"], loss = step(state["all"], x[places], y[places])
        loss.block_until_ready()

    first = clock.best(lambda: epoch(batch), 1)
    whole = clock.best(lambda: epoch(rows), repeats, clock.of(threads))
    clock.report(step_s=whole / (rows // batch), first_fit_s=first)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
