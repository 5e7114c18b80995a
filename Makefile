# Two commands matter: `make run` and `make test`. Both set up what they need (Python 3.11+, pip; no python3-venv).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet --python $(BIN)/python

.PHONY: run test setup lint format bench long docs pictures lock with-postgres with-ses clean

run: $(VENV)/.base
	$(BIN)/studio run

setup: $(VENV)/.base

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m scheduler.domain.states | diff - docs/states.md
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m django makemigrations --check --dry-run

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Ratios against a reference in the same run; nothing here passes or fails by the clock.
# The general splitters that ours is held against are shown when they are there: `.venv/bin/uv pip install --python .venv -e '.[bench]'`.
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# What is too long for every change: every fault point at many passages, a soak of 200,000 mails, an issue to a million,
# on SQLite and (where it is installed) PostgreSQL. The tables go to docs/measured/. One part: ARGS="-k million".
long: $(VENV)/.dev
	$(BIN)/python -m tests.long $(ARGS)

docs: $(VENV)/.dev
	$(BIN)/python -m scheduler.domain.states > docs/states.md

# What README and docs show, drawn from the real thing by Chromium. Look at them before you commit them.
pictures: $(VENV)/.dev
	$(BIN)/python -m tests.e2e.pictures
	$(BIN)/python -m tests.year.pictures

lock: $(VENV)/.dev
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra dev --extra postgres pyproject.toml -o requirements-dev.lock

# What not every studio needs: PostgreSQL, and Amazon SES by its API.
with-postgres with-ses: $(VENV)/.base
	$(PIP) install --editable '.[$(@:with-%=%)]'

clean:
	rm -rf $(VENV) .cache

$(BIN)/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.base: $(BIN)/python requirements.lock pyproject.toml
	@echo "Setting up (about a minute the first time) …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base requirements-dev.lock
	@echo "Setting up what the tests need …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
