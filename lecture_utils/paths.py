"""Where the project and its data lie, whatever the working directory is."""

import hashlib
import json
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where a file that is in use cannot be removed anyway
    fcntl = None

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
SUMS = "SHA256SUMS"  # the file that lists them, in the form of `sha256sum`
MADE = (".pt", ".json")  # what trainings left: nobody edits them by hand
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def data_path(name):
    """Return the path of a file or folder in `data/`, once it is what belongs there.

    name : its name inside `data/`, with forward slashes for subfolders

    Raises FileNotFoundError that lists what is there when `name` is not; ValueError for a stored
    training (.pt, .json) that is another file than `data/SHA256SUMS` says, with how to get it back.
    """
    path = DATA / name
    if not path.exists():
        there = sorted(p.name for p in DATA.glob("*"))
        raise FileNotFoundError(f"no {name!r} in the data folder; it holds: {', '.join(there)}")
    if path.suffix in MADE:
        _check(path)
    return path


def read_json(name):
    """What a .json file in `data/` holds. Raises as `data_path` does."""
    return json.loads(data_path(name).read_text(encoding="utf-8"))


def _check(path):
    """Compare a stored file with its sum; one that did not change is not read again."""
    expected = sums(_stamped(path.with_name(SUMS))).get(path.name)
    if expected is None:
        raise ValueError(
            f"data/{path.name} is not listed in data/{SUMS}: if it belongs there, "
            "`python -m tools.remake manifest` writes the list again"
        )
    if digest(_stamped(path)) != expected:
        raise ValueError(
            f"data/{path.name} was changed or damaged: its SHA-256 sum is not that of data/{SUMS}. "
            f"Get it back with `git checkout -- data/{path.name}`, or make it again with "
            f"`python -m tools.remake {path.name}`"
        )


def _stamped(path):
    """(path, time of its last change, size): what the two functions below remember it by."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"no data/{path.name}: get it back with `git checkout -- data/{path.name}`"
        ) from None
    return path, found.st_mtime_ns, found.st_size


@cache
def digest(stamped):
    """The SHA-256 sum of a file, 64 hexadecimal digits; `stamped` begins with its path."""
    with stamped[0].open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def sums(stamped):
    """{name: SHA-256 sum} of a file as `sha256sum` writes it; `stamped` begins with its path.

    Raises ValueError that names a line of another form.
    """
    found = {}
    for number, line in enumerate(stamped[0].read_text(encoding="utf-8").splitlines(), start=1):
        parts = LINE.fullmatch(line)
        if not parts or parts[2] in found:
            raise ValueError(
                f"data/{SUMS}, line {number}: expected 64 digits, two spaces and a file's name "
                f"that is not there yet, got {line[:80]!r}"
            )
        found[parts[2]] = parts[1]
    return found


@contextmanager
def workshop(folder, name):
    """A folder of its own, inside `folder`, in which the file `name` may be made; then it goes.

    What a killed process left of such a folder is removed, that of one at work stays.
    Raises OSError where `folder` cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f".{name}.*"):
        with _held(old) as free:
            if free:
                shutil.rmtree(old, ignore_errors=True)
    new = tempfile.TemporaryDirectory(prefix=f".{name}.", dir=folder, ignore_cleanup_errors=True)
    with new as place, _held(place):
        yield Path(place)


@contextmanager
def _held(place):
    """Lock a folder as long as this process lives; False where another one did."""
    if fcntl is None:
        yield True
        return
    number = None
    try:
        number = os.open(place, os.O_RDONLY)
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        free = False
    else:
        free = True
    try:
        yield free
    finally:
        if number is not None:
            os.close(number)
