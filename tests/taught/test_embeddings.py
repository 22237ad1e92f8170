"""Skip-gram vectors: pairs and loss by hand, gradient by differences, training against chance."""

import itertools
import math

import pytest
import torch
from torch.nn import functional as F

from lecture_utils.corpus import lexicon
from lecture_utils.embeddings import (
    load_vectors,
    noise_distribution,
    same_class,
    skip_gram_loss,
    skip_gram_steps,
    train_vectors,
    training_pairs,
    vectors_from_counts,
    window_pairs,
)
from lecture_utils.experiments.company import neighbours
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


def test_each_step_lowers_the_loss_that_is_taught():
    """The scores are looked up in one table; here each pair's vectors are, as in the notebook."""
    drawn = torch.Generator().manual_seed(5)
    pairs = torch.randint(8, (50, 2), generator=drawn)
    draw = torch.Generator().manual_seed(3)
    tables = [torch.randn(8, 4, generator=draw) * 4**-0.5 for _ in range(2)]
    centres, contexts = (table.requires_grad_() for table in tables)
    noise = noise_distribution(torch.bincount(pairs[:, 1], minlength=8))
    optimizer = torch.optim.Adam(tables, lr=0.01)
    for vectors in itertools.islice(skip_gram_steps(pairs, 8, d_model=4, seed=3), 10):
        assert torch.allclose(vectors, centres, atol=1e-4)
        centre, context = pairs[torch.randint(50, (2048,), generator=draw)].T
        wrong = torch.multinomial(noise, 5 * 2048, replacement=True, generator=draw).view(-1, 5)
        optimizer.zero_grad()
        skip_gram_loss(centres[centre], contexts[context], contexts[wrong]).backward()
        optimizer.step()
    assert not torch.allclose(vectors, next(skip_gram_steps(pairs, 8, 4, seed=3)), atol=0.05)


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


def test_bad_counts_are_refused():
    with pytest.raises(ValueError, match="needs a neighbour"):
        vectors_from_counts(torch.zeros(2, 2), 1)
    with pytest.raises(ValueError, match=r"d_model \(3\) <= vocab"):
        vectors_from_counts(torch.ones(2, 2), 3)


COMPANY = "tea:drink hot cup;milk:drink cold cup;cat:sleep purr fur;dog:sleep bark fur".split(";")


def company():
    pairs = [[word, other] for line in COMPANY for word, others in [line.split(":")]
             for other in others.split()]  # fmt: skip
    words = sorted({word for pair in pairs for word in pair})
    number = {word: place for place, word in enumerate(words)}
    return neighbours(window_pairs(pairs, number), len(words)), words


def test_words_in_the_same_company_become_similar():
    counts, words = company()
    vectors = vectors_from_counts(counts, 6)
    tea, milk, cat, dog = (vectors[words.index(word)] for word in ("tea", "milk", "cat", "dog"))
    assert min(cosine(tea, milk), cosine(cat, dog)) > 0.5 > 0.1 > cosine(tea, cat).abs()


def test_all_directions_keep_the_information():
    counts, words = company()
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


@pytest.mark.parametrize("classes", [{}, {"cat": 1}])
def test_two_classified_words_are_needed_to_be_of_one_class(classes):
    with pytest.raises(ValueError, match=f"at least two words with a class, got {len(classes)}"):
        same_class(torch.eye(2), ["cat", "is"], classes)


@pytest.mark.parametrize("window, error", [(0, ValueError), (-1, ValueError), (1.5, TypeError)])
def test_a_window_holds_a_neighbour(window, error):
    with pytest.raises(error, match="window must be"):
        window_pairs([["a", "b"]], {"a": 0, "b": 1}, window)


@pytest.mark.parametrize("d_model, error", [(0, ValueError), (-3, ValueError), (1.5, TypeError)])
def test_vectors_have_a_number_at_least(d_model, error):
    with pytest.raises(error, match="d_model must be"):
        vectors_from_counts(torch.ones(5, 5), d_model)
