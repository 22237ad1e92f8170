"""What watches over a transfer: its size, attempt by attempt, and its time, all together."""

import threading
from types import SimpleNamespace

import pytest

from lecture_utils.corpus import files
from lecture_utils.corpus.files import Meter


def test_a_transfer_without_end_is_stopped():
    meter = Meter(max_bytes=1000)
    meter.update(1000)
    with pytest.raises(ValueError, match="passed 1,000 bytes and was stopped"):
        meter.update(1)


def test_each_attempt_is_counted_anew_and_the_time_of_all_is_not(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(files, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(threading.Thread, "start", lambda self: None)  # no alarm meanwhile
    closed = []
    response = SimpleNamespace(raw=None, close=lambda: closed.append(now[0]))
    meter = Meter(max_bytes=1000, max_seconds=10)
    for attempt in (1.0, 6.0):
        now[0] = attempt
        meter.watch(response)
        meter.total = 0  # as pooch says at the start of each
        meter.update(900)
    now[0] = 11.0
    for late in (lambda: meter.update(1), lambda: meter.watch(response)):
        with pytest.raises(TimeoutError, match="it took longer than 10 seconds"):
            late()
    assert closed == [11.0]
