"""Every exercise of every notebook: the stub as it stands is not attempted, the solution right."""

import pytest

from tests.series import solutions
from tools import notebooks

EXERCISES = [
    pytest.param(notebooks.read(path), stub, solution, id=f"{path.stem[:2]}-{number}")
    for path in notebooks.PATHS
    for number, (stub, solution) in enumerate(solutions.exercises(notebooks.read(path)), start=1)
]


@pytest.mark.parametrize("notebook, stub, solution", EXERCISES)
def test_the_stub_is_not_attempted_and_the_solution_right(notebook, stub, solution):
    names = solutions.namespace(notebook)
    assert solutions.verdict(stub, names).startswith("○ ")
    said = solutions.verdict(stub, names, solution)
    assert said.startswith("✓ ") and said.count("\n") == 1
