# On a fresh machine with Python and make, `make demo` and `make test` are the whole set-up.
# Another interpreter: make test PYTHON=python3.13
PYTHON ?= python3
# pyenv's shims answer only for the versions that are selected, so its own folder is looked at too.
INTERPRETER := $(shell command -v $(PYTHON) >/dev/null 2>&1 && $(PYTHON) -c 'import sys; print(sys.executable)' 2>/dev/null \
  || ls -d "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/*/bin/$(PYTHON) 2>/dev/null | tail -n 1)
VERSION := $(shell $(INTERPRETER) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv
# One environment; asked for with another Python it is made anew.
MADE := $(VENV)/.made-with-$(VERSION)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test check lint types layers wheel systemd bench requirements schema clean
.DELETE_ON_ERROR:

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(MADE):
	@test -n "$(VERSION)" || { echo "make: no interpreter $(PYTHON) here; say PYTHON=/path/to/python3" >&2; exit 1; }
	rm -rf $(VENV)
	$(INTERPRETER) -m venv $(VENV)
	touch $@

# What is tested is what is deployed: the pinned requirements, checked against their hashes.
$(VENV)/.product: pyproject.toml deploy/requirements.txt $(MADE)
	$(PIP) install --require-hashes -r deploy/requirements.txt
	$(PIP) install --no-deps -e .
	touch $@

$(VENV)/.tools: $(VENV)/.product
	$(PIP) install -e '.[dev]'
	touch $@

demo: $(VENV)/.product ## the whole product against a made EDGAR and a made Slack
	$(BIN)/tocsin demo

test: $(VENV)/.tools ## the tests, offline
	$(BIN)/python -m pytest

check: lint types layers wheel systemd ## everything else that must hold before a change is done

lint: $(VENV)/.tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.tools
	$(BIN)/mypy

layers: $(VENV)/.tools
	$(BIN)/lint-imports

wheel: $(VENV)/.tools ## build the wheel, install it into a clean environment, run the demo from it
	tests/wheel.sh $(BIN)/python

systemd: $(VENV)/.product ## the unit on a real systemd in a throw-away overlay; skipped, saying so, without root
	tests/systemd/run.sh $(BIN)/python

# In an environment of its own: edgartools brings twenty packages that are neither tested with nor deployed.
$(VENV)/bench/.made: pyproject.toml deploy/requirements.txt $(MADE)
	$(INTERPRETER) -m venv $(VENV)/bench
	$(VENV)/bench/bin/pip --disable-pip-version-check --quiet install --require-hashes -r deploy/requirements.txt
	$(VENV)/bench/bin/pip --disable-pip-version-check --quiet install -e '.[bench]'
	touch $@

bench: $(VENV)/bench/.made $(VENV)/.product ## the promises about speed, measured, in ten minutes; a part: ONLY=form4, report, rules, backtest or load
	TOCSIN_PYTHON=$(BIN)/python $(VENV)/bench/bin/python -m bench $(ONLY)

requirements: ## write deploy/requirements.txt anew: pinned, hashed, for every supported Python
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  --no-emit-find-links --output-file deploy/requirements.txt pyproject.toml

schema: $(VENV)/.tools ## write state/schema.sql and rules/tocsin.schema.json anew
	$(BIN)/python tests/schema.py > state/schema.sql
	$(BIN)/tocsin schema > rules/tocsin.schema.json

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
