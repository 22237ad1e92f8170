"""The notebooks of the series as objects, and how messages point at their cells."""

import functools

import nbformat

from lecture_utils.paths import ROOT

PATHS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


@functools.cache
def read(path):
    """The notebook at `path`. Treat it as read-only: it is shared between tests."""
    return nbformat.read(path, as_version=4)


def tags(cell):
    """The tags of a cell, as a set."""
    return set(cell.metadata.get("tags", []))


def name(index, cell):
    """How a message points at a cell: its place (from 1) and how it begins."""
    return f"cell {index} ({cell.source.strip()[:30]!r})"


def cells(notebook, kind=None):
    """Yield (name, cell) of all cells, or of one kind, "code" or "markdown"."""
    for index, cell in enumerate(notebook.cells, start=1):
        if kind in (None, cell.cell_type):
            yield name(index, cell), cell


def executed_in_order(notebook, file_name):
    """Yield faults: a stripped, never executed or half re-executed notebook compares nothing."""
    for number, (where, cell) in enumerate(cells(notebook, "code"), start=1):
        if not cell.source.strip():
            yield f"{where}: an empty code cell"
        if cell.execution_count != number:
            yield f"{where}: executed as number {cell.execution_count}, expected {number}"
