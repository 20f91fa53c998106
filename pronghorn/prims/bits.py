"""Counter-based random bits and random orders: the same on every engine, for any thread count."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims.record import Map, Opaque, Primitive

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))


def _threefry(m: Any, key0: Any, key1: Any, counter: Any) -> Any:
    """A word of Threefry-2x32 with 20 rounds (Salmon et al. 2011, doi:10.1145/2063384.2063405)."""
    keys = (key0, key1, key0 ^ key1 ^ 0x1BD11BDA)
    a, b = counter + keys[0], keys[1]
    for block in range(5):
        for turn in _ROTATIONS[block % 2]:
            a = a + b
            b = (m.left_shift(b, turn) | m.right_shift(b, 32 - turn)) ^ a
        a = a + keys[(block + 1) % 3]
        b = b + keys[(block + 2) % 3] + (block + 1)
    return a ^ b


threefry = Primitive(
    "threefry",
    lambda key0, key1, counter: counter,
    _threefry,
    None,
    Map(_threefry),
)


ROUNDS = 8


def sides(count: int) -> tuple[int, int]:
    """Sides of the smallest near-square with at least `count` places."""
    wide = max(2, math.isqrt(max(count, 1) - 1) + 1)
    return max(2, -(-count // wide)), wide


def shuffled_place(m: Any, row: Any, column: Any, keys: Any, tall: Any, wide: Any) -> Any:
    """A keyed bijection of the places of a `tall` x `wide` rectangle, in row-major numbers.

    A Feistel network on mixed radices (Black & Rogaway 2002, doi:10.1007/3-540-45760-7_9): each
    round turns one coordinate by a hash of the other. Coordinates are below 2**16, so that
    products with them fit 32 bits.
    """
    for n in range(0, ROUNDS, 2):
        row = _turned(m, row, _hashed(m, column, keys[n]), tall)
        column = _turned(m, column, _hashed(m, row, keys[n + 1]), wide)
    return row * wide + column


def _hashed(m: Any, x: Any, key: Any) -> Any:
    """16 bits of a multiplicative hash with one xor-shift."""
    x = (x ^ key) * 0x9E3779B1
    x = (x ^ m.right_shift(x, 15)) * 0x85EBCA77
    return m.right_shift(x, 16)


def _turned(m: Any, x: Any, bits: Any, size: Any) -> Any:
    x = x + m.right_shift(bits * size, 16)
    return m.where(m.less(x, size), x, x - size)


def _permutation_run(xp: Any, key: Any, *, size: int) -> Any:
    """Order of the places below `size` (Mitchell et al. 2022, doi:10.1145/3505287): a bijection
    of a slightly larger range, less what lies beyond.
    """
    tall, wide = (np.uint32(side) for side in sides(size))
    count = np.arange(ROUNDS, dtype=np.uint32)
    keys = _threefry(xp, np.full_like(count, key[0]), np.full_like(count, key[1]), count)
    row = np.repeat(np.arange(tall, dtype=np.uint32), wide)
    column = np.tile(np.arange(wide, dtype=np.uint32), tall)
    places = shuffled_place(xp, row, column, keys, tall, wide)
    return places[places < size].astype("int32")


def _permutation_type(key: ArrayType, *, size: Size | int) -> ArrayType:
    return ArrayType((size,), "int32")


permutation = Primitive("permutation", _permutation_type, _permutation_run, None, Opaque())
