"""A control that moves while a cell runs."""

from nbformat.v4 import new_code_cell

from . import facts, made_up, scripts
from .interruption import said
from .keyboard import changed, pictures

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
