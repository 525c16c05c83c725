# `make demo` does the main job; `make test` passes the tests. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
# Two for each processor: much of a test is waiting, for a child or for what a screen shows.
WORKERS ?= $(shell expr `getconf _NPROCESSORS_ONLN` \* 2)
TESTS = $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
export OMP_NUM_THREADS ?= 1
export PYTHONDONTWRITEBYTECODE =  # or each of the processes that tests start would compile everything anew

.DEFAULT_GOAL := help
.PHONY: help demo app test coverage lint check stress bench docs pictures settings statistics bisections signatures culprits

help:  ## List these targets.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing backslide and what it needs into $(VENV) (a few minutes the first time)…" >&2
	@$(BIN)/python -m pip install $$(test -t 2 || echo --quiet) --disable-pip-version-check --editable '.[dev]' >&2
	@touch $@

demo: ## Run the demo: in a terminal the app, in a pipe the result table and the diff as Markdown.
	@PYTHON='$(PYTHON)' MAKE='$(MAKE)' READY='$(READY)' BIN='$(BIN)' sh docs/demo.sh

app: $(READY)  ## Open the app on the store `runs`.
	@$(BIN)/backslide

test: $(READY)  ## Run the tests, in parallel.
	$(TESTS)

coverage: $(READY)  ## Run the tests, and say which lines of store, trainer and tui they do not reach (twice as long).
	$(TESTS) --cov --cov-report=term:skip-covered --cov-fail-under=90

lint: $(READY)  ## Check format, style and types.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test  ## lint and test.

stress: $(READY)  ## Kill and flood it, bounded; FULL=1 for the full size.
	FULL=$(FULL) $(BIN)/python -m pytest -m stress --timeout 1200 -q

bench: $(READY)  ## Print the benchmarks, as ratios in one run.
	$(BIN)/python -m tests.benchmarks

docs: $(READY)  ## Write the reference pages from the declarations.
	$(BIN)/python -m tests.docs.generate
	$(BIN)/python -m tests.docs.references

settings: $(READY)  ## Run every method, and ways to fine-tune a pretrained network (half an hour); write what they gave.
	BIN='$(BIN)' sh docs/settings.sh

statistics: $(READY)  ## Count how far intervals and verdicts can be trusted (a few minutes); write docs/statistics.md.
	$(BIN)/python -m tests.docs.statistics

bisections: $(READY)  ## Count how often a bisection is right, and what it takes (half an hour); write docs/bisection.md.
	$(BIN)/python -m tests.docs.bisection

signatures: $(READY)  ## Make runs decline in known ways, and count how often the right word is found (ten minutes); write docs/signatures.md.
	$(BIN)/python -m tests.docs.signatures

culprits: $(READY)  ## Bisect real training in which the culprit is known (a quarter of an hour); write docs/culprits.md.
	$(BIN)/python -m tests.docs.culprits

pictures: $(READY)  ## Draw README's pictures and write its results, from the demo's store.
	BIN='$(BIN)' sh docs/pictures.sh
