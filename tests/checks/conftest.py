"""Each test of a check starts like a fresh kernel: no miss and no guess is remembered."""

import pytest

from lecture_utils.checks import kinds


@pytest.fixture(autouse=True)
def fresh_kernel():
    kinds.forget()
    kinds.forget_predictions()
