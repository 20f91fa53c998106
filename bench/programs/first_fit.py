"""The first fit of a process, compilation included: `first_fit.py MODULE [LOADED ...]`."""

import importlib
import sys
import time

import clock
import tutorial


def main(module, *loaded_before):
    keras = importlib.import_module(module)
    for name in loaded_before:
        importlib.import_module(name)
    x, y = tutorial.people(1000)
    model = tutorial.network(keras)
    began = time.process_time()
    model.fit(x, y, batch_size=tutorial.BATCH, epochs=1, verbose=0)
    clock.report(first_fit_s=time.process_time() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
