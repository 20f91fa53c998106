"""A function traced for one signature, and the runs of its program."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pronghorn.functions.afterwards import collecting
from pronghorn.functions.results import placed, restored
from pronghorn.functions.signature import filled, types_in
from pronghorn.random import unseeded_generator
from pronghorn.tensor import Tensor
from pronghorn.trace import faults, tracer
from pronghorn.training.programs import compiled
from pronghorn.training.step import expect_finite
from pronghorn.variables import flags_read

__all__ = ["Traced"]

# Runs that are kept for a program whose sizes are open, the latest ones.
KEPT = 4


class Traced:
    """The program of a function for arguments of one signature.

    Args:
        function: is called with tensors in the place of arrays; once, or again if it makes
            variables.
        key: of the signature.
        name: of the program.
        lock: held during a run; the programs of one function share their variables.

    Attributes:
        record: its line of a compile log.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        key: tuple[Any, ...],
        name: str,
        lock: threading.Lock,
    ) -> None:
        self._given: Any = None
        self._calls: Any = []
        self._reads_flags = False  # whether it matters which weights are trainable
        types = types_in(key)

        def body(*tensors: Tensor) -> list[Tensor]:
            rest = iter(tensors)
            arguments = [filled(argument, rest) for argument in args], filled(kwargs, rest)
            flags = flags_read.here
            found, calls = collecting(lambda: function(*arguments[0], **arguments[1]))
            self._reads_flags = flags != flags_read.here
            outputs: list[Tensor] = []
            self._given, self._calls = placed(found, outputs), placed(calls, outputs)
            for capture in tracer.opened().captures.values():
                capture.source = np.array(capture.source)  # its owner may change it later
            return outputs

        token = faults.on_loss.set(expect_finite)
        try:
            self._program, self._executable, self.record = compiled(body, types, name)
        finally:
            faults.on_loss.reset(token)
        self._is_open = any(not isinstance(size, int) for type in types for size in type.shape)
        self._runs: dict[Any, Any] = {}
        self._lock = lock
        self._generator = self._drawn_from()
        weights = self._program.variables if self._reads_flags else ()
        self._weights = [v for v in weights if v.initially_trainable]
        self._trained = self._trainable()

    def _drawn_from(self) -> Any:
        """The generator of draws without a seed, if the program uses it."""
        generator = unseeded_generator()
        drawn = generator is not None and any(v is generator.state for v in self._program.variables)
        return generator if drawn else None

    def _trainable(self) -> list[bool]:
        return [weight.trainable for weight in self._weights]

    @property
    def is_current(self) -> bool:
        """Whether a new trace would give the same: not so after `set_random_seed`, nor once weights
        are frozen or set free if the function asked which are.
        """
        if self._generator is not None and self._generator is not unseeded_generator():
            return False
        return self._trained == self._trainable()

    def __call__(self, arrays: Sequence[Any]) -> Any:
        """What the function returns for these arrays.

        Raises:
            GuardFailed: for arrays with which it does not end well; no state was written.
        """
        with self._lock:
            shapes = tuple([array.shape for array in arrays]) if self._is_open else None
            run = self._runs.get(shapes)
            if run is None:
                run = self._executable.run(arrays, {}, self._program.variables)
                self.record.memory = max(self.record.memory, run.memory)
                self._runs[shapes] = run
                while len(self._runs) > KEPT:
                    del self._runs[next(iter(self._runs))]
            else:
                run.bind(arrays)
            # Memory of results without axes serves the next call too.
            found = [x if x.ndim else np.array(x) for x in run.complete()]
        if self._calls:
            for function, arguments in restored(self._calls, found):
                function(*arguments)
        return restored(self._given, found)
