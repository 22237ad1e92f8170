"""Small notebooks to try a rule on."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.notebooks import METADATA


def small(*cells):
    """A notebook of these cells, with the metadata that every notebook of the series has."""
    return new_notebook(cells=list(cells), metadata=nbformat.from_dict(METADATA))


def code(source, *outputs, count=1, tags=(), **metadata):
    """A code cell that was executed as number `count`."""
    metadata = {"tags": list(tags), **metadata} if tags else metadata
    return new_code_cell(
        source, outputs=list(outputs), execution_count=count, metadata=nbformat.from_dict(metadata)
    )


def prose(source, *tags):
    """A Markdown cell, with these tags."""
    metadata = {"tags": list(tags)} if tags else {}
    return new_markdown_cell(source, metadata=nbformat.from_dict(metadata))
