"""Keywords of older Keras versions that methods take beside their own, which signatures show."""

import functools

from pronghorn import messages
from pronghorn.errors import ArgumentError
from pronghorn.frames import shorten

__all__ = ["accepting", "weights_and_metrics"]

# How data were fetched by threads or processes; there are none.
QUEUES = ("max_queue_size", "max_q_size", "workers", "nb_worker", "use_multiprocessing")


def accepting(*ignored, **renamed):
    """A method that ignores some old keywords and knows others by their new names.

    It is a public entry as of `frames.entry`, since a second wrapper would be a tenth of `predict`.

    Raises:
        ArgumentError: for keywords that no version had.
    """

    def decorate(method):
        own = method.__code__.co_varnames[1 : method.__code__.co_argcount]
        names = frozenset(own)

        @functools.wraps(method)
        def call(self, *args, **kwargs):
            try:
                if kwargs and not names.issuperset(kwargs):
                    kwargs = modern(kwargs)
                return method(self, *args, **kwargs)
            except Exception as error:
                shorten(error)
                raise

        def modern(kwargs):
            kwargs = {name: value for name, value in kwargs.items() if name not in ignored}
            for old, new in renamed.items():
                if old in kwargs:
                    messages.note("N07", old=old, new=new)
                    kwargs[new] = kwargs.pop(old)
            unknown = [name for name in kwargs if name not in names]
            if unknown:
                known = ", ".join(own)
                owner = method.__name__
                raise ArgumentError("M15", owner=owner, argument=unknown[0], known=known)
            return kwargs

        return call

    return decorate


def weights_and_metrics(loss_weights, metrics):
    """Both arguments of `compile`; names or functions as weights are metrics, as in Keras 2."""
    given = loss_weights if isinstance(loss_weights, list | tuple) else [loss_weights]
    if metrics is None and given and all(isinstance(one, str) or callable(one) for one in given):
        messages.note("N08", given=given)
        return None, given
    return loss_weights, metrics
