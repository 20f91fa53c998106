"""What a failed guard means: the step is run again with NumPy, to tell where it went wrong."""

import copy
import math

import numpy as np

from pronghorn import messages
from pronghorn.engines import load
from pronghorn.errors import DataError
from pronghorn.ir.walk import inlined
from pronghorn.layers.embedding import check_rows
from pronghorn.losses.labels import check_class_numbers, check_fractions
from pronghorn.prims.control import checkpoint
from pronghorn.trace import faults
from pronghorn.training import step

__all__ = ["Watch", "bad_cell"]

# Beyond this a weight was driven there by the training, not by the data.
_RUNAWAY = 1e6


class Watch:
    """Tells what is wrong with a step whose guard failed.

    Args:
        feed: the data of the pass.
        order: the rows in the order of the pass, or None for that of the data.
        keeps_on: whether non-finite data are told and training goes on, as `TerminateOnNaN` needs.
    """

    def __init__(self, trainer, feed, order, batch, keeps_on=False):
        self.trainer = trainer
        self.feed = feed
        self.order = order
        self.batch = batch
        self.keeps_on = keeps_on
        self.epoch = 0
        self.before = 0  # steps before the first of this data

    def __call__(self, entry, failure):
        """Raises DataError for data that cannot be right; tells of other causes, once.

        Raises:
            DataError: naming row, column and value.
        """
        if not self.blames_data(entry, failure):
            self._tell_cause(entry, failure, self._place(failure))

    def blames_data(self, entry, failure):
        """Whether the data are the cause, of which it has told unless it raises."""
        guard = entry.guards[failure.guard]
        if guard.code != step.NONFINITE:
            self._raise_for_targets(guard)
        found = bad_cell(self.feed, self._rows(failure.step))
        if found is not None:
            self._tell_data(found, self._place(failure))
        return found is not None

    def _place(self, failure):
        return {"epoch": self.epoch + 1, "step": self.before + failure.step + 1}

    def _rows(self, number):
        rows = slice(number * self.batch, (number + 1) * self.batch)
        return np.arange(self.feed.rows)[rows] if self.order is None else self.order[rows]

    def _raise_for_targets(self, guard):
        """The same check on the whole data, which names the row."""
        facts = guard.facts
        if guard.code == "E58":
            for leaf in self.feed.x.leaves:
                if not (leaf % 1).any():  # numbers of rows are whole
                    check_rows(leaf, facts["rows"], facts["layer"])
        for leaf in self.feed.y.leaves if self.feed.y is not None else ():
            if guard.code == "E07":
                check_class_numbers(leaf, facts["units"], facts.get("ignored"))
            elif guard.code == "E36":
                check_fractions(leaf, facts["loss"])
        # What a step of one's own made of the targets is not in the data, so no row can be named.
        said = messages.codes(guard.code[0])[guard.code].en
        raise DataError(guard.code, **{**dict.fromkeys(messages.placeholders(said), "…"), **facts})

    def _tell_data(self, found, place):
        name, array, row, column = found
        flat = array.reshape(len(array), -1)
        value = float(flat[row, column])
        if not self.keeps_on:
            count = int((~np.isfinite(flat)).sum())
            raise DataError("E34", argument=name, value=value, row=row, column=column, count=count)
        messages.note(
            "H01", value="nan", argument=name, found=value, row=row, column=column, **place
        )

    def _tell_cause(self, entry, failure, place):
        loss, cause, operand = self._replayed(entry, failure)
        if not (self._tell_weights(loss, place) or self._tell_node(cause, operand, loss, place)):
            messages.note("H13", value=loss, **place)

    def _replayed(self, entry, failure):
        """The loss of the step, the operation that was first to fail, and its worst operand."""
        if entry.program is None:
            steps, read, loss = failure.operations, _same, math.nan
        else:
            arguments = [self.order, *self.feed.arrays]
            program = copy.copy(entry.program)
            program.graph = inlined(program.graph, checkpoint)
            executable = load("numpy").compile(program)
            run = executable.run(arguments, {"batch": self.batch})
            found = run.values_at(failure.step)
            body = run.stages.loop.attrs["body"]
            steps, read = body.nodes, found.__getitem__
            loss = _loss_of(body, found, failure.guard)
        cause = faults.first_cause(steps, read)
        is_partial = cause is not None and cause.primitive.name in faults.PARTIAL
        return loss, cause, faults.worst_operand(cause, read) if is_partial else None

    def _tell_weights(self, loss, place):
        """Whether a weight has run away, which is the learning rate's doing, or is no number."""
        trained = self.trainer._compiled.trainables or self.trainer.trainable_variables
        held = [(variable.path, variable.array) for variable in trained]
        # The rate of a class's own optimizer is not known.
        for path, array in held if self.trainer.optimizer else ():
            if (np.abs(array) >= _RUNAWAY).any():
                self._tell_rate(path, loss, place)
                return True
        for path, array in held:
            if faults.is_bad(array):
                messages.note("H45", value=loss, where=path, **place)
                return True
        return False

    def _tell_rate(self, path, loss, place):
        rate = float(self.trainer.optimizer.learning_rate)
        # A tenth of a rate that is far off is still far off; 0.01 is what SGD begins with.
        smaller = f"{min(rate / 10, 0.01):g}"
        facts = {"where": path, "rate": f"{rate:g}", "smaller": smaller}
        messages.note("H03", value=loss, **facts, **place)

    def _tell_node(self, node, operand, loss, place):
        """Whether the first operation that gave a value that is not finite tells the cause."""
        if node is None:
            return False
        where = node.path or "the loss"
        if operand is not None:
            op = node.primitive.name
            messages.note("H04", value=loss, op=op, where=where, operand=operand, **place)
            return True
        scale = max((np.abs(a).max(initial=0) for a in self.feed.x.leaves), default=0)
        facts = {"op": node.primitive.name, "scale": f"{scale:.3g}", "where": where}
        messages.note("H02", value=loss, what="the result of {op}", **facts, **place)
        return True


def bad_cell(feed, rows):
    """(argument, array, row, column) of the first cell of these rows that is not finite."""
    for name, array in feed.named():
        if array.dtype.kind != "f":
            continue
        part = array[rows].reshape(len(rows), -1)
        bad = np.argwhere(~np.isfinite(part))
        if len(bad):
            row, column = bad[0]
            return name, array, int(rows[row]), int(column)
    return None


def _same(value):
    return value


def _loss_of(body, found, guard):
    """The loss that a guard looks at; NaN for one inside a loop of the step."""
    if guard >= len(body.guards):
        return math.nan
    node = body.guards[guard].node
    while node.inputs and node.outputs[0].dtype == "bool":
        node = node.inputs[0].node
    loss = np.ravel(found[node.outputs[0]])
    return float(loss[~np.isfinite(loss)][0])
