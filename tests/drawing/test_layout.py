"""Laws of the layered layout, and layouts of whole graphs."""

import cProfile
import itertools
import pstats

from hypothesis import given, settings
from hypothesis import strategies as st

from pronghorn.drawing.layout import Box, Edge, place

SIZES = st.floats(10, 200)
DIRECTIONS = st.sampled_from(["TB", "BT", "LR", "RL"])
PATHS = st.sampled_from([(), (), ("a",), ("a", "b"), ("c",)])


@st.composite
def drawings(draw, clusters=False, cycles=False):
    count = draw(st.integers(1, 14))
    boxes = [
        Box(str(n), draw(SIZES), draw(SIZES), draw(PATHS) if clusters else ()) for n in range(count)
    ]
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    # No layer feeds itself.
    pairs = [pair for pair in draw(st.lists(ends, max_size=25, unique=True)) if pair[0] != pair[1]]
    if not cycles:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    return boxes, [Edge(str(a), str(b)) for a, b in dict.fromkeys(pairs)]


def apart(a, b):
    beside = a.x + a.width <= b.x + 1e-6 or b.x + b.width <= a.x + 1e-6
    return beside or a.y + a.height <= b.y + 1e-6 or b.y + b.height <= a.y + 1e-6


def inside(rect, outer):
    return (
        rect.x >= outer.x - 1e-6
        and rect.y >= outer.y - 1e-6
        and rect.x + rect.width <= outer.x + outer.width + 1e-6
        and rect.y + rect.height <= outer.y + outer.height + 1e-6
    )


def crosses(start, end, rect):
    """Whether a segment passes the inside of a rectangle (clipping of Liang and Barsky)."""
    low, high = 0.0, 1.0
    for at, by, least, most in (
        (start[0], end[0] - start[0], rect.x + 0.1, rect.x + rect.width - 0.1),
        (start[1], end[1] - start[1], rect.y + 0.1, rect.y + rect.height - 0.1),
    ):
        if abs(by) < 1e-12:
            if not least < at < most:
                return False
            continue
        first, second = sorted(((least - at) / by, (most - at) / by))
        low, high = max(low, first), min(high, second)
    return low < high


def check_whole(boxes, edges, placed):
    for a, b in itertools.combinations(placed.boxes.values(), 2):
        assert apart(a, b)
    for box in boxes:
        rect = placed.boxes[box.id]
        assert (rect.width, rect.height) == (box.width, box.height)
        for path, outer in placed.clusters.items():
            if box.cluster[: len(path)] == path:
                assert inside(rect, outer)
            else:
                assert apart(rect, outer)
    for line in placed.edges:
        for segment, rect in itertools.product(itertools.pairwise(line), placed.boxes.values()):
            assert not crosses(*segment, rect)
    for x, y in itertools.chain(*placed.edges):
        assert -1e-6 <= x <= placed.width + 1e-6
        assert -1e-6 <= y <= placed.height + 1e-6


@given(drawings(clusters=True, cycles=True), DIRECTIONS, st.booleans())
@settings(max_examples=120, deadline=None)
def test_nothing_overlaps_and_no_line_crosses_a_box(drawing, rankdir, elbows):
    boxes, edges = drawing
    labels = {("a",): 150.0}
    placed = place(boxes, edges, rankdir=rankdir, elbows=elbows, header=20, label_widths=labels)
    check_whole(boxes, edges, placed)


@given(drawings(), DIRECTIONS)
@settings(max_examples=80, deadline=None)
def test_arrows_go_forward_from_border_to_border(drawing, rankdir):
    boxes, edges = drawing
    placed = place(boxes, edges, rankdir=rankdir)
    axis = "TB LR BT RL".split().index(rankdir) % 2 == 0
    sign = 1 if rankdir in ("TB", "LR") else -1
    for edge, line in zip(edges, placed.edges, strict=True):
        along = [sign * (y if axis else x) for x, y in line]
        assert along == sorted(along)
        for end, at in ((edge.tail, line[0]), (edge.head, line[-1])):
            rect = placed.boxes[end]
            near, far = (rect.y, rect.y + rect.height) if axis else (rect.x, rect.x + rect.width)
            assert min(abs(at[axis] - near), abs(at[axis] - far)) < 1e-6


def test_a_chain_is_straight_and_its_skips_stand_beside():
    boxes = [Box(str(n), 100, 40) for n in range(5)]
    edges = [Edge(str(n), str(n + 1)) for n in range(4)] + [Edge("0", "4")]
    placed = place(boxes, edges)
    assert len({rect.x for rect in placed.boxes.values()}) == 1
    assert all(len(line) == 2 for line in placed.edges[:4])
    assert len(placed.edges[4]) == 6


def test_a_diamond_is_symmetrical():
    boxes = [Box(name, 80, 30) for name in "abcd"]
    edges = [Edge(*pair) for pair in ("ab", "ac", "bd", "cd")]
    at = {name: rect.x for name, rect in place(boxes, edges).boxes.items()}
    assert abs(at["a"] - at["d"]) < 0.01
    assert abs((at["b"] + at["c"]) / 2 - at["a"]) < 0.01


def calls_to_place(count):
    """How many functions are called to place a chain of boxes with longer edges beside it."""
    boxes = [Box(str(n), 100, 40) for n in range(count)]
    edges = [Edge(str(n), str(n + 1)) for n in range(count - 1)]
    edges += [Edge(str(n), str(n + 7)) for n in range(0, count - 10, 3)]
    profile = cProfile.Profile()
    profile.runcall(place, boxes, edges)
    return pstats.Stats(profile).total_calls


def test_work_grows_with_the_boxes_and_not_with_their_square():
    assert calls_to_place(400) < 6 * calls_to_place(100)


def test_an_empty_drawing():
    placed = place([], [])
    assert (placed.width, placed.height, placed.boxes, placed.edges) == (0, 0, {}, [])
