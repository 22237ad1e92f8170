"""Print what to install for the versions at either end.

    python -m tools.environments.bounds oldest|newest

`oldest` are the lower bounds of pyproject.toml as exact versions, `newest` has no versions at all;
both name the tools of the tests without a version. The weekly run on GitHub installs these, so this
needs nothing but Python itself.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]  # not from the package: that needs what is installed
BOUND = re.compile(r"([a-z0-9-]+)>=([0-9.]+)")
PINNED = re.compile(r"([\w.-]+)==")


def pinned(path):
    """The names of the packages pinned in a requirements file and in those that it names by -r."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from pinned(path.parent / line.removeprefix("-r ").strip())
        elif match := PINNED.match(line):
            yield match[1]


def requirements(end):
    """Return the lines to install for "oldest" or "newest".

    Raises ValueError for another word, or a dependency that is not of the form `name>=version`.
    """
    if end not in ("oldest", "newest"):
        raise ValueError(f"expected oldest or newest, got {end!r}")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bounds = {}
    for line in project["dependencies"]:
        match = BOUND.fullmatch(line)
        if not match:
            raise ValueError(f"pyproject.toml: expected 'name>=version', got {line!r}")
        bounds[match[1]] = f"=={match[2]}" if end == "oldest" else ""
    tools = pinned(ROOT / "tests" / "requirements.txt")
    return [name + bounds.get(name, "") for name in dict.fromkeys([*bounds, *tools])]


if __name__ == "__main__":
    print("\n".join(requirements(*sys.argv[1:])))
