"""A notebook on disk is what a front end writes, so that opening and saving it changes nothing."""

import io

import nbformat
import pytest
from nbformat.v4 import new_output

from tests.series.specimens import code, prose, small
from tools import notebooks


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_saving_a_notebook_changes_nothing(path):
    stored = path.read_text(encoding="utf-8")
    as_a_front_end = io.StringIO()
    nbformat.write(nbformat.read(path, nbformat.NO_CONVERT), as_a_front_end, nbformat.NO_CONVERT)
    again = as_a_front_end.getvalue()
    changed = sum(a != b for a, b in zip(stored.split("\n"), again.split("\n"), strict=False))
    assert stored == again, f"a save changes {changed} lines: run python -m tools.save {path}"


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_what_churns_is_not_stored(path):
    notebook = nbformat.read(path, as_version=4)
    notebooks.tidy(notebook)
    assert notebooks.text_of(notebook) == path.read_text(encoding="utf-8"), (
        f"run python -m tools.save {path}"
    )


def widget(model_id):
    view = {"model_id": model_id, "version_major": 2, "version_minor": 0}
    return new_output("display_data", data={notebooks.WIDGET: view, "text/plain": "A slider."})


def test_two_runs_write_the_same_ids_and_two_widgets_have_two(tmp_path):
    cells = [prose("# 1"), code("live(f)\nlive(g)", widget("a"), widget("b")), code("live(h)")]
    book = small(*cells)
    book.cells[2].outputs = [widget("c")]
    path = tmp_path / "01.ipynb"
    notebooks.write(book, path)
    first = path.read_bytes()
    for output in (o for cell in book.cells[1:] for o in cell.outputs):
        output.data[notebooks.WIDGET]["model_id"] += "of another run"
    book.metadata["widgets"] = {}
    notebooks.write(book, path)
    assert path.read_bytes() == first
    found = {
        output.data[notebooks.WIDGET]["model_id"]
        for cell in nbformat.read(path, as_version=4).cells[1:] for output in cell.outputs
    }  # fmt: skip
    assert len(found) == 3 and not {"a", "b", "c"} & found


def test_one_line_of_source_is_one_line_of_the_file(tmp_path):
    notebooks.write(small(prose("# 1\nWords."), code("x = 1\ny = 2")), tmp_path / "01.ipynb")
    lines = (tmp_path / "01.ipynb").read_text(encoding="utf-8").split("\n")
    assert {'    "x = 1\\n",', '    "y = 2"'} <= {line.replace("     ", "    ") for line in lines}
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".partial"]
