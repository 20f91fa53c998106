"""What decides the next bits of a training besides weights and optimizer, and how to go on from it.

A state is a flat dict of arrays: `epoch` and `batch`, the next to run; `shuffle` and `taken`, where
in the random order of the rows the epoch begins; the states of seed generators; and, within an
epoch, what its metrics have gathered.
"""

import numpy as np

from pronghorn import random
from pronghorn.errors import StateError

__all__ = ["resume_training", "training_state", "training_state_fault"]


def training_state(trainer):
    """The state of the `fit` in progress.

    Raises:
        StateError: outside of `fit`.
    """
    fitting = _fitting(trainer)
    batch = fitting.batch
    stream, taken = fitting.order.begun if batch else fitting.order.place()
    state = {"epoch": fitting.epoch, "batch": batch, "shuffle": stream, "taken": taken}
    state.update({f"seeds/{n}": s.numpy() for n, s in enumerate(_seeds(trainer))})
    if batch:
        gathered = trainer.metrics_variables
        state.update({f"metrics/{n}": v.numpy() for n, v in enumerate(gathered)})
    return {name: np.asarray(value) for name, value in state.items()}


def training_state_fault(trainer, shapes):
    """Why a state with arrays of these shapes cannot be that of this model; "" if it can."""
    wanted = {"epoch": (), "batch": (), "shuffle": (2,), "taken": ()}
    wanted.update({f"seeds/{n}": s.shape for n, s in enumerate(_seeds(trainer))})
    if any(name.startswith("metrics/") for name in shapes):
        wanted.update({f"metrics/{n}": v.shape for n, v in enumerate(trainer.metrics_variables)})
    for name in sorted({*wanted, *shapes}):
        if wanted.get(name) != shapes.get(name):
            return f"{name} has shape {wanted.get(name)}, in the file {shapes.get(name)}"
    return ""


def resume_training(trainer, state):
    """Lets the `fit` in progress go on from a state that `training_state` returned."""
    fitting = _fitting(trainer)
    fitting.order.seek(state["shuffle"], int(state["taken"]))
    for number, seeds in enumerate(_seeds(trainer)):
        seeds.assign(state[f"seeds/{number}"])
    gathered = [value for name, value in state.items() if name.startswith("metrics/")]
    if gathered:
        gathered = [state[f"metrics/{number}"] for number in range(len(gathered))]
    fitting.go_on_from(int(state["epoch"]), int(state["batch"]), gathered)


def _fitting(trainer):
    fitting = trainer._programs.fitting
    if fitting is None:
        raise StateError("M90")
    return fitting


def _seeds(trainer):
    """States of seed generators: those of layers, and that of draws that name no seed."""
    weights = {id(weight) for weight in trainer.weights}
    own = [variable for variable in trainer.variables if id(variable) not in weights]
    unseeded = random.unseeded_generator()
    return own if unseeded is None else [*own, unseeded.state]
