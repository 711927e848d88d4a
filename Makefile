# Everything a person needs from a clone: Python 3.11 or newer with venv, and make.
# PYTHON=… chooses the interpreter; HOST and PORT say where `make demo` serves; ARGS is handed on to the command.
SHELL = /bin/sh
.DEFAULT_GOAL = help
.NOTPARALLEL:

HOST ?= 127.0.0.1
PORT ?= 8000
# Processes that pytest runs in; more than two do not pay on two cores.
JOBS ?= 1
ARGS ?=
export PYTHON

PY = .venv/bin/python
PYTEST = $(PY) -m pytest $(if $(filter-out 1,$(JOBS)),-n $(JOBS))
BUILT_FROM = pyproject.toml requirements.lock portal/deploy/build.lock
UV = .venv/bin/uv
LOCK = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 $(if $(UPGRADE),--upgrade)

# A clone that was moved keeps its .venv, but the scripts in it start the old place.
ifneq ($(wildcard .venv/made-in),)
ifneq ($(file <.venv/made-in),$(shell pwd -P))
.venv/runtime .venv/tests: moved
endif
endif

.PHONY: help demo test check bench soak bundle lock clean moved

help: ## what can be made
	@sed -n 's/^\([a-z]*\):[^#]*## /make \1\t/p' Makefile | expand -t 16

demo: .venv/runtime ## load the bureau, walk entries through the procedures, serve (HOST, PORT)
	@.venv/bin/bianmu demo --host '$(HOST)' --port '$(PORT)' $(ARGS)

test: .venv/tests ## the whole suite (ARGS="-k words", JOBS=2)
	@$(PYTEST) -m 'not soak and not bench' $(ARGS)

check: .venv/tests ## format, lint, types, layers, migrations, locks
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) -m portal.migrations.check
	@$(PY) -m pytest -q tests/architecture/test_locks.py

bench: .venv/tests ## the figures (MILLION=1 for a shelf of a million entries too)
	@for each in $(patsubst tests/benchmarks/%.py,%,$(sort $(wildcard tests/benchmarks/bench_*.py))); do \
	    echo "== $$each" && $(PY) -m tests.benchmarks.$$each || exit 1; \
	done
	$(if $(MILLION),@$(PY) -m tests.benchmarks.bench_shelf --million)

soak: .venv/tests ## the long numbers
	@$(PY) -m pytest -m soak $(ARGS)

bundle: .venv/runtime ## one archive for a closed network, in dist/ (ARGS="--python 3.11 --python 3.13")
	@$(PY) -m portal.deploy.bundle $(ARGS)

lock: .venv/tests ## write the lock files again (UPGRADE=1 for the newest versions)
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) --group build -c requirements.lock -o portal/deploy/build.lock
	@$(LOCK) pyproject.toml --group dev -c requirements.lock -c portal/deploy/build.lock -o tests/requirements.lock

clean: ## take away what was built; var/ stays
	@rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/runtime: $(BUILT_FROM)
	@sh portal/deploy/environment.sh requirements.lock
	@touch $@

.venv/tests: $(BUILT_FROM) tests/requirements.lock
	@sh portal/deploy/environment.sh tests/requirements.lock
	@touch $@ .venv/runtime
