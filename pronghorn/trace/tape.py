"""`GradientTape`: gradients of what was computed inside a `with`, eager and traced alike."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pronghorn import arguments, messages, tree
from pronghorn.errors import StateError
from pronghorn.prims import record
from pronghorn.prims.create import filled
from pronghorn.prims.elementwise import FLOATS, add
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor, Value
from pronghorn.trace import faults, tracer
from pronghorn.trace.grad import reverse_many
from pronghorn.trace.tracer import payload_of

__all__ = ["GradientTape"]


class GradientTape:
    """Keeps the operations inside its `with`, so that `gradient` can walk them backwards.

    In a training step it becomes part of the compiled program. Tapes nest, and a gradient taken
    inside another tape can be differentiated again.

    Args:
        persistent: whether `gradient` may be called more than once.
        watch_accessed_variables: whether trainable variables are watched when they are read.

    Example:
        >>> from pronghorn import GradientTape, Variable
        >>> x = Variable(3.0)
        >>> with GradientTape() as tape:
        ...     y = x * x
        >>> float(tape.gradient(y, x))
        6.0
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent = persistent
        self._watches_variables = watch_accessed_variables
        self._trace: tracer.Trace | None = None
        self._notes: list[Any] = []  # grows while the tape runs
        self._spans: list[list[int]] = []  # which parts of it are the tape's
        self._running = False
        self._spent = False
        self._tokens: list[Any] = []
        # What a variable held when it was read, and tensors given to `watch`, by identity.
        self._read: dict[int, dict[int, Any]] = {}
        self._variables: dict[int, Any] = {}
        self._watched: dict[int, Any] = {}
        # Tensors of numbers that are values of the trace while the tape runs, and their numbers.
        self._lifted: dict[int, tuple[Tensor, Any, Value]] = {}

    def __enter__(self) -> GradientTape:
        if self._running:
            raise StateError("S60", use="entered a second time inside its own with")
        self._trace = tracer.current()
        if self._trace is not None:
            self._notes = self._trace.nodes
        else:
            # An outer tape's notes serve this one too.
            outer = record.tape.get()
            self._notes = [] if outer is None else outer
            self._tokens.append((record.tape, record.tape.set(self._notes)))
        self._tokens.append((_tapes, _tapes.set((*_tapes.get(), self))))
        self._resume()
        return self

    def __exit__(self, *_error: object) -> None:
        self._pause()
        while self._tokens:
            variable, token = self._tokens.pop()
            variable.reset(token)
        for tensor, numbers, _ in self._lifted.values():
            tensor.payload = numbers
        # Notes of an outer tape that come later are none of this one's.
        self._notes = self._steps()
        self._spans = [[0, len(self._notes)]]

    def _resume(self) -> None:
        self._running = True
        self._spans.append([len(self._notes), -1])

    def _pause(self) -> None:
        self._running = False
        self._spans[-1][1] = len(self._notes)

    def _steps(self) -> list[Any]:
        size = len(self._notes)
        return [
            step
            for start, stop in self._spans
            for step in self._notes[start : size if stop < 0 else stop]
        ]

    def watch(self, tensor: Any) -> None:
        """Makes tensors, or structures of them, sources of gradients, as variables are by
        themselves.

        Raises:
            StateError: outside the tape's `with`.
        """
        self._require_running("watch")
        for each in tree.flatten(tensor):
            if isinstance(each, Tensor):
                if self._trace is not None and each.is_concrete():
                    # Operations on numbers alone would leave no trace.
                    value = self._trace.captured(each.payload)
                    self._lifted[id(each)] = each, each.payload, value
                    each.payload = value
                self._watched[id(each.payload)] = each.payload
            else:
                self.saw(each)

    def saw(self, variable: Any) -> None:
        """Takes note that a variable is read now; called by the variable."""
        held = variable.array if self._trace is None else self._trace.read(variable)
        self._variables[id(variable)] = variable
        self._read.setdefault(id(variable), {})[id(held)] = held

    @property
    def watches_variables(self) -> bool:
        """Whether reading a trainable variable now is of interest."""
        return self._running and self._watches_variables

    def watched_variables(self) -> tuple[Any, ...]:
        """The variables that were read so far and can be sources."""
        return tuple(self._variables.values())

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """What is computed inside is not part of the tape."""
        self._require_running("stop_recording")
        self._pause()
        try:
            yield
        finally:
            self._resume()

    def reset(self) -> None:
        """Forgets what was recorded and watched so far."""
        self._require_running("reset")
        self._spans = [[len(self._notes), -1]]
        for table in (self._read, self._variables, self._watched):
            table.clear()

    def _require_running(self, use: str) -> None:
        if not self._running:
            raise StateError("S60", use="asked for {method}() outside its with", method=use)

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: Any = "none",
    ) -> Any:
        """The gradients of the sum of all elements of the target.

        Args:
            target: a tensor, or a structure of them.
            sources: a variable or watched tensor, or a structure of them.
            output_gradients: weights of the elements of the target, in its structure.
            unconnected_gradients: `"none"` or `"zero"`: what stands for the gradient of a source
                that the target does not depend on.

        Returns:
            A tensor, or None, for each source, in the structure of the sources.

        Raises:
            StateError: for a second call on a tape that is not persistent.

        Example:
            >>> import pronghorn
            >>> x = pronghorn.ops.array([1.0, 2.0])
            >>> with pronghorn.GradientTape() as tape:
            ...     tape.watch(x)
            ...     y = x**3
            >>> tape.gradient(y, x).numpy()
            array([ 3., 12.], dtype=float32)
        """
        unconnected = str(getattr(unconnected_gradients, "value", unconnected_gradients))
        argument = "unconnected_gradients"
        arguments.choice("GradientTape.gradient", argument, unconnected, ("none", "zero"))
        if self._spent:
            raise StateError("S61")
        self._spent = not self._persistent
        seeds = self._seeds(target, output_gradients)
        leaves = tree.flatten(sources)
        steps = self._within_variables()
        reached = self._reached(steps)
        held = [self._held(source, reached) for source in leaves]
        is_training = any(not isinstance(source, Tensor) for source in leaves)
        if is_training:
            faults.meet([loss for loss, _ in seeds], steps, self._by_array())
        found = reverse_many(steps, seeds, [each for part in held for each in part])
        gradients = []
        for source, part in zip(leaves, held, strict=True):
            sums, found = _sum(found[: len(part)]), found[len(part) :]
            if sums is None and unconnected == "zero":
                kind = type_of(payload_of(source))
                sums = filled(value=0.0, shape=kind.shape, dtype=kind.dtype)
            gradients.append(None if sums is None else Tensor(sums))
        if is_training and self._trace is None:
            faults.meet_gradients(leaves, gradients, seeds, steps)
            if faults.on_loss.get() is None:  # no step of fit
                Loop.turned()
        return tree.pack_sequence_as(sources, gradients)

    def _by_array(self) -> dict[int, Any]:
        """The variables that were read, by the identities of what they held."""
        return {each: self._variables[key] for key, held in self._read.items() for each in held}

    def _within_variables(self) -> list[Any]:
        """The steps less those whose results were assigned to a variable: no gradient goes on."""
        cut = {each for held in self._read.values() for each in list(held)[1:]}
        steps = self._steps()
        if not cut:
            return steps
        return [step for step in steps if not any(id(value) in cut for value in step.outputs)]

    def _seeds(self, target: Any, weights: Any) -> list[tuple[Any, Any]]:
        targets = tree.flatten(target)
        given = [None] * len(targets) if weights is None else tree.flatten(weights)
        seeds = []
        for each, weight in zip(targets, given, strict=True):
            payload = payload_of(each)
            if self._trace is not None:
                payload = self._trace.own(payload)
            kind = type_of(payload)
            if kind.dtype not in FLOATS:
                continue
            seed = filled(value=1.0, shape=kind.shape, dtype=kind.dtype)
            seeds.append((payload, seed if weight is None else payload_of(weight)))
        return seeds

    def _held(self, source: Any, reached: set[int]) -> list[Any]:
        """The values that the operations of the tape know a source by; none if it is unknown."""
        if not isinstance(source, Tensor):
            return list(self._read.get(id(source), {}).values())
        payload = source.payload
        if id(source) in self._lifted:
            payload = self._lifted[id(source)][2]
        elif self._trace is not None:
            payload = self._trace.own(payload)
        return [payload] if id(payload) in reached else []

    def _reached(self, steps: Sequence[Any]) -> set[int]:
        """Identities of what was watched and of all that was computed from it."""
        found = {*self._watched, *(each for part in self._read.values() for each in part)}
        for step in steps:
            if any(id(value) in found for value in step.inputs):
                found.update(id(value) for value in step.outputs)
        return found


class Loop:
    """A training loop of a user's own that runs operation by operation, of which a note tells.

    `turns` are its gradients so far; a function that is compiled, or told why not, sets them to 0.
    """

    MANY = 100
    turns = 0

    @classmethod
    def turned(cls) -> None:
        cls.turns += 1
        if cls.turns == cls.MANY:
            messages.note("H57", count=cls.MANY)


def _sum(parts: Sequence[Any]) -> Any:
    """The sum of gradients, some of which may be missing."""
    total = None
    for part in parts:
        if part is not None:
            total = part if total is None else add(total, part)
    return total


# The tapes that run now, outer ones first.
_tapes: contextvars.ContextVar[tuple[GradientTape, ...]] = contextvars.ContextVar(
    "tapes", default=()
)


def is_any_running() -> bool:
    """Whether a tape may want to know which variables are read."""
    return bool(_tapes.get())


def notice(variable: Any) -> None:
    """Tells running tapes that a trainable variable is read."""
    for tape in _tapes.get():
        if tape.watches_variables:
            tape.saw(variable)
