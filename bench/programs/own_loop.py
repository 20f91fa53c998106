"""A training loop of one's own: `own_loop.py PEER WAY ITERATIONS`; the seconds of one.

The tutorial's network, eight rows, RMSprop and accuracy; the loss is read each time. The ways are
`jit`, which is `pronghorn.jit`, `tf.function` or, with Keras' stateless calls, `jax.jit`; `eager`,
the same without it; `forward`, the model alone, jitted; and, of pronghorn, `stateless` and `batch`.
"""

import sys
import time

import clock
import numpy as np
import tutorial


def parts(keras):
    """A model, and what trains and measures it."""
    model = tutorial.network(keras)
    loss = keras.losses.CategoricalCrossentropy()
    return model, loss, keras.optimizers.RMSprop(), keras.metrics.CategoricalAccuracy()


def taped(keras, tape_of, jit):
    """The loop of Keras' guide for TensorFlow."""
    model, loss_of, optimizer, accuracy = parts(keras)

    @jit
    def step(x, y):
        with tape_of() as tape:
            y_pred = model(x, training=True)
            loss = loss_of(y, y_pred)
        weights = model.trainable_weights
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        accuracy.update_state(y, y_pred)
        return loss

    return lambda x, y: float(step(x, y))


def stateless(keras, value_and_grad, jit):
    """The loop of Keras' guide for JAX."""
    model, loss_of, optimizer, accuracy = parts(keras)
    optimizer.build(model.trainable_variables)

    def forward(trained, fixed, measured, x, y):
        y_pred, fixed = model.stateless_call(trained, fixed, x, training=True)
        return loss_of(y, y_pred), (fixed, accuracy.stateless_update_state(measured, y, y_pred))

    gradient_of = value_and_grad(forward, has_aux=True)

    @jit
    def step(state, x, y):
        trained, fixed, own, measured = state
        (loss, (fixed, measured)), gradients = gradient_of(trained, fixed, measured, x, y)
        trained, own = optimizer.stateless_apply(own, gradients, trained)
        return loss, (trained, fixed, own, measured)

    lists = model.trainable_variables, model.non_trainable_variables
    lists = (*lists, optimizer.variables, accuracy.variables)
    held = [tuple([each.value for each in one] for one in lists)]

    def call(x, y):
        loss, held[0] = step(held[0], x, y)
        return float(loss)

    return call


def of_pronghorn(way):
    import pronghorn

    if way == "batch":
        return tutorial.network(pronghorn).train_on_batch
    if way == "forward":
        return jit_of_model(pronghorn, pronghorn.jit)
    if way == "stateless":
        return stateless(pronghorn, pronghorn.value_and_grad, pronghorn.jit)
    jit = pronghorn.jit if way == "jit" else as_it_is
    return taped(pronghorn, pronghorn.GradientTape, jit)


def of_jax(way):
    import jax
    import keras

    if way == "forward":
        return jit_of_model(keras, jax.jit)
    return stateless(keras, jax.value_and_grad, jax.jit if way == "jit" else as_it_is)


def of_tensorflow(way):
    import keras
    import tensorflow as tf

    if way == "forward":
        return jit_of_model(keras, tf.function)
    return taped(keras, tf.GradientTape, tf.function if way == "jit" else as_it_is)


def jit_of_model(keras, jit):
    model = tutorial.network(keras)
    call = jit(lambda x: model(x))
    return lambda x, _: np.asarray(call(x))


def as_it_is(function):
    return function


PEERS = {"pronghorn": of_pronghorn, "jax": of_jax, "tensorflow": of_tensorflow}


def main(peer, way, calls):
    call = PEERS[peer](way)
    x, y = tutorial.people(tutorial.BATCH)
    clock.warm(lambda: call(x, y), 1)
    costs = []
    for _ in range(5):
        began = time.process_time_ns()
        for _ in range(calls // 5):
            call(x, y)
        costs.append((time.process_time_ns() - began) * 1e-9 / (calls // 5))
    clock.report(call_s=min(costs))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
