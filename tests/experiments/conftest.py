"""What each function returns in the tests here is compared with its record in found/.

See tests/records.py. A line that another processor finds otherwise, or another second, is marked as
one that varies: RECORD=again, under ATEN_CPU_CAPABILITY=default, after RECORD=1.
"""

import os
from pathlib import Path

import pytest
import torch

from lecture_utils import experiments
from tests import listening
from tests.experiments import found
from tests.records import Records

RECORDS = Records(Path(__file__).with_name("found"), "", found.differences)
FUNCTIONS, HEARD = listening.functions(experiments), pytest.StashKey()


@pytest.fixture(autouse=True)
def heard(request):
    """What the functions of the room return is heard; the same random numbers for each test."""
    torch.manual_seed(0)
    with pytest.MonkeyPatch.context() as patch:
        request.node.stash[HEARD] = listening.listen(patch, request.module, FUNCTIONS, found.told)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    result = yield
    lines = found.shortened(item.stash.get(HEARD, []))
    if not hasattr(item.obj, "hypothesis"):
        if os.environ.get("RECORD") == "again":
            lines = found.varying(RECORDS.of(item), lines)
        RECORDS.compare(item, lines)
    return result


def pytest_sessionfinish(session):
    RECORDS.write(session)
