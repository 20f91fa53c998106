"""What a failed guard means: the step is run again with NumPy, to tell where it went wrong."""

import math

import numpy as np

from pronghorn import messages
from pronghorn.engines import load
from pronghorn.errors import DataError
from pronghorn.losses.labels import check_class_numbers, check_fractions
from pronghorn.training import step

__all__ = ["Watch"]

# Operations that are only defined on a part of the numbers, and which part.
_PARTIAL = ("log", "log1p", "sqrt", "rsqrt", "pow", "div", "asin", "acos", "acosh", "atanh")
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
        guard = entry.guards[failure.guard]
        if guard.code != step.NONFINITE:
            self._raise_for_targets(guard)
        rows = self._rows(failure.step)
        place = {"epoch": self.epoch + 1, "step": self.before + failure.step + 1}
        found = self._in_data(rows)
        if found is not None:
            self._tell_data(found, place)
            return
        self._tell_cause(entry, failure.step, place)

    def _rows(self, number):
        rows = slice(number * self.batch, (number + 1) * self.batch)
        return np.arange(self.feed.rows)[rows] if self.order is None else self.order[rows]

    def _raise_for_targets(self, guard):
        """The same check on the whole data, which names the row."""
        facts = guard.facts
        for leaf in self.feed.y.leaves if self.feed.y is not None else ():
            if guard.code == "E07":
                check_class_numbers(leaf, facts["units"], facts.get("ignored"))
            elif guard.code == "E36":
                check_fractions(leaf, facts["loss"])
        # What a step of one's own made of the targets is not in the data, so no row can be named.
        said = messages.codes(guard.code[0])[guard.code].en
        raise DataError(guard.code, **{**dict.fromkeys(messages.placeholders(said), "…"), **facts})

    def _in_data(self, rows):
        """(argument, array, row, column) of the first cell of these rows that is not finite."""
        for name, array in self.feed.named():
            if array.dtype.kind != "f":
                continue
            part = array[rows].reshape(len(rows), -1)
            bad = np.argwhere(~np.isfinite(part))
            if len(bad):
                row, column = bad[0]
                return name, array, int(rows[row]), int(column)
        return None

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

    def _tell_cause(self, entry, number, place):
        loss = math.nan
        if entry.program is not None:
            arguments = [self.order, *self.feed.arrays]
            executable = load("numpy").compile(entry.program)
            run = executable.run(arguments, {"batch": self.batch})
            found = run.values_at(number)
            body = run.stages.loop.attrs["body"]
            loss, cause = _loss_of(body, found, entry, number), _first_cause(body, found)
            if self._tell_weights(loss, place) or self._tell_node(cause, found, loss, place):
                return
        elif self._tell_weights(loss, place):
            return
        messages.note("H13", value=loss, **place)

    def _tell_weights(self, loss, place):
        """Whether a weight has run away, which is the learning rate's doing."""
        for variable in self.trainer._compiled.trainables:
            largest = np.abs(variable.array).max(initial=0)
            if not largest < _RUNAWAY:
                self._tell_rate(variable.path, loss, place)
                return True
        return False

    def _tell_rate(self, path, loss, place):
        rate = float(self.trainer.optimizer.learning_rate)
        facts = {"where": path, "rate": f"{rate:g}", "smaller": f"{rate / 10:g}"}
        messages.note("H03", value=loss, **facts, **place)

    def _tell_node(self, node, found, loss, place):
        """Whether the first operation that gave a value that is not finite tells the cause."""
        if node is None:
            return False
        where = node.path or "the loss"
        scale = max((np.abs(a).max(initial=0) for a in self.feed.x.leaves), default=0)
        if node.primitive.name in _PARTIAL:
            operand = _worst_operand(node, found)
            messages.note(
                "H04", value=loss, op=node.primitive.name, where=where, operand=operand, **place
            )
            return True
        what = f"the result of {node.primitive.name}"
        messages.note("H02", value=loss, what=what, where=where, scale=f"{scale:.3g}", **place)
        return True


def _first_cause(body, found):
    """The first node that makes a value that is not finite from operands that are."""
    for node in body.nodes:
        if any(_is_bad(found[value]) for value in node.outputs) and not any(
            _is_bad(found[value]) for value in node.inputs
        ):
            # An infinity that is an operation's only operand, such as the start of a maximum.
            return node if node.inputs else None
    return None


def _is_bad(array):
    return array.dtype.kind == "f" and not np.isfinite(array).all()


def _worst_operand(node, found):
    """The operand at the first place where the result is not finite."""
    result = found[node.outputs[0]]
    bad = ~np.isfinite(result)
    place = -1 if node.primitive.name == "div" else 0
    operand = np.broadcast_to(found[node.inputs[place]], bad.shape)
    return f"{operand[bad].flat[0]:g}"


def _loss_of(body, found, entry, number):
    """The loss of the step: what its guard looks at."""
    for guard, value in zip(entry.guards, body.guards, strict=False):
        if guard.code == step.NONFINITE:
            node = value.node
            while node.inputs and node.outputs[0].dtype == "bool":
                node = node.inputs[0].node
            return float(found[node.outputs[0]])
    return math.nan
