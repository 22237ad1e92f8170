"""The set-up cell finds the series from wherever a notebook may run, or says what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lecture_utils.paths import ROOT
from tools.publish import settings, setup_source

TELL = "\nimport lecture_utils\nprint('found', lecture_utils.__file__)\n"


def run(source, folder, *, path=(), **environment):
    """Run a cell in a new Python process in `folder`; return (status, stdout, stderr)."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    kept |= environment | {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    if path:
        kept["PYTHONPATH"] = os.pathsep.join(map(str, path))
    # As a kernel does: the working directory is on sys.path, and there is no __file__.
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=folder, env=kept, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    """A copy of the series with a package that is quick to import."""
    root = tmp_path_factory.mktemp("some where") / "the séries"
    for folder in ("lecture_utils", "notebooks/images/deep", "data"):
        (root / folder).mkdir(parents=True)
    (root / "lecture_utils" / "__init__.py").touch()
    style = "calls = []\ndef start(seed):\n    calls.append(seed)\n    print('started', calls)\n"
    (root / "lecture_utils" / "__init__.py").write_text(style)
    return root


@pytest.fixture(scope="module")
def address(series, tmp_path_factory):
    """The address of a repository with the series under the tag that the set-up cell asks for."""
    place = tmp_path_factory.mktemp("public") / "series-of-notebooks"
    shutil.copytree(series, place)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"], ["tag", settings()[1]]):
        subprocess.run([*git, *command], cwd=place, check=True)
    # A later commit must not be what a learner with the older notebook gets.
    (place / "lecture_utils" / "__init__.py").write_text("raise SystemExit('a newer version')")
    subprocess.run([*git, "commit", "-qam", "newer"], cwd=place, check=True)
    return place.as_uri()


@pytest.mark.parametrize("folder", [".", "notebooks", "notebooks/images/deep", "data"])
def test_it_finds_the_series_from_any_folder_of_it(series, folder):
    status, out, err = run(setup_source(*settings()) + TELL, series / folder)
    assert (status, err) == (0, "")
    assert out == f"started [0]\nfound {series / 'lecture_utils' / '__init__.py'}\n"


def test_it_finds_the_series_from_the_folder_above(series):
    # As when JupyterLab or an editor was opened one level too high.
    status, out, err = run(setup_source(*settings()) + TELL, series.parent)
    assert (status, err) == (0, "") and str(series) in out


def test_it_finds_the_series_where_the_environment_says(series, tmp_path):
    # As with PYTHONPATH or an installed package, and a runner that starts anywhere.
    status, out, err = run(setup_source(*settings()) + TELL, tmp_path, path=[series])
    assert (status, err) == (0, "") and str(series) in out


def test_running_it_twice_changes_nothing(series):
    cell = setup_source(*settings())
    status, out, err = run(cell + "\n" + cell + TELL, series / "notebooks")
    assert (status, err) == (0, "")
    assert out.startswith("started [0]\nstarted [0, 0]\nfound")


def test_it_reaches_the_package_before_another_of_the_same_name(series, tmp_path):
    (tmp_path / "lecture_utils").mkdir()
    (tmp_path / "lecture_utils" / "__init__.py").write_text("raise SystemExit('another')")
    status, out, err = run(setup_source(*settings()), series / "notebooks", path=[tmp_path])
    assert (status, err, out) == (0, "", "started [0]\n")


def test_without_a_series_near_it_fetches_the_public_one_once(address, tmp_path):
    cell = setup_source(address, settings()[1])
    for _ in range(2):  # as after "Restart and run all"
        status, out, err = run(cell + "\n" + cell + TELL, tmp_path)
        assert (status, err) == (0, "")
        assert str(tmp_path / "series-of-notebooks" / "lecture_utils") in out
    assert [path.name for path in tmp_path.iterdir()] == ["series-of-notebooks"]


def test_without_a_series_or_an_address_one_sentence_says_what_to_do(tmp_path):
    status, out, err = run(setup_source(None, settings()[1]), tmp_path)
    last = err.strip().splitlines()[-1]
    assert status and out == ""
    assert last.startswith("AssertionError: ") and "open this inside a copy of the series" in last
    assert not list(tmp_path.iterdir())


def test_a_public_address_that_does_not_answer_is_an_error(tmp_path):
    status, out, err = run(setup_source((tmp_path / "no").as_uri(), "v1.0"), tmp_path)
    assert status and "git" in err and out == ""


def test_the_real_series_starts_from_the_notebooks_folder():
    status, out, err = run(setup_source(*settings()) + TELL, ROOT / "notebooks")
    assert (status, err) == (0, "")
    assert Path(out.split("found ")[1].strip()) == ROOT / "lecture_utils" / "__init__.py"


def test_a_folder_that_may_not_be_read_stands_beside_the_notebook(series):
    locked = series / "notebooks" / "locked"
    locked.mkdir(exist_ok=True)
    refuse = (
        "import os\nstat = os.stat\n"
        "def refusing(path, *rest, **named):\n"
        "    if 'locked' in os.fspath(path) and not os.fspath(path).endswith('locked'):\n"
        "        raise PermissionError(13, 'Permission denied', path)\n"
        "    return stat(path, *rest, **named)\n"
        "os.stat = refusing\n"
    )  # as for a user who is not root
    status, out, err = run(refuse + setup_source(*settings()) + TELL, series / "notebooks")
    assert (status, err) == (0, "") and out.startswith("started [0]")


@pytest.mark.parametrize("wish", ["4,2", "0", "auto"])
def test_the_real_series_starts_whatever_omp_num_threads_says(wish):
    start = f"import os\nos.environ['OMP_NUM_THREADS'] = {wish!r}\n"
    status, out, err = run(start + setup_source(*settings()) + TELL, ROOT / "notebooks")
    assert status == 0 and "found" in out, err
