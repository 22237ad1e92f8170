"""The runner writes what it should, and leaves a failing notebook as it was."""

import nbformat
import pytest

from tools import run_notebooks
from tools.notebooks import write


@pytest.fixture
def notebook(tmp_path):
    def make(*sources):
        opening = "# 1 · Test\nAbout <!-- reading time --><!-- / -->.\n"
        opening += "Runs in <!-- run time -->about 40 s<!-- / -->."
        cells = [nbformat.v4.new_markdown_cell(opening)]
        cells += [nbformat.v4.new_code_cell(source) for source in sources]
        path = tmp_path / "01_test.ipynb"
        write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return make


def test_a_run_fills_outputs_counts_and_the_run_time(notebook, capsys):
    path = notebook("x = 2", "print(x + 1)")
    assert run_notebooks.main([str(path)]) == 0
    after = nbformat.read(path, 4)
    assert [c.execution_count for c in after.cells[1:]] == [1, 2]
    assert after.cells[2].outputs[0].text == "3\n"
    assert "<!-- run time -->about 10 s<!-- / -->" in after.cells[0].source
    assert "About <!-- reading time -->5 minutes for the core<!-- / -->." in after.cells[0].source
    assert "execution" not in after.cells[1].metadata
    assert after.metadata.kernelspec.name == "python3"
    printed = capsys.readouterr().out
    assert printed.startswith("01_test … ") and "all" in printed


def test_running_twice_changes_nothing(notebook):
    path = notebook("print(1)")
    run_notebooks.main([str(path)])
    first = path.read_bytes()
    run_notebooks.main([str(path)])
    assert path.read_bytes() == first


def test_what_is_printed_in_two_breaths_is_one_output(notebook):
    path = notebook(
        "import time\nprint('one', end='', flush=True)\ntime.sleep(0.5)\nprint(' line')"
    )
    run_notebooks.main([str(path)])
    assert [o.text for o in nbformat.read(path, 4).cells[1].outputs] == ["one line\n"]


def test_a_failing_notebook_is_left_alone_and_told(notebook, capsys):
    path = notebook("1 / 0")
    before = path.read_bytes()
    assert run_notebooks.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert "ZeroDivisionError" in capsys.readouterr().out


def test_check_writes_nothing(notebook):
    path = notebook("print(1)")
    before = path.read_bytes()
    assert run_notebooks.main(["--check", str(path)]) == 0
    assert path.read_bytes() == before


FORGETS = ("x = globals().get('y', 0)", "print(1 / (1 - x))", "y = 1")
COUNTS = ("count = globals().get('count', 0) + 1", "print(count)", "print('done')")
IN_A_ROW = "stopped at cell 3 ('print(x.pop())'), twice in a row"
ONCE_MORE = "stopped at cell 3 ('print(1 / (1 - x))'), once more after the others"


@pytest.mark.parametrize(
    "sources, found",
    [
        (("x = [1]", "x.append(2)\nprint(x[0])", "print('done')"), []),
        (("x = [1]", "print(x.pop())"), ["IndexError", IN_A_ROW]),
        (FORGETS, ["ZeroDivisionError", ONCE_MORE]),
        (COUNTS, ["says something else once more: cell 3 ('print(count)')"]),
        (("1 / 0",), ["ZeroDivisionError", "stopped at cell 2 ('1 / 0')\n"]),
    ],
)
def test_twice_says_which_cell_cannot_be_run_again(notebook, capsys, sources, found):
    path = notebook(*sources)
    before = path.read_bytes()
    assert run_notebooks.main(["--twice", str(path)]) == bool(found)
    assert path.read_bytes() == before
    printed = capsys.readouterr().out
    assert all(part in printed for part in found)
    assert printed.count("says something else") <= 1
