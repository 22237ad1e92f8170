"""The versions that are named in several places agree with each other."""

import re
import subprocess
import sys

import pytest

from lecture_utils.paths import ROOT
from tools.environments.bounds import requirements


def pins(name):
    """{package: version} of the exact versions in a requirements file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.M))


def number(version):
    return tuple(int(part) for part in version.split("."))


OLDEST = dict(line.split("==") for line in requirements("oldest") if "==" in line)


@pytest.mark.parametrize("name", ["requirements.txt", "tools/environments/colab-requirements.txt"])
def test_what_is_tested_satisfies_the_lower_bounds(name):
    tested = pins(name)
    for package, oldest in OLDEST.items():
        if package in tested:
            assert number(tested[package]) >= number(oldest), package
    assert len(OLDEST.keys() & tested.keys()) >= 8


def test_colab_has_every_package_that_the_series_needs():
    assert OLDEST.keys() <= pins("tools/environments/colab-requirements.txt").keys()


def test_the_two_ends_name_the_same_packages():
    newest = requirements("newest")
    assert not any("=" in line for line in newest)
    assert newest == [line.split("==")[0] for line in requirements("oldest")]
    assert {"nbval", "pytest", "hypothesis"} <= set(newest)


def test_the_ends_hold_every_package_that_the_tests_need():
    files = ("requirements.txt", "tests/requirements.txt", "tools/site-requirements.txt")
    assert {name for file in files for name in pins(file)} <= set(requirements("newest"))


def test_the_ends_are_told_before_anything_is_installed():
    command = [sys.executable, "-S", "-m", "tools.environments.bounds", "oldest"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.split() == requirements("oldest"), told.stderr


def test_another_end_is_refused():
    with pytest.raises(ValueError, match="expected oldest or newest, got 'middle'"):
        requirements("middle")
