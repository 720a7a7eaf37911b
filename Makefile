# Two commands for everybody:
#   make run    set up, build the library from corpus/, serve on 127.0.0.1:8000
#   make test   set up, run every test (WORKERS=0: in one process)
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
LIBRARY ?= library
PORT ?= 8000
# Processes that share the test files: much of a test's time is waiting.  0: no others.
WORKERS ?= 2

.PHONY: run test lint build clean

run: $(VENV)/.installed
	@sh packaging/system-packages.sh run
	@$(BIN)/python build_index.py corpus --library $(LIBRARY)
	@$(BIN)/python -m search_app --library $(LIBRARY) --port $(PORT)

build: $(VENV)/.installed
	@$(BIN)/python build_index.py corpus --library $(LIBRARY)

test: $(VENV)/.installed-dev
	@sh packaging/system-packages.sh test
	$(MAKE) lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --ini setup.cfg ingest index search_app build_index.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Cần Python 3.11 trở lên (apt install python3.11 python3.11-venv).' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(LIBRARY) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
