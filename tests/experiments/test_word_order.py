"""Word order: what French asks, and what a translation does about it."""

import pytest

from lecture_utils.corpus.pair import Pair
from lecture_utils.experiments.word_order import (
    RIGHT,
    TURNED,
    Order,
    content_pairs,
    count_outcomes,
    expected_orders,
    order_by_distance,
    order_by_length,
    outcome,
    shares,
    shares_turned,
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


# by distance

OLD_CAT = "le vieux chat ne voit pas le bateau blanc".split()


def test_pairs_are_content_words_that_occur_once_with_their_distance():
    assert content_pairs(PAIR) == [
        ("vieux", "chat", 1), ("vieux", "voit", 3), ("vieux", "bateau", 6), ("vieux", "blanc", 7),
        ("chat", "voit", 2), ("chat", "bateau", 5), ("chat", "blanc", 6),
        ("voit", "bateau", 3), ("voit", "blanc", 4), ("bateau", "blanc", 1),
    ]  # fmt: skip


def counted(*numbers):
    return [{"turned": turned, "both": both} for turned, both in numbers]


def test_turned_pairs_are_counted_where_both_words_are_written_once():
    turned = "le bateau blanc ne voit pas le vieux chat".split()
    torn = "chat le ne voit pas le bateau blanc vieux".split()
    twice = "le vieux vieux chat ne voit pas le bateau".split()
    for written, expected in (
        (OLD_CAT, counted((0, 2), (0, 3), (0, 5), (0, 0))),
        (turned, counted((0, 2), (3, 3), (5, 5), (0, 0))),
        (torn, counted((1, 2), (1, 3), (2, 5), (0, 0))),  # turned however far apart they came
        (twice, counted((0, 0), (0, 2), (0, 1), (0, 0))),
    ):
        found = order_by_distance([PAIR], [written])
        assert list(found) == ["1", "2–3", "4–10", "11+"]
        assert list(found.values()) == expected
    both = order_by_distance([PAIR, PAIR], [OLD_CAT, turned], {"all": (1, 99)})
    assert both == {"all": {"turned": 8, "both": 20}}


def test_order_by_length_and_its_shares():
    found = order_by_length([PAIR], [OLD_CAT[::-1]], buckets=[(5, 8), (9, 12)])
    assert list(found) == ["5–8", "9–12"] and found["9–12"]["4–10"]["turned"] == 5
    rows = [{"order": found}]
    assert shares_turned(rows, "9–12") == [[1, 1, 1, 0]]
    assert shares_turned(rows, "5–8") == [[0, 0, 0, 0]] and shares_turned([], "5–8") == []
    with pytest.raises(KeyError):
        shares_turned(rows, "1–4")
    with pytest.raises(ValueError, match="1 pairs, but 2 translations"):
        order_by_length([PAIR], [OLD_CAT, OLD_CAT])
    with pytest.raises(ValueError, match="1 pairs, but 0 translations"):
        order_by_distance([PAIR], [])
    with pytest.raises(ValueError, match="no classes or no links"):
        content_pairs(Pair(["a"], ["b"]))


def test_the_share_turned_inside_phrases_leaves_the_missing_out():
    counts = {"clitic": {"right": 6, "turned": 2, "missing": 90}, "ne … pas": {"missing": 3}}
    assert turned_inside(counts) == 0.25
    assert turned_inside({"clitic": {"missing": 4}}) == 0
