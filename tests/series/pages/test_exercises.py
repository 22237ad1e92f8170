"""Every exercise of every notebook: the stub as it stands is not attempted, the solution right."""

import pytest

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
