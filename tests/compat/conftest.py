"""Runs programs in a process of their own, through pronghorn or through plain Python."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def python(tmp_path):
    """`python(*arguments)` in an empty folder; gives what `subprocess.run` gives, as text."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PRONGHORN_")
    }
    environment |= {
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "PRONGHORN_CACHE": str(tmp_path / "cache"),
        "PRONGHORN_LANGUAGE": "en",
    }

    def run(*arguments, source="", **more):
        return subprocess.run(
            [sys.executable, *arguments],
            input=source,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment | more,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture
def keras_script(python, tmp_path):
    """Runs a program through pronghorn; it must succeed. Gives the result."""

    def run(source, *arguments, **more):
        (tmp_path / "script.py").write_text(source, encoding="utf-8")
        done = python("-m", "pronghorn", "script.py", *arguments, **more)
        assert done.returncode == 0, done.stderr
        return done

    return run
