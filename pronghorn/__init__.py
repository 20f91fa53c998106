"""A deep-learning library with the Keras API that compiles the whole training loop."""

__version__ = "0.1.0"
