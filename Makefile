# Each target sets up what it needs by itself. `make help` lists them.
PYTHON ?= python3
PIP_INSTALL = .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes
RUNTIME = .venv/.runtime-$(shell cksum < requirements.lock | cut -d ' ' -f 1)
DEV = .venv/.dev-$(shell cksum < requirements-dev.lock | cut -d ' ' -f 1)

.DEFAULT_GOAL := help
.PHONY: help demo test check bench screenshots texts browser format lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## Serve a demo company on http://127.0.0.1:8080 (ARGS="--fresh --port 8081" are handed on)
	@.venv/bin/python main.py demo $(ARGS)

test: $(DEV) ## Run all tests, on SQLite, on PostgreSQL and in a browser (ARGS="-k sign_in" are handed to pytest)
	@unset PYTHONDONTWRITEBYTECODE; PORTAL_CHROMIUM="$$(.venv/bin/python -m tools.find_browser --get)" && export PORTAL_CHROMIUM && .venv/bin/python -m pytest -n 3 --dist loadgroup $(ARGS)

check: $(DEV) ## Lint, types, the rooms' borders, migrations, locks and translations
	@.venv/bin/python -m tools.check

bench: $(DEV) ## Measure speed against a plain reference page, write docs/performance.md
	@PORTAL_CHROMIUM="$$(.venv/bin/python -m tools.find_browser --get)" && export PORTAL_CHROMIUM && .venv/bin/python -m bench $(ARGS)

screenshots: $(DEV) ## Picture every page in both themes and both widths
	@PORTAL_CHROMIUM="$$(.venv/bin/python -m tools.find_browser --get)" && export PORTAL_CHROMIUM && .venv/bin/python -m tools.screenshots $(ARGS)

texts: $(DEV) ## Bring the translations into step with the code; says what is left to translate
	@.venv/bin/python -m tools.texts

browser: $(DEV) ## Find or get the browser that tests use, print its path
	@.venv/bin/python -m tools.find_browser --get

format: $(DEV) ## Put the code into its form
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format --quiet .

lock: $(DEV) ## Write requirements*.lock anew after a change of requirements*.in
	@.venv/bin/python -m tools.check_lock --write

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The portal needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python could not make .venv; on Debian and Ubuntu install python3-venv." >&2; exit 1; }

$(RUNTIME): | .venv/bin/python
	@echo "Installing requirements.lock into .venv (once; a minute or two)"
	@$(PIP_INSTALL) -r requirements.lock
	@rm -f .venv/.runtime-* && touch $@

$(DEV): | .venv/bin/python
	@echo "Installing requirements-dev.lock into .venv (once; a minute or two)"
	@$(PIP_INSTALL) -r requirements-dev.lock
	@rm -f .venv/.dev-* .venv/.runtime-* && touch $@ $(RUNTIME)
