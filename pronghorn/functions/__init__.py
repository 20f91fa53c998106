"""Functions of a user's own, compiled."""

from pronghorn.functions.afterwards import afterwards
from pronghorn.functions.jitted import Jitted, jit, run_eagerly

__all__ = ["Jitted", "afterwards", "jit", "run_eagerly"]
