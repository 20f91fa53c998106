"""Small routines around one operation, compiled and called on arrays."""

import ctypes

import numpy as np

from pronghorn.engines.llvm.build import build
from pronghorn.engines.llvm.emit.module import emit
from pronghorn.engines.llvm.emit.verify import verify
from pronghorn.engines.llvm.loops import Code
from pronghorn.engines.llvm.target import host


def elementwise(name, formula, dtypes, lanes, result=None):
    """`name(n, result, *operands)`: the formula on every element, `lanes` at a time."""
    operands = [(f"x{k}", "pointer") for k in range(len(dtypes))]
    code = Code(name, [("n", "index"), ("y", "pointer"), *operands])
    n, y, *pointers = code.parameters
    with code.loop(0, n, lanes) as loop:
        xs = [
            code.load(pointer, loop.index, dtype, lanes)
            for pointer, dtype in zip(pointers, dtypes, strict=True)
        ]
        code.store(y, loop.index, formula(code, *xs))
    return code.routine


class Library:
    """Compiled routines; a call takes arrays and numbers."""

    def __init__(self, routines, target=None):
        target = target or host()
        for routine in routines:
            verify(routine)
        self.text = emit(routines, target)
        self.code = build(self.text, [routine.name for routine in routines], target)

    def __call__(self, name, *arguments):
        plain = [
            ctypes.c_void_p(x.ctypes.data) if isinstance(x, np.ndarray) else ctypes.c_int64(x)
            for x in arguments
        ]
        return ctypes.CFUNCTYPE(ctypes.c_int64)(self.code.address(name))(*plain)

    def map(self, name, *operands, dtype=None):
        """An elementwise routine's result."""
        result = np.empty(operands[0].shape, dtype or operands[0].dtype)
        self(name, result.size, result, *operands)
        return result
