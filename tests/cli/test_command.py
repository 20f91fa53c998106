"""The command: version, doctor, explain, and arguments that mean nothing."""

import importlib.metadata
import json
import sys

import pytest

from pronghorn import __version__, cli
from pronghorn.cli import doctor
from pronghorn.config import settings


def said(capsys, *arguments):
    code = cli.main(arguments)
    return code, *capsys.readouterr()


def test_version_and_help(capsys):
    assert said(capsys, "--version") == (0, f"pronghorn {__version__}\n", "")
    code, out, _ = said(capsys, "--help")
    assert code == 0
    assert out.startswith("usage: pronghorn [-c CODE")
    assert said(capsys) == (0, out, "")
    assert said(capsys, "-x") == (2, "", out)
    assert said(capsys, "explain") == (2, "", out)
    assert said(capsys, "-c") == (2, "", out)


def test_explain_prints_the_page_of_a_message(capsys):
    code, out, _ = said(capsys, "explain", "f4")
    assert code == 0
    assert out.startswith("[F04] there is no file <path>.\n")


def test_doctor_says_what_is_here(capsys):
    code, out, _ = said(capsys, "doctor")
    assert code == 0
    for word in ("versions", "numpy", "engine", "processor", "cache", "extras", "bundled"):
        assert word in out
    code, out, _ = said(capsys, "doctor", "--json")
    found = json.loads(out)
    assert found["versions"]["pronghorn"] == __version__
    assert found["engine"]["chosen"] == "llvm"
    assert not [part for part in found.values() if "problem" in part]
    assert said(capsys, "doctor", "--nothing") == (2, "", doctor.USAGE)


def test_doctor_says_why_numpy_runs_when_llvmlite_is_missing(monkeypatch):
    from pronghorn.engines.llvm import binding, target

    monkeypatch.setattr(binding, "_opened", None)
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    monkeypatch.setattr(binding.importlib.util, "find_spec", lambda name: None)
    target.host.cache_clear()
    try:
        found = doctor.report()
    finally:
        target.host.cache_clear()
    assert found["engine"]["runs"] == "numpy"
    assert "llvmlite" in found["engine"]["because"]
    assert "llvmlite" in found["processor"]["unknown"]


def test_doctor_survives_a_part_that_fails(monkeypatch):
    def broken(package):
        raise RuntimeError("no metadata")

    monkeypatch.setattr(importlib.metadata, "version", broken)
    assert doctor.report()["versions"] == {"problem": "RuntimeError: no metadata"}


@pytest.mark.parametrize("state", ["off", "not made yet", "in use"])
def test_doctor_tells_the_state_of_the_cache(tmp_path, state):
    settings.cache = "off" if state == "off" else tmp_path
    if state == "in use":
        (tmp_path / "compiled").mkdir()
        (tmp_path / "compiled" / "a.object").write_bytes(bytes(2048))
    found = doctor.report()["cache"]
    assert found["state"] == state
    if state == "in use":
        assert (found["entries"], found["size"]) == (1, "2 KiB")


def test_doctor_names_what_an_extra_lacks(monkeypatch):
    monkeypatch.setitem(doctor.EXTRAS, "plot", ("no_such_package",))
    assert doctor.report()["extras"]["plot"] == "without no_such_package"
