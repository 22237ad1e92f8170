"""Notebook 09's exercises: right in any dress, and the typical wrong answers with their hints."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from lecture_utils.attention import attention, causal_mask, softmax
from lecture_utils.checks import scoring
from tests.checks.answers import said

E2 = math.exp(2)


@pytest.mark.parametrize(
    "answer, hint",
    [
        ([E2 / (E2 + 1), 1 / (E2 + 1)], "✓ Exercise 1: correct."),
        ([0.88, 0.12], "✓"),
        ((0.881, 0.119), "✓"),
        (np.array([0.88, 0.12]), "✓"),
        (torch.tensor([[0.8808, 0.1192]]), "✓"),
        ("0.88, 0.12", "✓"),
        (..., "○"),
        ([4, 0], "these are the scores"),
        ([2.0, 0.0], "scaled scores"),
        ([0.982, 0.018], "not divided by √d_k"),
        ([0.731, 0.269], "asked is its root"),
        ([1.0, 0.0], "without e"),
        ([7.389, 1.0], "now divide"),
        ([0.12, 0.88], "swapped"),
        ([0.9, 0.1], "rounded to 1 decimal"),
        ([0.8, 0.2], "2 to the power"),
        (0.88, "expected numbers of shape (2,)"),
    ],
)
def test_exercise_1(capsys, answer, hint):
    assert hint in said(capsys, scoring.ledger, answer)


def in_numpy(scores):
    scores = np.asarray(scores)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (softmax, "✓ Exercise 2: correct."),
        (in_numpy, "✓"),
        (lambda s: in_numpy(s).tolist(), "✓"),
        (lambda s: (s - s.logsumexp(-1, keepdim=True)).exp(), "✓"),
        (lambda s: ..., "○"),
        (lambda s: s.softmax(0), "wrong axis"),
        (lambda s: s.exp(), "nothing divides"),
        (lambda s: s.exp() / s.exp().sum(), "share one sum"),
        (lambda s: s.exp() / s.exp().sum(-1, keepdim=True), "no power overflows"),
        (lambda s: (s - s.max()).exp() / (s - s.max()).exp().sum(-1, keepdim=True),
         "Each row needs its own"),
        (lambda s: (s - s.mean(-1, keepdim=True)).exp()
         / (s - s.mean(-1, keepdim=True)).exp().sum(-1, keepdim=True), "mean is not enough"),
        (lambda s: s.clamp(-80, 80).softmax(-1), "cut at a bound"),
        (lambda s: s.exp() / s.exp().sum(-1), "your code stops"),
        (lambda s: math.exp(s), "your code stops"),
    ],
)  # fmt: skip
def test_exercise_2(capsys, answer, hint):
    assert hint in said(capsys, scoring.stable, answer)


def scaled(q, k):
    return q @ k.T / k.shape[-1] ** 0.5


@pytest.mark.parametrize(
    "answer, hint",
    [
        (F.scaled_dot_product_attention, "✓ Exercise 3: correct."),
        (lambda q, k, v: attention(q, k, v)[0], "✓"),
        (lambda q, k, v: torch.einsum("qk,kd->qd", softmax(scaled(q, k)), v), "✓"),
        (lambda q, k, v: (softmax(scaled(q, k)) @ v).numpy(), "✓"),
        (lambda q, k, v: ..., "○"),
        (attention, "take [0]"),
        (lambda q, k, v: softmax(q @ k.T) @ v, "√d_k is missing"),
        (lambda q, k, v: softmax(q @ k.T / k.shape[-1]) @ v, "not by its root"),
        (lambda q, k, v: softmax(q @ k.T / v.shape[-1] ** 0.5) @ v, "the root of d_v"),
        (lambda q, k, v: softmax(q @ k.T / 2) @ v, "keys of 4 numbers only"),
        (lambda q, k, v: softmax(scaled(q, k)), "these are the weights"),
        (lambda q, k, v: scaled(q, k) @ v, "softmax is missing"),
        (lambda q, k, v: scaled(q, k).softmax(0) @ v, "over the queries"),
        (lambda q, k, v: softmax(q @ k.T / len(k) ** 0.5) @ v, "number of keys"),
        (lambda q, k, v: softmax(scaled(q, k)) @ k, "mix the *values*"),
        (lambda q, k, v: softmax(q @ k / 2) @ v, ".T"),
        (lambda q, k, v: softmax(q @ k.T / torch.sqrt(k.shape[-1])) @ v, "math.sqrt"),
    ],
)
def test_exercise_3(capsys, answer, hint):
    assert hint in said(capsys, scoring.whole, answer)


def split(x, heads):
    return x.reshape(len(x), heads, -1).transpose(0, 1)


def scores_of(Q, K, heads):
    q, k = split(Q, heads), split(K, heads)
    return q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5


def right_box(Q, K, heads):
    return softmax(scores_of(Q, K, heads).masked_fill(~causal_mask(len(Q)), -torch.inf))


def one_by_one(Q, K, heads):
    size = Q.shape[1] // heads
    parts = [slice(h * size, (h + 1) * size) for h in range(heads)]
    return torch.stack([right_box(Q[:, p], K[:, p], 1)[0] for p in parts])


def late(Q, K, heads):
    return softmax(scores_of(Q, K, heads)) * causal_mask(len(Q))


def renormalised(Q, K, heads):
    return late(Q, K, heads) / late(Q, K, heads).sum(-1, keepdim=True)


def upper(Q, K, heads):
    allowed = torch.ones(len(Q), len(Q), dtype=torch.bool).triu()
    return softmax(scores_of(Q, K, heads).masked_fill(~allowed, -torch.inf))


@pytest.mark.parametrize(
    "answer, hint",
    [
        (right_box, "✓ Exercise 4: correct."),
        (one_by_one, "✓"),
        (lambda Q, K, h: right_box(Q, K, h).numpy(), "✓"),
        (lambda Q, K, h: attention(split(Q, h), split(K, h), split(K, h), causal_mask(len(Q)))[1],
         "✓"),
        (lambda Q, K, h: ..., "○"),
        (late, "after the softmax"),
        (renormalised, "right until a hidden word has a large score"),
        (upper, "`triu` keeps the upper triangle"),
        (lambda Q, K, h: softmax(scores_of(Q, K, h)), "mask is missing"),
        (lambda Q, K, h: softmax(scores_of(Q, K, h).masked_fill(causal_mask(len(Q)), -torch.inf)),
         "turned round"),
        (lambda Q, K, h: softmax(scores_of(Q, K, h).masked_fill(~causal_mask(len(Q)), -100)),
         "-100 is a score like any other"),
        (lambda Q, K, h: softmax(scores_of(Q, K, h).masked_fill(~causal_mask(len(Q)), -1e9)), "✓"),
        (lambda Q, K, h: right_box(Q, K, 2), "use `heads`"),
        (lambda Q, K, h: right_box(Q / h**0.5, K, h), "√d_model"),
        (lambda Q, K, h: right_box(Q, K, h).mean(0), "keep them apart"),
        (lambda Q, K, h: right_box(Q, K, 1)[0], "split first"),
        (lambda Q, K, h: Q @ K, "your code stops"),
    ],
)  # fmt: skip
def test_exercise_4(capsys, answer, hint):
    assert hint in said(capsys, scoring.box, answer)
