"""Checks of notebook 09: a ledger, a softmax that survives, attention, a killing test."""

import math

import torch
from torch.nn import functional as F

from ..attention import softmax
from .report import attempt, different, exercise

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
    ]
    hint = "Scores 4 and 0, halved; then e to the power of each, divided by their sum."
    return different(torch.tensor(answer), softmax(scores / 2), causes, hint, 6e-3)


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
    return different(large, small.softmax(-1), (), "Adding a number to a row changes no weight.")


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
    return different(came, right, causes, "softmax(Q Kᵀ / √d_k) V")


def correct(query, key, value, mask=None):
    scores = query @ key.T / math.sqrt(key.shape[-1])
    scores = scores if mask is None else scores.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


def mask_after(query, key, value, mask=None):
    _, weights = correct(query, key, value)
    weights = weights if mask is None else weights * mask
    return weights @ value, weights


@exercise("Exercise 4")
def killing_test(test):
    """`test(attend)`: True for attention that masks before the softmax, False for the bug."""
    good, bad = attempt(test, correct), attempt(test, mask_after)
    if not good:
        return "expected True for correct attention, got False: your test fails right code too."
    if bad:
        return "expected False for the mask after the softmax, got True: the bug survives. "\
            "Look at the row sums of the weights under a mask that hides something."
    return None
