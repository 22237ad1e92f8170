"""How much lengths differ, before attention and as keys."""

import pytest
import torch

from lecture_utils.experiments import loudness
from lecture_utils.experiments.language_models import load
from lecture_utils.geometry import length


def test_the_spread_is_that_of_the_loud_over_the_quiet():
    assert loudness.spread(torch.arange(101.0) + 1) == pytest.approx(96 / 6)
    assert loudness.spread(torch.full((20,), 3.0)) == 1


def test_keys_are_those_of_the_first_layer():
    tiny = load("tiny_gpt.pt")
    caught = []
    block = tiny.model.blocks[0]
    block.norm_1.register_forward_hook(lambda module, given, made: caught.append((given[0], made)))
    words, keys = loudness.key_lengths(tiny)
    before, after = caught[0]
    assert torch.allclose(length(before), words[: len(before)])
    first = after[0] @ block.attention.in_proj_weight.chunk(3)[1].T
    first = first + block.attention.in_proj_bias.chunk(3)[1]
    heads = tiny.model.sizes["heads"]
    assert torch.allclose(length(first.view(heads, -1)), keys[:heads], atol=1e-5)
    assert len(keys) == heads * len(words)


def test_where_keys_keep_the_normed_length_they_are_as_loud_as_one_another():
    tiny = load("tiny_gpt.pt")
    weight = tiny.model.blocks[0].attention.in_proj_weight
    size = weight.shape[1]
    with torch.no_grad():  # one head's worth would still vary: compare whole keys
        weight[size : 2 * size] = torch.eye(size)
        tiny.model.blocks[0].attention.in_proj_bias.zero_()
        tiny.model.blocks[0].norm_1.weight.fill_(1.0)
        tiny.model.blocks[0].norm_1.bias.zero_()
    tiny.model.sizes["heads"] = 1
    assert loudness.spread(loudness.key_lengths(tiny)[1]) == pytest.approx(1, abs=0.01)
    with torch.no_grad():
        weight[size : size + 8] *= 6  # a matrix that listens to a few numbers
    assert loudness.spread(loudness.key_lengths(tiny)[1]) > 1.5
