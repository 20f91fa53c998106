"""The progress bar, and the three places it is painted on: a terminal, a notebook, a log file.

A log file gets one line for each bar and no control character; only the other two are repainted.
"""

import math
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, TextIO

from pronghorn import arguments, messages
from pronghorn.config import settings
from pronghorn.errors import wrong_argument

__all__ = [
    "LogFile",
    "Notebook",
    "ProgressBar",
    "Silent",
    "Surface",
    "Terminal",
    "disable_interactive_logging",
    "enable_interactive_logging",
    "is_interactive_logging_enabled",
    "output",
    "surface_for",
]

BOLD, GREEN, GREY, PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"
INTERVAL = 0.1  # seconds between repaints
EPOCHS_IN_ONE_OUTPUT = 50  # bounds what a notebook is sent at each repaint


class Line(NamedTuple):
    """One state of a bar, in the pieces that are coloured differently."""

    counter: str
    done: str
    rest_of_bar: str
    clock: str
    details: str

    def text(self, columns: float = math.inf) -> str:
        """The line without colours, cut where the terminal ends."""
        whole = " ".join(filter(None, (self.counter, self.done + self.rest_of_bar, self.clock)))
        return _cut(whole + self.details, columns)

    def coloured(self, columns: float = math.inf) -> str:
        """The line as Keras colours it; too narrow a terminal gets it without colours."""
        room = columns - _width(self._replace(details="").text())
        if room < 0:
            return self.text(columns)
        bar = GREEN + self.done + GREY + self.rest_of_bar + PLAIN if self.done else self.rest_of_bar
        pieces = (BOLD + self.counter + PLAIN, bar, BOLD + self.clock + PLAIN)
        return " ".join(filter(None, pieces)) + _cut(self.details, room)


class Surface(Protocol):
    """Where a bar is shown: `repaints` says whether it wants to hear of a bar's progress."""

    repaints: bool
    glyph: str

    def paint(self, title: str, line: Line) -> None:
        """Shows a bar that is still running."""

    def finish(self, title: str, line: Line) -> None:
        """Shows a bar for the last time; what follows stands below it."""

    def close(self) -> None:
        """Ends the showing, also of a bar that will not be finished, as after Ctrl-C."""


class Silent:
    """Shows nothing."""

    repaints = False
    glyph = "="

    def paint(self, title: str, line: Line) -> None:
        """Shows nothing."""

    def finish(self, title: str, line: Line) -> None:
        """Shows nothing."""

    def close(self) -> None:
        """Leaves nothing behind."""


class LogFile(Silent):
    """One line for each finished bar; for pipes, files and consoles that cannot go back."""

    def __init__(self, stream: TextIO, environment: Mapping[str, str] | None = None) -> None:
        self.stream = stream
        self.colours = _asks(_environment(environment), "FORCE_COLOR")

    def finish(self, title: str, line: Line) -> None:
        counter, clock = line.counter.strip() + " -", line.clock.replace(" ", " - ")
        log = Line(counter, "", "", clock, line.details)
        head = f"{title} - " if title else ""
        self.stream.write(head + (log.coloured() if self.colours else log.text()) + "\n")
        self.stream.flush()


class Terminal:
    """One line that is painted over itself with a carriage return, never with backspaces."""

    repaints = True

    def __init__(self, stream: TextIO, environment: Mapping[str, str] | None = None) -> None:
        self.stream = stream
        self.environment = _environment(environment)
        self.colours = _has_colours(self.environment)
        self.glyph = "━" if _can_show("━", stream) else "="
        self.open_title: str | None = None
        self.painted = 0

    def paint(self, title: str, line: Line) -> None:
        # The last column stays free: some terminals wrap as soon as it is written.
        self._write(title, line, _columns(self.stream, self.environment) - 1, "")

    def finish(self, title: str, line: Line) -> None:
        self._write(title, line, math.inf, "\n")
        self.open_title, self.painted = None, 0

    def close(self) -> None:
        if self.painted:
            self.stream.write("\n")
            self.stream.flush()
        self.open_title, self.painted = None, 0

    def _write(self, title: str, line: Line, columns: float, end: str) -> None:
        head = f"{title}\n" if title and title != self.open_title else ""
        text = line.text(columns)
        width = _width(text)
        if self.colours:
            self.stream.write(f"{head}\r{line.coloured(columns)}\x1b[K{end}")
        else:
            self.stream.write(f"{head}\r{text}{' ' * (self.painted - width)}{end}")
        self.stream.flush()
        self.open_title, self.painted = title, width


class Notebook:
    """One output of the cell, updated in place; every fifty bars a new one.

    Bars that finish in quick succession are shown together: `close` shows what is left.
    """

    repaints = True
    glyph = "━"

    def __init__(
        self, display: Callable[..., Any], clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.display = display
        self.clock = clock
        self.handle: Any = None
        self.finished: list[str] = []
        self.running: list[str] = []
        self.shown_at = -math.inf

    def paint(self, title: str, line: Line) -> None:
        self.running = list(filter(None, (title, line.text())))
        self._show()

    def finish(self, title: str, line: Line) -> None:
        self.finished += filter(None, (title, line.text()))
        self.running = []
        if len(self.finished) >= 2 * EPOCHS_IN_ONE_OUTPUT:
            self.close()
        elif self.clock() - self.shown_at >= INTERVAL:
            self._show()

    def close(self) -> None:
        if self.finished or self.running:
            self._show()
        self.handle, self.finished, self.running = None, [], []

    def _show(self) -> None:
        text = "\n".join(self.finished + self.running)
        # `html.escape` would do, but importing it costs more than this whole module.
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        page = f'<pre style="margin:0">{escaped}</pre>'
        data = {"text/plain": text, "text/html": page}
        if self.handle is None:
            self.handle = self.display(data, raw=True, display_id=True)
        else:
            self.handle.update(data, raw=True)
        self.shown_at = self.clock()


class ProgressBar:
    """A count on its way to a target, with the time left and the latest values.

    Args:
        target: the count at the end, or None when nobody knows it.
        surface: where to show it, made once for a whole `fit` with `surface_for`.
        title: what stands above the bar, such as `"Epoch 1/10"`.
        unit: what is counted, in the singular.
        style: `"keras3"`, or `"keras2"` for the bar of old tutorials, which counts samples.
        interval: the least time between two repaints, in seconds.

    Example:
        >>> import sys
        >>> from pronghorn.progress import LogFile, ProgressBar
        >>> bar = ProgressBar(125, LogFile(sys.stdout), title="Epoch 1/10", clock=lambda: 0.0)
        >>> bar.update(60, {"loss": 0.5})
        >>> bar.finish(125, {"accuracy": 0.79, "loss": 0.4431})
        Epoch 1/10 - 125/125 - 0s - 0s/step - accuracy: 0.7900 - loss: 0.4431
    """

    __slots__ = (
        "_clock",
        "_due",
        "_started",
        "current",
        "interval",
        "style",
        "surface",
        "target",
        "title",
        "unit",
        "values",
    )

    def __init__(
        self,
        target: int | None,
        surface: Surface,
        *,
        title: str = "",
        unit: str = "step",
        style: str = "keras3",
        interval: float = INTERVAL,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        arguments.choice("ProgressBar", "style", style, STYLES)
        self.target, self.surface, self.title = target, surface, title
        self.unit, self.style, self.interval = unit, style, interval
        self.current = 0
        self.values: Mapping[str, Any] = {}
        self._clock = clock
        self._started = clock()
        self._due = self._started if surface.repaints else math.inf

    def is_due(self) -> bool:
        """Whether `update` would paint now; lets a caller skip collecting the values."""
        return self._clock() >= self._due

    def update(self, current: int, values: Mapping[str, Any] | None = None) -> None:
        """Notes the count and shows it, unless that was done less than `interval` ago."""
        self._note(current, values)
        now = self._clock()
        if now < self._due:
            return
        self.surface.paint(self.title, self._line(now, is_last=False))
        self._due = now + self.interval

    def finish(self, current: int | None = None, values: Mapping[str, Any] | None = None) -> None:
        """Shows the last state; a target that nobody knew becomes the count reached."""
        self._note(self.current if current is None else current, values)
        if self.target is None:
            self.target = self.current
        self.surface.finish(self.title, self._line(self._clock(), is_last=True))
        self._due = math.inf

    def close(self) -> None:
        """Ends the showing, finished or not: what follows begins on a new line. Always call it."""
        self.surface.close()

    def _note(self, current: int, values: Mapping[str, Any] | None) -> None:
        self.current = current
        if values is not None:
            self.values = values

    def _line(self, now: float, *, is_last: bool) -> Line:
        return STYLES[self.style](self, now - self._started, is_last)


def surface_for(
    verbose: int | str = "auto",
    stream: TextIO | None = None,
    environment: Mapping[str, str] | None = None,
) -> Surface:
    """Where to show progress, as Keras' `verbose` asks and the stream allows.

    Args:
        verbose: 0 shows nothing, 1 a bar, 2 one line for each bar; "auto" is 1. Where a line
            cannot be painted over, 1 is the same as 2.
        stream: by default `output()`.

    Raises:
        ValueError: for any other `verbose`.

    Example:
        >>> from pronghorn.progress import surface_for
        >>> type(surface_for(0)).__name__
        'Silent'
    """
    if verbose != "auto" and (not isinstance(verbose, int) or verbose < 0):
        raise wrong_argument("progress", "verbose", "'auto' or an integer >= 0", verbose, 1)
    environment = _environment(environment)
    stream = output() if stream is None else stream
    if verbose == 0 or stream is None:  # there is no standard output under pythonw
        return Silent()
    if verbose in ("auto", 1):
        display = _notebook_display(stream)
        if display is not None:
            return Notebook(display)
        if _can_repaint(stream, environment):
            return Terminal(stream, environment)
    return LogFile(stream, environment)


class _Logger:
    """A stream whose lines go to the logger "pronghorn", where other notes go."""

    def write(self, text: str) -> None:
        for line in filter(str.strip, text.split("\n")):
            messages.tell(line)

    def flush(self) -> None:
        """Nothing is kept back."""

    def isatty(self) -> bool:
        return False


def output() -> Any:
    """The stream for what users asked to see: standard output, or the logger, or None.

    Example:
        >>> from pronghorn.progress import output
        >>> print("2 epochs", file=output())
        2 epochs
    """
    return sys.stdout if settings.interactive_logging else _Logger()


def enable_interactive_logging() -> None:
    """Progress is shown on standard output, as it is by default."""
    settings.interactive_logging = True


def disable_interactive_logging() -> None:
    """Progress, a line for each epoch, is told to the logger "pronghorn" at level INFO.

    Example:
        >>> from pronghorn import config
        >>> config.disable_interactive_logging()
        >>> config.is_interactive_logging_enabled()
        False
        >>> config.enable_interactive_logging()
    """
    settings.interactive_logging = False


def is_interactive_logging_enabled() -> bool:
    """Whether progress is shown on standard output."""
    return settings.interactive_logging


def _keras3(bar: ProgressBar, elapsed: float, is_last: bool) -> Line:
    return Line(_counter(bar), *_cells(bar, 20), _clock_text(bar, elapsed, is_last), _details(bar))


def _keras2(bar: ProgressBar, elapsed: float, is_last: bool) -> Line:
    width = 30
    full = width if not bar.target else min(width, width * bar.current // bar.target)
    head = "=" * full if full == width else "=" * full + ">"
    cells = f"[{head}{'.' * (width - len(head))}] -"
    if is_last or not bar.target:
        clock = _clock_text(bar, elapsed, is_last=True)
    else:
        clock = "ETA: " + _seconds(_left(bar, elapsed))
    return Line(_counter(bar), "", cells, clock, _details(bar))


STYLES: dict[str, Callable[[ProgressBar, float, bool], Line]] = {
    "keras2": _keras2,
    "keras3": _keras3,
}


def _counter(bar: ProgressBar) -> str:
    if bar.target is None:
        return f"{bar.current:>7}/Unknown"
    return f"{bar.current:>{len(str(bar.target))}}/{bar.target}"


def _cells(bar: ProgressBar, width: int) -> tuple[str, str]:
    if bar.target is None:
        return "", ""
    full = min(width, width * bar.current // bar.target) if bar.target else width
    # Without colours the two halves must differ in shape.
    rest = bar.surface.glyph if getattr(bar.surface, "colours", False) else "."
    return bar.surface.glyph * full, rest * (width - full)


def _left(bar: ProgressBar, elapsed: float) -> float:
    return elapsed / max(bar.current, 1) * ((bar.target or bar.current) - bar.current)


def _clock_text(bar: ProgressBar, elapsed: float, is_last: bool) -> str:
    shown = elapsed if is_last or bar.target is None else _left(bar, elapsed)
    return f"{_seconds(shown)} {_rate(elapsed / max(bar.current, 1))}/{bar.unit}"


def _seconds(duration: float) -> str:
    """Whole seconds as `5s`, `1:05` or `1:00:05`."""
    minutes, seconds = divmod(int(duration), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    return f"{minutes}:{seconds:02d}" if minutes else f"{seconds}s"


def _rate(duration: float) -> str:
    if duration >= 1 or duration == 0:
        return f"{duration:.0f}s"
    return f"{duration * 1e3:.0f}ms" if duration >= 1e-3 else f"{duration * 1e6:.0f}us"


def _details(bar: ProgressBar) -> str:
    return "".join(f" - {name}: {_number(value)}" for name, value in bar.values.items())


def _number(value: Any) -> str:
    """Four places, or four digits and an exponent for what four places would hide."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return f"{number:.4f}" if abs(number) > 1e-3 else f"{number:.4e}"


def _environment(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environment is None else environment


def _asks(environment: Mapping[str, str], variable: str) -> bool:
    return environment.get(variable, "").lower() not in ("", "0", "false")


def _can_repaint(stream: TextIO, environment: Mapping[str, str]) -> bool:
    if _asks(environment, "CI") or environment.get("TERM") == "dumb":
        return False
    try:
        return stream.isatty()
    except (AttributeError, ValueError):  # not quite a stream, or closed
        return False


def _has_colours(environment: Mapping[str, str]) -> bool:
    if _asks(environment, "NO_COLOR"):
        return False
    if _asks(environment, "FORCE_COLOR") or environment.get("WT_SESSION"):
        return True
    # The old Windows console prints escape sequences as they are, and sets no TERM.
    return sys.platform != "win32" or "TERM" in environment


def _can_show(glyph: str, stream: TextIO) -> bool:
    try:
        glyph.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _columns(stream: TextIO, environment: Mapping[str, str]) -> int:
    """The width of the terminal as it is now: it may be resized while a bar runs."""
    asked = environment.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80


def _notebook_display(stream: TextIO) -> Callable[..., Any] | None:
    """IPython's `display` when the stream leads to a notebook; never imports IPython."""
    if not type(stream).__module__.startswith("ipykernel"):
        return None
    shown = getattr(sys.modules.get("IPython.display"), "display", None)
    return shown if callable(shown) else None


def _width(text: str) -> int:
    """Columns a text takes in a terminal, where Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(text: str, columns: float) -> str:
    while _width(text) > columns:
        text = text[: max(0, len(text) - max(1, int(_width(text) - columns) // 2))]
    return text
