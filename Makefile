# `make` lists the targets.  Python 3.11 or newer and make are all that is needed beforehand.
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
PIP := -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help demo test test-all lint installed docs bench eval torture ray fuzz clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

demo: $(VENV)/.base  ## summarise a bundled event (EVENT, WORDS)
	@$(BIN)/consensus summarize eval/examples/$(EVENT)/[0-9]* --words $(WORDS)
	@echo; echo "With articles of your own: $(BIN)/consensus summarize FILES (see $(BIN)/consensus --help)"

test: $(VENV)/.test  ## the quick tests of the base install; says what it leaves out
	$(BIN)/python -m pytest -n auto -m "not slow"

test-all: $(VENV)/.test-all  ## every test, with torch and pyarrow; pages too where chromium is
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.test-all  ## ruff, ruff format, mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

installed: $(VENV)/.test-all  ## build wheel and sdist, and use the wheel outside the checkout
	$(BIN)/python tests/installed.py

docs: $(VENV)/.docs  ## the documentation, in build/site; a warning is an error
	$(BIN)/python -m mkdocs build --strict --clean

bench: $(VENV)/.test-all  ## speed and memory: against sumy, against rouge-score, 1 worker against 2
	$(BIN)/python eval/bench.py

eval: $(VENV)/.test  ## compare methods (BENCHMARKS="neus_full-dev …"; else the bundled events)
	$(BIN)/python eval/run.py $(BENCHMARKS)

torture: $(VENV)/.test  ## kill evaluations and batches at random moments (KILLS, 200)
	$(BIN)/python tests/torture.py $(or $(KILLS),200)

ray: $(RAY_VENV)/.ray  ## the Ray engine against the local one, also when one of two nodes is killed
	$(RAY_VENV)/bin/python -m pytest tests/test_batch_ray.py
	$(RAY_VENV)/bin/python tests/ray_two_nodes.py

fuzz: $(FUZZ_VENV)/.fuzz  ## fuzz TARGETS="readers cleaner …" for FUZZ_SECONDS each (all, 600)
	@for target in $(TARGETS:all=$(EVERY_TARGET)); do \
	  PYTHONPATH=tests $(FUZZ_VENV)/bin/python -m fuzz.run $$target --seconds $(FUZZ_SECONDS) \
	    || failed="$$failed $$target"; \
	done; test -z "$$failed" || { echo "failures:$$failed (eval/out/fuzz/TARGET/failures)"; exit 1; }

clean:  ## remove the environments and caches
	rm -rf $(VENV) $(FUZZ_VENV) $(RAY_VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build/site

$(VENV)/.base: pyproject.toml constraints.txt
	@echo "setting up $(VENV) (once, about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(PIP) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	@echo "installing what the quick tests need …"
	@$(BIN)/python $(PIP) -e ".[test]"
	@touch $@

$(VENV)/.test-all: $(VENV)/.test
	@echo "installing what all tests need, torch too (once, about two minutes) …"
	@$(BIN)/python $(PIP) -e ".[test-all]"
	@touch $@

$(VENV)/.docs: $(VENV)/.base
	@echo "installing what the documentation needs …"
	@$(BIN)/python $(PIP) -e ".[docs]"
	@touch $@

$(FUZZ_VENV)/.fuzz: pyproject.toml constraints.txt
	@echo "installing what fuzzing needs …"
	@test -x $(FUZZ_VENV)/bin/python || $(PYTHON) -m venv $(FUZZ_VENV)
	@$(FUZZ_VENV)/bin/python $(PIP) -e ".[fuzz]"
	@touch $@

$(RAY_VENV)/.ray: pyproject.toml constraints.txt
	@echo "installing Ray …"
	@test -x $(RAY_VENV)/bin/python || $(PYTHON) -m venv $(RAY_VENV)
	@$(RAY_VENV)/bin/python $(PIP) -e ".[ray,parquet]" pytest
	@touch $@
