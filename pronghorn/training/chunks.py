"""One pass over the batches in chunks: how long to stay in compiled code, and what happens between.

Compiled code is left where a callback asks for it, at the end of the pass, and about every 50 ms.
"""

import math
import signal
import threading
import time

from pronghorn.engines.base import GuardFailed
from pronghorn.training.figures import figures

__all__ = ["Interrupts", "Pace", "Pass"]

SECONDS = 0.05
FIRST = 16  # steps of a chunk whose speed is not known yet


class Pace:
    """How many steps fit into 50 ms, learnt from the chunks before."""

    __slots__ = ("_per_step", "_since")

    def __init__(self):
        self._per_step = None
        self._since = 0.0

    def stop(self, position, trips):
        """Where the next chunk ends."""
        self._since = time.perf_counter()
        steps = FIRST if self._per_step is None else int(SECONDS / self._per_step) or 1
        return min(position + steps, trips)

    def measured(self, steps):
        """Takes note that this many steps were done since `stop`."""
        if steps > 0:
            self._per_step = max((time.perf_counter() - self._since) / steps, 1e-9)


class Interrupts:
    """Keeps Ctrl-C until a chunk ends, so that weights are those of whole steps.

    A second Ctrl-C does not wait. Outside of chunks, as in a callback, Ctrl-C is immediate.
    """

    __slots__ = ("_asked", "_inside", "_installed")

    def __init__(self):
        self._asked = self._inside = self._installed = False

    def __enter__(self):
        if (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        ):
            signal.signal(signal.SIGINT, self._note)
            self._installed = True
        return self

    def __exit__(self, *_):
        if self._installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def _note(self, *_):
        if self._inside and not self._asked:
            self._asked = True
        else:
            raise KeyboardInterrupt

    def enter_chunk(self):
        self._inside = True

    def leave_chunk(self):
        """Raises KeyboardInterrupt if Ctrl-C came during the chunk."""
        self._inside = False
        if self._asked:
            self._asked = False
            raise KeyboardInterrupt


class Pass:
    """Runs all batches of one entry point, again and again if asked.

    Args:
        trainer: the model.
        kind: `"train"`, `"test"` or `"predict"`.
        work: a `Work`. At a guard that failed its `watch(entry, failure)` is called: it raises, or
            the guards of the rest of the pass are ignored.
        callbacks: a `CallbackList` to tell of batches, or None.
    """

    def __init__(self, trainer, kind, work, callbacks=None, interrupts=None):
        self.trainer = trainer
        self.kind = kind
        self.entry = work.entry
        self.run = work.run
        self.programs = trainer._programs
        self.generation = self.programs.generation
        self.again = work.again
        self.pace = Pace()
        self.interrupts = interrupts or Interrupts()
        self.on_guard = work.watch
        self.ignores_guards = False
        self.callbacks = callbacks if callbacks is not None and callbacks.watches(kind) else None
        if self.callbacks is not None:
            self._begin = getattr(callbacks, f"on_{kind}_batch_begin")
            self._end = getattr(callbacks, f"on_{kind}_batch_end")

    def complete(self, begin=0, gathered=()):
        """All batches; returns the results.

        Args:
            begin: the first batch to run, the ones before having been run by another process.
            gathered: what metrics held after these.
        """
        self._refresh()
        run = self.run
        with self.programs.lock:
            run.start()
            if begin:
                run.skip(begin)
                for variable, value in zip(self.trainer.metrics_variables, gathered, strict=True):
                    variable.owned_array()[...] = value
        if self.callbacks is None:
            while self._goes_on():
                self._advance(self._next_stop())
                if self._is_to_stop():
                    break
        else:
            self._with_callbacks()
        with self.programs.lock:
            return run.finish()

    def _refresh(self):
        """Takes another program if what it was made of was changed, as by a callback."""
        if self.again is not None and self.programs.refresh() != self.generation:
            self.entry, self.run = self.again()
            self.generation = self.programs.generation

    def _with_callbacks(self):
        run = self.run
        while self._goes_on():
            position = run.position
            wanted = self.callbacks.next_batch(self.kind, position)
            if wanted == position:
                self._begin(position)
            stop = self._next_stop()
            if wanted != math.inf:
                stop = min(stop, int(wanted) + 1)
            is_sound = self._advance(stop)
            position = run.position
            if position > wanted or not is_sound or self._is_due():
                self._end(position - 1, self.logs())
            if self._is_to_stop():
                break

    def _next_stop(self):
        position = self.run.position
        stop = self.pace.stop(position, self.run.trips)
        # Keras looks after each batch whether it is the last.
        return position + 1 if self._is_to_stop() else stop

    def _is_to_stop(self):
        return self.kind == "train" and self.trainer.stop_training

    def _goes_on(self):
        """Whether there is a further batch."""
        self.run.fetch()
        return self.run.position < self.run.trips

    def _is_due(self):
        """Whether a callback that is content with any batch would do something now."""
        if self.run.position == self.run.trips:
            return False
        found = [c for c in self.callbacks.callbacks if getattr(c, "samples_batches", False)]
        return any(not hasattr(c, "is_due") or c.is_due() for c in found)

    def _advance(self, stop):
        """Runs up to a batch; False if a guard ended it sooner."""
        run, programs, before = self.run, self.programs, self.run.position
        self.interrupts.enter_chunk()
        try:
            with programs.lock:
                run.advance(stop, self.ignores_guards)
        except GuardFailed as failure:
            with programs.lock:
                self.on_guard(self.entry, failure)
                self.ignores_guards = True
                run.advance(run.position + 1, ignore_guards=True)
            return False
        finally:
            self.interrupts.leave_chunk()
            if programs.waiting:
                time.sleep(1e-3)  # another thread is at the lock
        self.pace.measured(run.position - before)
        return True

    def logs(self):
        """The figures so far, by name."""
        if self.kind == "predict":
            return {}
        return figures(self.trainer._results(self.kind))
