"""`StatelessScope`: variables hold other values inside, and keep their own."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pronghorn import ops
from pronghorn.errors import ArgumentError

__all__ = ["StatelessScope", "applied", "current"]


class StatelessScope:
    """Inside it, reading a variable gives the value chosen here and `assign` changes only that.

    Args:
        state_mapping: pairs of a variable and the value it has inside.
        collect_losses: whether what `add_loss` is given inside is kept in `losses`.
        initialize_variables: for Keras' sake; variables made inside always get their values.

    Raises:
        ValueError: for a value of another shape than its variable.

    Example:
        >>> import pronghorn
        >>> count = pronghorn.Variable(1.0)
        >>> with pronghorn.StatelessScope([(count, 5.0)]) as scope:
        ...     _ = count.assign_add(1.0)
        >>> float(scope.get_current_value(count)), float(count)
        (6.0, 1.0)
    """

    def __init__(
        self,
        state_mapping: Iterable[tuple[Any, Any]] | None = None,
        collect_losses: bool = False,
        initialize_variables: bool = True,  # noqa: ARG002
    ) -> None:
        self.collect_losses = collect_losses
        self.losses: list[Any] = []
        self.outer: StatelessScope | None = None
        self._held: dict[int, Any] = {}
        for variable, value in state_mapping or ():
            self.update(variable, ops.convert_to_tensor(value))

    def __enter__(self) -> StatelessScope:
        self.outer = _scope.get()
        self._token = _scope.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _scope.reset(self._token)

    def add_update(self, update: tuple[Any, Any]) -> None:
        """Changes a variable inside the scope: a pair of it and its value."""
        self.update(*update)

    def update(self, variable: Any, value: Any) -> None:
        """Changes a variable inside the scope."""
        self._held[id(variable)] = variable.fitting(value)

    def get_current_value(self, variable: Any) -> Any:
        """The tensor that a variable holds at the end; None if it was neither given nor changed."""
        return self._held.get(id(variable))

    def found(self, variable: Any) -> Any:
        """What a variable holds here or in a scope around; None where it holds its own value."""
        value = self._held.get(id(variable))
        if value is None and self.outer is not None:
            return self.outer.found(variable)
        return value


_scope: contextvars.ContextVar[StatelessScope | None] = contextvars.ContextVar(
    "stateless", default=None
)


def current() -> StatelessScope | None:
    """The innermost scope of this thread, if any."""
    return _scope.get()


def applied(
    function: Callable[[], Any],
    owner: str,
    *states: tuple[str, Sequence[Any], Sequence[Any]],
) -> tuple[Any, list[list[Any]]]:
    """What a function returns while variables hold other values, and what they hold after it.

    Args:
        owner: whose variables they are, for messages.
        states: names, variables and values; the values after come in the same lists.

    Raises:
        ArgumentError: when there are more or fewer values than variables.
    """
    for argument, variables, values in states:
        if len(variables) != len(values):
            raise ArgumentError(
                "M70", owner=owner, argument=argument, want=len(variables), got=len(values)
            )
    pairs = [
        pair for _, variables, values in states for pair in zip(variables, values, strict=True)
    ]
    with StatelessScope(pairs, collect_losses=True) as scope:
        result = function()
    after = [[scope.get_current_value(each) for each in variables] for _, variables, _ in states]
    return result, after
