"""Every exercise of every notebook tests itself: each slip gets its own hint, right code passes."""

import importlib
from pathlib import Path

import pytest

from lecture_utils import checks
from lecture_utils.checks.kinds import exercises

STEMS = sorted(path.stem for path in Path(checks.__file__).parent.glob("[a-z]*.py"))
LEAST = {"scoring": 8, "zoo": 0}  # slips of each exercise, 1 elsewhere; a cage has one bug instead


@pytest.mark.parametrize(
    "stem, check",
    [
        pytest.param(stem, check, id=f"{stem}-{name}")
        for stem in STEMS
        for name, check in exercises(importlib.import_module(f"{checks.__name__}.{stem}")).items()
    ],
)
def test_every_slip_gets_its_own_hint(stem, check):
    assert len(check.slips) >= LEAST.get(stem, 1) and check.faults() == []
