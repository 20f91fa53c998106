"""Counter-based random bits and random orders: the same on every engine, for any thread count."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims.record import Map, Opaque, Primitive

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))


def threefry_word(m: Any, key0: Any, key1: Any, counter: Any) -> Any:
    """A word of Threefry-2x32 with 20 rounds (Salmon et al. 2011, doi:10.1145/2063384.2063405).

    Arrays are changed in place where nobody else has them, for new ones cost more than the sums.
    """
    keys = (key0, key1, key0 ^ key1 ^ 0x1BD11BDA)
    a, b = counter + keys[0], keys[1]
    for block in range(5):
        for turn in _ROTATIONS[block % 2]:
            a += b
            turned = m.left_shift(b, turn)
            turned |= m.right_shift(b, 32 - turn)
            turned ^= a
            b = turned
        a += keys[(block + 1) % 3]
        b += keys[(block + 2) % 3] + (block + 1)
    a ^= b
    return a


# Words of NumPy's arrays that are made at a time: what a second cache holds with what is between.
STRETCH = 2**14


def _threefry_run(xp: Any, key0: Any, key1: Any, counter: Any) -> Any:
    """Large arrays stretch by stretch, where one key is for all words."""
    if counter.size <= STRETCH or key0.ndim or key1.ndim:
        return threefry_word(xp, key0, key1, counter)
    flat = counter.reshape(-1)
    parts = [flat[start : start + STRETCH] for start in range(0, flat.size, STRETCH)]
    words = [threefry_word(xp, key0, key1, part) for part in parts]
    return np.concatenate(words).reshape(counter.shape)


threefry = Primitive(
    "threefry",
    lambda key0, key1, counter: counter,
    _threefry_run,
    None,
    Map(threefry_word),
)


def hashed_word(m: Any, key0: Any, key1: Any, counter: Any) -> Any:
    """A word of a keyed hash, of a sixth of `threefry_word`'s operations; for draws of a yes or no.

    Twice the bijection "lowbias32" (C. Wellons, Prospecting for Hash Functions, 2018), each after a
    key is added. The keys should be random words themselves, such as `threefry` gives.
    """
    word = counter
    for key in (key0, key1):
        word = word + key
        word = (word ^ m.right_shift(word, 16)) * 0x7FEB352D
        word = (word ^ m.right_shift(word, 15)) * 0x846CA68B
        word = word ^ m.right_shift(word, 16)
    return word


keyed_hash = Primitive(
    "keyed_hash", lambda key0, key1, counter: counter, hashed_word, None, Map(hashed_word)
)

ROUNDS = 8
HALF = "uint16"


def sides(count: int) -> tuple[int, int]:
    """Sides of the smallest near-square with at least `count` places; each below 2**15."""
    wide = max(2, math.isqrt(max(count, 1) - 1) + 1)
    return max(2, -(-count // wide)), wide


def shuffled_place(
    m: Any, row: Any, column: Any, keys: Any, tall: Any, wide: Any
) -> tuple[Any, Any]:
    """A keyed bijection of the places of a `tall` x `wide` rectangle, in 16-bit arithmetic.

    A Feistel network on mixed radices (Black & Rogaway 2002, doi:10.1007/3-540-45760-7_9): each
    round turns one coordinate by a hash of the other.
    """
    for n in range(0, ROUNDS, 2):
        row = _turned(m, row, _hashed(m, column, keys[n]), tall)
        column = _turned(m, column, _hashed(m, row, keys[n + 1]), wide)
    return row, column


def _hashed(m: Any, x: Any, key: tuple[Any, Any]) -> Any:
    """16 bits that depend on all of x: keyed xor and multiply, xor-shift, multiply."""
    x = (x ^ key[0]) * key[1]
    return (x ^ m.right_shift(x, 7)) * 0x6D2B


def _turned(m: Any, x: Any, bits: Any, size: Any) -> Any:
    """`x` plus a fraction `bits / 2**16` of `size`, modulo `size`."""
    x = x + m.multiply_high(bits, size)
    # Below `size` the difference wraps around and is the larger one.
    return m.minimum(x, x - size)


def round_keys(m: Any, words: Any) -> tuple[Any, Any]:
    """A 16-bit summand and an odd factor from each word."""
    return m.cast(words & 0xFFFF, HALF), m.cast(m.right_shift(words, 16) | 1, HALF)


def _permutation_run(xp: Any, key: Any, *, size: int) -> Any:
    """Order of the places below `size` (Mitchell et al. 2022, doi:10.1145/3505287): a bijection
    of a slightly larger range, less what lies beyond.
    """
    tall, wide = sides(size)
    count = np.arange(ROUNDS, dtype=np.uint32)
    words = threefry_word(xp, np.full_like(count, key[0]), np.full_like(count, key[1]), count)
    keys = list(zip(*round_keys(xp, words), strict=True))
    row = np.repeat(np.arange(tall, dtype=HALF), wide)
    column = np.tile(np.arange(wide, dtype=HALF), tall)
    row, column = shuffled_place(xp, row, column, keys, np.uint16(tall), np.uint16(wide))
    places = row.astype(np.uint32) * np.uint32(wide) + column
    return places[places < size].astype("int32")


def _permutation_type(key: ArrayType, *, size: Size | int) -> ArrayType:
    return ArrayType((size,), "int32")


permutation = Primitive("permutation", _permutation_type, _permutation_run, None, Opaque())
