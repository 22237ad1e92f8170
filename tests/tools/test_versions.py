"""The table of versions: which line a run writes, and which it leaves."""

import re
import sys
import time
from pathlib import Path

import pytest

from lecture_utils.paths import ROOT
from tools.environments import versions

TODAY = "2026-02-28"
FOUND = dict.fromkeys(("Python", *versions.SHOWN), "1.2")
SAME = {Path("01_a.ipynb"): True, Path("02_b.ipynb"): False, Path("03_c.ipynb"): False}


@pytest.fixture(autouse=True)
def one_day(monkeypatch):
    """The tests may run over midnight: for them it is one day."""
    strftime, day = time.strftime, time.strptime(TODAY, "%Y-%m-%d")
    monkeypatch.setattr(time, "strftime", lambda form, at=day: strftime(form, at))


def test_a_line_names_the_notebooks_that_differ():
    made = versions.line("one thread", FOUND, SAME, "9 passed")
    assert made == ["one thread", *["1.2"] * 5, "1 of 3, not 02, 03", "9 passed"]
    assert versions.line("x", FOUND, {Path("01_a.ipynb"): True}, "–")[6] == "1 of 1"


def test_a_line_takes_the_place_of_the_one_before_and_the_others_stay():
    text = "A\n<!-- versions -->\n<!-- end of versions -->\nB\n"
    rows = {name: versions.line(name, FOUND, SAME, "–") for name in ("Python 3.12", "one thread")}
    for made in rows.values():
        text = versions.merged(text, [made])
    changed = versions.merged(text, [versions.line("one thread", FOUND, {}, "2 passed")])
    table = changed.split("-->\n")[1].split("<!--")[0].splitlines()
    assert changed.startswith("A\n<!--") and changed.endswith("-->\nB\n")
    assert [row.split(" | ")[0] for row in table] == [
        "| environment", "| ---", "| one thread", "| Python 3.12",
    ]  # fmt: skip
    assert f"0 of 0 | 2 passed | {TODAY} |" in table[2] and "1 of 3, not 02, 03 | – |" in table[3]
    with pytest.raises(ValueError, match="expected <!-- versions -->"):
        versions.merged("A", [])


def test_the_readme_tells_of_each_environment_and_when():
    (table,) = versions.BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    head, _, *rows = [row.strip("| ").split(" | ") for row in table.splitlines()]
    assert tuple(head) == versions.HEAD and [row[0] for row in rows] == list(versions.ROWS)
    for row in rows:
        assert len(row) == len(head) and row[1].startswith(versions.ROWS[row[0]].python)
        tried = row[head.index("notebooks")] != versions.NOT_TRIED
        assert re.fullmatch(r"\d{4}-\d\d-\d\d" if tried else "–", row[-1])


def test_a_python_that_is_not_here_leaves_its_line_or_gets_one_that_says_so(readme, monkeypatch):
    assert versions.main(["Python 3.12"]) == 0
    monkeypatch.setattr(versions, "find_python", lambda *_: None)
    assert versions.main(["Python 3.12", "Python 3.14"]) == 2
    lines = readme.read_text(encoding="utf-8").splitlines()[3:5]
    assert lines[0].startswith("| Python 3.12 | 1.2 |") and "1 of 1" in lines[0]
    assert lines[1] == "| Python 3.14 | 3.14 | – | – | – | – | not tried | – | – |"


def test_counts_of_pytest():
    assert versions.summary("..\n== 3 failed, 24 passed in 5.1s ==\n") == "3 failed, 24 passed"
    assert versions.summary("no module named pytest\n") == "did not start"


def test_a_python_is_found_by_its_version():
    here = ".".join(map(str, sys.version_info[:2]))
    assert versions.find_python(here, [sys.executable]) == sys.executable
    assert versions.find_python("2.6", ["no-such-python", sys.executable]) is None


def test_a_row_sets_threads_and_instructions(monkeypatch):
    seen = []

    class Done:
        returncode, stdout = 0, ""

    def run(command, env, **rest):
        seen.append((command[-1], env))
        return Done

    monkeypatch.setattr(versions.subprocess, "run", run)
    row = versions.Row(threads=1, settings=versions.PLAIN)
    assert versions.compared("/x/python", row, list(SAME)) == dict.fromkeys(SAME, True)
    assert [path for path, _ in seen] == list(SAME)
    for _, env in seen:
        assert (env["OMP_NUM_THREADS"], env["ATEN_CPU_CAPABILITY"]) == ("1", "default")
        assert env["PATH"].startswith("/x")


@pytest.fixture
def readme(tmp_path, monkeypatch):
    """A README with an empty table in place of the real one, and one notebook that is the same."""
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    monkeypatch.setattr(versions, "PATHS", list(SAME)[:1])
    monkeypatch.setattr(versions, "find_python", lambda *_: sys.executable)
    monkeypatch.setattr(versions, "environment", lambda *_: sys.executable)
    monkeypatch.setattr(versions, "compared", lambda *_: dict.fromkeys(versions.PATHS, True))
    monkeypatch.setattr(versions, "versions", lambda _: FOUND)
    path = tmp_path / "README.md"
    path.write_text("<!-- versions -->\n<!-- end of versions -->\n", encoding="utf-8")
    return path


def test_a_row_that_cannot_be_installed_says_so_and_the_next_is_run(readme, monkeypatch):
    def environment(row, _):
        if row.packages == "oldest":
            raise versions.subprocess.CalledProcessError(1, "pip")
        return sys.executable

    monkeypatch.setattr(versions, "environment", environment)
    assert versions.main(["oldest packages", "newest packages"]) == 1
    lines = readme.read_text(encoding="utf-8").splitlines()[3:5]
    assert [line.removesuffix(f" | {TODAY} |") for line in lines] == [
        "| oldest packages | 3.11 | – | – | – | – | could not be installed | –",
        "| newest packages | 1.2 | 1.2 | 1.2 | 1.2 | 1.2 | 1 of 1 | –",
    ]


@pytest.mark.parametrize(
    "said, faults",
    [("9 passed", 0), ("9 passed, 1 skipped", 0), ("1 failed, 8 passed", 1),
     ("8 passed, 1 error", 1), ("did not start", 1)],
)  # fmt: skip
def test_tests_that_fail_count_as_a_fault(readme, monkeypatch, said, faults):
    monkeypatch.setattr(versions, "tested", lambda *_: said)
    assert versions.main(["one thread", "--tests"]) == faults
    assert f"| 1 of 1 | {said} |" in readme.read_text(encoding="utf-8")


def test_a_trial_of_some_notebooks_leaves_the_table(readme, monkeypatch, capsys):
    monkeypatch.setattr(versions, "PATHS", list(SAME))
    before = readme.read_text(encoding="utf-8")
    assert versions.main(["one thread", "--only", "02"]) == 0
    assert readme.read_text(encoding="utf-8") == before
    with pytest.raises(SystemExit):
        versions.main(["one thread", "--only", "99"])
    assert "no notebook's name contains one of ['99']" in capsys.readouterr().err


def test_the_tests_run_with_the_settings_of_the_row(monkeypatch):
    seen = []

    class Done:
        returncode, stdout = 0, "== 9 passed in 1s =="

    monkeypatch.setattr(versions.subprocess, "run", lambda *_, env, **__: seen.append(env) or Done)
    assert versions.tested("/x/python", versions.ROWS["without vector instructions"]) == "9 passed"
    assert seen[0]["ATEN_CPU_CAPABILITY"] == "default" and seen[0]["OMP_NUM_THREADS"] == "2"


def test_an_environment_is_made_once_and_filled_each_time(tmp_path, monkeypatch):
    seen = []

    def run(command, check):
        seen.append(" ".join(map(str, command)))
        if "venv" in command:
            (tmp_path / "3.11-oldest").mkdir()

    monkeypatch.setattr(versions, "PLACE", tmp_path)
    monkeypatch.setattr(versions.subprocess, "run", run)
    for times in (1, 2):
        versions.environment(versions.ROWS["oldest packages"], "python3.11")
        assert len([command for command in seen if "-m venv --clear" in command]) == 1
        assert len([command for command in seen if command.endswith("requirements.txt")]) == times
    listed = (tmp_path / "3.11-oldest" / "requirements.txt").read_text(encoding="utf-8")
    assert "torch==2.5\n" in listed and "nbval\n" in listed
