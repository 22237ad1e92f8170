"""The installation: one sentence for a Python that cannot do, and the right commands."""

import subprocess
import sys

import pytest

from lecture_utils.paths import ROOT
from tools import install


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10), (3, 15), (2, 7)])
def test_another_python_is_refused_in_one_sentence(version):
    sentence = install.refusal(version)
    assert "Python 3.11 to 3.14 is needed" in sentence and "\n" not in sentence
    assert f"this is {version[0]}.{version[1]}" in sentence


def test_this_python_will_do():
    assert install.refusal(sys.version_info) is install.refusal((3, 11), modules=()) is None


def test_a_python_without_virtual_environments_is_told_so():
    assert "has no no_such_module" in install.refusal((3, 12), modules=("no_such_module",))


def test_a_refusal_installs_nothing(monkeypatch, capsys):
    monkeypatch.setattr(install.sys, "version_info", (3, 10, 2))
    monkeypatch.setattr(install.subprocess, "run", pytest.fail)
    assert install.main([]) == 1
    assert "this is 3.10" in capsys.readouterr().err


def test_an_environment_is_made_once_and_kept(tmp_path):
    first = list(install.commands(tmp_path / "env"))
    assert [sys.executable, "-m", "venv"] == first[0][:3] and len(first) == 2
    assert first[1][-1].endswith("requirements.txt") and "--require-hashes" not in first[1]
    subprocess.run([*first[0], "--without-pip"], check=True)
    again = list(install.commands(tmp_path / "env", tests=True))
    assert len(again) == 2 and again[0][0] == install.python_of(tmp_path / "env")
    assert again[0][-1] == str(ROOT / "tests" / "requirements.txt")
    assert "-r ../requirements.txt" in (ROOT / "tests" / "requirements.txt").read_text()
    assert "--require-hashes" in again[1] and "--no-deps" in again[1]


def test_a_command_that_fails_ends_the_installation(monkeypatch, capsys):
    begun = []
    monkeypatch.setattr(install, "commands", lambda *_: iter([["a"], ["b"], ["c"]]))
    failed = lambda command, cwd: begun.append(command) or type("", (), {"returncode": 2})  # noqa: E731
    monkeypatch.setattr(install.subprocess, "run", failed)
    assert install.main([]) == 2 and begun == [["a"]]
    assert "stopped at: a" in capsys.readouterr().err
