"""The public address, once it is known, stands in every notebook; and goes when it goes."""

import nbformat
import pytest

from tests.series.specimens import code, prose, small
from tools import notebooks, publish

ADDRESS = "https://github.com/someone/attention"


@pytest.fixture
def pages(tmp_path, monkeypatch):
    paths = [tmp_path / name for name in ("01_a.ipynb", "02_b.ipynb")]
    for path in paths:
        opening = prose(f"# {path.stem}\n<!-- colab -->\nWords.")
        notebooks.write(small(opening, code("old", tags=["setup"]), code("x = 1", count=2)), path)
    monkeypatch.setattr(publish, "PATHS", paths)
    return paths


def test_every_notebook_gets_address_and_link_and_a_folded_set_up(pages, monkeypatch):
    for address in (ADDRESS, None):
        monkeypatch.setattr(publish, "published", lambda found=address: found)
        publish.main()
        for path in pages:
            opening, setup, other = nbformat.read(path, as_version=4).cells
            assert setup.source == publish.setup_source(address)
            assert setup.metadata["jupyter"] == notebooks.FOLDED
            link = publish.colab_link(address, path.name)
            assert opening.source == f"# {path.stem}\n<!-- colab -->{link}\nWords."
            assert (path.name in link) == (address is not None)
            assert other.source == "x = 1" and "jupyter" not in other.metadata


def test_the_address_comes_from_the_project(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    project = '[project]\nversion = "1.2"\n[project.urls]\n'
    (tmp_path / "pyproject.toml").write_text(project)
    assert publish.published() is None
    (tmp_path / "pyproject.toml").write_text(f'{project}Repository = "{ADDRESS}"\n')
    assert publish.published() == ADDRESS


def test_the_set_up_cell_holds_the_address_as_text():
    compile(publish.setup_source(ADDRESS), "set-up", "exec")
    lines = publish.setup_source(ADDRESS).splitlines()
    [written] = [line for line in lines if line.startswith("ADDRESS = ")]
    assert written.startswith(f'ADDRESS = "{ADDRESS}"')
    [none] = [line for line in publish.setup_source(None).splitlines() if line[:7] == "ADDRESS"]
    assert none.startswith("ADDRESS = None")


@pytest.mark.parametrize("template", ["x = 1", "ADDRESS = None\nADDRESS = None"])
def test_a_template_without_its_one_line_is_refused(tmp_path, monkeypatch, template):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "setup_cell.py").write_text(template)
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    with pytest.raises(ValueError, match="must hold one ADDRESS line, found [02]"):
        publish.setup_source(ADDRESS)


def test_the_link_opens_the_notebook_on_the_branch_that_is_published():
    to = "https://colab.research.google.com/github/someone/attention/blob/main/notebooks/01_a.ipynb"
    for address in (ADDRESS, f"{ADDRESS}/", f"{ADDRESS}.git"):
        assert publish.colab_link(address, "01_a.ipynb") == f" [Open in Colab]({to})"
    assert publish.colab_link(None, "01_a.ipynb") == ""
    with pytest.raises(ValueError, match="Colab opens https://github.com/OWNER/NAME only, got"):
        publish.colab_link("https://gitlab.com/someone/attention", "01_a.ipynb")
