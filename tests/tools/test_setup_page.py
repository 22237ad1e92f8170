"""The set-up cell on its page: it is short, and where it fails one sentence stands there."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from lecture_utils.paths import ROOT
from tests.tools.test_setup_cell import CELL, SENTENCE


def test_the_sentence_stands_alone_in_a_notebook_and_stops_it(tmp_path, monkeypatch):
    cells = [nbformat.v4.new_code_cell(source) for source in (CELL, "print('ran')")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "offline"))
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    [output] = notebook.cells[0].outputs
    assert output.output_type == "error" and output.ename == "NotFound"
    assert output.traceback == [output.evalue] and output.evalue.startswith(SENTENCE)
    assert notebook.cells[1].outputs == []


def test_discovery_is_short_enough_to_be_read():
    lines = CELL[CELL.index("def find") : CELL.index("class NotFound")].splitlines()
    code = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    assert len(code) <= 25
    assert max(map(len, CELL.splitlines())) <= 84
