"""Skip-gram vectors: pairs and loss by hand, gradient by differences, training against chance."""

import math

import pytest
import torch

from lecture_utils.embeddings import (
    noise_distribution,
    same_class,
    skip_gram_loss,
    train_vectors,
    window_pairs,
)


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
    share, chance = same_class(train_vectors(pairs, 8, 8, steps=100), words, classes)
    assert share == 1 and chance == pytest.approx(1 / 7)


@pytest.mark.parametrize("pairs", [torch.zeros(0, 2).long(), torch.tensor([[0, 8]])])
def test_bad_pairs(pairs):
    with pytest.raises(ValueError, match="ids from 0 to 7"):
        train_vectors(pairs, 8)
