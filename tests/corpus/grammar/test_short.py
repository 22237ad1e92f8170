"""Single words and short phrases: every one has one French, also beside the corpus."""

import pytest

from lecture_utils.corpus import generate, short_phrases
from lecture_utils.corpus.lexicon import ambiguous_words, entries


@pytest.fixture(scope="module", params=["all", "core"])
def words(request):
    return request.param


def test_no_english_has_two_frenches_also_beside_the_corpus(words):
    found = {}
    for pair in [*short_phrases(words), *generate(8_000, 5, max_words=6, words=words)]:
        translation = " ".join(pair.french)
        assert found.setdefault(" ".join(pair.english), translation) == translation, pair


def test_words_stand_alone_unless_they_have_two_frenches(words):
    alone = {" ".join(pair.english): " ".join(pair.french) for pair in short_phrases(words)}
    assert (alone["cat"], alone["cats"], alone["white"]) == ("chat", "chats", "blanc")
    assert (alone["sees"], alone["see"], alone["near"]) == ("voit", "voir", "près de")
    assert not set(alone) & {*ambiguous_words(), "open", "her", "it", "the bank"}
    content = [w for w in entries(words) if w.part in ("noun", "verb", "adjective") and not w.sense]
    missing = {w.english for w in content if w.english not in alone} - {"be"}
    assert missing <= {"open", "closed"}  # adjectives and verbs


def test_articles_agree_and_all_is_aligned(words):
    phrases = short_phrases(words)
    said = {" ".join(pair.english): " ".join(pair.french) for pair in phrases}
    assert (said["the house"], said["the trees"], said["an orange"]) == (
        "la maison", "les arbres", "une orange")  # fmt: skip
    assert "the water" in said and "a water" not in said
    for pair in phrases:
        assert len(pair.classes) == len(pair.english) <= 7
        assert {i for i, _ in pair.alignment} == set(range(len(pair.english)))
        assert {j for _, j in pair.alignment} == set(range(len(pair.french)))


def test_each_sense_meets_its_deciding_words(words):
    said = {" ".join(pair.english): pair for pair in short_phrases(words)}
    assert said["the white boat near the bank"].french[-1] == "rive"
    assert said["the white cheque near the bank"].french[-1] == "banque"
    assert said["a key of the piano"].french[1] == "touche"
    senses = {sense for pair in said.values() for sense in pair.senses.values()}
    wanted = {w.sense for w in entries(words) if w.sense and w.part != "verb"}
    assert wanted <= senses


def test_the_corpus_never_says_three_words_twice_in_a_row():
    for pair in generate(20_000, seed=8, max_words=40):
        french = pair.french
        assert not any(french[i : i + 3] == french[i + 3 : i + 6] for i in range(len(french) - 5))


def test_other_words_are_refused():
    with pytest.raises(ValueError, match='"all" or "core", got \'some\''):
        short_phrases("some")
