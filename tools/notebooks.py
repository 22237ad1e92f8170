"""The notebooks of the series: as objects, in messages, and as files."""

import functools
import hashlib
import os

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
FOLDED = {"source_hidden": True}  # of the set-up cell: JupyterLab shows a bar to open it by
WIDGET = "application/vnd.jupyter.widget-view+json"


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


def tidy(notebook):
    """Drop what changes from run to run or from front end to front end; change it in place.

    A widget's model lives in a kernel, and its id is a new one in every run: here it is derived
    from the cell that shows it, so that a run which changes nothing leaves the file as it was.
    """
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for place, output in enumerate(cell.get("outputs", [])):
            output.pop("transient", None)
            if WIDGET in output.get("data", {}):
                key = f"{cell.id} {place}".encode()
                output.data[WIDGET]["model_id"] = hashlib.sha256(key).hexdigest()[:32]


def text_of(notebook):
    """The text of a notebook's file, as JupyterLab writes it: one line of source a line."""
    return nbformat.writes(notebook, nbformat.NO_CONVERT) + "\n"


def write(notebook, path):
    """Tidy a notebook and write it in one step: an interrupted run leaves the old file whole.

    Raises nbformat.ValidationError when it is no notebook.
    """
    tidy(notebook)
    nbformat.validate(notebook)
    beside = path.with_suffix(".partial")
    beside.write_text(text_of(notebook), encoding="utf-8", newline="\n")
    os.replace(beside, path)
