"""Write the set-up cell and the public address into every notebook: `python -m tools.publish`.

Reads `Repository` from pyproject.toml and writes it into the set-up cell (the template is
tools/setup_cell.py) and into the "Open in Colab" line of each opening. Without an address the
set-up cell keeps None and the opening carries no link; on Colab the cell still asks where the
notebook was opened from.
"""

import json
import re
import sys
import tomllib

import nbformat

from lecture_utils.paths import ROOT
from tools.notebooks import FOLDED, PATHS, write

BRANCH = "main"  # what the links open
COLAB_LINE = re.compile(r"(?<=<!-- colab -->)[^\n]*")


def published():
    """Return the published address as pyproject.toml has it, or None."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project.get("urls", {}).get("Repository")


def setup_source(address):
    """Return the set-up cell's source for this address."""
    template = (ROOT / "tools" / "setup_cell.py").read_text(encoding="utf-8").strip()
    written = "None" if address is None else json.dumps(address)
    source, found = re.subn(r"(?m)^ADDRESS = \S+", lambda _: f"ADDRESS = {written}", template)
    if found != 1:
        raise ValueError(f"tools/setup_cell.py must hold one ADDRESS line, found {found}")
    return source


def colab_link(address, name):
    """Return the opening's Colab link, or nothing while there is no address."""
    if address is None:
        return ""
    prefix = "https://github.com/"
    if not address.startswith(prefix):
        raise ValueError(f"Colab opens {prefix}OWNER/NAME only, got {address}")
    place = address.removeprefix(prefix).removesuffix(".git").strip("/")
    url = f"https://colab.research.google.com/github/{place}/blob/{BRANCH}/notebooks/{name}"
    return f" [Open in Colab]({url})"


def main():
    """Bring every notebook's set-up cell and Colab line up to date."""
    public = published()
    for path in PATHS:
        notebook = nbformat.read(path, as_version=4)
        opening = notebook.cells[0]
        opening.source = COLAB_LINE.sub(colab_link(public, path.name), opening.source)
        [setup] = [c for c in notebook.cells if "setup" in c.metadata.get("tags", [])]
        setup.source = setup_source(public)
        setup.metadata["jupyter"] = dict(FOLDED)
        write(notebook, path)
        print(f"{path.name}: {public or 'no address'}")


if __name__ == "__main__":
    sys.exit(main())
