"""JupyterLab as `make lab` starts it: a copy of this checkout, without the user's settings."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request

from lecture_utils.paths import ROOT

from .facts import lab_arguments

# Settings: all cells in the page at once, whatever is in view; no question about news.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false"},
    "docmanager-extension/plugin": {"autosave": False},
}
FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}
# Read by the server itself. Its standard input ends when the tests end, however they do (a test run
# that is killed runs no teardown): then it ends, too, and its kernels with it. A program that the
# server starts may make this input, which it shares, one that does not wait: that is no end.
CONFIG = """import os, signal, threading, time
def follow():
    said = None
    while said != b"":
        try:
            said = os.read(0, 1)
        except BlockingIOError:
            time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=follow, daemon=True).start()
"""
PATIENCE = 240  # seconds until the server answers, on a busy machine


class Lab:
    """A running JupyterLab: `url`, `token`. Use it in a `with` statement: it is stopped at the end.

    place : an empty folder, for the copy of the checkout, the settings and the log
    """

    def __init__(self, place):
        self.place, self.checkout, self.log = place, place / "checkout", place / "log.txt"

    def __enter__(self):
        hidden = shutil.ignore_patterns(".*", "__pycache__", "*.pyc")
        shutil.copytree(ROOT, self.checkout, ignore=hidden)
        environment = dict(os.environ)
        for name, folder in FOLDERS.items():
            (self.place / folder).mkdir()
            environment[name] = str(self.place / folder)
        for name, values in SETTINGS.items():
            path = self.place / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        (self.place / "config" / "jupyter_server_config.py").write_text(CONFIG, encoding="utf-8")
        arguments = lab_arguments((ROOT / "Makefile").read_text(encoding="utf-8"))
        own = ["--no-browser", "--ServerApp.ip=127.0.0.1", "--LabApp.expose_app_in_browser=True"]
        # Two servers that look for a free port at once find the same one: each worker has its own.
        worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        own += [f"--ServerApp.port={18000 + 200 * worker}", "--ServerApp.port_retries=100"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            own.append("--allow-root")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *arguments, *own],
                cwd=self.checkout, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            self._read_address()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _read_address(self):
        """Wait for the file in which the server says where it listens, and until it answers."""
        written = self.place / "runtime" / f"jpserver-{self.process.pid}.json"
        begin = time.monotonic()
        while not (written.exists() and written.stat().st_size and self._answers(written)):
            if self.process.poll() is not None or time.monotonic() - begin > PATIENCE:
                raise RuntimeError(f"JupyterLab did not start:\n{self.said()}")
            time.sleep(0.2)

    def said(self):
        """The end of what the server wrote, and whether it still runs."""
        ended = self.process.poll()
        state = "it runs" if ended is None else f"it ended with {ended}"
        return f"{self.log.read_text(encoding='utf-8')[-3000:]}\n({state})"

    def _answers(self, written):
        """Whether the server takes calls: it writes the file before it has the port."""
        said = json.loads(written.read_text(encoding="utf-8"))
        self.url, self.token = said["url"].rstrip("/"), said["token"]
        try:
            with urllib.request.urlopen(f"{self.url}/api/status?token={self.token}", timeout=9):
                return True
        except OSError:
            return False

    def __exit__(self, *_):
        self.process.terminate()  # JupyterLab ends its kernels, too
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()
