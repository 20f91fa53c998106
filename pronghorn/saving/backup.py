"""A training's whole state in one file: a `.weights.h5` file with one more group, `training`.

Keras reads the weights of such a file and does not look at the group.
"""

from pronghorn.errors import FileError
from pronghorn.saving import hdf5, weights_file

__all__ = ["load", "save"]

GROUP = "training"


def save(model, path):
    """Writes the weights and the place and streams of the `fit` in progress."""
    with hdf5.writing(path) as file:
        weights_file.write(model, file)
        for name, value in model.training_state().items():
            file[f"{GROUP}/{name}"] = value


def load(model, path):
    """Takes both from a file; the `fit` in progress goes on from there.

    Raises:
        FileError: if the file cannot be read or is of another model.
    """
    with hdf5.reading(path) as reader:
        stored = reader.inside(GROUP)
        if stored is None:
            raise FileError("F10", path=reader.path, reason="it has no {part}", part=GROUP)
        state = {name: stored.array(name) for name in stored.arrays()}
        fault = model.training_state_fault({name: value.shape for name, value in state.items()})
        if fault:
            raise FileError("F05", path=reader.path, difference=fault)
        weights_file.read(model, reader)
    model.resume_training(state)
