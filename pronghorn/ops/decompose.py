"""Matrices taken apart and linear equations solved; stacks of matrices lie in the last two axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn import arguments
from pronghorn.dtypes import sum_dtype
from pronghorn.errors import ShapeError
from pronghorn.ir.sizes import clash
from pronghorn.ops import reduce
from pronghorn.ops.compare import greater, where
from pronghorn.ops.create import eye, tril, triu
from pronghorn.ops.elementwise import add, divide, exp, multiply
from pronghorn.ops.linalg import matmul
from pronghorn.ops.operands import converted, float_payload, joint_shape, payload, stretched
from pronghorn.ops.operation import operation
from pronghorn.ops.shape import expand_dims, reshaped, swapaxes
from pronghorn.prims import linalg as strict
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor


def _matrices(op: str, x: Any, square: bool = True) -> Any:
    """A float array or value of matrices."""
    x = float_payload(x)
    if len(x.shape) < 2 or (square and x.shape[-1] != x.shape[-2]):
        want = "square matrices (*batch, n, n)" if square else "matrices (*batch, m, n)"
        raise ShapeError("S03", op=op, want=want, got=type_of(x))
    return x


@operation
def cholesky(x: Any, upper: bool = False) -> Tensor:
    """The lower triangular L with `L @ L.T` = x, or the upper U with `U.T @ U` = x.

    Args:
        x: symmetric positive definite matrices (*batch, n, n).

    Raises:
        ValueError: if a matrix is not positive definite.

    Example:
        >>> from pronghorn import ops
        >>> ops.cholesky([[4.0, 2.0], [2.0, 2.0]]).tolist()
        [[2.0, 0.0], [1.0, 1.0]]
    """
    lower = Tensor(strict.cholesky(_matrices("cholesky", x)))
    return swapaxes(lower, -1, -2) if upper else lower


@operation
def cholesky_inverse(x: Any, upper: bool = False) -> Tensor:
    """The inverse of `L @ L.T` (or of `U.T @ U`) from its triangular factor.

    Example:
        >>> from pronghorn import ops
        >>> ops.cholesky_inverse([[2.0, 0.0], [0.0, 1.0]]).tolist()
        [[0.25, 0.0], [0.0, 1.0]]
    """
    factor = Tensor(_matrices("cholesky_inverse", x))
    factor = triu(factor) if upper else tril(factor)
    turned = swapaxes(factor, -1, -2)
    return inv(matmul(turned, factor) if upper else matmul(factor, turned))


@operation
def inv(x: Any) -> Tensor:
    """The inverse of square matrices.

    Raises:
        ValueError: if a matrix has none.

    Example:
        >>> from pronghorn import ops
        >>> ops.inv([[2.0, 0.0], [0.0, 4.0]]).tolist()
        [[0.5, 0.0], [0.0, 0.25]]
    """
    x = _matrices("inv", x)
    unit = eye(x.shape[-1], dtype=str(x.dtype)).payload
    return Tensor(strict.solve(x, stretched(unit, x.shape)))


@operation
def solve(a: Any, b: Any) -> Tensor:
    """The x with `a @ x` = b.

    Args:
        a: square matrices (*batch, n, n).
        b: right sides, a vector (n,) or (*batch, n), or columns (*batch, n, k); both broadcast.

    Raises:
        ValueError: if no single x solves an equation.

    Example:
        >>> from pronghorn import ops
        >>> ops.solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0]).tolist()
        [1.0, 0.5]
    """
    return _solved("solve", Tensor(_matrices("solve", a)), b)


def _solved(op: str, a: Tensor, b: Any) -> Tensor:
    matrix = a.payload
    right = payload(b, str(matrix.dtype))
    vector = len(right.shape) == 1 or (
        len(right.shape) == len(matrix.shape) - 1 and not clash(right.shape, matrix.shape[:-1])
    )
    columns = reshaped(right, (*right.shape, 1)) if vector else right
    if len(columns.shape) < 2 or columns.shape[-2] != matrix.shape[-1]:
        raise ShapeError("S02", op=op, a=type_of(matrix), b=type_of(right))
    batch = joint_shape(op, (matrix, columns), fixed=2)
    found = strict.solve(
        stretched(matrix, (*batch, *matrix.shape[-2:])),
        stretched(columns, (*batch, *columns.shape[-2:])),
    )
    return Tensor(reshaped(found, found.shape[:-1]) if vector else found)


@operation
def solve_triangular(a: Any, b: Any, lower: bool = False) -> Tensor:
    """The x with `a @ x` = b, only the upper (or lower) triangle of a being read.

    Example:
        >>> from pronghorn import ops
        >>> ops.solve_triangular([[2.0, 9.0], [0.0, 4.0]], [11.0, 4.0]).tolist()
        [1.0, 1.0]
    """
    whole = Tensor(_matrices("solve_triangular", a))
    return _solved("solve_triangular", tril(whole) if lower else triu(whole), b)


@operation
def det(x: Any) -> Tensor:
    """The determinant of square matrices.

    Example:
        >>> from pronghorn import ops
        >>> round(ops.det([[1.0, 2.0], [3.0, 4.0]]).item(), 3)
        -2.0
    """
    x = _matrices("det", x)
    dtype = str(x.dtype)
    # A half has three digits, of which an exponential would leave two.
    sign, size = slogdet(Tensor(converted(x, sum_dtype(dtype))))
    return Tensor(converted(multiply(sign, exp(size)).payload, dtype))


@operation
def slogdet(x: Any) -> tuple[Any, Any]:
    """The sign of the determinant and the logarithm of its size.

    Example:
        >>> from pronghorn import ops
        >>> [part.item() for part in ops.slogdet([[1.0, 0.0], [0.0, -1.0]])]
        [-1.0, 0.0]
    """
    sign, size = strict.slogdet(_matrices("slogdet", x))
    return Tensor(sign), Tensor(size)


@operation
def logdet(x: Any) -> Tensor:
    """The logarithm of the size of the determinant; -inf where it is 0.

    Example:
        >>> from pronghorn import ops
        >>> ops.logdet([[1.0, 0.0], [0.0, 1.0]]).item()
        0.0
    """
    return Tensor(strict.slogdet(_matrices("logdet", x))[1])


@operation
def eigh(x: Any) -> tuple[Tensor, Tensor]:
    """The eigenvalues, rising, and the eigenvectors, as columns, of symmetric matrices.

    Example:
        >>> from pronghorn import ops
        >>> ops.eigh([[2.0, 0.0], [0.0, 1.0]])[0].tolist()
        [1.0, 2.0]
    """
    x = _matrices("eigh", x)
    both = add(Tensor(x), swapaxes(Tensor(x), -1, -2))  # only the symmetric part counts
    values, vectors = strict.eigh(multiply(both, 0.5).payload)
    return Tensor(values), Tensor(vectors)


@operation
def eig(x: Any) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """The eigenvalues and the eigenvectors, as columns, of square matrices.

    Both are complex numbers, which are pairs (real, imaginary) here; there is no gradient.

    Example:
        >>> from pronghorn import ops
        >>> (real, imag), vectors = ops.eig([[0.0, -1.0], [1.0, 0.0]])
        >>> sorted(imag.tolist())
        [-1.0, 1.0]
    """
    values, turned, vectors, turned_vectors = map(Tensor, strict.eig(_matrices("eig", x)))
    return (values, turned), (vectors, turned_vectors)


@operation
def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """u, s and v with `u * s @ v` = x, the singular values falling; s alone if so wanted.

    Gradients need `full_matrices=False`, unless the matrices are square.

    Example:
        >>> from pronghorn import ops
        >>> ops.svd([[3.0, 0.0], [0.0, 4.0]], compute_uv=False).tolist()
        [4.0, 3.0]
    """
    x = _matrices("svd", x, square=False)
    if not compute_uv:
        return Tensor(strict.svd(x, full=False)[1])
    u, s, v = strict.svd(x, full=full_matrices)
    return Tensor(u), Tensor(s), Tensor(v)


@operation
def qr(x: Any, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """q with orthonormal columns and r upper triangular with `q @ r` = x.

    Args:
        mode: "reduced", or "complete" for a square q.

    Example:
        >>> from pronghorn import ops
        >>> q, r = ops.qr([[3.0], [4.0]])
        >>> round(abs(r.item()), 4)
        5.0
    """
    arguments.choice("qr", "mode", mode, ("reduced", "complete"))
    q, r = strict.qr(_matrices("qr", x, square=False), complete=mode == "complete")
    return Tensor(q), Tensor(r)


@operation
def lu_factor(x: Any) -> tuple[Tensor, Tensor]:
    """L and U in one matrix (the unit diagonal of L left out), and the rows that were exchanged.

    Example:
        >>> from pronghorn import ops
        >>> ops.lu_factor([[2.0, 1.0], [4.0, 4.0]])[0].tolist()
        [[4.0, 4.0], [0.5, -1.0]]
    """
    factors, pivots = strict.lu(_matrices("lu_factor", x, square=False))
    return Tensor(factors), Tensor(pivots)


@operation
def pinv(x: Any, rcond: float | None = None) -> Tensor:
    """The pseudo-inverse; singular values below `rcond` times the largest count as 0.

    Example:
        >>> from pronghorn import ops
        >>> [[round(n, 4) for n in row] for row in ops.pinv([[2.0, 0.0]]).tolist()]
        [[0.5], [0.0]]
    """
    x = _matrices("pinv", x, square=False)
    dtype = str(x.dtype)
    x = converted(x, sum_dtype(dtype))
    bound = _relative(x, 10.0) if rcond is None else rcond
    u, s, v = svd(Tensor(x), full_matrices=False)
    kept = greater(s, multiply(reduce.max(s, -1, keepdims=True), bound))
    inverse = where(kept, divide(1.0, where(kept, s, 1.0)), 0.0)
    found = matmul(multiply(swapaxes(v, -1, -2), expand_dims(inverse, -2)), swapaxes(u, -1, -2))
    return Tensor(converted(payload(found), dtype))


def _relative(x: Any, factor: float) -> float:
    """A bound for singular values that rounding makes out of 0, as NumPy and JAX set it."""
    rows, columns = x.shape[-2:]
    return factor * float(max(rows, columns)) * float(np.spacing(np.ones((), str(x.dtype))))


@operation
def matrix_rank(x: Any, tol: Any = None) -> Tensor:
    """How many singular values exceed `tol`, by default rounding's share of the largest.

    Example:
        >>> from pronghorn import ops
        >>> ops.matrix_rank([[1.0, 2.0], [2.0, 4.0]]).item()
        1
    """
    x = _matrices("matrix_rank", x, square=False)
    s = Tensor(strict.svd(x, full=False)[1])
    largest = reduce.max(s, -1, keepdims=True)
    bound: Any = multiply(largest, _relative(x, 1.0)) if tol is None else tol
    return reduce.count_nonzero(greater(s, bound), -1)


@operation
def lstsq(a: Any, b: Any, rcond: float | None = None) -> Tensor:
    """The x that makes the sum of squares of `a @ x - b` least; the shortest of several.

    Args:
        a: a matrix (m, n).
        b: a vector (m,) or columns (m, k).

    Example:
        >>> from pronghorn import ops
        >>> [round(n, 4) for n in ops.lstsq([[1.0], [1.0]], [1.0, 3.0]).tolist()]
        [2.0]
    """
    x = _matrices("lstsq", a, square=False)
    bound = _relative(x, 1.0) if rcond is None else rcond
    return matmul(pinv(Tensor(x), bound), payload(b, str(x.dtype)))
