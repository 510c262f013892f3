# The first two commands of the README: `make demo` and `make test`. Both make the environment.
PYTHON ?= python3
VENV ?= .venv
READY = $(VENV)/.ready
APT_LINE = sudo apt install make git python3-venv libgl1 libglib2.0-0 libegl1 libgles2 libsm6 alsa-utils

.PHONY: demo test lint types benchmark accuracy human samples clean

demo: $(READY)
	$(VENV)/bin/coach demo

test: $(READY)
	$(VENV)/bin/python -m pytest

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(READY)
	$(VENV)/bin/mypy

benchmark: $(READY)
	$(VENV)/bin/python -m benchmarks.replay
	$(VENV)/bin/python -m benchmarks.core
	$(VENV)/bin/python -m benchmarks.evaluate
	$(VENV)/bin/python -m benchmarks.live

# Renews the tables of accuracy; the benchmark set is rendered where it is not there yet.
REAL = $(COACH_SHARED)/recordings
accuracy: human
	$(VENV)/bin/python -m samples.studio benchmark
	$(VENV)/bin/coach evaluate "$$($(VENV)/bin/python -c 'from samples.studio.benchmark_set import benchmark_folder as f; print(f())')" \
		$(if $(COACH_SHARED),$(REAL) --truth $(COACH_SHARED)/clips/truth.json) --readme README.md --readme docs/benchmark.md

human: $(READY)
	$(VENV)/bin/python -m samples.studio fetch

samples: human
	$(VENV)/bin/python -m samples.studio render

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "coach: Python 3.11, 3.12 or 3.13 is needed; name yours: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "coach: Python's venv is missing. On Debian and Ubuntu: $(APT_LINE)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade "pip>=24.1"
	$(VENV)/bin/python -m pip install --quiet --constraint constraints.txt --editable ".[test]"
	@touch $(READY)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
