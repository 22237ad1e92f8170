# Set-up, the same in each notebook, safe to run twice: finds or fetches the series.
import os, pathlib, subprocess, sys


def find():
    here = pathlib.Path.cwd()
    near = [here, *here.parents, *here.glob("*/"), *map(pathlib.Path, sys.path)]
    return [folder for folder in near if os.path.isdir(folder / "lecture_utils")]


ADDRESS, TAG = None, "v1.0"  # written by `python -m tools.publish`
if not find():
    assert ADDRESS, "no lecture_utils near: open this inside a copy of the series."
    clone = "git -c advice.detachedHead=0 clone -q --depth 1 --branch".split()
    subprocess.run([*clone, TAG, ADDRESS], check=True)
sys.path.insert(0, str(find()[0]))

from lecture_utils import start

start(seed=0)
