"""The stop button in the middle of a training, then on: the page says what to do."""

from . import facts

NAME = "02_rnn_translation.ipynb"


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
