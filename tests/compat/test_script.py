"""A program run by pronghorn cannot tell that plain Python did not start it."""

import os
import signal
import subprocess
import sys
import time

import pytest

PRINTS = """
import __main__, os, pickle, sys

class Mine:
    pass

print(sys.argv, __name__, __main__.Mine is Mine, __file__, __doc__)
print(sys.path[0] == os.path.dirname(os.path.abspath(__file__)), __spec__, __package__)
print(type(pickle.loads(pickle.dumps(Mine()))) is Mine, sys.flags.dont_write_bytecode)
"""

FAILS = """
import json

def divide(x):
    return x / 0

try:
    json.loads("{")
except ValueError:
    divide(1)
"""

ENDINGS = ["raise SystemExit", "exit(3)", "import sys; sys.exit('gone')", "raise SystemExit(None)"]


def both(python, *arguments, source=""):
    """(exit code, output, errors) with plain Python and with pronghorn."""
    for first in ((), ("-m", "pronghorn")):
        done = python(*first, *arguments, source=source)
        yield done.returncode, done.stdout, done.stderr


def write(tmp_path, text, name="script.py"):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("path", ["script.py", "folder/script.py"])
def test_a_script_sees_what_it_always_sees(python, tmp_path, path):
    write(tmp_path, PRINTS, path)
    plain, ours = both(python, path, "-v", "--flag", "x y")
    assert plain == ours
    assert plain[0] == 0


@pytest.mark.parametrize("text", ENDINGS)
def test_exit_codes(python, tmp_path, text):
    write(tmp_path, text)
    plain, ours = both(python, "script.py")
    assert plain == ours


@pytest.mark.parametrize("text", [FAILS, "x = (\n", "def f():\nreturn 1\n", "import nothing_there"])
def test_tracebacks_begin_with_the_script(python, tmp_path, text):
    write(tmp_path, text)
    plain, ours = both(python, "script.py")
    assert plain[0] == ours[0] == 1
    assert ours[2] == plain[2]


def test_code_module_and_standard_input(python, tmp_path):
    write(tmp_path, "import sys\nprint(__name__, sys.argv[1:], __package__)\n", "package/tool.py")
    for arguments, source in (
        (("-c", "import sys; print(sys.argv, sys.path[0], __name__)", "a", "-b"), ""),
        (("-", "a"), "import sys; print(sys.argv, __name__)"),
        (("-m", "package.tool", "-x"), ""),
    ):
        plain, ours = both(python, *arguments, source=source)
        assert plain == ours
        assert plain[0] == 0


def test_a_folder_and_an_archive_with_a_main(python, tmp_path):
    write(tmp_path, "import part", "program/__main__.py")
    write(tmp_path, "print('part of it')", "program/part.py")
    assert python("-m", "zipapp", "program").returncode == 0
    for path in ("program", "program.pyz"):
        plain, ours = both(python, path)
        assert plain == ours == (0, "part of it\n", "")


def test_a_script_that_is_not_there(python):
    done = python("-m", "pronghorn", "absent.py")
    assert done.returncode == 2
    assert done.stderr.startswith("[F04] there is no file absent.py")


@pytest.mark.skipif(os.name != "posix", reason="Windows ends processes otherwise")
def test_ctrl_c_ends_as_python_does(tmp_path):
    write(tmp_path, "import time\nprint('ready', flush=True)\ntime.sleep(60)\n")
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    process = subprocess.Popen(
        [sys.executable, "-m", "pronghorn", "script.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert said.splitlines()[-1] == "KeyboardInterrupt"
