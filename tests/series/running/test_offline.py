"""The tests reach nothing beyond this machine, and neither do the notebooks they execute."""

import http.server
import os
import socket
import subprocess
import sys
import threading
import urllib.request

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests import conftest

PUBLIC = "192.0.2.1"  # reserved for documentation: nobody is there (RFC 5737)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: socket.create_connection((PUBLIC, 80), timeout=1),
        lambda: socket.socket().connect_ex((PUBLIC, 80)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", (PUBLIC, 53)),
        lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 80)),
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.gethostbyname("example.org"),
    ],
)
@pytest.mark.filterwarnings("ignore:unclosed")
def test_public_addresses_are_refused(attempt):
    with pytest.raises(ConnectionRefusedError, match="without a network"):
        attempt()


def test_libraries_report_it_as_a_failed_connection():
    with pytest.raises(OSError, match="without a network"):
        urllib.request.urlopen("https://example.org", timeout=1)


def test_this_machine_stays_reachable():
    with http.server.HTTPServer(("localhost", 0), http.server.BaseHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        socket.create_connection(("localhost", server.server_port), timeout=5).close()
        thread.join()


def test_git_and_pip_are_held_back_too(tmp_path):
    clone = ["git", "clone", "-q", f"https://{PUBLIC}/x", str(tmp_path / "x")]
    done = subprocess.run(clone, capture_output=True, text=True, timeout=20)
    assert done.returncode and "not allowed" in done.stderr
    assert os.environ["PIP_NO_INDEX"] == "1"


def test_a_kernel_that_nbval_starts_has_no_network(tmp_path):
    source = (
        "import socket\n"
        "try:\n"
        f"    socket.create_connection(({PUBLIC!r}, 80), timeout=1)\n"
        "except OSError as error:\n"
        "    print(error)"
    )
    said = f"the tests run without a network, but {PUBLIC!r} was asked for\n"
    output = new_output("stream", name="stdout", text=said)
    cell = new_code_cell(source, execution_count=1, outputs=[output])
    nbformat.write(new_notebook(cells=[cell]), tmp_path / "online.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "online.ipynb"]
    command += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=60"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize("wish, taken", [({}, "1"), ({"OMP_NUM_THREADS": "2"}, "2")])
def test_without_workers_one_thread_is_taken_unless_more_are_asked_for(monkeypatch, wish, taken):
    """What many cores do to the outputs is compared nowhere."""
    monkeypatch.setattr(os, "environ", dict(wish))
    conftest._environment()
    assert os.environ["OMP_NUM_THREADS"] == taken and os.environ["MKL_NUM_THREADS"] == "1"
    monkeypatch.setattr(os, "environ", wish | {"PYTEST_XDIST_WORKER": "gw0"})
    conftest._environment()
    assert os.environ["OMP_NUM_THREADS"] == os.environ["MKL_NUM_THREADS"] == "1"
