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
	$(PY) -m pytest -q -n 2 --dist loadfile --durations=10 --nbval tests notebooks
bench: .venv/ready-tests
	$(PY) -m tests.benchmarks
colab: .venv/ready-tests
	$(PY) -m tools.colab
mutants: .venv/ready-tests
	$(PY) -m tests.mutants --write last

.venv/ready: requirements.txt
	$(PYTHON) -m tools.install
	@touch $@
.venv/ready-tests: .venv/ready tests/requirements.txt tests/requirements-models.txt
	$(PY) -m tools.install --tests
	@touch $@
