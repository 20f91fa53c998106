"""The command `pronghorn`, also `python -m pronghorn`: runs scripts for Keras, and looks around."""

import importlib
import os
import sys
from collections.abc import Sequence

from pronghorn import __version__, messages
from pronghorn.compat import script

__all__ = ["main"]

USAGE = """\
usage: pronghorn [-c CODE | -m MODULE | SCRIPT | -] [ARGUMENT ...]
       pronghorn doctor [--json]
       pronghorn explain CODE
       pronghorn --version

Runs a program written for Keras, unchanged: in it keras, tf_keras and tensorflow.keras are
pronghorn. A script called doctor or explain is run as ./doctor or ./explain.

  doctor     what is installed, which engine runs and why, processor, cache, fonts
  explain    the page of a message, by the code in brackets before it, such as E05
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the arguments, by default those of the process, say; gives the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    first, rest = (given[0], given[1:]) if given else ("--help", [])
    if first in ("-h", "--help"):
        return _say(USAGE)
    if first in ("-V", "--version"):
        return _say(f"pronghorn {__version__}\n")
    if first == "doctor":
        return importlib.import_module("pronghorn.cli.doctor").main(rest)
    if first == "explain" and len(rest) == 1:
        messages.explain(rest[0])
        return 0
    if first == "-":
        return script.run_stdin(rest)
    # As in Python, what follows a program belongs to it, and -cCODE needs no space.
    option, value = first[:2], [first[2:]] if len(first) > 2 else rest[:1]
    if option in ("-c", "-m") and value:
        run = script.run_code if option == "-c" else script.run_module
        return run(value[0], rest if len(first) > 2 else rest[1:])
    if first.startswith("-") or first == "explain":
        return _refuse(USAGE)
    if not os.path.exists(first):
        return _refuse(messages.text("F04", path=first, folder=os.getcwd()) + "\n")
    return script.run_file(first, rest)


def _say(text: str) -> int:
    sys.stdout.write(text)
    return 0


def _refuse(text: str) -> int:
    sys.stderr.write(text)
    return script.NOT_FOUND
