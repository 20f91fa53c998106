"""The tutorial from import to prediction: `whole.py MODULE`. Its caller measures the process."""

import importlib
import sys

import numpy as np
import tutorial

if __name__ == "__main__":
    keras = importlib.import_module(sys.argv[1])
    x, y = tutorial.people(1000)
    model = tutorial.network(keras)
    model.fit(x, y, epochs=10, batch_size=tutorial.BATCH, verbose=0)
    model.predict(np.zeros((1, 3)), verbose=0)
