"""Who stops a training and runs on reads why a later cell cannot go on, never a NameError.

A guard (`training.finished()` and its kin) raises with the reason. What its cell would have made
after it is lost then, and a cell that takes it must have a guard of its own before it does.
"""

import ast

import pytest

from lecture_utils.figures.show import scopes, symbols, taken
from tools import notebooks

GUARDS = ("finished", "check_finished")


def is_guard(statement):
    called = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(called, ast.Call):
        return False
    return getattr(called.func, "attr", getattr(called.func, "id", None)) in GUARDS


def victims(sources):
    """Say which cell takes what an interrupted training left unmade, with no guard before.

    sources : of a notebook's code cells, in order
    """
    lost = set()
    for number, source in enumerate(sources, start=1):
        guarded = False
        for statement in ast.parse(source).body:
            guarded = guarded or is_guard(statement)
            table = scopes(statement)
            made = {symbol.get_name() for symbol in symbols(table) if symbol.is_assigned()}
            if guarded:
                lost |= made
                continue
            if missing := taken(table) & lost:
                yield f"code cell {number} takes {', '.join(sorted(missing))}: guard it, too"
                break
            lost -= made


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_what_a_guard_withholds_is_guarded_further_down(path):
    cells = notebooks.cells(notebooks.read(path), "code")
    assert not list(victims(cell.source for _, cell in cells))


@pytest.mark.parametrize(
    ("sources", "count"),
    [
        (["t = fit()\nt.finished()\nx = 1", "print(x)"], 1),
        (["t = fit()\nx = 1\nt.finished()", "print(x)"], 0),
        (["finished(losses, 3)\nx = 1", "finished(losses, 3)\ny = x", "print(y)"], 1),
        (["tiny.check_finished(3, a)\nx = 1", "def f():\n    return x"], 1),
        (["t.finished()\nx = 1", "x = 2", "print(x)"], 0),
        (["x = 1", "t.finished()", "print(x)"], 0),
    ],
)
def test_the_rule(sources, count):
    assert len(list(victims(sources))) == count
