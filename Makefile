# Everything a newcomer needs is one word here. Only Python 3.11 or later and make have to be there beforehand.

PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
READY := .venv/requirements.installed
MANAGE := $(BIN)/python manage.py
COMPILE := --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header
PYTEST := $(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal --tb=short -r fEs --durations=10 --durations-min=5 $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help demo run test test-sqlite test-postgresql lint lint-format lint-style lint-imports lint-migrations \
	lint-settings lint-templates lint-project requirements clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## Load the sample content and serve it, with worker and logins, until Ctrl-C
	@$(MANAGE) demo

run: $(READY) ## Bring the database up to date and serve what is in it, with a worker, until Ctrl-C
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) serve

test: $(READY) ## Run all tests on real services, on SQLite and on PostgreSQL; ARGS="tests/search -x" for a part
	@$(BIN)/python scripts/services.py run -- $(MAKE) --no-print-directory --keep-going test-sqlite test-postgresql

test-sqlite: $(READY)
	$(PYTEST)

test-postgresql: $(READY)
	@if [ -n "$$CONJOINT_TEST_POSTGRES_URL" ]; then \
		echo 'On PostgreSQL: $(PYTEST) --database-only'; \
		CONJOINT_DATABASE_URL="$$CONJOINT_TEST_POSTGRES_URL" $(PYTEST) --database-only; \
	else \
		echo 'PostgreSQL is not at hand: the second run of the tests, on PostgreSQL, is left out.'; \
	fi

lint: $(READY) ## Check style, imports, migrations, settings, templates and the house rules
	@$(MAKE) --no-print-directory --keep-going lint-format lint-style lint-imports lint-migrations lint-settings \
		lint-templates lint-project

lint-format: $(READY)
	$(BIN)/ruff format --check --output-format concise .

lint-style: $(READY)
	$(BIN)/ruff check --output-format concise .

lint-imports: $(READY)
	$(BIN)/lint-imports --no-logo

lint-migrations: $(READY)
	CONJOINT_DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run

# The secrets are thrown away with the command: production settings only refuse to be read without them.
lint-settings: $(READY)
	CONJOINT_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	CONJOINT_ALLOWED_HOSTS=repository.example CONJOINT_BASE_URL=https://repository.example \
	CONJOINT_DATABASE_URL=sqlite://:memory: CONJOINT_MAIL_URL=smtp://localhost:25 \
	DJANGO_SETTINGS_MODULE=config.settings.production $(MANAGE) check --deploy --fail-level WARNING

lint-templates: $(READY)
	$(BIN)/djlint --lint --quiet .

lint-project: $(READY)
	$(BIN)/python scripts/house_rules.py

requirements: $(READY) ## Pin every dependency of pyproject.toml anew, with hashes; ARGS=--upgrade for the newest
	$(BIN)/python -m pip install --quiet 'uv~=0.13'
	$(BIN)/uv pip compile --quiet $(COMPILE) $(ARGS) pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --quiet $(COMPILE) $(ARGS) pyproject.toml --group dev --constraint requirements.txt \
		--output-file requirements-dev.txt

clean: ## Remove the virtual environment and the caches of tools; your data stays
	rm -rf .venv .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made once, and again when a requirement changes.
$(READY): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Conjoint needs Python 3.11 or later; $(PYTHON) is older or missing. Name another: make PYTHON=python3.12'; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo 'This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv'; \
		exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo 'Installing the requirements into .venv (only when they have changed) …'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
