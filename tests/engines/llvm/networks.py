"""Ten networks of different kinds, and what a training step of each does whatever the machine.

`python tests/engines/llvm/networks.py` renews the table that test_networks.py asserts.
"""

import json
import pathlib
import sys

TABLE = pathlib.Path(__file__).parent / "golden/networks.json"
ROWS = 32


def built():
    """Networks by name, with features of a row and the targets they train on."""
    import numpy as np

    import pronghorn as keras

    dense, dropout = keras.layers.Dense, keras.layers.Dropout

    def network(features, layers, optimizer, loss, outputs=1):
        model = keras.Sequential([keras.Input(features), *layers])
        model.compile(optimizer, loss)
        x = np.ones((ROWS, *features), "float32")
        y = np.ones((ROWS, outputs), "float32") / outputs
        return model, x, y

    clipped = keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True, global_clipnorm=1.0)
    chances, crossed = "categorical_crossentropy", "binary_crossentropy"
    return {
        "tutorial": lambda: network(
            (3,), [dense(4, "relu"), dense(2, "softmax")], "rmsprop", chances, 2
        ),
        "line": lambda: network((20,), [dense(1)], "sgd", "mse"),
        "logistic": lambda: network((20,), [dense(1, "sigmoid")], "adam", crossed),
        "tabular": lambda: network(
            (100,), [dense(64, "relu"), dense(64, "relu"), dense(1, "sigmoid")], "adam", crossed
        ),
        "digits": lambda: network(
            (784,),
            [
                dense(512, "relu"),
                dropout(0.2),
                dense(512, "relu"),
                dropout(0.2),
                dense(10, "softmax"),
            ],
            "rmsprop",
            chances,
            10,
        ),
        "odd widths": lambda: network((17,), [dense(1021, "tanh"), dense(3)], "adamw", "mae", 3),
        "clipped": lambda: network(
            (64,), [dense(128, "gelu"), dense(5, "softmax")], clipped, chances, 5
        ),
        "normed": lambda: network(
            (48,),
            [dense(96), keras.layers.LayerNormalization(), dense(96, "silu"), dense(1)],
            "adam",
            "huber",
        ),
        "autoencoder": lambda: network(
            (64,), [dense(32, "relu"), dense(8), dense(32, "relu"), dense(64)], "adam", "mse", 64
        ),
        "linear bottleneck": lambda: network(
            (300,), [dense(2, use_bias=False), dense(300)], "sgd", "mse", 300
        ),
    }


def facts(build):
    """Kinds of regions, bytes that a step moves, slots of its arena, programs compiled."""
    from pronghorn.engines.base import stages
    from pronghorn.engines.llvm import plan, profile, regions, schedule, target
    from pronghorn.engines.llvm.inner import Planned
    from pronghorn.engines.llvm.parts import split
    from pronghorn.ir.sizes import evaluate
    from pronghorn.training.checks import feed_of

    model, x, y = build()
    model.fit(x, y, batch_size=ROWS, epochs=1, verbose=0)
    model.fit(x, y, batch_size=ROWS // 2, epochs=2, verbose=0)
    entry = model._programs.find(model, "train", feed_of(model, "fit", x, y, None))
    program = entry.executable.program
    (section,) = (s for s in split(program, stages(program.graph)).sections if s.loop)
    grouped = regions.group(section.graph, section.replaced())
    where = schedule.narrowed(target.named("x86-64-v3"), [grouped])
    chosen = schedule.choose(grouped, where)
    placed = plan.place(section, grouped, chosen)
    known = {"rows": ROWS, "samples": ROWS, "total": ROWS, "batch": ROWS, "start": 0, "threads": 1}
    reports = profile.reports(Planned(section, grouped, chosen, placed))
    kinds = [region.kind for region in grouped.items]
    return {
        "regions": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "bytes moved": sum(report.sizes(known)[0] for report in reports),
        "slots": len(placed.slots),
        "copies": len(placed.copies) + len(placed.saved),
        "elements of slots": sum(evaluate(slot.elements, known) for slot in placed.slots),
        "programs": sum(not record.fallbacks for record in model.compile_log),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3]))
    found = {name: facts(build) for name, build in built().items()}
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(json.dumps(found, indent=1) + "\n")
