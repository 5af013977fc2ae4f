# What a person or a contributor can run. The first call of any target makes .venv and installs the
# hashed lock; nothing else has to be installed by hand.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal

.PHONY: run demo test lint format bench crash-test evaluate pictures lock clean help

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

run: $(READY) ## run the bot (without RASID_BOT_TOKEN: on the sandbox, on this machine only)
	$(BIN)/python -m bot run

demo: $(READY) ## a scripted conversation from command to alert, digest and search
	$(BIN)/python -m bot demo

test: $(READY) lint ## everything CI checks
	$(PYTEST) tests

lint: $(READY) ## ruff, format, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(READY) ## let ruff rewrite what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## each figure beside an alternative measured in the same run
	$(BIN)/python -m benchmarks

crash-test: $(READY) ## kill the bot at every commit for an hour (or RASID_CRASH_SECONDS); figures to var/crashes.txt
	$(BIN)/python -m tests.crash

evaluate: $(READY) ## how right matching is, beside other ways, into docs/quality.md
	$(BIN)/python -m benchmarks._quality

pictures: $(READY) ## take the pictures of the documentation anew (needs Chromium)
	$(BIN)/python -m tests.acceptance.pictures

lock: ## resolve pyproject.toml anew into requirements.lock (needs a package index)
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock
	rm -rf $(VENV)-lock

# --no-deps: camel-tools declares torch and others that its morphology does not need.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $(READY)

clean: ## forget the virtual environment (never var/, where the data is)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
