# What one does with this checkout. `make help` lists it.

VENV := .venv
BIN := $(VENV)/bin
# The first of these that is Python 3.11 or later makes the virtual environment.
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3 python
BROWSER_INSTALL := apt-get install chromium fonts-noto-cjk

CATALOGUES := $(wildcard portal/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

# CHROMIUM=/path/to/it where it has another name.
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export CHROMIUM

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test check proof soak audit bench lock translations clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------------------- set-up

setup: $(VENV)/.ready-dev $(VENV)/.compiled $(COMPILED) ## virtual environment with all that running, testing and checking need
	@:

$(BIN)/python:
	@for python in $(PYTHONS); do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Making $(VENV) with $$($$python --version)"; \
	        $$python -m venv --clear $(VENV) || { \
	            rm -rf $(VENV); \
	            echo "If it is Debian's Python: apt-get install python3-venv"; exit 1; }; \
	        exit 0; \
	    fi; \
	done; \
	echo "The portal needs Python 3.11 or later; none of $(PYTHONS) is." >&2; exit 1

$(VENV)/.ready: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the portal needs to run"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

# The timetable's inner loops become machine code once, not while somebody waits for a timetable.
$(VENV)/.compiled: $(wildcard portal/timetabling/solver/*.py) | $(VENV)/.ready
	@echo "Compiling the timetable's inner loops"
	@$(BIN)/python -m portal.timetabling.warm
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt | $(VENV)/.ready
	@echo "Installing what testing and checking need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The crawler pins older versions of what the portal needs, so it lives beside it.
$(VENV)/crawler/.ready: requirements-crawler.txt | $(BIN)/python
	@echo "Installing the crawler"
	@$(BIN)/python -m venv --clear $(VENV)/crawler
	@$(VENV)/crawler/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-crawler.txt
	@touch $@

%.mo: %.po | $(VENV)/.ready
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# ------------------------------------------------------------------------------- run

run: $(VENV)/.ready $(VENV)/.compiled $(COMPILED) ## start the portal, with demonstration data if its database is empty
	@$(BIN)/portal db upgrade && $(BIN)/portal demo --if-empty && exec $(BIN)/portal run

# -------------------------------------------------------------------- tests and checks

test: setup ## all tests, on SQLite and PostgreSQL
	@if [ -n "$(CHROMIUM)" ]; then \
	    exec $(BIN)/pytest -n 2; \
	elif [ "$$CI" = true ]; then \
	    echo "Chromium is missing, and CI=true demands it: $(BROWSER_INSTALL)" >&2; exit 1; \
	fi; \
	status=0; $(BIN)/pytest -n 2 -m "not proof and not journey" || status=$$?; \
	left=$$($(BIN)/pytest --collect-only -q -m "journey and not proof" | sed -n 's/^.*:://p' | paste -sd, - | sed 's/,/, /g'); \
	if [ -n "$$left" ]; then echo "Left out, because Chromium is missing: $$left. To get them: $(BROWSER_INSTALL)"; fi; \
	exit $$status

check: setup ## style, types, templates, floors, spelling, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy portal
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports --no-logo
	$(BIN)/codespell
	$(BIN)/pytest -q tests/house/test_migrations.py

proof: setup $(VENV)/crawler/.ready ## the long checks
	@if [ -z "$(CHROMIUM)" ]; then echo "Chromium is missing: $(BROWSER_INSTALL)" >&2; exit 1; fi
	@command -v soffice >/dev/null || { echo "LibreOffice is missing: apt-get install libreoffice-calc-nogui" >&2; exit 1; }
	$(BIN)/pytest -m proof

soak: setup ## 200 crashes of server and database while clients book; KILLS=10 makes 20
	KILLS=$(or $(KILLS),100) $(BIN)/pytest -m proof -s tests/proof/test_crashes.py

audit: setup ## bandit, the table of who gets where, the state of the security checklist
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml portal config.py
	$(BIN)/pytest -q --engine sqlite --rewrite-access-table tests/house/test_access_table.py
	$(BIN)/pytest -q tests/house/test_security_list.py

bench: setup ## how fast the portal is, beside ceilings measured in the same minutes
	$(BIN)/python -m benchmarks

# ---------------------------------------------------------------------------- upkeep

translations: setup ## bring the catalogues up to date with the code and the templates
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --sort-output \
	    --no-location --width 100 --project portal --output-file portal/translations/messages.pot .
	$(BIN)/pybabel --quiet update --input-file portal/translations/messages.pot \
	    --output-dir portal/translations --no-fuzzy-matching --ignore-obsolete \
	    --ignore-pot-creation-date --width 100
	@$(MAKE) --no-print-directory setup

lock: $(BIN)/python ## remake the locks from requirements*.in; UPGRADE=1 takes the newest versions
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(BIN)/python -m venv "$$tools" && \
	"$$tools/bin/pip" install --quiet --disable-pip-version-check uv && \
	for name in requirements requirements-dev requirements-crawler; do \
	    "$$tools/bin/uv" pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 \
	        --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) \
	        --output-file $$name.txt $$name.in || exit 1; \
	done

clean: ## remove all that the targets made; the data under instance/ stays
	rm -rf $(VENV) *.egg-info .coverage .coverage.* htmlcov .hypothesis .import_linter_cache \
	    .mypy_cache .pytest_cache .ruff_cache portal/translations/*.pot $(COMPILED)
	find portal migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +
