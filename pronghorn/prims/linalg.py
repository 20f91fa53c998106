"""Decompositions and solutions of linear equations, for stacks of matrices in the last two axes.

Gradients follow Giles (2008), "An extended collection of matrix derivative results", and Walter and
Lehmann (2010), doi:10.1007/s00211-009-0260-6, for QR. An engine without a lowering calls NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.dtypes import name_of, sum_dtype
from pronghorn.errors import ShapeError
from pronghorn.ir.types import ArrayType, clash
from pronghorn.prims.contract import matmul
from pronghorn.prims.create import iota
from pronghorn.prims.elementwise import div, equal, less, like, select
from pronghorn.prims.record import Opaque, Primitive, type_of
from pronghorn.prims.views import broadcast, transpose


def _turned(x: Any) -> Any:
    """The transpose of every matrix."""
    ndim = type_of(x).ndim
    return transpose(x, order=(*range(ndim - 2), ndim - 1, ndim - 2))


def _places(x: Any) -> tuple[Any, Any]:
    """Row and column of every element."""
    kind = type_of(x)
    row, column = (
        iota(shape=kind.shape, axis=axis, dtype="int32") for axis in (kind.ndim - 2, kind.ndim - 1)
    )
    return row, column


def _below(x: Any, diagonal: float) -> Any:
    """The part below the diagonal, and the diagonal times a number."""
    row, column = _places(x)
    lower = select(less(column, row), x, like(x, 0.0))
    return select(equal(column, row), x * diagonal, lower)


def _rows(x: Any, matrix: Any) -> Any:
    """A vector, the same in every column's rows: element j of it stands in column j."""
    kind = type_of(matrix)
    return broadcast(x, shape=kind.shape, axes=(*range(kind.ndim - 2), kind.ndim - 1))


def _columns(x: Any, matrix: Any) -> Any:
    """A vector as the rows' factor: element i of it stands in row i."""
    kind = type_of(matrix)
    return broadcast(x, shape=kind.shape, axes=tuple(range(kind.ndim - 1)))


def _by_numpy(name: str, run: Any, want: str = "matrices of finite numbers") -> Any:
    """A function on arrays that computes halves as float32 and rounds what comes out.

    Args:
        want: which matrices it takes, for the error where NumPy finds no answer.
    """

    def rounded_once(xp: Any, *arrays: Any, **settings: Any) -> Any:
        given = name_of(arrays[0].dtype)
        wide = sum_dtype(given)
        inner = [x.astype(wide) for x in arrays] if wide != given else arrays
        try:
            found = run(xp, *inner, **settings)
        except np.linalg.LinAlgError:
            kind = type_of(arrays[0])
            raise ShapeError("S03", op=name, want=want, got=kind) from None
        if wide == given:
            return found
        parts = found if isinstance(found, tuple) else (found,)
        back = tuple(x.astype(arrays[0].dtype) if x.dtype == wide else x for x in parts)
        return back if isinstance(found, tuple) else back[0]

    return rounded_once


def _square(name: str, x: ArrayType) -> ArrayType:
    if x.ndim < 2 or clash(x.shape[-1], x.shape[-2]):
        raise ShapeError("S03", op=name, want="square matrices (*batch, n, n)", got=x)
    return x


def _cholesky_vjp(g: Any, y: Any, x: Any) -> tuple[Any]:
    inner = _below(matmul(_turned(y), g), 0.5)
    # S = L^-T inner L^-1, whose symmetric part is the gradient.
    left = solve(_turned(y), inner)
    whole = _turned(solve(_turned(y), _turned(left)))
    return ((whole + _turned(whole)) * 0.5,)


cholesky = Primitive(
    "cholesky",
    lambda x: _square("cholesky", x),
    _by_numpy("cholesky", lambda xp, x: xp.cholesky(x), "positive definite matrices"),
    _cholesky_vjp,
    Opaque(),
)


def _solve_type(a: ArrayType, b: ArrayType) -> ArrayType:
    _square("solve", a)
    if b.ndim != a.ndim or clash(a.shape[:-1], b.shape[:-1]) or a.dtype != b.dtype:
        raise ShapeError("S02", op="solve", a=a, b=b)
    return b


def _solve_vjp(g: Any, y: Any, a: Any, b: Any) -> tuple[Any, Any]:
    right = solve(_turned(a), g)
    return -matmul(right, _turned(y)), right


solve: Primitive = Primitive(
    "solve",
    _solve_type,
    _by_numpy("solve and inv", lambda xp, a, b: xp.solve(a, b), "matrices that have an inverse"),
    _solve_vjp,
    Opaque(),
)


def _slogdet_type(x: ArrayType) -> tuple[ArrayType, ArrayType]:
    _square("slogdet", x)
    each = x.with_shape(x.shape[:-2])
    return each, each


def _slogdet_vjp(g: Any, y: Any, x: Any) -> tuple[Any]:
    """The sign is constant; the slope of the logarithm is the transposed inverse."""
    if g[1] is None:
        return (None,)
    row, column = _places(x)
    unit = select(equal(row, column), like(x, 1.0), like(x, 0.0))
    inverse = solve(_turned(x), unit)
    kind = type_of(x)
    return (broadcast(g[1], shape=kind.shape, axes=tuple(range(kind.ndim - 2))) * inverse,)


slogdet = Primitive(
    "slogdet",
    _slogdet_type,
    _by_numpy("slogdet", lambda xp, x: tuple(xp.slogdet(x))),
    _slogdet_vjp,
    Opaque(),
)


def _eigh_type(x: ArrayType) -> tuple[ArrayType, ArrayType]:
    _square("eigh", x)
    return x.with_shape(x.shape[:-1]), x


def _quotients(found: Any, matrix: Any) -> Any:
    """1 / (found[j] - found[i]) in row i and column j, 0 on the diagonal."""
    gap = _rows(found, matrix) - _columns(found, matrix)
    row, column = _places(matrix)
    same = equal(row, column)
    safe = select(same, like(gap, 1.0), gap)
    return select(same, like(gap, 0.0), div(like(gap, 1.0), safe))


def _eigh_vjp(g: Any, y: Any, x: Any) -> tuple[Any]:
    values, vectors = y
    inner = like(vectors, 0.0)
    if g[1] is not None:
        inner = matmul(_turned(vectors), g[1]) * _quotients(values, vectors)
    if g[0] is not None:
        row, column = _places(vectors)
        diagonal = select(equal(row, column), _rows(g[0], vectors), like(vectors, 0.0))
        inner = inner + diagonal
    whole = matmul(matmul(vectors, inner), _turned(vectors))
    return ((whole + _turned(whole)) * 0.5,)


eigh = Primitive(
    "eigh",
    _eigh_type,
    _by_numpy("eigh", lambda xp, x: tuple(xp.eigh(x))),
    _eigh_vjp,
    Opaque(),
)


def _eig_type(x: ArrayType) -> tuple[ArrayType, ...]:
    _square("eig", x)
    values = x.with_shape(x.shape[:-1])
    return values, values, x, x


def _eig_run(xp: Any, x: Any) -> tuple[Any, ...]:
    """Real and imaginary parts of the values, then of the vectors."""
    found = xp.eig(x)
    return tuple(part.astype(x.dtype) for each in found for part in (each.real, each.imag))


eig = Primitive("eig", _eig_type, _by_numpy("eig", _eig_run), None, Opaque())


def _shorter(x: ArrayType) -> Any:
    """How many singular values a matrix has."""
    *_, rows, columns = x.shape
    if not (isinstance(rows, int) and isinstance(columns, int)):
        raise ShapeError("S03", op="svd", want="matrices of known sizes", got=x)
    return min(rows, columns)


def _svd_type(x: ArrayType, *, full: bool) -> tuple[ArrayType, ArrayType, ArrayType]:
    if x.ndim < 2:
        raise ShapeError("S03", op="svd", want="matrices (*batch, m, n)", got=x)
    *batch, rows, columns = x.shape
    few = _shorter(x)
    left, right = (rows, columns) if full else (few, few)
    return (
        x.with_shape((*batch, rows, left)),
        x.with_shape((*batch, few)),
        x.with_shape((*batch, right, columns)),
    )


def _svd_vjp(g: Any, y: Any, x: Any, *, full: bool) -> tuple[Any]:
    """For thin factors: only their own columns move (Townsend 2016)."""
    u, s, vt = y
    gu, gs, gvt = g
    v = _turned(vt)
    kind = type_of(x)
    small = matmul(_turned(u), u)  # only its shape is used: (*batch, few, few)
    gaps = _quotients(s * s, small)
    inner = like(small, 0.0)
    outside = like(x, 0.0)
    if gu is not None:
        turn = matmul(_turned(u), gu)
        inner = inner + (gaps * (turn - _turned(turn))) * _rows(s, small)
        rest = gu - matmul(u, turn)
        outside = outside + matmul(div(rest, _rows(s, rest)), vt)
    if gvt is not None:
        gv = _turned(gvt)
        turn = matmul(vt, gv)
        inner = inner + _columns(s, small) * (gaps * (turn - _turned(turn)))
        rest = gv - matmul(v, turn)
        outside = outside + matmul(u, _turned(div(rest, _rows(s, rest))))
    if gs is not None:
        row, column = _places(small)
        inner = inner + select(equal(row, column), _rows(gs, small), like(small, 0.0))
    if full and clash(kind.shape[-1], kind.shape[-2]):
        raise ShapeError("S03", op="svd", want="full_matrices=False for a gradient", got=kind)
    return (matmul(matmul(u, inner), vt) + outside,)


svd = Primitive(
    "svd",
    _svd_type,
    _by_numpy("svd", lambda xp, x, *, full: tuple(xp.svd(x, full_matrices=full))),
    _svd_vjp,
    Opaque(),
)


def _qr_type(x: ArrayType, *, complete: bool) -> tuple[ArrayType, ArrayType]:
    if x.ndim < 2:
        raise ShapeError("S03", op="qr", want="matrices (*batch, m, n)", got=x)
    *batch, rows, columns = x.shape
    inner = rows if complete else _shorter(x)
    return x.with_shape((*batch, rows, inner)), x.with_shape((*batch, inner, columns))


def _qr_vjp(g: Any, y: Any, x: Any, *, complete: bool) -> tuple[Any]:
    q, r = y
    gq = like(q, 0.0) if g[0] is None else g[0]
    gr = like(r, 0.0) if g[1] is None else g[1]
    if clash(type_of(r).shape[-1], type_of(r).shape[-2]) or complete:
        want = "a reduced factorization with at least as many rows as columns, for a gradient"
        raise ShapeError("S03", op="qr", want=want, got=type_of(x))
    m = matmul(r, _turned(gr)) - matmul(_turned(gq), q)
    lower = _below(m, 0.0)
    row, column = _places(m)
    middle = select(equal(row, column), m, like(m, 0.0))
    both = lower + _turned(lower) + middle
    whole = gq + matmul(q, both)
    return (_turned(solve(r, _turned(whole))),)


qr = Primitive(
    "qr",
    _qr_type,
    _by_numpy(
        "qr", lambda xp, x, *, complete: tuple(xp.qr(x, "complete" if complete else "reduced"))
    ),
    _qr_vjp,
    Opaque(),
)


def _lu_type(x: ArrayType) -> tuple[ArrayType, ArrayType]:
    if x.ndim < 2:
        raise ShapeError("S03", op="lu_factor", want="matrices (*batch, m, n)", got=x)
    return x, x.with_shape((*x.shape[:-2], _shorter(x))).with_dtype("int32")


def _lu_run(xp: Any, x: Any) -> tuple[Any, Any]:
    """Doolittle's scheme with partial pivoting, all matrices of the stack at once."""
    lu = x.copy().reshape(-1, *x.shape[-2:])
    few = min(x.shape[-2:])
    every = np.arange(len(lu))
    pivots = np.zeros((len(lu), few), "int32")
    for k in range(few):
        best = k + np.argmax(np.abs(lu[:, k:, k]), axis=1)
        pivots[:, k] = best
        lu[every, k], lu[every, best] = lu[every, best], lu[every, k].copy()
        pivot = lu[:, k, k, None]
        lu[:, k + 1 :, k] /= np.where(pivot == 0, 1, pivot)  # below a pivot of 0 all are 0
        lu[:, k + 1 :, k + 1 :] -= lu[:, k + 1 :, k, None] * lu[:, k, None, k + 1 :]
    return lu.reshape(x.shape), pivots.reshape(*x.shape[:-2], few)


lu = Primitive("lu", _lu_type, _by_numpy("lu_factor", _lu_run), None, Opaque())
