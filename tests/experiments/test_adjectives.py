"""Adjective–noun links: the sentences, their one-hot inputs, and the share of links found."""

from dataclasses import replace

import pytest
import torch

from lecture_utils.corpus import entries
from lecture_utils.corpus.pair import Pair
from lecture_utils.embeddings import load_vectors
from lecture_utils.experiments import adjectives

WIDTH = len(adjectives.CLASSES) + adjectives.LONGEST
PAIR = Pair(
    "the old cat sees the white boat".split(), [],
    classes="determiner adjective noun verb determiner adjective noun".split(),
    modifiers={(1, 2), (5, 6)},
)  # fmt: skip


def test_sentences_have_links_to_two_nouns():
    pairs = adjectives.sentences(50, seed=1)
    assert len(pairs) == 50
    for pair in pairs:
        assert len(pair.english) <= adjectives.LONGEST
        assert len({noun for _, noun in pair.modifiers}) == 2
        assert {pair.classes[noun] for _, noun in pair.modifiers} == {"noun"}
    assert any(noun - adjective > 1 for pair in pairs for adjective, noun in pair.modifiers)


def test_inputs_hold_class_and_place():
    X = adjectives.class_and_position(PAIR)
    assert X.shape == (7, WIDTH) and X.sum() == 14
    assert X[1, adjectives.CLASSES.index("adjective")] == 1
    assert torch.equal(X[:, 10:17], torch.eye(7))


def test_inputs_refuse_long_sentences_and_unknown_classes():
    with pytest.raises(ValueError, match="at most 14 words"):
        adjectives.class_and_position(Pair(["cat"] * 15, [], classes=["noun"] * 15))
    with pytest.raises(ValueError, match="particle"):
        adjectives.class_and_position(Pair(["up"], [], classes=["particle"]))


def test_share_of_links_with_ties():
    nothing = torch.zeros(1, WIDTH)
    assert adjectives.link_share([PAIR], nothing, nothing) == pytest.approx(1 / 7)
    any_noun_q, any_noun_k = torch.zeros(1, WIDTH), torch.zeros(1, WIDTH)
    any_noun_q[0, 0] = any_noun_k[0, 1] = 1
    assert adjectives.link_share([PAIR], any_noun_q, any_noun_k) == pytest.approx(1 / 2)
    first_q, first_k = any_noun_q.clone(), any_noun_k.clone()
    first_k[0, 10 + 2] = 1  # the noun at place 2 wins for both adjectives
    assert adjectives.link_share([PAIR], first_q, first_k) == pytest.approx(1 / 2)
    first_k[0, 10 + 0] = 9  # the first word wins
    assert adjectives.link_share([PAIR], first_q, first_k) == 0


@pytest.mark.parametrize("shape", [(1, WIDTH - 1), (WIDTH,), (2, WIDTH)])
def test_share_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match="must have shape"):
        adjectives.link_share([PAIR], torch.zeros(1, WIDTH), torch.zeros(shape))


def test_found_words_are_those_with_the_highest_score():
    W_q, W_k = torch.zeros(1, WIDTH), torch.zeros(1, WIDTH)
    W_q[0, 0] = W_k[0, 1] = 1
    assert adjectives.best_words(PAIR, W_q, W_k) == {(1, 2): [2, 6], (5, 6): [2, 6]}


def test_numbers_must_be_finite():
    W_q = torch.full((1, WIDTH), torch.inf)
    with pytest.raises(ValueError, match="finite"):
        adjectives.best_words(PAIR, W_q, torch.zeros(1, WIDTH))


def test_a_mirrored_sentence_keeps_its_links():
    turned = adjectives.mirrored(PAIR)
    assert turned.english == PAIR.english[::-1] and turned.classes == PAIR.classes[::-1]
    assert turned.modifiers == {(5, 4), (1, 0)}  # counted from the left: none is negative


def test_rows_of_adjectives_and_their_gold():
    W_q, W_k = torch.zeros(1, WIDTH), torch.zeros(1, WIDTH)
    asking, weights, gold = adjectives.adjective_rows(PAIR, W_q, W_k)
    assert asking == [PAIR.english[a] for a, _ in sorted(PAIR.modifiers)]
    assert torch.allclose(weights, torch.full_like(weights, 1 / len(PAIR.english)))
    assert gold == {(n, row) for row, (_, n) in enumerate(sorted(PAIR.modifiers))}


def test_two_adjectives_before_one_noun():
    with pytest.raises(ValueError, match="no sentence"):
        adjectives.stacked([PAIR])
    pair = adjectives.stacked(adjectives.sentences(60, seed=7))
    assert any(noun - adjective > 1 for adjective, noun in pair.modifiers)


def test_sentences_as_vectors_places_and_links():
    pairs = adjectives.sentences(5, seed=70)
    known = sorted({word for pair in pairs for word in pair.english} - {"the"})
    number = {word: row for row, word in enumerate(known)}
    vectors = torch.randn(len(known), 4, generator=torch.Generator().manual_seed(0))
    links = adjectives.as_links(pairs, vectors, number)
    assert links.X.shape == (5, adjectives.LONGEST, 4 + adjectives.LONGEST)
    word, row = pairs[2].english[1], links.X[2, 1]
    expected = vectors[number[word]] if word in number else torch.zeros(4)
    assert torch.equal(row[:4], expected) and row[4:].nonzero().tolist() == [[1]]
    found = zip(links.sentence.tolist(), links.adjective.tolist(), links.noun.tolist(), strict=True)
    assert list(found) == [(i, *x) for i, p in enumerate(pairs) for x in sorted(p.modifiers)]
    assert links.there.sum(dim=1).tolist() == [len(pairs[i].english) for i in links.sentence]
    assert not adjectives.as_links(pairs, vectors, number, places=False).X[:, :, 4:].any()
    assert adjectives.hit_shares([links.noun, links.noun + 1], links) == [1, 0]
    first = torch.arange(len(links.noun)) < 2
    half = torch.where(first, links.noun, links.adjective)
    assert adjectives.hit_shares([half, links.noun], links, first) == [1, 1]
    assert adjectives.hit_shares([half, links.noun], links, ~first) == [0, 1]
    assert adjectives.slips(pairs, links, [links.noun]) == []
    slips = adjectives.slips(pairs, links, [links.adjective, links.noun, links.adjective])
    assert slips == ["adjective"] * 2 * len(links.noun)


def test_lessons_leave_out_what_is_asked():
    held_out = adjectives.sentences(5, seed=70)
    assert adjectives.lessons(5, held_out, seed=70) == []


def test_the_lessons_of_notebook_08_hold_nearly_every_word_that_it_asks():
    """So shuffled vectors, which mean nothing, can be learned there word by word."""
    held_out = adjectives.sentences(150, seed=7)
    lessons = adjectives.lessons(600, held_out, seed=8)
    met, asked = ({word for pair in part for word in pair.english} for part in (lessons, held_out))
    assert len(asked - met) < 0.03 * len(asked)


def test_a_pair_is_unmet_where_no_lesson_links_its_words():
    lesson = Pair("the old boat sees the white boat".split(), [], modifiers={(1, 2), (5, 6)})
    assert adjectives.unmet([PAIR], [lesson]).tolist() == [True, False]  # old cat, white boat
    assert adjectives.unmet([lesson, PAIR], [PAIR]).tolist() == [True, False, False, False]
    turned = Pair("cat old".split(), [], modifiers={(1, 0)})
    assert adjectives.unmet([PAIR], [turned, lesson]).tolist() == [False, False]
    assert adjectives.unmet([PAIR], []).tolist() == [True, True]
    many = Pair("old cats".split(), [], modifiers={(0, 1)})
    assert adjectives.unmet([PAIR], [many]).tolist() == [True, True]
    assert adjectives.unmet([PAIR], [many], in_any_form=True).tolist() == [False, True]
    assert adjectives.unmet([many], [PAIR], in_any_form=True).tolist() == [False]


def test_most_unmet_links_of_notebook_08_were_met_in_the_nouns_other_form():
    held_out = adjectives.sentences(150, seed=7)
    lessons = adjectives.lessons(600, held_out, seed=8)
    base = {form: word.english for word in entries("core") for form in word.english_forms}
    in_base = [[replace(p, english=[base.get(word, word) for word in p.english]) for p in part]
               for part in (held_out, lessons)]  # fmt: skip
    fresh, strange = adjectives.unmet(held_out, lessons), adjectives.unmet(*in_base)
    assert not (strange & ~fresh).any() and 0 < 2 * strange.sum() < fresh.sum()
    assert torch.equal(adjectives.unmet(held_out, lessons, in_any_form=True), strange)


def test_shuffled_each_word_has_the_row_of_another_of_its_part():
    words, _ = load_vectors()
    part = {form: word.part for word in entries("core") for form in word.english_forms}
    order = adjectives.shuffled_in_parts(words, seed=0).tolist()
    assert sorted(order) == list(range(len(words)))  # each row once
    assert [part[words[row]] for row in order] == [part[word] for word in words]
    assert all(row != at for at, row in enumerate(order))
    assert order == adjectives.shuffled_in_parts(words, seed=0).tolist()
    assert order != adjectives.shuffled_in_parts(words, seed=1).tolist()
    assert adjectives.shuffled_in_parts(["old", "cats", "cat", "new"], 5).tolist() == [3, 2, 1, 0]
    assert adjectives.shuffled_in_parts(["sees", "cat", "boat"], 5).tolist() == [0, 2, 1]
    with pytest.raises(ValueError, match="words of the lexicon's core, got 'xylophone'"):
        adjectives.shuffled_in_parts(["cat", "xylophone"], seed=0)


def test_the_hand_made_matrices_follow_the_two_rules():
    W_q, W_k = adjectives.hand_made()
    assert adjectives.link_share(adjectives.sentences(50, seed=70), W_q, W_k) == 1
    steps = adjectives.by_step(W_q.T @ W_k)
    assert max(steps, key=steps.get) == 1 and list(steps) == list(range(-4, 6))
    product = torch.eye(4 + adjectives.LONGEST)
    asked = adjectives.as_classes(product, adjectives.sentences(5, seed=70), torch.ones(1, 4), {})
    assert not asked[:10].any() and torch.equal(asked[10:, 10:], torch.eye(adjectives.LONGEST))


def test_favourites_are_nouns_in_the_order_of_their_scores():
    words = ["hot", "soup", "cat", "sees"]
    vectors = torch.tensor([[1.0, 0], [3, 0], [1, 5], [9, 0]])
    W = torch.cat([torch.eye(2), torch.zeros(2, adjectives.LONGEST)], dim=1)
    assert adjectives.favourites(W, W, vectors, words, "hot") == ["soup", "cat"]
    assert adjectives.favourites(W, -W, vectors, words, "hot", most=1) == ["cat"]
    with pytest.raises(ValueError, match="a word with a vector, got 'cold'"):
        adjectives.favourites(W, W, vectors, words, "cold")


def test_no_sentence_is_told():
    nothing = torch.zeros(1, WIDTH)
    for pairs in ([], [Pair(["cat"], [], classes=["noun"])]):
        with pytest.raises(ValueError, match=f"an adjective of a noun, got {len(pairs)} without"):
            adjectives.link_share(pairs, nothing, nothing)
    with pytest.raises(ValueError, match="n must be at least 0, got -1"):
        adjectives.sentences(-1, seed=0)
