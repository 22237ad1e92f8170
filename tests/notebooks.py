"""The notebooks of the series as objects, and small ones to try a rule on."""

import functools

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lecture_utils.paths import ROOT
from tests.run_notebooks import METADATA

PATHS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


@functools.cache
def read(path):
    """The notebook at `path`. Treat it as read-only: it is shared between tests."""
    return nbformat.read(path, as_version=4)


def small(*cells):
    """A notebook of these cells, with the metadata that every notebook of the series has."""
    return new_notebook(cells=list(cells), metadata=nbformat.from_dict(METADATA))


def code(source, *outputs, count=1, tags=(), **metadata):
    """A code cell that was executed as number `count`."""
    metadata = {"tags": list(tags), **metadata} if tags else metadata
    return new_code_cell(
        source, outputs=list(outputs), execution_count=count, metadata=nbformat.from_dict(metadata)
    )


def prose(source):
    """A Markdown cell."""
    return new_markdown_cell(source)


def name(index, cell):
    """How a message points at a cell: its place (from 1) and how it begins."""
    return f"cell {index} ({cell.source.strip()[:30]!r})"


def cells(notebook, kind=None):
    """Yield (name, cell) of all cells, or of one kind, "code" or "markdown"."""
    for index, cell in enumerate(notebook.cells, start=1):
        if kind in (None, cell.cell_type):
            yield name(index, cell), cell
