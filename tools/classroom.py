"""The plan for a class, in notebooks/README.md: `python -m tools.classroom` writes it.

Computed from the pages. Lecture time stamp, notebook, heading, minutes, exercises: a row a section.
Minutes are those of `tools.reading_time`; what frames a page (its word list, its closing lists)
counts in the sum only.
"""

import copy
import re
import sys

from lecture_utils.paths import ROOT
from tools import notebooks
from tools.reading_time import minutes, reading

PLACE = re.compile(r"(?<=<!-- plan -->\n).*?(?=<!-- / -->)", re.S)
PAGE = ROOT / "notebooks" / "README.md"
STAMP = re.compile(r"from (\d\d:\d\d:\d\d)")
SECTION = re.compile(r"^(?=## )", re.M)
TASK = re.compile(r"^### .*?(?:Exercise )?(Cage \d+|\d+)\b.*?\((\d+) min\)", re.M)
FRAME = {"Words we need", "Easy to get wrong", "What you now have", "Further reading"}
HEAD = "| lecture | notebook, heading | minutes | exercises (minutes) |\n|---|---|---|---|\n"


def pieces(notebook):
    """The cells of a notebook, its prose cut where a section begins."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            yield cell
            continue
        for text in filter(None, SECTION.split(cell.source)):
            piece = copy.copy(cell)
            piece.source = text
            yield piece


def sections(notebook):
    """Yield (heading, its cells) for each section, the opening left out."""
    heading, inside = None, []
    for cell in pieces(notebook):
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            if heading:
                yield heading, inside
            heading, inside = cell.source.splitlines()[0].removeprefix("## "), []
        inside.append(cell)
    yield heading, inside


def tasks(cells):
    """The exercises that these cells state, as "1 (4), 2 (8)"."""
    texts = (cell.source for cell in cells if cell.cell_type == "markdown")
    return ", ".join(f"{name} ({took})" for text in texts for name, took in TASK.findall(text))


def rows(path):
    """The table's rows of one notebook: its sum first, then its sections."""
    notebook = notebooks.read(path)
    stamp = STAMP.search(notebook.cells[0].source)
    title = notebook.cells[0].source.splitlines()[0].removeprefix("# ").split(":")[0]
    core, exercises, further = minutes(notebook)
    beside = f", *Go further* {further}" if further else ""
    yield (stamp[1] if stamp else "epilogue", f"**[{title}]({path.name})**",
           f"**core {core}{beside}**", f"**core {exercises}**")  # fmt: skip
    for heading, cells in sections(notebook):
        if heading.split(":")[0] not in FRAME:
            read = [cell for cell in cells if not notebooks.tags(cell) & {"exercise", "solution"}]
            yield "", heading, str(max(1, round(reading(read)))), tasks(cells)


def plan():
    """The table, in Markdown."""
    lines = (row for path in notebooks.PATHS for row in rows(path))
    return HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def main():
    """Write the plan into its place."""
    text = PAGE.read_text(encoding="utf-8")
    written, found = PLACE.subn(lambda _: plan(), text)
    if found != 1:
        raise ValueError(f"{PAGE.name} must have one place for the plan, found {found}")
    PAGE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
