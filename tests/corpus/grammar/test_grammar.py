"""Properties of the generated corpus, each checked on many sentences from outside the grammar."""

import itertools
import random
import re
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from lecture_utils.corpus import generate, inflection, split
from lecture_utils.corpus.grammar import sentence
from lecture_utils.corpus.lexicon import ambiguous_words, entries
from lecture_utils.corpus.pair import Pair
from lecture_utils.corpus.selection import choices
from lecture_utils.paths import ROOT
from tests.corpus.many import many

NOUNS = {form: w for w in entries() if w.part == "noun" for form in w.english_forms}
BY_SENSE = {(form, w.sense): w for w in entries() if w.part == "noun" for form in w.english_forms}
LEMMAS = {form: w.english for w in entries() for form in w.english_forms}
PEOPLE = ("person", "name")


@pytest.fixture(scope="module")
def pairs():
    return many()


def french_forms(word):
    """Every form in which a content word of the lexicon can stand in French."""
    if word.part == "noun":
        return {inflection.noun_form(word, many) for many in (False, True)}
    flags = (False, True)
    if word.part == "adjective":
        cases = itertools.product(flags, repeat=3)
        return {inflection.adjective_form(word, *case) for case in cases}
    tenses = (inflection.present, inflection.future, inflection.auxiliary)
    if word.english == "be":
        return {form for tense in inflection.BE.values() for form in tense}
    forms = {tense(word, person) for tense in tenses for person in range(5)}
    forms |= {inflection.participle(word, f, m) for f in flags for m in flags} | {word.french}
    return forms | {"du", "de", "d'", "des", "à", "au", "aux"} if word.french_preposition else forms


def test_the_french_is_a_function_of_the_english():
    draw = random.Random(5).random
    translations, repeated = {}, 0
    for number in range(100_000):
        tables = choices("core" if number % 2 else "all")
        length = 3 + number % 4 if number % 10 < 7 else 7 + number % 18
        pair = sentence(tables, draw, length)
        if pair is not None:
            key = " ".join(pair.english)
            repeated += key in translations
            translation = " ".join(pair.french)
            assert translations.setdefault(key, translation) == translation
    assert len(translations) > 50_000
    assert repeated > 5_000, "too few sentences came twice for this test to see anything"


def test_no_english_sentence_comes_twice(pairs):
    assert len({" ".join(pair.english) for pair in pairs}) == len(pairs) == 20_000


@pytest.mark.parametrize(("least", "most"), [(3, 24), (10, 40), (7, 7)])
def test_lengths_are_spread_over_the_whole_range(least, most):
    counts = Counter(len(pair.english) for pair in generate(3_000, 2, most, least))
    assert set(counts) == set(range(least, most + 1))
    assert min(counts.values()) > 0.5 * 3_000 / len(counts)


def test_a_short_length_gives_its_share_to_the_others():
    pairs = generate(9_000, seed=0, max_words=4, words="core")
    counts = Counter(len(pair.english) for pair in pairs)
    assert counts[3] < 0.8 * counts[4] and len(pairs) == 9_000


def test_every_word_has_its_links_and_content_words_those_of_the_lexicon(pairs):
    forms = {}
    for word in entries():
        if word.part in ("noun", "verb", "adjective"):
            for form in word.english_forms:
                forms.setdefault((form, word.part), set()).update(french_forms(word))
    forms |= {((form), "verb"): french_forms(next(w for w in entries() if w.english == "be"))
              for form in ("am", "is", "are", "was", "were", "be")}  # fmt: skip
    for pair in pairs:
        assert len(pair.classes) == len(pair.english)
        assert {source for source, _ in pair.alignment} == set(range(len(pair.english)))
        assert {target for _, target in pair.alignment} == set(range(len(pair.french)))
        for source, target in pair.alignment:
            key = pair.english[source], pair.classes[source]
            assert key not in forms or pair.french[target] in forms[key], (key, pair)


def test_content_words_are_linked_one_to_one_unless_they_are_verbs(pairs):
    for pair in pairs[:5_000]:
        sources = Counter(source for source, _ in pair.alignment)
        targets = Counter(target for _, target in pair.alignment)
        for source, target in pair.alignment:
            if pair.classes[source] in ("noun", "adjective"):
                assert sources[source] == targets[target] == 1, pair


def test_modifiers_join_adjectives_to_the_noun_that_follows(pairs):
    for pair in pairs[:5_000]:
        for adjective, noun in pair.modifiers:
            between = pair.classes[adjective:noun]
            assert pair.classes[noun] == "noun" and set(between) == {"adjective"}
        attributive = {source for source, _ in pair.modifiers}
        for index, name in enumerate(pair.classes[:-1]):
            if name == "adjective" and pair.classes[index + 1] in ("adjective", "noun"):
                assert index in attributive


def test_elision_and_contraction_leave_nothing_out(pairs):
    h = "|".join(sorted(inflection.aspirated()))
    vowel = rf"(?!(?:{h})\b)[aeiouyâàéèêëîïôûœh]"
    wrong = re.compile(
        rf"\b(?:le|la|de|ne|que|je) {vowel}|\b(?:de|à) les?\b|\bsi ils?\b"
        rf"|\b(?:ce|sa|ma) {vowel}"
        rf"|\b(?:l|d|n|qu|j)' (?:{h}|[^aeiouyâàéèêëîïôûœh])|\bdes de\b|\bde des\b"
    )
    for pair in pairs:
        assert not wrong.search(" ".join(pair.french)), pair
        for index, word in enumerate(pair.french[:-1]):
            if word in ("beau", "nouveau", "vieux"):
                source = min(s for s, t in pair.alignment if t == index)
                noun = NOUNS.get(pair.english[source + 1])
                alone = noun and (noun.english, noun.french) == (
                    pair.english[source + 1],
                    pair.french[index + 1],
                )
                assert not alone or not inflection.begins_with_vowel(noun.french), pair
    assert wrong.search("le arbre") and wrong.search("près de le chat") and wrong.search("l' hibou")
    assert wrong.search("ce homme") and not wrong.search("le hibou ne voit pas la haute tour")


def test_each_ambiguous_word_has_its_cue_and_no_other(pairs):
    rows = {(w.english, w.sense): w for w in entries() if w.sense}
    seen = Counter()
    for pair in pairs:
        lemmas = {LEMMAS.get(token, token) for token in pair.english}
        for index, sense in pair.senses.items():
            row = rows[LEMMAS[pair.english[index]], sense]
            seen[row.key] += 1
            if row.part == "noun":
                rivals = [r for (e, s), r in rows.items() if e == row.english and s != sense]
                assert lemmas & set(row.cues), pair
                assert not lemmas & {cue for rival in rivals for cue in rival.cues}, pair
            elif row.part == "verb":
                following = pair.english[index + 1 : index + 2]
                assert (following == ["that"]) == (sense == "fact"), pair
            elif (modified := [n for a, n in pair.modifiers if a == index]) and modified:
                noun = NOUNS[pair.english[modified[0]]]
                assert {noun.english, noun.meaning} & set(row.selects.split()), pair
    assert set(seen) == {f"{name}.{s}" for name, all_ in ambiguous_words().items() for s in all_}
    core = Counter(s for p in generate(5_000, 1, words="core") for s in p.senses.values())
    assert min(core["river"], core["money"], core["lock"], core["music"]) > 10


def test_each_ambiguous_word_is_marked(pairs):
    names = ambiguous_words()
    for pair in pairs[:5_000]:
        for index, token in enumerate(pair.english):
            if LEMMAS.get(token) in names and pair.classes[index] in ("noun", "adjective", "verb"):
                assert index in pair.senses, (token, pair)


def clause_start(pair, index):
    """Where the clause with the word at `index` begins: after its conjunction, if it has one."""
    verbs = [i for i in range(index) if pair.classes[i] in ("verb", "auxiliary")]
    joints = [i for i in range(index) if pair.classes[i] == "conjunction"]
    for joint in reversed(joints):
        before = max([other for other in joints if other < joint], default=0)
        if any(before <= i < joint for i in verbs):
            return joint
    return 0


def test_all_that_it_and_they_could_mean_have_one_gender(pairs):
    seen = Counter()
    for pair in pairs:
        for index, token in enumerate(pair.english):
            if token not in ("it", "they", "them") or pair.classes[index] != "pronoun":
                continue
            many = token != "it"
            target = min(t for s, t in pair.alignment if s == index)
            start = clause_start(pair, index)
            before = [(pair.english[i], i) for i in range(start) if pair.classes[i] == "noun"]
            joined = "and" in pair.english[start + 1 : index]
            beside = pair.classes[start:index].count("noun") - joined
            assert beside <= 1, "a noun beside the subject could be meant, too"
            genders = set()
            for noun, at in before:
                word = BY_SENSE[noun, pair.senses.get(at, "")]
                plural = noun != word.english
                if plural == many and (many or word.meaning not in PEOPLE):
                    genders.add(word.gender)
            translation = pair.french[target]
            if many and not genders:  # two singulars joined by "and"
                assert "and" in pair.english[:start], pair
            elif translation in ("elle", "elles", "la"):
                assert genders == {"f"}, pair
            elif translation in ("il", "le"):
                assert genders == {"m"}, pair
            elif translation == "ils":
                assert genders == {"m"}, pair
            seen[translation] += 1
    assert all(seen[form] > 50 for form in ("il", "elle", "ils", "elles", "le", "la", "les", "l'"))


def test_a_sentence_and_its_mirror_image_both_occur():
    frames = choices("core").using(
        *[tuple(w for w in choices("core").nouns if w.key == name) for name in ("dog", "cat")]
    )
    mirrored = choices("core").using(
        *[tuple(w for w in choices("core").nouns if w.key == name) for name in ("cat", "dog")]
    )
    assert {frame.verb.english for frame in frames} & {frame.verb.english for frame in mirrored}


def test_core_uses_the_words_of_the_core_only():
    allowed = {part for w in entries("core") for f in w.english_forms for part in f.split()}
    allowed |= {"is", "are", "will"}
    used = {token for pair in generate(3_000, 1, words="core") for token in pair.english}
    assert used <= allowed and 150 <= len(used) <= 260
    everything = {token for pair in generate(3_000, 1) for token in pair.english}
    assert len(everything) > 300 and not everything <= allowed


def test_the_same_seed_gives_the_same_pairs_in_any_process():
    code = (
        "import json, hashlib; from lecture_utils.corpus import generate;"
        "print(hashlib.sha256(json.dumps([[p.english, p.french, sorted(p.alignment), p.classes,"
        "sorted(p.modifiers)] for p in generate(300, 4, 40)]).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("0", "123")
    }  # fmt: skip
    assert len(found) == 1
    assert generate(50, 4, 40) == generate(300, 4, 40)[:50]
    assert generate(5, 1) != generate(5, 2)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [((-1, 0), ValueError, "n must not be negative, got -1"),
     ((5, 0, 2), ValueError, "3 <= min_words <= max_words <= 40, got min_words=3, max_words=2"),
     ((5, 0, 41), ValueError, "max_words=41"), ((5, 0, 10, 2), ValueError, "min_words=2"),
     ((5, 0, 5, 9), ValueError, "min_words=9, max_words=5"),
     ((5.0, 0), TypeError, "n must be a whole number, got 5.0"),
     ((5, None), TypeError, "seed must be a whole number, got None"),
     ((5, 0, 9, 3, "most"), ValueError, '"all" or "core", got \'most\''),
     ((10**6, 0, 3, 3, "core"), ValueError, "different sentences of 3 to 3 words, 1000000 were")],
)  # fmt: skip
def test_generate_refuses_what_it_cannot_do(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        generate(*arguments)
    assert generate(0, seed=0) == []


def test_split_shares_no_english_sentence_and_does_not_depend_on_the_collection(pairs):
    train, test = split(pairs)
    texts = [{" ".join(pair.english) for pair in part} for part in (train, test)]
    assert not texts[0] & texts[1] and len(train) + len(test) == len(pairs)
    assert 0.08 < len(test) / len(pairs) < 0.12
    assert split(pairs[:100][::-1])[1] == [pair for pair in pairs[:100][::-1] if pair in test]
    assert split(pairs, seed=1)[1] != test
    twice = [Pair(["a", "cat"], ["un", "chat"]), Pair(["A", "cat"], ["une", "chatte"])]
    assert sorted(map(len, split(twice, (0.5, 0.5)))) == [0, 2]
    assert [len(part) > 0 for part in split(pairs[:500], (0.6, 0.2, 0.2))] == [True] * 3


def test_whole_numbers_come_in_any_dress():
    assert generate(np.int64(3), np.int64(0), np.int32(9)) == generate(3, 0, 9)
    with pytest.raises(TypeError, match="n must be a whole number, got True"):
        generate(True, 0)


def test_a_seed_of_another_dress_deals_no_other_split(pairs):
    assert split(pairs[:200], seed=np.int64(3)) == split(pairs[:200], seed=3)
    with pytest.raises(TypeError, match=r"seed must be a whole number, got 0\.0"):
        split(pairs[:2], seed=0.0)


@pytest.mark.parametrize("fractions", [(), (0.5, 0.4), (1.2, -0.2), (0.0, 1.0)])
def test_split_refuses_bad_fractions(fractions):
    with pytest.raises(ValueError, match="fractions must"):
        split([], fractions)
