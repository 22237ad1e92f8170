# Set-up, the same in every notebook and safe to run twice: finds the series, or fetches it once.
import pathlib, subprocess, sys

ADDRESS, TAG = None, "v1.0"  # written by `python -m tests.publish`
here = pathlib.Path.cwd()
near = lambda: [p for p in (here, *here.parents, *here.glob("*/")) if (p / "lecture_utils").is_dir()]
if not near() and not ADDRESS:
    raise RuntimeError("Open this notebook inside a copy of the whole series: the folder "
                       "lecture_utils is not near it, and no public address is set yet.")
if not near():
    subprocess.run(["git", "clone", "-q", "--depth", "1", "--branch", TAG, ADDRESS], check=True)
sys.path.insert(0, str(near()[0]))

from lecture_utils import style
style.start(seed=0)
