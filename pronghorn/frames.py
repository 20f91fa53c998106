"""Tracebacks for users: their own lines, and at most the last of ours.

A call of a public entry passes through many functions here before it meets a layer, loss or
callback that a user wrote, and leaves through as many when that fails.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar, cast

from pronghorn.config import settings
from pronghorn.errors import InternalError, PronghornError

__all__ = [
    "disable_traceback_filtering",
    "enable_traceback_filtering",
    "entry",
    "is_traceback_filtering_enabled",
    "shorten",
]

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = os.path.dirname(__file__) + os.sep


def entry(function: F) -> F:
    """A function that users call: errors that leave it show no frames of ours on the way."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            shorten(error)
            raise

    return cast("F", call)


def shorten(error: Exception) -> None:
    """Take the frames of ours from an error that leaves a public entry."""
    if settings.traceback_filtering and _is_of_the_user(error):
        error.__traceback__ = shortened(error.__traceback__)


def _is_of_the_user(error: Exception) -> bool:
    """Whether the user's code or data are at fault; a fault of ours keeps every frame."""
    if isinstance(error, PronghornError):
        return not isinstance(error, InternalError)
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return frame is not None and not _is_ours(frame)


def shortened(traceback: TracebackType | None) -> TracebackType | None:
    """The entries of a traceback that are not ours, and the last one, whosever it is."""
    kept: list[TracebackType] = []
    while traceback is not None:
        if traceback.tb_next is None or not _is_ours(traceback):
            kept.append(traceback)
        traceback = traceback.tb_next
    result = None
    for old in reversed(kept):
        result = TracebackType(result, old.tb_frame, old.tb_lasti, old.tb_lineno)
    return result


def _is_ours(traceback: TracebackType) -> bool:
    return traceback.tb_frame.f_code.co_filename.startswith(PACKAGE)


def enable_traceback_filtering() -> None:
    """Shows only the user's own lines, and the last of ours, when a call fails: the default.

    Example:
        >>> from pronghorn import config
        >>> config.enable_traceback_filtering()
    """
    settings.traceback_filtering = True


def disable_traceback_filtering() -> None:
    """Shows every line, ours too, when a call fails.

    Example:
        >>> from pronghorn import config
        >>> config.disable_traceback_filtering()
        >>> config.is_traceback_filtering_enabled()
        False
        >>> config.enable_traceback_filtering()
    """
    settings.traceback_filtering = False


def is_traceback_filtering_enabled() -> bool:
    """Whether only the user's own lines, and the last of ours, are shown.

    Example:
        >>> from pronghorn import config
        >>> config.is_traceback_filtering_enabled()
        True
    """
    return settings.traceback_filtering
