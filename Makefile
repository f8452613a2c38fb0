# Every command a contributor needs. `make` alone lists them.
# Needs git, make and Python 3.11 or newer; everything else is installed into .venv.

.DEFAULT_GOAL := help
.PHONY: help run run-fresh test test-fast test-long check fix messages speech reference bench requirements prod-smoke test-firefox install-core install-dev

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
  $$p -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PY := .venv/bin/python
# What pytest is given, for instance: make test ARGS='tests/operations -x'
ARGS ?=
# How many tests run side by side when the whole suite runs.
WORKERS ?= 2

# Compiled once and kept: else each worker of each run would compile every test anew.
test test-fast test-long test-firefox: export PYTHONDONTWRITEBYTECODE :=

help: ## List these commands
	@echo 'Answerable. Start with: make run'
	@echo
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'

run: install-core ## Start everything for trying it out, on http://127.0.0.1:8000 (PORT, HOST, DATA_DIR; EMPTY=1: nobody in it, and a link for setting up)
	@exec $(PY) -m embedded

run-fresh: install-core ## The same, after throwing away what an earlier run stored
	@exec $(PY) -m embedded --fresh

test: install-dev ## Run every test but those of `make test-long` (ARGS='tests/meetings -k agenda'; REQUIRE_ALL=1 lets nothing be skipped; COVERAGE=1 measures, and fails below the gate)
	@$(PY) -m pytest $(if $(ARGS),$(ARGS),-n $(WORKERS) --dist loadgroup) $(if $(COVERAGE),--cov --cov-report=term)

test-fast: install-dev ## Run the quick tests, without browser and sites: most of them, in two minutes
	@$(PY) -m pytest -m 'not long and not slow and not needs_browser and not sites' $(if $(ARGS),$(ARGS),-n $(WORKERS) --dist loadgroup)

test-long: install-dev ## Run the tests that take minutes, and only those: first those that watch the clock, alone
	@$(if $(ARGS),$(PY) -m pytest -m long $(ARGS),\
	  $(PY) -m pytest -m 'long and clock' && $(PY) -m pytest -m 'long and not clock' -n $(WORKERS) --dist loadgroup)

test-firefox: install-dev ## Run the journeys in Firefox, a part of `make test-long`; says so where there is no Firefox
	@$(PY) -m pytest -m needs_firefox $(ARGS)

check: install-dev ## Everything that can be checked without running it: style, types, contracts, templates, catalogues
	@$(PY) scripts/checks.py

fix: install-dev ## Put right what tools can put right
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format . ; $(dir $(PY))djangofmt templates

messages: install-dev ## Bring the translation catalogues up to date with the source, and compile them
	@$(PY) scripts/catalogues.py

speech: install-dev ## Record the pages that can be heard, where their texts changed (needs espeak-ng)
	@$(PY) scripts/speech.py

reference: install-dev ## Write the pages of docs/reference/ from the code
	@$(PY) -m scripts.reference

bench: install-dev ## Measure, results under benchmarks/results/ (ARGS='intake acts' for some rows, --quick for a look)
	@$(PY) -m benchmarks $(ARGS)

prod-smoke: install-dev ## Run the production processes without containers, and every test that goes through them
	@$(PY) -m pytest -m 'production and not long' $(ARGS)

requirements: install-dev ## Compile requirements/*.in to *.txt with hashes and without addresses (UPGRADE=1 moves to new releases)
	@cd requirements && for name in bootstrap core dev; do \
	  ../$(PY) -m uv pip compile $$name.in --python-version 3.11 --generate-hashes --no-header --quiet \
	    $(if $(UPGRADE),--upgrade) -o $$name.txt || exit 1; done

install-core:
	@$(if $(PYTHON),,echo 'Python 3.11 or newer is needed, and none was found on PATH.' >&2; exit 1;) $(PYTHON) scripts/install.py core

install-dev:
	@$(if $(PYTHON),,echo 'Python 3.11 or newer is needed, and none was found on PATH.' >&2; exit 1;) $(PYTHON) scripts/install.py dev
