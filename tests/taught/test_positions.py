"""Token + position, waves, and sliding windows: oracle, hand example, property, bad input."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from lecture_utils.positions import embed, sinusoidal_positions
from lecture_utils.tokenizer import sliding_windows

E = torch.tensor([[10, 20], [30, 40], [50, 60]])
P = torch.tensor([[1, 0], [2, 0], [3, 5], [4, 7]])


def test_embed_by_hand():
    assert embed(torch.tensor([2, 0, 2]), E, P).tolist() == [[51, 60], [12, 20], [53, 65]]


def test_embed_equals_two_embedding_layers():
    torch.manual_seed(0)
    token, position = nn.Embedding(11, 6), nn.Embedding(8, 6)
    ids = torch.randint(0, 11, (3, 5))
    expected = token(ids) + position(torch.arange(5))
    assert torch.equal(embed(ids, token.weight, position.weight), expected)


def test_the_same_word_at_two_places_differs_by_the_positions_only():
    inputs = embed(torch.tensor([1, 2, 1, 0]), E, P)
    assert torch.equal(inputs[2] - inputs[0], P[2] - P[0])
    torch.manual_seed(0)
    tokens, places = torch.randn(11, 64), torch.randn(8, 64)  # real numbers: to a millionth
    real = embed(torch.tensor([3, 5, 3]), tokens, places)
    torch.testing.assert_close(real[2] - real[0], places[2] - places[0], atol=1e-6, rtol=0)


@pytest.mark.parametrize(
    "ids, tables, message",
    [
        ([3], (E, P), "id 3 is outside the range 0 … 2"),
        ([-1], (E, P), "id -1 is outside"),
        ([0] * 5, (E, P), "5 positions, but table P has only 4"),
        ([0.0], (E, P), "whole numbers"),
        ([0], (E, P[:, :1]), "share d_model, got 2 and 1"),
        ([0], (E[0], P), "E must be a table"),
        ([0, 1], (E, P[:1]), "2 positions, but table P has only 1"),
    ],
)
def test_embed_says_what_is_wrong(ids, tables, message):
    with pytest.raises((TypeError, ValueError), match=message):
        embed(torch.tensor(ids), *tables)


def test_waves_by_hand():
    expected = [[0, 1, 0, 1], [math.sin(1), math.cos(1), math.sin(0.01), math.cos(0.01)]]
    assert torch.allclose(sinusoidal_positions(2, 4), torch.tensor(expected))


def test_waves_equal_the_formula_of_the_paper():
    table = sinusoidal_positions(9, 6)
    for position in range(9):
        for i in range(3):
            angle = position / 10000 ** (2 * i / 6)
            assert table[position, 2 * i] == pytest.approx(math.sin(angle), abs=1e-6)
            assert table[position, 2 * i + 1] == pytest.approx(math.cos(angle), abs=1e-6)


def test_dot_products_of_waves_depend_on_the_distance_only():
    table = sinusoidal_positions(30, 16)
    products = table @ table.T
    for distance in range(30):
        diagonal = products.diagonal(distance)
        assert torch.allclose(diagonal, diagonal[0], atol=1e-4)
    assert torch.allclose(products.diagonal(), torch.tensor(8.0))


@pytest.mark.parametrize("sizes", [(0, 4), (3, 5), (3, 0)])
def test_waves_refuse_odd_sizes(sizes):
    with pytest.raises(ValueError, match="even d_model"):
        sinusoidal_positions(*sizes)


def test_windows_by_hand():
    inputs, targets = sliding_windows(torch.arange(8), length=3, stride=2)
    assert inputs.tolist() == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]
    assert targets.tolist() == [[1, 2, 3], [3, 4, 5], [5, 6, 7]]


@pytest.mark.parametrize("size", range(5, 15))
@pytest.mark.parametrize("stride", [1, 3, 4, 6])
def test_windows_equal_torch_unfold(size, stride):
    inputs, targets = sliding_windows(torch.arange(size), 4, stride)
    oracle = torch.arange(size).unfold(0, 5, stride)
    assert torch.equal(inputs, oracle[:, :-1]) and torch.equal(targets, oracle[:, 1:])


def test_every_token_is_a_target_once_when_stride_equals_length():
    _, targets = sliding_windows(torch.arange(101), length=10, stride=10)
    assert targets.flatten().tolist() == list(range(1, 101))


@pytest.mark.parametrize(
    "arguments, message",
    [
        ((torch.arange(4), 4, 1), "window of 4 needs 5 ids, got 4"),
        ((torch.arange(9), 0, 1), "at least 1"),
        ((torch.arange(9), 2, 0), "at least 1"),
        (([1, 2, 3], 2, 1), "must be a tensor"),
        ((torch.zeros(2, 9), 2, 1), "must be a tensor"),
        ((torch.zeros(9), 2, 1), "whole numbers, got torch.float32"),
        ((torch.ones(9) > 0, 2, 1), "whole numbers, got torch.bool"),
    ],
)
def test_windows_say_what_is_wrong(arguments, message):
    with pytest.raises((TypeError, ValueError), match=message):
        sliding_windows(*arguments)


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int8, torch.int16, torch.bool, torch.half])
def test_ids_of_another_kind_are_refused_and_never_taken_for_a_mask(dtype):
    """Three ids of bytes pick rows as a mask would: other vectors, and no error."""
    with pytest.raises(TypeError, match=f"int64 or int32.*got {dtype}"):
        embed(torch.tensor([1, 0, 1], dtype=dtype), E, P)
    ids = torch.tensor([1, 0, 1], dtype=torch.int32)
    assert torch.equal(embed(ids, E, P), embed(ids.long(), E, P))


@pytest.mark.parametrize("wrong", [[0, 1], np.array([0, 1]), 1, None])
def test_only_tensors_are_looked_up(wrong):
    with pytest.raises(TypeError, match=f"tensor.*got {type(wrong).__name__}"):
        embed(wrong, E, P)
    with pytest.raises(TypeError, match=f"P must be a tensor, got {type(wrong).__name__}"):
        embed(torch.tensor([0]), E, wrong)
