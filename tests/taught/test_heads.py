"""`MultiHeadAttention` is `attention`, once a head: the same numbers, masks and refusals."""

import pytest
import torch
from torch.nn import functional as F

from lecture_utils.attention import attention, causal_mask, padding_mask
from lecture_utils.transformer import MultiHeadAttention

SHAPES = [(1, 1, 1, 1, 1), (2, 5, 5, 4, 3), (3, 4, 7, 2, 5), (2, 6, 3, 1, 8), (1, 9, 9, 8, 2)]


def through_attention(module, query, key, value, mask):
    """What `attention` gives for the module's own projections: (output, weights per head)."""
    matrices, biases = module.in_proj_weight.chunk(3), module.in_proj_bias.chunk(3)
    parts = zip((query, key, value), matrices, biases, strict=True)
    heads = [
        F.linear(x, W, b).unflatten(-1, (module.heads, -1)).transpose(1, 2) for x, W, b in parts
    ]
    if mask is not None and mask.dim() == 3:
        mask = mask[:, None]
    mixed, weights = attention(*heads, mask)
    return module.out_proj(mixed.transpose(1, 2).flatten(2)), weights


def masks(batch, queries, keys, heads):
    """Every shape of mask that the module takes, each row with a key that may be looked at."""
    draw = torch.Generator().manual_seed(batch + 10 * queries + 100 * keys)
    shapes = [(queries, keys), (1, keys), (batch, queries, keys), (batch, 1, keys)]
    shapes += [(batch, heads, queries, keys), (1, heads, 1, keys), (batch, 1, queries, keys)]
    for shape in shapes:
        mask = torch.rand(shape, generator=draw) < 0.5
        mask[..., keys // 2] = True
        yield mask
    yield None
    yield padding_mask(torch.arange(batch) % keys + 1, keys)
    if queries == keys:
        yield causal_mask(keys)


@pytest.mark.parametrize("need_weights", [True, False])
@pytest.mark.parametrize("batch, queries, keys, heads, d_k", SHAPES)
def test_each_head_is_attention(batch, queries, keys, heads, d_k, need_weights):
    torch.manual_seed(d_k)
    module = MultiHeadAttention(heads * d_k, heads)
    torch.nn.init.normal_(module.in_proj_bias)
    query = torch.randn(batch, queries, heads * d_k)
    key, value = torch.randn(2, batch, keys, heads * d_k)
    for mask in masks(batch, queries, keys, heads):
        output, weights = module(query, key, value, mask, need_weights)
        expected, maps = through_attention(module, query, key, value, mask)
        torch.testing.assert_close(output, expected, atol=1e-5, rtol=1e-5)
        if need_weights:
            torch.testing.assert_close(weights, maps, atol=1e-6, rtol=1e-5)


def test_gradients_are_those_of_attention():
    torch.manual_seed(0)
    module, x = MultiHeadAttention(12, 3), torch.randn(2, 5, 12)
    found, expected = (
        torch.autograd.grad(output.square().sum(), module.parameters())
        for output in (module(x, mask=causal_mask(5))[0],
                       through_attention(module, x, x, x, causal_mask(5))[0])
    )  # fmt: skip
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-4)


BAD_MASKS = {
    "a list": [[True] * 5] * 4, "NumPy": torch.ones(4, 5).numpy() > 0, "numbers": torch.ones(4, 5),
    "one key for all": torch.ones(4, 1) > 0, "turned": torch.ones(5, 4) > 0,
    "one row": torch.ones(5) > 0, "nowhere": torch.zeros(4, 5) > 0,
}  # fmt: skip


@pytest.mark.parametrize("name", list(BAD_MASKS))
def test_both_refuse_a_mask_in_the_same_words(name):
    query, key = torch.zeros(2, 4, 8), torch.zeros(2, 5, 8)
    said = []
    for call in (MultiHeadAttention(8, 2), attention):
        with pytest.raises((TypeError, ValueError)) as refusal:
            call(query, key, key, BAD_MASKS[name])
        said.append((refusal.type, str(refusal.value)[:21]))
    assert said[0] == said[1] and said[0][1].startswith("mask ")


@pytest.mark.parametrize("size, dtype", [(1e20, torch.float32), (300.0, torch.float16)])
@pytest.mark.parametrize("need_weights", [True, False])
def test_scores_beyond_the_largest_number_are_refused(size, dtype, need_weights):
    module = MultiHeadAttention(4, 1, bias=False).to(dtype)
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.eye(4).repeat(3, 1))
    x = torch.full((1, 3, 4), size, dtype=dtype)
    if dtype == torch.float16 and not need_weights:  # PyTorch's fused function counts wider inside
        assert torch.equal(module(x, need_weights=False)[0], module.out_proj(x))
        return
    with pytest.raises(ValueError, match="pass the largest"):
        module(x, need_weights=need_weights)


def test_inputs_of_another_dtype_are_named():
    module = MultiHeadAttention(4, 1)
    with pytest.raises(TypeError, match="query must hold torch.float32, as the weights do, got"):
        module(torch.ones(1, 3, 4, dtype=torch.int64))
    with pytest.raises(TypeError, match="key must hold torch.float32, .* got torch.float64"):
        module(torch.ones(1, 3, 4), torch.ones(1, 3, 4).double())
