"""Python stepping: the same steps in the same order, one call of NumPy after another."""

import weakref

import numpy as np

from pronghorn import tree
from pronghorn.engines.base import GuardFailed, Run
from pronghorn.errors import DataError
from pronghorn.prims.record import tape
from pronghorn.tensor import Tensor
from pronghorn.trace.tracer import Guard, Storage, payload_of
from pronghorn.training import step
from pronghorn.training.figures import in_order

__all__ = ["PythonEntry"]


class PythonEntry:
    """An entry point that is not compiled; stands where a compiled `Entry` would."""

    program = executable = None
    guards = (Guard(None, step.NONFINITE, {}),)

    def __init__(self, trainer, kind, form):
        self.trainer = weakref.ref(trainer)  # the model owns its entries, not the reverse
        self.kind = kind
        self.form = form
        self.names = []
        self.structure = 0

    def run(self, arguments, batch):
        return PythonRun(self, arguments, batch)


class PythonRun(Run):
    """One pass over the data in Python."""

    def __init__(self, entry, arguments, batch):
        self.entry = entry
        self.trainer = entry.trainer()
        self.bind(arguments)
        self.total = len(arguments[0])
        self.batch = batch
        self.trips = -(-self.total // batch)
        self.outputs = []

    def bind(self, arguments):
        if self.entry.kind == "train":
            self.order, *self.data = arguments
        else:
            self.order, self.data = None, list(arguments)

    def start(self):
        self.position = 0
        self.outputs = []
        if self.entry.kind != "predict":
            step.reset(self.trainer)

    def advance(self, stop, ignore_guards=False):
        while self.position < stop:
            begin = self.position * self.batch
            rows = slice(begin, min(begin + self.batch, self.total))
            if self.order is not None:
                rows = self.order[rows]
            before = [(v, v.array, v.lent) for v in self.trainer.variables]
            try:
                self._step([Tensor(array[rows]) for array in self.data], not ignore_guards)
            except step.NonFinite:
                self._put_back(before)
                operations = self._operations(rows)
                self._put_back(before)
                raise GuardFailed(self.position, 0, operations) from None
            except DataError as error:
                _name_row(error, rows)
                raise
            self.position += 1

    def _put_back(self, before):
        for variable, array, lent in before:
            variable.array, variable.lent = array, lent
        Storage.changes += 1

    def _operations(self, rows):
        """The operations of a step that fails, which is run once more to see them."""
        notes = []
        token = tape.set(notes)
        try:
            self._step([Tensor(array[rows]) for array in self.data], True)
        except step.NonFinite:
            pass
        finally:
            tape.reset(token)
        return notes

    def _step(self, tensors, check):
        trainer, kind = self.trainer, self.entry.kind
        x, y, weight = self.entry.form.split(tensors)
        if kind == "predict":
            y_pred = trainer._predicted(x)
            self.entry.structure = tree.pack_sequence_as(y_pred, range(len(tree.flatten(y_pred))))
            self.outputs.append([np.array(payload_of(one)) for one in tree.flatten(y_pred)])
        else:
            step.batch(trainer, kind, x, y, weight, check)

    def finish(self):
        if self.entry.kind == "predict":
            return [np.concatenate(parts) for parts in zip(*self.outputs, strict=True)]
        found = self.trainer._results(self.entry.kind)
        self.entry.names[:] = in_order(found, self.trainer)
        return [np.asarray(payload_of(found[name])) for name in self.entry.names]


def _name_row(error, rows):
    """A row that a check counted within the batch becomes the row of the data."""
    row = error.facts.get("row")
    if isinstance(row, int):
        error.facts["row"] = rows.start + row if isinstance(rows, slice) else int(rows[row])
