"""Names given to objects that were given none, as Keras numbers them."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["auto_name", "clear_session", "snake_case"]

# How often each automatic name was given out in this session.
_counts: dict[str, int] = {}


@lru_cache(1024)
def snake_case(name: str) -> str:
    """`Conv2D` as `conv2d`, `LeakyReLU` as `leaky_re_lu`: Keras' spelling of names.

    Example:
        >>> from pronghorn.names import snake_case
        >>> snake_case("LeakyReLU")
        'leaky_re_lu'
    """
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def auto_name(prefix: str) -> str:
    """`dense` at its first use, then `dense_1` and so on, until `clear_session`."""
    count = _counts.get(prefix, 0)
    _counts[prefix] = count + 1
    return f"{prefix}_{count}" if count else prefix


def clear_session() -> None:
    """Starts automatic names anew."""
    _counts.clear()
