"""What holds for every test, and for the kernels that execute the notebooks during the tests."""

import os
import sys
import tempfile
from pathlib import Path

collect_ignore = ["browser"]  # make test-browser runs these, where there is a browser
LONG = ("notebooks", "running", "corpus")  # folders with files that take minutes
OFFLINE = Path(__file__).with_name("offline")


def _private_folder():
    """Where matplotlib and IPython may keep files: inside .venv, so that fonts are found once."""
    if sys.prefix != sys.base_prefix and os.access(sys.prefix, os.W_OK):
        return Path(sys.prefix) / "var"
    return Path(tempfile.mkdtemp(prefix="attention-notebooks-"))


def _environment():
    folder = _private_folder()
    for name in ("matplotlib", "ipython"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    paths = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    settings = {
        # The same on every machine: no settings of the user, no random order of sets.
        "PYTHONHASHSEED": "0",
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "IPYTHONDIR": str(folder / "ipython"),
        # Python 3.12 and newer: the debugger's lines about frozen modules would be stderr.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        # Nothing is fetched: Python's sockets, git, pip, and libraries that look for models.
        "PYTHONPATH": os.pathsep.join(dict.fromkeys([str(OFFLINE), *paths])),
        "GIT_ALLOW_PROTOCOL": "file",
        "PIP_NO_INDEX": "1",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    # One thread, as a notebook takes: with xdist each worker, and the kernel it starts, has one
    # core; without it, who wants more says so. What many cores do was not compared.
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        settings[name] = os.environ.get(name, "1") if alone else "1"
    os.environ.update(settings)


_environment()
# Compiled once, then read, by this process and all that it starts: a machine that forbids it would
# compile PyTorch anew in each kernel.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_modifyitems(items):
    """What takes longest begins first: a worker that got it last would end long after the other."""

    def place(item):
        folders = item.nodeid.partition("::")[0].split("/")[:-1]
        return min((LONG.index(name) for name in folders if name in LONG), default=len(LONG))

    items.sort(key=place)


if "refuse" not in vars(sys.modules.get("sitecustomize", object)):  # this process, too
    sys.path.insert(0, str(OFFLINE))
    sys.modules.pop("sitecustomize", None)
    import sitecustomize  # noqa: F401

    sys.path.remove(str(OFFLINE))

import matplotlib  # noqa: E402  (after MPLCONFIGDIR is set)

matplotlib.use("agg")  # not by a variable: the kernels have a backend of their own
