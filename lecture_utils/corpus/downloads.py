"""Fetch a file once, check it, keep it: the only place of the series that uses the network."""

import hashlib
import logging
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pooch
import requests

from ..guards import whole

MAX_BYTES = 200 * 2**20
TIMEOUT = 15  # seconds without an answer


class Meter:
    """Count what arrives, print a line each quarter, and stop a transfer that has no end.

    pooch sets `total` (bytes, 0 = not told) at the start of each attempt and calls the methods.
    """

    def __init__(self, quiet=False, max_bytes=MAX_BYTES):
        self.quiet, self.max_bytes, self.quarters = quiet, max_bytes, 0
        self.total = 0

    @property
    def total(self):
        return self._total

    @total.setter
    def total(self, total):
        self._total, self.done = total, 0

    def reset(self):
        """Forget what arrived; quarters that were printed are not printed again."""
        self.done = 0

    def update(self, size):
        """Count `size` more bytes. ValueError when there are more than `max_bytes`."""
        self.done += size
        if self.done > self.max_bytes:
            raise ValueError(f"the transfer passed {self.max_bytes:,} bytes and was stopped")
        quarters = min(4, 4 * self.done // self.total) if self.total else 0
        if quarters > self.quarters and not self.quiet:
            print(f"  {25 * quarters} % of {self.total / 1e6:.1f} MB")
        self.quarters = max(quarters, self.quarters)

    def close(self):
        """Nothing to close: the lines stay."""


def fetch(url, known_hash, folder=None, retries=2, quiet=False):
    """Return the path of the file behind `url`, downloading it when the right one is not there.

    url        : http or https address; its last part names the file
    known_hash : "algorithm:digits", such as "sha1:94646ad1…"; only a file that has it is kept
    folder     : where to keep it; by default the user's cache folder
    retries    : how many more times to try after a failure, a second apart and more
    quiet      : print nothing

    The file is written beside its place and moved there once its checksum is right, so a failed
    or interrupted download leaves nothing, and an older good file stays.

    Raises ConnectionError when the server cannot be reached or does not have the file; ValueError
    when what came is not the expected file, the address or the checksum is not of their form, or
    retries are below 0.
    """
    parts = urlsplit(str(url))
    name = PurePosixPath(parts.path).name
    if parts.scheme not in ("http", "https") or not parts.hostname or not name:
        raise ValueError(f"url must be an http(s) address that ends in a file name, got {url!r}")
    whole("retries", retries, least=0)
    if str(known_hash).partition(":")[0] not in hashlib.algorithms_available:
        raise ValueError(f"known_hash must read 'sha1:…', 'sha256:…' or so, got {known_hash!r}")
    folder = Path(folder or pooch.os_cache("attention-notebooks"))
    store = pooch.create(
        folder, base_url="", registry={name: known_hash}, urls={name: url}, retry_if_failed=retries
    )
    if not quiet and not (folder / name).exists():
        print(f"Downloading {url}\n  to {folder}")
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.WARNING)  # its lines would go to stderr
    try:
        loader = pooch.HTTPDownloader(Meter(quiet), chunk_size=2**16, timeout=TIMEOUT)
        return Path(store.fetch(name, downloader=loader))
    except requests.RequestException as error:
        reason = getattr(error.response, "reason", None) or type(error).__name__
        raise ConnectionError(
            f"{name} could not be downloaded from {parts.hostname} ({reason}). It is optional: "
            f"go on without it, try again later, or put the file into {folder} yourself."
        ) from error
    except ValueError as error:
        raise ValueError(
            f"what came from {parts.hostname} is not the expected {name}, and was not kept: {error}"
        ) from error
    finally:
        logger.setLevel(level)
