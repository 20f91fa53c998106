"""Epochs in scikit-learn, with Adam and one output: `train_sklearn.py ROWS FEW MANY REPEATS`.

It has no RMSprop and counts no accuracy while training, so its work is less than the others'.
"""

import sys
import warnings

import clock
import tutorial
from sklearn.neural_network import MLPClassifier


def main(rows, few, many, repeats):
    warnings.filterwarnings("ignore")
    x, y = tutorial.people(rows)
    labels, model = y.argmax(1), None

    def train(epochs):
        nonlocal model
        model = MLPClassifier(
            (4,), batch_size=tutorial.BATCH, alpha=0.0, max_iter=epochs, tol=0.0,
            n_iter_no_change=epochs + 1, random_state=0,
        )  # fmt: skip
        model.fit(x, labels)

    train(1)
    costs = clock.two_lengths(train, few, many, repeats)
    clock.report(**costs, loss=model.loss_, accuracy=model.score(x, labels))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
