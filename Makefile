# Passerelle: make run · make test · make bench · make lint · make lock
#
# Each target does its own set-up in .venv; a stamp per step makes the second run instant.

PYTHON ?= $(or $(shell command -v python3.11),python3)
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/.stamps

# devices: the demo kit films with this machine's own cameras and sound card.
KIT ?= clip
# More words for pytest or for the bench: make test ARGS="tests/media -x"
ARGS ?=

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes \
	--strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --no-emit-options

.DEFAULT_GOAL := help
.PHONY: help run test bench lint lock browser clean
.DELETE_ON_ERROR:

help:
	@echo "make run    start the server and its demo kit  (KIT=devices: your own cameras)"
	@echo "make test   every test, real browsers included  (ARGS=... for pytest)"
	@echo "make bench  what forwarding costs, as a table and as JSON lines"
	@echo "make lint   style, types, architecture"
	@echo "make lock   write requirements/*.lock anew from pyproject.toml"

run: $(STAMPS)/editable
	@exec $(BIN)/passerelle demo --kit $(KIT)

# Tests start servers, kits and recorders by the hundred: each would compile our modules anew where
# the environment keeps Python from leaving them compiled.
test: $(STAMPS)/dev $(STAMPS)/editable browser
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest $(ARGS)

bench: $(STAMPS)/dev $(STAMPS)/editable
	$(BIN)/python -m tests.bench $(ARGS)

lint: $(STAMPS)/dev $(STAMPS)/typescript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if [ -d web/node_modules ]; then echo "tsc (types of the page's scripts)"; npm --prefix web run --silent check; \
	else echo "*** npm is missing: the types of the page's scripts are NOT checked."; fi
	$(BIN)/python -m pytest -q tests/architecture

lock: $(STAMPS)/dev
	$(LOCK) --upgrade --build-deps-for editable --output-file requirements/runtime.lock pyproject.toml
	@cd web && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
	$(LOCK) --upgrade --extra dev --build-deps-for editable --constraint requirements/runtime.lock \
		--output-file requirements/dev.lock pyproject.toml

# The end-to-end tests drive Debian's Chromium. Without it, and without the right to install it,
# they are reported as skipped.
browser:
	@command -v chromium >/dev/null 2>&1 || $(MAKE) --no-print-directory install-chromium

.PHONY: install-chromium
install-chromium:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "*** Chromium is missing and this is not root: the browser tests will be SKIPPED."; \
		echo "*** To run them:  sudo apt-get install chromium"; \
	fi

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo "Passerelle needs Python 3.11. Name one: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; } || { \
		echo "Python's venv module is missing:  sudo apt-get install python3-venv"; exit 1; }
	@echo "Preparing $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(@D) && touch $@

$(STAMPS)/runtime: requirements/runtime.lock $(STAMPS)/venv
	@echo "Installing the dependencies (hash-locked; a minute or two, once)"
	@$(PIP) install --require-hashes --no-deps -r requirements/runtime.lock
	@touch $@

$(STAMPS)/dev: requirements/dev.lock $(STAMPS)/runtime
	@echo "Installing the tools for tests (hash-locked)"
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.lock
	@touch $@

# The package itself, editable: nothing is fetched for it.
$(STAMPS)/editable: pyproject.toml $(STAMPS)/runtime
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# TypeScript checks the types that the page's scripts declare in comments; nothing is built.
$(STAMPS)/typescript: web/package-lock.json $(STAMPS)/venv
	@if command -v npm >/dev/null 2>&1; then \
		npm ci --prefix web --ignore-scripts --no-audit --no-fund --silent; fi
	@touch $@

clean:
	rm -rf $(VENV) web/node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
