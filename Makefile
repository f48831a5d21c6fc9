# Two commands set everything up on a machine with Python 3.11+ and make:
#   make demo   summarise a bundled example event
#   make test   run the test suite
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
EVENT ?= saltmarsh-water-deal
WORDS ?= 70
FUZZ_SECONDS ?= 600
FUZZ_VENV ?= .venv-fuzz
RAY_VENV ?= .venv-ray
EVERY_TARGET := readers pages cleaner splitter matcher renderers
TARGETS ?= all

.PHONY: demo test lint docs bench eval torture ray fuzz clean

demo: $(VENV)/.base
	@$(BIN)/consensus summarize eval/examples/$(EVENT)/[0-9]* --words $(WORDS)
	@echo; echo "With articles of your own: $(BIN)/consensus summarize FILES (see $(BIN)/consensus --help)"

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# the documentation in build/site; a warning is an error, and nothing is loaded from the network
docs: $(VENV)/.docs
	$(BIN)/python -m mkdocs build --strict --clean

bench: $(VENV)/.test
	$(BIN)/python eval/bench.py

# make eval BENCHMARKS="neus_full-dev neus_full-val"; without any, the bundled examples
eval: $(VENV)/.test
	$(BIN)/python eval/run.py $(BENCHMARKS)

# kill evaluations and batches 200 times at random moments
torture: $(VENV)/.test
	$(BIN)/python tests/torture.py $(or $(KILLS),200)

# the Ray engine against the local one; two nodes, one of which is killed half way
ray: $(RAY_VENV)/.ray
	$(RAY_VENV)/bin/python -m pytest tests/test_batch_ray.py
	$(RAY_VENV)/bin/python tests/ray_two_nodes.py

# make fuzz TARGETS="readers cleaner" FUZZ_SECONDS=60; by default each target for ten minutes
fuzz: $(FUZZ_VENV)/.fuzz
	@for target in $(TARGETS:all=$(EVERY_TARGET)); do \
	  PYTHONPATH=tests $(FUZZ_VENV)/bin/python -m fuzz.run $$target --seconds $(FUZZ_SECONDS) \
	    || failed="$$failed $$target"; \
	done; test -z "$$failed" || { echo "failures:$$failed (eval/out/fuzz/TARGET/failures)"; exit 1; }

clean:
	rm -rf $(VENV) $(FUZZ_VENV) $(RAY_VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build/site

$(VENV)/.base: pyproject.toml constraints.txt
	@echo "setting up $(VENV) (once, about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	@echo "installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $@

$(VENV)/.docs: $(VENV)/.base
	@echo "installing what the documentation needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[docs]"
	@touch $@

$(FUZZ_VENV)/.fuzz: pyproject.toml constraints.txt
	@echo "installing what fuzzing needs …"
	@test -x $(FUZZ_VENV)/bin/python || $(PYTHON) -m venv $(FUZZ_VENV)
	@$(FUZZ_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[fuzz]"
	@touch $@

$(RAY_VENV)/.ray: pyproject.toml constraints.txt
	@echo "installing Ray …"
	@test -x $(RAY_VENV)/bin/python || $(PYTHON) -m venv $(RAY_VENV)
	@$(RAY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[ray,parquet]" pytest
	@touch $@
