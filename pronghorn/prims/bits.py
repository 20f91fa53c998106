"""Counter-based random bits and random orders: the same on every engine, for any thread count."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.ir.types import ArrayType, Size
from pronghorn.prims.record import Map, Opaque, Primitive

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))


def _threefry(m: Any, key0: Any, key1: Any, counter: Any) -> Any:
    """One word of Threefry-2x32 with 20 rounds (Salmon et al. 2011, doi:10.1145/2063384.2063405)."""
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


def mixed(m: Any, x: Any, keys: Any, bits: Any) -> Any:
    """A keyed bijection of the numbers below `2**bits`: xor, odd multiply, xor-shift, four rounds.

    Every step is invertible modulo `2**bits`, so the whole is a permutation.
    """
    mask = (1 << bits) - 1
    half = (bits + 1) >> 1
    for n in range(4):
        x = ((x ^ keys[n % 2]) * (keys[(n + 1) % 2] * 2 + 1 + 2 * n)) & mask
        x = x ^ (x >> half)
        x = (x * 0x9E3779B1 + keys[n % 2]) & mask
        x = x ^ (x >> half)
    return x


def order_bits(count: int) -> int:
    """Bits of the smallest power of two that holds `count` places, at least 2."""
    return max(2, (max(count, 1) - 1).bit_length())


def _permutation_run(xp: Any, key: Any, *, size: int) -> Any:
    """Mitchell et al. 2022 (doi:10.1145/3505287): permute 0 .. 2**bits - 1, keep what is < size."""
    bits = np.uint32(order_bits(size))
    every = np.arange(1 << int(bits), dtype=np.uint32)
    places = mixed(xp, every, (key[0], key[1]), bits)
    return places[places < size].astype("int32")


def _permutation_type(key: ArrayType, *, size: Size | int) -> ArrayType:
    return ArrayType((size,), "int32")


permutation = Primitive("permutation", _permutation_type, _permutation_run, None, Opaque())
