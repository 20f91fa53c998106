"""A training loop of your own, compiled: two networks, one of which makes numbers like the data.

    python examples/own_loop.py

The generator turns noise into points; the judge tells them from points on a circle. Each step moves
both, with two tapes and two optimizers, and is one program. Take `@keras.jit` away and the loop does
the same, one operation after the other. In a script for TensorFlow, which
`python -m pronghorn script.py` runs, `@tf.function` means the same.
"""

import time

import numpy as np

import pronghorn as keras
from pronghorn import layers, ops

STEPS, BATCH, NOISE = 2000, 64, 4

keras.utils.set_random_seed(1)


def network(inputs, outputs):
    hidden = [layers.Dense(32, activation="leaky_relu") for _ in range(2)]
    return keras.Sequential([layers.Input((inputs,)), *hidden, layers.Dense(outputs)])


generator, judge = network(NOISE, 2), network(2, 1)
generator_optimizer = keras.optimizers.Adam(0.001, beta_1=0.5)
judge_optimizer = keras.optimizers.Adam(0.001, beta_1=0.5)
loss_of = keras.losses.BinaryCrossentropy(from_logits=True)
seeds = keras.random.SeedGenerator(2)


@keras.jit
def step(real):
    noise = keras.random.normal((BATCH, NOISE), seed=seeds)
    with keras.GradientTape() as generator_tape, keras.GradientTape() as judge_tape:
        made, true = judge(generator(noise)), judge(real)
        judge_loss = loss_of(ops.ones_like(true), true) + loss_of(ops.zeros_like(made), made)
        generator_loss = loss_of(ops.ones_like(made), made)
    for optimizer, tape, loss, weights in (
        (judge_optimizer, judge_tape, judge_loss, judge.trainable_variables),
        (generator_optimizer, generator_tape, generator_loss, generator.trainable_variables),
    ):
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
    return judge_loss, generator_loss


def circle(rows):
    """Points about one from the origin."""
    angles = np.random.uniform(0, 2 * np.pi, rows)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return (points + 0.05 * np.random.normal(size=points.shape)).astype("float32")


def radii():
    """Mean and spread of the distances of what the generator makes."""
    points = generator.predict(np.random.normal(size=(1000, NOISE)), verbose=0)
    found = np.hypot(*points.T)
    return f"{found.mean():.2f} +- {found.std():.2f}"


print("distance from the origin before:", radii())
step(circle(BATCH))  # traces and compiles
began = time.perf_counter()
for number in range(1, STEPS + 1):
    judge_loss, generator_loss = step(circle(BATCH))
    if number % 500 == 0:
        losses = f"judge {judge_loss:.3f}, generator {generator_loss:.3f}"
        print(f"step {number}: {losses}, distance {radii()}")
print(f"{(time.perf_counter() - began) / STEPS * 1e6:.0f} us a step")
print(step.compile_log)
