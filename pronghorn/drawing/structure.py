"""What a model consists of, read from its layers: cards of text and the arrows between them.

Models are read through a few attributes only: `layers`, `name`, `built`, and on layers
`inbound_nodes` (whose items list their `parents`), `input`, `output`, `activation`, `trainable`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Path = tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """One cell of a card: a label, its value, and for trainable cells whether it is so."""

    label: str
    value: str
    trainable: bool | None = None


@dataclass(frozen=True)
class Card:
    """One layer: its heading, a line for its activation, and a row of cells."""

    id: str
    kind: str
    name: str = ""
    activation: str = ""
    cells: tuple[Cell, ...] = ()
    cluster: Path = ()


@dataclass
class Structure:
    """Cards and arrows, by id; `clusters` names the nested models that are drawn open."""

    cards: list[Card] = field(default_factory=list)
    arrows: list[tuple[str, str]] = field(default_factory=list)
    clusters: dict[Path, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """Which facts of a layer a drawing shows."""

    shapes: bool = False
    dtype: bool = False
    layer_names: bool = False
    layer_activations: bool = False
    trainable: bool = False
    expand_nested: bool = False


def structure(model: Any, shown: Shown) -> Structure:
    """The cards and arrows of a Sequential or functional model; any other model is one card."""
    found = Structure()
    if is_graph(model):
        _Reader(shown, found).read(model, ())
    else:
        found.cards.append(card(model, "0", (), shown))
    return found


def is_graph(model: Any) -> bool:
    """Whether the layers of a model and their order are known: a chain or a graph of nodes."""
    layers = getattr(model, "layers", None)
    return bool(layers) and (_is_chain(model) or _is_wired(model))


def card(layer: Any, name: str, cluster: Path, shown: Shown) -> Card:
    """The card of one layer."""
    inner = getattr(layer, "layer", None)
    kind = type(layer).__name__
    if inner is not None and hasattr(inner, "name"):
        kind = f"{kind}({type(inner).__name__})"
    activation = getattr(layer, "activation", None) if shown.layer_activations else None
    return Card(
        name,
        kind,
        str(layer.name) if shown.layer_names else "",
        "" if activation is None else _function_name(activation),
        tuple(_cells(layer, shown)),
        cluster,
    )


def _cells(layer: Any, shown: Shown) -> Iterator[Cell]:
    if shown.shapes:
        if type(layer).__name__ != "InputLayer":
            yield Cell("Input shape", _describe(_ends(layer, "input"), _shape))
        yield Cell("Output shape", _describe(_ends(layer, "output"), _shape))
    if shown.dtype:
        yield Cell("Output dtype", _describe(_ends(layer, "output"), _dtype))
    if shown.trainable and hasattr(layer, "trainable") and getattr(layer, "weights", None):
        on = bool(layer.trainable)
        yield Cell("", "Trainable" if on else "Non-trainable", on)


def _ends(layer: Any, side: str) -> Any:
    """The symbolic input or output of a layer; None when it has none or several."""
    try:
        return getattr(layer, side)
    except (AttributeError, ValueError, RuntimeError):
        return None


def _shape(tensor: Any) -> str:
    return str(tuple(tensor.shape))


def _dtype(tensor: Any) -> str:
    dtype = tensor.dtype
    return str(getattr(dtype, "name", dtype))


def _describe(tensors: Any, describe: Any) -> str:
    if tensors is None:
        return "?"
    if isinstance(tensors, Mapping):
        return ", ".join(f"{key}: {_describe(one, describe)}" for key, one in tensors.items())
    if isinstance(tensors, (list, tuple)):
        said = [_describe(one, describe) for one in tensors]
        return said[0] if len(said) == 1 else f"[{', '.join(said)}]"
    return describe(tensors)


def _function_name(function: Any) -> str:
    name = getattr(function, "name", None) or getattr(function, "__name__", None)
    return str(name or type(function).__name__)


def _is_chain(model: Any) -> bool:
    return any(base.__name__ == "Sequential" for base in type(model).__mro__)


def _is_wired(model: Any) -> bool:
    """Whether the layers know each other: one of them was called on what another one gave."""
    layers = model.layers
    members = {id(layer) for layer in layers}
    return any(id(parent) in members for layer in layers for parent in _parents(layer)) or (
        len(layers) == 1 and bool(getattr(model, "inputs", None))
    )


def _parents(layer: Any) -> Iterator[Any]:
    """The layers whose outputs this layer was called on, in order, over all its calls."""
    for node in getattr(layer, "inbound_nodes", None) or ():
        yield from node.parents


class _Reader:
    """Walks a model and, if wanted, the models inside it."""

    def __init__(self, shown: Shown, found: Structure):
        self.shown, self.found = shown, found
        self.count = 0

    def read(self, model: Any, cluster: Path) -> tuple[list[str], list[str]]:
        """Add a model's cards and arrows; return the ids where arrows enter and leave it."""
        layers = list(_operations(model))
        ends = {id(layer): self._add(layer, cluster) for layer in layers}
        if _is_chain(model):
            for above, below in pairwise(layers):
                self._join(ends[id(above)], ends[id(below)], 0)
            return ends[id(layers[0])][0], ends[id(layers[-1])][1]
        fed = set()
        for layer in layers:
            for node in getattr(layer, "inbound_nodes", None) or ():
                for place, parent in enumerate(node.parents):
                    if id(parent) in ends:
                        fed.add(id(parent))
                        self._join(ends[id(parent)], ends[id(layer)], place)
        inputs = [one for one in layers if not any(id(p) in ends for p in _parents(one))]
        outputs = [one for one in layers if id(one) not in fed]
        return (
            [
                name
                for one in self._owners(model, "inputs", ends) or inputs
                for name in ends[id(one)][0]
            ],
            [
                name
                for one in self._owners(model, "outputs", ends) or outputs
                for name in ends[id(one)][1]
            ],
        )

    def _owners(self, model: Any, side: str, ends: dict) -> list[Any]:
        """The layers that made a model's inputs or outputs, if its tensors know them."""
        tensors = getattr(model, side, None)
        tensors = tensors if isinstance(tensors, (list, tuple)) else []
        owners = [
            getattr(getattr(one, "_keras_history", None), "operation", None) for one in tensors
        ]
        return owners if owners and all(id(one) in ends for one in owners) else []

    def _add(self, layer: Any, cluster: Path) -> tuple[list[str], list[str]]:
        self.count += 1
        name = f"{self.count}"
        if self.shown.expand_nested and is_graph(layer):
            inside = (*cluster, name)
            self.found.clusters[inside] = str(layer.name)
            return self.read(layer, inside)
        self.found.cards.append(card(layer, name, cluster, self.shown))
        return [name], [name]

    def _join(self, above: tuple, below: tuple, place: int) -> None:
        """An arrow from each way out above to the way in that the argument number names."""
        entries = below[0]
        entry = entries[place] if place < len(entries) else entries[0]
        for leaving in above[1]:
            if (leaving, entry) not in self.found.arrows:
                self.found.arrows.append((leaving, entry))


def _operations(model: Any) -> list[Any]:
    """The layers in the order of the model, and the plain operations between them."""
    return list(getattr(model, "operations", None) or model.layers)
