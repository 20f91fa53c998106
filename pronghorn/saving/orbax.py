"""The door to Orbax, whose checkpoints are folders: `folder/3` holds what was saved at step 3."""

import os

import numpy as np

from pronghorn import tree
from pronghorn.errors import FileError, Needs

__all__ = ["Checkpoints", "read"]


def _orbax():
    with Needs("keras.callbacks.OrbaxCheckpoint", "orbax-checkpoint", "pronghorn[orbax]"):
        import orbax.checkpoint as orbax
    return orbax.v1


class Checkpoints:
    """A folder of checkpoints that is being written.

    Args:
        max_to_keep: how many of the latest are kept; None for all.

    Raises:
        MissingPackageError: naming the extra to install.
    """

    def __init__(self, folder, max_to_keep=1):
        self._training = _orbax().training
        self._folder = os.path.abspath(folder)
        self._max_to_keep = max_to_keep
        self._writer = None
        self._pending = []

    def save(self, step, state, config=None, in_background=True):
        """Saves a tree of arrays, and the text of an architecture, as this step."""
        # Orbax keeps numbers apart from arrays, as Keras does, too.
        state = tree.map_structure(lambda a: a.item() if np.ndim(a) == 0 else a, state)
        parts = {"pytree": state}
        if config is not None:
            parts["model_config"] = {"config": config}
        if self._writer is None:
            self._writer = self._opened()
        if in_background:
            self._pending.append(self._writer.save_checkpointables_async(step, parts))
        else:
            self._writer.save_checkpointables(step, parts)

    def _opened(self):
        training, keeps = self._training, self._max_to_keep
        latest = training.preservation_policies.LatestN
        return training.Checkpointer(
            directory=self._folder,
            preservation_policy=None if keeps is None else latest(keeps),
            save_decision_policy=training.save_decision_policies.FixedIntervalPolicy(1),
        )

    def wait(self):
        """Returns when all that was saved is on the disk."""
        for saving in self._pending:
            saving.result()
        self._pending.clear()

    def close(self):
        """Waits, and ends Orbax' threads."""
        self.wait()
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def read(folder):
    """The tree of arrays of a checkpoint, or of the latest of a folder of them.

    Raises:
        MissingPackageError: naming the extra to install.
        FileError: for a folder without checkpoints.
    """
    path = os.path.abspath(folder)
    steps = [int(name) for name in os.listdir(path) if name.isdigit()]
    if steps:
        path = os.path.join(path, str(max(steps)))
    if not os.path.isdir(os.path.join(path, "pytree")):
        raise FileError("F10", path=folder, reason="the folder holds no checkpoint of Orbax")
    return _orbax().load_checkpointables(path, {"pytree": None})["pytree"]
