"""What a reader does while a cell runs: the stop button, then on; a control that moves."""

from . import facts, scripts
from .keyboard import changed, pictures

NAME = "02_rnn_translation.ipynb"
UNTOUCHED = "as if nothing had been touched"
WHILE = f"""import io
import time
import matplotlib.pyplot as plt

end = time.monotonic() + 6
while time.monotonic() < end:
    fig, ax = plt.subplots()
    ax.plot(range(200))
    fig.savefig(io.BytesIO())
    plt.close(fig)
print("{UNTOUCHED}")"""


def said(cell):
    return "".join("".join(output.get("text", "")) for output in cell.get("outputs", []))


def test_who_stops_a_training_and_runs_on_is_told_what_is_missing(opened):
    notebook = opened(NAME)
    place = next(n for n, cell in enumerate(notebook.cells())
                 if "training" in cell["metadata"].get("tags", []))  # fmt: skip
    notebook.page.evaluate(
        "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
    )
    notebook.begin("notebook:run-all-cells")
    notebook.code_cell(place).locator(".jp-OutputArea-output").wait_for(timeout=240_000)
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('notebook:interrupt-kernel')")
    notebook.finish()
    cells = notebook.cells()
    assert "Interrupted after" in said(cells[place])
    assert not list(facts.failures(cells[: place + 1]))
    for number in range(place + 1, len(cells)):
        notebook.run_cell(number)
    told = list(facts.failures(notebook.cells()))
    assert told, "nothing noticed that the training was stopped"
    assert not list(facts.unexplained(notebook.cells()))
    notebook.run_all()
    assert not list(facts.failures(notebook.cells()))


def test_a_control_that_moves_while_a_cell_draws_spoils_nothing_and_is_drawn_after_it(opened):
    """JupyterLab gives the controls a thread of their own, beside the one of the cells."""
    notebook = opened("07_query_weight_matrix.ipynb")
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
