"""What stands before the first step: building a model, and the rooms of the compiler."""

from bench.process import python
from bench.workload import Peer, Workload, limit

NETWORKS = {
    "w1": "W1, the tutorial's network",
    "w2": "W2, 784-512-512-10",
    "resnet20": "ResNet-20",
    "deep": "100 layers",
}
STATES = ("cold", "warm")
ROOMS, FIT, BEFORE = "ms of the rooms", "ms of the first fit", "ms without the step"
BOUNDS = {
    "W1, the tutorial's network, cold": (ROOMS, 60),
    "W1, the tutorial's network, warm": (ROOMS, 10),
    "W2, 784-512-512-10, cold": (ROOMS, 150),
    "W2, 784-512-512-10, warm": (ROOMS, 10),
    "ResNet-20, cold": (FIT, 2000),
    "ResNet-20, warm": (FIT, 250),
    "100 layers, warm": (BEFORE, 500),
}


def rows(measured):
    """Times of the rooms are on the wall, others are CPU time."""
    return {
        name: {
            ROOMS: row["rooms_s"] * 1e3,
            "of that LLVM": row.get("build", 0) * 1e3,
            "ms to build": row["build_s"] * 1e3,
            FIT: row["first_fit_s"] * 1e3,
            BEFORE: (row["build_s"] + row["first_fit_s"] - row["step_s"]) * 1e3,
        }
        for name, row in measured.items()
    }


def read(outcome):
    """The report's numbers, with those of its rooms beside them."""
    rooms = outcome.report["rooms"]
    return {**rooms, **{key: value for key, value in outcome.report.items() if key != "rooms"}}


def compiling(setting):
    peers = []
    for network, label in NETWORKS.items() if "pronghorn" in setting.homes else ():
        command = python(setting.homes["pronghorn"], "compiling", "pronghorn", network)
        for state in STATES:
            folder = setting.folder / f"compiling-{network}-{state}"
            emptied = folder if state == "cold" else None
            cache = {"PRONGHORN_CACHE": str(folder)}
            peers.append(Peer(f"{label}, {state}", command, cache, emptied, state == "warm"))

    def verdicts(table):
        return [
            line
            for name, (column, most) in BOUNDS.items()
            for line in limit(table, name, column, most, "ms")
        ]

    title = "Before the first step: with the cache empty, and filled; LLVM loaded, two steps"
    return Workload(title, peers, rows, read, reference="", verdicts=verdicts)
