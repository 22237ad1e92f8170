"""Sense: what the rules of planning forbid does not occur among 20,000 sentences."""

import pytest

from tests.corpus.many import many


@pytest.fixture(scope="module")
def pairs():
    return many()


def words_of(pair, english):
    return [i for i, word in enumerate(pair.english) if word == english]


def clause_of(pair, index):
    """The English words of the clause around `index`: from one conjunction to the next."""
    joints = [i for i, part in enumerate(pair.classes) if part == "conjunction"]
    start = max((i for i in joints if i < index), default=-1)
    end = min((i for i in joints if i > index), default=len(pair.english))
    return pair.english[start + 1 : end]


def test_every_and_not_do_not_meet(pairs):
    places = [(pair, i) for pair in pairs for i in words_of(pair, "every")]
    assert len(places) > 100
    for pair, index in places:
        before_relative = clause_of(pair, index)
        if not {"who", "that"} & set(before_relative):
            assert "not" not in before_relative and "cannot" not in before_relative, pair


def test_if_when_while_are_followed_by_nothing_that_lasts(pairs):
    lasting = {"love", "loves", "loved", "hate", "hates", "hated", "white", "old", "rich", "famous"}
    places = [(p, i) for p in pairs for word in ("if", "when", "while") for i in words_of(p, word)]
    assert len(places) > 300
    for pair, index in places:
        clause = clause_of(pair, index)
        if not {"who", "that"} & set(clause):
            assert clause[-1] not in lasting, pair
            assert not {"loves", "hates", "loved", "hated"} & set(clause), pair


def test_because_says_what_somebody_is_like(pairs):
    places = [(pair, i) for pair in pairs for i in words_of(pair, "because")]
    assert len(places) > 100
    for pair, index in places:
        be = {"am", "is", "are", "was", "were", "be"}
        assert be & set(pair.english[index:]) and pair.classes[index + 1] == "pronoun", pair


def test_grass_is_not_small_and_a_school_is_not_at(pairs):
    for pair in pairs:
        text = " ".join(pair.english)
        assert "small grass" not in text, pair
        for index in words_of(pair, "school"):
            before = [word for word in pair.english[:index] if word in ("at", "a", "the")]
            assert before[-2:] != ["at", "a"], pair
