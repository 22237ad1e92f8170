"""Counts of neighbours by hand, and what the squeezed vectors must keep of them."""

import pytest
import torch

from lecture_utils.embeddings import neighbour_counts, vectors_from_counts
from lecture_utils.geometry import cosine

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
