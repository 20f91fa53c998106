"""The notebooks are what `make docs` makes of their pages, and hold nothing of the machine."""

import json
import re
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "examples" / "tutorial"
BOTH = pytest.mark.parametrize("name", ["tutorial", "tutorial.zh"])


def notebook(name):
    return json.loads((TUTORIAL / f"{name}.ipynb").read_text(encoding="utf-8"))


def page(name):
    return (TUTORIAL / f"{name}.md").read_text(encoding="utf-8")


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


@BOTH
def test_the_notebook_says_what_the_page_says(name):
    body = page(name).split("---\n", 2)[2]
    told = []
    for cell in notebook(name)["cells"]:
        source = "".join(cell["source"])
        told.append(f"```python\n{source}\n```" if cell["cell_type"] == "code" else source)
    assert squeezed("\n\n".join(told)) == squeezed(body)


@BOTH
def test_every_cell_ran_once_and_none_failed(name):
    cells = [cell for cell in notebook(name)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output["output_type"] for cell in cells for output in cell["outputs"]}
    assert kinds == {"stream", "display_data", "execute_result"}


@BOTH
def test_pictures_are_drawings_and_progress_is_one_output(name):
    outputs = [output for cell in notebook(name)["cells"] for output in cell.get("outputs", ())]
    data = [output["data"] for output in outputs if "data" in output]
    assert sum("image/svg+xml" in forms for forms in data) == 6
    assert not any("image/png" in forms for forms in data)
    (progress,) = ["".join(d["text/plain"]) for d in data if "text/html" in d]
    assert progress.count("125/125") == 10
    assert 0.78 <= float(re.findall(r"accuracy: ([\d.]+)", progress)[-1]) <= 0.83
    assert 0.38 <= float(re.findall(r"loss: ([\d.]+)", progress)[-1]) <= 0.47


@BOTH
def test_nothing_of_the_machine_is_kept(name):
    text = (TUTORIAL / f"{name}.ipynb").read_text(encoding="utf-8")
    assert len(text) < 100_000
    assert not re.findall(r"0x[0-9a-f]{6,}", text)
    assert not re.findall(r"/(?:home|root|tmp|work|usr|Users)/", text)
    assert set(re.findall(r"https?://([\w.]+)", text)) <= {"www.w3.org"}


def test_both_languages_run_the_same_program():
    def code(name):
        blocks = re.findall(r"^```python\n(.*?)^```$", page(name), re.MULTILINE | re.DOTALL)
        # What people read is told apart: strings and comments.
        return re.sub(r'"""[^"]*"""|"[^"]*"|#.*', "", "\n".join(blocks))

    assert code("tutorial") == code("tutorial.zh")
