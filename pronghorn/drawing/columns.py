"""Horizontal positions in a layered drawing: straight lines first, then short ones.

Units that should stand exactly under each other form a column; columns then slide between
their neighbours until each stands at the mean of what it is connected to.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Unit = Hashable


@dataclass(frozen=True)
class Link:
    """A line between neighbouring rows, with the offsets of its ends from the units' centres."""

    upper: Unit
    lower: Unit
    upper_offset: float = 0.0
    lower_offset: float = 0.0


def centres(
    rows: Sequence[Sequence[Unit]],
    links: Sequence[Link],
    distance: Callable[[Unit, Unit], float],
    is_bend: Callable[[Unit], bool],
    sweeps: int = 40,
) -> dict[Unit, float]:
    """The x of each unit's centre, at least `distance(left, right)` apart within a row."""
    column, offset = _columns(rows, _straight(rows, links, is_bend))
    bounds: dict[tuple[int, int], float] = {}
    for row in rows:
        for left, right in pairwise(row):
            pair = column[left], column[right]
            least = offset[left] - offset[right] + distance(left, right)
            bounds[pair] = max(bounds.get(pair, least), least)
    pulls = _pulls(links, column, offset, is_bend)
    lines = {column[unit] for row in rows for unit in row if is_bend(unit)}
    lines -= {column[unit] for row in rows for unit in row if not is_bend(unit)}
    at = _settle(max(column.values(), default=-1) + 1, bounds, pulls, lines, sweeps)
    return {unit: at[column[unit]] + offset[unit] for row in rows for unit in row}


def _pulls(links: Sequence[Link], column: dict, offset: dict, is_bend: Callable) -> dict:
    """For each column the (other column, wanted difference) of its links.

    Passing lines follow boxes and do not drag them, unless a box has nothing else to follow.
    """
    boxes, lines = defaultdict(list), defaultdict(list)
    for link in links:
        upper, lower = column[link.upper], column[link.lower]
        if upper == lower:
            continue
        gap = offset[link.upper] + link.upper_offset - offset[link.lower] - link.lower_offset
        pulls = lines if is_bend(link.upper) or is_bend(link.lower) else boxes
        pulls[lower].append((upper, gap))
        pulls[upper].append((lower, -gap))
    return defaultdict(list, {**lines, **boxes})


def _straight(rows: Sequence, links: Sequence[Link], is_bend: Callable) -> list[Link]:
    """Links that become vertical: inner parts of long lines, and links that both ends prefer.

    Accepted links of two neighbouring rows never cross, so columns have an order from left to
    right and can be kept apart.
    """
    row_of = {unit: number for number, row in enumerate(rows) for unit in row}
    place = {unit: number for row in rows for number, unit in enumerate(row)}
    upward, downward = defaultdict(list), defaultdict(list)
    for link in links:
        downward[link.upper].append(link)
        upward[link.lower].append(link)

    def preferred(candidates: list[Link], end: Callable[[Link], Unit]) -> Link | None:
        short = [link for link in candidates if not is_bend(end(link))] or candidates
        ranked = sorted(short, key=lambda link: place[end(link)])
        return ranked[len(ranked) // 2] if len(ranked) % 2 else None

    inner = [link for link in links if is_bend(link.upper) and is_bend(link.lower)]
    mutual = [
        link
        for link in links
        if link is preferred(downward[link.upper], lambda one: one.lower)
        and link is preferred(upward[link.lower], lambda one: one.upper)
    ]
    accepted: dict[int, list[Link]] = defaultdict(list)
    for link in [*inner, *mutual]:
        x, y = place[link.upper], place[link.lower]
        rivals = accepted[row_of[link.upper]]
        if all((place[one.upper] - x) * (place[one.lower] - y) > 0 for one in rivals):
            rivals.append(link)
    return [link for chosen in accepted.values() for link in chosen]


def _columns(rows: Sequence, straight: list[Link]) -> tuple[dict[Unit, int], dict[Unit, float]]:
    """The column of each unit and the unit's offset from its column's line."""
    over = {link.lower: link for link in straight}
    column: dict[Unit, int] = {}
    offset: dict[Unit, float] = {}
    count = 0
    for row in rows:
        for unit in row:
            link = over.get(unit)
            if link is None:
                column[unit], offset[unit] = count, 0.0
                count += 1
            else:
                column[unit] = column[link.upper]
                offset[unit] = offset[link.upper] + link.upper_offset - link.lower_offset
    return column, offset


def _settle(count: int, bounds: dict, pulls: dict, lines: set, sweeps: int) -> list[float]:
    """Positions of columns: packed to the left, then each moved to where its links pull it."""
    left, right = defaultdict(list), defaultdict(list)
    for (first, second), least in bounds.items():
        right[first].append((second, least))
        left[second].append((first, least))
    ordered, at = _packed(count, left, right)

    def move(group: list[int], snap: bool = False) -> None:
        inside = set(group)
        wishes = [
            at[other] + gap - at[one]
            for one in group
            for other, gap in pulls[one]
            if other not in inside
        ]
        if not wishes:
            return
        low = max(
            (
                at[other] + least - at[one]
                for one in group
                for other, least in left[one]
                if other not in inside
            ),
            default=-math.inf,
        )
        high = min(
            (
                at[other] - least - at[one]
                for one in group
                for other, least in right[one]
                if other not in inside
            ),
            default=math.inf,
        )
        step = sum(wishes) / len(wishes)
        if snap:  # meet one end exactly, so that the line turns once less
            step = min(wishes, key=lambda wish: abs(max(low, min(wish, high)) - wish))
        step = max(low, min(step, high))
        for one in group:
            at[one] += step

    for sweep in range(sweeps):
        for one in reversed(ordered) if sweep % 2 == 0 else ordered:
            move([one])
        # Columns that touch block each other, so they also move together.
        for group in _touching(count, bounds, at):
            move(group)
    for one in [*reversed(ordered), *ordered]:
        if one in lines:
            move([one], snap=True)
    return at


def _packed(count: int, left: dict, right: dict) -> tuple[list[int], list[float]]:
    """The columns from left to right, and positions as far left as the distances allow."""
    waiting = [len(left[one]) for one in range(count)]
    ordered = [one for one in range(count) if not waiting[one]]
    at = [0.0] * count
    for one in ordered:  # grows while it is walked: a topological order
        for other, least in right[one]:
            at[other] = max(at[other], at[one] + least)
            waiting[other] -= 1
            if not waiting[other]:
                ordered.append(other)
    return ordered, at


def _touching(count: int, bounds: dict, at: list[float]) -> list[list[int]]:
    """The groups of two or more columns that stand as close as they may."""
    group_of = {one: [one] for one in range(count)}
    for (first, second), least in bounds.items():
        small, large = sorted((group_of[first], group_of[second]), key=len)
        if small is not large and at[second] - at[first] - least < 1e-6:
            large += small
            group_of.update(dict.fromkeys(small, large))
    groups = {id(group): group for group in group_of.values() if len(group) > 1}
    return list(groups.values())
