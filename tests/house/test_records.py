"""No public function of two rooms is without a record of what it returns: see tests/records.py.

And no record is without its test; renewing keeps what did not change, and what is known to vary.
"""

import inspect
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from lecture_utils import experiments, figures
from lecture_utils.paths import ROOT
from tests import listening
from tests.experiments import found
from tests.records import Records, is_whole

TESTS = ROOT / "tests"
# These draw on axes that are there, or return no text; their own tests look at what they do.
QUIET = {f"maps.{name}" for name in ("empty_plane", "draw_arrow", "write_name", "draw_matrix",
                                     "draw_attention", "draw_by_length")}  # fmt: skip
QUIET |= {"maps.draw_mixture", "maps.one_each", "maps.name_end", "maps.name_ends"}
QUIET |= {"projections.survives", "scoring.is_weights", "real_bert.caching"}


def recorded(folder):
    """{"module.function": the different lines that are kept of it}."""
    found = {}
    for path in folder.glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, sign, said = line.strip().partition(": ")
            if sign:
                found.setdefault(name, set()).add(said)
    return found


@pytest.mark.parametrize(
    "room, folder, inputs", [(figures, "figures/drawn", 2), (experiments, "experiments/found", 1)]
)
def test_each_function_is_recorded(room, folder, inputs):
    kept, few = recorded(TESTS / folder), []
    for (module, name), function in listening.functions(room, ("show", "style")).items():
        label = f"{module.__name__.rpartition('.')[2]}.{name}"
        wanted = inputs if inspect.signature(function).parameters else 1
        if label not in QUIET and len(kept.get(label, ())) < wanted:
            few.append(label)
    assert not few, f"no record, or of one input only: {few}"


def place(nodeid):
    """What a record is found by: the room of a test, its file, wherever in the room, its name."""
    path, _, name = nodeid.partition("::")
    return *path.split("/")[1:2], path.rpartition("/")[2], name


def test_each_record_has_its_test(request):
    there = {place(item.nodeid) for item in request.session.items}
    named = {Path(argument).resolve() for argument in request.config.args}
    if not (is_whole(request.config) and named & {TESTS, ROOT}):  # collect the two rooms
        command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "tests/figures"]
        command.append("tests/experiments")
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        there = set(map(place, told.stdout.splitlines()))
        assert len(there) > 300, told.stdout[-2000:] + told.stderr
    gone = [
        f"{path.name}: {name}"
        for folder in (TESTS / "figures" / "drawn", TESTS / "experiments" / "found")
        for path in folder.glob("*.txt")
        for name in Records(folder, "", None).read(path.stem)
        if name and (folder.parent.name, f"test_{path.stem}.py", name) not in there
    ]
    assert not gone


def item(name):
    """A pytest item as far as Records reads it."""
    return SimpleNamespace(name=name, path="test_a.py", module=SimpleNamespace(test_b=0))


def renew(folder, lines, collected, **options):
    """Record {test: lines} in a run that collected these tests; the file's lines after it."""
    records = Records(folder, "", found.differences)
    for name, told in lines.items():
        records.compare(item(name), told)
    config = SimpleNamespace(args=["tests"], getoption=lambda name, _: options.get(name))
    records.write(SimpleNamespace(items=list(map(item, collected)), config=config))
    return (folder / "a.txt").read_text(encoding="utf-8").splitlines()


def test_renewing_keeps_what_is_as_it_was_and_what_varies(tmp_path, monkeypatch):
    monkeypatch.setenv("RECORD", "1")
    (tmp_path / "a.txt").write_text("\n== test_b\n  f: 1.00001\n  g: (varies)\n  h: 2\n")
    lines = {"test_b": ["  f: 1.00002", "  g: 17", "  h: 3", "  i: 4"]}
    after = renew(tmp_path, lines, ["test_b"])
    assert after == ["", "== test_b", "  f: 1.00001", "  g: (varies)", "  h: 3", "  i: 4"]


def test_a_case_that_is_gone_leaves_its_record_in_a_run_of_its_whole_file(tmp_path, monkeypatch):
    monkeypatch.setenv("RECORD", "1")
    before = "\n== test_b[gone]\n  f: 1\n== test_b[here]\n  f: 2\n== test_c\n  f: 3\n"
    (tmp_path / "a.txt").write_text(before)
    lines, gone = {"test_b[here]": ["  f: 2"]}, ["== test_b[gone]", "  f: 1"]
    kept = ["== test_b[here]", "  f: 2"]
    assert renew(tmp_path, lines, ["test_b[here]"], keyword="here") == ["", *gone, *kept]
    assert renew(tmp_path, lines, ["test_b[here]"]) == ["", *kept]


def test_what_is_only_compared_must_have_something_to_compare(tmp_path):
    records = Records(tmp_path, "", found.differences)
    records.compare(item("test_b"), [])
    with pytest.raises(AssertionError, match="nothing was heard"):
        records.compare(item("test_another_input[x]"), [])
    with pytest.raises(AssertionError, match="not as in"):
        records.compare(item("test_another_input[x]"), ["  f: 1"])
