"""Limits of epochs and batches that hold for a whole process, as for a quick trial of a script."""

from pronghorn import messages
from pronghorn.config import settings

__all__ = ["limited_epochs", "limited_feed", "limited_rows", "limited_steps"]


def limited_epochs(epochs):
    """The number of epochs, or that of `config.set_max_epochs` if it is lower."""
    return _limited("epochs", epochs, settings.max_epochs)


def limited_steps(steps):
    """The number of batches, None if not known, or that of `config.set_max_steps_per_epoch`."""
    return _limited("steps_per_epoch", steps, settings.max_steps_per_epoch)


def limited_feed(feed, steps, batch_size):
    """The rows of at most so many batches, None for all, within the same limit."""
    rows = feed.rows if steps is None else steps * batch_size
    return feed.first(limited_rows(rows, batch_size))


def limited_rows(rows, batch_size):
    """The number of rows, or that of so many batches as `config.set_max_steps_per_epoch` allows."""
    steps = -(-rows // batch_size)
    limit = limited_steps(steps)
    return rows if limit == steps else limit * batch_size


def _limited(argument, given, limit):
    if limit is None or (given is not None and given <= limit):
        return given
    messages.note("H25", argument=argument, variable=argument.upper(), limit=limit)
    return limit
