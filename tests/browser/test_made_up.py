"""Pages that are made up: one with a fault of each kind, and one whose control moves at a bad time.

Of the faults every look that the other tests take notices its own.
"""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from . import facts, made_up, scripts
from .interruption import said
from .keyboard import CONTROLS, UNSAFE, TooLate, changed, faulty, pictures, still

CELLS = {
    "begin": new_code_cell(made_up.BEGIN),
    "moves": new_code_cell(made_up.MOVES),
    "deaf": new_code_cell("live(lambda size: draw(5), size=w.IntSlider(3))"),
    "blank": new_code_cell(
        "live(lambda size: (plt.figure(figsize=(2, 1)), f'Nothing, {size}.'), size=w.IntSlider(3))"
    ),
    "list": new_code_cell("display(w.Dropdown(options=['a', 'b'], description='list'))"),
    "nameless": new_code_cell("display(w.Button())"),
    "cut off": new_code_cell(
        "cut = w.Button(description='cut', layout=w.Layout(flex='0 0 auto'))\n"
        "display(w.HBox([cut], layout=w.Layout(width='60px', overflow='hidden')))"
    ),
    "wide": new_code_cell("x = '" + 200 * "x" + "'"),
    "pale": new_code_cell("display(HTML('<p style=\"color: #ccc; background: white\">pale</p>'))"),
    "see-through": new_code_cell("plt.subplots(figsize=(1, 1), facecolor='none')[0]; plt.show()"),
    "far": new_markdown_cell("![far](http://pictures.invalid/far.png)"),
    "nowhere": new_markdown_cell("[nowhere](../nowhere.md)"),
    "error": new_code_cell("1 / 0"),
}
PLACE = {name: place for place, name in enumerate(CELLS)}
UNTOUCHED = "as if nothing had been touched"
WHILE = f"""import io
import time

end = time.monotonic() + 6
while time.monotonic() < end:
    fig, ax = plt.subplots()
    ax.plot(range(200))
    fig.savefig(io.BytesIO())
    plt.close(fig)
print("{UNTOUCHED}")"""


def test_each_fault_is_seen(opened, lab):
    notebook = opened(made_up.write(lab, list(CELLS.values())))
    notebook.run_all()
    look = notebook.page.evaluate
    written = facts.sources(notebook.cells())

    (error,) = facts.failures(notebook.cells())
    assert error.startswith(f"cell {PLACE['error'] + 1}: ZeroDivisionError")
    assert facts.outside(notebook.requests) == ["http://pictures.invalid/far.png"]
    assert "x = 'xxx" in "".join(look(scripts.SIDEWAYS))
    assert look(scripts.CUT_OFF) == ["cut"]
    (nameless,) = look(scripts.NAMELESS)
    assert "<button" in nameless
    assert any(said.startswith("'pale'") for said in facts.pale(look(scripts.TEXTS)))
    missing = "".join(look(scripts.PICTURES_MISSING))
    assert "data:image" in missing and "pictures.invalid" in missing
    ((nowhere, _),) = look(scripts.BROKEN_LINKS)
    assert "nowhere.md" in nowhere
    assert notebook.page.locator(UNSAFE).count() == 1

    kinds = {"moves": None, "blank": "is blank", "deaf": "the picture stays as it is"}
    for name, expected in kinds.items():
        cell = notebook.code_cell(PLACE[name])
        (control,) = cell.locator(CONTROLS).all()
        said = still(notebook, cell, control, control, patience=3_000)
        assert said is None if expected is None else expected in said
    assert facts.sources(notebook.cells()) == written

    # Words that are taken away; the see-through picture, as matplotlib shows it, has none.
    moved = notebook.code_cell(PLACE["moves"])
    assert faulty("it", pictures(moved)) is None and len(look(scripts.WORDLESS)) == 1
    for words in ("one => { one.alt = ' '; }", "one => { one.alt = 'Image'; }"):
        moved.locator(".jp-OutputArea img").first.evaluate(words)
        assert faulty("it", pictures(moved)) == "'it': a picture has no words"
        assert len(look(scripts.WORDLESS)) == 2

    # A picture that is taken away, as while another is on its way, has not changed.
    before = pictures(cell)
    cell.locator(".jp-OutputArea img").evaluate_all("all => all.forEach(one => one.remove())")
    with pytest.raises(TooLate):
        changed(notebook, cell, before, patience=500)

    # Why no list is used: while one has the focus, JupyterLab takes some keys for its own.
    notebook.code_cell(PLACE["list"]).locator("select").focus()
    notebook.page.keyboard.press("x")
    notebook.settle()
    assert facts.sources(notebook.cells()) != written


def test_a_control_that_moves_while_a_cell_draws_spoils_nothing_and_is_drawn_after_it(opened, lab):
    """JupyterLab gives the controls a thread of their own, beside the one of the cells."""
    cells = map(new_code_cell, (made_up.BEGIN, made_up.MOVES))
    notebook = opened(made_up.write(lab, [*cells], "beside.ipynb"))
    notebook.run_all()
    cell = notebook.code_cell(notebook.with_controls()[0])
    handle = cell.locator(".noUi-handle").first
    before, number = pictures(cell), len(notebook.cells())
    notebook.page.evaluate(scripts.ADD_CELL, WHILE)
    notebook.page.evaluate(scripts.BEGIN_CELL, number)
    handle.focus()
    for key in 10 * ["ArrowRight", "ArrowRight", "ArrowLeft"]:
        notebook.page.keyboard.press(key)
        notebook.page.wait_for_timeout(100)
    assert pictures(cell) == before  # the cell still draws
    notebook.finish()
    changed(notebook, cell, before)
    cells = notebook.cells()
    assert len(cells[number]["outputs"]) == 1 and said(cells[number]) == f"{UNTOUCHED}\n"
    assert not list(facts.failures(cells))
