"""What every optimizer takes besides its own arguments, written once."""

from __future__ import annotations

import functools
import inspect

from pronghorn.optimizers.base import Optimizer

__all__ = ["with_common_arguments"]

_BASE = list(inspect.signature(Optimizer.__init__).parameters.values())
# From `clipnorm` to `name`, and the older spellings that come as further keywords.
COMMON, OTHER = _BASE[3:-1], _BASE[-1]


def with_common_arguments(init):
    """A constructor that ends in `**common`, with the arguments of every optimizer in its place.

    They may be given by place or by name, and stand in the signature that `help` shows. Arguments
    of the constructor that are keyword-only come after them.

    Example:
        >>> import inspect
        >>> from pronghorn import optimizers
        >>> list(inspect.signature(optimizers.Lion).parameters)[:5]
        ['learning_rate', 'beta_1', 'beta_2', 'weight_decay', 'clipnorm']
    """
    own = list(inspect.signature(init).parameters.values())[:-1]
    first = [one for one in own if one.kind is one.POSITIONAL_OR_KEYWORD]
    last = [one.replace(kind=one.POSITIONAL_OR_KEYWORD) for one in own if one not in first]
    signature = inspect.Signature([*first, *COMMON, *last, OTHER])

    @functools.wraps(init)
    def __init__(self, *args, **kwargs):
        if args:  # names sort themselves out
            given = signature.bind(self, *args, **kwargs).arguments
            del given["self"]
            kwargs = {**given.pop(OTHER.name, {}), **given}
        init(self, **kwargs)

    __init__.__signature__ = signature
    return __init__
