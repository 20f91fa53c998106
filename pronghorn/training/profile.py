"""`model.profile()`: where the time of a training step goes, region by region."""

import time
import types

import numpy as np

from pronghorn import config, engines
from pronghorn.engines.base import GuardFailed
from pronghorn.errors import StateError
from pronghorn.training.checks import feed_of, positive
from pronghorn.training.guards import Watch

__all__ = ["Profile", "RegionTime", "profile"]

# The table's columns: heading and how a row fills it.
COLUMNS = (
    ("us", lambda r: f"{r.microseconds:.2f}"),
    ("share", lambda r: f"{100 * r.share:.1f}%"),
    ("threads", lambda r: str(r.threads)),
    ("kB", lambda r: f"{r.bytes / 1e3:.1f}"),
    ("GB/s", lambda r: f"{r.gigabytes_per_second:.1f}"),
    ("MFLOP", lambda r: f"{r.operations / 1e6:.3f}"),
    ("GFLOP/s", lambda r: f"{r.gigaflops:.1f}"),
    ("of peak", lambda r: f"{100 * r.of_peak:.0f}%"),
    ("region", lambda r: r.region),
    ("schedule", lambda r: r.schedule),
)


class RegionTime:
    """One region of a step.

    Attributes:
        region, schedule: what it computes, and in which loops and tiles.
        microseconds: its time in a step, the median over passes.
        share: of the step's time, 0 to 1.
        threads: how many may share it.
        bytes: of all arrays that it reads and writes, each counted once.
        operations: additions and multiplications.
        of_peak: operations a second over what this machine did at most in a loop of nothing else.
    """

    def __init__(self, report, microseconds, share, threads, sizes, peak):
        self.region, self.schedule = report.region, report.schedule
        self.microseconds, self.share, self.threads = microseconds, share, threads
        self.bytes, self.operations = sizes
        self.of_peak = self.gigaflops / peak if peak else 0.0

    @property
    def gigaflops(self):
        return self.operations / self.microseconds / 1e3 if self.microseconds else 0.0

    @property
    def gigabytes_per_second(self):
        return self.bytes / self.microseconds / 1e3 if self.microseconds else 0.0


class Profile(list):
    """The `RegionTime`s of a step, the longest first; prints as a table.

    Attributes:
        step: microseconds of a step as it trains, without clocks.
        peak: GFLOP/s that one thread reached in a loop of fused multiplications and additions.
        rows: of the batch.
    """

    def __init__(self, regions, step, peak, rows):
        super().__init__(sorted(regions, key=lambda region: -region.microseconds))
        self.step, self.peak, self.rows = step, peak, rows

    def __str__(self):
        head = f"{self.step:.2f} us a step of {self.rows} rows; peak {self.peak:.0f} GFLOP/s"
        table = [[name for name, _ in COLUMNS]]
        table += [[fill(region) for _, fill in COLUMNS] for region in self]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        text = len(COLUMNS) - 2  # the last two are words
        lines = [head]
        for row in table:
            cells = [
                cell.rjust(width) if n < text else cell.ljust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
        return "\n".join(lines)

    __repr__ = __str__


def profile(self, x, y=None, batch_size=None, sample_weight=None, passes=5):
    """Times every region of a training step on copies of the model's state, which stays as it is.

    Args:
        x, y, sample_weight: as for `fit`.
        batch_size: rows of a step, 32 by default.
        passes: how often the data are gone through; medians are shown.

    Returns:
        A `Profile`; print it.

    Raises:
        DataError: for data that cannot be right.
        StateError: before `compile`, on an engine that runs no machine code, and for steps that
            run in Python.

    Example:
        >>> import numpy as np
        >>> from pronghorn import layers, models
        >>> model = models.Sequential([layers.Input((64,)), layers.Dense(32), layers.Dense(1)])
        >>> model.compile("adam", "mse")
        >>> found = model.profile(np.ones((256, 64)), np.ones((256, 1)), passes=1)
        >>> sum(region.share for region in found) > 0.99
        True
    """
    self._require_compiled("profile")
    batch_size = 32 if batch_size is None else positive("profile", "batch_size", batch_size)
    feed = feed_of(self, "fit", x, y, sample_weight)
    entry = self._programs.find(self, "train", feed)
    compiled = entry.program is not None
    clocked = engines.current().clocked(entry.executable) if compiled else None
    if clocked is None:
        raise StateError("M60", engine=config.settings.engine if compiled else "Python")
    order = np.arange(feed.rows, dtype=np.int32)
    arguments = [order, *feed.arrays]
    with self._programs.lock:
        variables = [_copied(variable) for variable in entry.program.variables]
    plain = entry.executable.run(arguments, {"batch": batch_size}, variables)
    run = clocked.run(arguments, {"batch": batch_size}, variables)
    try:
        plain.complete()
    except GuardFailed as failure:
        Watch(self, feed, order, batch_size).blames_data(entry, failure)
    seconds, ticks = [], []
    for _ in range(passes):
        begin = time.perf_counter()
        _passed(plain)
        seconds.append(time.perf_counter() - begin)
        run.ticks[:] = 0
        _passed(run)
        ticks.append(run.ticks.copy())
    step = 1e6 * np.median(seconds) / run.trips
    spent = np.median(ticks, axis=0)
    shares = spent / max(spent.sum(), 1)
    rows = min(batch_size, feed.rows)
    known = {**run.known, "rows": rows}
    regions = []
    for report, share in zip(clocked.reports, shares.tolist(), strict=True):
        threads = run.known["threads"] if report.parallel else 1
        sizes = report.sizes(known)
        regions.append(RegionTime(report, share * step, share, threads, sizes, clocked.peak))
    return Profile(regions, step, clocked.peak, rows)


def _passed(run):
    """One pass, also where the loss is no number, for a step costs as much then."""
    run.start()
    run.advance(run.trips, ignore_guards=True)
    run.finish()


def _copied(variable):
    """A variable of the same value, whose changes nobody sees."""
    array = np.array(variable.array)
    return types.SimpleNamespace(array=array, lent=False, owned_array=lambda: array)
