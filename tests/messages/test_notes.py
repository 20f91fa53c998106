"""A note is said once, on standard error or to whoever listens, in a language that can be shown."""

import logging
import subprocess
import sys

from pronghorn import messages
from pronghorn.config import settings

OLD = {"old": "init=", "new": "kernel_initializer="}


def test_a_note_is_said_once_for_each_set_of_facts(caplog):
    messages.note("N07", **OLD)
    messages.note("N07", **OLD)
    messages.note("N07", old="nb_epoch=", new="epochs=")
    messages.note("G04", folder="/full")
    assert [record.levelname for record in caplog.records] == ["INFO", "INFO", "WARNING"]
    assert caplog.records[0].getMessage() == (
        "[N07] init= works; today it is written kernel_initializer=."
    )
    messages.reset_notes()
    messages.note("N07", **OLD)
    assert len(caplog.records) == 4


def run(source, **environment):
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, check=True, env=environment
    )
    assert done.stdout == b""
    return done.stderr.decode("utf-8").splitlines()


SAY = 'from pronghorn.messages import note; [note("N07", old="a", new="b") for _ in range(2)]'


def test_standard_error_gets_one_line():
    assert run(SAY) == ["[N07] a works; today it is written b."]


def test_a_program_with_its_own_logging_hears_it_once():
    setup = "import logging, sys; logging.basicConfig(level='INFO', format='mine %(message)s');"
    assert run(setup + SAY) == ["mine [N07] a works; today it is written b."]
    late = 'from pronghorn.messages import note; note("N07", old="a", new="b");'
    again = 'note("N07", old="c", new="d")'
    said = run(late + setup + again)
    assert said == [
        "[N07] a works; today it is written b.",
        "mine [N07] c works; today it is written d.",
    ]


def test_chinese_is_said_where_the_terminal_can_show_it():
    chinese = run(SAY, PRONGHORN_LANGUAGE="zh", PYTHONIOENCODING="utf-8")
    assert chinese == ["[N07] a 仍然可用；现在写作 b。"]
    narrow = run(SAY, PRONGHORN_LANGUAGE="zh", PYTHONIOENCODING="cp1252")
    assert narrow == ["[N07] a works; today it is written b."]


def test_no_standard_error_is_no_fault(monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(sys, "stderr", None)
    messages.note("N07", **OLD)


def test_explain_prints_the_page_in_the_current_language(capsys):
    messages.explain("e5")
    assert capsys.readouterr().out.startswith("[E05] y holds class numbers <low>..<high>")
    settings.language = "zh"
    messages.explain("[E05]")
    assert capsys.readouterr().out.startswith("[E05] y 是类别编号 <low>..<high>")
    messages.explain("E99")
    assert "E05 E06 E07 E08" in capsys.readouterr().out
    messages.explain("what")
    assert capsys.readouterr().out == "C E F G H M N S\n"


def test_a_missing_fact_shows_its_name_and_hides_nothing():
    assert messages.text("S03", want="a matrix") == (
        "[S03] {op}: expected a matrix; got {got}. Print the .shape and .dtype of the operands "
        "just before this line."
    )


def test_notes_wait_for_nothing_at_import():
    source = "import sys, pronghorn.messages; sys.exit('logging' in sys.modules)"
    subprocess.run([sys.executable, "-c", source], check=True)
