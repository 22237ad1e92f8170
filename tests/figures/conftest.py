"""Each figure that a test here leaves open is compared with its record in drawn/: see drawn.py.

A picture that changed on purpose gets a new record: RECORD=1 python -m pytest tests/figures
"""

import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from lecture_utils.figures.style import use_style
from tests.figures import drawn

RECORDS, HEAD = Path(__file__).with_name("drawn"), "== "
_read = {}


def records(stem):
    """{test and number of the figure: lines} of drawn/STEM.txt."""
    path, found = RECORDS / f"{stem}.txt", {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.startswith(HEAD):
            lines = found.setdefault(line.removeprefix(HEAD), [])
        else:
            lines.append(line)
    return found


def is_recorded(item):
    """One picture of each test: the first of its cases, and none of drawn examples."""
    cases = item.callspec.indices.values() if hasattr(item, "callspec") else ()
    return not any(cases) and not hasattr(item.obj, "hypothesis")


@pytest.fixture(autouse=True)
def as_on_a_page():
    """The series' style and the same random numbers, whatever ran before."""
    plt.close("all")
    use_style()
    np.random.seed(0)  # with which seaborn spreads its dots, too
    torch.manual_seed(0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    found, close = [], plt.close

    def describe_and_close(figure=None):
        figures = plt.get_fignums() if figure == "all" else [getattr(figure, "number", None)]
        found.extend(drawn.describe(plt.figure(number)) for number in figures
                     if plt.fignum_exists(number))  # fmt: skip
        close(figure)

    plt.close = describe_and_close
    try:
        result = yield
        plt.close("all")
    finally:
        plt.close = close
    if is_recorded(item):
        _compare(Path(item.path).stem.removeprefix("test_"), item.originalname, found)
    return result


def _compare(stem, test, found):
    kept = _read.setdefault(stem, records(stem))
    for number, lines in enumerate(found, start=1):
        name = f"{test} {number}" if number > 1 else test
        if "RECORD" in os.environ:
            kept[name] = lines
            continue
        assert name in kept, f"no record of this picture in drawn/{stem}.txt. {__doc__}"
        changed = drawn.differences(kept[name], lines)
        assert not changed, f"the picture has changed, see {__name__}:\n" + "\n".join(
            f"- {before}\n+ {after}" for before, after in changed[:5]
        )


def pytest_sessionfinish(session):
    if "RECORD" in os.environ:
        RECORDS.mkdir(exist_ok=True)
        for stem, found in _read.items():
            text = "".join(f"{HEAD}{name}\n" + "".join(f"{line}\n" for line in lines)
                           for name, lines in sorted(found.items()))  # fmt: skip
            if text:
                (RECORDS / f"{stem}.txt").write_text(text, encoding="utf-8")
