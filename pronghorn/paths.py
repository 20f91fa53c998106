"""Settings of layers or weights, found by their paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from pronghorn.errors import wrong_argument

__all__ = ["PathMap"]


class PathMap(MutableMapping[str, Any]):
    """What a path is given: its own entry, or that of the one pattern that fits the whole path.

    A subclass says what entries may be, and what paths are given that nothing fits.

    Args:
        entries: a dict from path or regular expression to entry.
    """

    argument = ""  # that entries come as, for errors
    example: Any = None  # of an entry

    def __init__(self, entries: Mapping[str, Any] | None = None) -> None:
        self._map: dict[str, Any] = {}
        for pattern, entry in (entries or {}).items():
            self[pattern] = entry

    def _default(self) -> Any:
        raise NotImplementedError

    def _entry(self, argument: str, given: Any) -> Any:
        """What is kept for an entry that was given, or an error that names the argument."""
        raise NotImplementedError

    def __getitem__(self, path: str) -> Any:
        if path in self._map:
            return self._map[path]
        fitting = [pattern for pattern in self._map if re.fullmatch(pattern, path)]
        if len(fitting) > 1:
            raise wrong_argument(
                self,
                self.argument,
                "patterns of which one fits {path}",
                fitting,
                {fitting[0]: self.example},
                path=path,
            )
        return self._map[fitting[0]] if fitting else self._default()

    def __setitem__(self, pattern: str, given: Any) -> None:
        self._map[pattern] = self._entry(f"{self.argument}[{pattern!r}]", given)

    def __delitem__(self, pattern: str) -> None:
        del self._map[pattern]

    def __len__(self) -> int:
        return len(self._map)

    def __iter__(self) -> Iterator[str]:
        return iter(self._map)
