"""Every message stands in both languages, with the same facts, and is raised with those facts."""

import ast
import re
from pathlib import Path

import pytest

import pronghorn
from pronghorn import messages
from pronghorn.config import settings
from pronghorn.errors import ArgumentError
from pronghorn.messages.phrases import PHRASES

PACKAGE = Path(pronghorn.__file__).parent
TESTS = Path(__file__).parents[1]
CODE = re.compile(r"[A-Z]\d\d")

# Raised somewhere but provoked by no test yet. This list may only shrink.
UNPROVOKED: set[str] = set()

# Where a phrase of ours may stand: the facts that `messages.text` says in the user's language.
WORDED = ("reason", "use", "want", "what", "where")
# Which argument of these functions is such a fact.
PLACES = {"wrong_argument": 2, "_misfit": 0}

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


def literals(node, names):
    """The texts that an expression may be, as far as they are written out.

    Args:
        names: the expressions that were assigned to names.
    """
    if isinstance(node, ast.IfExp):
        yield from literals(node.body, names)
        yield from literals(node.orelse, names)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from literals(value, names)
    elif isinstance(node, ast.Name):
        yield from literals(names.get(node.id), {})
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):  # which no phrase is, for its facts stand in it already
        yield ast.unparse(node)


def phrases():
    """(place, phrase, facts) of each text in the package that stands in a message as a fact."""
    for path in sorted(PACKAGE.rglob("*.py")):
        # In the order of lines, so that a name stands for what was assigned to it last.
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        names = {}
        for node in sorted(tree, key=lambda node: getattr(node, "lineno", 0)):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names[node.targets[0].id] = node.value
            if not isinstance(node, ast.Call) or not node.args:
                continue
            place = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            named = {word.arg: word.value for word in node.keywords}
            code = getattr(node.args[0], "value", None)
            if ast.unparse(node.func) in PLACES:
                said = [node.args[PLACES[ast.unparse(node.func)]]]
            elif isinstance(code, str) and CODE.fullmatch(code):
                said = [named[name] for name in WORDED if name in named]
            else:
                continue
            for value in said:
                yield from ((place, text, set(named)) for text in literals(value, names))


def texts():
    """All that is written out in the package beside the messages themselves."""
    paths = (path for path in PACKAGE.rglob("*.py") if PACKAGE / "messages" not in path.parents)
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant)}


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


def test_phrases_stand_in_both_languages_and_get_their_facts():
    for english, chinese in PHRASES.items():
        assert messages.placeholders(english) == messages.placeholders(chinese), english
        assert english.isascii()
    wrong = []
    for place, english, facts in phrases():
        # None stands for **facts.
        if None not in facts and messages.placeholders(english) - facts:
            wrong.append(f"{place}: {english!r} lacks facts")
        elif english not in PHRASES and " " in english:
            wrong.append(f"{place}: {english!r} is not in messages/phrases.py")
    assert not wrong, "\n".join(wrong)
    assert PHRASES.keys() - texts() == set()


def test_a_phrase_is_said_in_the_language_of_its_message():
    facts = {"owner": "Conv2D", "argument": "strides", "got": 0, "example": 1, "rank": 2}
    want = "one positive integer, or {rank} of them"
    assert messages.text("M16", want=want, **facts) == (
        "[M16] Conv2D: strides must be one positive integer, or 2 of them, got 0. "
        "For example strides=1."
    )
    assert messages.text("M16", language="zh", want=want, **facts) == (
        "[M16] Conv2D：strides 应为 一个正整数，或 2 个正整数，实为 0。例如 strides=1。"
    )
    # What the user wrote is never taken for a phrase of ours.
    theirs = messages.text("M16", language="zh", want="{rank} x", **{**facts, "got": "a string"})
    assert "{rank} x" in theirs
    assert "'a string'" in theirs


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
            # A phrase among the facts may want facts of its own.
            given -= set().union(*(messages.placeholders(said) for said in PHRASES)) - wanted
            if given != wanted:
                wrong.append(f"{place}: {code} wants {sorted(wanted)}, is given {sorted(given)}")
    assert not wrong, "\n".join(wrong)


def test_every_text_is_said():
    said = set()
    for path in PACKAGE.rglob("*.py"):
        if PACKAGE / "messages" not in path.parents:
            said |= set(CODE.findall(path.read_text(encoding="utf-8")))
    assert set(ALL) - said == set()


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


def test_the_place_of_an_error_is_said_in_the_language(monkeypatch):
    monkeypatch.setattr(settings, "language", "zh")
    assert str(ArgumentError("S26", got="x", known="y", where="the loss")).endswith("(损失)")
    assert "NumPy 数组" in messages.text("S08", tensor="x", use="a NumPy array")
    assert "没有会话" in messages.text("F14", name="x", nearest="nothing: there are no sessions")
