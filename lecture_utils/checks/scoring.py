"""Checks of notebook 09: predictions, a ledger, a softmax that survives, attention, the box."""

import math

import torch
from torch.nn import functional as F

from ..attention import causal_mask, softmax
from .report import attempt, different, exercise
from .report import prediction as prediction

QUERY, KEYS = torch.tensor([1.0, 2.0, 0.0, 1.0]), torch.tensor([[2.0, 1, 0, 0], [0, 0, 3, 0.0]])


@exercise("Exercise 1")
def ledger(answer):
    """The two weights of QUERY over KEYS, d_k = 4."""
    scores = KEYS @ QUERY
    causes = [
        (scores, "these are the scores: divide by √4, then apply the softmax."),
        (scores / 2, "these are the scaled scores: the softmax is missing."),
        (softmax(scores), "the scores were not divided by √d_k = 2."),
        (softmax(scores / 4), "you divided by d_k = 4; asked is its root, 2."),
        (scores / scores.sum(), "you divided by the sum without e^score: that is not a softmax."),
        ((scores / 2).exp(), "these are e to the power of each: now divide by their sum."),
        (softmax(scores / 2).flip(0), "the two are swapped: the weight of key 1 comes first."),
    ]
    hint = "Scores 4 and 0, halved; then e to the power of each, divided by their sum."
    answer = torch.as_tensor(answer).squeeze()  # (1, 2) is what attention() hands out
    return different(answer, softmax(scores / 2), causes, hint, 6e-3)


@exercise("Exercise 2")
def stable(my_softmax):
    """`my_softmax(scores)`: weights over the last axis, for scores of any size."""
    small = torch.tensor([[1.0, 2.0, 4.0], [0.0, 0.0, 1.0]])
    causes = [
        (small.softmax(dim=0), "the columns sum to 1: the sum runs over the wrong axis."),
        (small.exp(), "nothing divides: a row does not sum to 1."),
        (small.exp() / small.exp().sum(), "all rows share one sum: keep the last axis apart."),
    ]
    came = attempt(my_softmax, small)
    if problem := different(came, small.softmax(-1), causes, "Each row has to sum to 1."):
        return problem
    large = my_softmax(small + torch.tensor([[1000.0], [-1000.0]]))
    if not torch.isfinite(large).all():
        return "expected the same weights after adding 1000 or -1000, got NaN: take the row's "\
            "own largest score off before exp()."
    hint = "Adding a number to a row changes no weight."
    if problem := different(large, small.softmax(-1), (), hint):
        return problem
    both = my_softmax(torch.tensor([[1000.0, -1000.0, 0.0]]))  # a row's mean or least is not enough
    hint = "With 1000 and -1000 in one row, take off the *largest*: no power is above e^0 = 1."
    if not torch.isfinite(both).all():
        return f"expected 1, 0, 0 for scores of 1000, -1000, 0, got NaN. {hint}"
    return different(both, [[1.0, 0.0, 0.0]], (), hint)


@exercise("Exercise 3")
def whole(my_attention):
    """`my_attention(query, key, value)`: the output only."""
    generator = torch.Generator().manual_seed(3)
    shapes = (3, 4), (5, 4), (5, 2)
    query, key, value = (torch.randn(shape, generator=generator) for shape in shapes)
    scores = query @ key.T
    causes = [
        (softmax(scores) @ value, "√d_k is missing."),
        (softmax(scores / 4) @ value, "you divided by d_k, not by its root."),
        (softmax(scores / math.sqrt(5)) @ value, "you divided by the root of the number of keys."),
        (softmax(scores / 2), "these are the weights: mix the values with them."),
        (scores / 2 @ value, "the softmax is missing."),
        (softmax((scores / 2).T).T @ value, "the softmax runs over the queries: each *row* has "
         "to sum to 1."),
    ]  # fmt: skip
    right = F.scaled_dot_product_attention(query, key, value)
    came = attempt(my_attention, query, key, value)
    hint = "softmax(Q Kᵀ / √d_k) V"
    if problem := different(came, right, causes, hint):
        return problem
    query, key = query[:, :3], key[:, :3]
    fixed = [(softmax(query @ key.T / 2) @ value, "2 is √d_k for keys of 4 numbers only: read d_k "
              "off the key.")]  # fmt: skip
    right = F.scaled_dot_product_attention(query, key, value)
    return different(my_attention(query, key, value), right, fixed, hint)


@exercise("Exercise 4")
def box(my_box):
    """`my_box(Q, K, heads)`: causal weights of all heads (heads, query, key)."""
    generator = torch.Generator().manual_seed(4)
    Q, K = (torch.randn((5, 8), generator=generator) for _ in range(2))
    q, k = (x.unflatten(-1, (2, 4)).transpose(0, 1) for x in (Q, K))
    q_cut, k_cut = (x.reshape(2, 5, 4) for x in (Q, K))
    mask = causal_mask(5)

    def weigh(q, k, scale=4, mask=mask, axis=-1):
        scores = q @ k.transpose(-2, -1) / math.sqrt(scale)
        return scores.masked_fill(~mask, -torch.inf).softmax(dim=axis)

    everyone = torch.ones_like(mask)
    causes = [
        (weigh(q, k, 8), "you divided by √d_model: each head has d_k = d_model / heads numbers."),
        (weigh(q, k, 1), "the root of d_k is missing."),
        (weigh(q, k, 16), "you divided by d_k, not by its root."),
        (weigh(q_cut, k_cut), "the heads mix up words: cut each word's vector first, then let the "
         "axes change places."),
        (weigh(q, k, mask=everyone), "every word sees all others: the mask is missing."),
        (weigh(q, k, mask=everyone) * mask, "the mask came after the softmax: rows do not sum "
         "to 1."),
        (weigh(q, k, axis=-2), "the softmax runs over the queries: each *row* has to sum to 1."),
        (weigh(q, k).mean(dim=0), "you averaged over the heads: keep them apart."),
        (weigh(Q, K, 8), "this is one head of all numbers: split first."),
    ]  # fmt: skip
    hint = "Split, score, divide by √d_k, mask, softmax; shape (heads, query, key)."
    came = attempt(my_box, Q, K, 2)
    if isinstance(came, torch.Tensor) and came.isnan().any():
        return "expected weights, got NaN: the mask is the wrong way round, or a whole row is "\
            "hidden. causal_mask says True where a word *may* look: fill where ~mask."
    if problem := different(came, weigh(q, k), causes, hint):
        return problem
    narrow = [x.unflatten(-1, (4, 2)).transpose(0, 1) for x in (Q, K)]
    fixed = [(weigh(*narrow), "2 is √d_k for heads of 4 numbers only: read d_k off the heads.")]
    return different(my_box(Q, K, 4), weigh(*narrow, 2), fixed, hint)
