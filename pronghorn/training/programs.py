"""The programs of a model: three entry points, traced once, compiled once, shared where equal."""

import dataclasses
import threading
import time
import weakref
from collections import OrderedDict

from pronghorn import config, engines, messages, random, tree
from pronghorn.changes import alike
from pronghorn.engines.base import CompileRecord
from pronghorn.errors import StateError
from pronghorn.garbage import uncollected
from pronghorn.ir.graph import dissolve
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.layers.base import Layer
from pronghorn.passes.pipeline import tidy
from pronghorn.prims.bits import permutation
from pronghorn.prims.create import iota
from pronghorn.prims.elementwise import add
from pronghorn.prims.index import gather
from pronghorn.tensor import ConcreteValueNeeded, Tensor
from pronghorn.trace import tracer
from pronghorn.trace.loop import over_batches
from pronghorn.training import step
from pronghorn.training.eager import PythonEntry
from pronghorn.training.figures import in_order
from pronghorn.training.log import CompileLog, python_record
from pronghorn.training.settled import Settled

__all__ = ["Entry", "Programs", "compiled", "shuffler"]

# Executables that outlive their models, so that a loop over equal models compiles once.
RECENT = 12
# Bytes of captured arrays that are compared by value.
SMALL = 4096
# How often a function may be traced until it makes no variable any more.
TRACES = 4


class Slot:
    """Stands for a variable in an executable that models share; each run brings its own."""

    __slots__ = ("array", "path", "type")

    def __init__(self, variable):
        self.type, self.path, self.array = variable.type, variable.path, None


@dataclasses.dataclass(eq=False)
class Entry:
    """One entry point of one model, ready to run.

    Attributes:
        program: as traced for this model, with its variables and guards.
        names: of the results, for train and test.
        structure: of the results, for predict: numbers in the places of arrays.
        record: its line of the model's compile log.
    """

    program: tracer.Program
    executable: object
    names: list
    structure: object
    record: CompileRecord

    def __del__(self):
        if self.program.graph is not self.executable.source.graph:  # nobody else has it
            dissolve(self.program.graph.nodes)

    @property
    def guards(self):
        return self.program.guards

    def run(self, arguments, batch, results=None):
        run = self.executable.run(arguments, {"batch": batch}, self.program.variables, results)
        self.record.memory = max(self.record.memory, run.memory)
        return run


class Programs:
    """What was traced and compiled for one model."""

    def __init__(self):
        self.entries = {}
        self.log = CompileLog()
        # Held while compiled code runs; other threads come in between chunks.
        self.lock = threading.RLock()
        self.waiting = 0
        self.is_training = False
        self.fitting = None  # the call of fit in progress
        self.prepared = {}  # runs for calls like earlier ones
        self.settled = None  # the arguments with which these were traced
        self.generation = 0
        self._former = None  # entries from before an argument was changed, and which one it was

    def __deepcopy__(self, memo):
        return Programs()

    def __reduce__(self):
        return Programs, ()

    def wait(self):
        """Takes the lock; where another thread trains, at the end of its chunk."""
        if not self.lock.acquire(blocking=False):
            if self.is_training:
                messages.note("G14")
            self.waiting += 1
            try:
                self.lock.acquire()
            finally:
                self.waiting -= 1

    def forget(self):
        """The model changed: what was traced is no longer true."""
        self.entries.clear()
        self.prepared.clear()
        self.settled = self._former = None
        self.generation += 1

    def refresh(self):
        """Forgets what was traced if an argument of an object was changed since; steps in Python
        read it as it is.

        Returns:
            The number of the generation: another one if what was found before is not true now.
        """
        changed = self.settled and self.settled.changed()
        if changed:
            entries = dict(self.entries)
            self.forget()
            self.entries |= {key: one for key, one in entries.items() if one.program is None}
            self._former = entries, changed
        return self.generation

    def find(self, trainer, kind, feed):
        """The entry point for data of this form; it serves every number of rows."""
        self.refresh()
        key = (kind, config.settings.engine, config.settings.schedule, *feed.key)
        entry = self.entries.get(key)
        if entry is None:
            entry = self.entries[key] = self._made(trainer, kind, feed)
            self.settled = Settled(trainer)  # tracing may have made objects
            if kind == "train" and self._former is not None:
                self._tell_idle_change(key, entry)
        return entry

    def _tell_idle_change(self, key, entry):
        """Tells of a changed argument that makes no other step, as it is only read by `build`."""
        entries, (owner, name, before) = self._former
        former, self._former = entries.get(key), None
        is_idle = former is not None and former.executable is entry.executable
        if is_idle and not alike(before, vars(owner).get(name)):
            path = getattr(owner, "path", type(owner).__name__)
            code = "H58" if isinstance(owner, Layer) else "H59"
            messages.note(code, owner=path, argument=name.lstrip("_"))

    @uncollected()
    def _made(self, trainer, kind, feed):
        trainer._make_ready(kind, feed)
        compiled = trainer._compiled
        error = None
        if compiled is None or not compiled.run_eagerly:
            try:
                return self._compiled(trainer, kind, feed)
            except ConcreteValueNeeded as needed:
                error = needed
            finally:
                trainer._clear_losses()  # they hold values of the trace
        record, facts = python_record(kind, error)
        if facts is not None:
            messages.note("G08", **facts)
        self.log.append(record)
        return PythonEntry(trainer, kind, feed.form)

    def _compiled(self, trainer, kind, feed):
        names, structures = [], [0]
        if kind == "train":
            types = [ArrayType((symbol("total"),), "int32"), *feed.types("samples")]
        else:
            types = feed.types("total")
        function = _FUNCTIONS[kind](trainer, feed.form, names, structures)
        program, executable, record = compiled(function, types, kind)
        self.log.append(record)
        return Entry(program, executable, names, structures[0], record)


@uncollected()
def compiled(function, types, name):
    """The program of a function of tensors, an executable for it, and a line for a compile log.

    Raises:
        StateError: for a function that makes variables each time it is traced.
    """
    begin = time.perf_counter()
    program = _traced(function, types, name)
    traced = time.perf_counter() - begin
    executable, is_new = shared(program)
    record = executable.record
    if is_new:
        record.rooms = {"trace": traced, **record.rooms}
    else:
        notes = {"shared": "with an equal architecture"}
        rooms = {"trace": traced}
        record = dataclasses.replace(record, rooms=rooms, cached=True, notes=notes, memory=0)
    record.notes.setdefault("time", time.strftime("%Y-%m-%d %H:%M:%S"))
    return program, executable, record


def _traced(function, types, name):
    """The program of a function; what the function made while it was traced is part of it.

    A metric made by a step, for one, is then reset before the first batch, too.
    """
    made, elsewhere = None, random.seeds_drawn.elsewhere
    for _ in range(TRACES):
        made, drawn = tracer.variables_made.here, random.generator_states()
        program = tracer.trace(function, types, name)
        if made == tracer.variables_made.here:
            break
    else:
        raise StateError("G31", program=name)
    for generator, state in random.generator_states().items():
        if state != drawn[generator] and elsewhere == random.seeds_drawn.elsewhere:
            messages.note("H30", generator=generator)
    return program


def _train(trainer, form, names, _structures):
    def program(order, *data):
        step.reset(trainer)

        def batch(places):
            rows = [Tensor(gather(x.payload, places.payload, axis=0)) for x in data]
            step.batch(trainer, "train", *form.split(rows))
            return []

        over_batches(batch, [order], symbol("batch"), "train_step")
        return _results(trainer, "train", names)

    return program


def _test(trainer, form, names, _structures):
    def program(*data):
        step.reset(trainer)

        def batch(*rows):
            step.batch(trainer, "test", *form.split(rows))
            return []

        over_batches(batch, data, symbol("batch"), "test_step")
        return _results(trainer, "test", names)

    return program


def _predict(trainer, form, _names, structures):
    def program(*data):
        def batch(*rows):
            y_pred = trainer._predicted(form.split(rows)[0])
            flat = tree.flatten(y_pred)
            structures[0] = tree.pack_sequence_as(y_pred, range(len(flat)))
            return flat

        return over_batches(batch, data, symbol("batch"), "predict_step")

    return program


_FUNCTIONS = {"train": _train, "test": _test, "predict": _predict}


def _results(trainer, kind, names):
    found = trainer._results(kind)
    names[:] = in_order(found, trainer)
    return [found[name] for name in names]


_alive = weakref.WeakValueDictionary()
_recent = OrderedDict()
_shuffle = {}


def shared(program):
    """The executable of an equal program if there is one, and whether it had to be compiled."""
    engine = engines.current()
    source = dataclasses.replace(program, variables=list(map(Slot, program.variables)))
    begin = time.perf_counter()
    key = (engine.name, config.settings.schedule, source.signature, *map(_value, source.arrays))
    spent = time.perf_counter() - begin
    executable = _alive.get(key)
    is_new = executable is None
    if is_new:
        executable = _alive[key] = engine.compile(source, tidy)
        executable.record.rooms = {"signature": spent, **executable.record.rooms}
    _recent[key] = executable
    _recent.move_to_end(key)
    while len(_recent) > RECENT:
        _recent.popitem(last=False)
    return executable, is_new


def _value(array):
    """What tells captured arrays apart: the bytes of small ones; larger ones are compared by
    identity.
    """
    return (array.dtype.str, array.tobytes()) if array.nbytes <= SMALL else id(array)


@uncollected()
def shuffler():
    """The executable that draws an order from the state of a stream; one serves all models."""
    engine = engines.current()
    found = _shuffle.get(engine.name)
    if found is None:
        state = Slot(Stream)

        def order():
            key = tracer.read(state)
            tracer.write(state, add(key, iota(shape=(2,), axis=0, dtype="uint32")))
            return [Tensor(permutation(key, size=symbol("total")))]

        found = _shuffle[engine.name] = engine.compile(tracer.trace(order, [], "shuffle"))
    return found


class Stream:
    """What a program must know of the state of a seed generator."""

    type, path = ArrayType((2,), "uint32"), "shuffle"
