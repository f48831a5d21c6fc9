# Two commands set everything up on a machine with Python 3.11+ and make:
#   make demo   summarise a bundled example event
#   make test   run the test suite
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
EVENT ?= pellan-teachers-strike
WORDS ?= 80

.PHONY: demo test lint bench eval torture clean

demo: $(VENV)/.base
	@$(BIN)/consensus summarize eval/examples/$(EVENT)/[0-9]* --words $(WORDS)

test: $(VENV)/.test
	$(BIN)/python -m pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test
	$(BIN)/python eval/bench.py

# make eval BENCHMARKS="neus_full-dev neus_full-val"; without any, the bundled examples
eval: $(VENV)/.test
	$(BIN)/python eval/run.py $(BENCHMARKS)

# kill evaluations and batches 200 times at random moments
torture: $(VENV)/.test
	$(BIN)/python tests/torture.py $(or $(KILLS),200)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.base: pyproject.toml constraints.txt
	@echo "setting up $(VENV) (once, about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	@echo "installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $@
