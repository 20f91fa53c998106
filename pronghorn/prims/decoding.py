"""The likeliest labels behind outputs among which are blanks: prefixes grow step by step."""

from __future__ import annotations

from typing import Any

from pronghorn.errors import ShapeError
from pronghorn.ir.types import ArrayType
from pronghorn.prims.record import Opaque, Primitive

NEVER = float("-inf")


def _type(
    logs: ArrayType, lengths: ArrayType, *, blank: int, width: int, count: int
) -> tuple[ArrayType, ArrayType]:
    if logs.ndim != 3 or lengths.ndim != 1:
        raise ShapeError("S01", op="beam_search", a=logs, b=lengths)
    rows, steps, _ = logs.shape
    return ArrayType((count, rows, steps), "int32"), ArrayType((rows, count), logs.dtype)


def _run(
    xp: Any, logs: Any, lengths: Any, *, blank: int, width: int, count: int
) -> tuple[Any, Any]:
    """Labels, -1 behind their end, and log-probabilities; those that are not there have none."""
    rows, steps, _ = logs.shape
    labels = xp.full((count, rows, steps), -1, "int32")
    scores = xp.full((rows, count), NEVER, logs.dtype)
    for row in range(rows):
        paths, found = _search(xp, logs[row, : lengths[row]], blank, width)
        for place, path in enumerate(paths[:count]):
            labels[place, row, : len(path)] = path
        scores[row, : len(paths[:count])] = found[:count]
    return labels, scores


def _search(xp: Any, logs: Any, blank: int, width: int) -> tuple[list[list[int]], Any]:
    """The best paths, the likeliest first (Hannun et al. 2014, arXiv:1408.2873, algorithm 1).

    Each prefix has two log-probabilities: that the last output was a blank and that it was a label.
    """
    prefixes = _Prefixes(blank)
    members = [0]
    after_blank, after_label = xp.zeros(1, logs.dtype), xp.full(1, NEVER, logs.dtype)
    for log in logs:
        last = [prefixes.label[member] for member in members]
        total = xp.logaddexp(after_blank, after_label)
        # A label after itself is a new one only if a blank lies between.
        longer = total[:, None] + log
        longer[xp.arange(len(members)), last] = after_blank + log[last]
        longer[:, blank] = NEVER
        after_blank, after_label = total + log[blank], after_label + log[last]
        place_of = {member: place for place, member in enumerate(members)}
        for place, member in enumerate(members):
            shorter = place_of.get(prefixes.parent[member])
            if shorter is not None:
                grown = longer[shorter, last[place]]
                after_label[place] = xp.logaddexp(after_label[place], grown)
                longer[shorter, last[place]] = NEVER
        total = xp.concatenate([xp.logaddexp(after_blank, after_label), longer.reshape(-1)])
        best = xp.argsort(-total, kind="stable")[:width]
        best = best[total[best] != NEVER]
        kept, new = best[best < len(members)], best[best >= len(members)] - len(members)
        after_label = xp.concatenate([after_label[kept], longer.reshape(-1)[new]])
        after_blank = xp.concatenate([after_blank[kept], xp.full(len(new), NEVER, logs.dtype)])
        members = [members[place] for place in kept] + [
            prefixes.longer(members[place // len(log)], place % len(log)) for place in new.tolist()
        ]
    total = xp.logaddexp(after_blank, after_label)
    best = xp.argsort(-total, kind="stable")
    return [prefixes.path(members[place]) for place in best], total[best]


class _Prefixes:
    """Numbers of sequences of labels, each one label longer than its parent; 0 is the empty one."""

    def __init__(self, blank: int) -> None:
        self.parent, self.label = [-1], [blank]
        self.numbers: dict[tuple[int, int], int] = {}

    def longer(self, parent: int, label: int) -> int:
        number = self.numbers.setdefault((parent, label), len(self.parent))
        if number == len(self.parent):
            self.parent.append(parent)
            self.label.append(label)
        return number

    def path(self, number: int) -> list[int]:
        labels = []
        while number:
            labels.append(self.label[number])
            number = self.parent[number]
        return labels[::-1]


beam_search = Primitive("beam_search", _type, _run, None, Opaque())
