"""Attention as pure functions: scores, softmax, masks, and the mixture of values.

Everywhere: `query`, `key`, `value` end in (positions, size); a mask is boolean and True means
"may look"; `scores` stand before the softmax, `weights` after it; `weights` are returned.
"""

import functools
import math

import torch
from torch import nn


def softmax(scores):
    """Turn scores into weights: positive, and summing to 1 over the last axis.

    scores : (..., key); -inf means "may not look"
    returns: (..., key)

    Subtracting the largest score changes nothing in the result and keeps exp() from overflowing.
    """
    shifted = scores - scores.max(dim=-1, keepdim=True).values
    exponentials = torch.exp(shifted)
    return exponentials / exponentials.sum(dim=-1, keepdim=True)


def _check_mask(mask, scores_shape):
    if mask.dtype != torch.bool:
        raise TypeError(f"mask must be boolean (True = may look), got {mask.dtype}")
    if mask.dim() not in (2, len(scores_shape)):
        raise ValueError(
            f"mask must have rank 2 (query, key) or the scores' rank {len(scores_shape)}, "
            f"got rank {mask.dim()} with shape {tuple(mask.shape)}"
        )
    wrong = [
        (have, want)
        for have, want in zip(reversed(mask.shape), reversed(scores_shape), strict=False)
        if have not in (1, want)
    ]
    if wrong:
        raise ValueError(
            f"mask of shape {tuple(mask.shape)} does not fit scores of shape {tuple(scores_shape)}"
        )
    closed = ~mask.any(dim=-1)
    if closed.any():
        row = tuple(closed.nonzero()[0].tolist())
        raise ValueError(f"mask row {row} may look nowhere: its weights would be 0 / 0")


def _checked(function):
    """Keep the taught body short: all argument checks of `attention` happen here."""

    @functools.wraps(function)
    def checked(query, key, value, mask=None):
        for name, tensor in (("query", query), ("key", key), ("value", value)):
            if not isinstance(tensor, torch.Tensor):
                raise TypeError(f"{name} must be a tensor, got {type(tensor).__name__}")
            if tensor.dim() < 2:
                raise ValueError(
                    f"{name} must end in (positions, size), got shape {tuple(tensor.shape)}"
                )
            if not torch.isfinite(tensor).all():
                raise ValueError(f"{name} must hold finite numbers, got NaN or infinity")
        if query.shape[-1] != key.shape[-1]:
            raise ValueError(
                "query and key must share d_k (their last axis), got "
                f"{tuple(query.shape)} and {tuple(key.shape)}"
            )
        if key.shape[-2] != value.shape[-2]:
            raise ValueError(
                "key and value must have one row per key position, got "
                f"{tuple(key.shape)} and {tuple(value.shape)}"
            )
        if not query.shape[:-2] == key.shape[:-2] == value.shape[:-2]:
            raise ValueError(
                "query, key and value must agree before their last two axes, got "
                f"{tuple(query.shape)}, {tuple(key.shape)} and {tuple(value.shape)}"
            )
        if mask is not None:
            _check_mask(mask, (*query.shape[:-1], key.shape[-2]))
        return function(query, key, value, mask)

    return checked


@_checked
def attention(query, key, value, mask=None):
    """Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1).

    query : (..., query, d_k)
    key   : (..., key, d_k)
    value : (..., key, d_v)
    mask  : boolean, True = may look; (query, key), or of the scores' rank, where an axis of
            size 1 serves all
    returns (output, weights): (..., query, d_v) and (..., query, key)

    Raises TypeError for what is not a tensor or a mask that is not boolean, ValueError for shapes
    that do not fit and for a row that may look nowhere.
    """
    scores = query @ key.transpose(-2, -1) / math.sqrt(key.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = softmax(scores)
    return weights @ value, weights


def causal_mask(length):
    """Each position may look at itself and backwards only.

    length : number of positions, at least 1
    returns: (length, length) boolean, True = may look

    Raises ValueError for a length below 1.
    """
    if length < 1:
        raise ValueError(f"length must be at least 1, got {length}")
    return torch.ones(length, length, dtype=torch.bool).tril()


def padding_mask(lengths, length):
    """No query may look at padding.

    lengths : (batch,) real lengths, each from 1 to `length`
    length  : the padded length
    returns : (batch, 1, length) boolean, True = may look; the 1 serves every query

    Raises ValueError for lengths outside 1…length.
    """
    lengths = torch.as_tensor(lengths)
    if lengths.dim() != 1:
        raise ValueError(f"lengths must have shape (batch,), got {tuple(lengths.shape)}")
    if lengths.numel() and (lengths.min() < 1 or lengths.max() > length):
        raise ValueError(f"lengths must lie in 1…{length}, got {lengths.tolist()}")
    return (torch.arange(length, device=lengths.device) < lengths[:, None])[:, None, :]


def _checked_additive(function):
    @functools.wraps(function)
    def checked(query, key, W_q, W_k, v):
        for name, matrix, states in (("W_q", W_q, query), ("W_k", W_k, key)):
            expected = (v.shape[-1], states.shape[-1])
            if tuple(matrix.shape) != expected:
                raise ValueError(
                    f"{name} must have shape (hidden, size of its input) = {expected}, "
                    f"got {tuple(matrix.shape)}"
                )
        if query.shape[:-2] != key.shape[:-2]:
            raise ValueError(
                "query and key must agree before their last two axes, got "
                f"{tuple(query.shape)} and {tuple(key.shape)}"
            )
        return function(query, key, W_q, W_k, v)

    return checked


@_checked_additive
def additive_scores(query, key, W_q, W_k, v):
    """Bahdanau's score: v · tanh(W_q query + W_k key) (Bahdanau et al. 2015, appendix A.1.2).

    query : (..., query, d_query)        W_q : (hidden, d_query)
    key   : (..., key, d_key)            W_k : (hidden, d_key)        v : (hidden,)
    returns scores (..., query, key)

    Raises ValueError for shapes that do not fit. Taught in notebook 03.
    """
    asked = (query @ W_q.T).unsqueeze(-2)  # (..., query, 1, hidden)
    offered = (key @ W_k.T).unsqueeze(-3)  # (..., 1, key, hidden)
    return torch.tanh(asked + offered) @ v


class AdditiveScore(nn.Module):
    """score = v · tanh(W_q q + W_k k).  Bahdanau et al. 2015, appendix A.1.2."""

    def __init__(self, d_query, d_key, hidden):
        super().__init__()
        self.W_q = nn.Parameter(torch.randn(hidden, d_query) * d_query**-0.5)
        self.W_k = nn.Parameter(torch.randn(hidden, d_key) * d_key**-0.5)
        self.v = nn.Parameter(torch.randn(hidden) * hidden**-0.5)

    def forward(self, query, key):
        """query (batch, query, d_query), key (batch, key, d_key) -> (batch, query, key)"""
        return additive_scores(query, key, self.W_q, self.W_k, self.v)


class DotScore(nn.Module):
    """score = q · k, times `scale`.  Luong et al. 2015, section 3.1, "dot"."""

    def __init__(self, scale=1.0):
        super().__init__()
        self.scale = scale

    def forward(self, query, key):
        """query (batch, query, d_k), key (batch, key, d_k) -> (batch, query, key)"""
        return self.scale * query @ key.transpose(-2, -1)


class BilinearScore(nn.Module):
    """score = qᵀ W k.  Luong et al. 2015, section 3.1, "general"."""

    def __init__(self, d_query, d_key):
        super().__init__()
        self.W = nn.Parameter(torch.randn(d_query, d_key) * d_key**-0.5)

    def forward(self, query, key):
        """query (batch, query, d_query), key (batch, key, d_key) -> (batch, query, key)"""
        return query @ self.W @ key.transpose(-2, -1)


def make_score(name, hidden):
    """The score module called `name` for decoder and encoder states of size `hidden`.

    name: "additive", "dot", "scaled" (dot product over √hidden) or "bilinear". The additive score
    compares in hidden / 2 numbers: as good here as in `hidden`, and it costs half.
    Raises ValueError for any other name.
    """
    makers = {
        "additive": lambda: AdditiveScore(hidden, hidden, hidden // 2),
        "dot": lambda: DotScore(),
        "scaled": lambda: DotScore(hidden**-0.5),
        "bilinear": lambda: BilinearScore(hidden, hidden),
    }
    if name not in makers:
        raise ValueError(f"score must be one of {', '.join(makers)}; got {name!r}")
    return makers[name]()
