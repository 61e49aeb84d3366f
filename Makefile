# The commands of this repository. Everything they make stands in .venv and in data/store.

PYTHON ?= python3
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help run test lint check fix words bench load torture sbom audit clean

IN_VENV := .venv/bin/python -m
INSTALL := $(IN_VENV) pip install --quiet --disable-pip-version-check

CATALOGUES := components/catalogues
# The functions that take texts. A Problem takes two, what is wrong and the way out; a second text that is no plural can be
# asked for only call length by call length ("2,5t": the second of five arguments).
TEXTS := tr marked Word plural:1,2 Problem:1 $(foreach length,2 3 4 5 6 7 8 9,Problem:2,$(length)t)

help: ## say what each command does
	@sed -n 's/^\([a-z]*\):.*## /\1 /p' Makefile | while read -r name words; do printf '  make %-6s %s\n' "$$name" "$$words"; done

run: .venv/.installed ## serve the dashboard at http://localhost:8501 (make run PORT=8502 for another port)
	@[ "$(PORT)" -ge 1 ] 2>/dev/null && [ "$(PORT)" -le 65535 ] || { \
	  echo "PORT must be a number from 1 to 65535, for example: make run PORT=8502"; exit 1; }
	@.venv/bin/python -c 'import socket; socket.create_connection(("localhost", $(PORT)), 1)' 2>/dev/null || exit 0; \
	  echo "Port $(PORT) is in use. If it is the dashboard, open http://localhost:$(PORT);" \
	    "otherwise take another port: make run PORT=$$(( $(PORT) % 65535 + 1 ))"; exit 1
	@$(IN_VENV) streamlit run app.py --server.port $(PORT)

test: .venv/.installed-dev ## run the tests, those in a real browser too
	@.venv/bin/python tests/browser/chromium.py
	$(IN_VENV) pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.installed-dev ## check format, style, types, import contracts and SQL
	$(IN_VENV) ruff format --check .
	$(IN_VENV) ruff check .
	$(IN_VENV) mypy
	.venv/bin/lint-imports
	$(IN_VENV) sqlfluff lint --disable-progress-bar queries data

check: ## everything a change must pass; edits nothing
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test

fix: .venv/.installed-dev ## put format and style in order where a program can
	$(IN_VENV) ruff check --fix .
	$(IN_VENV) ruff format .

words: .venv/.installed-dev ## bring the texts of pages and messages into the catalogues of every language
	@.venv/bin/pybabel --quiet extract --no-default-keywords --keywords "$(TEXTS)" --add-location file --sort-by-file \
	  --width 120 --omit-header --output-file $(CATALOGUES)/dashboard.pot app.py router.py components pages queries data
	@for catalogue in $(wildcard $(CATALOGUES)/*.po); do \
	  .venv/bin/pybabel --quiet update --locale "$$(basename "$$catalogue" .po)" --width 120 --ignore-pot-creation-date \
	    --input-file $(CATALOGUES)/dashboard.pot --output-file "$$catalogue" || exit 1; \
	done

bench: .venv/.installed-dev ## measure pages in a real browser (BENCH="..." passes options on)
	@.venv/bin/python tests/browser/chromium.py
	$(IN_VENV) tests.load.bench $(BENCH)
	$(IN_VENV) tests.load.bench_scale $(BENCH_SCALE)
	$(IN_VENV) tests.load.large_import

load: .venv/.installed-dev ## let 50 viewers and 5 editors in at once, for 20 and 10 minutes (LOAD="..." passes options on)
	$(IN_VENV) tests.load.many_people $(LOAD)

# An hour or so. TORTURE="..." and TORTURE_IMPORT="..." pass options on to the second and the third.
torture: .venv/.installed-dev ## try kills, full disks and broken connections, and every change on a shared store
	$(IN_VENV) pytest --shared-store tests/changes
	$(IN_VENV) tests.load.torture $(TORTURE)
	$(IN_VENV) tests.load.torture_import $(TORTURE_IMPORT)

sbom: .venv/.installed-dev ## list every package and version that is installed, as CycloneDX (sbom.cdx.json)
	$(IN_VENV) cyclonedx_py environment .venv --output-reproducible --output-format JSON --output-file sbom.cdx.json

audit: .venv/.installed-dev ## ask the package index for known weaknesses of what is installed; needs the network
	$(IN_VENV) pip_audit --local --progress-spinner off

clean: ## remove what these commands made, the store excepted
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis sbom.cdx.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.installed: requirements.txt constraints.txt | .venv/bin/python
	@echo "Installing the dashboard's packages into .venv (once, and when requirements.txt changes) ..."
	@$(INSTALL) --requirement requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt requirements.txt requirements-shared.txt constraints.txt | .venv/bin/python
	@echo "Installing the packages of the dashboard and its tests into .venv (once, and when the requirements change) ..."
	@$(INSTALL) --requirement requirements-dev.txt
	@touch .venv/.installed $@

# Debian's Python can lack ensurepip: its pip then installs one into the bare environment.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo not there)." \
	    "Name another, for example: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --clear --without-pip .venv \
	    && $(PYTHON) -m pip --python .venv/bin/python install --quiet --disable-pip-version-check pip; } \
	  || { rm -rf .venv; echo "No environment could be made in .venv. $(PYTHON) needs pip or ensurepip (on Debian and Ubuntu:" \
	    "apt install python3-pip or python3-venv), and this folder must be writable."; exit 1; }
