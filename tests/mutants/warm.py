"""Runs tests in children of one process that has imported the large libraries already.

Started by `python -m tests.mutants`, one a worker; not a module of the package `tests`, which must
come from the scratch copy. Reads jobs from standard input and answers each, a line of JSON both:
{tree, tests, seconds} → {code, seconds, failed}; code is pytest's exit code, -1 a time limit.
Seconds are of processor time, so that a busy machine changes nothing.
"""

import importlib
import json
import os
import re
import resource
import signal
import sys
import tempfile
import time
import traceback

# What most tests import sooner or later; no plugin of pytest, which must see its own import.
LIBRARIES = ("ipywidgets", "jupyter_client", "matplotlib.pyplot", "nbformat", "nltk.translate",
             "pooch", "pytest", "safetensors.torch", "seaborn", "tokenizers", "torch")  # fmt: skip

MEMORY = 8 << 30  # bytes: a loop that a fault keeps from ending may fill a list for ever


def main():
    sys.path.pop(0)
    sys.dont_write_bytecode = "PYTHONDONTWRITEBYTECODE" in os.environ
    import matplotlib

    matplotlib.use("agg")
    for name in LIBRARIES:
        importlib.import_module(name)

    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(run(**job)), flush=True)


def run(tree, tests, seconds, keep_code=False):
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if child == 0:
            _child(tree, tests, seconds, said, keep_code)
        code, used = _wait(child, began + 10 * seconds)  # processor time is limited, see below
        said.seek(0)
        text = said.read()
    found = re.search(r"^(?:FAILED|ERROR) (\S+)( - .*)?", text, re.M)
    failed = found[1] + (found[2] or "") if found else text[-400:] if code > 0 else ""
    return {"code": code, "seconds": round(used, 1), "failed": failed}


def _child(tree, tests, seconds, said, keep_code):
    code = 99
    try:
        os.setsid()
        os.chdir(tree)
        sys.path.insert(0, tree)
        sys.dont_write_bytecode = not keep_code
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        import pytest

        code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--tb=line", *tests]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait(child, until):
    while time.monotonic() < until:
        done, status, used = os.wait4(child, os.WNOHANG)
        if done:
            used = used.ru_utime + used.ru_stime
            _end(child)
            if os.WIFSIGNALED(status):
                late = os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
                return (-1 if late else 98), used
            return os.WEXITSTATUS(status), used
        time.sleep(0.02)
    _end(child)
    used = os.wait4(child, 0)[2]
    return -1, used.ru_utime + used.ru_stime


def _end(child):
    """End what the child has started, such as kernels: they share its process group."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    main()
