"""Notebooks for a class, without answers: `make handout`, or `python -m tools.handout`.

Writes handout/: the same notebooks, outputs cleared, solutions removed (hints stay), and without
what gives a prediction away. That is found by structure, not by tags:

* the first paragraph of prose after a `check.resolve`, and each "What to see" between a
  `check.prediction` and its `check.resolve`: a question stands in their place;
* cells in between that show, claim or resolve are folded: they run, and are not read first;
* a section that says it is a spoiler, up to the next heading.
"""

import argparse
import ast
import copy
import re
import shutil
import sys
from pathlib import Path

from lecture_utils.paths import ROOT
from tools import notebooks, verbs
from tools.page import FENCED

SOLUTION = re.compile(r"<details>\s*<summary>Solution.*?</details>\n*", re.S)
HEADING = re.compile(r"^#{2,3} ", re.M)
QUESTION = "**What do you see?** Write it here, in a sentence or two, before you read on."
SEEN = "**What to see.**"


def calls(cell, *names):
    """Whether a code cell calls one of these functions."""
    return cell.cell_type == "code" and bool(verbs.calls(ast.parse(verbs.python(cell)), *names))


def tells(cell):
    """Whether a code cell shows, claims or resolves, and asks for no guess."""
    return calls(cell, "show", "claims", "resolve") and not calls(cell, "prediction")


def paragraphs(text):
    """The paragraphs of a Markdown text; a block of code is one, whatever stands in it."""
    found, start = [], 0
    for block in [*FENCED.finditer(text), None]:
        end = block.start() if block else len(text)
        found += [part for part in re.split(r"\n{2,}", text[start:end]) if part.strip()]
        if block:
            found.append(block[0])
            start = block.end()
    return [part.strip("\n") for part in found]


def without_solution(text):
    """Exercise text without its solutions, and without what explains them up to a heading."""
    while found := SOLUTION.search(text):
        rest = text[found.end() :]
        if not rest.lstrip().startswith("<details>"):
            heading = HEADING.search(rest)
            rest = rest[heading.start() :] if heading else ""
        text = text[: found.start()] + rest
    return text.strip()


def asked(text, resolved):
    """Prose without what gives a prediction away; a question stands in its place.

    resolved : whether the answer has come: then the first paragraph tells it. Before, only those
        that say what to see do.
    """
    parts = paragraphs(text)
    for place, part in enumerate(parts):
        if part.startswith(SEEN) or (resolved and place == 0 and not HEADING.match(part)):
            parts[place] = QUESTION
    return "\n\n".join(parts)


def spoilers(cells):
    """Yield cells without the sections that call themselves spoilers."""
    skipping = False
    for cell in cells:
        if cell.cell_type == "markdown":
            head, spoiler, rest = cell.source.partition("**Spoiler**")
            heading = [found.start() for found in HEADING.finditer(head)]
            if spoiler:
                if heading and head[: heading[-1]].strip():
                    yield changed(cell, head[: heading[-1]].strip())
                found = HEADING.search(rest)
                skipping = not found
                cell = changed(cell, rest[found.start() :]) if found else cell
            elif skipping and (found := HEADING.search(cell.source)):
                skipping, cell = False, changed(cell, cell.source[found.start() :])
        if not skipping:
            yield cell


def changed(cell, source):
    """A copy of a cell with another source."""
    cell = copy.deepcopy(cell)
    cell.source = source
    return cell


def handout(notebook):
    """A copy of a notebook without its answers."""
    notebook = copy.deepcopy(notebook)
    cells, waiting, resolved = [], False, False
    for cell in spoilers(notebook.cells):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            waiting |= calls(cell, "prediction")
            if waiting and tells(cell):
                cell.metadata["jupyter"] = {"source_hidden": True}
            if calls(cell, "prediction"):
                resolved = False
            elif calls(cell, "resolve"):
                waiting, resolved = False, True
        elif "solution" in notebooks.tags(cell):
            cell.source = without_solution(cell.source)
        elif waiting or resolved:
            cell.source = asked(cell.source, resolved)
            resolved = False
        if cell.source.strip():
            cells.append(cell)
    notebook.cells = cells
    return notebook


def write(folder, paths=notebooks.PATHS):
    """Write the handouts of some notebooks into `folder`, and the pictures of their openings."""
    shutil.copytree(ROOT / "notebooks" / "images", folder / "images", dirs_exist_ok=True)
    for path in paths:
        # The links of a notebook hold in every folder that lies beside notebooks/.
        notebooks.write(handout(notebooks.read(path)), folder / path.name)


def main(arguments=None):
    """Write all handouts; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "handout")
    folder = parser.parse_args(arguments).folder
    write(folder)
    print(f"{len(notebooks.PATHS)} notebooks without answers, in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
