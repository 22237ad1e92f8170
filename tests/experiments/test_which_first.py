"""The order task is what it says, and only inputs with a place can solve it."""

import pytest
import torch

from lecture_utils.experiments.probes import (
    LENGTH,
    PAIRS,
    VOCAB,
    accuracies,
    first_by_width,
    one_thread,
    sample,
)


def test_each_sentence_has_one_pair_and_the_answer_is_its_order():
    ids, answers = sample((300,), torch.Generator().manual_seed(3))
    assert ids.shape == (300, LENGTH) and int(ids.max()) < VOCAB
    for row, answer in zip(ids.tolist(), answers.tolist(), strict=True):
        words = [word for word in row if word < 2 * PAIRS]
        assert len(words) == 2 and words[0] // 2 == words[1] // 2 and words[0] != words[1]
        assert answer == (words[0] % 2 == 0)
    assert 0.4 < answers.double().mean() < 0.6


def nothing(token, position):
    return token


def added(token, position):
    return token + position


def beside(token, position):
    half = token.shape[-1] // 2
    return torch.cat([token[..., :half], position[..., :half]], dim=-1)


def test_without_positions_it_is_a_coin_toss_and_with_them_it_is_learned():
    assert (accuracies(nothing, 8, runs=2, steps=150) - 0.5).abs().max() < 0.05
    assert accuracies(added, 8, runs=2, steps=250).min() > 0.9
    assert accuracies(beside, 8, runs=2, steps=250).min() > 0.9


def test_runs_are_separate_networks_and_repeat():
    first = accuracies(added, 4, runs=3, steps=5)
    assert torch.equal(first, accuracies(added, 4, runs=3, steps=5))
    assert len(first.unique()) > 1


def test_each_network_has_its_own_tables():
    seen = []

    def watched(token, position):
        seen.append((token, position))
        return token + position

    accuracies(watched, 4, runs=2, steps=0)
    ((token, position),) = seen
    assert set(token[0].unique().tolist()).isdisjoint(token[1].unique().tolist())
    assert set(position[0].unique().tolist()).isdisjoint(position[1].unique().tolist())


def test_fixed_positions_are_used():
    flat = torch.zeros(LENGTH, 8)
    assert (accuracies(added, 8, runs=2, positions=flat, steps=150) - 0.5).abs().max() < 0.05


def test_each_network_can_have_its_own_fixed_positions():
    seen = []

    def watched(token, position):
        seen.append(position)
        return token + position

    tables = torch.randn(2, LENGTH, 4, generator=torch.Generator().manual_seed(1))
    accuracies(watched, 4, runs=2, positions=tables, steps=0)
    assert torch.equal(seen[0][:, 0], tables.double())


def test_by_width_runs_each_width_with_its_own_table(monkeypatch):
    seen = []

    def watched(join, d_model, runs, positions):
        seen.append((d_model, None if positions is None else tuple(positions.shape)))
        return torch.full((runs,), float(d_model))

    monkeypatch.setattr("lecture_utils.experiments.probes.accuracies", watched)
    assert first_by_width(added, [4, 8]).tolist() == [[4.0] * 5, [8.0] * 5]
    assert first_by_width(added, [4, 8], positions=torch.zeros, runs=3).shape == (2, 3)
    assert seen == [(4, None), (8, None), (4, (LENGTH, 4)), (8, (LENGTH, 8))]


def test_the_number_of_threads_comes_back_even_after_an_error():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        with pytest.raises(RuntimeError), one_thread():
            assert torch.get_num_threads() == 1
            raise RuntimeError
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
