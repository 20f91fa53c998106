"""Run a function as a traced program on the reference interpreter, rows being symbolic."""

import numpy as np

from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.prims.evaluate import evaluate, evaluate_values
from pronghorn.prims.record import type_of
from pronghorn.tensor import Tensor
from pronghorn.trace import tracer

ROWS = "rows"


def run(function, *arrays, symbolic=True):
    """What `function` returns, the guards that failed, and the program.

    The leading axis of the arrays is traced as a symbol, unless `symbolic` is False.
    Variables that the function assigns have their new values afterwards.
    """
    arrays = [np.asarray(array) for array in arrays]
    rows = len(arrays[0]) if arrays and symbolic else 0
    types = [_type(array) if symbolic else type_of(array) for array in arrays]
    program = tracer.trace(lambda *given: _listed(function(*given)), types)
    operands = [*arrays, *(v.array for v in program.variables), *program.arrays]
    outputs = evaluate(program.graph, operands, {ROWS: rows})
    found = evaluate_values(program.graph, operands, {ROWS: rows})
    failed = [guard for guard in program.guards if not found[guard.ok]]
    count = len(outputs) - program.written
    for variable, value in zip(program.variables, outputs[count:], strict=False):
        variable.assign(value)
    return outputs[:count], failed, program


def _listed(results):
    if results is None:
        return []
    return results if isinstance(results, list | tuple) else [results]


def _type(array):
    return ArrayType((symbol(ROWS), *array.shape[1:]), str(array.dtype))


def slope(function, point, *, step=1e-6):
    """The gradient of a scalar function at a float64 point, by central differences."""
    found = np.zeros_like(point)
    for place in np.ndindex(point.shape):
        moved = [point.copy(), point.copy()]
        moved[0][place] -= step
        moved[1][place] += step
        low, high = (float(function(Tensor(each))) for each in moved)
        found[place] = (high - low) / (2 * step)
    return found
