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

# This part of the times of short stretches is below what is shown: a loaded machine makes most of
# them longer, and none shorter.
LOW = 0.1

# Seconds of a stretch, less than the turns that a system gives to processes, and of all stretches.
STRETCH, LEAST = 2e-3, 0.1

# Less microseconds than this are the clock's own doubts, and say nothing of a rate.
DOUBT = 0.01

# Characters that the table shows of a region's text, whose middle are the types of results.
SHOWN = 72

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
    ("region", lambda r: _shortened(r.region)),
    ("schedule", lambda r: r.schedule),
)


class RegionTime:
    """One region of a step.

    Attributes:
        region, schedule: what it computes, and in which loops and tiles.
        microseconds: its time in a step.
        share: of the time of all regions, 0 to 1.
        threads: how many may share it.
        bytes: of all arrays that it reads and writes, each counted once.
        operations: additions and multiplications, also those inside loops. A division or root
            counts as five, an exponential and the like as the twenty that it is made of.
        of_peak: operations a second over what its threads could do at most, each as fast as one
            that does nothing but multiply and add numbers of that dtype. This and the other rates
            are 0 where the time is too short to tell.
    """

    def __init__(self, report, microseconds, share, known, peak):
        self.region, self.schedule = report.region, report.schedule
        self.microseconds, self.share = microseconds, share
        self.threads = known["threads"] if report.parallel else 1
        self.bytes, self.operations = report.sizes(known)
        self.of_peak = self.gigaflops / (report.peak(peak) * self.threads) if peak else 0.0

    @property
    def gigaflops(self):
        return self._rate(self.operations)

    @property
    def gigabytes_per_second(self):
        return self._rate(self.bytes)

    def _rate(self, amount):
        return amount / self.microseconds / 1e3 if self.microseconds >= DOUBT else 0.0


class Profile(list):
    """The `RegionTime`s of a step, the longest first; prints as a table.

    Attributes:
        step: microseconds of a step as it trains, without clocks.
        tier: in words, how good the code is that trains, if there may be better. Regions are
            clocked in the best.
        peak: GFLOP/s that one thread reached in a loop of fused multiplications and additions of
            float32; of float64 it can do half as many.
        rows: of the batch.
    """

    def __init__(self, regions, step, tier, peak, rows):
        super().__init__(sorted(regions, key=lambda region: -region.microseconds))
        self.step, self.tier, self.peak, self.rows = step, tier, peak, rows

    def __str__(self):
        together = sum(region.microseconds for region in self)
        head = f"{self.step:.2f} us a step of {self.rows} rows"
        head += f" ({self.tier})" if self.tier else ""
        head += f"; its regions {together:.2f} us; peak of a thread {self.peak:.0f} GFLOP/s"
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

    Steps are clocked in stretches of about 2 ms, and of all stretches the tenth shortest in a
    hundred is shown, for each region and for the step: what else runs on the machine lengthens
    most of them, but not all. So regions' times are of quiet moments, less what their clocks take;
    they need not add up to the step's, which is measured by itself.

    Args:
        x, y, sample_weight: as for `fit`.
        batch_size: rows of a step, 32 by default.
        passes: how often the data are gone through, and more often if that takes less than 0.1 s.

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
    passes = positive("profile", "passes", passes)
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
    step, _ = _measured(plain, feed.rows // batch_size, passes)
    _, spent = _measured(run, feed.rows // batch_size, passes)
    shares = spent / max(spent.sum(), 1e-12)
    rows = min(batch_size, feed.rows)
    regions = [
        RegionTime(report, *figures, run.known | {"rows": rows}, clocked.peak)
        for report, *figures in zip(clocked.reports, spent.tolist(), shares.tolist(), strict=True)
    ]
    return Profile(regions, step, str(entry.executable.record.tier or ""), clocked.peak, rows)


def _shortened(text):
    half = SHOWN // 2
    return text if len(text) <= SHOWN else f"{text[: half - 3]} ... {text[-half + 2 :]}"


def _measured(run, whole, passes):
    """Microseconds of a batch, and of its regions if they are clocked.

    Of the last batch only if none of the `whole` ones before has as many rows as was asked for.
    """
    whole = max(whole, 1)
    run.start()
    run.advance(1, ignore_guards=True)  # numbers go on when they are not finite: it costs as much
    begin = now = time.perf_counter()
    first = last = run.ticks[-1]
    seconds, ticks, length, done = [], [], 1, 0
    while done < passes or now - begin < LEAST:
        run.start()
        while run.position + length <= whole:
            run.ticks[:-1] = 0
            before = time.perf_counter()
            run.advance(run.position + length, ignore_guards=True)
            now, last = time.perf_counter(), run.ticks[-1]
            seconds.append((now - before) / length)
            ticks.append(run.ticks[:-1] / length)
            if now - before < STRETCH / 2:
                length = min(2 * length, whole)
        run.advance(run.trips, ignore_guards=True)
        run.finish()
        done += 1
    tick = (now - begin) / max(last - first, 1)
    *regions, clock = np.quantile(ticks, LOW, axis=0)
    return 1e6 * np.quantile(seconds, LOW), 1e6 * tick * np.maximum(np.array(regions) - clock, 0)


def _copied(variable):
    """A variable of the same value, whose changes nobody sees."""
    array = np.array(variable.array)
    return types.SimpleNamespace(array=array, lent=False, owned_array=lambda: array)
