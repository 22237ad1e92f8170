"""Who stops a training and runs on is told what is missing."""

from . import facts


def said(cell):
    return "".join("".join(output.get("text", "")) for output in cell.get("outputs", []))


def stop_and_go_on(notebook):
    """Press the stop button in the first training, then run each cell after it."""
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
