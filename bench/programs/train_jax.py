"""Epochs in JAX, each one jitted scan over the batches: `train_jax.py ROWS FEW MANY REPEATS`."""

import sys

import clock
import jax
import jax.numpy as jnp
import tutorial

RATE, RHO, EPSILON = 1e-3, 0.9, 1e-7


def start(key):
    one, two = jax.random.split(key)
    kernels = 0.05 * jax.random.normal(one, (3, 4)), 0.05 * jax.random.normal(two, (4, 2))
    return [kernels[0], jnp.zeros(4), kernels[1], jnp.zeros(2)]


def loss_and_hits(weights, x, y):
    logits = jax.nn.relu(x @ weights[0] + weights[1]) @ weights[2] + weights[3]
    loss = -jnp.mean(jnp.sum(jax.nn.log_softmax(logits) * y, -1))
    return loss, jnp.sum(logits.argmax(1) == y.argmax(1))


def step(carry, batch):
    weights, squares = carry
    (loss, hits), slopes = jax.value_and_grad(loss_and_hits, has_aux=True)(weights, *batch)
    squares = [RHO * v + (1 - RHO) * g * g for v, g in zip(squares, slopes, strict=True)]
    weights = [
        w - RATE * g / jnp.sqrt(v + EPSILON)
        for w, g, v in zip(weights, slopes, squares, strict=True)
    ]
    return (weights, squares), (loss, hits)


@jax.jit
def epoch(carry, key, x, y):
    steps = len(x) // tutorial.BATCH
    order = jax.random.permutation(key, len(x)).reshape(steps, tutorial.BATCH)
    carry, (losses, hits) = jax.lax.scan(lambda c, rows: step(c, (x[rows], y[rows])), carry, order)
    return carry, losses.mean(), hits.sum() / len(x)


def main(rows, few, many, repeats):
    x, y = map(jnp.asarray, tutorial.people(rows))
    key = jax.random.key(0)
    weights = start(key)
    state = {"carry": (weights, [jnp.zeros_like(w) for w in weights]), "key": key}

    def train(epochs):
        for _ in range(epochs):
            state["key"], key = jax.random.split(state["key"])
            state["carry"], loss, accuracy = epoch(state["carry"], key, x, y)
            state["logs"] = float(loss), float(accuracy)

    train(1)
    costs = clock.two_lengths(train, few, many, repeats)
    clock.report(**costs, loss=state["logs"][0], accuracy=state["logs"][1])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
