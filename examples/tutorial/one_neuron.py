"""One neuron on three inputs, as a model; its answer computed again by hand.

三个输入的单个神经元：用模型计算，再亲手验算。
"""

import numpy as np

import pronghorn as keras
from pronghorn.layers import Activation, Dense
from pronghorn.models import Sequential

keras.utils.set_random_seed(3)

model = Sequential(name="one_neuron")
model.add(keras.Input(shape=(3,)))
model.add(Dense(1, kernel_initializer="random_normal", name="neuron"))
model.add(Activation("sigmoid", name="squash"))
model.summary()
keras.utils.plot_model(model, "pictures/one_neuron.png", show_shapes=True, show_layer_names=True)

person = np.array([[0.5, 1.2, -0.3]])
(answer,) = model.predict(person, verbose=0)[0]

weights, bias = model.get_weights()
z = person @ weights + bias
by_hand = 1 / (1 + np.exp(-z[0, 0]))
print(f"the model answers {answer:.6f}, by hand it is {by_hand:.6f}")

keras.plot_perceptron(
    person[0],
    weights[:, 0],
    bias[0],
    "sigmoid",
    names=["weight", "height", "age"],
    to_file="pictures/one_neuron_numbers.png",
)
print("Drawn: pictures/one_neuron.png and pictures/one_neuron_numbers.png")
