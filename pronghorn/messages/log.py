"""Where notes go: the logger "pronghorn", and standard error when no one else listens."""

import logging
import sys

__all__ = ["write"]


class _Stderr(logging.Handler):
    """Writes to the standard error of the moment, unless the program set up logging itself."""

    def emit(self, record: logging.LogRecord) -> None:
        if not logging.getLogger().handlers and sys.stderr is not None:
            sys.stderr.write(self.format(record) + "\n")


def write(said: str, *, minor: bool) -> None:
    """Logs one note, at level INFO when it is minor and at WARNING otherwise."""
    logger = logging.getLogger("pronghorn")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
    if not any(isinstance(handler, _Stderr) for handler in logger.handlers):
        logger.addHandler(_Stderr())
    logger.log(logging.INFO if minor else logging.WARNING, "%s", said)
