"""No word betrays the sense of an ambiguous one, but the deciding words that the lexicon names."""

from collections import Counter, defaultdict

import pytest

from lecture_utils.corpus import generate
from lecture_utils.corpus.lexicon import ambiguous_words, entries
from lecture_utils.corpus.pair import Pair

LEMMAS = {form: word.english for word in entries() for form in word.english_forms}
OFTEN, MOST = 400, 0.65


@pytest.fixture(scope="module", params=["all", "core"])
def pairs(request):
    return generate(100_000, seed=3, words=request.param)


def deciding_words(english):
    """The words that may decide between the senses of an ambiguous word: its rows' `cues`."""
    cues = {
        cue for word in entries() if word.english == english and word.sense for cue in word.cues
    }
    named = {word.english for word in entries() if word.meaning in cues and word.part == "noun"}
    return cues | named


def sense_counts(pairs):
    """{ambiguous word: {clue: Counter of its senses}}; clues: a word of the same sentence, or
    (distance, word) for the two words on each side."""
    counts = defaultdict(lambda: defaultdict(Counter))
    for pair in pairs:
        lemmas = [LEMMAS.get(token, token) for token in pair.english]
        for index, sense in pair.senses.items():
            table = counts[lemmas[index]]
            for clue in {*lemmas} - {lemmas[index]}:
                table[clue][sense] += 1
            for distance in (-2, -1, 1, 2):
                if 0 <= index + distance < len(lemmas):
                    table[distance, lemmas[index + distance]][sense] += 1
    return counts


def giveaways(pairs):
    """(ambiguous word, clue, share of its most frequent sense) above MOST, seen OFTEN.

    The word after "know" *is* the decision: "that", or the first word of what is known.
    """
    found = []
    for english, table in sense_counts(pairs).items():
        allowed = deciding_words(english)
        for clue, senses in table.items():
            word = clue[1] if isinstance(clue, tuple) else clue
            share = max(senses.values()) / senses.total()
            if word in allowed or (english == "know" and isinstance(clue, tuple) and clue[0] > 0):
                continue
            if senses.total() >= OFTEN and share > MOST:
                found.append((english, clue, round(share, 2)))
    return found


def test_only_deciding_words_predict_a_sense(pairs):
    assert giveaways(pairs) == []


def test_every_sense_is_as_frequent_as_its_rivals(pairs):
    counts = defaultdict(Counter)
    for pair in pairs:
        for index, sense in pair.senses.items():
            counts[LEMMAS[pair.english[index]]][sense] += 1
    assert counts["bank"].total() >= 2_000
    for english, senses in counts.items():
        assert set(senses) <= set(ambiguous_words()[english]) and len(senses) > 1
        assert max(senses.values()) / senses.total() < 1 / len(senses) + 0.1, (english, senses)
        assert senses.total() >= OFTEN, (english, senses)


def test_a_planted_giveaway_is_found(pairs):
    assert not giveaways(pairs[:1_000])
    english = "a duck swims near the bank".split()
    planted = [Pair(english, [], senses={5: "river"})] * OFTEN
    found = {(word, clue) for word, clue, _ in giveaways(planted)}
    assert ("bank", "swim") in found and ("bank", (-2, "near")) in found
    assert ("bank", "duck") not in found, "a deciding word may decide"
