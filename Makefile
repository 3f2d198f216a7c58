# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint format generated clean

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("liftproof needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[cluster,data,garmin,web]" --group dev
	touch $(STAMP)

demo: $(STAMP) ## solve a real scenario and show the plan
	$(BIN)/liftproof solve scenarios/examples/garage.yaml --time-limit 30 -o garage.plan.json
	$(BIN)/liftproof verify scenarios/examples/garage.yaml garage.plan.json

test: $(STAMP) ## the whole suite
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(STAMP) ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

generated: $(STAMP) ## rewrite the files that are made from code
	$(BIN)/liftproof schema > scenarios/scenario.schema.json
	$(BIN)/liftproof schema --roster > scenarios/roster.schema.json
	$(BIN)/liftproof rules --format markdown > constraints/README.md

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
