"""Sizes of axes: exact integer expressions over named symbols such as `rows`, in a normal form."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TypeAlias, Union

Atom: TypeAlias = Union[str, "Quotient"]
Monomial: TypeAlias = tuple[Atom, ...]


class Quotient:
    """`numerator // denominator` where the division is not known to be exact."""

    __slots__ = ("denominator", "numerator", "text")

    def __init__(self, numerator: Size | int, denominator: Size | int) -> None:
        self.numerator = numerator
        self.denominator = denominator
        self.text = f"({numerator})//({denominator})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quotient) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return self.text


class Size:
    """A polynomial with integer coefficients; equal sizes have equal terms.

    `int(size)` is an error here: reading a symbolic size as a number specialises a program, which
    is for the tracer to decide.
    """

    __slots__ = ("_hash", "_text", "terms")

    def __init__(self, terms: Mapping[Monomial, int]) -> None:
        self.terms = dict(sorted(terms.items(), key=lambda item: (-len(item[0]), str(item[0]))))
        self._hash = hash(tuple(self.terms.items()))
        self._text: str | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Size) and self.terms == other.terms

    def __hash__(self) -> int:
        return self._hash

    def __add__(self, other: Size | int) -> Size | int:
        if not isinstance(other, Size | int):
            return NotImplemented  # the position of an element knows how
        terms = dict(self.terms)
        for monomial, count in _terms(other).items():
            terms[monomial] = terms.get(monomial, 0) + count
        return _reduced(terms)

    __radd__ = __add__

    def __neg__(self) -> Size | int:
        return self * -1

    def __sub__(self, other: Size | int) -> Size | int:
        return self + -other if isinstance(other, Size | int) else NotImplemented

    def __rsub__(self, other: int) -> Size | int:
        return -self + other

    def __mul__(self, other: Size | int) -> Size | int:
        terms: dict[Monomial, int] = {}
        for left, count in self.terms.items():
            for right, factor in _terms(other).items():
                monomial = tuple(sorted(left + right, key=str))
                terms[monomial] = terms.get(monomial, 0) + count * factor
        return _reduced(terms)

    __rmul__ = __mul__

    def __floordiv__(self, other: Size | int) -> Size | int:
        return floor_divided(self, other)

    def __rfloordiv__(self, other: int) -> Size | int:
        return floor_divided(other, self)

    def __repr__(self) -> str:
        if self._text is None:  # asked for again and again while signatures are written
            parts = []
            for monomial, count in self.terms.items():
                names = [str(atom) for atom in monomial]
                parts.append("*".join(names if count == 1 and names else [str(count), *names]))
            self._text = " + ".join(parts).replace("+ -", "- ")
        return self._text

    def evaluate(self, known: Mapping[str, int]) -> int:
        """The number this size has when its symbols have the given values."""
        total = 0
        for monomial, count in self.terms.items():
            for atom in monomial:
                count *= known[atom] if isinstance(atom, str) else _quotient(atom, known)
            total += count
        return total

    def substitute(self, known: Mapping[str, Size | int]) -> Size | int:
        """This size with some of its symbols replaced."""
        total: Size | int = 0
        for monomial, count in self.terms.items():
            term: Size | int = count
            for atom in monomial:
                term = term * _replaced(atom, known)
            total = term + total
        return total

    def symbol(self) -> str | None:
        """The symbol that this size is, if it is nothing else."""
        for monomial, count in self.terms.items():
            if count == 1 and len(self.terms) == len(monomial) == 1:
                return monomial[0] if isinstance(monomial[0], str) else None
        return None

    def symbols(self) -> set[str]:
        """Names of the symbols this size depends on."""
        names: set[str] = set()
        for monomial in self.terms:
            for atom in monomial:
                if isinstance(atom, str):
                    names.add(atom)
                else:
                    for part in (atom.numerator, atom.denominator):
                        names |= part.symbols() if isinstance(part, Size) else set()
        return names


@functools.lru_cache(maxsize=256)
def symbol(name: str) -> Size:
    """The size whose value is only known when data arrive."""
    return Size({(name,): 1})


def product(shape: tuple[Size | int, ...]) -> Size | int:
    """How many elements an array of this shape has."""
    total: Size | int = 1
    for size in shape:
        total = size * total
    return total


def divided(size: Size | int, by: Size | int) -> Size | int | None:
    """`size / by` if the division is exact for every value of the symbols, else None."""
    if isinstance(size, int) and isinstance(by, int):
        return size // by if by and size % by == 0 else None
    if size == by:
        return 1
    divisor = _terms(by)
    if len(divisor) != 1:
        return None
    ((monomial, factor),) = divisor.items()
    terms: dict[Monomial, int] = {}
    for names, count in _terms(size).items():
        rest = list(names)
        for atom in monomial:
            if atom not in rest:
                return None
            rest.remove(atom)
        if count % factor:
            return None
        terms[tuple(rest)] = count // factor
    return _reduced(terms)


def floor_divided(size: Size | int, by: Size | int) -> Size | int:
    """`size // by`; exact where that is known, else evaluated when the symbols are."""
    exact = divided(size, by)
    if exact is not None:
        return exact
    if isinstance(size, int) and isinstance(by, int):
        return size // by
    return Size({(Quotient(size, by),): 1})


def clash(a: object, b: object) -> bool:
    """True only if two sizes, or two shapes, are known to differ for all values of their symbols.

    `clash(rows, 3)` is False (rows may be 3); `clash(rows + 1, rows)` and `clash(4, 3)` are True.
    """
    if a == b:  # the usual case; the same tuple is seen to be equal at once
        return False
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) != len(b) or any(clash(left, right) for left, right in zip(a, b, strict=True))
    if isinstance(a, Size) and isinstance(b, Size):
        difference = a - b
        return isinstance(difference, int) and difference != 0
    return isinstance(a, int) and isinstance(b, int)


def evaluate(size: Size | int, known: Mapping[str, int]) -> int:
    """A size as a number, the symbols' values being given."""
    return size.evaluate(known) if isinstance(size, Size) else size


def substitute(size: Size | int, known: Mapping[str, Size | int]) -> Size | int:
    """A size with some symbols replaced; a number stays as it is."""
    return size.substitute(known) if isinstance(size, Size) else size


@functools.lru_cache(maxsize=1024)
def parse(text: str) -> Size | int:
    """The size a text such as `2*rows + 1` stands for; the inverse of printing."""
    total: Size | int = 0
    for part in _split(text.replace("- ", "+ -"), " + "):
        term: Size | int = 1
        for factor in _split(part, "*"):
            term = _parsed_factor(factor) * term
        total = term + total
    return total


def _parsed_factor(text: str) -> Size | int:
    if text.lstrip("-").isdigit():
        return int(text)
    if text.startswith("("):
        numerator, denominator = _split(text, "//")
        return Size({(Quotient(parse(numerator[1:-1]), parse(denominator[1:-1])),): 1})
    return -symbol(text[1:]) if text.startswith("-") else symbol(text)


def _split(text: str, separator: str) -> list[str]:
    """Split at separators that stand outside parentheses."""
    parts, depth, start, position = [], 0, 0, 0
    while position < len(text):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0 and text.startswith(separator, position):
            parts.append(text[start:position])
            position += len(separator)
            start = position
        else:
            position += 1
    return [*parts, text[start:]]


def _terms(size: Size | int) -> Mapping[Monomial, int]:
    return size.terms if isinstance(size, Size) else {(): size}


def _reduced(terms: Mapping[Monomial, int]) -> Size | int:
    kept = {monomial: count for monomial, count in terms.items() if count}
    if not kept:
        return 0
    if len(kept) == 1 and () in kept:
        return kept[()]
    return Size(kept)


def _quotient(atom: Quotient, known: Mapping[str, int]) -> int:
    return evaluate(atom.numerator, known) // evaluate(atom.denominator, known)


def _replaced(atom: Atom, known: Mapping[str, Size | int]) -> Size | int:
    if isinstance(atom, str):
        return known.get(atom, symbol(atom))
    numerator = substitute(atom.numerator, known)
    return floor_divided(numerator, substitute(atom.denominator, known))
