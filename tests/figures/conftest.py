"""What a test here draws and is told is compared with its record in drawn/.

That is each figure, as its parts (drawn.py) and as the renderer gets it (ink.py), and each alt text
and title (said.py). What the renderer gets is compared where matplotlib is of the recorded version.

A picture that changed on purpose gets a new record: RECORD=1 python -m pytest tests/figures
"""

import itertools
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from lecture_utils.figures.style import use_style
from tests.figures import drawn, ink, said

RECORDS, HEAD = Path(__file__).with_name("drawn"), "== "
VERSION = "matplotlib"
_read, _modules = {}, {}


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
    """Whether it draws the same each time, as drawn examples do not, and its file keeps it."""
    return not hasattr(item.obj, "hypothesis") and getattr(item.module, "RECORDED", True)


@pytest.fixture(autouse=True)
def as_on_a_page():
    """The series' style and the same random numbers, whatever ran before."""
    plt.close("all")
    use_style()
    np.random.seed(0)  # with which seaborn spreads its dots, too
    torch.manual_seed(0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not is_recorded(item):
        return (yield)
    found, close = [], plt.close

    def describe_and_close(figure=None):
        figures = plt.get_fignums() if figure == "all" else [getattr(figure, "number", None)]
        for figure in map(plt.figure, filter(plt.fignum_exists, figures)):
            found.append([*drawn.describe(figure), *ink.ink(figure)])
        close(figure)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "close", describe_and_close)
        words = said.listen(patch, item.module)
        result = yield
        plt.close("all")
    _compare(item, [*itertools.chain(*found), *words])
    return result


def _compare(item, lines):
    stem = Path(item.path).stem.removeprefix("test_")
    kept = _read.setdefault(stem, records(stem))
    if "RECORD" in os.environ:
        _modules[stem] = item.module
        kept.pop(item.name, None)
        if lines:
            kept[item.name] = lines
        return
    before = kept.get(item.name, [])
    if kept.get(VERSION) != [ink.VERSION]:
        before, lines = (
            [line for line in one if not drawn.is_ink(line)] for one in (before, lines)
        )
    changed = drawn.differences(before, lines)
    assert not changed, f"not as in drawn/{stem}.txt, see {__name__}:\n" + "\n".join(
        f"- {before}\n+ {after}" for before, after in changed[:5]
    )


def pytest_sessionfinish(session):
    if "RECORD" in os.environ:
        RECORDS.mkdir(exist_ok=True)
        for stem, found in _read.items():
            here = {name: lines for name, lines in found.items()
                    if hasattr(_modules[stem], name.partition("[")[0])}  # fmt: skip
            text = "".join(f"{HEAD}{name}\n" + "".join(f"{line}\n" for line in lines)
                           for name, lines in sorted(here.items()))  # fmt: skip
            path = RECORDS / f"{stem}.txt"
            path.unlink(missing_ok=True)
            if text:
                text = f"{HEAD}{VERSION}\n{ink.VERSION}\n{text}"
                path.write_text(text, encoding="utf-8")
