"""Every exercise of every notebook: the stub as it stands is not attempted, the solution right."""

import ast

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lecture_utils.checks.kinds.exercise import STUB
from tests.series import solutions
from tools import notebooks

EXERCISES = [
    pytest.param(notebooks.read(path), number, stub, solution, id=f"{path.stem[:2]}-{number}")
    for path in notebooks.PATHS
    for number, (stub, solution) in enumerate(solutions.exercises(notebooks.read(path)), start=1)
]


@pytest.mark.parametrize("notebook, number, stub, solution", EXERCISES)
def test_the_stub_is_not_attempted_and_the_solution_right(notebook, number, stub, solution):
    names = solutions.namespace(notebook)
    name = f"Exercise {number}"
    if "_cage(" in stub:  # six cages stand behind the four exercises of notebook 09
        name = f"Cage {number - 4}"
    assert solutions.verdict(stub, names) == f"○ {name}: {STUB}\n"
    assert solutions.verdict(stub, names, solution) == f"✓ {name}: correct.\n"


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem[:2])
def test_a_check_of_several_answers_names_them_as_the_page_does(path):
    """It says which of them is still to do: `my_W_q` is no `W_q`."""
    notebook = notebooks.read(path)
    check = solutions.namespace(notebook).get("check")
    for stub, _ in solutions.exercises(notebook):
        *_, last = ast.parse(stub).body
        exercise = getattr(check, getattr(last.value.func, "attr", ""), None)
        if exercise is not None and len(exercise.asks) > 1:
            assert [answer.id for answer in last.value.args] == list(exercise.asks)


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem[:2])
def test_a_pasted_solution_spoils_no_later_cell(path):
    assert [*solutions.spoiled(notebooks.read(path))] == []


def test_what_a_pasted_solution_would_spoil_is_found():
    def cell(source, *tags):
        return new_code_cell(source, metadata={"tags": list(tags)})

    stub = cell("answer = ...\ncheck.it(answer)", "exercise")
    printed = "```python\nd, x = 3, 4\nheads = 2\nanswer = d * heads\n```"
    solution = new_markdown_cell(printed, metadata={"tags": ["solution"]})
    begin = [cell("d, x = 5, 6\nheads = 2"), cell("def judge(size):\n    return size * d")]
    later = [cell("for x in range(3):\n    print(x, heads, answer)"), cell("found = judge(9)")]
    notebook = new_notebook(cells=[*begin, stub, solution, *later])
    [(number, name, where)] = solutions.spoiled(notebook)
    assert (number, name) == (1, "d") and "found = judge" in where
    mended = new_notebook(cells=[*begin, stub, solution, cell("d = 1"), *later])
    assert [*solutions.spoiled(mended)] == []
