"""How many minutes a notebook takes its reader, computed from the page, and written on it.

150 words or 7 lines of code a minute; an exercise takes the minutes that its heading states. The
exercises of a Go-further part count there: whoever skips it skips them.
"""

import re

from tools.notebooks import cells, tags
from tools.page import FRAME, code_lines, words

WORDS, LINES = 150, 7  # a minute
STEP = 5  # minutes of reading are told in steps of so many
STATED = re.compile(r"^#+ .*\((\d+) min\)", re.M)
PLACE = re.compile(r"(?<=<!-- reading time -->)[^<\n]*(?=<!-- / -->)")


def exercises(notebook):
    """Yield (name, whether in Go further, stated minutes or None) of each exercise.

    The statement stands in a cell before it, after the exercise before.
    """
    stated = None
    for where, cell in cells(notebook):
        if "exercise" in tags(cell):
            yield where, "go-further" in tags(cell), stated
            stated = None
        elif cell.cell_type == "markdown" and (found := STATED.findall(cell.source)):
            stated = int(found[-1])


def reading(some_cells):
    """Minutes, not rounded, to read these cells: their words, and code but for the frame's."""
    minutes = 0
    for cell in some_cells:
        minutes += words(cell) / WORDS
        if cell.cell_type == "code" and not tags(cell) & FRAME:
            minutes += code_lines(cell) / LINES
    return minutes


def rounded(minutes):
    """Minutes in steps of STEP, at least one step; 0 stays 0."""
    return max(STEP, STEP * round(minutes / STEP)) if minutes else 0


def minutes(notebook):
    """(core, its exercises, Go further), in minutes.

    Raises ValueError for an exercise whose heading does not say "(4 min)".
    """
    tasks = {False: 0, True: 0}
    for where, further, stated in exercises(notebook):
        if stated is None:
            raise ValueError(f"{where}: the heading of this exercise must end with (… min)")
        tasks[further] += stated
    read = [cell for cell in notebook.cells if not tags(cell) & {"exercise", "solution"}]
    further = [cell for cell in read if "go-further" in tags(cell)]
    core = [cell for cell in read if "go-further" not in tags(cell)]
    return rounded(reading(core)), tasks[False], rounded(reading(further) + tasks[True])


def sentence(notebook):
    """What the opening says after "About", which keeps the comment from opening its line."""
    core, tasks, further = minutes(notebook)
    parts = [f"{core} minutes for the core"]
    parts += [f"{tasks} for its exercises"] if tasks else []
    parts += [f"{further} for *Go further*"] if further else []
    return ", ".join(parts)


def write_reading_time(notebook):
    """Bring the opening's minutes up to date with the page."""
    opening = notebook.cells[0]
    if PLACE.search(opening.source):
        opening.source = PLACE.sub(sentence(notebook), opening.source)
