"""A cell that needs what is missing says so; all others run; once it is there, all is as ever."""

import atexit

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lecture_utils.figures import show as skipping


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a cell in a shell of its own; returns what it printed."""
    shell = InteractiveShell()
    monkeypatch.setattr(skipping, "get_ipython", lambda: shell)
    shell.user_ns["Missing"] = skipping.Missing

    def cell(source):
        result = shell.run_cell(source)
        assert result.error_in_exec is None and result.error_before_exec is None
        return capsys.readouterr().out

    yield cell
    shell.atexit_operations()
    atexit.unregister(shell.atexit_operations)


SAID = "○ A model is not here, and this cell needs it.\n"


def test_what_needs_the_model_says_so_and_passes_it_on(run):
    assert run("model = Missing('A model', 'Get it.')") == "○ Get it.\n"
    assert run("states, n = model(1), 2\nprint(states)") == SAID
    assert run("print(n + 1)") == SAID
    assert run("def draw(x):\n    return model(x)") == SAID
    assert run("draw(3)") == SAID
    assert run("[model(x) for x in range(3)]") == SAID
    assert run("live(lambda layer: states[layer])") == SAID


def test_what_does_not_need_it_runs(run):
    run("model = Missing('A model', 'Get it.')\nn = 3")
    run("states = model(1)")
    assert run("print(n)") == "3\n"
    assert run("def mean(states):\n    return sum(states)\n\nprint(mean([1, 2]))") == "3\n"
    assert run("states = [4]\nprint(states)") == "4\n".replace("4", "[4]")
    assert run("print(states)") == "[4]\n"  # made anew, by a cell that ran


def test_what_a_comprehension_calls_its_own_is_nobody_elses(run):
    run("model = Missing('A model', 'Get it.')\nrows = [1, 2]")
    assert run("states = [model(row) for row in rows]") == SAID
    assert run("print([2 * row for row in rows])") == "[2, 4]\n"
    assert run("print({row: [row for row in range(row)] for row in rows})") != SAID
    assert run("row = model(1)") == SAID
    assert run("print([row for row in row])") == SAID  # the last `row` is the notebook's


def test_once_it_is_there_the_cells_run_again(run):
    run("model = Missing('A model', 'Get it.')")
    assert run("states = model(1)") == SAID
    assert run("model = abs") == ""
    assert run("print(states)") == SAID  # its cell was not run again yet
    assert run("states = model(-1)\nprint(states)") == "1\n"
    assert run("print(states)") == "1\n"


def test_two_missing_things_are_told_apart_and_one_reader_serves_both(run):
    run("one = Missing('A', 'Get A.')\ntwo = Missing('B', 'Get B.')")
    assert "B is not here" in run("two()") and "A is not here" in run("one()")


def test_outside_a_notebook_it_only_prints(monkeypatch, capsys):
    monkeypatch.setattr(skipping, "get_ipython", lambda: None)
    assert skipping.Missing("A", "Get A.").name == "A"
    assert capsys.readouterr().out == "○ Get A.\n"
