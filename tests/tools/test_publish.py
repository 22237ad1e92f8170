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


def test_every_notebook_gets_address_tag_and_link(pages, monkeypatch):
    for address, tag in ((ADDRESS, "v2.0"), (None, "v3.0")):
        monkeypatch.setattr(publish, "settings", lambda found=(address, tag): found)
        publish.main()
        for path in pages:
            opening, setup, other = nbformat.read(path, as_version=4).cells
            assert setup.source == publish.setup_source(address, tag)
            link = publish.colab_link(address, tag, path.name)
            assert opening.source == f"# {path.stem}\n<!-- colab -->{link}\nWords."
            assert (path.name in link) == (address is not None)
            assert other.source == "x = 1"


def test_address_and_version_come_from_the_project(tmp_path, monkeypatch):
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    project = '[project]\nversion = "1.2"\n[project.urls]\n'
    (tmp_path / "pyproject.toml").write_text(project)
    assert publish.settings() == (None, "v1.2")
    (tmp_path / "pyproject.toml").write_text(f'{project}Repository = "{ADDRESS}"\n')
    assert publish.settings() == (ADDRESS, "v1.2")
