# Set-up, the same in each notebook, safe to run twice: finds or fetches the series.
import os, re, subprocess, sys, tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote
from urllib.request import urlopen

ADDRESS = None  # of the published series; written by `python -m tools.publish`


def find():  # here, above, below, or wherever Python looks
    here = Path.cwd()
    near = [here, *here.parents, *here.glob("*/"), *map(Path, sys.path)]
    return [folder for folder in near if os.path.isdir(folder / "lecture_utils")]


def git(folder, *words):  # it may fail, but neither ask for a password nor hang
    quiet = os.environ | {"GIT_TERMINAL_PROMPT": "0"}
    options = {"check": True, "capture_output": True, "env": quiet, "timeout": 60}
    return subprocess.run(["git", "-C", folder, *words], **options).stdout.decode()


def opened():  # Colab knows which file of which repository on GitHub this is
    server = "http://{COLAB_JUPYTER_IP}:{KMP_TARGET_PORT}".format(**os.environ)
    told = unquote(urlopen(f"{server}/api/sessions", timeout=3).read().decode())
    file = r'"fileId=(https://github\.com/[^/"]+/[^/"]+)/blob/([^"]+)"'
    return re.search(file, told).groups()  # its address, and "branch/path"


def fetch(address, path):  # at its branch or commit, else at the default branch
    known = re.findall("refs/(?:heads|tags)/(.+)", git(".", "ls-remote", address))
    named = [name for name in known if path.startswith(f"{name}/")]
    for name in [*named, *re.findall("^[0-9a-f]{40}(?=/)", path), "HEAD"]:
        with suppress(Exception), tempfile.TemporaryDirectory(dir=".") as part:
            git(part, "init", "-q", "series")
            git(f"{part}/series", "fetch", "-q", "--depth=1", address, name)
            # Fails where there is no lecture_utils: one notebook in a repository.
            git(f"{part}/series", "checkout", "FETCH_HEAD", "lecture_utils", ".")
            return os.rename(f"{part}/series", "fetched_series")  # now it is whole


for origin in (opened, lambda: (ADDRESS, "")):  # the best first
    with suppress(Exception):  # not Colab, no network, no git: then the next
        find() or fetch(*origin())


class NotFound(Exception):  # says its sentence without a traceback
    _render_traceback_ = lambda self: [str(self)]


if not find():
    raise NotFound(
        "The series is not near this notebook and cannot be fetched: open the "
        "notebook inside a copy of the whole series, or on Colab from its "
        "repository on GitHub, and run this cell again."
    )
sys.path.insert(0, str(find()[0]))

from lecture_utils import start

start(seed=0)
