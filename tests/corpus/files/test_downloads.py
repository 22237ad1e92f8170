"""Downloads from a server on this machine: good, cut off, tampered with, missing, unreachable."""

import hashlib
import io
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pooch
import pytest

from lecture_utils import paths
from lecture_utils.corpus import pair as pairs
from lecture_utils.corpus.files import Meter, fetch
from lecture_utils.corpus.pair import TATOEBA_CREDIT, TATOEBA_HASH, download_pairs
from lecture_utils.paths import ROOT


def archive(text):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("fra.txt", text)
    return data.getvalue()


GOOD = archive("Run.\tCours.\n" * 20_000)
HASH = "sha1:" + hashlib.sha1(GOOD).hexdigest()


class Answer(BaseHTTPRequestHandler):
    """Serve the archive in the way that the path names; `asked` counts the requests."""

    asked, gone = [], threading.Event()

    def do_GET(self):
        self.asked.append(self.path)
        kind = self.path.strip("/").split("/")[0]
        if kind == "missing":
            return self.send_error(404)
        if kind == "busy" and len(self.asked) == 1:
            return self.send_error(503)
        if kind == "silent":  # no answer at all, until the test is over or gives up
            return self.gone.wait(4)
        body = GOOD[:-1] + b"!" if kind == "tampered" else GOOD
        self.send_response(200)
        if kind != "unsized":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if kind == "drip":  # as if for ever, a byte at a time: no time-out between two of them
            for _ in range(1500):
                if self.gone.wait(0.02):
                    break
                try:
                    self.wfile.write(b".")
                except OSError:
                    break
            return None
        cut = kind == "cut" or kind == "once" and len(self.asked) == 1
        self.wfile.write(body[: len(body) // 2] if cut else body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    """The address of a server on the loopback; retries do not wait."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(Answer, "asked", [])
    Answer.gone.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        Answer.gone.set()
        running.shutdown()
        thread.join()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("kind", ["good", "unsized"])
def test_a_good_archive_is_kept_and_fetched_once(server, tmp_path, kind):
    url = f"{server}/{kind}/fra-eng.zip"
    path = fetch(url, HASH, tmp_path)
    assert path.read_bytes() == GOOD
    assert fetch(url, HASH.upper().replace("SHA1", "sha1"), tmp_path) == path
    assert len(Answer.asked) == 1
    assert names(tmp_path) == ["fra-eng.zip"]


@pytest.mark.parametrize("kind", ["once", "busy"])
def test_a_passing_fault_is_tried_again(server, tmp_path, kind):
    assert fetch(f"{server}/{kind}/x.zip", HASH, tmp_path).read_bytes() == GOOD
    assert len(Answer.asked) == 2


@pytest.mark.parametrize(
    "kind, error, message",
    [
        ("cut", ConnectionError, "x.zip could not be downloaded from 127.0.0.1"),
        ("missing", ConnectionError, r"could not be downloaded .*\(Not Found\)"),
        ("tampered", ValueError, "is not the expected x.zip, and was not kept: SHA1 hash"),
    ],
)
def test_a_lasting_fault_is_named_and_leaves_nothing(server, tmp_path, kind, error, message):
    with pytest.raises(error, match=message):
        fetch(f"{server}/{kind}/x.zip", HASH, tmp_path, retries=1)
    assert len(Answer.asked) == 2
    assert names(tmp_path) == []


def test_a_file_that_was_spoilt_on_disk_is_fetched_again(server, tmp_path):
    (tmp_path / "x.zip").write_bytes(GOOD[:100])
    assert fetch(f"{server}/good/x.zip", HASH, tmp_path).read_bytes() == GOOD


def test_a_failed_renewal_leaves_the_old_file(server, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"older")
    with pytest.raises(ConnectionError):
        fetch(f"{server}/cut/x.zip", HASH, tmp_path, retries=0)
    assert (tmp_path / "x.zip").read_bytes() == b"older"
    assert names(tmp_path) == ["x.zip"]


def test_an_interrupted_download_leaves_nothing(server, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Meter, "update", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fetch(f"{server}/good/x.zip", HASH, tmp_path)
    assert names(tmp_path) == []


def test_offline_the_message_says_what_to_do(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/fra-eng.zip"
        with pytest.raises(ConnectionError, match="It is optional: go on without it") as caught:
            fetch(url, HASH, tmp_path, retries=0)
    assert str(tmp_path) in str(caught.value)
    assert names(tmp_path) == []


def test_a_kept_file_needs_no_server(tmp_path):
    (tmp_path / "x.zip").write_bytes(GOOD)
    assert fetch("http://127.0.0.1:9/x.zip", HASH, tmp_path, retries=0).read_bytes() == GOOD


def test_progress_goes_to_stdout_and_never_to_stderr(server, tmp_path, capfd):
    fetch(f"{server}/good/x.zip", HASH, tmp_path)
    out, err = capfd.readouterr()
    shown = [line.split()[0] for line in out.splitlines() if "%" in line]
    assert shown == ["25", "50", "75", "100"]
    assert out.startswith("Downloading http://127.0.0.1") and err == ""


def test_quiet_prints_nothing(server, tmp_path, capfd):
    fetch(f"{server}/good/x.zip", HASH, tmp_path, quiet=True)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("retries", [0, 2])
def test_a_transfer_that_drips_for_ever_is_stopped(server, tmp_path, retries):
    start = time.monotonic()
    with pytest.raises(ConnectionError, match="x.zip could not be .*(longer than 0.4 s|Error)"):
        fetch(f"{server}/drip/x.zip", HASH, tmp_path, retries=retries, max_seconds=0.4)
    assert 0.4 <= time.monotonic() - start < 5 and names(tmp_path) == []
    timers = [one for one in threading.enumerate() if isinstance(one, threading.Timer)]
    for one in timers:  # what stopped the transfer may be about to end
        one.join(timeout=2)
    assert not any(one.is_alive() for one in timers)


def test_a_silent_server_is_not_waited_for(server, tmp_path, monkeypatch):
    monkeypatch.setattr("lecture_utils.corpus.files.TIMEOUT", 0.1)
    began = time.monotonic()
    with pytest.raises(ConnectionError, match="Timeout"):
        fetch(f"{server}/silent/x.zip", HASH, tmp_path, retries=0)
    assert time.monotonic() - began < 3 and names(tmp_path) == []


def test_the_time_of_all_attempts_together_is_limited(server, tmp_path):
    with pytest.raises(ConnectionError, match="it took longer than 0 seconds"):
        fetch(f"{server}/good/x.zip", HASH, tmp_path, max_seconds=0)
    assert len(Answer.asked) == 1 and names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of a file there")
def test_a_full_disk_is_named_and_leaves_nothing(server, tmp_path):
    import resource

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, usual[1]))
    try:
        with pytest.raises(OSError, match="x.zip could not be kept .*: go on without it, make ro"):
            fetch(f"{server}/good/x.zip", HASH, tmp_path, quiet=True)  # pytest's output is a file
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert names(tmp_path) == [] and len(Answer.asked) == 1  # a full disk is not asked again


def test_a_folder_that_cannot_be_written_is_named(server, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="x.zip could not be kept .*another folder"):
        fetch(f"{server}/good/x.zip", HASH, tmp_path / "file" / "cache")
    assert Answer.asked == []


FETCH = "import sys; from lecture_utils.corpus import fetch; fetch(*sys.argv[1:])"


def stuck(server, folder):
    """Another process in the middle of a download that does not end."""
    arguments = [sys.executable, "-c", FETCH, f"{server}/drip/x.zip", HASH, str(folder)]
    other = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL)
    waiting = threading.Event()
    for _ in range(600):
        if other.poll() is not None or list(folder.glob(".x.zip.*/*")):
            break
        waiting.wait(0.05)
    else:
        other.kill()
        pytest.fail("no folder of its own, in which the file is made")
    assert other.poll() is None
    return other


def test_a_killed_download_leaves_no_litter_on_the_next_try(server, tmp_path):
    other = stuck(server, tmp_path)
    try:
        fetch(f"{server}/good/y.zip", HASH, tmp_path)
        path = fetch(f"{server}/good/x.zip", HASH, tmp_path)
        assert len(names(tmp_path)) == 3, "the folder of the one still at work stays"
    finally:
        other.kill()
        other.wait()
    path.unlink()
    assert fetch(f"{server}/good/x.zip", HASH, tmp_path).read_bytes() == GOOD
    assert names(tmp_path) == ["x.zip", "y.zip"]


def test_without_locks_the_litter_goes_too(server, tmp_path, monkeypatch):
    monkeypatch.setattr("lecture_utils.paths.fcntl", None)  # as on Windows
    (tmp_path / ".x.zip.old").mkdir(parents=True)
    fetch(f"{server}/good/x.zip", HASH, tmp_path)
    assert names(tmp_path) == ["x.zip"]


def test_what_is_opened_to_lock_is_closed(tmp_path, monkeypatch):
    opened, way_in, way_out = [], os.open, os.close

    def note(place, *rest):
        opened.append(way_in(place, *rest))
        return opened[-1]

    def strike(number):
        opened.remove(number)
        way_out(number)

    (tmp_path / ".x.zip.old").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("lecture_utils.paths.os.open", note)
        patch.setattr("lecture_utils.paths.os.close", strike)
        with paths._held(tmp_path / ".x.zip.old") as free:
            assert free and len(opened) == 1
        with paths._held(tmp_path / "nowhere") as free:
            assert not free
    assert opened == []


def test_the_log_of_pooch_is_silent_meanwhile_and_speaks_again(server, tmp_path):
    logger, heard = pooch.get_logger(), logging.Handler()
    lines = []
    heard.emit = lines.append
    logger.addHandler(heard)
    logger.setLevel(logging.INFO)  # its lines would go to stderr
    try:
        fetch(f"{server}/good/x.zip", HASH, tmp_path)
        assert lines == []
        assert logger.level == logging.INFO
    finally:
        logger.removeHandler(heard)
        logger.setLevel(logging.NOTSET)


@pytest.mark.parametrize(
    "url", ["file:///etc/x.zip", "ftp://a.org/x.zip", "http://a.org/", "http:///x.zip", "", None]
)
def test_an_address_of_another_form_is_refused(url, tmp_path):
    with pytest.raises(ValueError, match="url must be an http"):
        fetch(url, HASH, tmp_path)


@pytest.mark.parametrize(
    "known_hash", [None, "", "94646ad1", "rot13:94646ad1", "sha1", "sha1:", "sha1:x4"]
)
def test_a_checksum_of_another_form_is_refused(known_hash, tmp_path):
    with pytest.raises(ValueError, match="known_hash must read 'sha1:"):
        fetch("http://127.0.0.1:9/x.zip", known_hash, tmp_path)


def test_download_pairs_reads_what_came(server, tmp_path):
    found = download_pairs(f"{server}/good/fra-eng.zip", HASH, tmp_path)
    assert len(found) == 20_000
    assert (found[0].english, found[0].french) == (["run", "."], ["cours", "."])


def test_the_public_collection_is_credited(server, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pairs, "TATOEBA_URL", f"{server}/good/fra-eng.zip")
    download_pairs(pairs.TATOEBA_URL, HASH, tmp_path, quiet=True)
    assert capsys.readouterr().out.strip() == TATOEBA_CREDIT
    assert "CC-BY 2.0 FR" in TATOEBA_CREDIT and "Tatoeba" in TATOEBA_CREDIT
    assert len(TATOEBA_HASH) == len("sha1:") + 40


def test_files_go_to_the_cache_of_the_user_by_default(server, tmp_path, monkeypatch):
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / project)
    path = fetch(f"{server}/good/fra-eng.zip", HASH)
    assert path == tmp_path / "attention-notebooks" / "fra-eng.zip"


@pytest.mark.parametrize("retries, error", [(-1, ValueError), (0.5, TypeError), (None, TypeError)])
def test_retries_are_a_number_from_0(server, tmp_path, retries, error):
    with pytest.raises(error, match="retries must be"):
        fetch(f"{server}/good/fra.zip", HASH, tmp_path, retries=retries, quiet=True)
    assert not Answer.asked and not list(tmp_path.iterdir())
    assert fetch(f"{server}/good/fra.zip", HASH, tmp_path, retries=0, quiet=True).exists()
