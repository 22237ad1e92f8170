"""The exercises of a notebook: its untouched stubs and its printed solutions, run by themselves."""

import contextlib
import io
import re

from tools import notebooks

FENCED = re.compile(r"```python\n(.*?)```", re.S)


def exercises(notebook):
    """Yield (stub, solution) sources: each cell tagged `exercise` and the `solution` after it."""
    for cell, following in zip(notebook.cells, notebook.cells[1:], strict=False):
        if "exercise" in cell.metadata.get("tags", []):
            assert "solution" in following.metadata.get("tags", []), cell.source
            (solution,) = FENCED.findall(following.source)
            yield cell.source, solution


def namespace(notebook):
    """What a solution may use: the imports of the notebook and the functions it teaches."""
    names = {}
    for _, cell in notebooks.cells(notebook, "code"):
        tags = cell.metadata.get("tags", [])
        if "imports" in tags or any(tag.startswith("same-as:") for tag in tags):
            exec(cell.source, names)
    return names


def verdict(stub, names, solution=None):
    """What the check prints for the untouched stub, or for the solution in its place."""
    *_, check = stub.strip().splitlines()
    names, printed = dict(names), io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(stub, names)
    if solution is not None:  # it may use what the stub gives; some repeat the check's line
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(f"{solution.strip().removesuffix(check)}\n{check}", names)
    return printed.getvalue()
