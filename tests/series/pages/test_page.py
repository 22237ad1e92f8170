"""What a page may be: its limits, one verb a cell, and a layout; tools.page prints the same."""

import pytest

from tests.series.specimens import code, prose, small
from tools import notebooks, page, verbs


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_pages_keep_to_their_limits(path):
    found = list(page.faults(notebooks.read(path)))
    assert not found, "\n".join(found)


# Each rule on planted cases.

PAIR = "picture = figures.tokens.sums(x)\nfig, alt = figures.tokens.sums(x)\n"
GOOD = [
    prose("# 1 · Count"),
    code("import torch; import sys; import math", tags=["setup"]),
    code("from lecture_utils import show", tags=["imports"]),
    code('claims({"one": 1 == 1, f"two {x}": True})'),
    code('show(*figures.tokens.sums(x, [1, 2]), title=f"{len(x)} rows")'),
    code(PAIR + 'show(*picture)\nshow(fig, alt, title="Two")'),
    code("def draw(size):\n    return figures.tokens.sums(x[:size])\n\n\nlive(draw, size=slider)"),
    code('def named(size):\n    return *figures.tokens.sums(x), f"{size}"\n\n\nlive(named)'),
    code("live(lambda size: figures.tokens.sums(x), size=slider)\nlive(figures.tokens.sums)"),
    code("assert x\n%time x\n!ls;ls\ny = ';'"),
]


def test_good_cells_pass():
    cells = [cell for cell in GOOD if "setup" not in notebooks.tags(cell)]
    assert not list(verbs.faults(small(*cells)))


PARTS = 'fig, alt = figures.tokens.sums(x)\nalt = f"{alt} More."\nshow(fig, alt)'
BAD = [
    (verbs.two_verbs, 'claims({"one": x})\nshow(*figures.a.b(x))', "claims and show in one"),
    (verbs.two_verbs, 'lecture_utils.claims({"one": x})\nlive(draw)', "claims and live in one"),
    (verbs.two_verbs, 'claims({"one": x})\npicture = figures.a.b(x)', "makes a figure"),
    (verbs.two_verbs, "assert x\nplots.show(*figures.a.b(x))", "assert and show in one"),
    (verbs.two_verbs, "for a in x:\n    assert a\nlive(draw)", "assert and live in one"),
    (verbs.own_titles, 'fig.suptitle("One")', "suptitle( on a page"),
    (verbs.own_titles, 'def f(ax):\n    ax.set_title("One")', "set_title( on a page"),
    (verbs.semicolons, "a = 1; b = 2", "a semicolon in line 1"),
    (verbs.semicolons, "%time x\na;", "a semicolon in line 2"),
    (verbs.own_words, 'show(fig, f"{len(x)} rows")', "write show(*figures."),
    (verbs.own_words, 'show(fig, "Rows.")', "write show(*figures."),
    (verbs.own_words, "show(*draw(x))", "write show(*figures."),
    (verbs.own_words, 'fig, ax = plt.subplots()\nalt = "A."\nshow(fig, alt)', "write show("),
    (verbs.own_words, PARTS, "write show(*figures."),
    (verbs.own_words, "show()", "write show(*figures."),
    (verbs.own_words, 'def d(a):\n    return fig, f"{a}"\n\n\nlive(d)', "live's function shall"),
    (verbs.own_words, 'd = lambda a: (fig, f"{a}")\nlive(d, a=s)', "live's function shall"),
    (verbs.own_words, 'live(lambda a: (fig, "A."))', "live's function shall"),
]


@pytest.mark.parametrize("rule, source, message", BAD)
def test_a_bad_cell_is_found(rule, source, message):
    [found] = rule(small(prose("# 1"), code(source)))
    assert message in found and found.startswith("cell 2 ")


def test_each_rule_was_tried():
    assert {rule for rule, *_ in BAD} == set(verbs.RULES)


def cell_of(lines, *tags):
    return code("# why\n\n" + "x = 1\n" * lines, tags=tags)


CLASS = "class A:\n" + "    x = 1\n" * 19
MODULES = """
from lecture_utils import claims, show, corpus, attention, metrics, geometry
from lecture_utils.figures import style, show
from lecture_utils.paths import ROOT, data_path
import lecture_utils.training as training
import torch
"""


@pytest.mark.parametrize(
    "what, cells, expected",
    [
        ("core: code lines", [cell_of(3), cell_of(4), code(CLASS)], 7),
        ("core: code lines", [cell_of(9, tag) for tag in ("setup", "imports", "exercise")], 0),
        ("core: code lines", [cell_of(9, "go-further"), cell_of(2)], 2),
        ("core: code lines", [code("x = '''one\n\n# two\n'''  # why\n%time x\nf(\n    1,\n)")], 8),
        ("core: lines in class cells", [code(CLASS), code("@a\n" + CLASS), cell_of(3)], 41),
        ("core: lines in class cells", [code(CLASS, tags=["go-further"])], 0),
        ("core: words", [prose("one two <!-- no --> $x + y$ — [three](a.md)\n$$a b$$")], 4),
        ("core: words", [prose("one\n```python\nno no\n```\n![no no](a.png) | two |")], 2),
        ("core: words", [prose("no", "go-further"), prose("no", "solution"), cell_of(2)], 0),
        ("core: words", [code('claims({"one two": x, f"three {x} four": y})\nf("no")')], 4),
        ("all: code lines", [cell_of(3, "go-further"), cell_of(2, "exercise"), code(CLASS)], 25),
        ("cell: median lines", [cell_of(n) for n in (1, 2, 9)] + [cell_of(9, "imports")], 2),
        ("cell: p90 lines", [cell_of(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)], 9),
        ("cell: longest", [cell_of(4), cell_of(7, "go-further"), code(CLASS)], 7),
        ("longest line, characters", [code("x = 1  # " + "é" * 10), prose("long " * 99)], 19),
        ("modules of lecture_utils", [code(MODULES), code(MODULES)], 8),
    ],
)  # fmt: skip
def test_what_is_counted(what, cells, expected):
    assert page.measure(small(*cells))[what] == expected


def test_each_limit_is_held_and_counted():
    tried = test_what_is_counted.pytestmark[0].args[1]
    assert {what for what, *_ in tried} == set(page.LIMITS)
    full = small(*[cell_of(3) for _ in range(57)])  # 171 lines in the core
    assert list(page.too_long(full)) == ["core: code lines: 171 (limit 170)"]
    assert not list(page.too_long(small(*full.cells[1:])))
    assert list(page.too_long(small(code("x = 1  #" + " " * 77)))) == [
        "longest line, characters: 85 (limit 84)"
    ]


def class_of(lines):
    return code("class A:\n" + "    x = 1\n" * (lines - 1))


def lines(count, *tags):
    return [cell_of(1, *tags) for _ in range(count)]


@pytest.mark.parametrize(
    "what, limit, fill",
    [
        ("core: code lines", 170, lines),
        ("core: lines in class cells", 45, lambda n: [class_of(n)]),
        ("core: words", 2250, lambda n: [prose("word " * n)]),
        ("all: code lines", 330, lambda n: lines(n, "exercise")),
        ("cell: median lines", 5, lambda n: [cell_of(n) for _ in range(3)]),
        ("cell: p90 lines", 9, lambda n: [*lines(8), cell_of(n), cell_of(15)]),
        ("cell: longest", 15, lambda n: [*lines(19), cell_of(n)]),
        ("longest line, characters", 84, lambda n: [code(f"x = 1  #{' ' * (n - 8)}")]),
        ("modules of lecture_utils", 10, lambda n: [
            code("\n".join(f"import lecture_utils.m{one}" for one in range(n)), tags=["imports"])]),
    ],
)  # fmt: skip
def test_each_limit_is_where_it_was(what, limit, fill):
    """A page at its limit passes, one step more is found; a limit that was loosened is, too."""
    assert what in page.LIMITS
    assert not list(page.too_long(small(*fill(limit))))
    assert list(page.too_long(small(*fill(limit + 1)))) == [f"{what}: {limit + 1} (limit {limit})"]


def test_each_page_that_grows_past_a_limit_is_noticed():
    for path in notebooks.PATHS:
        notebook = notebooks.read(path)
        now = page.measure(notebook)
        more = {
            "core: code lines": lines(171 - now["core: code lines"]),
            "core: words": [prose("word " * (2301 - now["core: words"]))],
            "all: code lines": lines(331 - now["all: code lines"], "go-further"),
            "cell: longest": [cell_of(16)],
        }
        for what, cells in more.items():
            found = list(page.too_long(small(*notebook.cells, *cells)))
            assert any(line.startswith(what) for line in found), (path.stem, what)


def test_a_layout_that_is_not_ruff_s_is_found():
    good = small(prose("# 1"), code("x = [1, 2]"), code("%time x\n!ls;ls"))
    assert not list(page.unformatted(good))
    for source in ("x = [1,2]", "x = 1\n\n", "y = " + " + ".join(["word"] * 13), "x = 'a'"):
        [found] = page.unformatted(small(prose("# 1"), code(source)))
        assert found.startswith("cell 2 (") and "not as ruff format leaves it" in found
    assert "ruff format: error" in next(page.unformatted(small(code("x = ("))))


def test_the_program_prints_counts_and_faults(tmp_path, capsys):
    path = tmp_path / "01_count.ipynb"
    notebooks.write(small(prose("# 1 · Count"), cell_of(16), code("a = 1; b = 2")), path)
    page.main([str(path)])
    printed = " ".join(capsys.readouterr().out.split())
    assert "✗ cell: longest 16 limit 15" in printed
    assert "✓ core: code lines 17 limit 170" in printed
    assert "longest: 16 lines: cell 2 (" in printed and "a semicolon in line 1" in printed
