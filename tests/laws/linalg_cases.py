"""Decompositions: the signs of eigenvectors and the like are not told, what they restore is."""

import numpy as np

from tests.laws.case import Case, spread


def batch(shape):
    return shape[1:]


def square(shape, seed=0):
    return spread(*batch(shape), 3, 3, seed=seed)


def positive(shape):
    x = square(shape)
    return x @ np.swapaxes(x, -1, -2) + 2 * np.eye(3)


def symmetric(x):
    return (x + np.swapaxes(x, -1, -2)) / 2


def parts(function):
    return lambda *operands: tuple(function(*operands))


def complex_parts(x):
    return tuple(part for each in np.linalg.eig(x) for part in (each.real, each.imag))


def packed(x):
    """Factors of each matrix by plain elimination with pivots, as LAPACK's getrf packs them."""
    found, pivots = x.copy(), np.zeros(x.shape[:-1], "int32")
    for place in np.ndindex(x.shape[:-2]):
        a = found[place]
        for k in range(len(a)):
            best = max(range(k, len(a)), key=lambda row: abs(a[row, k]))
            pivots[(*place, k)] = best
            a[[k, best]] = a[[best, k]]
            for row in range(k + 1, len(a)):
                a[row, k] /= a[k, k]
                a[row, k + 1 :] -= a[row, k] * a[k, k + 1 :]
    return found, pivots


def transformed(real, imag, sign):
    """The sum as it is defined."""
    n = np.arange(real.shape[-1])
    turns = np.exp(sign * 2j * np.pi * np.outer(n, n) / len(n))
    found = (real + 1j * imag) @ turns
    return found.real, found.imag


def transforms(shape):
    return [
        Case(
            spread(*shape),
            spread(*shape, seed=1),
            inverse=inverse,
            want=lambda a, b, sign=sign: transformed(a, b, sign),
        )
        for inverse, sign in ((False, -1), (True, 1))
    ]


# The laws move one element at a time, so `eigh` and `cholesky`, which read a half, are given
# gradients of a symmetric operand in tests/ops/test_linalg.py.
LINALG = {
    "cholesky": lambda shape: [
        Case(positive(shape), want=lambda x: np.linalg.cholesky(x), gradient=False)
    ],
    "eig": lambda shape: [Case(square(shape), want=complex_parts, gradient=False)],
    "eigh": lambda shape: [
        Case(symmetric(square(shape)), want=parts(np.linalg.eigh), gradient=False)
    ],
    "fourier": transforms,
    "lu": lambda shape: [Case(square(shape), want=packed, gradient=False)],
    "qr": lambda shape: [
        Case(spread(*batch(shape), 4, 3), complete=False, want=parts(np.linalg.qr))
    ],
    "slogdet": lambda shape: [Case(square(shape), want=parts(np.linalg.slogdet))],
    "solve": lambda shape: [
        Case(positive(shape), spread(*batch(shape), 3, 2, seed=4), want=np.linalg.solve)
    ],
    "svd": lambda shape: [
        Case(
            spread(*batch(shape), *size),
            full=False,
            want=lambda x: tuple(np.linalg.svd(x, full_matrices=False)),
        )
        for size in ((4, 3), (2, 3))
    ],
}
