"""Notebook 11 on a machine without MiniLM: no cell fails, and those that need it say so."""

import re

import nbformat
import pytest

from lecture_utils import pretrained
from lecture_utils.paths import ROOT
from tools import run_notebooks

PATH = ROOT / "notebooks" / "11_real_bert.ipynb"


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A machine on which the package cannot be found, and with an empty cache."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "find = importlib.util.find_spec\n"
        f"HIDDEN = {pretrained.PACKAGE!r}\n"
        "hide = lambda name, *rest: None if name == HIDDEN else find(name, *rest)\n"
        "importlib.util.find_spec = hide\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv(pretrained.VARIABLE, raising=False)


def test_it_runs_says_so_and_is_not_rewritten(nowhere, tmp_path, capsys, monkeypatch):
    path = tmp_path / "notebooks" / PATH.name
    path.parent.mkdir()
    (tmp_path / "lecture_utils").symlink_to(ROOT / "lecture_utils")
    path.write_bytes(PATH.read_bytes())
    executed, execute = [], run_notebooks.execute

    def watched(*arguments, **named):
        executed.append(execute(*arguments, **named))
        return executed[-1]

    monkeypatch.setattr(run_notebooks, "execute", watched)
    assert run_notebooks.main([str(path)]) == 0
    assert path.read_bytes() == PATH.read_bytes()
    assert "left as it was, without its model" in capsys.readouterr().out
    [(notebook, _)] = executed
    printed = ["".join(o.get("text", "") for o in cell.get("outputs", []))
               for cell in notebook.cells if cell.cell_type == "code"]  # fmt: skip
    assert sum(pretrained.WAYS in text for text in printed) == 1
    skipped = [text for text in printed if "MiniLM is not here" in text]
    assert len(skipped) > 25
    stored = [cell for cell in nbformat.read(PATH, 4).cells if cell.cell_type == "code"]
    for cell, text in zip(stored, printed, strict=True):
        if re.search(r"\bbert\.|\bbert\(|\(bert,", cell.source):
            assert "is not here" in text, cell.source
    stubs = [text for text in printed if text.startswith("○ Exercise")]
    assert len(stubs) == 5  # the exercises need no model
    assert sum("✓" in text for text in printed) >= 1  # kept keys are shown without it
