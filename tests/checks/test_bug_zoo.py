"""The bug zoo: each bug looks right, differs from the right code, and the right code is right."""

import pytest
import torch
from torch.nn import functional as F

from lecture_utils.checks import bug_zoo as zoo

torch.manual_seed(0)
Q, K, V = torch.randn(5, 8), torch.randn(5, 8), torch.randn(5, 3)
BATCH = torch.randn(2, 3, 4), torch.randn(2, 5, 4), torch.randn(2, 5, 2), torch.tensor([3, 5])
CAUSAL = torch.ones(5, 5, dtype=torch.bool).tril()
IDS, E, P = torch.tensor([7, 2, 7]), torch.randn(9, 4), torch.randn(9, 4)
STATE, MEMORY, W = torch.randn(8), torch.randn(5, 8), torch.randn(8, 8)
CAGES = [
    (zoo.weights_of_heads, zoo.wrong_scale, (Q, K, 2)),
    (zoo.mixture, zoo.wrong_axis, (Q, K, V)),
    (zoo.mixture_of_batch, zoo.no_padding_mask, BATCH),
    (zoo.look_back, zoo.deaf_scores, (STATE, MEMORY, W)),
    (zoo.word_and_place, zoo.swapped_tables, (IDS, E, P)),
    (zoo.masked_before, zoo.masked_after, (Q, K, V, CAUSAL)),
]


def parts(outputs):
    return outputs if isinstance(outputs, tuple) else (outputs,)


@pytest.mark.parametrize("right, bug, inputs", CAGES)
def test_a_bug_runs_has_the_shapes_and_other_numbers(right, bug, inputs):
    want, got = parts(right(*inputs)), parts(bug(*inputs))
    assert [x.shape for x in want] == [x.shape for x in got]
    assert all(torch.isfinite(x).all() for x in got)
    assert not any(torch.allclose(w, g, atol=1e-2) for w, g in zip(want, got, strict=True))


def test_the_right_code_is_right():
    heads = zoo.weights_of_heads(Q, K, 2)
    for head, part in enumerate((slice(0, 4), slice(4, 8))):
        eye = torch.eye(5)
        oracle = F.scaled_dot_product_attention(Q[None, :, part], K[None, :, part], eye[None])[0]
        assert torch.allclose(heads[head], oracle, atol=1e-6)
    assert torch.allclose(zoo.mixture(Q, K, V), F.scaled_dot_product_attention(Q, K, V), atol=1e-6)
    query, key, value, lengths = BATCH
    short = F.scaled_dot_product_attention(query[:1], key[:1, :3], value[:1, :3])
    assert torch.allclose(zoo.mixture_of_batch(query, key, value, lengths)[:1], short, atol=1e-6)
    output, weights = zoo.masked_before(Q, K, V, CAUSAL)
    oracle = F.scaled_dot_product_attention(Q, K, V, attn_mask=CAUSAL)
    assert torch.allclose(output, oracle, atol=1e-6)
    context, weights = zoo.look_back(STATE, MEMORY, W)
    assert torch.allclose(weights, torch.softmax(MEMORY @ W.T @ STATE, dim=0), atol=1e-5)
    assert torch.allclose(context, weights @ MEMORY)
    assert torch.equal(zoo.word_and_place(IDS, E, P)[2], E[7] + P[2])
