"""What a test here draws and is told is compared with its record in drawn/: see tests/records.py.

That is each figure, as its parts (telling/drawn.py) and as the renderer gets it (ink.py), and each
alt text and title (said.py). What the renderer gets is compared where matplotlib is of the recorded
version.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from lecture_utils.figures.style import use_style
from tests import listening
from tests.figures.telling import drawn, ink, said
from tests.records import Records

RECORDS = Records(Path(__file__).with_name("drawn"), f"matplotlib {ink.VERSION}", drawn.differences)
HEARD = pytest.StashKey()


def is_recorded(item):
    """Whether it draws the same each time, as drawn examples do not, and its file keeps it."""
    return not hasattr(item.obj, "hypothesis") and getattr(item.module, "RECORDED", True)


@pytest.fixture(autouse=True)
def as_on_a_page(request):
    """The series' style and the same random numbers, whatever ran before; all words are heard."""
    plt.close("all")
    use_style()
    np.random.seed(0)  # with which seaborn spreads its dots, too
    torch.manual_seed(0)
    with pytest.MonkeyPatch.context() as patch:
        heard = listening.listen(patch, request.module, said.FUNCTIONS, said.texts)
        request.node.stash[HEARD] = heard
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not is_recorded(item):
        return (yield)
    found, close = [], plt.close

    def describe_and_close(figure=None):
        figures = plt.get_fignums() if figure == "all" else [getattr(figure, "number", None)]
        for one in map(plt.figure, filter(plt.fignum_exists, figures)):
            found.extend([*drawn.describe(one), *ink.ink(one)])
        close(figure)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plt, "close", describe_and_close)
        result = yield
        plt.close("all")
    RECORDS.compare(item, [*found, *item.stash.get(HEARD, [])])
    return result


def pytest_sessionfinish(session):
    RECORDS.write(session)
