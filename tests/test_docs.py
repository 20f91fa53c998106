"""The documents tell the truth: words of the glossary are classes, links lead somewhere, the
README's code runs, and both languages say the same.
"""

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "examples").rglob("*.md"),
]
READMES = ("README.md", "README.zh.md")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def without_comments(code):
    return [line.split("#")[0].rstrip() for line in code.splitlines()]


WORDS = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \|", read("docs/glossary.md"), re.MULTILINE)


def test_the_glossary_has_words_and_each_once():
    words = [word for word, _ in WORDS]
    assert len(words) > 40
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(("word", "module"), WORDS)
def test_each_word_of_the_glossary_is_a_class_of_its_module(word, module):
    found = getattr(importlib.import_module(f"pronghorn.{module}"), word)
    assert inspect.isclass(found)
    assert found.__module__ == f"pronghorn.{module}"


def test_the_examples_of_docstrings_run(tmp_path):
    """In a process of their own, for some set the language, the policy or the engine."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--doctest-modules"]
    found = subprocess.run(
        [*command, ROOT / "pronghorn"], cwd=tmp_path, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout[-5000:]
    assert re.search(r"[5-9]\d\d passed", found.stdout)


def test_the_design_names_files_that_exist():
    named = re.findall(r"`((?:[\w.]+/)*\w+(?:\.py|/))`", read("docs/design.md"))
    homes = [ROOT, ROOT / "pronghorn", ROOT / "pronghorn/engines/llvm"]
    assert len(named) > 20
    assert not [name for name in named if not any((home / name).exists() for home in homes)]


def test_the_design_shows_the_order_that_is_enforced():
    """Packages in the page's list, line by line, are those of the test of imports."""
    layers = re.search(r'^LAYERS = """\n(.*?)"""', read("tests/test_imports.py"), re.S | re.M)
    wanted = [line.split() for line in layers[1].splitlines()]
    page = read("docs/design.md").split("## Packages")[1]
    shown = [re.split(r" {2,}", line)[0].split() for line in blocks(page, "")[0].splitlines()]
    assert shown == wanted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page):
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith("http")]
    assert not [target for target in local if not (page.parent / target).exists()]


def test_both_readmes_show_the_same_code_and_pictures():
    english, chinese = map(read, READMES)
    for language in ("python", "sh"):
        pairs = zip(blocks(english, language), blocks(chinese, language), strict=True)
        assert all(without_comments(a) == without_comments(b) for a, b in pairs)
    pictures = [re.findall(r"docs/pictures/(\w+)", text) for text in (english, chinese)]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize(
    "code",
    [pytest.param(code, id=f"{n}") for n, code in enumerate(blocks(read(READMES[0]), "python"))],
)
def test_the_code_of_the_readme_runs(code, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_the_two_commands_of_the_readme_are_verbs_of_make():
    verbs = re.findall(r"^make (\w+)", read("README.md"), re.MULTILINE)
    assert verbs == ["demo", "test"]
    assert all(re.search(rf"^{verb}:", read("Makefile"), re.MULTILINE) for verb in verbs)


def test_the_pictures_are_those_that_the_tool_draws(tmp_path):
    tool = [sys.executable, str(ROOT / "tools" / "make_pictures.py"), str(tmp_path)]
    subprocess.run(tool, check=True, cwd=tmp_path)
    kept = ROOT / "docs" / "pictures"
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in kept.iterdir()}
    for path in tmp_path.iterdir():
        if not path.name.startswith("training"):  # whose last digits are the processor's
            assert path.read_text("utf-8") == (kept / path.name).read_text("utf-8"), path.name
