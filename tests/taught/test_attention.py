"""Attention against PyTorch's own, against a hand example, and by the properties bugs violate."""

import math

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from lecture_utils.attention import additive_scores, attention, causal_mask, padding_mask, softmax


@pytest.fixture
def qkv():
    torch.manual_seed(0)
    # query and key lengths differ, and so do d_k and d_v: a swapped axis cannot hide
    return torch.randn(2, 3, 4, 8), torch.randn(2, 3, 5, 8), torch.randn(2, 3, 5, 6)


def test_softmax_by_hand():
    weights = softmax(torch.tensor([math.log(1), math.log(2), math.log(5)]))
    torch.testing.assert_close(weights, torch.tensor([1 / 8, 2 / 8, 5 / 8]))


def test_softmax_equals_torch_and_survives_large_scores():
    scores = torch.tensor([[1e4, 1e4 - 1, -1e4], [-torch.inf, 0.0, 2.0]])
    torch.testing.assert_close(softmax(scores), torch.softmax(scores, dim=-1))


def test_softmax_ignores_a_common_shift():
    scores = torch.randn(3, 7, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(softmax(scores), softmax(scores + 13.0))


def test_attention_by_hand():
    query = torch.tensor([[2.0, 0.0, 0.0, 0.0]])
    key = torch.tensor([[math.log(3), 0, 0, 0], [0, 1.0, 0, 0]])  # scores ln 3 and 0 after / 2
    value = torch.tensor([[4.0], [8.0]])
    output, weights = attention(query, key, value)
    torch.testing.assert_close(weights, torch.tensor([[0.75, 0.25]]))
    torch.testing.assert_close(output, torch.tensor([[5.0]]))


@pytest.mark.parametrize("masked", ["none", "rank 2", "full rank"])
def test_attention_equals_torch(qkv, masked):
    query, key, value = qkv
    mask = None
    if masked == "rank 2":
        mask = torch.ones(4, 5, dtype=torch.bool).tril()
    elif masked == "full rank":
        mask = padding_mask([3, 5], 5)[:, None].expand(2, 3, 4, 5)
    output, _ = attention(query, key, value, mask)
    oracle = scaled_dot_product_attention(query, key, value, attn_mask=mask)
    torch.testing.assert_close(output, oracle, atol=1e-5, rtol=0)


def test_rows_sum_to_one_and_masked_cells_are_exactly_zero(qkv):
    query, key, value = qkv
    mask = torch.ones(4, 5, dtype=torch.bool).tril()
    _, weights = attention(query, key, value, mask)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3, 4))
    assert (weights[..., ~mask] == 0).all()
    assert (weights[..., mask] > 0).all()


def test_permuting_the_keys_permutes_the_weights_and_nothing_else(qkv):
    query, key, value = qkv
    order = torch.tensor([3, 0, 4, 1, 2])
    output, weights = attention(query, key, value)
    output_2, weights_2 = attention(query, key[..., order, :], value[..., order, :])
    torch.testing.assert_close(weights_2, weights[..., order])
    torch.testing.assert_close(output_2, output)


def test_the_scale_is_the_size_of_a_key_not_of_the_model(qkv):
    query, key, value = qkv
    _, weights = attention(query, key, value)
    by_definition = torch.softmax(query @ key.transpose(-2, -1) / 8**0.5, dim=-1)
    torch.testing.assert_close(weights, by_definition)


def test_causal_mask_by_hand():
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True] * 3]


def test_no_leak_from_the_future():
    torch.manual_seed(0)
    x = torch.randn(6, 4)
    changed = x.clone()
    changed[4] += 1.0
    before, _ = attention(x, x, x, causal_mask(6))
    after, _ = attention(changed, changed, changed, causal_mask(6))
    assert torch.equal(before[:4], after[:4])
    assert not torch.equal(before[4:], after[4:])


def test_padding_mask_by_hand():
    mask = padding_mask([1, 3], 3)
    assert mask.shape == (2, 1, 3)
    assert mask[:, 0].tolist() == [[True, False, False], [True, True, True]]


def test_additive_scores_by_hand():
    query = torch.tensor([[1.0, 0.0]])
    key = torch.tensor([[0.5], [-0.5]])
    W_q, W_k = torch.tensor([[1.0, 5.0], [0.0, 1.0]]), torch.tensor([[2.0], [1.0]])
    v = torch.tensor([3.0, -1.0])
    expected = [
        3 * math.tanh(1 + 1) - math.tanh(0 + 0.5),
        3 * math.tanh(1 - 1) - math.tanh(0 - 0.5),
    ]
    torch.testing.assert_close(additive_scores(query, key, W_q, W_k, v), torch.tensor([expected]))


def test_additive_scores_equal_a_loop_over_linear_layers():
    torch.manual_seed(0)
    query, key = torch.randn(2, 3, 4), torch.randn(2, 5, 6)
    to_query, to_key = torch.nn.Linear(4, 7, bias=False), torch.nn.Linear(6, 7, bias=False)
    v = torch.randn(7)
    scores = additive_scores(query, key, to_query.weight, to_key.weight, v)
    for b in range(2):
        for i in range(3):
            for j in range(5):
                hidden = torch.tanh(to_query(query[b, i]) + to_key(key[b, j]))
                torch.testing.assert_close(scores[b, i, j], hidden @ v)


def test_additive_scores_look_at_the_keys():
    """The property that the six-year-old bug violates: permuted keys permute the scores."""
    torch.manual_seed(0)
    query, key = torch.randn(3, 4), torch.randn(5, 6)
    W_q, W_k, v = torch.randn(7, 4), torch.randn(7, 6), torch.randn(7)
    order = [4, 2, 0, 1, 3]
    torch.testing.assert_close(
        additive_scores(query, key[order], W_q, W_k, v),
        additive_scores(query, key, W_q, W_k, v)[:, order],
    )


Q, K, V = torch.zeros(4, 8), torch.zeros(5, 8), torch.zeros(5, 6)
ONES = torch.ones


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([1.0], K, V), TypeError, "query must be a tensor, got list"),
        ((torch.zeros(8), K, V), ValueError, r"query must end in .* got shape \(8,\)"),
        ((torch.zeros(4, 7), K, V), ValueError, r"share d_k .* \(4, 7\) and \(5, 8\)"),
        ((Q, K, torch.zeros(4, 6)), ValueError, r"one row per key .* \(5, 8\) and \(4, 6\)"),
        ((torch.zeros(2, 4, 8), K, V), ValueError, "agree before their last two axes"),
        ((Q.fill_(0) + torch.nan, K, V), ValueError, "query must hold finite numbers"),
        ((torch.zeros(4, 8), K, V, ONES(4, 5)), TypeError, "mask must be boolean .*float32"),
        ((torch.zeros(4, 8), K, V, ONES(5, 4) > 0), ValueError, r"mask of shape \(5, 4\)"),
        ((torch.zeros(4, 8), K, V, ONES(5) > 0), ValueError, "mask must have rank 2"),
        ((torch.zeros(4, 8), K, V, ONES(4, 5).triu(1) > 9), ValueError, "may look nowhere"),
    ],
)
def test_bad_input_is_named(arguments, error, words):
    with pytest.raises(error, match=words):
        attention(*arguments)


def test_one_hidden_row_among_many_is_an_error():
    mask = torch.ones(2, 3, 4, 5, dtype=torch.bool)
    mask[1, 2, 3] = False
    with pytest.raises(ValueError, match=r"mask row \(1, 2, 3\) may look nowhere"):
        attention(torch.zeros(2, 3, 4, 8), torch.zeros(2, 3, 5, 8), torch.zeros(2, 3, 5, 6), mask)


def test_bad_lengths_and_matrices_are_named():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        causal_mask(0)
    with pytest.raises(ValueError, match=r"lie in 1…3, got \[0, 2\]"):
        padding_mask([0, 2], 3)
    with pytest.raises(ValueError, match=r"lie in 1…3, got \[4\]"):
        padding_mask([4], 3)
    with pytest.raises(ValueError, match=r"W_q must have shape .* \(7, 4\), got \(4, 7\)"):
        additive_scores(
            torch.zeros(3, 4),
            torch.zeros(5, 6),
            torch.zeros(4, 7),
            torch.zeros(7, 6),
            torch.zeros(7),
        )


HALF, WHOLE, BOOL = torch.float16, torch.int64, torch.bool


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((Q.to(WHOLE), K, V), TypeError, "query must hold decimal numbers, got torch.int64"),
        ((ONES(4, 8), K.double(), V), TypeError, "query torch.float32, key torch.float64"),
        ((ONES(4, 8), K, V.to(HALF)), TypeError, "key torch.float32, value torch.float16"),
        ((ONES(4, 8), K, V, ONES(4, 5).tolist()), TypeError, "must be boolean .* got list"),
        ((ONES(4, 8), K, V, ONES(4, 5).numpy() > 0), TypeError, "must be boolean .* got ndarray"),
        ((ONES(4, 8), K, V, ONES(4, 1) > 0), ValueError, r"each of 5 keys, got shape \(4, 1\)"),
        ((ONES(4, 0), K[:, :0], V), ValueError, r"at least one position .* got \(5, 0\)"),
        ((ONES(4, 8), K[:0], V[:0]), ValueError, r"at least one position .* got \(0, 8\)"),
        ((ONES(4, 8) * 1e20, K + 1e20, V), ValueError, r"largest torch.float32: .*1e\+20"),
        ((ONES(4, 8).to(HALF) * 300, K.to(HALF) + 300, V.to(HALF)), ValueError, "torch.float16"),
        ((ONES(4, 8) * 1e20, K - 1e20, V), ValueError, "largest torch.float32"),
    ],
)
def test_no_nan_in_silence(arguments, error, words):
    with pytest.raises(error, match=words):
        attention(*arguments)


def test_scores_of_minus_infinity_beside_finite_ones_are_right():
    query, key = torch.tensor([[1e20, 1.0]]), torch.tensor([[-1e20, 0.0], [0.0, 1.0]])
    output, weights = attention(query, key, torch.tensor([[5.0], [7.0]]))
    assert weights.tolist() == [[0, 1]] and output.tolist() == [[7]]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_every_decimal_dtype_keeps_itself(qkv, dtype):
    output, weights = attention(*(part.to(dtype) for part in qkv))
    expected, _ = attention(*qkv)
    assert output.dtype == weights.dtype == dtype
    torch.testing.assert_close(output.float(), expected, atol=0.03, rtol=0)


def test_sizes_and_lengths_are_whole_numbers():
    with pytest.raises(TypeError, match=r"length must be a whole number, got 2.0 \(float\)"):
        causal_mask(2.0)
    with pytest.raises(TypeError, match="lengths must be whole numbers, got torch.float32"):
        padding_mask([1.5], 3)
    with pytest.raises(TypeError, match="length must be a whole number"):
        padding_mask([1], 3.0)


@pytest.mark.parametrize(
    ("number", "part", "error", "words"),
    [
        (4, torch.zeros(7, 1), ValueError, r"v must have shape \(hidden,\), got \(7, 1\)"),
        (4, [0.0] * 7, TypeError, "v must be a tensor, got list"),
        (0, torch.zeros(3, 4, dtype=WHOLE), TypeError, "query must hold decimal numbers"),
        (1, torch.zeros(5, 6).double(), TypeError, "query torch.float32, key torch.float64"),
        (0, torch.zeros(4), ValueError, r"query must end in \(positions, size\)"),
    ],
)
def test_the_additive_score_blames_the_right_one(number, part, error, words):
    parts = [torch.zeros(*shape) for shape in ((3, 4), (5, 6), (7, 4), (7, 6), (7,))]
    parts[number] = part
    with pytest.raises(error, match=words):
        additive_scores(*parts)


def test_the_slope_of_a_weight_in_its_own_score():
    """Notebook 09 says it in words: A (1 - A)."""
    scores = torch.linspace(-2, 2, 16, dtype=torch.float64)
    slopes = torch.autograd.functional.jacobian(softmax, scores).diagonal()
    weights = softmax(scores)
    assert torch.allclose(slopes, weights * (1 - weights))


def test_the_root_does_not_quiet_a_long_key_and_layer_norm_does():
    generator = torch.Generator().manual_seed(1)
    key, query = torch.randn(5, 8, generator=generator), torch.randn(1000, 8, generator=generator)
    query = query[query @ key[0] > 0]  # on the side of key 0
    loud = key.clone()
    loud[0] *= 20
    taken = [attention(query, keys, keys)[1][:, 0].mean() for keys in (key, loud)]
    assert taken[1] > 2 * taken[0] and taken[1] > 0.85
    normed = [torch.nn.functional.layer_norm(keys, (8,)) for keys in (key, loud)]
    before, after = (attention(query, keys, keys)[1][:, 0].mean() for keys in normed)
    assert abs(before - after) < 1e-3


def test_a_mask_after_the_softmax_takes_share_or_leaves_nothing():
    scores, allowed = torch.tensor([0.0, 1.0, 2.0]), torch.tensor([True, True, False])
    before = softmax(scores.masked_fill(~allowed, -torch.inf))
    after = softmax(scores) * allowed
    assert torch.allclose(before, after / after.sum()) and after.sum() < 0.5
    scores[2] = 200.0
    after = softmax(scores) * allowed
    assert (after / after.sum()).isnan().all()
    assert torch.equal(softmax(scores.masked_fill(~allowed, -torch.inf)), before)


def test_attention_alone_turns_not_hot_into_cold():
    """Limit 6 of notebook 05 needs a bend, and softmax is one: no feed-forward layer is needed."""
    start, no = torch.tensor([0.0, 0, 1, 0]), torch.tensor([0.0, 1, 0, 0])
    hot, cold = torch.tensor([1.0, 0, 0, 1]), torch.tensor([-1.0, 0, 0, 1])
    W_k = torch.tensor([[0, 1.0, 0, 0], [0, 0, 0.5, 0]])  # *not*, and half as much the start

    def last(*words):
        X, added = torch.stack(words), 0
        for sign in (1, -1):  # one head asks from hot words, one from cold words
            W_q = sign * torch.tensor([[120.0, 0, 0, 0], [0, 0, 0, 120 * sign]])
            moved, _ = attention(X @ W_q.T, X @ W_k.T, -2 * sign * X[:, [1]])
            added = added + moved[-1]
        return (X[-1, 0] + added).item()

    assert last(start, hot) == pytest.approx(1) == -last(start, cold)
    assert last(start, no, hot) == pytest.approx(-1) == -last(start, no, cold)
