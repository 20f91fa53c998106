"""One measured child process: pinned to its cores, its CPU time taken, its JSON line read."""

import json
import os
import pathlib
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / "bench/programs"
COUNTS = ("PRONGHORN", "OMP_NUM", "MKL_NUM", "OPENBLAS_NUM")


@dataclass(frozen=True)
class Outcome:
    """CPU seconds of the whole process, those on the wall, and what it printed."""

    cpu_s: float
    wall_s: float
    report: dict


class ProgramError(Exception):
    """A program ended badly; the text is the end of what it wrote to stderr."""


def pin(core, count):
    """A function for the child to run first, where the system can pin to some cores."""
    if core is None or not hasattr(os, "sched_setaffinity"):
        return None
    return lambda: os.sched_setaffinity(0, range(core, core + count))


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, core, environment=None, cores=1, timeout=600):
    """Run a command to its end and read its last line of output as JSON, if it is."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # modules would be compiled at every start
    before, began = children_seconds(), time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command],
        env=variables,
        preexec_fn=pin(core, cores),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    cpu, wall = children_seconds() - before, time.perf_counter() - began
    if done.returncode:
        raise ProgramError("\n".join(done.stderr.strip().splitlines()[-1:]))
    lines = done.stdout.strip().splitlines()
    report = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return Outcome(cpu, wall, report)


def python(executable, program, *arguments):
    return [executable, PROGRAMS / f"{program}.py", *arguments]


def imports(executable, module):
    """Whether an interpreter can import a module; nothing else of it is run."""
    probe = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    done = subprocess.run([executable, "-c", probe], cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0


def compiled(source, folder, **definitions):
    """A C program built for this machine, or None where there is no compiler."""
    target = pathlib.Path(folder) / "-".join([source.stem, *map(str, definitions.values())])
    flags = [f"-D{name}={value}" for name, value in definitions.items()]
    command = ["cc", "-O3", "-march=native", "-ffast-math", *flags, "-o", target, source, "-lm"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return target


def counted(threads):
    """Settings by which libraries learn how many threads to use, and what to write in a title."""
    environment = {f"{name}_THREADS": str(threads) for name in COUNTS}
    return environment, f"{threads} thread{'s' if threads > 1 else ''}"


def load():
    """The machine's one-minute load, for the head of the report."""
    return f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"


THIS_PYTHON = sys.executable
