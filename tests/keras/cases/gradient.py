"""Gradients through the public Keras API: one SGD step of size one on a weight from zero."""

import numpy as np


def gradient(keras, function, point):
    """The gradient of `sum(function(x))` at `point`, float32, of the same shape as `point`."""

    class Shifted(keras.layers.Layer):
        def build(self, input_shape):
            self.shift = self.add_weight(shape=point.shape, initializer="zeros", name="shift")

        def call(self, inputs):
            return inputs + keras.ops.sum(function(self.shift + point))

    def total(y_true, y_pred):
        return keras.ops.sum(y_pred)

    model = keras.Sequential([keras.Input((1,)), Shifted()])
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss=total)
    # Adding -0.0 keeps every bit of the point, also of -0.0; the step leaves minus the gradient.
    model.set_weights([-np.zeros_like(point)])
    model.train_on_batch(np.zeros((1, 1), "float32"), np.zeros((1, 1), "float32"))
    return -model.get_weights()[0]
