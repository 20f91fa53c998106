"""Pronghorn beside its peers: `python bench/run.py [--quick] [--only NAME,...]` prints Markdown.

Every figure is CPU time on one pinned core, or time on the wall where a title names more threads;
the least of several rounds: in a round each peer runs once, so that a slow minute falls on all.
A peer that cannot be imported is absent.
"""

import argparse
import functools
import pathlib
import platform
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from bench import workloads
from bench.process import THIS_PYTHON, ProgramError, imports, load, run
from bench.workload import Setting

MODULES = ("pronghorn", "keras", "jax", "torch", "sklearn")


def measure(workload, core, rounds):
    """The least of each quantity per peer, over alternating rounds; a failure takes its place.

    Last come the cores that processes of several threads had, at most in a round.
    """
    best, failed, cores = {}, {}, {}
    for number in range(rounds):
        for peer in workload.peers:
            if peer.name in failed:
                continue
            call = functools.partial(run, peer.command, core, peer.environment, peer.cores)
            try:
                peer.prepare(number == 0, call)
                outcome = call()
                found = workload.read(outcome)
            except ProgramError as error:
                failed[peer.name] = str(error)
                continue
            if peer.cores > 1:
                had = outcome.cpu_s / outcome.wall_s
                cores[peer.name] = max(cores.get(peer.name, 0.0), had)
            kept = best.setdefault(peer.name, found)
            best[peer.name] = {key: min(kept[key], value) for key, value in found.items()}
    return best, failed, cores


def shares(cores):
    """How much of the cores processes had, by which a run beside other work shows itself."""
    had = ", ".join(f"{name} {count:.2f}" for name, count in cores.items())
    return [f"\nCPU time over time on the wall, of whole processes: {had}."] if cores else []


def table(rows, reference, columns):
    """Markdown: one row a peer, each quantity with its ratio to the reference."""
    head = ["", *columns, *([f"x {reference}"] if reference in rows else [])]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name, row in rows.items():
        cells = [f"{row[key]:.4g}" if key in row else "" for key in columns]
        if reference in rows:
            first = columns[0]
            base = rows[reference].get(first)
            cells.append(f"{row[first] / base:.2f}" if base and first in row else "")
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return lines


def section(workload, core, rounds):
    measured, failed, cores = measure(workload, core, rounds)
    rows = workload.summary(measured)
    columns = list(dict.fromkeys(key for row in rows.values() for key in row))
    lines = [
        f"\n## {workload.title}\n",
        *(table(rows, workload.reference, columns) if rows else []),
    ]
    lines += [f"\n{line}" for line in workload.verdicts(rows)] + shares(cores)
    return lines + [f"\n{name} failed: {reason}" for name, reason in failed.items()]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and no slow peers")
    parser.add_argument("--only", default="", help="workloads by name: " + workloads.NAMES)
    parser.add_argument("--rounds", type=int, help="rounds of each workload (3, quick 1)")
    parser.add_argument("--core", type=int, default=0, help="the core to pin to")
    parser.add_argument("--calls", type=int, default=100_000, help="calls of one-row predict")
    parser.add_argument(
        "--peers-python", default=THIS_PYTHON, help="an interpreter that has keras, jax, torch"
    )
    asked = parser.parse_args()
    unknown = [name for name in asked.only.split(",") if name and name not in workloads.ALL]
    if unknown:
        parser.error(f"--only: no workload {', '.join(unknown)}; there are {workloads.NAMES}")
    return asked


def main():
    asked = arguments()
    rounds = asked.rounds or (1 if asked.quick else 3)
    homes = {name: THIS_PYTHON if name == "pronghorn" else asked.peers_python for name in MODULES}
    present = {name: home for name, home in homes.items() if imports(home, name)}
    absent = [name for name in MODULES if name not in present]
    write = sys.stdout.write
    write(f"# Benchmarks\n\n{platform.machine()}, Python {platform.python_version()}, ")
    write(f"core {asked.core}, {rounds} round(s), load {load()}. ")
    write(f"Absent: {', '.join(absent) or 'nothing'}.\n")
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(present, pathlib.Path(folder), asked.quick, asked.calls)
        for workload in workloads.chosen(asked.only, setting):
            write("\n".join(section(workload, asked.core, rounds)) + "\n")
            sys.stdout.flush()
    write(f"\nLoad at the end: {load()}.\n")


if __name__ == "__main__":
    main()
