"""Byte pairs in texts without spaces: joined as taught, and in the time of any other text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.byte_pairs import apply_merges, join_known, learn_merges, learn_merges_fast
from lecture_utils.corpus import stories
from lecture_utils.tokenizer import BytePairTokenizer

REAL = "\n".join(text for _, text in stories())
WHOLE = "".join(letter for letter in REAL if letter.isalnum())  # one piece, without any space
CHINESE = "".join(chr(0x4E00 + (place * 7919 + place * place * 31) % 900) for place in range(5000))


@pytest.mark.parametrize("text", [WHOLE[:3000], CHINESE[:1000], "a" * 999, "aab" * 333, "ab" * 500])
def test_a_text_without_spaces_is_joined_as_taught(text):
    merges = learn_merges(text, 330)
    assert learn_merges_fast(text, 330) == merges
    taught = apply_merges(list(text.encode("utf-8")), merges)
    assert BytePairTokenizer(merges).encode(text) == taught


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abé", max_size=200))
def test_joining_known_pairs_equals_the_taught_way(text):
    ids = {pair: number for number, pair in enumerate(MERGES, start=256)}
    tokens = list(text.encode("utf-8"))
    assert join_known(tokens, ids) == apply_merges(tokens, MERGES)


MERGES = learn_merges("aabab éaé abaab ababab éé" * 3, 268)


def cost(work):
    """Processor seconds of the quickest of three runs."""
    times = []
    for _ in range(3):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def test_no_spaces_are_no_cliff():
    size = 40_000  # characters; pieces as long as the text made this hundreds of times slower
    ordinary = cost(lambda: BytePairTokenizer.train(REAL[:size], 700))
    for text in (WHOLE[:size], CHINESE, "ab" * (size // 2)):
        assert cost(lambda text=text: BytePairTokenizer.train(text, 700)) < 10 * ordinary
    for text in (WHOLE[:size], CHINESE):
        tokenizer = BytePairTokenizer.train(text, 700)
        assert cost(lambda text=text, one=tokenizer: one._encode_piece(text)) < 10 * ordinary
