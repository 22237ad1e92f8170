"""How much memory something takes at its height, C code included; for the tests of load."""

from pathlib import Path

import pytest

STATUS, RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def _read(name):
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(name))
    return 1024 * int(line.split()[1])


def height(action):
    """Bytes of memory that `action()` takes at its height beyond what is in use before it.

    Skips the test where the system does not tell.
    """
    try:
        RESET.write_text("5")  # the height is counted from here
        before = _read("VmRSS")
    except OSError:
        pytest.skip("this system does not tell how much memory is in use")
    action()
    return _read("VmHWM") - before
