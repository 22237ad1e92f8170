"""A learner whose copy of the series may not be written to runs it all the same."""

import subprocess
import sys

import pytest

from lecture_utils.paths import ROOT

# Permissions do not hold the administrator, as whom tests may run: an audit hook holds everybody.
RUN = """
import errno, os, sys
from pathlib import Path

root, notebook, *more = sys.argv[1:]
refused = []

def hold(event, arguments):
    writes = event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link",
                       "os.truncate", "os.chmod", "os.utime")
    if event == "open":
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    places = [one for one in arguments[:2] if isinstance(one, (str, bytes, os.PathLike))]
    for place in map(os.path.realpath, map(os.fsdecode, places)) if writes else ():
        if place.startswith(root + os.sep) and not place.startswith(sys.prefix + os.sep):
            if "__pycache__" not in place:  # Python goes on without it
                refused.append(place)
            raise OSError(errno.EROFS, "Read-only file system", place)

sys.addaudithook(hold)
os.chdir(Path(root, "notebooks"))
import matplotlib
matplotlib.use("agg")
import nbformat
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in nbformat.read(notebook, as_version=4).cells if notebook else ():
    if cell.cell_type == "code":
        shell.run_cell(cell.source).raise_error()
for source in more:
    shell.run_cell(source).raise_error()
assert not refused, refused
"""
# What reads stored files, what trains, what saves, what downloads: with nothing but their defaults.
REST = """
import sys, tempfile; sys.path.insert(0, "..")
from tests.house.test_paths import LOADERS
for load in LOADERS.values():
    load()
from lecture_utils import corpus
from lecture_utils.machine.panel import Panel
from lecture_utils.machine.teachable import Machine
corpus.generate(20, seed=0), corpus.stories(), corpus.natural_pairs()
panel = Panel(Machine(count=8, epochs=1))
panel.button.click()
panel.open()
assert "Press" not in panel.message.value and panel.machine.table is not None
"""


def run(notebook, *more):
    command = [sys.executable, "-c", RUN, str(ROOT), str(notebook), *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("name", ["05_dot_product_similarity.ipynb", ""])
def test_a_read_only_copy_serves(name):
    done = run(ROOT / "notebooks" / name) if name else run("", REST)
    assert done.returncode == 0, done.stdout[-800:] + done.stderr[-2000:]


@pytest.mark.parametrize(
    "source",
    ["open('mine.txt', 'w')", "import os; os.rename('a', 'b')",
     "from pathlib import Path\ntry:\n    Path('../data/x').write_text('')\nexcept OSError: pass"],
)  # fmt: skip
def test_what_writes_into_the_copy_is_noticed(source):
    done = run("", source)
    assert (
        done.returncode
        and "Read-only file system" in done.stdout + done.stderr
        or ("AssertionError" in done.stderr)
    )
