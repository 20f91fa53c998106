"""W8: many tiny models, one after the other and by several workers at once."""

from bench.process import python
from bench.workload import Peer, Workload, limit

LABELS = {"pronghorn": "pronghorn", "keras": "Keras on JAX"}
# Models of each; a model of Keras takes some hundred times as long.
MODELS = {"pronghorn": 200, "keras": 5}
# How much two workers must do of what one does in the same time.
GAINS = {"processes": 1.8, "threads": 1.0}


def in_a_row(setting):
    peers = []
    for module, models in MODELS.items():
        if module in setting.homes and not (setting.quick and module == "keras"):
            command = python(setting.homes[module], "many", module, models)
            peers.append(Peer(LABELS[module], command, {"KERAS_BACKEND": "jax"}))
    return Workload(
        "W8: tiny models one after the other, each",
        peers,
        lambda measured: {name: {"ms": row["model_s"] * 1e3} for name, row in measured.items()},
        verdicts=lambda rows: limit(rows, "pronghorn", "ms", 7.5, "ms"),
    )


def gains(measured):
    return {
        f"two {kind}": {
            "ms a model": row["two_s"] * 1e3,
            "by one": row["one_s"] * 1e3,
            "gain": row["one_s"] / row["two_s"],
        }
        for kind, row in measured.items()
    }


def at_once(setting):
    peers = []
    if "pronghorn" in setting.homes:
        for kind in GAINS:
            command = python(setting.homes["pronghorn"], "many", "pronghorn", 40, kind)
            peers.append(Peer(kind, command, cores=2))

    def verdicts(rows):
        for kind, least in GAINS.items():
            gain = rows.get(f"two {kind}", {}).get("gain")
            if gain is not None:
                verdict = "within" if gain >= least else "BELOW"
                yield f"two {kind}: {gain:.2f} times one, {verdict} the bound of {least}."

    title = "W8: tiny models by two workers, time on the wall"
    return Workload(title, peers, gains, verdicts=verdicts)
