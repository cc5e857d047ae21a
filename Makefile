# make demo    read the example report            make check   linters, types and tests, as CI runs them
# make test    the same as check                  make lock    make the lock files anew (needs uv)
# make format  format the sources                 make clean   remove what make made
#
# All tools live in .venv, installed from lock files with hashes. PYTHON names another Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
FRAME := pyproject.toml src/detente/__init__.py
LOCK := uv pip compile --generate-hashes --universal --python-version 3.11 --no-annotate --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test check browser format lock clean train train-env

help:
	@sed -n 's/^# //p' Makefile | head -4

demo: $(VENV)/.base
	$(BIN)/detente read examples/report.txt --published 2025-03-12 --outlet "The Meridian Courier"

test: check

check: $(VENV)/.test browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

# The browser tests want Chromium: taken from Debian's packages where that can be done, else they are skipped.
browser:
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		(apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core libpangoft2-1.0-0) >/dev/null 2>&1 || \
		echo "Chromium could not be installed: the browser tests are skipped"

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed" * (sys.version_info < (3, 11)) or 0)'
	$(PYTHON) -m venv $(VENV)

# The package is installed without dependencies: they are those of the lock file, no others.
$(VENV)/.base: requirements/base.lock $(FRAME) | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/base.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements/test.lock $(VENV)/.base
	$(PIP) install --require-hashes -r requirements/test.lock
	@touch $@

# Torch is in no lock file, since its builds differ by machine (CONTRIBUTING.md); hence --no-deps, the rest is whole.
train-env: $(VENV)/.test requirements/train.lock
	$(PIP) install --require-hashes --no-deps -r requirements/train.lock
	$(PIP) install --no-deps torch==2.13.0

# From the corpus (and ../shared) to the model's files in the package; stopped, it goes on where it was.
train: train-env
	$(BIN)/python -m training.recipe --out runs/model
	$(BIN)/python -m training.export runs/model
	$(BIN)/python -m training.fit_status
	$(BIN)/python -m training.fit_source
	$(BIN)/python -m training.fit_labels
	$(BIN)/python -m training.calibrate src/detente/coding/model --only-heldout
	$(BIN)/python -m training.fit_parties --leave-out runs/heldout.jsonl --out runs/parties.weights
	$(BIN)/python -m training.calibrate src/detente/coding/model --parties runs/parties.weights

lock:
	$(LOCK) pyproject.toml requirements/build.in -o requirements/base.lock
	$(LOCK) pyproject.toml requirements/build.in --group test -c requirements/base.lock -o requirements/test.lock
	$(LOCK) pyproject.toml requirements/build.in requirements/train.in --override requirements/no-torch.in \
		-c requirements/base.lock -o requirements/train.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
