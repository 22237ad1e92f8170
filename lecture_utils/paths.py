"""Where the project and its data lie, whatever the working directory is."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def data_path(name):
    """Return the path of a file or folder in `data/`.

    name : its name inside `data/`, with forward slashes for subfolders

    Raises FileNotFoundError that lists what is there when `name` is not.
    """
    path = ROOT / "data" / name
    if not path.exists():
        there = sorted(p.name for p in (ROOT / "data").glob("*"))
        raise FileNotFoundError(f"no {name!r} in the data folder; it holds: {', '.join(there)}")
    return path
