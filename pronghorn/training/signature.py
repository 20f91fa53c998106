"""Whether two programs are the same: a digest of what they compute, whatever things are called."""

import hashlib

from pronghorn.ir.graph import Graph

__all__ = ["digest"]

# Captured arrays up to this size are compared by value, larger ones by identity.
SMALL = 4096


def digest(program):
    """Equal for programs that one executable can serve: names, paths and variables do not count."""
    parts = []
    _write(program.graph, parts)
    parts.append(f"{len(program.variables)} {program.written}")
    for array in program.arrays:
        is_small = array.nbytes <= SMALL
        parts.append(f"{array.dtype}{array.tobytes().hex() if is_small else id(array)}")
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).digest()


def _write(graph, parts):
    number = {value: n for n, value in enumerate(graph.inputs)}
    parts.append(f"({', '.join([repr(value.type) for value in graph.inputs])})")
    for node in graph.nodes:  # as traced, so that types of results follow from the rest
        parts.append(f"{node.primitive.name}{[number[value] for value in node.inputs]}")
        for value in node.outputs:
            number[value] = len(number)
        for name, attr in node.attrs.items():
            if isinstance(attr, Graph):
                _write(attr, parts)
            else:
                parts.append(f" {name}={attr!r}")
    parts.append(f"-> {[number[v] for v in graph.outputs]} {[number[v] for v in graph.guards]}")
