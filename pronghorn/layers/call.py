"""What happens when a layer is called: eight steps, one function each, in the order of this file.

`call_layer` runs them: convert_inputs, check_spec, ensure_built, resolve_training, resolve_masks,
run, add_activity_loss, record_call.
"""

import contextlib
import contextvars
import functools
import inspect

import numpy as np

from pronghorn import ops, tree
from pronghorn.dtypes import is_float
from pronghorn.errors import DtypeError, ShapeError, StateError
from pronghorn.layers import spec, trail
from pronghorn.layers.remat import remat
from pronghorn.ops.operation import holds_symbolic, is_symbolic, record
from pronghorn.tensor import ConcreteValueNeeded, Tensor
from pronghorn.trace import tracer
from pronghorn.variables import Variable, autocast

__all__ = ["Invocation", "call_layer", "is_calling", "is_inside_loop", "training_now"]


signature_of_function = functools.lru_cache(1024)(inspect.signature)


class Signature:
    """What `call` of a layer class takes."""

    def __init__(self, function):
        parameters = inspect.signature(function).parameters
        self.signature = inspect.Signature(list(parameters.values())[1:])
        self.names = list(self.signature.parameters)
        own = self.signature.parameters.values()
        self._any = next((p.name for p in own if p.kind is p.VAR_KEYWORD), None)
        self.takes_any = self._any is not None
        # What `inspect` does for any signature takes longer than many a layer's arithmetic.
        self._is_plain = all(p.kind is p.POSITIONAL_OR_KEYWORD for p in own)
        self._needed = sum(p.default is p.empty for p in own)
        training = parameters.get("training")
        self.default_training = None if training is None else training.default
        if self.default_training is inspect.Parameter.empty:
            self.default_training = None

    def bound(self, args, kwargs):
        """Arguments by name, and those that `**kwargs` of `call` receives."""
        if self._is_plain and not kwargs and self._needed <= len(args) <= len(self.names):
            return dict(zip(self.names, args, strict=False)), {}
        found = self.signature.bind(*args, **kwargs).arguments
        open_ended = found.pop(self._any, {})
        return found, open_ended

    def passed(self, arguments):
        """What `call` is given by place, and what by name."""
        if self._is_plain and [*arguments] == self.names[: len(arguments)]:
            return [*arguments.values()], {}
        found = inspect.BoundArguments(self.signature, arguments)
        return found.args, found.kwargs


_signatures = {}


def signature_of(layer):
    """The signature of the layer's `call`, worked out once for each class."""
    function = type(layer).call
    found = _signatures.get(function)
    if found is None:
        found = _signatures[function] = Signature(function)
    return found


class Invocation:
    """One call of a layer, as the steps fill it in."""

    __slots__ = ("arguments", "kwargs", "mask", "signature", "symbolic", "tensors", "training")

    def __init__(self, signature, arguments, kwargs):
        self.signature = signature
        self.arguments = arguments  # name -> value, as bound to the signature of `call`
        self.kwargs = kwargs  # what a `**kwargs` of `call` receives
        self.tensors = {n: a for n, a in arguments.items() if _holds_tensor(a)}
        self.symbolic = holds_symbolic((arguments, kwargs))
        self.training = None
        self.mask = None

    @property
    def first(self):
        """The first argument, which is what specs and `build` speak of."""
        return next(iter(self.arguments.values()), None)


class _Surroundings:
    """What an outer layer's call hands to the calls inside it, and which they were."""

    def __init__(self, training, trace, given):
        self.training = training
        self.trace = trace  # in which the outermost call began
        self.given = given
        self.called = []

    def way(self):
        """Names and shapes, from the outer layer's input over all calls so far."""
        begin = [("input", self.given.shape)] if isinstance(self.given, Tensor) else []
        return [(name, spec.public_shape(shape)) for name, shape in begin + self.called]


_around = contextvars.ContextVar("calling", default=None)


def training_now():
    """Whether the outermost running call is one of training; None outside of calls."""
    around = _around.get()
    return None if around is None else around.training


def is_calling():
    """Whether a layer is being called."""
    return _around.get() is not None


def is_inside_loop():
    """Whether the program being traced is a body of a loop or branch inside the outermost call."""
    around, trace = _around.get(), tracer.current()
    if around is None or around.trace is None or trace is around.trace:
        return False
    while trace is not None and trace is not around.trace:
        trace = trace.parent
    return trace is not None


def call_layer(layer, args, kwargs):
    """The eight steps; where shapes do not fit, the error tells those on the way."""
    invocation = convert_inputs(layer, args, kwargs)
    around = _around.get()
    try:
        outputs = _called(layer, invocation, around)
    except ShapeError as error:
        error.trail = error.trail or trail.before(invocation, around)
        raise
    if around is not None and isinstance(outputs, Tensor):
        around.called.append((layer.name, outputs.shape))
    record_call(layer, invocation, outputs, args, kwargs)
    return outputs


def _called(layer, invocation, around):
    """Steps 2 to 7."""
    check_spec(layer, invocation)
    if not layer.built:
        with layer._scope():
            ensure_built(layer, invocation)
    resolve_training(layer, invocation)
    resolve_masks(invocation)
    if around is None and not invocation.symbolic:  # whose losses go with the types' trace
        layer._clear_losses()
    began = tracer.current() if around is None else around.trace
    token = _around.set(_Surroundings(invocation.training, began, invocation.first))
    try:
        with layer._scope():
            outputs = run(layer, invocation, around is not None)
            if outputs is None and invocation.symbolic:
                raise StateError("M81", owner=type(layer).__name__)
            layer.built = True
            add_activity_loss(layer, outputs, invocation)
    finally:
        _around.reset(token)
    return outputs


def convert_inputs(layer, args, kwargs):
    """Step 1: arrays become tensors, floats get the dtype the layer computes in."""
    signature = signature_of(layer)
    extra = {}
    for name in ("training", "mask"):
        # Whoever calls a layer may pass these two to any layer.
        if name in kwargs and name not in signature.names and not signature.takes_any:
            kwargs = dict(kwargs)
            extra[name] = kwargs.pop(name)
    if layer._convert_input_args:
        args = tuple(_converted(layer, arg) for arg in args)
        kwargs = {name: _converted(layer, arg) for name, arg in kwargs.items()}
    try:
        arguments, open_ended = signature.bound(args, kwargs)
    except TypeError as error:
        raise TypeError(f"{layer._called()}: {error}") from None
    invocation = Invocation(signature, arguments, open_ended)
    for given in (open_ended, arguments, extra):
        invocation.training = given.get("training", invocation.training)
    invocation.mask = extra.get("mask")
    return invocation


def _converted(layer, argument):
    if isinstance(argument, list | tuple) and argument and _is_numbers(argument):
        argument = ops.convert_to_tensor(argument)
    if isinstance(argument, Tensor):
        return _cast(layer, argument)
    if isinstance(argument, list | tuple | dict):
        return tree.map_structure(lambda leaf: _cast(layer, leaf), argument)
    return _cast(layer, argument)


def _is_numbers(argument):
    """Whether a nested list holds numbers only, so that it is an array and not several inputs."""
    leaves = tree.flatten(argument)
    return all(isinstance(leaf, int | float) and not isinstance(leaf, bool) for leaf in leaves)


def _cast(layer, x):
    if isinstance(x, Variable):
        x = x.value
    elif not isinstance(x, Tensor):
        if not hasattr(x, "__array__") or isinstance(x, str):
            return x
        array = np.asarray(x)
        if array.dtype.kind in "OUSM":
            raise DtypeError("M38", owner=layer._called(), got=f"an array of {array.dtype}")
        x = ops.convert_to_tensor(array)
    wanted = layer.input_dtype
    if not layer.autocast or x.dtype == wanted or not (is_float(x.dtype) and is_float(wanted)):
        return x
    cast = ops.cast(x, wanted)
    cast._keras_mask = x._keras_mask
    return cast


def _holds_tensor(argument):
    if isinstance(argument, list | tuple | dict):
        return any(isinstance(leaf, Tensor) for leaf in tree.flatten(argument))
    return isinstance(argument, Tensor)


def check_spec(layer, invocation):
    """Step 2: the first argument is what the layer's `input_spec` demands."""
    if layer.input_spec is not None:
        spec.check(layer.input_spec, invocation.first, layer._called())


def ensure_built(layer, invocation):
    """Step 3: a layer that was never called makes its weights now."""
    shapes = {
        name: tree.map_structure(
            lambda x: spec.public_shape(x.shape) if isinstance(x, Tensor) else None, argument
        )
        for name, argument in invocation.tensors.items()
    }
    if layer._has_own_build():
        layer.build(**build_arguments(layer, shapes))
        check_spec(layer, invocation)
    elif len(shapes) == 1:
        layer._build_shapes = {"input_shape": next(iter(shapes.values()))}


def build_arguments(layer, shapes):
    """The arguments of `build`: one shape for all, or one for each tensor argument of `call`."""
    _, *parameters = signature_of_function(type(layer).build).parameters.values()
    named = {f"{name}_shape": shape for name, shape in shapes.items()}
    wanted = [
        parameter.name
        for parameter in parameters
        if parameter.kind not in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    ]
    if len(wanted) <= 1 or not set(wanted) & set(named):
        first = next(iter(shapes.values()), None)
        return {wanted[0]: first} if wanted else {}
    return {name: named.get(name) for name in wanted if name in named}


def resolve_training(layer, invocation):
    """Step 4: `training` as passed, else that of the layer around, else the default of `call`."""
    signature = invocation.signature
    if invocation.training is None:
        around = training_now()
        invocation.training = signature.default_training if around is None else around
    if "training" in signature.names and invocation.training is not None:
        invocation.arguments["training"] = invocation.training


def resolve_masks(invocation):
    """Step 5: masks that earlier layers left on tensors fill `mask`, or `<argument>_mask`."""
    names, tensors = invocation.signature.names, invocation.tensors
    if len(tensors) == 1 and "mask" in names:
        if invocation.arguments.get("mask") is None:
            invocation.arguments["mask"] = _masks(next(iter(tensors.values())))
    elif len(tensors) > 1:
        for name, tensor in tensors.items():
            if f"{name}_mask" in names and invocation.arguments.get(f"{name}_mask") is None:
                invocation.arguments[f"{name}_mask"] = _masks(tensor)
    given = invocation.arguments.get("mask")
    if given is not None:
        invocation.mask = given
    elif invocation.mask is None:
        invocation.mask = _masks(invocation.first)


def _masks(structure):
    """The masks of tensors; None if there is not one among them."""
    if isinstance(structure, Tensor):
        return structure._keras_mask
    masks = tree.map_structure(lambda x: getattr(x, "_keras_mask", None), structure)
    return masks if any(mask is not None for mask in tree.flatten(masks)) else None


def run(layer, invocation, is_inside=False):
    """Step 6: `call`; for symbolic tensors, only the types of what it returns.

    Args:
        is_inside: whether another layer is calling; the outermost one has no values to let go of,
            since its gradient comes at once.
    """
    if invocation.symbolic:
        types = _types_of_symbolic(layer, invocation)
        return tree.map_structure(
            lambda type: None if type is None else Tensor(type, name=layer.name), types
        )
    casting = layer.compute_dtype if layer.autocast and is_float(layer.compute_dtype) else None
    mixed = casting is not None and casting != layer.variable_dtype
    args, kwargs = invocation.signature.passed(invocation.arguments)
    call = remat(layer.call) if is_inside and _forgets(layer, invocation) else layer.call
    with autocast(casting) if mixed else contextlib.nullcontext():
        return call(*args, **kwargs, **invocation.kwargs)


def _forgets(layer, invocation):
    """Whether a scope around the layer's constructor wants its inner values computed again."""
    return layer._remat is not None and layer._remat.covers(layer, _public_shapes(invocation.first))


def _public_shapes(structure):
    return tree.map_structure(lambda x: spec.public_shape(x.shape), structure)


def _types_of_symbolic(layer, invocation):
    """The types that `call` returns; where it reads numbers, as the layer says itself."""
    try:
        return types_of_call(layer, invocation.arguments, invocation.kwargs)
    except ConcreteValueNeeded:
        if not layer._tells_shape() or len(invocation.tensors) != 1:
            raise
        given = layer.compute_output_shape(_public_shapes(invocation.first))
        return spec.symbolic_types(given, layer.compute_dtype)


def types_of_call(layer, arguments, kwargs):
    """The types that `call` returns, its symbolic arguments traced and forgotten."""
    structure = (arguments, kwargs)
    leaves = tree.flatten(structure)
    places = [n for n, leaf in enumerate(leaves) if is_symbolic(leaf)]

    def again(*tensors):
        filled = list(leaves)
        for place, tensor in zip(places, tensors, strict=True):
            filled[place] = tensor
        arguments, kwargs = tree.pack_sequence_as(structure, filled)
        concrete = Invocation(signature_of(layer), arguments, kwargs)
        return run(layer, concrete)

    types = tracer.types_of(again, [leaves[place].payload for place in places])
    layer._clear_losses()  # they were values of the trace
    return types


def add_activity_loss(layer, outputs, invocation):
    """Step 7: the activity regularizer's penalty, divided by the number of rows."""
    if layer.activity_regularizer is None or invocation.symbolic:
        return
    for output in tree.flatten(outputs):
        if isinstance(output, Tensor):
            loss = layer.activity_regularizer(output)
            if output.ndim:
                rows = ops.cast(ops.shape(output)[0], loss.dtype)
                loss = ops.divide_no_nan(loss, rows)
            layer.add_loss(loss)


def record_call(layer, invocation, outputs, args, kwargs):
    """Step 8: outputs get their masks and, if symbolic, remember the call that made them."""
    if layer.supports_masking:
        _leave_masks(layer, invocation, outputs)
    if invocation.symbolic:
        record(layer, args, _with_surroundings(invocation, args, kwargs), outputs)


def _with_surroundings(invocation, args, kwargs):
    """The keywords of a call and what came to it by itself: the mode and masks, as Keras writes."""
    kwargs = dict(kwargs)
    for name in ("training", "mask"):
        if name in invocation.signature.names[len(args) :] and name not in kwargs:
            value = invocation.arguments.get(name)
            if name == "mask" or value is not None:
                kwargs[name] = value
    return kwargs


def _leave_masks(layer, invocation, outputs):
    masks = tree.flatten(layer.compute_mask(invocation.first, invocation.mask))
    for output, mask in zip(tree.flatten(outputs), masks, strict=False):
        if isinstance(output, Tensor) and output._keras_mask is None:
            output._keras_mask = mask
