"""Word order: what French asks, and what a translation does about it."""

import pytest

from lecture_utils.corpus.pair import Pair
from lecture_utils.experiments.word_order import (
    RIGHT,
    TURNED,
    Order,
    count_outcomes,
    expected_orders,
    far_by_length,
    far_order,
    far_pairs,
    outcome,
    shares,
    turned_far,
    turned_inside,
)

ENGLISH = "the old cat does not see the white boat".split()
FRENCH = "le vieux chat ne voit pas le bateau blanc".split()
CLASSES = ["determiner", "adjective", "noun", "auxiliary", "negation", "verb"]
CLASSES += ["determiner", "adjective", "noun"]
LINKS = {(0, 0), (1, 1), (2, 2), (3, 4), (4, 3), (4, 5), (5, 4), (6, 6), (7, 8), (8, 7)}
PAIR = Pair(ENGLISH, FRENCH, LINKS, CLASSES, {(1, 2), (7, 8)})


def test_what_the_running_sentence_asks():
    assert expected_orders(PAIR) == [
        Order("adjective before noun", "vieux", "chat"),
        Order("adjective after noun", "bateau", "blanc"),
        Order("ne … pas", "ne", "pas", 2, 4),
    ]


def test_an_object_pronoun_stands_before_its_verb_but_a_subject_is_no_clitic():
    classes = ["pronoun", "verb", "pronoun"]
    links = {(0, 0), (1, 2), (2, 1)}
    pair = Pair(["she", "sees", "it"], ["elle", "la", "voit"], links, classes)
    assert expected_orders(pair) == [Order("clitic", "la", "voit")]


@pytest.mark.parametrize(
    "written, expected",
    [
        ("le vieux chat ne voit pas le bateau blanc", ["right", "right", "right"]),
        ("le chat vieux ne pas voit le blanc bateau", ["turned", "turned", "turned"]),
        ("le chien vieux voit la rive", ["missing", "missing", "missing"]),
        ("le vieux petit chat pas ne voit", ["missing", "missing", "turned"]),
        ("le vieux vieux chat n' a pas le blanc et le bateau blanc", ["right"] * 3),
    ],
)
def test_outcomes(written, expected):
    assert [outcome(order, written.split()) for order in expected_orders(PAIR)] == expected


def test_counts_pool_the_sentences():
    counts = count_outcomes([PAIR, PAIR], [FRENCH, "le chat vieux ne voit pas".split()])
    assert counts["adjective before noun"] == {"right": 1, "turned": 1}
    assert counts["adjective after noun"] == {"right": 1, "missing": 1}
    assert counts["ne … pas"] == {"right": 2}


def test_pairs_that_do_not_fit():
    with pytest.raises(ValueError, match="needs a generated pair"):
        expected_orders(Pair(["a"], ["un"]))
    with pytest.raises(ValueError, match="2 pairs, but 1 translations"):
        count_outcomes([PAIR, PAIR], [FRENCH])


def test_shares_are_of_the_places_of_each_kind():
    written = "le vieux chat pas ne voit le blanc bateau".split()
    outcomes = count_outcomes([PAIR] * 4, [FRENCH, FRENCH, FRENCH, written])
    before, after, negation = "adjective before noun", "adjective after noun", "ne … pas"
    assert shares(outcomes, RIGHT) == {before: 1.0, after: 0.75, negation: 0.75}
    assert shares(outcomes, TURNED) == {before: 0.0, after: 0.25, negation: 0.25}


def test_a_misspelt_outcome_has_no_share():
    outcomes = count_outcomes([PAIR], [FRENCH])
    with pytest.raises(ValueError, match="one of right, turned, missing; got 'Right'"):
        shares(outcomes, "Right")


# far apart

FAR_FRENCH = "le vieux chat ne voit pas le bateau blanc".split()


def test_distant_pairs_are_content_words_that_occur_once():
    assert far_pairs(PAIR, apart=4) == [
        ("vieux", "bateau"), ("vieux", "blanc"), ("chat", "bateau"), ("chat", "blanc"),
        ("voit", "blanc"),
    ]  # fmt: skip
    assert far_pairs(PAIR, apart=7) == [("vieux", "blanc")]


def test_turned_pairs_are_counted_where_both_words_are_written_once():
    right = FAR_FRENCH
    turned = "le bateau blanc ne voit pas le vieux chat".split()
    twice = "le vieux vieux chat ne voit pas le bateau".split()
    assert far_order([PAIR], [right]) == {"turned": 0, "both": 5, "sentences": 0}
    assert far_order([PAIR], [turned]) == {"turned": 5, "both": 5, "sentences": 1}
    assert far_order([PAIR], [twice]) == {"turned": 0, "both": 1, "sentences": 0}
    both = far_order([PAIR, PAIR], [right, turned])
    assert both == {"turned": 5, "both": 10, "sentences": 1}


def test_far_order_by_length_and_its_shares():
    found = far_by_length([PAIR], [FAR_FRENCH[::-1]], buckets=[(5, 8), (9, 12)])
    assert list(found) == ["5–8", "9–12"] and found["9–12"]["turned"] == 5
    rows = {"gated": [{"far": found}], "attention": []}
    assert turned_far(rows) == {"last state": [[0, 1]], "attention": []}
    with pytest.raises(ValueError, match="1 pairs, but 2 translations"):
        far_by_length([PAIR], [FAR_FRENCH, FAR_FRENCH])
    with pytest.raises(ValueError, match="1 pairs, but 0 translations"):
        far_order([PAIR], [])
    with pytest.raises(ValueError, match="no classes or no links"):
        far_pairs(Pair(["a"], ["b"]))


def test_the_share_turned_inside_phrases_leaves_the_missing_out():
    counts = {"clitic": {"right": 6, "turned": 2, "missing": 90}, "ne … pas": {"missing": 3}}
    assert turned_inside(counts) == 0.25
    assert turned_inside({"clitic": {"missing": 4}}) == 0
