# Everything a developer or operator types: `make help`.
# Set-up is incremental: each step leaves a stamp in .venv and runs again only when its inputs changed.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
# Tests in a lane of their own; one that fails keeps no other from running.
LANE = $(MAKE) --no-print-directory --keep-going
# More arguments for pytest, e.g. make test-fast ARGS="tests/exams -k marking".
ARGS ?=

PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
CATALOGUES := $(shell find site courses exams certificates plugins -name '*.po' -path '*/LC_MESSAGES/*' 2>/dev/null)
# With hatchling among the pins nothing unpinned is fetched to build our own packages.
NO_ISOLATION := $(shell grep -qs '^hatchling==' requirements.txt && echo --no-build-isolation)

# A .venv whose interpreter is gone (the folder was moved, Python was upgraded) is made anew.
$(shell [ -x $(PY) ] && $(PY) -c '' 2>/dev/null || rm -f $(VENV)/.made)

export PORT

.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-sqlite test-postgres test-border test-product test-infra lint fmt bench screenshots requirements messages clean \
	setup-run setup-dev packages-run packages-test

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: setup-run ## Set up and serve everything: make run [PORT=8000] [HOST=127.0.0.1]
	@$(PY) -m gridschool.serve --demo --end-with-parent

test: setup-dev packages-test ## Run the whole suite, on SQLite and again on PostgreSQL
	@mkdir -p build
	@# Three lanes that share nothing, about equally long; the output of two follows the first one's.
	@$(LANE) test-postgres > build/test-second-lane.log 2>&1 & second=$$!; \
		$(LANE) test-border test-infra > build/test-third-lane.log 2>&1 & third=$$!; \
		$(LANE) test-sqlite test-product; failed=$$?; \
		wait $$second || failed=1; wait $$third || failed=1; \
		cat build/test-second-lane.log build/test-third-lane.log; exit $$failed

test-sqlite: setup-dev packages-test ## Run the rooms' tests on SQLite
	@$(PY) -m pytest -m "not (postgres or neighbour or e2e or grown)" --ignore=tests/infra $(ARGS)

test-postgres: setup-dev packages-test ## Run the rooms' tests on a throw-away PostgreSQL
	@$(PY) -m tests.servers run postgres -- \
		$(PY) -m pytest -m "not (integration or grown or e2e)" --ignore=tests/infra --ignore=tests/neighbour $(ARGS)

test-border: setup-dev packages-test ## Walk the border between two counties
	@$(PY) -m pytest -m neighbour $(ARGS)

test-product: setup-dev packages-test ## Test the running product, in a browser and on real servers
	@$(PY) -m pytest -m "e2e or grown" --ignore=tests/infra $(ARGS)

test-infra: setup-dev packages-test ## Test set-up, servers, processes that are killed
	@$(PY) -m pytest tests/infra $(ARGS)

test-fast: setup-dev ## The inner loop: unit tests on SQLite, failures first
	@$(PY) -m pytest -m unit -x --failed-first -q $(ARGS)

lint: setup-dev ## Check style, types, layers, migrations, deployment, templates, translations, words
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run
	@PYTHON=$(PY) .ci/check-deploy
	@$(BIN)/djlint --lint --quiet site courses exams certificates plugins
	@$(PY) .ci/untranslated
	@$(PY) .ci/words

fmt: setup-dev ## Format Python
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: setup-dev packages-test ## Run every benchmark, write build/bench.json
	@$(PY) -m tests.bench $(ARGS)

screenshots: setup-dev packages-test ## Take pictures of every page: make screenshots [PART="learn en 360"] [YEAR=1] [DOCS=1]
	@PART="$(PART)" YEAR="$(YEAR)" DOCS="$(DOCS)" $(PY) -m tests.looking

# pip-compile would name the index, local folders and its own command line: none of that is kept.
COMPILE := $(PY) -m piptools compile --quiet --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
# A pin compiled on a newer Python may refuse Debian 12's: every pin is asked for under that version too.
OLDEST_PYTHON := 3.11.2
requirements: setup-dev ## Compile requirements*.in: make requirements [ARGS=--upgrade]
	@$(COMPILE) --output-file=requirements.txt $(ARGS) requirements.in
	@$(COMPILE) --output-file=requirements-dev.txt $(ARGS) requirements-dev.in
	@! grep -nE '^-|://| @ |/(root|home|tmp)/' requirements.txt requirements-dev.txt
	@for file in requirements.txt requirements-dev.txt; do $(PIP) install --dry-run --no-deps --target build/none \
		--python-version $(OLDEST_PYTHON) --only-binary=:all: -r $$file || exit 1; done

messages: setup-dev ## Collect new messages into the Chinese catalogues
	@.ci/make-messages $(CURDIR)/$(PY)

clean: ## Remove what can be made again (never var/, which holds data)
	@rm -rf build dist .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	@find site courses exams certificates plugins tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	@find site courses exams certificates plugins -name '*.mo' -delete 2>/dev/null || true

setup-run: packages-run $(VENV)/.run $(VENV)/.ours $(CATALOGUES:.po=.mo)
setup-dev: packages-run $(VENV)/.dev $(VENV)/.ours $(CATALOGUES:.po=.mo)

packages-run:
	@$(PYTHON) .ci/system-packages run

packages-test: packages-run
	@$(PYTHON) .ci/system-packages test

$(VENV)/.made: | packages-run
	@echo "Making $(VENV) 正在建立虚拟环境"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: requirements.txt $(VENV)/.made
	@echo "Installing requirements.txt (minutes, the first time) 正在安装依赖（第一次要几分钟）"
	@$(PIP) install -r requirements.txt
	@touch $@

# requirements-dev.txt holds requirements.txt whole, so either file set may come first.
$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Installing requirements-dev.txt 正在安装开发依赖"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

$(VENV)/.ours: pyproject.toml $(PLUGINS:%=%/pyproject.toml) $(VENV)/.run
	@$(PIP) install --no-deps $(NO_ISOLATION) -e . $(PLUGINS:%=-e ./%)
	@touch $@

%.mo: %.po | packages-run
	@msgfmt --check-format -o $@ $<
