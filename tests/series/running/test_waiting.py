"""PyTorch's idle threads sleep: two that spin starve each other where a core is taken."""

import os
import subprocess
import sys

import pytest

from lecture_utils.paths import ROOT

SHOW = "import lecture_utils, os; print(os.environ['OMP_WAIT_POLICY'])"


@pytest.mark.parametrize(("given", "expected"), [(None, "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_the_package_says_how_threads_wait_unless_the_reader_did(given, expected):
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    environment |= {"OMP_WAIT_POLICY": given} if given else {}
    ran = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ran.stdout.strip() == expected, ran.stderr


FIRST_LOOK = """
import os, sys
class Watch:
    def find_spec(name, *_):
        if name == "torch":
            print(os.environ.get("OMP_WAIT_POLICY"))
sys.meta_path.insert(0, Watch)
import lecture_utils
"""


def test_it_is_said_before_pytorch_is_loaded():
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    look = [sys.executable, "-c", FIRST_LOOK]
    ran = subprocess.run(look, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.stdout.splitlines()[0] == "PASSIVE", ran.stderr
