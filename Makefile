# Two commands matter: `make run` and `make test`. Both need only Python 3.11 or newer and make.

PYTHON ?= python3
DEMO ?= 1
TESTS ?= tests
UV_VERSION := 0.13.9

VENV := .venv
PY := $(VENV)/bin/python
# uv lives beside the packages, not among them: `uv sync` removes what the lock file does not name.
TOOLS := $(VENV)/tools
UV := $(TOOLS)/bin/uv
UV_READY := $(TOOLS)/uv-$(UV_VERSION)
SYNCED := $(VENV)/.synced

# An empty agency of one's own never shares a database with the demo.
ifeq ($(DEMO),0)
INSTANCE ?= instance/own
else
INSTANCE ?= instance
endif
export DEMO INSTANCE
# Web, worker and tests start many processes: compile each module once, whatever the caller's shell prefers.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(VENV)

.DEFAULT_GOAL := help
.PHONY: help setup run test lint plots bench bench-ratings bench-use bench-solver-quick reset

help: ## Say what each command does
	@echo "make run            start the demo agency: web server and worker on http://127.0.0.1:$${PORT:-8000}"
	@echo "make run DEMO=0     start an empty agency with a first coordinator"
	@echo "make test           run every test this machine can run, and say what was skipped and why"
	@echo "make lint           check style, types and the direction of imports"
	@echo "make bench          print the table of match results (takes a few minutes)"
	@echo "make bench-ratings  print how good and how fast the score is, and draw its plots (about five minutes)"
	@echo "make bench-use      print what communication in the match is worth to patients (about ten minutes)"
	@echo "make bench-solver-quick  print how the engine does beside plainer ways to solve (under three minutes)"
	@echo "make reset          delete this machine's demo database and start over (DEMO=0: the empty agency's)"
	@echo "make setup          install everything into $(VENV), nothing else"
	@echo
	@echo "Settings come from the environment, for example: PORT=8080 make run"

setup: $(SYNCED) ## Install everything into .venv

$(PY):
	@echo "Creating $(VENV) ..."
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Python is missing: install the package python3 (3.11 or newer), or name yours: make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is `$(PYTHON) -V`. Name another: make PYTHON=..."; exit 1; }
	@if $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then $(PYTHON) -m venv $(VENV); \
	elif $(PYTHON) -m virtualenv --version >/dev/null 2>&1; then $(PYTHON) -m virtualenv --quiet $(VENV); \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then $(PYTHON) -m venv --without-pip $(VENV); \
	else echo "This Python can make no virtual environment. Please install the package python3-venv"; \
	  echo "(Debian, Ubuntu: sudo apt install python3-venv) and run make again."; exit 1; fi

$(UV_READY): | $(PY)
	@echo "Installing uv $(UV_VERSION) ..."
	@rm -rf $(TOOLS)
	@if $(PY) -m pip --version >/dev/null 2>&1; then installer="$(PY) -m pip"; \
	elif $(PY) -m ensurepip >/dev/null 2>&1; then installer="$(PY) -m pip"; \
	else installer="$(PYTHON) -m pip"; fi; \
	$$installer install --quiet --disable-pip-version-check --target $(TOOLS) uv==$(UV_VERSION)
	@touch $@

$(SYNCED): uv.lock pyproject.toml $(UV_READY)
	@echo "Installing packages from uv.lock ..."
	@$(UV) sync --frozen --python $(PY)
	@touch $@

run: $(SYNCED) ## Prepare and start everything; Ctrl-C stops it
	@exec $(PY) -m staffing.serve

test: $(SYNCED) ## Run every test this machine can run
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

lint: $(SYNCED) ## Style, types, import contracts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

bench: $(SYNCED) ## The table of match results
	@$(PY) -m staffing.demo.bench

plots: $(SYNCED) ## What drawing the plots needs, beside the product's own packages
	@$(UV) sync --quiet --frozen --inexact --group bench --python $(PY)

bench-ratings: plots ## How good and how fast the communication score is
	@$(PY) -m staffing.demo.rating_bench

bench-use: $(SYNCED) ## What communication in the match is worth to patients
	@$(PY) -m staffing.demo.use_bench

bench-solver-quick: $(SYNCED) ## The engine beside plainer ways to solve
	@$(PY) -m solver.bench

reset: $(SYNCED) ## Delete this machine's database and queue
	@$(PY) -m staffing.reset
