"""Execute notebooks in place: `python -m tools.run_notebooks [--check] NOTEBOOK …`.

One line per notebook with its time, and a closing table. Outputs are written back without what
changes from run to run (time stamps, widget state), and each opening's run time and picture are
brought up to date. A notebook that fails is left as it was, and the command ends with status 1.
"""

import argparse
import base64
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tools.notebooks import write

RUN_TIME = re.compile(r"(?<=<!-- run time -->)[^<\n]*(?=<!-- / -->)")
# A line that *begins* with a comment is raw HTML to Markdown: its picture would be shown as text.
COVER = re.compile(r"^.*<!-- cover -->.*$", re.MULTILINE)


def execute(path, timeout=300, record_timing=False):
    """Execute the notebook at `path` in its own folder; return (notebook, seconds).

    timeout : seconds that one cell may take
    record_timing : leave each cell's time stamps in its metadata

    Raises nbclient's errors when a cell fails or takes too long, or the kernel dies.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        store_widget_state=False,
        coalesce_streams=True,  # or one line is torn in two where the kernel took a breath
        record_timing=record_timing,
        resources={"metadata": {"path": str(path.parent)}},
    )
    begin = time.perf_counter()
    client.execute()
    return notebook, time.perf_counter() - begin


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
    shown = [output.data for cell in tagged for output in cell.get("outputs", [])
             if "image/png" in output.get("data", {})]  # fmt: skip
    if not shown:
        return None
    words = " ".join(shown[-1]["text/plain"].translate(str.maketrans("[]", "()")).split())
    return base64.b64decode(shown[-1]["image/png"]), f"![{words}](images/{name}.png)"


def write_cover(notebook, path):
    """Bring the opening's picture, a file in images/, up to date with the cell that draws it."""
    if found := cover(notebook, path.stem):
        png, line = found
        (path.parent / "images").mkdir(exist_ok=True)
        (path.parent / "images" / f"{path.stem}.png").write_bytes(png)
        source = notebook.cells[0].source
        notebook.cells[0].source = COVER.sub(lambda _: f"{line}<!-- cover -->", source)


def main(arguments=None):
    """Execute every notebook named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true", help="execute only, write nothing")
    options = parser.parse_args(arguments)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    rows = []
    for path in options.notebooks:
        if not path.is_file():
            parser.error(f"no notebook at {path}")
        print(f"{path.stem} … ", end="", flush=True)
        try:
            notebook, seconds = execute(path)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            print(f"FAILED\n{error}")
            rows.append((path.stem, None))
            continue
        if not options.check:
            write_run_time(notebook, seconds)
            write_cover(notebook, path)
            write(notebook, path)
        print(f"{seconds:.1f} s")
        rows.append((path.stem, seconds))
    width = max(len(name) for name, _ in rows)
    print(f"\n{'notebook':<{width}}  seconds")
    for name, seconds in rows:
        print(f"{name:<{width}}  {'failed' if seconds is None else f'{seconds:7.1f}'}")
    print(f"{'all':<{width}}  {sum(seconds or 0 for _, seconds in rows):7.1f}")
    return int(any(seconds is None for _, seconds in rows))


if __name__ == "__main__":
    sys.exit(main())
