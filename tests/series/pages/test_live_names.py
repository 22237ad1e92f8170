"""A control may be moved at any time: what its figure reads is given no other content further down.

After *Run All* a function handed to `live` finds the last content of each name of the page.
"""

import ast

import pytest

from lecture_utils.figures.show import scopes, symbols, taken
from tools import notebooks


def functions(sources):
    """{name: what it reads of the page} of each function written on the page, at its top level."""
    found = {}
    for source in sources:
        for statement in ast.parse(source).body:
            if isinstance(statement, ast.FunctionDef):
                found[statement.name] = taken(scopes(statement).get_children()[0])
    return found


def assigned(source):
    found = symbols(scopes(ast.parse(source)))
    return {symbol.get_name() for symbol in found if symbol.is_assigned()}


def overwritten(sources):
    """Say which cell gives another content to a name that a live figure above still reads.

    sources : of a notebook's code cells, in order
    """
    known = functions(sources)
    for number, source in enumerate(sources, start=1):
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        drawn = [call.args[0] for call in calls if getattr(call.func, "id", "") == "live"]
        reads = set().union(*(taken(scopes(one)) for one in drawn))
        while more := set().union(*(known.get(name, set()) for name in reads)) - reads:
            reads |= more
        for later, text in enumerate(sources[number:], start=number + 1):
            if lost := reads & assigned(text):
                names = ", ".join(sorted(lost))
                yield f"code cell {later} overwrites {names}: the figure of cell {number} reads it"


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_what_a_live_figure_reads_stays(path):
    cells = notebooks.cells(notebooks.read(path), "code")
    assert not list(overwritten([cell.source for _, cell in cells]))


@pytest.mark.parametrize(
    ("sources", "count"),
    [
        (["x = 1\ndef f(a):\n    return x\nlive(f, a=2)", "x = 2"], 1),
        (["x = 1\ndef g():\n    return x\ndef f(a):\n    return g()", "live(f, a=2)", "x = 2"], 1),
        (["live(lambda a: x + a, a=2)", "for x in rows:\n    pass"], 1),
        (["live(f, a=2)", "def f(a):\n    return a"], 1),
        (["x = 1\ndef f(a):\n    return x", "x = 2", "live(f, a=2)"], 0),
        (["def f(x):\n    return x\nlive(f, x=2)", "x = 2"], 0),
        (["live(f, a=2)", "def g():\n    f = 1"], 0),
    ],
)
def test_the_rule(sources, count):
    assert len(list(overwritten(sources))) == count
