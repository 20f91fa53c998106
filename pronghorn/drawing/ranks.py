"""Which layer each unit of a drawing stands in, and the order within a layer.

The steps are those of Sugiyama, Tagawa and Toda (doi:10.1109/TSMC.1981.4308636): break cycles,
rank by longest path, reduce crossings by barycentres.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

Unit = Hashable
Pair = tuple[Unit, Unit]


def backward(units: Sequence[Unit], pairs: Iterable[Pair]) -> set[Pair]:
    """The pairs to turn round so that no cycle is left; empty for a graph without cycles."""
    after = defaultdict(list)
    for tail, head in pairs:
        after[tail].append(head)
    found: set[Pair] = set()
    state: dict[Unit, str] = {}
    for root in units:
        if root in state:
            continue
        state[root] = "open"
        stack = [(root, iter(after[root]))]
        while stack:
            unit, heads = stack[-1]
            for head in heads:
                if state.get(head) == "open":
                    found.add((unit, head))
                elif head not in state:
                    state[head] = "open"
                    stack.append((head, iter(after[head])))
                    break
            else:
                state[unit] = "done"
                stack.pop()
    return found


def rank(units: Sequence[Unit], pairs: Sequence[Pair], first: set, last: set) -> dict[Unit, int]:
    """Layer number of each unit of an acyclic graph: the longest path that leads to it.

    Units of `first` stay in layer 0 and those of `last` go to the last one. A unit with more
    readers than sources, such as a late input, moves down to just above its first reader.
    """
    before, after = defaultdict(set), defaultdict(set)
    for upper, lower in pairs:
        before[lower].add(upper)
        after[upper].add(lower)
    ready = [unit for unit in units if not before[unit]]
    waiting = {unit: len(before[unit]) for unit in units}
    layer = dict.fromkeys(units, 0)
    for unit in ready:  # grows while it is walked: a topological order
        for lower in after[unit]:
            layer[lower] = max(layer[lower], layer[unit] + 1)
            waiting[lower] -= 1
            if not waiting[lower]:
                ready.append(lower)
    bottom = max((layer[unit] + (unit not in last) for unit in units), default=0)
    for unit in reversed(ready):
        if unit in last:
            layer[unit] = bottom
        elif unit not in first and len(after[unit]) > len(before[unit]):
            layer[unit] = min(layer[lower] for lower in after[unit]) - 1
    return layer


def order(rows: list[list[Unit]], pairs: Sequence[Pair], sweeps: int = 12) -> list[list[Unit]]:
    """The rows, each reordered so that few of the pairs between neighbouring rows cross."""
    above, below = defaultdict(list), defaultdict(list)
    for upper, lower in pairs:
        below[upper].append(lower)
        above[lower].append(upper)
    best, fewest = rows, _crossings(rows, below)
    rows = [list(row) for row in rows]
    for sweep in range(sweeps):
        if not fewest:
            break
        down = sweep % 2 == 0
        near = above if down else below
        for number in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            fixed = rows[number - 1 if down else number + 1]
            place = {unit: position for position, unit in enumerate(fixed)}
            rows[number] = _by_barycentre(rows[number], near, place, flip=sweep % 4 > 1)
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _by_barycentre(row: list[Unit], near: dict, place: dict[Unit, int], *, flip: bool) -> list:
    """Sort by mean position of neighbours; units without any keep their place in the row."""
    mean = {
        unit: sum(place[other] for other in near[unit]) / len(near[unit])
        for unit in row
        if near[unit]
    }
    # Equal means are turned round in some sweeps, which frees rows that are stuck.
    candidates = reversed(row) if flip else row
    movable = iter(sorted((unit for unit in candidates if unit in mean), key=mean.__getitem__))
    return [next(movable) if unit in mean else unit for unit in row]


def _crossings(rows: list[list[Unit]], below: dict) -> int:
    total = 0
    for number in range(len(rows) - 1):
        place = {unit: position for position, unit in enumerate(rows[number + 1])}
        seen: list[int] = []
        for unit in rows[number]:
            ends = sorted(place[lower] for lower in below[unit])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total
