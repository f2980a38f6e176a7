# make run: the bot on a local page, without a token. make test: everything CI checks.
PYTHON ?= python3
PORT ?= 8321
BIN := .venv/bin

.PHONY: run install test lint types bench lock messages screenshot clean

run: install
	@$(BIN)/pullquote run --port $(PORT)

install: .venv/installed

# Hashed requirements first, then the project itself, without asking anybody for more.
.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pullquote needs Python 3.11 or newer; say which with: make PYTHON=python3.12")'
	@echo "Setting up .venv with everything pinned; the first time takes a minute or two."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

test: install lint types
	$(BIN)/python -m pytest -q

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

bench: install
	$(BIN)/python -m bench

# Pins every dependency with its hashes; needs uv on the PATH.
lock:
	uv pip compile pyproject.toml --extra demo --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o requirements.txt

# Collects what there is to translate, and brings every language's catalogue up to date.
messages: install
	$(BIN)/python -m tools.messages

screenshot: install
	$(BIN)/python -m tools.screenshot docs

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
