"""A linear probe reads what is there, and nothing that is not."""

import pytest
import torch

from lecture_utils.experiments.probes import fit_probe, read_probe


def test_agrees_with_least_squares():
    generator = torch.Generator().manual_seed(0)
    vectors = torch.randn(40, 3, generator=generator)
    labels = torch.randint(4, (40,), generator=generator)
    with_offset = torch.cat([vectors, torch.ones(40, 1)], dim=1)
    one_hot = torch.nn.functional.one_hot(labels, 4).float()
    oracle = torch.linalg.lstsq(with_offset, one_hot).solution
    assert torch.allclose(fit_probe(vectors, labels, 4, ridge=0.0).float(), oracle, atol=1e-4)


def test_by_hand():
    # One number a vector, classes by its sign: least squares through (-1 -> 1, 0) and (1 -> 0, 1).
    vectors, labels = torch.tensor([[-1.0], [1.0]]), torch.tensor([0, 1])
    W = fit_probe(vectors, labels, 2, ridge=0.0)
    assert torch.allclose(W.float(), torch.tensor([[-0.5, 0.5], [0.5, 0.5]]), atol=1e-4)
    assert read_probe(W, torch.tensor([[-0.2], [3.0]])).tolist() == [0, 1]


def test_ridge_holds_weights_back_but_not_the_offset():
    vectors, labels = torch.tensor([[-1.0], [1.0], [1.0]]), torch.tensor([0, 1, 1])
    small, large = (fit_probe(vectors, labels, 2, ridge) for ridge in (0.0, 1e6))
    assert large[0].abs().max() < 1e-3 < small[0].abs().max()
    assert torch.allclose(large[1].float(), torch.tensor([1 / 3, 2 / 3]), atol=1e-3)


def test_finds_what_is_written_and_only_guesses_at_noise():
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(5, (600,), generator=generator)
    noise = torch.randn(600, 8, generator=generator)
    written = noise + 6 * torch.nn.functional.one_hot(labels, 8)
    for vectors, low, high in ((written, 0.95, 1.0), (noise, 0.1, 0.35)):
        W = fit_probe(vectors[:400], labels[:400], 5)
        accuracy = (read_probe(W, vectors[400:]) == labels[400:]).float().mean()
        assert low <= accuracy <= high


def test_says_which_shapes_it_expects():
    with pytest.raises(ValueError, match=r"labels \(example,\), got \(4, 2\) and \(3,\)"):
        fit_probe(torch.zeros(4, 2), torch.zeros(3, dtype=torch.long), 2)
