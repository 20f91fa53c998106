"""Nested structures: leaves, paths, and functions over their parts."""

from collections import OrderedDict, deque, namedtuple

import pytest

from pronghorn import tree

Point = namedtuple("Point", "x y")


class TestTraverse:
    STRUCTURE = [(1, 2), [3], {"a": 4}]

    def test_parts_in_order(self):
        seen = []
        assert tree.traverse(seen.append, self.STRUCTURE) == self.STRUCTURE
        assert seen == [self.STRUCTURE, (1, 2), 1, 2, [3], 3, {"a": 4}, 4]
        seen = []
        assert tree.traverse(seen.append, self.STRUCTURE, top_down=False) == self.STRUCTURE
        assert seen == [1, 2, (1, 2), 3, [3], 4, {"a": 4}, self.STRUCTURE]

    def test_parts_are_replaced(self):
        tenfold = lambda part: part * 10 if isinstance(part, int) else None
        assert tree.traverse(tenfold, self.STRUCTURE) == [(10, 20), [30], {"a": 40}]
        total = lambda part: sum(part) if isinstance(part, tuple) else None
        assert tree.traverse(total, self.STRUCTURE, top_down=False) == [3, [3], {"a": 4}]

    @pytest.mark.parametrize("top_down", [True, False])
    def test_none_for_a_part(self, top_down):
        drop = lambda part: tree.MAP_TO_NONE if part == 3 else None
        assert tree.traverse(drop, self.STRUCTURE, top_down) == [(1, 2), [None], {"a": 4}]

    def test_what_is_replaced_is_not_entered(self):
        seen = []
        tree.traverse(lambda part: seen.append(part) or (0 if part == (1, 2) else None), [(1, 2)])
        assert seen == [[(1, 2)], (1, 2)]


def test_shapes_are_leaves():
    shapes = {"a": (None, 3), "b": [(2,), (4, 5)]}
    assert tree.map_shape_structure(len, shapes) == {"a": 2, "b": [1, 2]}
    assert tree.map_shape_structure(lambda shape: (7, *shape), (None, 3)) == (7, None, 3)


def test_same_paths():
    tree.assert_same_paths([1, {"a": 2}], (3, OrderedDict(a=4)))
    tree.assert_same_paths(Point(1, 2), [3, 4])
    with pytest.raises(ValueError, match=r"only the second .*\(1,\)"):
        tree.assert_same_paths([1], [1, 2])


def test_kinds_of_containers_are_kept():
    assert tree.map_structure(str, Point(1, 2)) == Point("1", "2")
    assert tree.map_structure(str, deque([1], 3)) == deque(["1"], 3)
    assert tree.flatten(deque([1, [2]])) == [1, 2]
    with pytest.raises(ValueError, match="the structures differ"):
        tree.assert_same_structure([1], deque([1]), check_types=False)


def test_what_is_refused():
    with pytest.raises(TypeError, match="wanted a function"):
        tree.map_structure(3, [1])
    with pytest.raises(TypeError, match="at least one structure"):
        tree.map_structure(str)
    with pytest.raises(ValueError, match="the structures differ"):
        tree.map_structure_up_to([0, [0]], str, [1, 2])
    with pytest.raises(ValueError, match="the structures differ"):
        tree.map_structure_up_to({"a": 0}, str, {"b": 1})
