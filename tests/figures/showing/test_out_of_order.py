"""Cells that run out of order: no stray figure, and a missing name says where to look."""

import atexit
import threading

import matplotlib.pyplot as plt
import pytest
from IPython.core.interactiveshell import InteractiveShell

from lecture_utils.figures import style


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a cell as a kernel does; returns what it printed, and how many figures are shown."""
    shell, shown = InteractiveShell(), []
    shell.events.register("post_execute", lambda: shown.append(len(plt.get_fignums())))
    monkeypatch.setattr(style, "get_ipython", lambda: shell)
    style.start()
    style.start()  # safe to call again

    def cell(source):
        shell.run_cell(source)
        return capsys.readouterr().out, shown[-1]

    cell.shown = shown
    cell("import matplotlib.pyplot as plt")
    yield cell
    plt.close("all")
    shell.atexit_operations()
    atexit.unregister(shell.atexit_operations)


def test_a_cell_that_fails_leaves_no_figure(run):
    for cell in ("fig, ax = plt.subplots(); ax.plot(missing)", "plt.figure(); 1 / 0"):
        said, figures = run(cell)
        assert "Error" in said and figures == 0


def test_a_figure_of_a_cell_that_ends_well_is_shown(run):
    assert run("fig, ax = plt.subplots()")[1] == 1


def test_a_start_that_runs_again_adds_nothing(run):
    hooks = style.get_ipython().events.callbacks["post_execute"]
    assert [getattr(hook, "__name__", "") for hook in hooks].count("close_figures") == 1


def test_what_is_said_leads_through_the_menu():
    assert "cell further up" in style.ABOVE
    assert style.ABOVE.endswith("menu Run, Run All Above Selected Cell.")


def test_a_missing_name_says_where_to_look_and_other_errors_do_not(run):
    for cell in ("print(later)", "def use():\n    return later\nuse()"):
        said, _ = run(cell)
        assert "name 'later' is not defined" in said and said.count(style.ABOVE) == 1
    assert style.ABOVE not in run("1 / 0")[0]
    assert run("later = 3; print(later)")[0] == "3\n"


def test_the_message_of_a_control_shows_no_figure_that_a_cell_is_still_drawing(run):
    shell, late = style.get_ipython(), []
    shell.events.register("post_execute", lambda: late.append(1))  # Matplotlib comes after start
    shell.user_ns["message"] = lambda: shell.events.trigger("post_execute")
    shell.user_ns["Thread"] = threading.Thread
    begin = "fig, ax = plt.subplots(); other = Thread(target=message); other.start(); other.join()"
    before = len(run.shown)
    _, shown = run(begin)
    assert len(run.shown) == before + 1 and shown == 1  # when the cell ends, and only then
    assert len(late) == 1
