"""The memory probe: an encoder that keeps one known place must be read there, and nowhere else."""

import pytest
import torch

from lecture_utils.corpus.pair import Pair
from lecture_utils.experiments.probes import last_states, nouns_at, nouns_read
from lecture_utils.recurrent import Memory
from lecture_utils.tokenizer import Vocabulary

NOUNS = ["cat", "dog", "boat", "bank", "king"]
ENGLISH = Vocabulary(["the", "sees", *NOUNS])


def pair(first, second):
    classes = ["determiner", "noun", "verb", "determiner", "noun"]
    return Pair(["the", first, "sees", "the", second], [], classes=classes)


PAIRS = [pair(first, second) for first in NOUNS for second in NOUNS]


class Keeps:
    """An encoder whose last state is a one-hot vector of one place, counted from the end."""

    def __init__(self, distance):
        self.distance = distance

    def __call__(self, source, lengths):
        kept = source[torch.arange(len(source)), lengths - 1 - self.distance]
        last = torch.nn.functional.one_hot(kept, len(ENGLISH)).float()
        return Memory(None, last, None)


def test_nouns_are_found_by_their_distance_from_the_end():
    rows, words = nouns_at([PAIRS[1], PAIRS[5]], 0, ENGLISH)
    assert rows.tolist() == [0, 1] and ENGLISH.decode(words.tolist()) == ["dog", "cat"]
    assert nouns_at([PAIRS[1]], 2, ENGLISH)[0].tolist() == []
    with pytest.raises(ValueError, match="5 words after it in 'the cat sees the cat'"):
        nouns_at(PAIRS, 5, ENGLISH)


def test_the_state_is_that_of_the_english_sentence():
    assert last_states(Keeps(3), PAIRS[:1], ENGLISH).argmax().item() == ENGLISH.encode(["cat"])[0]


@pytest.mark.parametrize("kept, other", [(0, 3), (3, 0)])
def test_what_is_kept_is_read_and_what_is_not_is_guessed(kept, other):
    shares = nouns_read(Keeps(kept), PAIRS, PAIRS[::-1], (kept, other), ENGLISH)
    assert shares[0] == 1 and shares[1] <= 0.21  # 1 of 5 nouns
