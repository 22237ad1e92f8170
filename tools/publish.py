"""Write the public address into every notebook: `python -m tools.publish`.

Reads `Repository` and `version` from pyproject.toml and writes them into the set-up cell (the
template is tools/setup_cell.py) and into the "Open in Colab" line of each opening. Without an
address the set-up cell keeps None and the opening carries no link.
"""

import re
import sys
import tomllib

import nbformat

from lecture_utils.paths import ROOT
from tools.notebooks import PATHS, write

COLAB_LINE = re.compile(r"(?<=<!-- colab -->)[^\n]*")


def settings():
    """Return (address or None, tag) as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project.get("urls", {}).get("Repository"), f"v{project['version']}"


def setup_source(address, tag):
    """Return the set-up cell's source for this address and tag."""
    template = (ROOT / "tools" / "setup_cell.py").read_text(encoding="utf-8").strip()
    line = f'ADDRESS, TAG = {address!r}, "{tag}"  #'.replace("'", '"')
    source, found = re.subn(r"ADDRESS, TAG = .*?  #", line, template)
    if found != 1:
        raise ValueError(f"tools/setup_cell.py must hold one ADDRESS line, found {found}")
    return source


def colab_link(address, tag, name):
    """Return the opening's Colab link, or nothing while there is no address."""
    if address is None:
        return ""
    prefix = "https://github.com/"
    if not address.startswith(prefix):
        raise ValueError(f"Colab opens {prefix}OWNER/NAME only, got {address}")
    place = address.removeprefix(prefix).removesuffix(".git").strip("/")
    url = f"https://colab.research.google.com/github/{place}/blob/{tag}/notebooks/{name}"
    return f" [Open in Colab]({url})"


def main():
    """Bring every notebook's set-up cell and Colab line up to date."""
    address, tag = settings()
    for path in PATHS:
        notebook = nbformat.read(path, as_version=4)
        opening = notebook.cells[0]
        opening.source = COLAB_LINE.sub(colab_link(address, tag, path.name), opening.source)
        [setup] = [c for c in notebook.cells if "setup" in c.metadata.get("tags", [])]
        setup.source = setup_source(address, tag)
        write(notebook, path)
        print(f"{path.name}: {address or 'no address'}, {tag}")


if __name__ == "__main__":
    sys.exit(main())
