"""Every message stands in both languages, with the same facts, and is raised with those facts."""

import ast
import re
from pathlib import Path

import pytest

import pronghorn
from pronghorn import messages

PACKAGE = Path(pronghorn.__file__).parent
TESTS = Path(__file__).parents[1]
CODE = re.compile(r"[A-Z]\d\d")

# Raised somewhere but provoked by no test yet. This list may only shrink.
UNPROVOKED: set[str] = set()

# Texts that wait for what will say them. This table may only shrink.
AWAITED = {
    "E44": "checks of one-hot rows",
    "G01": "a program that LLVM refuses",
    "M27": "checks of what custom losses return",
    "S27": "tensors that outlive their program",
}

ALL = {
    code: message for letter in messages.DOMAINS for code, message in messages.codes(letter).items()
}


def uses():
    """(file, line, code, facts) of each error raised and each note said in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            code = getattr(node.args[0], "value", None)
            if isinstance(code, str) and CODE.fullmatch(code):
                facts = {word.arg for word in node.keywords}
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", code, facts


@pytest.mark.parametrize("code", ALL)
def test_both_languages_say_the_same_facts(code):
    en, zh = ALL[code]
    assert CODE.fullmatch(code)
    assert messages.placeholders(en) == messages.placeholders(zh)
    assert en.isascii()
    assert re.search("[\u4e00-\u9fff]", zh)
    assert max(len(en), len(zh)) <= 320
    facts = dict.fromkeys(messages.placeholders(en), "fact")
    for language in ("en", "zh"):
        said = messages.text(code, language=language, **facts)
        assert said.startswith(f"[{code}] ")
        assert "\n" not in said


def test_each_table_holds_the_codes_of_its_letter_in_order():
    for letter in messages.DOMAINS:
        table = list(messages.codes(letter))
        assert table == sorted(table)
        assert all(code[0] == letter for code in table)


def test_every_code_in_the_package_exists_and_gets_its_facts():
    wrong = []
    for place, code, facts in uses():
        if code not in ALL:
            wrong.append(f"{place}: {code} is in no table")
        elif None not in facts:  # None stands for **facts
            wanted = messages.placeholders(ALL[code].en)
            given = facts - {"where", "language"} - (set() if "where" in wanted else {"where"})
            given |= facts & wanted
            if given != wanted:
                wrong.append(f"{place}: {code} wants {sorted(wanted)}, is given {sorted(given)}")
    assert not wrong, "\n".join(wrong)


def test_every_text_is_said_or_awaited():
    said = set()
    for path in PACKAGE.rglob("*.py"):
        if PACKAGE / "messages" not in path.parents:
            said |= set(CODE.findall(path.read_text(encoding="utf-8")))
    assert set(ALL) - said == set(AWAITED)


def test_every_code_in_the_package_is_provoked_by_a_test():
    said = {code for _, code, _ in uses()}
    tested = {
        code
        for path in TESTS.rglob("*.py")
        if path != Path(__file__)
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert said - tested - UNPROVOKED == set(), "give each of these a test that provokes it"
    assert UNPROVOKED & tested == set(), "these have a test now: strike them from UNPROVOKED"
    assert UNPROVOKED - said == set(), "these are raised no more: strike them from UNPROVOKED"
