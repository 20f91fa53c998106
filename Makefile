# Each verb is one line that calls the real tool; continuous integration runs the same lines.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check laws bench docs dist hook

demo: .venv/installed ; $(BIN)/python examples/tutorial/train.py
test: .venv/developed ; $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/python -m pytest -n 2
check: .venv/developed ; $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python -m pytest tests/test_shape.py tests/test_imports.py
laws: .venv/developed ; $(BIN)/python -m pytest -n 2 -m "slow or not slow" tests/laws
bench: .venv/developed ; $(BIN)/python -m bench
docs: .venv/developed ; $(BIN)/python tools/make_pictures.py && $(BIN)/python tools/make_notebooks.py
dist: .venv/developed ; $(BIN)/python -m pip wheel --no-deps --wheel-dir dist .
hook: ; printf '#!/bin/sh\nexec make check\n' > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit

# The environment is made once and again whenever pyproject.toml changes; the stamp files say so.
.venv/bin/python: ; $(PYTHON) -m venv .venv
.venv/installed: pyproject.toml | .venv/bin/python ; $(BIN)/python -m pip install -q -e . && touch $@
.venv/developed: pyproject.toml | .venv/bin/python ; $(BIN)/python -m pip install -q -e ".[dev]" && touch $@ .venv/installed
