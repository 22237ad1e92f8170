"""The sentence pairs written by hand: enough of them, well formed, well spelled.

Each check returns complaints, so that it can also be shown to complain: for every mistake that
it looks for, one is planted below.
"""

import re
import unicodedata
from collections import Counter
from functools import cache

import pytest

from lecture_utils.corpus import generate
from lecture_utils.corpus.lexicon import add_s, entries
from lecture_utils.paths import data_path
from lecture_utils.tokenizer import split_words
from tests.spelling import english_mistakes, french_mistakes

KINDS = ("lexicon", "everyday")
LINK = re.compile(r"(\d+)-(\d+)")


def row_mistakes(row):
    """What is wrong with one line: English, French, kind, and links or nothing."""
    if len(row) not in (3, 4) or not all(row):
        return ["expected 3 or 4 columns, none empty"]
    english, french, kind, *links = row
    bad = [f"English: {mistake}" for mistake in english_mistakes(english)]
    bad += [f"French: {mistake}" for mistake in french_mistakes(french)]
    if (english[-1] == "?") != (french[-1] == "?"):
        bad.append("a question in one language only")
    if not 3 <= len(words(english)) <= 25:
        bad.append(f"{len(words(english))} English words, expected 3 to 25")
    if kind not in KINDS:
        bad.append(f"kind {kind!r}")
    return bad + link_mistakes(english, french, " ".join(links))


def link_mistakes(english, french, links):
    """Links are "source-target", in range, in order, each once; none touches punctuation."""
    source, target = split_words(english), split_words(french)
    if not links:
        return []
    matches = [LINK.fullmatch(link) for link in links.split(" ")]
    if not all(matches):
        return [f"links {links!r} are not like '0-0 1-2'"]
    pairs = [(int(match[1]), int(match[2])) for match in matches]
    if any(i >= len(source) or j >= len(target) for i, j in pairs):
        return ["a link out of range"]
    bad = [] if pairs == sorted(set(pairs)) else ["links out of order, or one twice"]
    if not all(source[i][0].isalnum() and target[j][0].isalnum() for i, j in pairs):
        bad.append("punctuation linked")
    unlinked = len(words(english)) - len({i for i, _ in pairs})
    return bad if unlinked <= 1 else [*bad, f"{unlinked} English words without a link"]


def words(sentence):
    """The tokens of a sentence that are not punctuation."""
    return [token for token in split_words(sentence) if token[0].isalnum()]


@cache
def rows():
    text = data_path("natural_pairs.tsv").read_text(encoding="utf-8")
    assert text.endswith("\n") and "\r" not in text
    return [line.split("\t") for line in text.removesuffix("\n").split("\n")]


@cache
def corpus_words():
    """The English words that the grammar says."""
    return frozenset(word for pair in generate(6_000, seed=0) for word in pair.english)


@cache
def lexicon_words():
    """The words of the lexicon in all their forms, and the forms of "be" and "want"."""
    forms = {part for word in entries() for form in word.english_forms for part in form.split()}
    return frozenset(forms | {"am", "is", "are", "was", "were", "wants"})


def known(row, vocabulary):
    return all(word in vocabulary for word in words(row[0]))


def test_every_line_is_well_formed():
    found = {number: row_mistakes(row) for number, row in enumerate(rows(), start=1)}
    assert not {number: bad for number, bad in found.items() if bad}


def test_there_are_enough_pairs_of_all_lengths():
    assert len(rows()) >= 600
    assert sum(len(row) == 4 for row in rows()) >= 50
    lengths = Counter(len(words(row[0])) for row in rows())
    assert set(range(3, 23)) <= set(lengths)
    assert sum(count for length, count in lengths.items() if length >= 12) >= 100


def test_no_sentence_comes_twice():
    for column in (0, 1):
        counts = Counter(" ".join(words(row[column])) for row in rows())
        assert [sentence for sentence, count in counts.items() if count > 1] == []


def test_the_kind_lexicon_means_that_all_words_are_in_the_lexicon():
    labelled = [row for row in rows() if row[2] == "lexicon"]
    unknown = {row[0]: set(words(row[0])) - lexicon_words() for row in labelled}
    assert not {sentence: missing for sentence, missing in unknown.items() if missing}


def test_the_readme_counts_what_is_there():
    readme = data_path("README.md").read_text(encoding="utf-8")
    labelled = sum(row[2] == "lexicon" for row in rows())
    aligned = sum(len(row) == 4 for row in rows())
    claims = f"{len(rows())} pairs", f"{labelled} are of the kind", f"{aligned} pairs are aligned"
    assert all(claim in readme for claim in claims), claims


def test_the_grammar_says_every_word_of_enough_pairs():
    assert sum(known(row, corpus_words()) for row in rows()) >= 250


SENSES = {
    "bank": ("banque", "rive"),
    "bat": ("batte ", "chauve-souris"),
    "pen": ("stylo", "enclos"),
    "seal": ("phoque", "sceau"),
    "trunk": ("trompe", "tronc", "coffre"),
    "spring": ("ressort", "source", "printemps"),
    "match": (" match", "allumette"),
    "hard": ("dur", "difficile"),
}


def test_ambiguous_words_come_in_all_their_senses():
    for word, senses in SENSES.items():
        forms = {word, add_s(word)}
        french = [row[1] for row in rows() if forms & set(words(row[0]))]
        assert all(any(sense in sentence for sentence in french) for sense in senses), word


GOOD = ["The cat sleeps.", "Le chat dort.", "lexicon", "0-0 1-1 2-2"]


def test_a_good_line_passes():
    assert row_mistakes(GOOD) == []
    assert row_mistakes(GOOD[:3]) == []


@pytest.mark.parametrize(
    "column, planted, complaint",
    [
        (1, "Le chat de le roi dort.", "de + le"),
        (1, "Il parle à les enfants.", "à + le"),
        (1, "Je ne sais pas si il dort.", "si + il"),
        (1, "Je sais que il dort.", "no elision"),
        (1, "La horloge est belle.", "no elision"),
        (1, "Le arbre est vert.", "no elision"),
        (1, "L'chat dort.", "elision before a consonant"),
        (1, "L' arbre est vert.", "space after an elision"),
        (1, "Sa amie dort.", "ma, ta, sa"),
        (1, "Ce homme dort.", "ce before"),
        (1, "Le vieux homme dort.", "vieux"),
        (1, "Les chat dorment.", "plural"),
        (1, "Le le chat dort.", "said twice"),
        (1, "La une chatte dort.", "two articles"),
        (1, "Le chat dort!", "no space before"),
        (1, "Le chat dort ?", "question in one language"),
        (1, "L’arbre dort.", "apostrophe"),
        (1, "Le chat dort\u00a0!", "space other"),
        (1, "Le chat, « dit-il », dort.", "quotation mark"),
        (1, unicodedata.normalize("NFD", "L'éléphant dort."), "not NFC"),
        (0, "The\u200b cat sleeps.", "invisible"),
        (0, "The cat  sleeps.", "double"),
        (0, "The cat sleeps .", "space before a comma"),
        (0, "The cat,it sleeps.", "no space after"),
        (0, "The cat sleeps !", "space before punctuation"),
        (0, "The the cat sleeps.", "said twice"),
        (0, "A elephant sleeps.", "a before"),
        (0, "An cat sleeps.", "an before"),
        (0, "the cat sleeps.", "no capital"),
        (0, "The cat sleeps", "no final"),
        (0, "Cats sleep.", "2 English words"),
        (0, "The cat sleeps" + " and sleeps" * 12 + ".", "27 English words"),
        (0, "", "columns"),
        (2, "odd", "kind"),
        (3, "0-0 1:1 2-2", "not like"),
        (3, "0-0 1-1 2-9", "out of range"),
        (3, "1-1 0-0 2-2", "out of order"),
        (3, "0-0 1-1 2-2 3-3", "punctuation linked"),
        (3, "0-0", "without a link"),
    ],
)
def test_a_planted_mistake_is_found(column, planted, complaint):
    row = [*GOOD[:column], planted, *GOOD[column + 1 :]]
    assert any(complaint in mistake for mistake in row_mistakes(row)), row_mistakes(row)
