# Two commands matter: `make demo` (look at it) and `make test` (check it). Both work in a fresh clone on Debian or Ubuntu
# with Python 3.11 or later; the programs that OCR and old Word formats need are installed through apt where that is possible.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
PETITIONS := $(wildcard corpora/petitions/pa0*.txt)
DEMO := corpora/documents corpora/dispatches $(PETITIONS)
# What is in the demonstration: typed petitions, the same kind of petition as Word file, scan and photograph, and directives.
SAMPLES := $(wordlist 1,57,$(PETITIONS)) $(addprefix corpora/documents/,don_khieu_nai.docx don_quet.pdf don_khieu_nai_chup.jpg) \
	$(wildcard corpora/dispatches/dp00*.txt corpora/dispatches/dp01*.txt)
# Printed in full, for people.
SHOWN := corpora/documents/cong_van_huyen_uy.docx corpora/documents/don_khieu_nai_chup.jpg
# The evaluation date of the demonstration: an argument, so that its output is the same on every day.
AS_OF := 2026-11-22
PYTEST_ARGS ?= -n auto

export PYTHON

.PHONY: help demo test install system lint format types bench repro figures clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: system $(VENV)/.installed ## install, analyse documents into demo/, run the application on sample petitions
	@mkdir -p demo/html
	@$(BIN)/donthu analyze $(DEMO) --as-of $(AS_OF) --out demo/records.jsonl || test $$? -eq 1
	@$(BIN)/donthu analyze $(DEMO) --as-of $(AS_OF) --format html --out demo/html || test $$? -eq 1
	@$(BIN)/donthu analyze $(SHOWN) --as-of $(AS_OF) --format text || test $$? -eq 1
	@printf '\nRecords: demo/records.jsonl (%s documents)   Pages: demo/html/\n\n' "$$(wc -l < demo/records.jsonl)"
	@$(BIN)/donthu serve --demo $(SAMPLES)

# A font with Vietnamese letters, for the renderings of the corpora; the server that the store's tests start; the browser that
# looks at the application.
test: PACKAGES := chromium fonts-dejavu-core postgresql
test: system $(VENV)/.dev ## every check: ruff, mypy, pytest with architecture, documentation and packaging tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest $(PYTEST_ARGS)

install: $(VENV)/.dev ## development environment in .venv

system:
	@.ci/system-packages $(PACKAGES)

lint: $(VENV)/.dev ## ruff and mypy only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev ## lay out and sort imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## throughput and memory on this machine
	$(BIN)/donthu bench

repro: $(VENV)/.dev ## the training and evaluation stages of dvc.yaml
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/dvc repro

figures: $(VENV)/.dev ## the figures of corpora/DATASHEET.md from the manifests
	$(BIN)/python -m nlp.evaluation.datasheet corpora --write

clean: ## remove what the commands made
	rm -rf $(VENV) demo dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python: | system
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make PYTHON=python3.12 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(PIP) install -e '.[app]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(PIP) install -e '.[dev]'
	@touch $@ $(VENV)/.installed
