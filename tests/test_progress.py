"""The bar in a terminal, a pipe, a narrow encoding and a notebook; its numbers; what it costs."""

import io
import os
import subprocess
import sys
import time
import types

import pytest

from pronghorn import progress
from pronghorn.errors import ArgumentError
from pronghorn.progress import LogFile, Notebook, ProgressBar, Silent, Terminal, surface_for

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

VALUES = {"accuracy": 0.79, "loss": 0.4431}
QUIET = {"COLUMNS": "80", "NO_COLOR": "1"}

RUN = """
import sys, time
from pronghorn.progress import ProgressBar, surface_for
surface = surface_for("auto")
for epoch in range(2):
    bar = ProgressBar(125, surface, title=f"Epoch {epoch + 1}/2", interval=0)
    for step in (40, 80, 125):
        bar.update(step, {"accuracy": 0.79, "loss": 0.4431})
    bar.finish(125)
surface.close()
"""


class Clock:
    """A clock that moves only when told."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Console(io.StringIO):
    """A stream that says it is a terminal of this encoding."""

    def __init__(self, encoding="utf-8"):
        super().__init__()
        self.said_encoding = encoding

    encoding = property(lambda self: self.said_encoding)

    def isatty(self):
        return True


def run(**environment):
    return {"PATH": os.environ.get("PATH", ""), **environment}


def in_a_pipe(**environment):
    done = subprocess.run(
        [sys.executable, "-c", RUN], capture_output=True, check=True, env=run(**environment)
    )
    assert done.stderr == b""
    return done.stdout.decode("utf-8")


def in_a_terminal(**environment):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", RUN], stdout=theirs, stderr=theirs, env=run(**environment)
    ) as child:
        os.close(theirs)
        heard = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux says so at the end; macOS returns nothing
                part = b""
            if not part:
                break
            heard += part
    os.close(ours)
    assert child.returncode == 0
    return heard.decode("utf-8").replace("\r\n", "\n")


def shown(text):
    """What stands in a terminal once all of it is written."""
    return [line.rsplit("\r")[-1].rstrip() for line in text.split("\n")]


def test_a_pipe_gets_one_line_for_each_bar_and_no_control_character():
    lines = in_a_pipe().splitlines()
    assert len(lines) == 2
    for number, line in enumerate(lines, 1):
        assert line.isprintable()
        assert line.startswith(f"Epoch {number}/2 - 125/125 - 0s - ")
        assert line.endswith("s/step - accuracy: 0.7900 - loss: 0.4431")


def test_a_terminal_is_painted_over_without_backspaces():
    text = in_a_terminal(TERM="xterm", COLUMNS="80")
    assert "\b" not in text
    assert text.count("\x1b[K") == 8
    assert text.count("Epoch 1/2") == text.count("Epoch 2/2") == 1
    plain = in_a_terminal(TERM="xterm", COLUMNS="80", NO_COLOR="1")
    assert "\x1b" not in plain
    lines = shown(plain)
    assert lines[0] == "Epoch 1/2"
    assert lines[1].startswith("125/125 " + "━" * 20 + " 0s ")
    assert lines[1].endswith("s/step - accuracy: 0.7900 - loss: 0.4431")
    assert lines[4:] == [""]


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"TERM": "xterm", "CI": "true"}])
def test_a_terminal_that_cannot_repaint_is_a_log_file(environment):
    lines = in_a_terminal(**environment).splitlines()
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)


def test_colour_can_be_forced_into_a_file_but_nothing_else():
    text = in_a_pipe(FORCE_COLOR="1")
    assert "\x1b[1m125/125 -\x1b[0m" in text
    assert "\r" not in text
    assert len(text.splitlines()) == 2


def test_a_stream_of_old_encoding_gets_equals_signs():
    wide, narrow = Console(), Console("cp1252")
    for stream in (wide, narrow):
        bar = ProgressBar(4, Terminal(stream, QUIET), clock=Clock())
        bar.update(2)
        bar.finish(4)
    assert "━" * 10 + "." * 10 in wide.getvalue()
    assert "=" * 10 + "." * 10 in narrow.getvalue()
    narrow.getvalue().encode("cp1252")
    raw = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    assert Terminal(raw, QUIET).glyph == "="


def test_a_repaint_fits_the_terminal_and_covers_the_last_one():
    stream = Console()
    surface = Terminal(stream, {"COLUMNS": "60", "NO_COLOR": "1"})
    bar = ProgressBar(10, surface, interval=0, clock=Clock())
    bar.update(5, {"loss": 0.5, "a_rather_long_name": 1.0, "another_long_name": 2.0})
    bar.update(6, {"准确率": 0.5})
    first, second = stream.getvalue().split("\r")[1:]
    assert len(first) == 59
    assert len(second) + 3 == 59  # three characters are two columns wide
    bar.finish(10, VALUES)
    assert stream.getvalue().rstrip(" \n").endswith("loss: 0.4431")
    narrow = Console()
    coloured = ProgressBar(10, Terminal(narrow, {"COLUMNS": "12", "TERM": "xterm"}), clock=Clock())
    coloured.update(3, VALUES)
    assert narrow.getvalue() == "\r 3/10 ━━━━━\x1b[K"


def test_closing_an_open_bar_ends_its_line_once():
    stream = Console()
    bar = ProgressBar(10, Terminal(stream, QUIET), clock=Clock())
    bar.update(5)
    bar.close()
    bar.close()
    assert stream.getvalue().count("\n") == 1


class Handle:
    def __init__(self, outputs):
        self.outputs = outputs

    def update(self, data, raw):
        assert raw
        self.outputs[-1] = data


def notebook_outputs(bars, clock):
    outputs = []

    def display(data, raw, display_id):
        assert raw
        assert display_id is True
        outputs.append(data)
        return Handle(outputs)

    surface = Notebook(display, clock)
    for epoch in range(1, bars + 1):
        bar = ProgressBar(4, surface, title=f"Epoch {epoch}/{bars}", clock=clock)
        bar.update(2, {"loss": 0.5})
        bar.finish(4, {"loss": 0.25, "<b>": 1})
    surface.close()
    return outputs


def test_a_notebook_holds_one_output_however_often_it_is_painted():
    (output,) = notebook_outputs(10, Clock())
    lines = output["text/plain"].split("\n")
    assert len(lines) == 20
    assert lines[18] == "Epoch 10/10"
    assert lines[19] == f"4/4 {'━' * 20} 0s 0s/step - loss: 0.2500 - <b>: 1.0000"
    assert "&lt;b&gt;" in output["text/html"]


def test_a_long_fit_in_a_notebook_is_split_and_loses_no_line():
    outputs = notebook_outputs(120, Clock())
    assert len(outputs) == 3
    said = "\n".join(output["text/plain"] for output in outputs)
    assert [f"Epoch {n}/120" for n in range(1, 121)] == said.split("\n")[::2]


def test_a_notebook_is_known_by_its_stream(monkeypatch):
    kind = type("OutStream", (io.StringIO,), {"__module__": "ipykernel.iostream"})
    fake = types.SimpleNamespace(display=lambda data, **options: None)
    monkeypatch.setitem(sys.modules, "IPython.display", fake)
    assert isinstance(surface_for("auto", kind(), {}), Notebook)
    assert isinstance(surface_for(2, kind(), {}), LogFile)
    assert isinstance(surface_for("auto", io.StringIO(), {}), LogFile)


@pytest.mark.parametrize(
    ("verbose", "kind"),
    [(0, Silent), (1, Terminal), ("auto", Terminal), (2, LogFile), (3, LogFile)],
)
def test_verbose_means_what_it_means_in_keras(verbose, kind):
    assert type(surface_for(verbose, Console(), {"TERM": "xterm"})) is kind


def test_without_standard_output_nothing_is_shown(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert type(surface_for("auto")) is Silent


@pytest.mark.parametrize("verbose", ["loud", -1, 1.0, 1.5, None])
def test_another_verbose_is_refused(verbose):
    with pytest.raises(ArgumentError, match=r"^\[M16\] progress: verbose must be"):
        surface_for(verbose, Console(), {})


def test_another_style_is_refused():
    with pytest.raises(ArgumentError, match=r"^\[M02\] ProgressBar: style"):
        ProgressBar(1, Silent(), style="keras9")


def finished(target, elapsed, current=None, values=None, **options):
    stream, clock = Console(), Clock()
    bar = ProgressBar(target, Terminal(stream, QUIET), clock=clock, **options)
    clock.now = elapsed
    bar.finish(target if current is None else current, values or {})
    return stream.getvalue().strip()


@pytest.mark.parametrize(
    ("elapsed", "said"),
    [
        (0.011, "0s 88us/step"),
        (0.25, "0s 2ms/step"),
        (65, "1:05 520ms/step"),
        (3725, "1:02:05 30s/step"),
        (0, "0s 0s/step"),
    ],
)
def test_times(elapsed, said):
    assert finished(125, elapsed) == f"125/125 {'━' * 20} {said}"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.79, "0.7900"),
        (-12.34567, "-12.3457"),
        (0.0005, "5.0000e-04"),
        (0.0, "0.0000e+00"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ("warm", "warm"),
    ],
)
def test_numbers(value, said):
    assert finished(1, 0, values={"x": value}).endswith(f" - x: {said}")


def test_time_left_and_unknown_targets():
    stream, clock = Console(), Clock()
    bar = ProgressBar(100, Terminal(stream, QUIET), clock=clock)
    clock.now = 2.0
    bar.update(20)
    assert stream.getvalue().strip() == f" 20/100 {'━' * 4}{'.' * 16} 8s 100ms/step".strip()
    assert finished(None, 2, current=20) == f"20/20 {'━' * 20} 2s 100ms/step"
    unknown = Console()
    bar = ProgressBar(None, Terminal(unknown, QUIET), unit="batch", clock=Clock())
    bar.update(20)
    assert unknown.getvalue() == "\r     20/Unknown 0s 0s/batch"


def test_the_bar_of_old_tutorials_counts_samples():
    values = {"loss": 0.4431, "acc": 0.794}
    assert finished(1000, 0.088, values=values, style="keras2") == (
        "1000/1000 [==============================] - 0s 88us/step - loss: 0.4431 - acc: 0.7940"
    )
    stream, clock = Console(), Clock()
    bar = ProgressBar(1000, Terminal(stream, QUIET), style="keras2", clock=clock)
    clock.now = 1.0
    bar.update(100)
    assert stream.getvalue() == "\r 100/1000 [===>..........................] - ETA: 9s"
    log = Console()
    bar = ProgressBar(1000, LogFile(log, QUIET), style="keras2", clock=Clock())
    bar.finish(1000, values)
    assert log.getvalue() == "1000/1000 - 0s - 0s/step - loss: 0.4431 - acc: 0.7940\n"


def test_a_target_of_zero_is_done_at_once():
    assert finished(0, 0) == f"0/0 {'━' * 20} 0s 0s/step"


def test_repaints_keep_their_distance():
    stream, clock = Console(), Clock()
    bar = ProgressBar(1000, Terminal(stream, QUIET), clock=clock)
    for step in range(1000):
        clock.now = step / 1000
        bar.update(step, VALUES)
    assert 9 <= stream.getvalue().count("\r") <= 10
    assert not bar.is_due()
    silent = ProgressBar(1000, Silent(), clock=clock)
    assert not silent.is_due()


def test_an_update_that_paints_nothing_costs_little():
    bar = ProgressBar(10**6, Terminal(Console(), QUIET), interval=3600)
    bar.update(0, VALUES)
    start = time.process_time()  # of this process alone, however busy the machine is
    for step in range(10_000):
        bar.update(step, VALUES)
    # About 0.2 us here; a wide margin for a busy machine.
    assert (time.process_time() - start) / 10_000 < 20e-6
    assert progress.INTERVAL == 0.1
