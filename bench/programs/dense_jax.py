"""Epochs in JAX, each one jitted scan: `dense_jax.py NETWORK THREADS FEW MANY REPEATS`."""

import sys

import adam_jax
import clock
import dense
import jax
import jax.numpy as jnp

RHO, EPSILON = 0.9, 1e-7


def start(network, key):
    glorot = jax.nn.initializers.glorot_uniform()
    pairs = list(zip(network.units, network.units[1:], strict=False))
    keys = jax.random.split(key, len(pairs))
    return [(glorot(k, pair), jnp.zeros(pair[1])) for k, pair in zip(keys, pairs, strict=True)]


def loss_and_hits(weights, x, y, key, dropout):
    for kernel, bias in weights[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
        if dropout:
            key, own = jax.random.split(key)
            x = jnp.where(jax.random.bernoulli(own, 1 - dropout, x.shape), x / (1 - dropout), 0.0)
    logits = x @ weights[-1][0] + weights[-1][1]
    if y.shape[1] == 1:
        loss = jnp.mean(jax.nn.softplus(logits) - logits * y)
        return loss, jnp.sum((logits > 0) == (y > 0.5))
    loss = -jnp.mean(jnp.sum(jax.nn.log_softmax(logits) * y, -1))
    return loss, jnp.sum(logits.argmax(1) == y.argmax(1))


def updated(kind, weights, slots, slopes, count):
    one, two = slots
    if kind == "sgd":
        return jax.tree.map(lambda w, g: w - dense.RATE * g, weights, slopes), slots
    if kind == "rmsprop":
        two = jax.tree.map(lambda v, g: RHO * v + (1 - RHO) * g * g, two, slopes)
        move = lambda w, g, v: w - dense.RATE * g / jnp.sqrt(v + EPSILON)
        return jax.tree.map(move, weights, slopes, two), (one, two)
    weights, *slots = adam_jax.updated(weights, one, two, slopes, count)
    return weights, tuple(slots)


def main(name, threads, few, many, repeats):
    network = dense.NETWORKS[name]
    x, y = map(jnp.asarray, dense.data(network))
    weights = start(network, jax.random.key(0))
    zeros = jax.tree.map(jnp.zeros_like, weights)

    def step(carry, rows):
        weights, slots, count, key = carry
        key, own = jax.random.split(key)
        of = jax.value_and_grad(loss_and_hits, has_aux=True)
        (loss, hits), slopes = of(weights, x[rows], y[rows], own, network.dropout)
        weights, slots = updated(network.optimizer, weights, slots, slopes, count + 1)
        return (weights, slots, count + 1, key), (loss, hits)

    @jax.jit
    def epoch(carry, key):
        order = jax.random.permutation(key, len(x)).reshape(-1, network.batch)
        carry, (losses, hits) = jax.lax.scan(step, carry, order)
        return carry, losses.mean(), hits.sum() / len(x)

    state = {"carry": (weights, (zeros, zeros), 0.0, jax.random.key(1)), "key": jax.random.key(2)}

    def train(epochs):
        for _ in range(epochs):
            state["key"], key = jax.random.split(state["key"])
            state["carry"], loss, accuracy = epoch(state["carry"], key)
            state["logs"] = float(loss), float(accuracy)

    train(1)
    costs = clock.two_lengths(train, few, many, repeats, clock.of(threads))
    clock.report(**costs, loss=state["logs"][0])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
