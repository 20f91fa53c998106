"""Conditions on the numbers themselves, checked at once or, while tracing, by the program."""

from __future__ import annotations

from typing import Any

import numpy as np

from pronghorn.errors import DataError
from pronghorn.ops.operands import payload
from pronghorn.prims.elementwise import cast, equal, logical_not
from pronghorn.prims.folds import fold_max
from pronghorn.trace import tracer


def expect(ok: Any, code: str, **facts: Any) -> None:
    """Require that every element of `ok` is True.

    Args:
        ok: bool tensor of any shape.
        code: of the message to raise with `facts`.

    Raises:
        DataError: now if `ok` is known, else when the program meets the offending data.

    Example:
        >>> from pronghorn import ops
        >>> from pronghorn.ops.guards import expect
        >>> expect(ops.less([1, 2], 3), "S11", index=2, axis=0, size=3, last=2)
    """
    held = payload(ok, "bool")
    if isinstance(held, np.ndarray):
        if not held.all():
            raise DataError(code, **facts)
        return
    bad = cast(logical_not(held), dtype="int32")
    worst = fold_max(bad, axes=tuple(range(len(held.shape)))) if held.shape else bad
    tracer.guard(equal(worst, np.zeros((), "int32")), code, facts)
