# Everything runs in .venv, which is made on first use and renewed when pyproject.toml changes.

PYTHON ?= python3
# Three workers for two cores: tests wait for servers as well. A test that fails is run once more, and both outcomes are reported.
PYTEST_ARGS ?= -n 3 --dist loadfile --reruns 1

BIN := .venv/bin
INSTALLED := .venv/.installed
REPORTS := artifacts

.PHONY: help demo test lint format docs bench fuzz faults clean

help:
	@echo "make demo    run the quickstart notebook in a real kernel of a throw-away environment"
	@echo "make test    run all tests, and report the coverage (PYTEST_ARGS='-k name' picks some)"
	@echo "make lint    ruff, mypy, import contracts"
	@echo "make format  let ruff format and fix"
	@echo "make docs    build the documentation as a site, artifacts/docs/commands.html and others"
	@echo "make bench   measure beside the peers"
	@echo "make fuzz    a minute of coverage-guided fuzzing for each target (FUZZ_ARGS='--only line' picks some)"
	@echo "make faults  kill kernels, commands, servers and an index 500 times, and write docs/faults.md"
	@echo "make clean   remove what the others made"

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

demo: $(INSTALLED)
	$(BIN)/python -m tests.demo

# The variables make every child of the tests measure itself as well: kernels, gateways, commands.
test: export COVERAGE_PROCESS_START := $(CURDIR)/pyproject.toml
test: export COVERAGE_FILE := $(CURDIR)/$(REPORTS)/coverage
test: $(INSTALLED)
	rm -rf $(REPORTS)
	mkdir -p $(REPORTS)
	$(BIN)/python -m pytest --junit-xml=$(REPORTS)/tests.xml $(PYTEST_ARGS)
	env -u COVERAGE_PROCESS_START $(BIN)/coverage combine --quiet
	env -u COVERAGE_PROCESS_START $(BIN)/coverage report

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(INSTALLED)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

docs: $(INSTALLED)
	$(BIN)/mkdocs build --quiet --strict --config-file .mkdocs.yml

bench: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python -m tests.benchmarks

fuzz: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz $(FUZZ_ARGS)

faults: $(INSTALLED)
	nice $(BIN)/python -m tests.faults.kills --times 500 --write docs/faults.md

clean:
	rm -rf .venv $(REPORTS) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
