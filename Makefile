# make lab · run · twice · page · test · test-browser · bench · mutants · colab · site · handout · slides: each makes .venv
# when it is missing. On a machine without make, the README has the same commands.
PYTHON ?= python3
PY := .venv/bin/python
NOTEBOOKS := notebooks/[0-9][0-9]_*.ipynb

# What Python compiles it keeps, also where the machine says not to: every kernel would compile PyTorch anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: lab run twice page test test-browser bench mutants colab site handout slides
lab: .venv/ready
	$(PY) -m jupyterlab --ServerApp.root_dir=. notebooks/01_tokens_and_embeddings.ipynb
run: .venv/ready
	$(PY) -m tools.run_notebooks $(NOTEBOOKS)
twice: .venv/ready
	$(PY) -m tools.run_notebooks --twice $(NOTEBOOKS)
page: .venv/ready-tests
	$(PY) -m tools.page $(NOTEBOOKS)
test: .venv/ready-tests
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --durations=10 --nbval tests notebooks
test-browser: .venv/ready-browser
	$(PY) -m tests.browser.chromium
	$(PY) -m pytest -q -n 2 --dist worksteal --durations=10 tests/browser $(if $(ONLY),-k "$(ONLY)") $(if $(SHOTS),--shots $(abspath $(SHOTS)))
bench: .venv/ready-tests
	$(PY) -m tests.benchmarks
colab: .venv/ready
	$(PY) -m tools.environments.colab
site: .venv/ready-site
	$(PY) -m tools.site $(if $(ADDRESS),--address $(ADDRESS))
handout: .venv/ready
	$(PY) -m tools.handout
slides: .venv/ready-site
	$(PY) -m tools.slides
mutants: .venv/ready-tests
	$(PY) -m tests.mutants --write last

# The Python that is inside already, or the one that makes .venv.
INSTALL = $(or $(wildcard $(PY)),$(PYTHON)) -m tools.install
.venv/ready: requirements.txt
	$(INSTALL)
	@touch $@
.venv/ready-site: .venv/ready tools/site-requirements.txt
	$(PY) -m pip install --disable-pip-version-check -r tools/site-requirements.txt
	@touch $@
TESTS := tests/requirements.txt tools/site-requirements.txt tests/requirements-models.txt
.venv/ready-tests: requirements.txt $(TESTS)
	$(INSTALL) --tests
	@touch .venv/ready $@
.venv/ready-browser: .venv/ready-tests tests/requirements-browser.txt
	$(PY) -m pip install --quiet -r tests/requirements-browser.txt
	@touch $@
