"""Three smooth activations, and the gradient that is left after eight layers of each.

三种平滑的激活函数，以及穿过八层之后还剩下多少梯度。
"""

import numpy as np

import pronghorn as keras
from pronghorn import ops
from pronghorn.layers import Dense

keras.plot_activations("sigmoid", "tanh", "relu", to_file="pictures/activations.png")

# A slope passes the gradient on: what is small here is lost to every layer below.
print("slope at       x = 0     x = 2     x = 6")
for name, slope in {
    "sigmoid": lambda x: ops.sigmoid(x) * (1 - ops.sigmoid(x)),
    "tanh": lambda x: 1 - ops.tanh(x) ** 2,
    "relu": lambda x: ops.cast(x > 0, "float32"),
}.items():
    print(f"{name:10}", *(f"{float(slope(ops.array(x))):9.6f}" for x in (0.0, 2.0, 6.0)))


def gradients(activation, layers=8):
    """The mean size of the gradient of each layer's weights, first layer first."""
    keras.utils.set_random_seed(1)
    hidden = [Dense(8, activation=activation) for _ in range(layers)]
    model = keras.Sequential([keras.Input((8,)), *hidden, Dense(1)])
    # Plain descent at rate 1 moves every weight by exactly its gradient.
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mean_squared_error")
    x = np.random.normal(size=(256, 8))
    before = [layer.kernel.numpy() for layer in hidden]
    model.train_on_batch(x, x[:, :1])
    after = [layer.kernel.numpy() for layer in hidden]
    return [np.abs(new - old).mean() for old, new in zip(before, after, strict=True)]


print("\ngradient of    layer 1   layer 4   layer 8")
for name in ("sigmoid", "tanh", "relu"):
    sizes = gradients(name)
    print(f"{name:10}", *(f"{sizes[layer]:9.1e}" for layer in (0, 3, 7)))

print("\nDrawn: pictures/activations.png")
