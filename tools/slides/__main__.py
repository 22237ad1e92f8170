"""`python -m tools.slides [FOLDER]`: writes slides/, one file a notebook, to be opened offline."""

import argparse
import sys
from pathlib import Path

from lecture_utils.paths import ROOT
from tools import notebooks

from .deck import slides
from .write import write


def main(arguments=None):
    """Write all decks; return the exit status."""
    parser = argparse.ArgumentParser(description="Core pictures and claims, one idea a slide.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "slides")
    folder = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    for path in notebooks.PATHS:
        deck = slides(notebooks.read(path))
        file = write(deck, folder / f"{path.stem}.html")
        print(f"{file.name}: {len(deck)} slides, {file.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
