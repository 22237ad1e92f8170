"""French that a French reader would not stumble over, kind by kind, among 20,000 sentences."""

import re

import pytest

from lecture_utils.corpus.lexicon import entries, find
from tests.corpus.many import many

SAYS_I = ("i", "we", "you")


@pytest.fixture(scope="module")
def pairs():
    return many()


def finite(pair, index):
    """Whether a finite verb group begins at `index`: a verb or auxiliary, "never", "often" …"""
    return pair.classes[index] in ("verb", "auxiliary")


def test_what_is_won_is_a_partie_a_course_never_a_jeu(pairs):
    assert find("game").french == "partie"
    won = [pair for pair in pairs if {"win", "wins", "won"} & {*pair.english}]
    assert len(won) > 20 and not any({"jeu", "jeux"} & {*pair.french} for pair in won)


def test_a_speaker_is_named_in_every_clause(pairs):
    seen = 0
    for pair in pairs:
        for index, word in enumerate(pair.english[:-1]):
            if word in ("and", "but") and finite(pair, index + 1):
                start = max(
                    (i for i in range(index) if pair.classes[i] == "conjunction"), default=-1
                )
                seen += 1
                assert pair.english[start + 1] not in SAYS_I, pair
    assert seen > 500


def test_pas_de_nouveau_never_comes_where_it_would_say_again(pairs):
    assert not [pair for pair in pairs if re.search(r"\bde nouve(au|l)\b", " ".join(pair.french))]
    assert any("nouveau" in pair.french for pair in pairs)


def test_streets_are_long_and_wide_not_big(pairs):
    said = {" ".join(pair.english[a : n + 1]) for pair in pairs for a, n in pair.modifiers}
    assert "long street" in said or "wide street" in said
    assert not [text for text in said if re.fullmatch(r"(big|huge) .*\b(street|road)s?", text)]


def test_a_husband_has_a_femme():
    assert find("wife").french == "femme" and "épouse" not in {w.french for w in entries()}


def test_we_and_you_beyond_the_core_have_their_verbs(pairs):
    seen = set()
    for pair in pairs:
        for index, word in enumerate(pair.english):
            if word in ("we", "you") and pair.classes[index] == "pronoun":
                target = min(t for s, t in pair.alignment if s == index)
                after = [w for w in pair.french[target + 1 : target + 5]
                         if w not in ("ne", "n'", "le", "la", "l'", "les")]  # fmt: skip
                ending = "ons" if word == "we" else "ez"
                special = {"we": {"sommes"}, "you": {"êtes", "dites"}}[word]
                assert after[0].endswith(ending) or after[0] in special, pair
                seen.add((word, after[0]))
    assert len(seen) > 60


def test_prepositions_after_a_negation_keep_their_article(pairs):
    """ "not … any" makes "de" of the object's article, never of that after a preposition."""
    seen = 0
    for pair in pairs:
        for index, word in enumerate(pair.english[:-1]):
            if pair.classes[index] == "preposition" and word in ("in", "on", "under", "behind"):
                if "not" in pair.english[:index] and pair.english[index + 1] in ("a", "an"):
                    target = max(t for s, t in pair.alignment if s == index)
                    assert pair.french[target + 1] in ("un", "une"), pair
                    seen += 1
    assert seen > 50
