"""Text out of files: the project's own, a reader's, those of a public collection.

A file that nobody vouches for meets its limits first and is read then; what is downloaded is
checked before it is kept. No other place of the corpus uses the network.
"""

import gzip
import hashlib
import io
import logging
import lzma
import math
import re
import struct
import threading
import time
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pooch
import requests

from ..guards import whole
from ..paths import data_path, workshop

MAX_TEXT = 64 * 2**20  # about a million sentence pairs
MAX_MEMBERS = 100
CHUNK = 2**20
DAMAGE = EOFError, OSError, struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError


def read_text(path, max_bytes=MAX_TEXT):
    """Return the UTF-8 text in a file, or in the one tabbed text file of an archive.

    path      : plain text, gzip or zip; told apart by their first bytes, not by their name
    max_bytes : most bytes of text, unpacked, that are taken into memory

    Raises FileNotFoundError for a missing file; ValueError for a folder, a damaged or encrypted
    archive, a zip with none or two candidates (members .txt or .tsv that hold a tab), a size over
    the limit whether declared or met while unpacking, and text that is not UTF-8 (with its line).
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no file at {path}")
    if not path.is_file():
        raise ValueError(f"{path.name} must be a file, got a folder or a device")
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start in (b"PK\3\4", b"PK\5\6"):  # with members, without
            data = _from_zip(file, path.name, max_bytes)
        elif start[:2] == b"\x1f\x8b":
            data = _from_gzip(file, path.name, max_bytes)
        elif path.suffix.lower() in (".gz", ".zip"):
            raise ValueError(f"{path.name} is not a {path.suffix} archive: it starts with {start}")
        else:
            data = _limited(file, path.name, max_bytes)
    return _decoded(data, path.name)


def _limited(stream, name, max_bytes):
    """Read a stream in pieces, and stop as soon as it holds more than `max_bytes`."""
    data = io.BytesIO()
    while piece := stream.read(CHUNK):
        if data.tell() + len(piece) > max_bytes:
            raise ValueError(f"{name} holds more than {max_bytes:,} bytes of text (max_bytes)")
        data.write(piece)
    return data.getvalue()


def _from_gzip(file, name, max_bytes):
    try:
        with gzip.GzipFile(fileobj=file) as stream:
            return _limited(stream, name, max_bytes)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{name} is a damaged gzip file: {error}") from error


def _from_zip(file, name, max_bytes):
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise ValueError(f"{name} has {len(members)} members, at most {MAX_MEMBERS} fit")
            texts = [member for member in members if _is_text(member.filename)]
            declared = sum(member.file_size for member in texts)
            if declared > max_bytes:
                raise ValueError(f"{name} declares {declared:,} bytes of text, over {max_bytes:,}")
            tabbed = {}
            for member in texts:
                with archive.open(member) as stream:
                    data = _limited(stream, f"{name}/{member.filename}", max_bytes)
                if b"\t" in data:
                    if member.filename in tabbed:
                        raise ValueError(f"{name} holds two members named {member.filename}")
                    tabbed[member.filename] = data
    except DAMAGE as error:
        raise ValueError(f"{name} is a damaged zip file: {error}") from error
    except RuntimeError as error:  # zipfile's own; NotImplementedError is one, too
        raise ValueError(f"{name} is encrypted, or packed in an unusual way: {error}") from error
    if len(tabbed) != 1:
        found = ", ".join(sorted(tabbed)) or "none"
        raise ValueError(f"{name} must hold one .txt or .tsv file with tabs, found: {found}")
    return tabbed.popitem()[1]


def _is_text(member_name):
    """A .txt or .tsv file; the copies that macOS adds to archives do not count."""
    path = Path(member_name)
    extra = "__MACOSX" in path.parts or path.name.startswith("._")
    return path.suffix.lower() in (".txt", ".tsv") and not extra


def _decoded(data, name):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, offset) + 1
        raise ValueError(
            f"{name}, line {line}: expected UTF-8 text, got the byte 0x{data[offset]:02x}"
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ValueError(f"{name}, line {line}: expected UTF-8 text, got a zero byte")
    return text


MAX_DOWNLOAD = 200 * 2**20
TIMEOUT = 15  # seconds without an answer
MAX_SECONDS = 3600  # however steadily a few bytes arrive


class Meter:
    """Count what arrives, print a line each quarter, and stop a transfer that has no end.

    pooch sets `total` (bytes, 0 = not told) at the start of each attempt and calls the methods;
    requests calls `watch` as soon as an answer begins.
    """

    def __init__(self, quiet=False, max_bytes=MAX_DOWNLOAD, max_seconds=MAX_SECONDS):
        self.quiet, self.max_bytes, self.quarters = quiet, max_bytes, 0
        self.total, self.seconds, self.end = 0, max_seconds, time.monotonic() + max_seconds
        self.timer = None

    @property
    def total(self):
        return self._total

    @total.setter
    def total(self, total):
        self._total, self.done = total, 0

    def watch(self, response, **_):
        """Hang up when the time is over, even where nothing arrives. TimeoutError if it is."""
        self.close()
        if time.monotonic() >= self.end:
            response.close()
        self._check_time()
        hang_up = getattr(response.raw, "shutdown", response.close)  # urllib3 before 2.3 has none
        self.timer = threading.Timer(self.end - time.monotonic(), hang_up)
        self.timer.daemon = True
        self.timer.start()

    def _check_time(self):
        if time.monotonic() >= self.end:
            raise TimeoutError(f"it took longer than {self.seconds:g} seconds")

    def reset(self):
        """Forget what arrived; quarters that were printed are not printed again."""
        self.done = 0

    def update(self, size):
        """Count `size` more bytes. ValueError when there are more than `max_bytes`."""
        self._check_time()
        self.done += size
        if self.done > self.max_bytes:
            raise ValueError(f"the transfer passed {self.max_bytes:,} bytes and was stopped")
        quarters = min(4, 4 * self.done // self.total) if self.total else 0
        if quarters > self.quarters and not self.quiet:
            print(f"  {25 * quarters} % of {self.total / 1e6:.1f} MB")
        self.quarters = max(quarters, self.quarters)

    def close(self):
        """Stop watching the time; the lines stay."""
        if self.timer is not None:
            self.timer.cancel()


def fetch(url, known_hash, folder=None, retries=2, quiet=False, max_bytes=MAX_DOWNLOAD,
          max_seconds=MAX_SECONDS):  # fmt: skip
    """Return the path of the file behind `url`, downloading it when the right one is not there.

    url         : http or https address; its last part names the file
    known_hash  : "algorithm:digits", such as "sha1:94646ad1…"; only a file that has it is kept
    folder      : where to keep it; by default the user's cache folder
    retries     : how many more times to try after a failure, a second apart and more
    quiet       : print nothing
    max_bytes   : a transfer that grows larger is stopped
    max_seconds : so is one that takes longer, all attempts together

    The file is written beside its place and moved there once its checksum is right, so a failed
    or interrupted download leaves nothing, an older good file stays, and what a killed download
    left is removed by the next one.

    Raises ConnectionError when the server cannot be reached, is too slow or does not have the file;
    OSError when `folder` has no room or may not be written to; ValueError when what came is not the
    expected file, the address or the checksum is not of their form, or retries are below 0.
    """
    parts = urlsplit(str(url))
    name = PurePosixPath(parts.path).name
    if parts.scheme not in ("http", "https") or not parts.hostname or not name:
        raise ValueError(f"url must be an http(s) address that ends in a file name, got {url!r}")
    whole("retries", retries, least=0)
    way, _, digits = str(known_hash).partition(":")
    if way not in hashlib.algorithms_available or not re.fullmatch("[0-9a-fA-F]+", digits):
        raise ValueError(f"known_hash must read 'sha1:…', 'sha256:…' or so, got {known_hash!r}")
    folder = Path(folder or pooch.os_cache("attention-notebooks"))
    kept = folder / name
    if kept.is_file() and pooch.file_hash(str(kept), alg=way) == digits.lower():
        return kept
    if not (quiet or kept.exists()):
        print(f"Downloading {url}\n  to {folder}")
    logger, meter = pooch.get_logger(), Meter(quiet, max_bytes, max_seconds)
    level = logger.level
    logger.setLevel(logging.WARNING)  # its lines would go to stderr
    loader = pooch.HTTPDownloader(meter, chunk_size=2**16, timeout=TIMEOUT,
                                  hooks={"response": meter.watch})  # fmt: skip
    try:
        with workshop(folder, name) as place:
            pooch.create(
                place, "", registry={name: known_hash}, urls={name: url}, retry_if_failed=retries
            ).fetch(name, downloader=loader)
            return (place / name).replace(kept)
    except (requests.RequestException, TimeoutError) as error:
        reason = getattr(getattr(error, "response", None), "reason", None) or type(error).__name__
        reason = error if isinstance(error, TimeoutError) else reason
        raise ConnectionError(
            f"{name} could not be downloaded from {parts.hostname} ({reason}). It is optional: "
            f"go on without it, try again later, or put the file into {folder} yourself."
        ) from error
    except ValueError as error:
        raise ValueError(
            f"what came from {parts.hostname} is not the expected {name}, and was not kept: {error}"
        ) from error
    except OSError as error:  # no room, or no right to write
        raise OSError(
            error.errno, f"{name} could not be kept ({error.strerror}). It is optional: go on "
            "without it, make room, or name another folder, instead of", str(folder),
        ) from error  # fmt: skip
    finally:
        meter.close()
        logger.setLevel(level)


def read_rows(path, least, most=math.inf, max_bytes=MAX_TEXT):
    """Yield ("name, line n", columns) of a tab-separated file; blank lines may only end it.

    Raises ValueError as `read_pairs` does, and for fewer than `least` columns or more than `most`.
    """
    wanted = f"at least {least}" if most == math.inf else f"{least} to {most}"
    wanted = str(least) if most == least else wanted
    text = read_text(path, max_bytes).rstrip("\r\n")
    name = getattr(path, "name", path)
    if not text.strip():
        raise ValueError(f"{name} is empty: expected lines of {wanted} columns with a tab between")
    for number, line in enumerate(text.split("\n"), start=1):
        where = f"{name}, line {number}"
        line = line.removesuffix("\r")
        if "\r" in line:
            raise ValueError(f"{where}: a line break of another kind (\\r) inside the line")
        columns = line.split("\t")
        if not least <= len(columns) <= most:
            raise ValueError(
                f"{where}: expected {wanted} columns with a tab between, "
                f"got {len(columns)}: {line[:60]!r}"
            )
        yield where, columns


def stories():
    """Return the short English stories written for this series.

    returns : list of (title, text), in the order of their file names; a file's first line is the
              title, and the text is what follows
    """
    found = []
    for path in sorted(data_path("stories").glob("*.txt")):
        title, _, text = read_text(path).partition("\n")
        found.append((title.strip(), text.strip() + "\n"))
    return found
