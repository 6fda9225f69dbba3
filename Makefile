# The commands of the project. `make demo` is all that a visitor needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.msa-installed
INSTALLED_DEV := $(VENV)/.msa-installed-dev
DEMO ?= msa-demo

.PHONY: help
help:
	@echo "make demo     maak een verzonnen samenwerkingsverband en laat alles zien"
	@echo "make setup    alleen installeren (in de map $(VENV))"
	@echo "make test     alle tests"
	@echo "make check    opmaak, types, lagen, documenten"
	@echo "make bench    snelheid meten op een verzonnen jaar van een groot samenwerkingsverband"
	@echo "make bench-land  hetzelfde voor veel samenwerkingsverbanden en een landelijk jaar: make bench-land LAND=map"
	@echo "make same     nagaan of de code dezelfde bytes maakt als een eerdere: make same BASE=commit"
	@echo "make deep     langer zoeken met willekeurige gegevens"
	@echo "make mutation nagaan of de tests elke verandering merken in wat leerlingen beschermt"
	@echo "make docs     de gemaakte bladzijden van schemas en sql bijwerken"
	@echo "make lock     de vaste versies opnieuw bepalen"
	@echo "make clean    alles weghalen wat hier gemaakt is"

.PHONY: setup
setup: $(INSTALLED)

# Done once for each state of the lock. The editable install needs hatchling, which is in the lock too.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
		|| { echo "msa werkt met Python 3.11, 3.12 of 3.13. Geef die op met: make setup PYTHON=python3.11"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo "Python mist de module venv. Op Debian en Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 2; }
	@echo "Installeren, dat duurt een tot twee minuten …"
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q pipelines schemas reports
	@echo "Prefect klaarzetten …"
	$(BIN)/python -m pipelines.run.flow_server prepare
	@touch $@

$(INSTALLED_DEV): $(INSTALLED) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: demo
demo: $(INSTALLED)
	@$(BIN)/msa demo --map $(DEMO)

.PHONY: chromium
chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null && exit 0; \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; \
	elif command -v apt-get >/dev/null && sudo -n true 2>/dev/null; then \
		sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends chromium; \
	else \
		echo "De tests openen de verslagen in Chromium. Installeer het en probeer opnieuw:"; \
		echo "  sudo apt-get install --no-install-recommends chromium"; \
		exit 2; \
	fi

.PHONY: test
test: $(INSTALLED_DEV) chromium
	$(BIN)/python -W error -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not deep"

# All parts run, also after one has failed; the last line says how many did.
.PHONY: check
check: $(INSTALLED_DEV)
	@failed=0; \
	part() { echo "== $$1"; shift; "$$@" || failed=$$((failed + 1)); }; \
	part "opmaak" $(BIN)/ruff format --check --quiet .; \
	part "ruff" $(BIN)/ruff check --quiet .; \
	part "sqlfluff" $(BIN)/sqlfluff lint --disable-progress-bar --processes 2 sql; \
	part "types" $(BIN)/ty check --quiet; \
	part "lagen" $(BIN)/lint-imports --no-cache --no-logo; \
	part "afspraken en documenten" $(BIN)/python -W error -m pytest -q tests/conventions; \
	echo "== $$failed van 6 onderdelen niet in orde"; \
	[ $$failed -eq 0 ]

.PHONY: bench
bench: $(INSTALLED_DEV)
	$(BIN)/python -m tests.benchmark.measure

# Hours for the whole country; what was measured stands in LAND, and is not measured again.
LAND ?= msa-land
.PHONY: bench-land
bench-land: $(INSTALLED_DEV)
	$(BIN)/python -m tests.benchmark.measure_land $(LAND)

# OPTIONS: --direct (without Prefect, half the time), --pdf, --keep FOLDER.
BASE ?= HEAD
OPTIONS ?=
.PHONY: same
same: $(INSTALLED_DEV)
	$(BIN)/python -m tests.same.compare --base $(BASE) $(OPTIONS)

.PHONY: deep
deep: $(INSTALLED_DEV)
	MSA_DEEP=1 MSA_HYPOTHESIS=diep $(BIN)/python -W error -m pytest -n 2 tests/property tests/spec \
		$$(grep -rl --include='test_*.py' -e MSA_DEEP -e 'mark.deep' tests/unit tests/integration)
	$(BIN)/python -m tests.mutation.score
	$(BIN)/python -m tests.mutation.sql_score --each 30 --minutes 20

# The second part takes a sample of what can change in sql/ and an hour at most; another sample: SEED=2.
SEED ?= 1
.PHONY: mutation
mutation: $(INSTALLED_DEV)
	$(BIN)/python -m tests.mutation.score
	$(BIN)/python -m tests.mutation.sql_score --seed $(SEED)

# Needs uv (`pip install uv`). `--universal`: the same lock for Linux, macOS and Windows. No address of a registry.
UV ?= uv
.PHONY: lock
lock:
	$(UV) pip compile --universal --generate-hashes --no-header --no-annotate --upgrade pyproject.toml --group build -o requirements.lock
	$(UV) pip compile --universal --generate-hashes --no-header --no-annotate --upgrade pyproject.toml --group dev -o requirements-dev.lock -c requirements.lock

.PHONY: docs
docs: $(INSTALLED)
	$(BIN)/python -m pipelines.commands.catalogue

.PHONY: clean
clean:
	rm -rf $(VENV) $(DEMO) $(LAND) mutants .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
