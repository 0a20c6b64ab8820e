# make run · make test · and the rest: `make help`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_PACKAGES := postgresql chromium fonts-noto-cjk

.DEFAULT_GOAL := help
.PHONY: help install run test check bench test-packages

help: ## show this
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

install: $(STAMP) ## create .venv and install everything into it

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) (a few minutes the first time) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

run: install ## hear, read and file the demo, then serve the dashboard at http://127.0.0.1:8501
	@$(BIN)/ipsomun run
	@$(BIN)/ipsomun dashboard

test: install test-packages ## install what the tests need and run them all
	@$(BIN)/python -m pytest

test-packages:
	@./tests/packages.sh $(TEST_PACKAGES)

check: install ## format, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .

bench: install ## run every benchmark (needs the data folder, see benchmarks/README.md)
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done
