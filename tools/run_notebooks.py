"""Execute notebooks in place: `python -m tools.run_notebooks [--check | --twice] NOTEBOOK …`.

One line per notebook with its time, and a closing table. Outputs are written back without what
changes from run to run (time stamps, widget state), and each opening's times and picture are
brought up to date. A notebook that fails is left as it was, and the command ends with status 1;
one whose model is not on this machine is left as it was, too.

`--twice` executes each cell twice in a row, then all cells once more in the same kernel, and writes
nothing: a reader runs cells again. No cell may fail, and all once more must say the same again.
"""

import argparse
import copy
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from lecture_utils.pretrained import WAYS
from tools.notebooks import name, tags, write
from tools.pictures import pictures
from tools.reading_time import write_reading_time

FAILURES = (CellExecutionError, CellTimeoutError, DeadKernelError)
RUN_TIME = re.compile(r"(?<=<!-- run time -->)[^<\n]*(?=<!-- / -->)")
# A line that *begins* with a comment is raw HTML to Markdown: its picture would be shown as text.
COVER = re.compile(r"^.*<!-- cover -->.*$", re.MULTILINE)


def execute(path, timeout=300, record_timing=False, twice=False):
    """Execute the notebook at `path` in its own folder; return (notebook, seconds).

    timeout : seconds that one cell may take
    record_timing : leave each cell's time stamps in its metadata
    twice : execute each cell twice in a row, then all of them again; the notebook that is
            returned has the first execution of each cell, then the last of each

    Raises nbclient's errors when a cell fails or takes too long, or the kernel dies.
    """
    notebook = nbformat.read(path, as_version=4)
    cells = notebook.cells
    rounds = [(place, "") for place in range(len(cells))]
    if twice:
        again = [(place, ", once more after the others") for place, _ in rounds]
        rounds = [(place, when) for place, _ in rounds for when in ("", ", twice in a row")] + again
        notebook.cells = [copy.deepcopy(cells[place]) for place, _ in rounds]
        for number, cell in enumerate(notebook.cells):
            cell.id = f"run-{number}"
    begun = [0]  # the place of the cell that was begun last
    client = NotebookClient(
        notebook,
        on_cell_start=lambda cell, cell_index: begun.append(cell_index),
        timeout=timeout,
        kernel_name="python3",
        store_widget_state=False,
        coalesce_streams=True,  # or one line is torn in two where the kernel took a breath
        record_timing=record_timing,
        resources={"metadata": {"path": str(path.parent)}},
    )
    begin = time.perf_counter()
    try:
        client.execute()
    except FAILURES as error:
        place, when = rounds[begun[-1]]
        error.add_note(f"stopped at {name(place + 1, cells[place])}{when}")
        raise
    seconds = time.perf_counter() - begin
    if twice:
        notebook.cells = notebook.cells[: 2 * len(cells) : 2] + notebook.cells[2 * len(cells) :]
    return notebook, seconds


def said(cell):
    """What a cell printed and showed, as the tests compare it: its texts, without pictures."""
    return [
        output.get("text") or output.get("data", {}).get("text/plain") for output in cell.outputs
    ]


def changed(notebook):
    """The names of the cells that say something else when all are executed once more."""
    half = len(notebook.cells) // 2
    for place, (cell, again) in enumerate(
        zip(notebook.cells[:half], notebook.cells[half:], strict=True), start=1
    ):
        exempt = "nbval-ignore-output" in tags(cell)
        if cell.cell_type == "code" and not exempt and said(cell) != said(again):
            yield name(place, cell)


def write_run_time(notebook, seconds):
    """Write the run time, rounded up to 10 s, into the opening."""
    shown = f"about {10 * int(seconds // 10 + 1)} s"
    notebook.cells[0].source = RUN_TIME.sub(shown, notebook.cells[0].source)


def cover(notebook, name):
    """The picture that the cell tagged `cover` stored last, and the opening's line that shows it.

    name : of the notebook, without folder and ending
    returns (PNG bytes, Markdown), or None when no such cell has a picture
    """
    tagged = [cell for cell in notebook.cells if "cover" in cell.metadata.get("tags", [])]
    shown = [picture for cell in tagged for picture in pictures(cell)]
    if not shown:
        return None
    words = " ".join(shown[-1].alt.translate(str.maketrans("[]", "()")).split())
    return shown[-1].png, f"![{words}](images/{name}.png)"


def write_cover(notebook, path):
    """Bring the opening's picture, a file in images/, up to date with the cell that draws it."""
    if found := cover(notebook, path.stem):
        png, line = found
        (path.parent / "images").mkdir(exist_ok=True)
        (path.parent / "images" / f"{path.stem}.png").write_bytes(png)
        source = notebook.cells[0].source
        notebook.cells[0].source = COVER.sub(lambda _: f"{line}<!-- cover -->", source)


def lacks_model(notebook):
    """Whether cells were skipped because MiniLM is not on this machine."""
    return any(
        WAYS in text
        for cell in notebook.cells
        if cell.cell_type == "code"
        for text in said(cell)
        if text
    )


def run(path, check, twice):
    """Execute one notebook and, unless told to check only, write it.

    returns (seconds, None), or (None, what went wrong)
    """
    try:
        notebook, seconds = execute(path, twice=twice)
    except FAILURES as error:
        return None, "\n".join([str(error), *error.__notes__])
    if twice:
        found = [f"says something else once more: {cell}" for cell in changed(notebook)]
        return (None, "\n".join(found)) if found else (seconds, None)
    if not check and lacks_model(notebook):
        print("left as it was, without its model … ", end="")
    elif not check:
        write_run_time(notebook, seconds)
        write_reading_time(notebook)
        write_cover(notebook, path)
        write(notebook, path)
    return seconds, None


def main(arguments=None):
    """Execute every notebook named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true", help="execute only, write nothing")
    parser.add_argument("--twice", action="store_true", help="each cell twice, then all again")
    options = parser.parse_args(arguments)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    rows = []
    for path in options.notebooks:
        if not path.is_file():
            parser.error(f"no notebook at {path}")
        print(f"{path.stem} … ", end="", flush=True)
        seconds, trouble = run(path, options.check, options.twice)
        print(f"FAILED\n{trouble}" if trouble else f"{seconds:.1f} s")
        rows.append((path.stem, seconds))
    width = max(len(stem) for stem, _ in rows)
    print(f"\n{'notebook':<{width}}  seconds")
    for stem, seconds in rows:
        print(f"{stem:<{width}}  {'failed' if seconds is None else f'{seconds:7.1f}'}")
    print(f"{'all':<{width}}  {sum(seconds or 0 for _, seconds in rows):7.1f}")
    return int(any(seconds is None for _, seconds in rows))


if __name__ == "__main__":
    sys.exit(main())
