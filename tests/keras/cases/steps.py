"""Steps that classes define, with tapes and several optimizers; subclassed models and layers.

Under real Keras these run on TensorFlow, whose tape the public tutorials use. All noise is part of
the data, so that the numbers can be compared.
"""

import numpy as np

from tests.keras.cases.training import LABELS, TARGETS, WEIGHTS, X, Y, fitted, start

NOISE = np.cos(np.arange(2 * len(X), dtype="float64").reshape(-1, 2) ** 2).astype("float32")
# Batches of equal size: on TensorFlow Keras forgets to weigh losses by the rows of their batches.
WHOLE = slice(0, 56)


def tape_of(keras):
    if keras.__name__ == "pronghorn":
        return keras.GradientTape
    import tensorflow as tf

    return tf.GradientTape


def row(keras, *units, last=None, hidden="tanh", size=3):
    dense = keras.layers.Dense
    made = [dense(n, activation=hidden) for n in units[:-1]]
    return start(keras.Sequential([keras.Input((size,)), *made, dense(units[-1], activation=last)]))


def own_step(keras, made, step, **arguments):
    """A functional model whose class has a training step."""
    kind = type("OwnStep", (keras.Model,), {"train_step": step})
    inputs = keras.Input((3,))
    model = start(kind(inputs, made(inputs)))
    model.compile(**arguments)
    return model


def hidden_layers(keras):
    first, second = keras.layers.Dense(5, "tanh"), keras.layers.Dense(2)
    return lambda x: second(first(x))


def simple(keras):
    tape_class = tape_of(keras)

    def train_step(self, data):
        x, y = data
        with tape_class() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply(gradients, self.trainable_variables)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}

    model = own_step(
        keras, hidden_layers(keras), train_step, optimizer="adam", loss="mse", metrics=["mae"]
    )
    found = fitted(model, X, TARGETS, validation_data=(X[WHOLE], TARGETS[WHOLE]))
    # Keras sorts the metrics of compile under their common name.
    return found | {"history": dict(sorted(found["history"].items()))}


def lowest(keras):
    """Own losses and trackers, weights of rows, and a test step."""
    tape_class = tape_of(keras)

    class Lowest(keras.Model):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.loss_tracker = keras.metrics.Mean(name="loss")
            self.mae = keras.metrics.MeanAbsoluteError(name="mae")
            self.loss_fn = keras.losses.MeanSquaredError()

        def train_step(self, data):
            x, y, weights = data
            with tape_class() as tape:
                y_pred = self(x, training=True)
                loss = self.loss_fn(y, y_pred, sample_weight=weights)
            gradients = tape.gradient(loss, self.trainable_weights)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_weights, strict=True))
            self.loss_tracker.update_state(loss)
            self.mae.update_state(y, y_pred, sample_weight=weights)
            return {"loss": self.loss_tracker.result(), "mae": self.mae.result()}

        def test_step(self, data):
            x, y = data
            self.mae.update_state(y, self(x, training=False))
            return {"mae": self.mae.result()}

        @property
        def metrics(self):
            return [self.loss_tracker, self.mae]

    inputs = keras.Input((3,))
    model = start(Lowest(inputs, hidden_layers(keras)(inputs)))
    model.compile(optimizer=keras.optimizers.RMSprop(0.01))
    found = fitted(model, X, TARGETS, sample_weight=WEIGHTS, validation_data=(X, TARGETS))
    tested = model.evaluate(X, TARGETS, batch_size=7, verbose=0, return_dict=True)
    return found | {"evaluated": {key: float(value) for key, value in tested.items()}}


def autoencoder(keras):
    """The variational one of the tutorials; its noise comes as data."""
    tape_class, layers, ops = tape_of(keras), keras.layers, keras.ops

    class Sampling(layers.Layer):
        def call(self, inputs):
            mean, log_var, noise = inputs
            return mean + ops.exp(0.5 * log_var) * noise

    class Autoencoder(keras.Model):
        def __init__(self, encoder, decoder, **kwargs):
            super().__init__(**kwargs)
            self.encoder, self.decoder = encoder, decoder
            names = ("total_loss", "reconstruction_loss", "kl_loss")
            self.trackers = [keras.metrics.Mean(name=name) for name in names]

        @property
        def metrics(self):
            return self.trackers

        def train_step(self, data):
            x, _ = data
            with tape_class() as tape:
                mean, log_var, z = self.encoder(data)
                copy = self.decoder(z)
                lost = ops.mean(ops.sum(keras.losses.binary_crossentropy(x, copy)))
                kl = -0.5 * (1 + log_var - ops.square(mean) - ops.exp(log_var))
                kl = ops.mean(ops.sum(kl, axis=1))
                total = lost + kl
            gradients = tape.gradient(total, self.trainable_weights)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_weights, strict=True))
            for tracker, value in zip(self.trackers, (total, lost, kl), strict=True):
                tracker.update_state(value)
            return {m.name: m.result() for m in self.trackers}

    x, noise = keras.Input((3,)), keras.Input((2,))
    hidden = layers.Dense(6, activation="relu")(x)
    mean, log_var = layers.Dense(2)(hidden), layers.Dense(2)(hidden)
    encoder = start(keras.Model([x, noise], [mean, log_var, Sampling()([mean, log_var, noise])]))
    model = Autoencoder(encoder, row(keras, 6, 3, last="sigmoid", size=2))
    model.compile(optimizer=keras.optimizers.Adam(0.01))
    found = fitted(model, 1 / (1 + np.exp(-X)), NOISE)
    return found | {"coded": np.asarray(encoder.predict([X[:5], NOISE[:5]], verbose=0)[2])}


def adversaries(keras):
    """A generator and a discriminator, an optimizer for each."""
    tape_class, ops = tape_of(keras), keras.ops

    class Adversaries(keras.Model):
        def __init__(self, discriminator, generator):
            super().__init__()
            self.discriminator, self.generator = discriminator, generator
            self.d_loss_tracker = keras.metrics.Mean(name="d_loss")
            self.g_loss_tracker = keras.metrics.Mean(name="g_loss")

        def compile(self, d_optimizer, g_optimizer, loss_fn):
            super().compile()
            self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer
            self.loss_fn = loss_fn

        @property
        def metrics(self):
            return [self.d_loss_tracker, self.g_loss_tracker]

        def train_step(self, data):
            real, noise = data
            rows = ops.shape(real)[0]
            mixed = ops.concatenate([self.generator(noise), real], axis=0)
            labels = ops.concatenate([ops.ones((rows, 1)), ops.zeros((rows, 1))], axis=0)
            labels = labels + 0.05 * ops.abs(mixed[:, :1])
            with tape_class() as tape:
                d_loss = self.loss_fn(labels, self.discriminator(mixed))
            weights = self.discriminator.trainable_weights
            gradients = tape.gradient(d_loss, weights)
            self.d_optimizer.apply_gradients(zip(gradients, weights, strict=True))
            with tape_class() as tape:
                judged = self.discriminator(self.generator(noise))
                g_loss = self.loss_fn(ops.zeros((rows, 1)), judged)
            weights = self.generator.trainable_weights
            gradients = tape.gradient(g_loss, weights)
            self.g_optimizer.apply_gradients(zip(gradients, weights, strict=True))
            self.d_loss_tracker.update_state(d_loss)
            self.g_loss_tracker.update_state(g_loss)
            return {"d_loss": self.d_loss_tracker.result(), "g_loss": self.g_loss_tracker.result()}

    model = Adversaries(row(keras, 6, 1), row(keras, 5, 3, size=2))
    model.compile(
        d_optimizer=keras.optimizers.Adam(0.01),
        g_optimizer=keras.optimizers.Adam(0.02),
        loss_fn=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    return fitted(model, X, NOISE)


def wasserstein(keras):
    """Wasserstein adversaries with a penalty on gradients: a tape inside a tape."""
    tape_class, ops = tape_of(keras), keras.ops

    class Wasserstein(keras.Model):
        def __init__(self, critic, generator, steps=2, weight=10.0):
            super().__init__()
            self.critic, self.generator = critic, generator
            self.steps, self.weight = steps, weight

        def compile(self, d_optimizer, g_optimizer):
            super().compile()
            self.d_optimizer, self.g_optimizer = d_optimizer, g_optimizer

        def penalty(self, real, fake):
            between = real + 0.3 * (fake - real)
            with tape_class() as tape:
                tape.watch(between)
                judged = self.critic(between, training=True)
            gradients = tape.gradient(judged, [between])[0]
            norm = ops.sqrt(ops.sum(ops.square(gradients), axis=[1]))
            return ops.mean((norm - 1.0) ** 2)

        def train_step(self, data):
            real, noise = data
            for _ in range(self.steps):
                with tape_class() as tape:
                    fake = self.generator(noise, training=True)
                    d_loss = ops.mean(self.critic(fake, training=True))
                    d_loss = d_loss - ops.mean(self.critic(real, training=True))
                    d_loss = d_loss + self.penalty(real, fake) * self.weight
                weights = self.critic.trainable_variables
                gradients = tape.gradient(d_loss, weights)
                self.d_optimizer.apply_gradients(zip(gradients, weights, strict=True))
            with tape_class() as tape:
                fake = self.generator(noise, training=True)
                g_loss = -ops.mean(self.critic(fake, training=True))
            weights = self.generator.trainable_variables
            gradients = tape.gradient(g_loss, weights)
            self.g_optimizer.apply_gradients(zip(gradients, weights, strict=True))
            return {"d_loss": d_loss, "g_loss": g_loss}

    model = Wasserstein(row(keras, 6, 1), row(keras, 5, 3, size=2))
    model.compile(
        d_optimizer=keras.optimizers.Adam(0.01, beta_1=0.5, beta_2=0.9),
        g_optimizer=keras.optimizers.Adam(0.01, beta_1=0.5, beta_2=0.9),
    )
    return fitted(model, X, NOISE)


def own_loss(keras):
    class Own(keras.Sequential):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            error = keras.ops.mean(keras.ops.square(y_pred - y), axis=-1)
            return keras.ops.mean(error * (1 + keras.ops.abs(x[:, 0]))) + sum(self.losses)

    layers = [keras.Input((3,)), keras.layers.Dense(2, kernel_regularizer="l2")]
    model = start(Own(layers))
    model.compile("sgd", metrics=["mae"])
    return fitted(model, X, TARGETS, validation_split=0.2)


def own_metrics(keras):
    class Own(keras.Sequential):
        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            found = super().compute_metrics(x, y, y_pred, sample_weight)
            return {**found, "largest": keras.ops.max(y_pred), "rate": self.optimizer.learning_rate}

    model = start(Own([keras.Input((3,)), keras.layers.Dense(2)]))
    model.compile("sgd", "mse", metrics=["mae"])
    return fitted(model, X, TARGETS)


def own_predict(keras):
    class Own(keras.Sequential):
        def predict_step(self, data):
            return keras.ops.argmax(self(data, training=False), axis=-1)

    model = start(Own([keras.Input((3,)), keras.layers.Dense(4)]))
    return {"predicted": np.asarray(model.predict(X, batch_size=7, verbose=0), "int64")}


def block(keras):
    layers, ops = keras.layers, keras.ops

    class Scaled(layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            shape = (input_shape[-1], self.units)
            self.w = self.add_weight(shape=shape, name="w", regularizer="l2")
            self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

        def call(self, x, training=None):
            self.add_loss(0.01 * ops.mean(ops.square(x)))
            x = ops.matmul(x, self.w) + self.b
            return x if training else 2 * x

    class Block(keras.Model):
        def __init__(self):
            super().__init__()
            self.steps = [layers.Dense(4, activation="tanh"), layers.LayerNormalization()]
            self.parts = {"scaled": Scaled(3), "last": layers.Dense(2)}

        def call(self, x, training=None):
            for step in self.steps:
                x = step(x)
            return self.parts["last"](self.parts["scaled"](x, training=training))

    return Block


def subclassed(keras):
    model = block(keras)()
    model(X[:1])
    start(model)
    model.compile("adam", "mse", metrics=["mae"])
    found = fitted(model, X, TARGETS, validation_split=0.2)
    return found | {
        "trainable": [weight.trainable for weight in model.weights],
        "predicted": np.asarray(model.predict(X[:4], verbose=0)),
    }


def nested_subclasses(keras):
    kind = block(keras)

    class Outer(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = kind()
            self.head = keras.layers.Dense(2, activation="softmax")

        def call(self, inputs, training=None):
            value = self.inner(inputs["a"], training=training)
            return {"value": value, "kind": self.head(inputs["b"])}

    model = Outer()
    data = {"a": X[WHOLE], "b": Y[WHOLE]}
    model({name: part[:1] for name, part in data.items()})
    start(model)
    model.compile(
        "rmsprop",
        {"value": "mse", "kind": "sparse_categorical_crossentropy"},
        loss_weights={"value": 0.5, "kind": 2.0},
        metrics={"value": ["mae"], "kind": ["accuracy"]},
    )
    return fitted(model, data, {"value": TARGETS[WHOLE], "kind": LABELS[WHOLE]})


def several_outputs(keras):
    class Two(keras.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = keras.layers.Dense(2), keras.layers.Dense(1)

        def call(self, inputs):
            first, second = inputs
            return self.a(first), self.b(second)

    model = Two()
    model([X[:1], NOISE[:1]])
    start(model)
    model.compile("sgd", ["mse", "mae"], loss_weights=[1.0, 0.1], metrics=[["mae"], ["mse"]])
    return fitted(model, [X[WHOLE], NOISE[WHOLE]], [TARGETS[WHOLE], TARGETS[WHOLE, :1]])


def tapes(keras):
    """Gradients outside of any model."""
    tape_class, ops = tape_of(keras), keras.ops
    variable = keras.Variable(np.array([0.5, -1.5, 2.0], "float32"))
    tensor = ops.convert_to_tensor(np.array([1.0, 2.0, 3.0], "float32"))
    with tape_class(persistent=True) as tape:
        tape.watch(tensor)
        squares = variable * variable * tensor
        total = ops.sum(squares)
    with tape_class() as outer:
        with tape_class() as inner:
            cubes = ops.sum(variable * variable * variable)
        slope = inner.gradient(cubes, variable)
    found = {
        "total": tape.gradient(total, [variable, tensor]),
        "by element": tape.gradient(squares, variable),
        "by a value between": tape.gradient(total, squares),
        "weighted": tape.gradient(squares, variable, output_gradients=tensor),
        "second": outer.gradient(slope, variable),
        "unconnected": tape.gradient(total, keras.Variable(1.0)),
    }
    return keras.tree.map_structure(
        lambda x: None if x is None else np.asarray(ops.convert_to_numpy(x)), found
    )


def spectral(keras):
    """The optimizer changes the divided kernel, along its own gradient."""
    made = keras.layers.SpectralNormalization(keras.layers.Dense(3), power_iterations=2)
    model = start(keras.Sequential([keras.Input((3,)), made]))
    model.compile(keras.optimizers.SGD(0.1), "mse")
    losses = [float(model.train_on_batch(X, np.tile(NOISE, 2)[:, :3])) for _ in range(3)]
    return {"losses": losses, "weights": model.get_weights()}


CASES = {
    "a simple step": simple,
    "a step with own trackers": lowest,
    "an autoencoder": autoencoder,
    "adversaries": adversaries,
    "wasserstein": wasserstein,
    "own loss": own_loss,
    "own metrics": own_metrics,
    "own predictions": own_predict,
    "a subclass": subclassed,
    "subclasses inside one another": nested_subclasses,
    "a subclass with two outputs": several_outputs,
    "tapes": tapes,
    "a spectral norm": spectral,
}
