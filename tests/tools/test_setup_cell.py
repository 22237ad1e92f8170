"""The set-up cell finds or fetches the series from wherever a notebook may run, or says how.

Colab, GitHub and the network are stand-ins: a server of this machine answers as Colab's does, and
git is told to take repositories in a folder for those of https://github.com/.
"""

import contextlib
import http.server
import json
import os
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

import pytest

from lecture_utils.paths import ROOT
from tools.publish import published, setup_source

CELL = setup_source(None)
TELL = "\nimport lecture_utils\nprint('found', lecture_utils.__file__)\n"
SENTENCE = "The series is not near this notebook and cannot be fetched: open the notebook inside"
FETCHED = Path("fetched_series", "lecture_utils", "__init__.py")


def run(source, folder, *, path=(), **environment):
    """Run a cell in a new Python process in `folder`; return (status, stdout, stderr)."""
    outside = ("PYTHONPATH", "COLAB_JUPYTER_IP", "KMP_TARGET_PORT")
    kept = {name: text for name, text in os.environ.items() if name not in outside}
    kept |= environment | {"OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    if path:
        kept["PYTHONPATH"] = os.pathsep.join(map(str, path))
    # As a kernel does: the working directory is on sys.path, and there is no __file__.
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=folder, env=kept, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def package(root, says):
    """Write a series whose package is quick to import and says which one it is."""
    (root / "lecture_utils").mkdir(parents=True, exist_ok=True)
    style = f"calls = []\ndef start(seed):\n    calls.append(seed)\n    print({says!r}, calls)\n"
    (root / "lecture_utils" / "__init__.py").write_text(style)


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    root = tmp_path_factory.mktemp("some where") / "the séries"
    for folder in ("notebooks/images/deep", "data"):
        (root / folder).mkdir(parents=True)
    package(root, "started")
    return root


# The series is near.


@pytest.mark.parametrize("folder", [".", "notebooks", "notebooks/images/deep", "data"])
def test_it_finds_the_series_from_any_folder_of_it(series, folder):
    status, out, err = run(CELL + TELL, series / folder)
    assert (status, err) == (0, "")
    assert out == f"started [0]\nfound {series / 'lecture_utils' / '__init__.py'}\n"


def test_it_finds_the_series_from_the_folder_above(series):
    # As when JupyterLab or an editor was opened one level too high.
    status, out, err = run(CELL + TELL, series.parent)
    assert (status, err) == (0, "") and str(series) in out


def test_it_finds_the_series_where_the_environment_says(series, tmp_path):
    # As with PYTHONPATH or an installed package, and a runner that starts anywhere.
    status, out, err = run(CELL + TELL, tmp_path, path=[series])
    assert (status, err) == (0, "") and str(series) in out


def test_running_it_twice_changes_nothing(series):
    status, out, err = run(CELL + "\n" + CELL + TELL, series / "notebooks")
    assert (status, err) == (0, "")
    assert out.startswith("started [0]\nstarted [0, 0]\nfound")


def test_it_reaches_the_package_before_another_of_the_same_name(series, tmp_path):
    (tmp_path / "lecture_utils").mkdir()
    (tmp_path / "lecture_utils" / "__init__.py").write_text("raise SystemExit('another')")
    status, out, err = run(CELL, series / "notebooks", path=[tmp_path])
    assert (status, err, out) == (0, "", "started [0]\n")


def test_the_real_series_starts_from_the_notebooks_folder():
    # With a list of numbers of threads, which is legal and once stopped it.
    begin = "import os\nos.environ['OMP_NUM_THREADS'] = '4,2'\n"
    status, out, err = run(begin + setup_source(published()) + TELL, ROOT / "notebooks")
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
    status, out, err = run(refuse + CELL + TELL, series / "notebooks")
    assert (status, err) == (0, "") and out.startswith("started [0]")


# The series is elsewhere: Colab, GitHub.


def repository(folder, branches):
    """Make a repository with a package on each branch; return {branch: commit}.

    branches : {name: what its package says}; the first is the default branch
    """
    git = ["git", "-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org"]
    folder.mkdir(parents=True)
    subprocess.run([*git, "init", "-q", "-b", next(iter(branches))], check=True)
    commits = {}
    for name, says in branches.items():
        if commits:
            subprocess.run([*git, "checkout", "-q", "--orphan", name], check=True)
        if says is None:
            (folder / "a_notebook.ipynb").touch()
        else:
            package(folder, says)
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", name], check=True)
        told = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True)
        commits[name] = told.stdout.decode().strip()
    subprocess.run([*git, "checkout", "-q", next(iter(branches))], check=True)
    return commits


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """What stands for https://github.com/: (variables for git, commits of a fork)."""
    folder = tmp_path_factory.mktemp("hub")
    branches = {"main": "the fork", "own": "own", "team/ada/try": "ada's", "team/ada/try2": "2"}
    fork = folder / "reader" / "fork"
    commits = repository(fork, branches | {"gone": "a commit of no branch"})
    subprocess.run(["git", "-C", fork, "branch", "-qD", "gone"], check=True)
    repository(folder / "reader" / "single", {"main": None})
    repository(folder / "series" / "attention", {"main": "the published one", "own": "?"})
    # Other hosts have the fork, too: a cell that asked them would get it.
    hosts = ["github.com", "github-com", "github.com.example.org"]
    variables = {"GIT_CONFIG_COUNT": str(len(hosts)), "GIT_ALLOW_PROTOCOL": "file"}
    for number, host in enumerate(hosts):
        variables[f"GIT_CONFIG_KEY_{number}"] = f"url.{folder.as_uri()}/.insteadOf"
        variables[f"GIT_CONFIG_VALUE_{number}"] = f"https://{host}/"
    return variables, commits


@contextlib.contextmanager
def colab(file_id, seconds=0.0, status=200, body=None):
    """Answer as Colab's server does that a notebook was opened from there; yield variables.

    file_id : what `fileId=` says, in plain text
    seconds : waits before the answer
    body    : the answer instead
    """
    place = "fileId=" + urllib.parse.quote(file_id)
    session = {"id": "1", "kernel": {"id": "2"}, "name": "x.ipynb", "path": place}
    answer = json.dumps([session]) if body is None else body

    class Sessions(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            left.wait(seconds)
            self.send_response(status if self.path == "/api/sessions" else 404)
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # who asked may have gone
                self.wfile.write(answer.encode())

        def log_message(self, *words):
            pass

    left = threading.Event()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sessions) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield {"COLAB_JUPYTER_IP": "127.0.0.1", "KMP_TARGET_PORT": str(server.server_port)}
        finally:  # or a test that fails would wait for ever
            left.set()
            server.shutdown()


FORK = "https://github.com/reader/fork"
SERIES = setup_source("https://github.com/series/attention")
NOTEBOOK = "notebooks/05_dot_product_similarity.ipynb"


@pytest.mark.parametrize(
    "file, says",
    [
        (f"{FORK}/blob/main/{NOTEBOOK}", "the fork"),
        (f"{FORK}/blob/own/{NOTEBOOK}", "own"),
        (f"{FORK}/blob/own/own/main/team/{NOTEBOOK}", "own"),
        (f"{FORK}/blob/team/ada/try/{NOTEBOOK}", "ada's"),
        (f"{FORK}/blob/team/ada/try2/{NOTEBOOK}", "2"),
        (f"{FORK}/blob/deleted/since/{NOTEBOOK}", "the fork"),
        (f"{FORK}/blob/HEAD/{NOTEBOOK}", "the fork"),
        (f"{FORK}/blob/{'0' * 40}/{NOTEBOOK}", "the fork"),
        ("https://github.com/reader/single/blob/main/05.ipynb", "the published one"),
        ("https://github.com/reader/gone/blob/main/05.ipynb", "the published one"),
        ("https://github-com/reader/fork/blob/own/05.ipynb", "the published one"),
        ("https://github.com.example.org/reader/fork/blob/own/05.ipynb", "the published one"),
        ("https://example.org/fileId=https://github.com/reader/fork/blob/own/05.ipynb",
         "the published one"),
        ("https://gist.github.com/reader/0123456789abcdef", "the published one"),
        ("1aBcD_a-copy-in-Drive", "the published one"),
    ],
)  # fmt: skip
def test_on_colab_it_fetches_the_repository_the_notebook_was_opened_from(file, says, hub, tmp_path):
    with colab(file) as variables:
        status, out, err = run(SERIES + TELL, tmp_path, **hub[0], **variables)
    assert (status, err) == (0, "")
    assert out == f"{says} [0]\nfound {tmp_path / FETCHED}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["fetched_series"]


@pytest.mark.parametrize("branch, says", [("own", "own"), ("gone", "a commit of no branch")])
def test_a_commit_is_fetched(branch, says, hub, tmp_path):
    with colab(f"{FORK}/blob/{hub[1][branch]}/{NOTEBOOK}") as variables:
        status, out, err = run(SERIES, tmp_path, **hub[0], **variables)
    assert (status, err, out) == (0, "", f"{says} [0]\n")


def test_a_series_near_the_notebook_is_asked_before_colab(series, hub):
    with colab(f"{FORK}/blob/own/{NOTEBOOK}") as variables:
        status, out, err = run(SERIES, series / "notebooks", **hub[0], **variables)
    assert (status, err, out) == (0, "", "started [0]\n")
    assert not (series / "notebooks" / "fetched_series").exists()


@pytest.mark.parametrize(
    "answer",
    [
        {"body": ""},
        {"body": "[]"},
        {"body": '[{"path": null}]'},
        {"body": "<html>fileId=</html>"},
        {"status": 500},
        {"seconds": 60},
    ],
)
def test_where_colab_gives_no_answer_the_published_series_is_fetched(answer, hub, tmp_path):
    begin = time.perf_counter()
    with colab(f"{FORK}/blob/own/{NOTEBOOK}", **answer) as variables:
        status, out, err = run(SERIES, tmp_path, **hub[0], **variables)
        assert time.perf_counter() - begin < 20  # the limit is 3 s
    assert (status, err, out) == (0, "", "the published one [0]\n")


def test_without_colab_the_published_series_is_fetched_once(hub, tmp_path):
    for _ in range(2):  # as after "Restart and run all"
        status, out, err = run(SERIES + "\n" + SERIES + TELL, tmp_path, **hub[0])
        assert (status, err) == (0, "")
        assert out.splitlines()[:2] == ["the published one [0]", "the published one [0, 0]"]
        assert out.splitlines()[2:] == [f"found {tmp_path / FETCHED}"]
    assert [path.name for path in tmp_path.iterdir()] == ["fetched_series"]


def test_what_an_interrupted_first_try_left_is_not_taken_for_the_series(hub, tmp_path):
    # git was killed in the middle of writing files: the package is there, and is not whole.
    begin = (
        "import os, signal, subprocess\nrun = subprocess.run\n"
        "def killed(command, **options):\n"
        "    done = run(command, **options)\n"
        "    if 'checkout' in command:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return done\n"
        "subprocess.run = killed\n"
    )
    status, out, err = run(begin + SERIES, tmp_path, **hub[0])
    assert status == -9 and list(tmp_path.glob("*/series/lecture_utils/__init__.py"))
    [left] = tmp_path.glob("*/series/lecture_utils/__init__.py")
    left.write_text("raise SystemExit('half a file')")
    status, out, err = run(SERIES + TELL, tmp_path, **hub[0])
    assert (status, err) == (0, "")
    assert out == f"the published one [0]\nfound {tmp_path / FETCHED}\n"


def test_a_clone_that_was_broken_off_by_hand_is_left_alone(hub, tmp_path):
    (tmp_path / "attention" / ".git").mkdir(parents=True)
    status, out, err = run(SERIES, tmp_path, **hub[0])
    assert (status, err, out) == (0, "", "the published one [0]\n")


# Nothing can be fetched.


def lost(source, folder, **environment):
    """Run a cell that must end with the sentence; return whether it left nothing behind."""
    status, out, err = run(source, folder, **environment)
    assert status and out == ""
    assert err.strip().splitlines()[-1].startswith(f"NotFound: {SENTENCE}")
    return not list(folder.iterdir())


def test_without_an_address_one_sentence_says_what_to_do(tmp_path):
    assert lost(CELL, tmp_path)


def test_without_git_one_sentence_says_what_to_do(hub, tmp_path):
    with colab(f"{FORK}/blob/own/{NOTEBOOK}") as variables:
        assert lost(SERIES, tmp_path, **hub[0], **variables, PATH=str(tmp_path))


def test_without_a_network_one_sentence_says_what_to_do(tmp_path):
    with colab(f"{FORK}/blob/own/{NOTEBOOK}") as variables:
        assert lost(SERIES, tmp_path, **variables, GIT_ALLOW_PROTOCOL="file")


def test_a_git_that_never_answers_is_not_waited_for(hub, tmp_path):
    place = tmp_path / "bin"
    place.mkdir()
    (place / "git").write_text("#!/bin/sh\nexec sleep 60\n")
    (place / "git").chmod(0o755)
    impatient = SERIES.replace('"timeout": 60', '"timeout": 0.5')
    assert impatient != SERIES
    folder = tmp_path / "alone"
    folder.mkdir()
    assert lost(impatient, folder, PATH=f"{place}{os.pathsep}{os.environ['PATH']}")


def test_a_folder_that_cannot_be_written_to_is_no_traceback(hub, tmp_path):
    refuse = "import os\ndef refuse(*words):\n    raise PermissionError(13)\nos.mkdir = refuse\n"
    assert lost(refuse + SERIES, tmp_path, **hub[0])
