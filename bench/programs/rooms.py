"""What each room of the compiler costs for the tutorial's three programs: `rooms.py MODULE`."""

import importlib
import sys

import clock
import numpy as np
import tutorial


def main(module):
    keras = importlib.import_module(module)
    x, y = tutorial.people(1000)
    model = tutorial.network(keras)
    model.fit(x, y, batch_size=tutorial.BATCH, epochs=1, verbose=0)
    model.evaluate(x, y, verbose=0)
    model.predict(np.zeros((1, 3)), verbose=0)
    clock.report(
        programs=[
            {
                "program": str(entry.program),
                "nodes": entry.nodes,
                "rooms": dict(entry.rooms),
                "cached": bool(entry.cached),
                "fallbacks": len(entry.fallbacks),
            }
            for entry in model.compile_log
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1])
