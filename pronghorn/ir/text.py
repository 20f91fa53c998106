"""The text of a graph: printed for people, and read back."""

from __future__ import annotations

import ast
import itertools
import re
import string
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from pronghorn.ir import sizes
from pronghorn.ir.graph import Graph, Node, Operation, Value
from pronghorn.ir.types import ArrayType, Size, parse_type

_INDENT = "  "
_UNSAFE = re.compile(r"[^\w/.:-]+")
_NUMBER = re.compile(r"-?(\d+|inf|nan|\d[\d.]*(e[+-]?\d+)?)")
_WORDS = {"True": True, "False": False, "None": None}
_BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}


def to_text(graph: Graph) -> str:
    """The graph as text, one node a line; `parse` reads it back."""
    lines: list[str] = []
    _Printer(lines).graph(graph, "", "graph")
    return "\n".join([*lines, ""])


def value_names(taken: Collection[str] = ()) -> Iterator[str]:
    """a, b, … z, aa, ab, …, without those taken."""
    for length in itertools.count(1):
        for letters in itertools.product(string.ascii_lowercase, repeat=length):
            name = "".join(letters)
            if name not in taken:
                yield name


class _Printer:
    """The lines written so far. Texts of shapes and types are kept by identity: many are shared."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.types: dict[int, str] = {}
        self.tuples: dict[int, str] = {}

    def graph(self, graph: Graph, indent: str, word: str) -> None:
        labels = _labels(graph.input_names)
        fresh = value_names(set(labels))
        names = dict(zip(graph.inputs, labels, strict=False))
        entries = ", ".join(f"{names[value]} {self.type(value.type)}" for value in graph.inputs)
        called = f" {_UNSAFE.sub('_', graph.name)}" if graph.name else ""
        self.lines.append(f"{indent}{word}{called}({entries})")
        indent += _INDENT
        for node in graph.nodes:
            self.node(node, names, fresh, indent)
        for word, values in (("guard", graph.guards), ("return", graph.outputs)):
            if values or word == "return":
                listed = ", ".join(names.get(value, "?") for value in values)
                self.lines.append(f"{indent}{word} {listed}".rstrip())

    def node(self, node: Node, names: dict[Value, str], fresh: Iterator[str], indent: str) -> None:
        parts = [names.get(value, "?") for value in node.inputs]
        bodies = []
        for key, attr in node.attrs.items():
            if type(attr) is tuple:
                text = self.tuples.get(id(attr))
                if text is None:
                    text = self.tuples[id(attr)] = attribute(attr)
                parts.append(f"{key}={text}")
            elif isinstance(attr, Graph):
                bodies.append((key, attr))
            else:
                parts.append(f"{key}={attribute(attr)}")
        results = []
        for value in node.outputs:
            name = names[value] = next(fresh)
            results.append(f"{name} {self.type(value.type)}")
        line = f"{indent}{', '.join(results)} = {node.primitive.name}({', '.join(parts)})"
        self.lines.append(f"{line}  # {node.path}" if node.path else line)
        for key, body in bodies:
            self.graph(body, indent + _INDENT, key)

    def type(self, type: ArrayType) -> str:
        text = self.types.get(id(type))
        if text is None:
            text = self.types[id(type)] = str(type)
        return text


def _labels(input_names: Sequence[str]) -> list[str]:
    """Names of inputs as they stand in text: without spaces and brackets, no two alike."""
    labels: list[str] = []
    for name in input_names:
        label = stem = _UNSAFE.sub("_", name) or "_"
        number = 1
        while label in labels:
            number += 1
            label = f"{stem}:{number}"
        labels.append(label)
    return labels


def _items(values: tuple[Any, ...]) -> str:
    return f"[{', '.join(map(attribute, values))}]"


_SPELLINGS: dict[type, Callable[[Any], str]] = {
    int: str,
    bool: str,
    float: float.__repr__,
    str: repr,
    type(None): str,
    Size: str,
    tuple: _items,
}


def attribute(value: Any) -> str:
    """An attribute of a node as text, such as `[rows, 3]`, `2.0` or `'float32'`."""
    spell = _SPELLINGS.get(type(value))
    return spell(value) if spell else attribute(value.item())  # a NumPy number


def parse(text: str, primitives: Mapping[str, Operation]) -> Graph:
    """The graph whose text this is. `primitives` says what the names of operations mean."""
    graph, rest = _parsed_graph(text.rstrip("\n").split("\n"), primitives)
    if rest:
        raise ValueError(f"text after the end of the graph: {rest[0]}")
    return graph


def _parsed_graph(lines: list[str], primitives: Mapping[str, Operation]) -> tuple[Graph, list[str]]:
    """The graph that begins at the first line, and the lines after it."""
    header, lines = lines[0].strip(), lines[1:]
    title, _, entries = header.partition("(")
    values: dict[str, Value] = {}
    for entry in _split(entries.removesuffix(")")):
        name, _, type_text = entry.partition(" ")
        values[name] = Value(parse_type(type_text))
    graph = Graph(title.partition(" ")[2], list(values.values()), [], [], list(values))
    while lines:
        line, lines = lines[0].strip(), lines[1:]
        word, _, rest = line.partition(" ")
        if word == "return":
            graph.outputs = [values[name] for name in _split(rest)]
            return graph, lines
        if word == "guard" and "=" not in rest:
            graph.guards = [values[name] for name in _split(rest)]
            continue
        bodies: dict[str, Graph] = {}
        while lines and _is_body(lines[0]):
            key = re.split(r"[ (]", lines[0].strip(), maxsplit=1)[0]
            bodies[key], lines = _parsed_graph(lines, primitives)
        graph.nodes.append(_parsed_node(line, bodies, values, primitives))
    raise ValueError("the graph does not return")


def _is_body(line: str) -> bool:
    """Whether a graph begins here: every other line gives, guards or returns values."""
    code = line.strip()
    return " = " not in code and code.partition(" ")[0] not in ("guard", "return")


def _parsed_node(
    line: str,
    bodies: dict[str, Graph],
    values: dict[str, Value],
    primitives: Mapping[str, Operation],
) -> Node:
    left, _, right = line.partition(" = ")
    call, _, path = right.partition("  # ")
    name, _, inside = call.removesuffix(")").partition("(")
    inputs, attrs = [], {}
    for part in _split(inside):
        key, equals, attr = part.partition("=")
        if equals:
            attrs[key] = _parsed_attribute(attr)
        else:
            inputs.append(values[part])
    results = [result.partition(" ") for result in _split(left)]
    types = [parse_type(type_text) for _, _, type_text in results]
    node = Node(primitives[name], tuple(inputs), {**attrs, **bodies}, types, path)
    values.update(zip((name for name, _, _ in results), node.outputs, strict=True))
    return node


def _parsed_attribute(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text.startswith("["):
        return tuple(_parsed_attribute(part) for part in _split(text[1:-1]))
    if text.startswith(("'", '"')):
        return ast.literal_eval(text)
    if _NUMBER.fullmatch(text):
        return int(text) if text.lstrip("-").isdigit() else float(text)
    return sizes.parse(text)


def _split(text: str) -> list[str]:
    """Parts between commas that stand outside brackets and quotes."""
    parts, depth, start, quote = [], 0, 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[place - 1] != "\\" else quote
        elif letter in "'\"":
            quote = letter
        elif letter == "," and depth == 0:
            parts.append(text[start:place].strip())
            start = place + 1
        else:
            depth += _BRACKETS.get(letter, 0)
    last = text[start:].strip()
    return [*parts, last] if last else parts


# Here and not in `graph`, which knows no text.
Graph.__str__ = to_text  # type: ignore[method-assign,assignment]
