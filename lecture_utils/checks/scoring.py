"""Checks of notebook 09: a receipt, a softmax that survives, attention, and the box."""

import math

import torch

from ..attention import causal_mask, softmax
from .kinds import draw, function, value
from .kinds import prediction as prediction
from .kinds import resolve as resolve

QUERY, KEYS = torch.tensor([1.0, 2.0, 0.0, 1.0]), torch.tensor([[2.0, 1, 0, 0], [0, 0, 3, 0.0]])

ledger = value(
    "Exercise 1",
    lambda query, key: softmax(key @ query / 2),
    [
        ("these are the scores: divide by √4, then apply the softmax.", lambda q, k: k @ q),
        ("these are the scaled scores: the softmax is missing.", lambda q, k: k @ q / 2),
        ("the scores were not divided by √d_k.", lambda q, k: softmax(k @ q)),
        ("you divided by d_k; asked is its root.", lambda q, k: softmax(k @ q / 4)),
        ("you divided by the root of the number of keys. d_k is the size of one key.",
         lambda q, k: softmax(k @ q / math.sqrt(2))),
        ("you multiplied by √d_k. It divides.", lambda q, k: softmax(k @ q * 2)),
        ("you divided by the sum without e^score: that is not a softmax.",
         lambda q, k: k @ q / (k @ q).sum()),
        ("these are e to the power of each: now divide by their sum.",
         lambda q, k: (k @ q / 2).exp()),
        ("e to the power of each comes before the division by their sum; you took 2 to the power.",
         lambda q, k: 2 ** (k @ q / 2) / (2 ** (k @ q / 2)).sum()),
        ("the two are swapped: the weight of key 1 comes first.",
         lambda q, k: softmax(k @ q / 2).flip(0)),
    ],
    given=(QUERY, KEYS),
    hint="Two scores, scaled by √d_k; then e to the power of each, divided by their sum.",
    digits=2,
)  # fmt: skip


def _divided(powers, **axis):
    return powers / powers.sum(**axis)


def _after(scores, taken):
    """e to the power of the scores, `taken` off first, divided by the sum of each row."""
    powers = (scores - taken).exp()
    return powers / powers.sum(dim=-1, keepdim=True)


SMALL = torch.tensor([[1.0, 2.0, 4.0], [0.0, 0.0, 1.0]])

stable = function(
    "Exercise 2",
    softmax,
    {
        "small scores": SMALL,
        "scores of a thousand in one row, of minus a thousand in the next":
            SMALL + torch.tensor([[1000.0], [-1000.0]]),
        "1000, -1000 and 0 in one row": torch.tensor([[1000.0, -1000.0, 0.0]]),
        "one row, no matrix": torch.tensor([3.0, -1.0, 500.0, 499.0]),
    },
    [
        ("the columns sum to 1: the sum runs over the wrong axis.", lambda s: s.softmax(dim=0)),
        ("nothing divides: a row does not sum to 1.", lambda s: s.exp()),
        ("all rows share one sum: each row has its own.", lambda s: _divided(s.exp())),
        ("right for small scores, and 0 / 0 or ∞ / ∞ for large ones: take a number off the row "
         "first, so that no power overflows.",
         lambda s: _divided(s.exp(), dim=-1, keepdim=True)),
        ("the largest score of *all* rows was taken off: for a row far below it, every power is 0. "
         "Each row needs its own.",
         lambda s: _after(s, s.max())),
        ("the row's mean is not enough where one score stands far above it: take off the "
         "*largest*, so that no power is above e^0 = 1.",
         lambda s: _after(s, s.mean(-1, keepdim=True))),
        ("the row's least score makes the others larger still. Take off the *largest*.",
         lambda s: _after(s, s.amin(-1, keepdim=True))),
        ("scores were cut at a bound: two large ones become equal, though their weights differ.",
         lambda s: s.clamp(-80, 80).softmax(-1)),
        ("these are log weights: take e to their power.", lambda s: s.log_softmax(-1)),
    ],
    hint="Adding a number to a row changes no weight.",
)  # fmt: skip


def _attend(query, key, value, divide=None, axis=-1, last=True):
    scores = query @ key.T / (key.shape[-1] ** 0.5 if divide is None else divide)
    weights = scores.softmax(axis)
    return weights @ value if last else weights


whole = function(
    "Exercise 3",
    lambda query, key, value: _attend(query, key, value),
    [
        (draw(3, 4, seed=1), draw(5, 4, seed=2), draw(5, 2, seed=3)),
        (draw(2, 3, seed=4), draw(4, 3, seed=5), draw(4, 6, seed=6)),
        (draw(6, 16, seed=7), draw(6, 16, seed=8), draw(6, 6, seed=9)),
    ],
    [
        ("√d_k is missing.", lambda q, k, v: _attend(q, k, v, 1)),
        ("you divided by d_k, not by its root.", lambda q, k, v: _attend(q, k, v, k.shape[-1])),
        ("you multiplied by √d_k. It divides.",
         lambda q, k, v: _attend(q, k, v, k.shape[-1] ** -0.5)),
        ("you took the root of the number of keys. d_k is the size of one key: the last axis.",
         lambda q, k, v: _attend(q, k, v, len(k) ** 0.5)),
        ("you took the root of the number of queries. d_k is the last axis.",
         lambda q, k, v: _attend(q, k, v, len(q) ** 0.5)),
        ("you took the root of d_v, the size of a value. Scores come from query and key: √d_k.",
         lambda q, k, v: _attend(q, k, v, v.shape[-1] ** 0.5)),
        ("2 is √d_k for keys of 4 numbers only: read d_k off the key.",
         lambda q, k, v: _attend(q, k, v, 2)),
        ("the division by √d_k came after the softmax: scale the *scores*.",
         lambda q, k, v: _attend(q, k, v, 1) / k.shape[-1] ** 0.5),
        ("these are the weights: mix the values with them.",
         lambda q, k, v: _attend(q, k, v, last=False)),
        ("the softmax is missing: scores may be negative, weights not.",
         lambda q, k, v: q @ k.T / k.shape[-1] ** 0.5 @ v),
        ("the softmax runs over the queries: each *row* has to sum to 1.",
         lambda q, k, v: _attend(q, k, v, axis=0)),
        ("the keys were mixed. Weights mix the *values*.", lambda q, k, v: _attend(q, k, k)),
        ("key has to be turned (.T): the rows of query meet the rows of key.",
         lambda q, k, v: (q @ k).softmax(-1) @ v),
    ],
    hint="softmax(Q Kᵀ / √d_k) V",
)  # fmt: skip


def _split(x, heads):
    return x.reshape(len(x), heads, -1).transpose(0, 1)


def _box(Q, K, heads, divide=None, axis=-1, mask=causal_mask, split=_split, fill=-torch.inf):
    q, k = split(Q, heads), split(K, heads)
    scores = q @ k.transpose(-2, -1) / (q.shape[-1] ** 0.5 if divide is None else divide)
    allowed = mask(scores.shape[-1])
    return scores.masked_fill(~allowed, fill).softmax(axis)


def _everyone(length):
    return torch.ones(length, length, dtype=torch.bool)


def _late(Q, K, heads, again=False):
    """The mask after the softmax; again: what is left is divided by its sum."""
    weights = _box(Q, K, heads, mask=_everyone) * causal_mask(len(Q))
    return weights / weights.sum(-1, keepdim=True) if again else weights


def _rows_of_others(x, heads):
    return x.reshape(heads, len(x), -1)


LOUD = draw(5, 8, seed=12)
LOUD[4] = 4000 * LOUD[4] / LOUD[4].norm()  # all but the last word must not see how well it fits

box = function(
    "Exercise 4",
    lambda Q, K, heads: _box(Q, K, heads),
    {
        "two heads": (draw(5, 8, seed=10), draw(5, 8, seed=11), 2),
        "four heads": (draw(6, 8, seed=13), draw(6, 8, seed=14), 4),
        "a last word with a very large key": (draw(5, 8, seed=15), LOUD, 2),
        "all scores below -1,000": (torch.full((3, 4), 30.0), torch.full((3, 4), -30.0), 2),
    },
    [
        ("you divided by √d_model: each head has d_k = d_model / heads numbers.",
         lambda Q, K, h: _box(Q, K, h, Q.shape[-1] ** 0.5)),
        ("the root of d_k is missing.", lambda Q, K, h: _box(Q, K, h, 1)),
        ("you divided by d_k, not by its root.", lambda Q, K, h: _box(Q, K, h, Q.shape[-1] / h)),
        ("you took the root of the number of heads. d_k is the last axis after the split.",
         lambda Q, K, h: _box(Q, K, h, h**0.5)),
        ("2 is √d_k for heads of 4 numbers only: read d_k off the heads.",
         lambda Q, K, h: _box(Q, K, h, 2)),
        ("two heads were split off, however many are asked for: use `heads`.",
         lambda Q, K, h: _box(Q, K, 2)),
        ("the heads mix up words: cut each word's vector first, then let the axes change places.",
         lambda Q, K, h: _box(Q, K, h, split=_rows_of_others)),
        ("every word sees all others: the mask is missing.",
         lambda Q, K, h: _box(Q, K, h, mask=_everyone)),
        ("the mask came after the softmax: rows do not sum to 1. Forbid before it, with -inf.",
         _late),
        ("right until a hidden word has a large score: it takes the whole row before the mask "
         "comes, and 0 / 0 is left. Forbid *before* the softmax, with -inf.",
         lambda Q, K, h: _late(Q, K, h, again=True)),
        ("each word sees itself and what comes *after* it: `triu` keeps the upper triangle. "
         "Backwards is `tril`, or causal_mask.",
         lambda Q, K, h: _box(Q, K, h, mask=lambda n: _everyone(n).triu())),
        ("the mask is turned round: causal_mask says True where a word *may* look, so fill where "
         "~mask. (The first row is hidden as a whole: 0 / 0.)",
         lambda Q, K, h: _box(Q, K, h, mask=lambda n: ~causal_mask(n))),
        ("a word may look at itself, too: the diagonal is allowed.",
         lambda Q, K, h: _box(Q, K, h, mask=lambda n: _everyone(n).tril(-1))),
        ("hidden scores became 0, but e^0 = 1 is a good score: fill with -inf.",
         lambda Q, K, h: _box(Q, K, h, fill=0)),
        ("-100 is a score like any other: among scores below -1,000 it is the best, and the hidden "
         "words take all the weight. Fill with -inf.",
         lambda Q, K, h: _box(Q, K, h, fill=-100)),
        ("the softmax runs over the queries: each *row* has to sum to 1.",
         lambda Q, K, h: _box(Q, K, h, axis=-2)),
        ("each row is a query and each column a key: q @ k.transpose(-2, -1), and you have them "
         "changed round.", lambda Q, K, h: _box(K, Q, h)),
        ("you averaged over the heads: keep them apart.",
         lambda Q, K, h: _box(Q, K, h).mean(dim=0)),
        ("this is one head of all numbers: split first.",
         lambda Q, K, h: _box(Q, K, 1)[0]),
    ],
    hint="Split, score, divide by √d_k, mask, softmax; shape (heads, query, key).",
)  # fmt: skip
