"""Each notebook as a reader meets it: run, moved, in light and dark, and run once more.

Light and dark are both looked at on the page that ran: a theme is switched, nothing runs for it.
Before it runs once more, one page's training is stopped halfway.
"""

import pytest

from lecture_utils.paths import ROOT

from . import facts, interruption, panel, scripts
from .keyboard import CONTROLS, UNSAFE, still

NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
PANELS = ["06_teachable_machine.ipynb"]
STOPPED = ["02_rnn_translation.ipynb"]  # the training that takes longest from its first line on


def look(notebook, shots, label):
    """Keep pictures of the page; assert that all of its own are there and all texts readable."""
    page = notebook.page
    if shots:
        tops = page.evaluate(scripts.TOPS)
        for number, top in enumerate(tops, start=1):
            page.evaluate(scripts.SCROLL, top)
            page.screenshot(path=shots / f"{label}-{number:02}.png")
    missing = page.evaluate(scripts.PICTURES_MISSING)
    assert not missing, "\n".join(missing)
    pale = list(facts.pale(page.evaluate(scripts.TEXTS)))
    assert not pale, "\n".join(pale)


def assert_ran(notebook):
    cells = notebook.cells()
    wrong, left_out = list(facts.failures(cells)), facts.not_run(cells)
    assert not wrong, "\n".join(wrong)
    assert not left_out, f"cells {left_out} were not run"


def assert_pictures_speak(notebook):
    stored = facts.pictures(notebook.cells())
    assert stored, "each notebook shows pictures"
    notebook.page.wait_for_function(scripts.AS_MANY, arg=stored)  # painted one after the other
    wordless = notebook.page.evaluate(scripts.WORDLESS)
    assert not wordless, "\n".join(wordless)


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_of(name, opened, shots):
    notebook = opened(name)
    written = facts.sources(notebook.cells())
    assert_pictures_speak(notebook)  # as stored, in a notebook that is not trusted
    notebook.run_all()
    assert_ran(notebook)
    assert_pictures_speak(notebook)
    assert not notebook.page.evaluate(scripts.SIDEWAYS)
    assert not notebook.page.evaluate(scripts.CUT_OFF)
    assert not notebook.page.evaluate(scripts.NAMELESS)
    assert not notebook.page.locator(UNSAFE).count()
    nulls = notebook.page.locator("[title='null']").all_inner_texts()
    assert not nulls, f"the mouse that rests on them is told 'null': {nulls}"
    assert not notebook.page.evaluate(scripts.BROKEN_LINKS)
    for theme in ("Light", "Dark"):
        notebook.theme(theme)
        look(notebook, shots, f"{name[:2]}-{theme.lower()}")
    places = notebook.with_controls()
    assert places, "each notebook has something to move"
    if name in PANELS:
        panel.work(notebook)
    else:
        stuck = []
        for cell in map(notebook.code_cell, places):
            controls = cell.locator(CONTROLS).all()
            assert controls, "a cell shows controls that no key moves"
            stuck += [still(notebook, cell, control, controls[0]) for control in controls]
        assert not list(filter(None, stuck))
    if name in STOPPED:
        interruption.stop_and_go_on(notebook)
    notebook.run_all()
    assert_ran(notebook)
    assert facts.sources(notebook.cells()) == written, "a key that moved a control changed cells"
    assert not facts.outside(notebook.requests)
    assert not notebook.faults
