# The two commands of a newcomer are `make demo` and `make test`; each sets up all that it needs, once.
# PYTHON=python3.12 chooses the Python, ARGS="..." is handed on to what is run.
.DEFAULT_GOAL := help
.PHONY: help setup setup-fast setup-test demo test check format bench lock clean
ARGS ?=

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: setup ## play a whole run of a course with 240 learners, then serve it for browsing
	.venv/bin/mooc demo $(ARGS)

test: setup-test ## all tests, on SQLite and on PostgreSQL, browser tests included (ARGS="-k words")
	@tools/need_chromium.sh
	@tools/test.sh $(ARGS)

check: setup-test ## lint, format, types, floors, templates, migrations
	@tools/check.sh

setup: ## make .venv with the command at .venv/bin/mooc
	@PYTHON="$(PYTHON)" tools/setup.sh base

setup-fast: ## the same, and what matches large runs faster and proves small ones
	@PYTHON="$(PYTHON)" tools/setup.sh fast

setup-test:
	@PYTHON="$(PYTHON)" tools/setup.sh test

format: setup-test ## bring the code into shape
	.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format .

bench: setup-test ## measure, and print the figures of docs/performance.md (ARGS="demo" for one)
	.venv/bin/python -m bench $(ARGS)

lock: ## pin requirements/*.txt anew from pyproject.toml (needs uv; ARGS=--upgrade for the newest)
	tools/lock.sh $(ARGS)

clean: ## remove what was made, but not your data in var/
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
