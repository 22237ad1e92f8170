"""JupyterLab ends with the tests, also when they are killed and clean nothing up."""

import os
import subprocess
import sys

import pytest

from .lab import CONFIG, Lab


def test_a_server_ends_with_the_one_who_started_it(tmp_path):
    with Lab(tmp_path) as lab:
        assert lab.process.poll() is None
        lab.process.stdin.close()  # what the system does for a process that is killed
        assert lab.process.wait(timeout=120) is not None


def test_an_input_that_does_not_wait_has_not_ended():
    ours, theirs = os.pipe()
    os.set_blocking(ours, False)
    command = [sys.executable, "-c", f"{CONFIG}\ntime.sleep(60)"]
    with subprocess.Popen(command, stdin=ours) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=3)
        os.close(theirs)
        assert process.wait(timeout=20) != 0
    os.close(ours)
