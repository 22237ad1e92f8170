"""The loss on a part of the vocabulary is, on average, the loss on all of it."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from tools.making.sampled_softmax import SampledCrossEntropy, start_at_frequencies


def features_and_output(vocab=50):
    torch.manual_seed(0)
    return torch.randn(30, 8), torch.randint(4, 12, (30,)), nn.Linear(8, vocab)


def test_sampled_loss_is_the_full_one_when_nothing_is_left_out():
    features, targets, output = features_and_output()
    full = F.cross_entropy(output(features), targets)
    torch.testing.assert_close(SampledCrossEntropy(extra=50)(features, targets, output), full)
    late = SampledCrossEntropy(extra=5)
    late.at_step(90, 0.9, 1.0)
    torch.testing.assert_close(late(features, targets, output), full)


def test_sampled_loss_is_nearly_the_full_one_on_average():
    features, targets, output = features_and_output(vocab=400)
    full = F.cross_entropy(output(features), targets).item()
    sampled = SampledCrossEntropy(extra=40)
    draws = [sampled(features, targets, output).item() for _ in range(200)]
    assert sum(draws) / len(draws) == pytest.approx(full, abs=0.02)
    assert max(draws) > min(draws)


def test_sampled_loss_scores_equal_words_exactly():
    # all 100 words score 0, so that each has probability 1/100, however few are drawn
    output = nn.Linear(8, 100)
    nn.init.zeros_(output.weight)
    nn.init.zeros_(output.bias)
    loss = SampledCrossEntropy(extra=10)(torch.randn(5, 8), torch.tensor([4, 5, 4, 6, 7]), output)
    assert loss.item() == pytest.approx(4.60517, abs=1e-4)


def test_sampled_loss_keeps_each_words_bias():
    # words 4 to 7 have e² times the weight of the 96 others, however few of those are drawn
    output = nn.Linear(8, 100)
    nn.init.zeros_(output.weight)
    nn.init.zeros_(output.bias)
    output.bias.data[4:8] = 2
    loss = SampledCrossEntropy(extra=10)(torch.randn(4, 8), torch.tensor([4, 5, 6, 7]), output)
    assert loss.item() == pytest.approx(2.832754, abs=1e-4)  # log((4e² + 96) / e²)


def test_output_starts_at_the_frequencies():
    output = nn.Linear(8, 4)
    start_at_frequencies(output, [0, 10, 30, 60])
    torch.testing.assert_close(
        output.bias.softmax(0), torch.tensor([0.001, 0.1, 0.3, 0.6]) / 1.001, atol=1e-4, rtol=0
    )
    with pytest.raises(ValueError, match=r"\(4,\)"):
        start_at_frequencies(output, [1, 2])


def test_smoothing_spreads_a_share_of_the_target_over_all_words():
    output = nn.Linear(8, 10)
    nn.init.zeros_(output.weight)
    output.bias.data = torch.arange(10.0).log1p()  # probabilities 1/55, 2/55, …, 10/55
    smoothed = SampledCrossEntropy(extra=10, smoothing=0.5)
    loss = smoothed(torch.randn(1, 8), torch.tensor([9]), output)
    surprise = -(torch.arange(1.0, 11) / 55).log()
    assert loss.item() == pytest.approx((0.5 * surprise[9] + 0.5 * surprise.mean()).item())
