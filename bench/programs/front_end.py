"""What callbacks add to an epoch, and batches of a data set to arrays: `front_end.py WORK MODULE`.

CPU seconds of an epoch each way, the least of several calls that take turns.
"""

import importlib
import pathlib
import sys
import tempfile
import time

import clock
import dense
import tutorial


def callbacks(keras):
    """W1 on 100,000 rows, bare and with three callbacks."""
    x, y = tutorial.people(100_000)
    model = tutorial.network(keras)
    path = pathlib.Path(tempfile.mkdtemp()) / "log.csv"
    given = [
        keras.callbacks.EarlyStopping("loss", patience=1000, restore_best_weights=True),
        keras.callbacks.CSVLogger(path),
        keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.999),
    ]

    def train(epochs, callbacks=None):
        model.fit(x, y, batch_size=tutorial.BATCH, epochs=epochs, verbose=0, callbacks=callbacks)

    return train, lambda epochs: train(epochs, given), (5, 45)


def data_set(keras):
    """W2 from arrays, and from a `PyDataset` of ready arrays."""
    network = dense.NETWORKS["w2"]
    batch = network.batch
    x, y = dense.data(network)
    model = dense.model(keras, network)

    class Ready(keras.utils.PyDataset):
        def __len__(self):
            return len(x) // batch

        def __getitem__(self, index):
            rows = slice(batch * index, batch * index + batch)
            return x[rows], y[rows]

    ready = Ready()
    return (
        lambda epochs: model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0),
        lambda epochs: model.fit(ready, epochs=epochs, verbose=0),
        (0, 1),
    )


WORKS = {"callbacks": callbacks, "data_set": data_set}


def main(work, module, repeats=7):
    plain, other, (few, many) = WORKS[work](importlib.import_module(module))
    for run in (plain, other):
        run(1)
    seconds = {}
    for _ in range(repeats):
        for name, run in (("plain", plain), ("other", other)):
            for epochs in (few, many):
                began = time.process_time()
                if epochs:
                    run(epochs)
                seconds.setdefault((name, epochs), []).append(time.process_time() - began)
    least = {key: min(found) for key, found in seconds.items()}
    epoch = lambda name: (least[name, many] - least[name, few]) / (many - few)
    clock.report(plain_s=epoch("plain"), other_s=epoch("other"))


if __name__ == "__main__":
    main(*sys.argv[1:])
