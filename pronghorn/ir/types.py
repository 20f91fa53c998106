"""The type of an array: its shape, whose sizes may be symbolic, and its dtype."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from pronghorn.ir import sizes
from pronghorn.ir.sizes import Size, clash, product

Shape: TypeAlias = tuple[int | Size, ...]

SHORT = {
    "float16": "f16",
    "bfloat16": "bf16",
    "float32": "f32",
    "float64": "f64",
    "int8": "i8",
    "int16": "i16",
    "int32": "i32",
    "int64": "i64",
    "uint8": "u8",
    "uint16": "u16",
    "uint32": "u32",
    "uint64": "u64",
    "bool": "bool",
}
LONG = {short: name for name, short in SHORT.items()}


class ArrayType:
    """Shape and dtype of an array. Prints as `f32[rows, 3]`."""

    __slots__ = ("dtype", "shape")

    def __init__(self, shape: Shape, dtype: str) -> None:
        self.shape = shape
        self.dtype = dtype

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> Size | int:
        return product(self.shape)

    def is_static(self) -> bool:
        """Whether every size is a number."""
        return all(isinstance(size, int) for size in self.shape)

    def with_shape(self, shape: Shape) -> ArrayType:
        return ArrayType(shape, self.dtype)

    def with_dtype(self, dtype: str) -> ArrayType:
        return ArrayType(self.shape, dtype)

    def substitute(self, known: Mapping[str, Size | int]) -> ArrayType:
        return ArrayType(tuple(sizes.substitute(size, known) for size in self.shape), self.dtype)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ArrayType) and self.dtype == other.dtype and self.shape == other.shape
        )

    def __hash__(self) -> int:
        return hash((self.shape, self.dtype))

    def __repr__(self) -> str:
        return f"{SHORT[self.dtype]}[{', '.join(map(str, self.shape))}]"


def parse_type(text: str) -> ArrayType:
    """The type that a text such as `f32[rows, 3]` stands for."""
    short, _, rest = text.partition("[")
    inside = rest.rstrip("]")
    shape = tuple(sizes.parse(part) for part in inside.split(", ")) if inside else ()
    return ArrayType(shape, LONG[short])


__all__ = ["ArrayType", "Shape", "Size", "clash", "parse_type", "product"]
