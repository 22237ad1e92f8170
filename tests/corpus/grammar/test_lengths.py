"""The test sentences by length."""

import pytest

from lecture_utils.corpus.pair import Pair
from lecture_utils.corpus.sentences import LENGTH_BUCKETS, by_length, label


def sentences(*lengths):
    return [Pair([f"w{number}"] * length, ["x"]) for number, length in enumerate(lengths)]


def test_buckets_do_not_overlap_and_leave_no_gap():
    ends = [end for bucket in LENGTH_BUCKETS for end in bucket]
    assert ends == sorted(ends)
    assert all(b[0] == a[1] + 1 for a, b in zip(LENGTH_BUCKETS, LENGTH_BUCKETS[1:], strict=False))
    assert label((17, 20)) == "17–20"


def test_takes_the_first_of_each_bucket_both_ends_included():
    chosen = by_length(sentences(3, 4, 2, 1, 5, 3), [(1, 2), (3, 4)], each=2)
    assert [pair.english[0] for pair in chosen] == ["w2", "w3", "w0", "w1"]


def test_too_few_is_an_error():
    with pytest.raises(ValueError, match="expected 3 pairs of 1 to 2 English words, got 2"):
        by_length(sentences(1, 2, 3), [(1, 2)], each=3)


def test_a_stream_serves_every_bucket():
    chosen = by_length(iter(sentences(3, 4, 2, 1)), [(1, 2), (3, 4)], each=2)
    assert [len(pair.english) for pair in chosen] == [2, 1, 3, 4]


@pytest.mark.parametrize("each", [0, -1])
def test_less_than_one_of_each_is_refused(each):
    with pytest.raises(ValueError, match="each must be at least 1"):
        by_length(sentences(1, 2), [(1, 2)], each=each)
