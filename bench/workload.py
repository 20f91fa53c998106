"""A workload, the peers that run it, and what its figures are held against."""

import pathlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Setting:
    """Where each importable module lives, a folder for what is built, and how much to do."""

    homes: dict
    folder: pathlib.Path
    quick: bool
    calls: int


@dataclass(frozen=True)
class Peer:
    """A named program; `emptied` is removed before each run, a rehearsal is not timed."""

    name: str
    command: list
    environment: dict = field(default_factory=dict)
    emptied: pathlib.Path | None = None
    rehearsed: bool = False
    cores: int = 1

    def prepare(self, first_round, rehearse):
        if self.emptied:
            shutil.rmtree(self.emptied, ignore_errors=True)
        if self.rehearsed and first_round:
            rehearse()


def reported(outcome):
    return {key: value for key, value in outcome.report.items() if isinstance(value, int | float)}


@dataclass(frozen=True)
class Workload:
    """A question, the peers that answer it, and how their reports become a table."""

    title: str
    peers: list
    summary: Callable
    read: Callable = reported
    reference: str = "pronghorn"
    verdicts: Callable = lambda rows: []


def limit(rows, name, column, bound, unit):
    """A sentence that holds a figure against its bound, if the figure was measured."""
    if column not in rows.get(name, {}):
        return []
    value = rows[name][column]
    verdict = "within" if value <= bound else "ABOVE"
    return [f"{name}, {column}: {value:.4g} {unit}, {verdict} the bound of {bound:.4g}."]


def times_as_fast(rows, column, besides=()):
    """A sentence that holds pronghorn against the fastest peer, those `besides` left out."""
    others = {n: row[column] for n, row in rows.items() if n not in ("pronghorn", *besides)}
    if "pronghorn" not in rows or not others:
        return []
    best = min(others, key=others.get)
    ratio = others[best] / rows["pronghorn"][column]
    return [f"pronghorn is {ratio:.2f} times as fast as {best}."]
