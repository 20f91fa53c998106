"""Sizes in normal form are integer arithmetic, whatever the symbols turn out to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pronghorn.ir import sizes
from pronghorn.ir.sizes import Size, clash, divided, evaluate, floor_divided, parse, symbol

NAMES = ("rows", "n", "m")
ATOMS = st.one_of(st.integers(-3, 5), st.sampled_from(NAMES))
KNOWN = st.fixed_dictionaries({name: st.integers(1, 9) for name in NAMES})
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*"), inner, inner),
        st.tuples(st.just("/"), inner, st.integers(1, 5)),
    ),
    max_leaves=6,
)


def built(expression):
    """The size an expression stands for."""
    if isinstance(expression, str):
        return symbol(expression)
    if isinstance(expression, int):
        return expression
    sign, left, right = expression
    a, b = built(left), built(right)
    if sign == "/":
        return floor_divided(a, b)
    return a + b if sign == "+" else a - b if sign == "-" else a * b


def counted(expression, known):
    """The same in plain integers."""
    if isinstance(expression, str):
        return known[expression]
    if isinstance(expression, int):
        return expression
    sign, left, right = expression
    a, b = counted(left, known), counted(right, known)
    return {"+": a + b, "-": a - b, "*": a * b, "/": a // b if b else 0}[sign]


@given(EXPRESSIONS, KNOWN)
def test_normal_form_is_integer_arithmetic(expression, known):
    assert evaluate(built(expression), known) == counted(expression, known)


@given(EXPRESSIONS)
def test_text_can_be_read_back(expression):
    size = built(expression)
    assert parse(str(size)) == size


@given(EXPRESSIONS, KNOWN)
def test_substitution_by_numbers_is_evaluation(expression, known):
    assert sizes.substitute(built(expression), known) == counted(expression, known)


@given(EXPRESSIONS, EXPRESSIONS, KNOWN)
def test_a_clash_is_certain(left, right, known):
    if clash(built(left), built(right)):
        assert counted(left, known) != counted(right, known)


@given(EXPRESSIONS, st.integers(1, 5), KNOWN)
def test_an_exact_quotient_is_exact(expression, by, known):
    quotient = divided(built(expression), by)
    if quotient is not None:
        assert evaluate(quotient, known) * by == counted(expression, known)


def test_examples():
    rows = symbol("rows")
    assert rows + 1 - 1 == rows
    assert (rows - rows, rows * 0) == (0, 0)
    assert divided(rows * 6, rows * 2) == 3
    assert divided(rows * 3, 2) is None
    assert str(rows * 2 + 1) == "2*rows + 1"
    assert not clash(rows, 3)
    assert clash((rows + 1, 2), (rows, 2))
    assert isinstance(rows, Size)
    with pytest.raises(TypeError):
        int(rows)
