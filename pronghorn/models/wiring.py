"""`Wiring`: which calls, of which operations, lead from the inputs of a functional model to its
outputs; how to run them on other tensors; and how Keras writes them down."""

from pronghorn import ops, tree
from pronghorn.errors import ArgumentError, ShapeError, wrong_argument
from pronghorn.layers.base import Layer
from pronghorn.layers.call import training_now
from pronghorn.layers.input import InputLayer
from pronghorn.layers.spec import public_shape
from pronghorn.names import auto_name
from pronghorn.ops.operation import is_symbolic
from pronghorn.saving import registry
from pronghorn.tensor import Tensor
from pronghorn.training.checks import other_inputs

__all__ = ["Wiring", "get_source_inputs", "rewired"]


class Wiring:
    """The graph of a functional model.

    Attributes:
        inputs, outputs: structures of symbolic tensors, as they were given.
        nodes: the calls, in an order in which they can run.
        operations: layers and operations in Keras' order, the farthest from the outputs first.

    Raises:
        ValueError: for anything but symbolic tensors, an output that the inputs do not lead to, or
            two layers of one name.
    """

    def __init__(self, inputs, outputs, owner):
        for argument, structure in (("inputs", inputs), ("outputs", outputs)):
            _check_symbolic(argument, structure, owner)
        self.inputs, self.outputs = _from_input_layers(inputs, outputs)
        self.entrances = tree.flatten(self.inputs)
        self.exits = tree.flatten(self.outputs)
        self.nodes, found = _walked(self.entrances, self.exits)
        self.depths, self.operations = _by_depth(self.nodes, found, self.entrances)
        _check_names(self.operations)

    def __getstate__(self):
        # In this order a copy meets each operation after those it needs, and never goes deep.
        return {"operations": self.operations, **vars(self)}

    @property
    def layers(self):
        return [each for each in self.operations if isinstance(each, Layer)]

    @property
    def input_names(self):
        """Names of the inputs: the keys of a dict, else the names of the input layers."""
        if isinstance(self.inputs, dict) and len(self.inputs) == len(self.entrances):
            return sorted(self.inputs)
        return [tensor._keras_history.operation.name for tensor in self.entrances]

    @property
    def output_names(self):
        """Names of the layers that the outputs come from."""
        return [tensor._keras_history.operation.name for tensor in self.exits]

    @property
    def target_names(self):
        """The names under which `compile` and data know the outputs: a dict's keys come first."""
        if isinstance(self.outputs, dict) and len(self.outputs) == len(self.exits):
            return sorted(self.outputs)
        return self.output_names

    def run(self, inputs, owner, call=None):
        """The outputs for other inputs.

        Args:
            inputs: tensors in the structure of `self.inputs`, a flat list of them, or a dict by
                name.
            owner: the model, as messages call it.
            call: a function `(operation, args, kwargs)` that does one call.
        """
        values = {
            id(tensor): _fitted(value, tensor, owner)
            for tensor, value in zip(self.entrances, self._flat(inputs, owner), strict=True)
        }
        call = call or _called
        for node in self.nodes:
            args, kwargs = _replaced((node.args, node.kwargs), values)
            results = call(node.operation, args, kwargs)
            for symbolic, value in zip(
                tree.flatten(node.outputs), tree.flatten(results), strict=True
            ):
                values[id(symbolic)] = value
        return _replaced(self.outputs, values)

    def _flat(self, inputs, owner):
        """The inputs in the order of the entrances."""
        names = self.input_names
        if isinstance(inputs, dict) and (
            not isinstance(self.inputs, dict) or len(self.inputs) == len(self.entrances)
        ):
            if not set(names) <= set(inputs):
                raise other_inputs(names, ", ".join(map(str, inputs)))
            return [inputs[name] for name in names]
        found = tree.flatten(inputs)
        if len(found) != len(names):
            raise ShapeError("M09", layer=owner, want=len(names), got=len(found))
        return found

    def connections(self, operation):
        """Where the arguments of an operation come from, as `name[call][result]`."""
        own = {id(node) for node in self.nodes}
        return [
            f"{history.operation.name}[{history.node_index}][{history.tensor_index}]"
            for node in operation.inbound_nodes
            if id(node) in own
            for history in (tensor._keras_history for tensor in node.tensors)
        ]

    def is_row(self):
        """Whether every layer is called once, on what the one before gives."""
        return len(self.depths) == len(self.operations) == len(set(self.depths.values())) and all(
            len(node.tensors) <= 1 for node in self.nodes
        )

    def get_config(self):
        """Layers, calls, inputs and outputs as Keras writes them."""
        own = {id(node) for node in self.nodes}
        places = {}
        for each in self.operations:
            calls = [node for node in each.inbound_nodes if id(node) in own]
            places |= {id(node): place for place, node in enumerate(calls)}

        def history(tensor):
            operation, index, place = tensor._keras_history
            return [operation.name, places.get(id(operation.inbound_nodes[index]), 0), place]

        def written(leaf):
            if not is_symbolic(leaf):
                return registry.serialize_keras_object(leaf)
            shape = list(leaf.shape)
            config = {"shape": shape, "dtype": leaf.dtype, "keras_history": history(leaf)}
            return {"class_name": "__keras_tensor__", "config": config}

        def end(tensor):
            # Keras counts the making of a functional model as its first call, but only here.
            name, call, place = history(tensor)
            wired = getattr(tensor._keras_history.operation, "_wiring", None) is not None
            return [name, call + wired, place]

        records = []
        for each in self.operations:
            calls = [
                {"args": tree.map_structure(written, node.args), "kwargs": _map(written, node)}
                for node in each.inbound_nodes
                if id(node) in own and not isinstance(each, InputLayer)
            ]
            record = registry.serialize_keras_object(each)
            records.append({**record, "name": each.name, "inbound_nodes": calls})
        return {
            "layers": records,
            "input_layers": tree.map_structure(end, self.inputs),
            "output_layers": tree.map_structure(end, self.outputs),
        }


def get_source_inputs(tensor):
    """The tensors of `Input` that a symbolic tensor is made from, in the order they are met.

    Example:
        >>> import pronghorn as keras
        >>> x = keras.Input((3,))
        >>> keras.utils.get_source_inputs(keras.layers.Dense(2)(x))[0] is x
        True
    """
    found, seen, waiting = [], set(), [tensor]
    while waiting:
        one = waiting.pop()
        history = getattr(one, "_keras_history", None)
        if id(one) in seen:
            continue
        seen.add(id(one))
        nodes = history.operation.inbound_nodes if history else ()
        if not nodes or isinstance(history.operation, InputLayer):
            found.append(one)
        else:
            waiting += reversed(nodes[history.node_index].tensors)
    return found


def rewired(config, made=None):
    """Inputs and outputs of a new graph from what `Wiring.get_config` returned.

    Args:
        made: a function that makes a layer from its record.
    """
    made = made or registry.deserialize_keras_object
    operations = {record["name"]: made(record) for record in config["layers"]}
    starts = {
        name: 0 if isinstance(each, InputLayer) else len(each.inbound_nodes)
        for name, each in operations.items()
    }
    waiting = [
        (record["name"], call) for record in config["layers"] for call in record["inbound_nodes"]
    ]

    def tensor(history, offset=0):
        name, call, place = history[:3]
        calls = operations[name].inbound_nodes[starts[name] :]
        call -= offset
        return tree.flatten(calls[call].outputs)[place] if call < len(calls) else None

    while waiting:
        later, blocked = [], set()
        for name, call in waiting:
            found = None if name in blocked else _revived([call["args"], call["kwargs"]], tensor)
            if found is None:
                # The calls of one layer keep their order, for they are counted.
                blocked.add(name)
                later.append((name, call))
            else:
                _call_again(operations[name], *found)
        if len(later) == len(waiting):
            reason = "the inputs of {layer} are missing"
            raise ArgumentError("M29", owner="Functional", reason=reason, layer=later[0][0])
        waiting = later

    def end(history):
        wired = getattr(operations[history[0]], "_wiring", None) is not None
        return tensor(history, int(wired))

    return _ends(config["input_layers"], end), _ends(config["output_layers"], end)


def _call_again(operation, args, kwargs):
    if getattr(operation, "function", None) == "get_item" and isinstance(args[1], list):
        args = [args[0], tuple(args[1])]  # files know no tuples
    operation(*args, **kwargs)


def _ends(structure, end):
    """The tensors in a structure of `[name, call, place]`."""
    if isinstance(structure, dict):
        return {key: _ends(part, end) for key, part in structure.items()}
    if len(structure) == 3 and isinstance(structure[0], str):
        return end(structure)
    return [_ends(part, end) for part in structure]


def _revived(record, tensor):
    """Arguments of a call; None if a tensor among them is not made yet."""
    missing = []

    def one(part):
        if isinstance(part, dict) and part.get("class_name") == "__keras_tensor__":
            found = tensor(part["config"]["keras_history"])
            missing.extend([part] if found is None else [])
            return found
        if isinstance(part, dict) and "class_name" not in part:
            return {key: one(value) for key, value in part.items()}
        if isinstance(part, list | tuple):
            return [one(value) for value in part]
        return registry.deserialize_keras_object(part) if isinstance(part, dict) else part

    args, kwargs = one(record)
    return None if missing else (args, kwargs)


def _map(function, node):
    return {name: tree.map_structure(function, value) for name, value in node.kwargs.items()}


def _check_symbolic(argument, structure, owner):
    leaves = tree.flatten(structure)
    for leaf in leaves or [None]:
        if not is_symbolic(leaf) or leaf._keras_history is None:
            got = type(leaf).__name__
            example = (
                "keras.layers.Dense(1)(inputs)" if argument == "outputs" else "keras.Input((3,))"
            )
            raise wrong_argument(owner, argument, "tensors that begin at Input", got, example)


def _from_input_layers(inputs, outputs):
    """The same graph beginning at input layers, where it begins in the middle of another."""
    leaves = tree.flatten(inputs)
    if all(isinstance(leaf._keras_history.operation, InputLayer) for leaf in leaves):
        return inputs, outputs
    fresh = [
        leaf
        if isinstance(leaf._keras_history.operation, InputLayer)
        else InputLayer(
            batch_shape=leaf.shape, dtype=leaf.dtype, name=auto_name("input_layer")
        ).output
        for leaf in leaves
    ]
    values = {id(old): new for old, new in zip(leaves, fresh, strict=True)}
    nodes, _ = _walked(leaves, tree.flatten(outputs))
    for node in nodes:
        args, kwargs = _replaced((node.args, node.kwargs), values)
        results = node.operation(*args, **kwargs)
        for old, new in zip(tree.flatten(node.outputs), tree.flatten(results), strict=True):
            values[id(old)] = new
    return tree.pack_sequence_as(inputs, fresh), _replaced(outputs, values)


def _replaced(structure, values):
    return tree.map_structure(
        lambda leaf: values.get(id(leaf), leaf) if isinstance(leaf, Tensor) else leaf, structure
    )


def _walked(entrances, exits):
    """The calls between, each after those it needs, and when each operation was first met.

    Raises:
        ValueError: if an exit needs an input that is not among the entrances.
    """
    given = {id(tensor) for tensor in entrances}
    finished, nodes, found = set(), [], {}
    for exit in exits:
        stack = [(exit, None)]
        while stack:
            tensor, waiting = stack.pop()
            history = tensor._keras_history
            node = history.operation.inbound_nodes[history.node_index]
            if waiting is None:
                if id(node) in finished:
                    continue
                found.setdefault(history.operation, len(found))
                is_input = id(tensor) in given
                if isinstance(history.operation, InputLayer) and not is_input:
                    name = history.operation.name
                    raise ArgumentError("M31", output=_name(exit), missing=name)
                stack.append((tensor, node))
                stack += [] if is_input else [(each, None) for each in reversed(node.tensors)]
            elif id(node) not in finished:
                finished.add(id(node))
                if id(tensor) not in given:
                    nodes.append(node)
    return nodes, found


def _name(tensor):
    return tensor._keras_history.operation.name


def _by_depth(nodes, found, entrances):
    """The distance of each call from the outputs, and the operations in Keras' order."""
    depths, farthest = {}, {}
    inputs = {id(x): x._keras_history.operation.inbound_nodes[0] for x in entrances}
    for node in [*reversed(nodes), *inputs.values()]:
        depth = max(depths.get(node, 0), farthest.get(node.operation, 0))
        depths[node] = farthest[node.operation] = depth
        for tensor in node.tensors:
            history = tensor._keras_history
            above = history.operation.inbound_nodes[history.node_index]
            depths[above] = max(depth + 1, depths.get(above, 0))
    order = sorted(farthest, key=lambda each: (-farthest[each], found.get(each, -1)))
    return depths, order


def _check_names(operations):
    taken = set()
    for each in operations:
        if each.name in taken:
            number = next(
                n for n in range(1, len(operations) + 1) if f"{each.name}_{n}" not in taken
            )
            raise ArgumentError("M12", name=each.name, mend=f"{each.name}_{number}")
        taken.add(each.name)


def _fitted(value, tensor, owner):
    """A value for an input: a last axis of size 1 may be missing or extra; dtypes are cast."""
    if not isinstance(value, Tensor):
        return value
    wanted, shape = tensor.shape, public_shape(value.shape)
    if len(shape) == len(wanted) + 1 and shape[-1] == 1:
        value = ops.squeeze(value, -1)
    elif len(shape) == len(wanted) - 1 and wanted[-1] == 1:
        value = ops.expand_dims(value, -1)
    shape = public_shape(value.shape)
    if len(shape) != len(wanted):
        raise ShapeError("M07", layer=owner, want=len(wanted), got=shape)
    for axis, (size, found) in enumerate(zip(wanted[1:], shape[1:], strict=True), 1):
        if size is not None and found is not None and size != found:
            raise ShapeError("M08", layer=owner, want=size, axis=axis, got=shape)
    return value if value.dtype == tensor.dtype else _cast(value, tensor.dtype)


def _cast(value, dtype):
    cast = ops.cast(value, dtype)
    cast._keras_mask = value._keras_mask
    return cast


def _called(operation, args, kwargs):
    """One call; the mode of the model's own call wins over one that was recorded."""
    if training_now() is not None and "training" in kwargs:
        kwargs = {**kwargs, "training": training_now()}
    return operation(*args, **kwargs)
