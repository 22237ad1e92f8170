"""How long a notebook's pages are, beside the limits: `python -m tools.page [NOTEBOOK …]`.

Prints for each notebook what is counted, its longest cells and what else its test would say; by
default for all. Counted by the tags setup, imports, go-further, exercise and solution, without
comments and blank lines.
"""

import ast
import io
import math
import re
import statistics
import subprocess
import sys
import tokenize
from pathlib import Path

import nbformat

from lecture_utils.paths import ROOT
from tools import verbs
from tools.notebooks import PATHS, cells, name, tags
from tools.verbs import python

LIMITS = {
    "core: code lines": 170,
    "core: lines in class cells": 45,
    "core: words": 2250,
    "all: code lines": 330,
    "cell: median lines": 5,
    "cell: p90 lines": 9,
    "cell: longest": 15,
    "longest line, characters": 84,
    "modules of lecture_utils": 10,
}
BESIDE = {"go-further", "exercise", "solution"}  # what is not the core
FRAME = {"setup", "imports"}  # the same everywhere: not counted
FENCED = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
UNREAD = re.compile(r"<!--.*?-->|<[^>]*>|!\[[^\]]*\]\([^)]*\)|(?<=\])\([^)\s]*\)|\$\$.*?\$\$", re.S)
FORMULA = re.compile(r"\$[^$\n]+\$")
NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(cell):
    """How many lines of a code cell hold code: neither comment nor blank."""
    tokens = tokenize.generate_tokens(io.StringIO(python(cell)).readline)
    lines = set()
    for token in tokens:
        if token.type not in NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines)


def prose_words(text):
    """How many words a Markdown text has: a formula in a line is one, code blocks are none.

    What is not read does not count: comments, pictures, addresses, displayed formulas.
    """
    text = FORMULA.sub(" x ", UNREAD.sub(" ", FENCED.sub(" ", text)))
    return sum(bool(re.search(r"\w", word)) for word in text.split())


def sentences(cell):
    """The sentences that a code cell claims, as they stand in the source."""
    for node in ast.walk(ast.parse(python(cell))):
        if isinstance(node, ast.Call) and verbs.called(node) == "claims":
            for claims in (part for part in node.args if isinstance(part, ast.Dict)):
                for key in claims.keys:
                    parts = key.values if isinstance(key, ast.JoinedStr) else [key]
                    yield "".join(str(getattr(part, "value", "")) for part in parts
                                  if isinstance(part, ast.Constant))  # fmt: skip


def words(cell):
    """How many words of a cell are read: its prose, or the sentences it claims."""
    if cell.cell_type == "markdown":
        return prose_words(cell.source)
    if cell.cell_type == "code":
        return sum(prose_words(sentence) for sentence in sentences(cell))
    return 0


def has_class(cell):
    """Whether a code cell defines a class."""
    return any(isinstance(node, ast.ClassDef) for node in ast.parse(python(cell)).body)


def is_core(cell):
    """Whether a cell lies on the path that nobody may skip."""
    return not tags(cell) & BESIDE


def counted(notebook):
    """Yield (name, cell) of the code cells whose lines count: set-up and imports aside."""
    for where, cell in cells(notebook, "code"):
        if not tags(cell) & FRAME:
            yield where, cell


def modules(notebook):
    """The modules of lecture_utils that a notebook imports, as dotted names, sorted."""
    found = set()
    for _, cell in cells(notebook, "code"):
        for node in ast.walk(ast.parse(python(cell))):
            if isinstance(node, ast.ImportFrom):
                base = node.module or ""
                inside = [f"{base}.{alias.name}" for alias in node.names]
                found.update(part if is_module(part) else base for part in inside)
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    return sorted(part for part in found if part.startswith("lecture_utils."))


def is_module(dotted):
    """Whether a dotted name is a file or a folder of the package."""
    place = ROOT.joinpath(*dotted.split("."))
    return place.is_dir() or place.with_suffix(".py").is_file()


def ninetieth(numbers):
    """The smallest of the numbers that at least nine in ten do not exceed."""
    return sorted(numbers)[math.ceil(0.9 * len(numbers)) - 1]


def measure(notebook):
    """{what: number} for everything in LIMITS."""
    lines = [(cell, code_lines(cell)) for _, cell in counted(notebook)]
    sizes = [count for cell, count in lines if not has_class(cell)] or [0]
    core = [(cell, count) for cell, count in lines if is_core(cell)]
    widths = [len(line) for _, cell in cells(notebook, "code") for line in cell.source.split("\n")]
    found = (
        sum(count for cell, count in core if not has_class(cell)),
        sum(count for cell, count in core if has_class(cell)),
        sum(words(cell) for cell in notebook.cells if is_core(cell)),
        sum(count for _, count in lines),
        statistics.median(sizes),
        ninetieth(sizes),
        max(sizes),
        max(widths, default=0),
        len(modules(notebook)),
    )
    return dict(zip(LIMITS, found, strict=True))


def too_long(notebook):
    """Say which limits a notebook breaks."""
    for what, number in measure(notebook).items():
        if number > LIMITS[what]:
            yield f"{what}: {number:g} (limit {LIMITS[what]})"


def unformatted(notebook):
    """Say where `ruff format`, at the notebooks' line length, would change something."""
    command = [sys.executable, "-m", "ruff", "format", "--diff", "--no-cache"]
    command += ["--config", str(ROOT / "notebooks" / "ruff.toml")]
    command += ["--stdin-filename", "page.ipynb", "-"]
    done = subprocess.run(command, input=nbformat.writes(notebook), capture_output=True, text=True)
    if done.returncode not in (0, 1):
        yield f"ruff format: {done.stderr.strip()}"
    for place in re.findall(r"^--- .*:cell (\d+)$", done.stdout, re.M):
        yield f"{name(int(place), notebook.cells[int(place) - 1])}: not as ruff format leaves it"


def faults(notebook):
    """Everything that the test of a notebook's pages says, one sentence each."""
    yield from too_long(notebook)
    yield from verbs.faults(notebook)
    yield from unformatted(notebook)


def longest_cells(notebook, count=5):
    """The `count` longest code cells, class cells aside: [(lines, name)]."""
    found = [(code_lines(c), where) for where, c in counted(notebook) if not has_class(c)]
    return sorted(found, key=lambda row: -row[0])[:count]


def report(path):
    """Print one notebook's table, its longest cells and its faults."""
    notebook = nbformat.read(path, as_version=4)
    print(path.stem)
    for what, number in measure(notebook).items():
        mark = "✓" if number <= LIMITS[what] else "✗"
        print(f"  {mark} {what:<27}{number:>6g}   limit {LIMITS[what]}")
    print("  longest:", "; ".join(f"{n} lines: {where}" for n, where in longest_cells(notebook)))
    for fault in [*verbs.faults(notebook), *unformatted(notebook)]:
        print(f"  ✗ {fault}")


def overview(paths):
    """Print one row a notebook, one column a limit."""
    print("notebook  " + "  ".join(LIMITS))
    for path in paths:
        found = measure(nbformat.read(path, as_version=4))
        marks = (f"{n:g}{' ' if n <= LIMITS[what] else '✗'}".rjust(len(what))
                 for what, n in found.items())  # fmt: skip
        print(f"{path.stem[:8]:<8}  " + "  ".join(marks))


def main(arguments):
    """Report the notebooks named, or all of them."""
    paths = [Path(argument) for argument in arguments] or PATHS
    for path in paths:
        report(path)
    overview(paths)


if __name__ == "__main__":
    main(sys.argv[1:])
