"""A perceptron: weigh the inputs, add a bias, answer 1 if the sum is positive, else 0.

感知器：输入乘以权重再加偏置，和为正时输出 1，否则输出 0。
"""

import numpy as np

import pronghorn as keras
from pronghorn.activations import step

# Weight, height and age in standard units: 0 is the average, 1 is one standard deviation above.
person = np.array([0.5, 1.2, -0.3])

# Heavier, taller and younger people are more often men in our story, so two weights are positive
# and one is negative; the bias says how much evidence is asked for before the answer is "man".
weights = np.array([1.0, 1.0, -1.0])
bias = -1.5

z = person @ weights + bias
print(f"z = {z:.1f}, so the perceptron answers {int(step(z))} (1 means man, 0 means woman)")

# The same person after a very light lunch, and after another: the answer jumps between two
# numbers that hardly differ, and between jumps it does not move at all.
for weight in (0.001, -0.001):
    z = np.array([weight, 1.2, -0.3]) @ weights + bias
    print(f"weight {weight:+.3f}: z = {z:+.3f}, answer {int(step(z))}")

keras.plot_perceptron(
    person,
    weights,
    bias,
    "step",
    names=["weight", "height", "age"],
    to_file="pictures/perceptron.png",
)
print("Drawn: pictures/perceptron.png")
