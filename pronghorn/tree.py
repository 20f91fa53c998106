"""Nested structures of tuples, lists and dicts: their leaves, and new structures of the same form.

A dict's leaves come in the order of its sorted keys, as in Keras. None is a leaf.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

__all__ = [
    "assert_same_structure",
    "flatten",
    "flatten_with_path",
    "is_nested",
    "lists_to_tuples",
    "map_structure",
    "map_structure_up_to",
    "pack_sequence_as",
]


def is_nested(structure: Any) -> bool:
    """Whether the structure is a tuple, list or dict.

    Example:
        >>> from pronghorn import tree
        >>> tree.is_nested([1]), tree.is_nested(None)
        (True, False)
    """
    return isinstance(structure, list | tuple | dict)


def _children(structure: Any) -> list[tuple[Any, Any]]:
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
    return type(structure)(values)


def flatten(structure: Any) -> list[Any]:
    """The leaves, from left to right.

    Example:
        >>> from pronghorn import tree
        >>> tree.flatten({"b": [1, 2], "a": (3,)})
        [3, 1, 2]
    """
    if not is_nested(structure):
        return [structure]
    return [leaf for _, part in _children(structure) for leaf in flatten(part)]


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
        for key, part in _children(structure)
        for path, leaf in flatten_with_path(part)
    ]


def map_structure(function: Callable[..., Any], *structures: Any, none_is_leaf: bool = True) -> Any:
    """A structure of what `function` gives for corresponding leaves.

    Args:
        none_is_leaf: if False, None stays None and `function` is not called for it.

    Raises:
        ValueError: if the structures differ in form.

    Example:
        >>> from pronghorn import tree
        >>> tree.map_structure(lambda a, b: a + b, [1, 2], [10, 20])
        [11, 22]
    """
    first = structures[0]
    for other in structures[1:]:
        assert_same_structure(first, other)
    return map_structure_up_to(
        first,
        function if none_is_leaf else lambda *xs: None if xs[0] is None else function(*xs),
        *structures,
    )


def map_structure_up_to(shallow: Any, function: Callable[..., Any], *structures: Any) -> Any:
    """As `map_structure`, the leaves of `shallow` marking where the descent ends.

    Example:
        >>> from pronghorn import tree
        >>> tree.map_structure_up_to({"a": 0}, len, {"a": [1, 2]})
        {'a': 2}
    """
    if not is_nested(shallow):
        return function(*structures)
    inner = [dict(_children(structure)) for structure in structures]
    parts = [
        (key, map_structure_up_to(part, function, *(each[key] for each in inner)))
        for key, part in _children(shallow)
    ]
    return _like(shallow, parts)


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
    return _like(structure, [(key, _packed(part, leaves)) for key, part in _children(structure)])


def assert_same_structure(a: Any, b: Any) -> None:
    """Raise ValueError unless both have the same form; the kinds of containers count too.

    Example:
        >>> from pronghorn import tree
        >>> tree.assert_same_structure([1, (2,)], [3, (4,)])
    """
    same = is_nested(a) == is_nested(b)
    if same and is_nested(a):
        dicts = isinstance(a, dict) and isinstance(b, dict)
        first, second = dict(_children(a)), dict(_children(b))
        same = (dicts or type(a) is type(b)) and set(first) == set(second)
        for key in first if same else ():
            assert_same_structure(first[key], second[key])
    if not same:
        raise ValueError(f"the structures differ: {a!r} and {b!r}")


def lists_to_tuples(structure: Any) -> Any:
    """The same structure with every list made a tuple.

    Example:
        >>> from pronghorn import tree
        >>> tree.lists_to_tuples([1, [2]])
        (1, (2,))
    """
    if not is_nested(structure):
        return structure
    parts = [(key, lists_to_tuples(part)) for key, part in _children(structure)]
    return tuple(p for _, p in parts) if isinstance(structure, list) else _like(structure, parts)
