"""What skip-gram training does: counts, halves and courses, checked on small cases."""

import pytest
import torch

from lecture_utils.embeddings import skip_gram_loss
from lecture_utils.experiments import company

WORDS = list("abcdefgh")
CLASSES = {word: "left" if word in "abcd" else "right" for word in WORDS}


@pytest.fixture(scope="module")
def pairs():
    """Eight words of two classes; all words of a class have the same two contexts."""
    draw = torch.Generator().manual_seed(0)
    centre = torch.randint(8, (4000,), generator=draw)
    context = 4 * (centre < 4).long() + torch.randint(2, (4000,), generator=draw)
    near = torch.stack([centre, context], dim=1)
    return torch.cat([near, near.flip(1)])


def test_neighbours_are_counted():
    counts = company.neighbours(torch.tensor([[0, 1], [0, 1], [1, 0]]), 3)
    assert counts.tolist() == [[0, 2, 0], [1, 0, 0], [0, 0, 0]]


def test_words_drawn_by_lot_are_met_elsewhere():
    """Each centre counts as often as it stands, each drawn word by its count to the power 0.75."""
    counts = torch.tensor([[0.0, 2], [2, 4]])  # sums 2 and 6, by row and by column
    first = 2**0.75 / (2**0.75 + 6**0.75)  # the chance of drawing the first word
    assert company.met(counts) == pytest.approx(1 - 2 / 8 * first)  # all but the first for itself
    assert company.met(torch.ones(3, 3)) == pytest.approx(1)


def test_shared_company_is_more_than_chance():
    counts = torch.ones(6, 6)
    counts[:2, 4] = counts[4, :2] = 50
    assert company.shared(counts, WORDS[:6], "a", "b") == ["e"]
    assert company.shared(counts, WORDS[:6], "a", "c") == []
    assert company.shared(counts / 20, WORDS[:6], "a", "b") == []  # no habit


def test_all_pairs_at_once_is_the_mean_of_draws(pairs):
    counts = company.neighbours(pairs, 8)
    centres, contexts = company.train_part(counts, "pull and push", 0, seed=3)
    loss = skip_gram_loss(
        centres[pairs[:, 0]], contexts[pairs[:, 1]], torch.zeros(len(pairs), 0, 32)
    )
    scores = centres @ contexts.T
    true = -(counts / counts.sum() * torch.nn.functional.logsigmoid(scores)).sum()
    assert loss.item() == pytest.approx(true.item(), rel=1e-4)


def test_either_half_makes_a_heap_and_both_make_classes(pairs):
    counts = company.neighbours(pairs, 8)
    both, pull, push = (
        company.heaps(counts, WORDS, CLASSES, part, steps=200, seeds=2) for part in company.HALVES
    )
    assert (pull.between > 0.9).all() and (pull.true > 0).all()
    assert (push.alike > 0.7).all() and (push.between < -0.9).all()
    assert (both.share == 1).all() and (both.alike < push.alike).all()
    assert both.tables[0].shape == (8, 32) and (both.true > both.drawn + 1).all()
    with pytest.raises(ValueError, match="expected one of pull and push"):
        company.train_part(torch.ones(2, 2), "pull", 1)


def test_fewer_drawn_words_push_less(pairs):
    counts = company.neighbours(pairs, 8)
    one, five = (
        company.heaps(counts, WORDS, CLASSES, "pull and push", steps=60, seeds=1, drawn=drawn)
        for drawn in (1, 5)
    )
    assert one.true.item() > five.true.item() + 0.5


def test_snapshots_and_courses():
    apart = torch.tensor([[1.0, 0]] * 4 + [[0, 1.0]] * 4)

    def training():
        for step in range(100):
            yield apart if step == 5 else torch.eye(8)

    kept = company.snapshots(training(), (0, 5))
    assert list(kept) == [0, 5]
    shares = company.courses([kept, kept], WORDS, CLASSES)
    assert shares.shape == (2, 2) and shares[0, 1] == 1


def test_sentences_and_measure():
    sentences = [["a", "b"], ["c"], ["d", "e", "f"]]
    assert company.first_sentences(sentences, 3) == sentences[:2]
    assert company.texts_in_words(["The cat, 2 dogs!"]) == [["the", "cat", "dogs"]]
    text = [["a", "e", "b"], ["c", "g", "d"], ["a", "x"]] * 4
    known, share, chance = company.measure(text, 0, CLASSES, steps=5)
    assert known == 7 and 0 <= share <= 1 and 0 < chance < 1
    assert company.measure(text[:4], 0, CLASSES, steps=1, least=2)[0] < 7


def test_another_wish_is_trained(pairs):
    def loss(scores, centre, context, drawn):
        return torch.nn.functional.cross_entropy(scores[centre], context)

    found = company.train_with(loss, pairs, 8, seed=0, steps=120)
    assert company.courses([{0: found}], WORDS, CLASSES).item() == 1


def test_a_flat_map_of_flat_vectors_keeps_everything():
    draw = torch.Generator().manual_seed(0)
    flat = torch.randn(20, 2, generator=draw)
    kept, agree = company.flat_neighbours(torch.cat([flat, torch.zeros(20, 3)], dim=1))
    assert kept == pytest.approx(1) and agree == 1
    kept, agree = company.flat_neighbours(torch.randn(60, 20, generator=draw))
    assert kept < 0.4 and agree < 0.5


def test_too_short_a_text_is_told():
    text = [["a", "b"], ["c"], ["d"]]
    assert company.first_sentences(text, 3) == text[:2]
    with pytest.raises(ValueError, match="expected 5 words, the sentences hold 4"):
        company.first_sentences(text, 5)
    with pytest.raises(ValueError, match="hold 0"):
        company.first_sentences([], 1)
