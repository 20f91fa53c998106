"""Nested structures of tuples, lists, deques and dicts: leaves, and structures of the same form.

A dict's leaves come in the order of its sorted keys, as in Keras. None is a leaf.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

__all__ = [
    "MAP_TO_NONE",
    "assert_same_paths",
    "assert_same_structure",
    "flatten",
    "flatten_with_path",
    "is_nested",
    "lists_to_tuples",
    "map_shape_structure",
    "map_structure",
    "map_structure_up_to",
    "pack_sequence_as",
    "traverse",
]


NESTED = (list, tuple, dict, deque)  # a union would be made anew at each of very many calls


class MAP_TO_NONE:
    """What a function given to `traverse` returns to put None in a part's place."""


def is_nested(structure: Any) -> bool:
    """Whether the structure is a tuple, list, deque or dict.

    Example:
        >>> from pronghorn import tree
        >>> tree.is_nested([1]), tree.is_nested(None)
        (True, False)
    """
    return isinstance(structure, NESTED)


def children(structure: Any) -> list[tuple[Any, Any]]:
    """Keys and parts of a nested structure, in the order of leaves."""
    if isinstance(structure, dict):
        try:
            keys = sorted(structure)
        except TypeError:  # keys of several kinds have no order of their own
            keys = list(structure)
        if isinstance(structure, OrderedDict):
            keys = list(structure)
        return [(key, structure[key]) for key in keys]
    return list(enumerate(structure))


def _like(structure: Any, parts: Sequence[tuple[Any, Any]]) -> Any:
    """A structure of the same kind from keys and parts."""
    if isinstance(structure, dict):
        by_key = dict(parts)
        ordered = [(key, by_key[key]) for key in structure]
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, ordered)
        return type(structure)(ordered)
    values = [part for _, part in parts]
    if hasattr(structure, "_fields"):
        return type(structure)(*values)
    if isinstance(structure, deque):
        return type(structure)(values, structure.maxlen)
    return type(structure)(values)


def flatten(structure: Any) -> list[Any]:
    """The leaves, from left to right.

    Example:
        >>> from pronghorn import tree
        >>> tree.flatten({"b": [1, 2], "a": (3,)})
        [3, 1, 2]
    """
    if not isinstance(structure, NESTED):
        return [structure]
    parts = [part for _, part in children(structure)] if isinstance(structure, dict) else structure
    leaves = []
    for part in parts:
        if isinstance(part, NESTED):
            leaves += flatten(part)
        else:
            leaves.append(part)
    return leaves


def flatten_with_path(structure: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """The leaves, each with the keys that lead to it.

    Example:
        >>> from pronghorn import tree
        >>> tree.flatten_with_path({"a": [1, 2]})
        [(('a', 0), 1), (('a', 1), 2)]
    """
    if not is_nested(structure):
        return [((), structure)]
    return [
        ((key, *path), leaf)
        for key, part in children(structure)
        for path, leaf in flatten_with_path(part)
    ]


def map_structure(func: Callable[..., Any], *structures: Any, none_is_leaf: bool = True) -> Any:
    """A structure of what `func` gives for corresponding leaves.

    Args:
        none_is_leaf: if False, None stays None and `func` is not called for it.

    Raises:
        TypeError: without a function or a structure.
        ValueError: if the structures differ in form.

    Example:
        >>> from pronghorn import tree
        >>> tree.map_structure(lambda a, b: a + b, [1, 2], [10, 20])
        [11, 22]
    """
    _expect(func, structures)
    first = structures[0]
    for other in structures[1:]:
        assert_same_structure(first, other)
    return map_structure_up_to(
        first,
        func if none_is_leaf else lambda *xs: None if xs[0] is None else func(*xs),
        *structures,
    )


def map_structure_up_to(shallow_structure: Any, func: Callable[..., Any], *structures: Any) -> Any:
    """As `map_structure`, the leaves of `shallow_structure` marking where the descent ends.

    Raises:
        TypeError: without a function or a structure.
        ValueError: for a structure that ends sooner than the shallow one, or has other keys.

    Example:
        >>> from pronghorn import tree
        >>> tree.map_structure_up_to({"a": 0}, len, {"a": [1, 2]})
        {'a': 2}
    """
    _expect(func, structures)
    if not is_nested(shallow_structure):
        return func(*structures)
    wanted = children(shallow_structure)
    inner = []
    for structure in structures:
        parts = dict(children(structure)) if is_nested(structure) else {}
        if set(parts) != {key for key, _ in wanted}:
            raise ValueError(f"the structures differ: {shallow_structure!r} and {structure!r}")
        inner.append(parts)
    parts = [
        (key, map_structure_up_to(part, func, *(each[key] for each in inner)))
        for key, part in wanted
    ]
    return _like(shallow_structure, parts)


def _expect(func: Any, structures: Sequence[Any]) -> None:
    if not callable(func) or not structures:
        raise TypeError(f"wanted a function and at least one structure, got {func!r}")


def map_shape_structure(func: Callable[[Any], Any], structure: Any) -> Any:
    """As `map_structure`, tuples and lists of ints and Nones being leaves.

    Example:
        >>> from pronghorn import tree
        >>> tree.map_shape_structure(len, {"a": (None, 3), "b": (2,)})
        {'a': 2, 'b': 1}
    """
    if not is_nested(structure) or _is_shape(structure):
        return func(structure)
    return _like(
        structure, [(key, map_shape_structure(func, part)) for key, part in children(structure)]
    )


def _is_shape(structure: Any) -> bool:
    return isinstance(structure, list | tuple) and all(
        size is None or isinstance(size, int) for size in structure
    )


def traverse(func: Callable[[Any], Any], structure: Any, top_down: bool = True) -> Any:
    """A structure in which parts are replaced by what `func` gives for them, if not None.

    Args:
        func: called for every part, the whole and the leaves among them; `MAP_TO_NONE` as its
            result stands for None.
        top_down: whether it is called for a part before those within, which are left out if it
            replaces the part; otherwise after them.

    Raises:
        TypeError: without a function.

    Example:
        >>> from pronghorn import tree
        >>> tree.traverse(lambda part: sum(part) if part == [1, 2] else None, {"a": [1, 2]})
        {'a': 3}
    """
    _expect(func, [structure])
    found = func(structure) if top_down else None
    if found is None:
        if is_nested(structure):
            parts = [(key, traverse(func, part, top_down)) for key, part in children(structure)]
            structure = _like(structure, parts)
        found = None if top_down else func(structure)
        if found is None:
            return structure
    return None if found is MAP_TO_NONE else found


def pack_sequence_as(structure: Any, flat_sequence: Sequence[Any]) -> Any:
    """A structure of the given form whose leaves are those of a flat sequence.

    Raises:
        ValueError: if there are more or fewer leaves.

    Example:
        >>> from pronghorn import tree
        >>> tree.pack_sequence_as({"a": (0, 0)}, [1, 2])
        {'a': (1, 2)}
    """
    count = len(flatten(structure))
    if count != len(flat_sequence):
        raise ValueError(f"the structure has {count} leaves, {len(flat_sequence)} were given")
    leaves = iter(flat_sequence)
    return _packed(structure, leaves)


def _packed(structure: Any, leaves: Iterator[Any]) -> Any:
    if not is_nested(structure):
        return next(leaves)
    return _like(structure, [(key, _packed(part, leaves)) for key, part in children(structure)])


def assert_same_structure(a: Any, b: Any, check_types: bool | None = None) -> None:
    """Raise ValueError unless both have the same form; the kinds of containers count too.

    Args:
        check_types: accepted for Keras' sake, where it has no effect either; `assert_same_paths`
            takes lists and tuples for alike.

    Example:
        >>> from pronghorn import tree
        >>> tree.assert_same_structure([1, (2,)], [3, (4,)])
    """
    del check_types
    same = is_nested(a) == is_nested(b)
    if same and is_nested(a):
        dicts = isinstance(a, dict) and isinstance(b, dict)
        first, second = dict(children(a)), dict(children(b))
        same = (dicts or type(a) is type(b)) and set(first) == set(second)
        for key in first if same else ():
            assert_same_structure(first[key], second[key])
    if not same:
        raise ValueError(f"the structures differ: {a!r} and {b!r}")


def assert_same_paths(a: Any, b: Any) -> None:
    """Raise ValueError unless the same keys lead to leaves of both; kinds of containers may differ.

    Example:
        >>> from pronghorn import tree
        >>> tree.assert_same_paths([1, {"a": 2}], (3, {"a": 4}))
    """
    first, second = ({path for path, _ in flatten_with_path(one)} for one in (a, b))
    if first != second:
        only = sorted(map(str, first - second)), sorted(map(str, second - first))
        raise ValueError(f"only the first has the paths {only[0]}, only the second {only[1]}")


def lists_to_tuples(structure: Any) -> Any:
    """The same structure with every list made a tuple.

    Example:
        >>> from pronghorn import tree
        >>> tree.lists_to_tuples([1, [2]])
        (1, (2,))
    """
    if not is_nested(structure):
        return structure
    parts = [(key, lists_to_tuples(part)) for key, part in children(structure)]
    return tuple(p for _, p in parts) if isinstance(structure, list) else _like(structure, parts)
