"""`python -m tools.site [--address https://github.com/OWNER/REPO] [FOLDER]`: writes site/."""

import argparse
import sys
import time
from pathlib import Path

from lecture_utils.paths import ROOT

from .build import build


def main(arguments=None):
    """Build the site; return the exit status."""
    parser = argparse.ArgumentParser(description="The notebooks as a website, outputs as stored.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site")
    parser.add_argument("--address", help="of the public repository: for links to its files")
    options = parser.parse_args(arguments)
    begin = time.monotonic()
    build(options.folder.resolve(), address=options.address)
    files = [path for path in options.folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{len(files)} files, {size:.1f} MB, in {time.monotonic() - begin:.0f} s.")
    print(f"Open {options.folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
