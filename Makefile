# Two commands matter: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi

export PORT

.DEFAULT_GOAL := help
.PHONY: help setup run test browser-for-tests lint format types bench chaos screenshots translations clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/ready: requirements.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

setup: .venv/ready ## Make the environment: Python packages, browser files, translations
	@$(BIN)/python scripts/vendor.py
	@$(BIN)/python scripts/translations.py compile

run: setup ## Run everything on 127.0.0.1 (PORT=8000; KETNOI_DEMO=off for an empty installation)
	@exec $(BIN)/python scripts/run.py

browser-for-tests: setup
	@$(BIN)/python scripts/chromium.py

test: browser-for-tests ## Run the whole suite (KETNOI_TEST_DATABASE_URL=postgresql://… for PostgreSQL)
	$(BIN)/pytest -n auto --dist loadgroup --no-loadscope-reorder
	$(BIN)/python scripts/node.py --test tests/js/

lint: setup ## Check style, format, types, translations, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/translations.py check
	$(BIN)/python scripts/migrations.py

format: setup ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup ## Check types alone
	$(BIN)/mypy

bench: browser-for-tests ## Measure: one table, one run, this machine
	$(BIN)/python -m benchmarks

chaos: setup ## The long tests of crashes and races
	KETNOI_CHAOS=long $(BIN)/pytest tests/chaos tests/registrations/checkin tests/registrations/test_races.py

screenshots: browser-for-tests ## Take the README's pictures from the running product
	$(BIN)/python scripts/screenshots.py

translations: setup ## Extract new words into the translation files
	$(BIN)/python scripts/translations.py update

clean: ## Remove what setup made; data in var/ stays
	rm -rf .venv node_modules static/vendor
