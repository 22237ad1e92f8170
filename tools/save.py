"""Save notebooks as a front end would: `python -m tools.save NOTEBOOK …`. Nothing is executed.

For after a page was edited, by whatever program: it also writes the minutes of reading anew.
"""

import sys
from pathlib import Path

import nbformat

from tools.notebooks import write
from tools.reading_time import write_reading_time


def main(arguments):
    """Save each notebook named."""
    for path in map(Path, arguments):
        notebook = nbformat.read(path, as_version=4)
        write_reading_time(notebook)
        write(notebook, path)


if __name__ == "__main__":
    main(sys.argv[1:])
