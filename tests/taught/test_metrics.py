"""BLEU and alignment error rate: against NLTK and sacrebleu, by hand, and by property."""

import math
import warnings

import pytest
import sacrebleu
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.translate import alignment_error_rate as nltk_error_rate
from nltk.translate.bleu_score import corpus_bleu

from lecture_utils.metrics import (
    alignment_error_rate,
    alignment_precision_recall,
    bleu,
    bleu_by_length,
    links_from_weights,
    right_by_place,
    right_in_order,
)

CAT = "le vieux chat ne voit pas le bateau blanc".split()
DOG = "le chien voit le bateau blanc près de la rive".split()
WRITTEN = [
    "le vieux chat ne voit pas le bateau".split(),
    "le chien blanc voit le bateau près de la rive".split(),
]

words = st.sampled_from("le la chat voit ne pas de rive".split())
corpora = st.lists(
    st.tuples(st.lists(words, min_size=1, max_size=12), st.lists(words, min_size=1, max_size=12)),
    min_size=1,
    max_size=6,
)
link_sets = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8)


def test_bleu_of_equal_sentences_is_100():
    assert bleu([CAT, DOG], [CAT, DOG]) == pytest.approx(100)


def test_bleu_by_hand():
    # 4 words, one wrong at the end: precisions 3/4, 2/3, 1/2 for the 1-, 2-, 3-grams, and for
    # the 4-grams 1/2, because a second sentence of 4 right words adds its counts
    hypotheses = ["a b c x".split(), "a b c d".split()]
    references = ["a b c d".split(), "a b c d".split()]
    expected = 100 * (7 / 8 * 5 / 6 * 3 / 4 * 1 / 2) ** 0.25
    assert bleu(hypotheses, references) == pytest.approx(expected)


def test_bleu_punishes_brevity():
    # precisions are all 1; the hypothesis has 4 of 8 words
    reference = "a b c d e f g h".split()
    assert bleu([reference[:4]], [reference]) == pytest.approx(100 * 2.718281828**-1, rel=1e-6)


def test_bleu_agrees_with_sacrebleu():
    theirs = sacrebleu.corpus_bleu(
        [" ".join(tokens) for tokens in WRITTEN],
        [[" ".join(CAT), " ".join(DOG)]],
        tokenize="none",
    )
    assert bleu(WRITTEN, [CAT, DOG]) == pytest.approx(theirs.score, abs=0.1)


@settings(deadline=None)  # on a busy machine an example may wait
@given(corpora)
def test_bleu_agrees_with_sacrebleu_everywhere(pairs):
    hypotheses, references = [list(side) for side in zip(*pairs, strict=True)]
    theirs = sacrebleu.corpus_bleu(
        [" ".join(tokens) for tokens in hypotheses],
        [[" ".join(tokens) for tokens in references]],
        tokenize="none",
        smooth_method="none",
        force=True,
    )
    assert bleu(hypotheses, references) == pytest.approx(theirs.score, abs=0.1)


@settings(deadline=None)  # on a busy machine an example may wait
@given(corpora)
def test_bleu_agrees_with_nltk_on_sentences_of_four_words_or_more(pairs):
    pairs = [(left, right) for left, right in pairs if len(left) >= 4]
    if pairs:
        hypotheses, references = [list(side) for side in zip(*pairs, strict=True)]
        with warnings.catch_warnings():  # NLTK warns of counts that are 0
            warnings.simplefilter("ignore")
            theirs = 100 * corpus_bleu([[right] for right in references], hypotheses)
        assert bleu(hypotheses, references) == pytest.approx(theirs, abs=1e-3)


def test_bleu_is_not_symmetric():
    assert bleu([CAT[:6]], [CAT]) != pytest.approx(bleu([CAT], [CAT[:6]]), abs=1)


def test_bleu_without_a_common_4_gram_is_0():
    assert bleu(["a b c x y".split()], ["a b c d e".split()]) == 0


@pytest.mark.parametrize(
    ("hypotheses", "references", "error", "words"),
    [
        ([CAT], [CAT, DOG], ValueError, "1 hypotheses and 2 references"),
        ([], [], ValueError, "empty"),
        (["le chat"], [CAT], TypeError, "list of tokens"),
        ([CAT], ["le chat"], TypeError, r"references\[0\]"),
        ("le chat", [CAT], TypeError, "list of token lists"),
        ([[1, 2]], [CAT], TypeError, "tokens"),
        ([[CAT]], [[CAT]], TypeError, "tokens"),
    ],
)
def test_bleu_refuses_what_it_cannot_score(hypotheses, references, error, words):
    with pytest.raises(error, match=words):
        bleu(hypotheses, references)


def test_bleu_by_length_scores_each_bucket_alone():
    buckets = [(1, 8), (9, 9), (10, 12), (20, 30)]
    scores = bleu_by_length([WRITTEN[0], DOG, DOG], [CAT, DOG, CAT], [9, 10, 12], buckets)
    assert list(scores) == [(9, 9), (10, 12)]
    assert scores[9, 9] == (bleu([WRITTEN[0]], [CAT]), 1)
    assert scores[10, 12] == (bleu([DOG, DOG], [DOG, CAT]), 2)


def test_bleu_by_length_refuses_lists_that_do_not_fit():
    with pytest.raises(ValueError, match="1 lengths"):
        bleu_by_length([CAT, DOG], [CAT, DOG], [9], [(1, 40)])
    with pytest.raises(ValueError, match="buckets"):
        bleu_by_length([CAT], [CAT], [9], [(10, 40)])


def test_bleu_by_length_looks_at_all_sentences_before_it_scores():
    with pytest.raises(TypeError, match=r"hypotheses\[1\] must be a list of tokens"):
        bleu_by_length([CAT, "le chat"], [CAT, DOG], [9, 50], [(1, 40)])


def test_a_translation_without_words_has_no_links():
    assert links_from_weights([]) == links_from_weights(torch.zeros(0, 4)) == set()


def test_the_first_of_several_equal_weights_is_the_link():
    assert links_from_weights([[0.2, 0.4, 0.4], [0.5, 0.5, 0]]) == {(1, 0), (0, 1)}


def test_links_are_source_target_where_maps_are_target_source():
    # "white boat" -> "bateau blanc": the first French word looks at the second English one
    weights = [[0.1, 0.9], [0.8, 0.2], [0.6, 0.4]]
    assert links_from_weights(weights) == {(1, 0), (0, 1), (0, 2)}
    assert links_from_weights(torch.tensor(weights)) == {(1, 0), (0, 1), (0, 2)}
    with pytest.raises(ValueError, match="one row"):
        links_from_weights(torch.tensor([0.1, 0.9]))


def test_error_rate_by_hand():
    predicted = {(0, 0), (1, 2), (2, 1), (3, 3)}
    sure = {(0, 0), (1, 2), (2, 2)}
    possible = {(2, 1)}
    # in S: 2, in P ∪ S: 3, |A| + |S| = 7
    assert alignment_error_rate(predicted, sure, possible) == pytest.approx(1 - 5 / 7)
    assert alignment_precision_recall(predicted, sure, possible) == (3 / 4, 2 / 3)


@settings(deadline=None)  # on a busy machine an example may wait
@given(link_sets, link_sets, link_sets)
def test_error_rate_agrees_with_nltk(predicted, sure, possible):
    if not predicted and not sure:
        with pytest.raises(ValueError, match="0 / 0"):
            alignment_error_rate(predicted, sure, possible)
        return
    # NLTK names the reference first, and takes the possible links as they are
    theirs = nltk_error_rate(sure, predicted, possible | sure)
    assert alignment_error_rate(predicted, sure, possible) == pytest.approx(theirs)


@settings(deadline=None)  # on a busy machine an example may wait
@given(st.lists(st.tuples(link_sets, link_sets), min_size=1, max_size=5))
def test_error_rate_pools_the_counts_of_sentences(sentences):
    predicted, sure = [list(side) for side in zip(*sentences, strict=True)]
    together = [
        {(number, *link) for number, links in enumerate(side) for link in links}
        for side in (predicted, sure)
    ]
    if not any(together):
        return
    hits = len(together[0] & together[1])
    expected = 1 - 2 * hits / (len(together[0]) + len(together[1]))
    assert alignment_error_rate(predicted, sure) == pytest.approx(expected)


def test_sure_links_count_as_possible():
    assert alignment_error_rate({(0, 0)}, {(0, 0)}, {(1, 1)}) == 0


@pytest.mark.parametrize(
    ("predicted", "sure", "error", "words"),
    [
        ([{(0, 0)}], [{(0, 0)}, {(1, 1)}], ValueError, "1 predicted, 2 sure"),
        (set(), set(), ValueError, "0 / 0"),
        ([], [], ValueError, "0 / 0"),
        ({(0, 0, 0)}, {(0, 0)}, TypeError, "source, target"),
        ([(0, 0)], [(0, 0)], TypeError, "sets"),
        ("0-0", {(0, 0)}, TypeError, "set"),
        ({(0, 0): 1}, {(0, 0)}, TypeError, "set"),
        (None, {(0, 0)}, TypeError, "set"),
    ],
)
def test_error_rate_refuses_what_it_cannot_count(predicted, sure, error, words):
    with pytest.raises(error, match=words):
        alignment_error_rate(predicted, sure)


def test_precision_and_recall_need_links():
    with pytest.raises(ValueError, match="0 predicted"):
        alignment_precision_recall(set(), {(0, 0)})


def test_right_words_are_counted_at_their_place():
    references = [["le", "chat", "dort", "ici"], ["la", "fille", "dort"]]
    written = [["le", "chat", "noir", "dort"], ["la"]]
    assert right_by_place(written, references) == [1.0, 0.5, 0.0]
    assert right_by_place(references, references) == [1.0, 1.0, 1.0]
    with pytest.raises(ValueError, match="2 hypotheses and 1 references"):
        right_by_place(written, references[:1])
    with pytest.raises(TypeError, match="list of tokens"):
        right_by_place(["le chat"], references[:1])


def test_right_words_are_counted_in_order_wherever_they_stand():
    references = [["le", "chat", "dort", "ici"], ["la", "fille", "dort"]]
    shifted = [["oui", "le", "chat", "dort"], ["fille", "la", "dort"]]
    assert right_in_order(shifted, references) == [1.0, 0.5, 1.0]
    assert right_in_order(references, references) == [1.0, 1.0, 1.0]
    assert right_in_order([[], ["ici"]], references) == [0.0, 0.0, 0.0]
    twice = [["le", "chat", "le", "chien"]], [["le", "chien", "le", "chat"]]
    assert sum(right_in_order(*twice)) == 2  # le … chat, or le … chien, never both
    with pytest.raises(ValueError, match="2 hypotheses and 1 references"):
        right_in_order(shifted, references[:1])


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (torch.rand(2, 3, 4), "got several: choose a head"),
        ([[[0.5, 0.5]]], "got several"),
        ([[0.5, 0.5], [math.nan, math.nan]], "got NaN: was a whole row masked"),
        (torch.tensor([[0.1, math.nan]]), "got NaN"),
        ([[0.5, 0.5], [1.0]], r"every source, got \[2, 1\]"),
        (torch.zeros(2, 0), r"every source, got \[0, 0\]"),
    ],
)
def test_what_is_no_map_gives_no_links(weights, words):
    with pytest.raises(ValueError, match=words):
        links_from_weights(weights)


def test_a_map_in_any_dress():
    rows, expected = [[0.1, 0.9], [0.8, 0.2]], {(1, 0), (0, 1)}
    tensor = torch.tensor(rows)
    dresses = rows, tuple(map(tuple, rows)), tensor, list(tensor), tensor.numpy(), tensor.half()
    for dress in dresses:
        assert links_from_weights(dress) == expected
