# One command list. `make demo` and `make test` set everything up in .venv; neither needs root.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONWARNINGS ?=

.PHONY: demo test test-slow check lint types layers docs bench scoreboard clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[opensim]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[all]' --group dev
	@touch $@

demo: $(VENV)/.run            ## assess the reference walker; open out/demo/report.html
	$(BIN)/hipspine demo --out out/demo

test: $(VENV)/.dev            ## the fast suite, on all cores
	$(BIN)/python -m pytest -m "not slow and not ezc3d" -n auto --dist loadgroup
	$(BIN)/python -m pytest -m "not slow and ezc3d" -n auto --dist loadgroup

test-slow: $(VENV)/.dev       ## the slow suite: real recordings end to end
	$(BIN)/python -m pytest -m "slow and not ezc3d" -n auto --dist loadgroup
	$(BIN)/python -m pytest -m "slow and ezc3d" -n auto --dist loadgroup

check: lint types layers docs ## everything that reads the code without running it

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit -q -ll -r src/hipspine/web src/hipspine/records src/hipspine/cli

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports

docs: $(VENV)/.dev            ## build the documentation into docs/_build/html
	$(BIN)/sphinx-build -q -W -b html docs docs/_build/html

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# The recordings are not part of the project; content/validation/recordings.toml names their files.
scoreboard: $(VENV)/.run      ## score everything: make scoreboard RECORDINGS=FOLDER
	$(BIN)/hipspine validate --recordings $(RECORDINGS) --objectives --out docs/reference

clean:
	rm -rf $(VENV) out docs/_build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
