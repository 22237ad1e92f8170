"""Skip-gram vectors: pairs and loss by hand, gradient by differences, training against chance."""

import math

import pytest
import torch
from torch.nn import functional as F

from lecture_utils.corpus import lexicon
from lecture_utils.embeddings import (
    load_vectors,
    neighbour_counts,
    noise_distribution,
    same_class,
    skip_gram_loss,
    train_vectors,
    training_pairs,
    vectors_from_counts,
    window_pairs,
)
from lecture_utils.geometry import cosine
from lecture_utils.paths import data_path


def test_pairs_by_hand():
    pairs = window_pairs([["a", "x", "b", "c"]], {"a": 0, "b": 1, "c": 2}, window=1)
    assert pairs.tolist() == [[0, 1], [1, 0], [1, 2], [2, 1]]


def test_noise_by_hand():
    assert noise_distribution(torch.tensor([1, 16])).tolist() == pytest.approx([1 / 9, 8 / 9])


def test_loss_by_hand_and_gradient_by_differences():
    centre, context = torch.tensor([[1.0, 0.0]]).double(), torch.tensor([[2.0, 1.0]]).double()
    noise = torch.tensor([[[1.0, 3.0]]]).double()
    hand = math.log(1 + math.exp(-2)) + math.log(1 + math.exp(1))
    assert skip_gram_loss(centre, context, noise).item() == pytest.approx(hand)
    inputs = [x.requires_grad_() for x in (centre, context, noise)]
    assert torch.autograd.gradcheck(skip_gram_loss, inputs)


def test_words_with_the_same_neighbours_come_together():
    sentences = [[a, b] for a in "ab" for b in "xy"] + [[c, d] for c in "cd" for d in "zw"]
    words = list("abcdwxyz")
    pairs = window_pairs(sentences, {word: i for i, word in enumerate(words)})
    classes = dict(zip("abcdxyzw", "11223344", strict=True))
    share, chance = same_class(train_vectors(pairs, 8, steps=100, d_model=8), words, classes)
    assert share == 1 and chance == pytest.approx(1 / 7)


@pytest.mark.parametrize("pairs", [torch.zeros(0, 2).long(), torch.tensor([[0, 8]])])
def test_bad_pairs(pairs):
    with pytest.raises(ValueError, match="ids from 0 to 7"):
        train_vectors(pairs, 8, steps=1)


def test_no_neighbours_is_an_empty_table():
    assert window_pairs([["a"], ["x"]], {"a": 0}).shape == (0, 2)


def test_loss_is_the_cross_entropy_of_two_answers():
    draw = torch.Generator().manual_seed(1)
    shapes = (6, 4), (6, 4), (6, 5, 4)
    centre, context, noise = (torch.randn(shape, generator=draw) for shape in shapes)
    true = (centre * context).sum(dim=-1, keepdim=True)
    scores = torch.cat([true, torch.einsum("bnd,bd->bn", noise, centre)], dim=1)
    truth = torch.tensor([[1.0, 0, 0, 0, 0, 0]]).expand(6, -1)
    oracle = F.binary_cross_entropy_with_logits(scores, truth, reduction="sum") / 6
    assert skip_gram_loss(centre, context, noise).item() == pytest.approx(oracle.item(), rel=1e-5)


def test_stored_vectors_are_these():
    words, vectors = load_vectors()
    known, pairs = training_pairs()
    assert words == known and vectors.shape == (len(words), 32)
    share, chance = same_class(vectors, words, lexicon.meaning_classes("core"))
    assert share > 0.75 > 10 * chance
    early = torch.load(data_path("word_vectors.pt"), weights_only=True)["early"]
    assert torch.allclose(train_vectors(pairs, len(words), steps=20), early, atol=1e-3)
    assert not torch.allclose(vectors, early, atol=0.1)


SENTENCES = [["a", "b", "c", "a"], ["c", "b"]]


def test_counts_by_hand():
    assert neighbour_counts(SENTENCES, ["a", "b", "c"], window=1).tolist() == [
        [0, 1, 1],
        [1, 0, 2],
        [1, 2, 0],
    ]
    wider = neighbour_counts(SENTENCES, ["a", "b", "c"], window=3)
    assert wider[0].tolist() == [2, 2, 2]  # a meets itself once, and each of the two counts it


def test_unlisted_words_keep_their_place_and_are_not_counted():
    assert neighbour_counts([["a", "x", "b"]], ["a", "b"], window=1).sum() == 0
    assert neighbour_counts([["a", "x", "b"]], ["b", "a"], window=2).sum() == 2


def test_bad_counts_are_refused():
    with pytest.raises(ValueError, match="without doubles"):
        neighbour_counts(SENTENCES, ["a", "a"])
    with pytest.raises(ValueError, match="got window 0"):
        neighbour_counts(SENTENCES, ["a"], window=0)
    with pytest.raises(ValueError, match="needs a neighbour"):
        vectors_from_counts(torch.zeros(2, 2), 1)
    with pytest.raises(ValueError, match=r"d_model \(3\) <= vocab"):
        vectors_from_counts(torch.ones(2, 2), 3)


COMPANY = "tea:drink hot cup;milk:drink cold cup;cat:sleep purr fur;dog:sleep bark fur".split(";")


def company():
    pairs = [[word, other] for line in COMPANY for word, others in [line.split(":")]
             for other in others.split()]  # fmt: skip
    return pairs, sorted({word for pair in pairs for word in pair})


def test_words_in_the_same_company_become_similar():
    pairs, words = company()
    vectors = vectors_from_counts(neighbour_counts(pairs, words), 6)
    tea, milk, cat, dog = (vectors[words.index(word)] for word in ("tea", "milk", "cat", "dog"))
    assert min(cosine(tea, milk), cosine(cat, dog)) > 0.5 > 0.1 > cosine(tea, cat).abs()


def test_all_directions_keep_the_information():
    pairs, words = company()
    counts = neighbour_counts(pairs, words)
    values = torch.linalg.svdvals(vectors_from_counts(counts, len(words)))
    rows = counts.sum(dim=1)
    context = rows**0.75 / (rows**0.75).sum()
    expected = (counts / rows[:, None] / context).clamp(min=1).log()
    assert torch.allclose(values**2, torch.linalg.svdvals(expected), atol=1e-4)


def test_same_class_by_hand():
    words, classes = ["cat", "is", "red", "dog", "blue"], dict(cat=1, dog=1, red=2, blue=2)
    vectors = torch.tensor([[1, 0], [1, 0.1], [1, 0.2], [0, 1], [-1, 0]])  # "is" has no class
    # cat is nearest to red, red to cat, dog to red, blue to dog: no word to its own class
    assert same_class(vectors, words, classes) == (0, pytest.approx(1 / 3))
    vectors[3] = torch.tensor([1, 0.12])  # cat and red are nearest to dog, dog and blue to red
    assert same_class(vectors, words, classes) == (0.5, pytest.approx(1 / 3))
