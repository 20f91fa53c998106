"""Makes the tutorial's notebooks: `python tools/make_notebooks.py` runs the text and keeps what it
shows, less whatever differs from machine to machine.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

import jupytext
import nbformat
from nbconvert.preprocessors import ExecutePreprocessor
from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor

TUTORIAL = Path(__file__).parents[1] / "examples" / "tutorial"
WIDEST = 860  # units of an SVG; pages made by nbconvert cut off what is wider
KEPT = ("image/svg+xml", "text/html", "text/plain")  # PNGs of the same pictures are large


def notebook(text):
    """The executed notebook of a page."""
    made = jupytext.reads(text, fmt="md")
    runner = ExecutePreprocessor(timeout=120, kernel_name="python3")
    with tempfile.TemporaryDirectory() as folder:  # for the pictures that the page saves
        runner.preprocess(made, {"metadata": {"path": folder}})
    CoalesceStreamsPreprocessor().preprocess(made, {})
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"  # drawn at random otherwise
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [_lasting(output) for output in cell.outputs]
    names = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made.metadata = {"kernelspec": names, "language_info": {"name": "python"}}
    return made


def _lasting(output):
    """The output without the forms that nobody looks at, and without addresses of objects."""
    if "data" in output:
        data = {form: output.data[form] for form in KEPT if form in output.data}
        if "image/svg+xml" in data:
            data |= {"image/svg+xml": _narrowed(data["image/svg+xml"]), "text/plain": "<Picture>"}
        output.data = data
    return output


def _narrowed(svg):
    """The drawing shown smaller if it is too wide."""

    def scaled(found):
        width, height = (float(size) for size in found.groups())
        zoom = min(1, WIDEST / width)
        return f'width="{width * zoom:g}" height="{height * zoom:g}"'

    return re.sub(r'width="([\d.]+)" height="([\d.]+)"', scaled, svg, count=1)


def main():
    os.environ.pop("PRONGHORN_LANGUAGE", None)
    for page in sorted(TUTORIAL.glob("*.md")):
        made = notebook(page.read_text(encoding="utf-8"))
        nbformat.validate(made)
        nbformat.write(made, page.with_suffix(".ipynb"))
        print(f"{page.with_suffix('.ipynb').name}: {len(made.cells)} cells", file=sys.stderr)


if __name__ == "__main__":
    main()
