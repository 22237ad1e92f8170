"""One JupyterLab and one browser for all tests of a worker."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from .chromium import HOW, executable, is_root
from .lab import Lab
from .page import SIZE, Notebook

# A browser that calls nobody by itself, and draws without a second program that may crash.
QUIET = (
    "--disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-gpu --disable-software-rasterizer --disable-dev-shm-usage"
).split()


def pytest_addoption(parser):
    parser.addoption("--shots", type=Path, help="folder for pictures of all pages, to be looked at")


@pytest.fixture(scope="session")
def shots(request):
    folder = request.config.getoption("--shots")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    with Lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    program = executable()
    assert program, HOW
    arguments = [*QUIET, "--no-sandbox"] if is_root() else QUIET
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, lab):
    """A function that opens a notebook; all are closed after the test, their kernels ended."""
    context = browser.new_context(viewport=SIZE)
    notebooks = []

    def open_one(name):
        notebooks.append(Notebook(context, lab, name))
        return notebooks[-1]

    yield open_one
    for notebook in notebooks:
        notebook.close()
    context.close()
