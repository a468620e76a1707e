# `make` lists the targets. Needs git, make and python3 (3.12 or newer) with pip.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test test-peers test-browser chaos chaos-short hosts publishing screenshots bench bench-smoke soak bench-nginx check format translations lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install python3, 3.12 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' || { echo "Python is too old: $$($(PYTHON) --version) found, 3.12 or newer needed." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The module venv is missing: install python3-venv." >&2; rm -rf $(VENV); exit 1; }

# The packages are those of the hashed locks, to the byte.
$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "Installing the packages ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed | $(BIN)/python
	@echo "Installing the packages for the tests ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

var/static/staticfiles.json: $(VENV)/.installed $(shell find static newsroom/static syndication/static -type f 2>/dev/null)
	@$(MANAGE) collectstatic --no-input --verbosity 0

setup: $(VENV)/.installed var/static/staticfiles.json ## install everything, run nothing

demo: setup ## run site, worker and sandbox on this machine (PORT, SANDBOX_PORT)
	@exec $(MANAGE) demo

demo-reset: ## forget what the demo has stored (articles, pictures, posts)
	@rm -rf var/db.sqlite3* var/media var/sandbox var/demo_password var/log-of-*
	@echo "The next 'make demo' starts anew."

test: $(VENV)/.installed-dev ## run the tests, without Node
	@$(BIN)/python -m pytest

test-peers: $(VENV)/.installed-dev ## run the tests against a real Bluesky server (npm)
	@PEERS=1 $(BIN)/python -m pytest -n 0 -m peer

# About 25 minutes on two quiet cores; SEED=... repeats a run.
chaos: $(VENV)/.installed-dev ## kill and disturb the worker 300 times, count the posts
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) --write docs/chaos.md
	@$(BIN)/python -m tests.chaos.rates

chaos-short: $(VENV)/.installed-dev ## the same for two minutes, on SQLite alone
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) --store SQLite --articles 10 --kills 15

hosts: $(VENV)/.installed-dev ## two hosts on one database, each killed in part (postgresql, redis-server, nginx)
	@$(BIN)/python -m tests.hosts $(if $(SEED),--seed $(SEED))

publishing: $(VENV)/.installed-dev ## what syndication adds to the button "Veröffentlichen"
	@$(BIN)/python -m tests.chaos.publishing

bench: $(VENV)/.installed-dev ## measure everything beside a stock Wagtail site (nginx, wrk, openssl, npm)
	@$(BIN)/python -m tests.bench --write docs/benchmarks.md

bench-smoke: $(VENV)/.installed-dev ## whether the figures still hold, in a minute (nginx, wrk)
	@$(BIN)/python -m tests.bench.smoke

soak: $(VENV)/.installed-dev ## ten minutes of reading, crawling and publishing (wrk)
	@$(BIN)/python -m tests.bench.soak

bench-nginx: $(VENV)/.installed-dev ## read the site behind the shipped nginx (nginx, wrk, openssl, npm)
	@$(BIN)/python -m tests.bench behind_nginx

test-browser: $(VENV)/.installed-dev ## read the demo in a browser (chromium, npm)
	@BROWSER=1 $(BIN)/python -m pytest tests/browser

screenshots: $(VENV)/.installed-dev ## do the handbook's tasks in the demo and take its pictures (chromium)
	@SCREENSHOTS=1 BROWSER=1 $(BIN)/python -m pytest -n 0 tests/browser/test_handbook.py

check: $(VENV)/.installed-dev ## formatting, lint, missing migrations
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(MANAGE) makemigrations --check --dry-run

format: $(VENV)/.installed-dev ## format the code
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

translations: $(VENV)/.installed ## collect and compile the English texts (needs gettext)
	@$(MANAGE) makemessages -l en --no-location --no-obsolete -i .venv -i var -i tests -i 'syndication/sandbox/*'
	@$(MANAGE) compilemessages -l en -i .venv -i var

lock: $(VENV)/.installed-dev ## compile the locks from pyproject.toml
	@$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file=requirements.txt pyproject.toml
	@$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra=dev --output-file=requirements-dev.txt pyproject.toml
