# Only Python 3.11+, make and pip are assumed; everything else is installed into .venv, at locked versions.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.up-to-date
ASSIGNMENT := assignments/logistic_regression
# Of two cores: a test waits for processes for a good part of its time.
JOBS ?= 3
# Modules are compiled once, and not again by each of the commands that tests start, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo lesson page test lint unit slow fuzz audit bench load schema lock clean

help:  ## What can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP)  ## Make .venv from the lock file; nothing when that is up to date

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("Python %d.%d is too old: 3.11 or newer is needed (make PYTHON=python3.12 ...)" % v[:2])'
	@echo "Making $(VENV) (once; about a minute) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup  ## Grade the example submissions and show what comes out
	@$(BIN)/autograder grade examples/submissions/*.ipynb --assignment $(ASSIGNMENT) --json build/demo --html build/demo
	@echo
	@echo "The pages that students read: build/demo/*.html"
	@echo "The same as JSON:             build/demo/*.json"
	@echo "One of them on the terminal:  $(BIN)/autograder grade examples/submissions/swapped.ipynb --assignment $(ASSIGNMENT)"

lesson: setup  ## Make what students get, in build/logistic_regression/ (needs npm once, for the browser page)
	$(BIN)/autograder build $(ASSIGNMENT)

page: lesson  ## Serve the browser page of part 8 on this computer
	@echo "http://127.0.0.1:8008/ (Ctrl-C ends it)"
	@$(BIN)/python -m http.server 8008 --bind 127.0.0.1 --directory build/logistic_regression/browser

test: setup lint unit  ## Everything that CI checks

lint: setup  ## Style, types, import order, stale files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m autograder.report.schema --check
	$(BIN)/python examples/make.py --check

# In the order of the files: xdist would leave those of few and long tests to the end.
unit: setup  ## The tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

slow: setup  ## The tests of which CI runs a part: engines on all examples, every attack at every level, more kills ...
	SLOW_TESTS=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --timeout 300 $$(grep -rlwE "only_in_slow|a_third|SLOW" tests --include='test_*.py') tests/attacks

fuzz: setup  ## Look for messages and files that break us, for as many EXAMPLES as you like (what is found is kept)
	FUZZ_EXAMPLES=$(or $(EXAMPLES),20000) $(BIN)/python -m pytest -n $(JOBS) --timeout 0 tests/fuzz

bench: setup  ## CPU of a grade, beside Otter, nbgrader and one plain process (installs the peers once)
	$(BIN)/python benchmarks/grade.py benchmarks/small/submissions/right.ipynb --assignment benchmarks/small --repeat 30 --limit-ms 100
	$(BIN)/python benchmarks/peers.py
	$(BIN)/python benchmarks/grade.py

audit: setup  ## Try the suites on right and wrong answers: variants, misconceptions, every mutant (minutes)
	$(BIN)/autograder audit $(ASSIGNMENT)

load: setup  ## A class of a thousand: rate, memory, what is left (half an hour on 2 cores; COUNT=100 for less)
	$(BIN)/python benchmarks/load.py --count $(or $(COUNT),1000)

schema: setup  ## Write the JSON Schema of a grade anew
	$(BIN)/python -m autograder.report.schema

lock: setup  ## Resolve the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --all-extras --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements.lock

clean:  ## Remove what was made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
