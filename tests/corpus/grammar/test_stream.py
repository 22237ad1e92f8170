"""Many sentences, one after the other: the pairs of `generate`, in little memory."""

import tracemalloc
from itertools import islice

import pytest

from lecture_utils.corpus import generate, stream


@pytest.mark.parametrize(
    "arguments",
    [{"n": 400, "seed": 3}, {"n": 300, "seed": 1, "words": "core"},
     {"n": 200, "seed": 2, "max_words": 4}, {"n": 0, "seed": 0}],
)  # fmt: skip
def test_a_stream_has_the_pairs_of_the_list(arguments):
    pairs = generate(**arguments)
    assert isinstance(pairs, list) and len(pairs) == arguments["n"]
    assert list(stream(**arguments)) == pairs


def test_a_stream_makes_what_is_asked_for_and_no_more():
    endless = stream(10**15, seed=3)
    assert list(islice(endless, 50)) == generate(50, seed=3)
    assert len({" ".join(pair.english) for pair in islice(endless, 500)}) == 500


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ((1.5, 0), TypeError, "n must be a whole number"),
        ((-1, 0), ValueError, "n must not be negative"),
        ((1, 0, 2), ValueError, "lengths must satisfy"),
        ((1, 0, 5, 3, "some"), ValueError, '"all" or "core"'),
    ],
)
def test_a_bad_number_is_refused_before_the_first_pair(arguments, error, message):
    with pytest.raises(error, match=message):
        stream(*arguments)


def test_too_few_sentences_are_told_behind_the_last():
    found = stream(10**6, seed=0, max_words=3, words="core")
    with pytest.raises(ValueError, match=r"found only [0-9]+ different sentences of 3 to 3 words"):
        for count, _ in enumerate(found, start=1):
            assert count < 10**5


def test_a_million_pairs_fit_into_300_megabytes():
    """What the last 4,000 of 6,000 pairs leave behind, or hold at their height, times 250."""
    pairs = stream(10**6, seed=0)
    tracemalloc.start()
    try:
        for _ in islice(pairs, 2_000):  # the tables of the grammar are made now, too
            pass
        few, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for _ in islice(pairs, 4_000):
            pass
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert few + (most - few) / 4_000 * 998_000 < 300e6
