"""Attention as pure functions: scores, softmax, masks, and the mixture of values.

Everywhere: `query`, `key`, `value` end in (positions, size); a mask is boolean and True means
"may look"; `scores` stand before the softmax, `weights` after it; `weights` are returned.
"""

import math

import torch
from torch import nn

from .guards import finite, guarded, whole


def softmax(scores):
    """Turn scores into weights: positive, and summing to 1 over the last axis.

    scores : (..., key); -inf means "may not look", and in each row at least one may be looked at
    returns: (..., key)

    Subtracting the largest score changes nothing in the result and keeps exp() from overflowing.
    Taught in notebook 03.
    """
    shifted = scores - scores.max(dim=-1, keepdim=True).values
    exponentials = torch.exp(shifted)
    return exponentials / exponentials.sum(dim=-1, keepdim=True)


def check_mask(mask, shape, kinds=""):
    """See that a mask fits scores of `shape`, which ends in (query, key).

    kinds : in words, what else it may be. The last axis is always as long as the keys; any other
            may be 1 and then serves all

    Raises TypeError for what is not a boolean tensor, ValueError for a shape that does not fit and
    for a row that may look nowhere.
    """
    if not isinstance(mask, torch.Tensor) or mask.dtype != torch.bool:
        kind = mask.dtype if isinstance(mask, torch.Tensor) else type(mask).__name__
        raise TypeError(f"mask must be boolean (True = may look), a tensor, got {kind}")
    given = tuple(mask.shape)
    if mask.dim() not in (2, len(shape)):
        raise ValueError(
            f"mask must have rank 2 (query, key){kinds} or the scores' rank {len(shape)}, "
            f"got rank {mask.dim()} with shape {given}"
        )
    pairs = zip(reversed(given), reversed(shape), strict=False)
    if any(have not in (1, want) for have, want in pairs):
        raise ValueError(f"mask of shape {given} does not fit scores of shape {shape}")
    if given[-1] != shape[-1]:
        raise ValueError(f"mask must say it for each of {shape[-1]} keys, got shape {given}")
    closed = ~mask.any(dim=-1)
    if closed.any():
        row = tuple(closed.nonzero()[0].tolist())
        raise ValueError(f"mask row {row} may look nowhere: its weights would be 0 / 0")


def _check_dtypes(**tensors):
    """All must be tensors of decimal numbers, and of one kind of them."""
    for name, tensor in tensors.items():
        if not isinstance(tensor, torch.Tensor):
            raise TypeError(f"{name} must be a tensor, got {type(tensor).__name__}")
        if not tensor.is_floating_point():
            raise TypeError(f"{name} must hold decimal numbers, got {tensor.dtype}")
    if len({tensor.dtype for tensor in tensors.values()}) > 1:
        kinds = ", ".join(f"{name} {tensor.dtype}" for name, tensor in tensors.items())
        raise TypeError(f"expected one dtype, got {kinds}: turn one with .to()")


def _check_attention(query, key, value, mask):
    _check_dtypes(query=query, key=key, value=value)
    for name, tensor in (("query", query), ("key", key), ("value", value)):
        if tensor.dim() < 2:
            raise ValueError(
                f"{name} must end in (positions, size), got shape {tuple(tensor.shape)}"
            )
        if not finite(tensor):
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
    if 0 in key.shape[-2:]:
        raise ValueError(
            f"key must have at least one position and one number each, got {tuple(key.shape)}"
        )
    if mask is not None:
        check_mask(mask, (*query.shape[:-1], key.shape[-2]))


def _no_overflow(result, query, key, value, mask):
    """Finite vectors may have products beyond the largest number: an error, never NaN."""
    if not all(map(finite, result)):
        raise ValueError(
            f"the scores or the output pass the largest {query.dtype}: |query| goes up to "
            f"{query.abs().max():.3g}, |key| to {key.abs().max():.3g}, |value| to "
            f"{value.abs().max():.3g}; scale them down, or use a wider dtype"
        )
    return result


@guarded(_check_attention, after=_no_overflow)
def attention(query, key, value, mask=None):
    """Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1).

    query : (..., query, d_k)
    key   : (..., key, d_k)
    value : (..., key, d_v)
    mask  : boolean, True = may look; (query, key), or of the scores' rank, where an axis of
            size 1 in front of the keys serves all
    returns (output, weights): (..., query, d_v) and (..., query, key)

    Raises TypeError for what is not a tensor of decimal numbers, for dtypes that differ and for a
    mask that is not a boolean tensor; ValueError for shapes that do not fit, for no keys, for a row
    that may look nowhere, and where products pass the largest number of the dtype. Taught in
    notebook 09.
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

    Raises TypeError for what is not a whole number, ValueError for a length below 1.
    """
    length = whole("length", length)
    return torch.ones(length, length, dtype=torch.bool).tril()


def padding_mask(lengths, length):
    """No query may look at padding.

    lengths : (batch,) real lengths, each from 1 to `length`
    length  : the padded length
    returns : (batch, 1, length) boolean, True = may look; the 1 serves every query

    Raises TypeError for what are not whole numbers, ValueError for lengths outside 1…length.
    """
    length, lengths = whole("length", length), torch.as_tensor(lengths)
    if lengths.numel() and (lengths.is_floating_point() or lengths.dtype == torch.bool):
        raise TypeError(f"lengths must be whole numbers, got {lengths.dtype}")
    if lengths.dim() != 1:
        raise ValueError(f"lengths must have shape (batch,), got {tuple(lengths.shape)}")
    if lengths.numel() and (lengths.min() < 1 or lengths.max() > length):
        raise ValueError(f"lengths must lie in 1…{length}, got {lengths.tolist()}")
    return (torch.arange(length, device=lengths.device) < lengths[:, None])[:, None, :]


def _check_additive(query, key, W_q, W_k, v):
    _check_dtypes(query=query, key=key, W_q=W_q, W_k=W_k, v=v)
    if v.dim() != 1:
        raise ValueError(f"v must have shape (hidden,), got {tuple(v.shape)}")
    for name, states in (("query", query), ("key", key)):
        if states.dim() < 2:
            raise ValueError(
                f"{name} must end in (positions, size), got shape {tuple(states.shape)}"
            )
    for name, matrix, states in (("W_q", W_q, query), ("W_k", W_k, key)):
        expected = (v.shape[0], states.shape[-1])
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


@guarded(_check_additive)
def additive_scores(query, key, W_q, W_k, v):
    """Bahdanau's score: v · tanh(W_q query + W_k key) (Bahdanau et al. 2015, appendix A.1.2).

    query : (..., query, d_query)        W_q : (hidden, d_query)
    key   : (..., key, d_key)            W_k : (hidden, d_key)        v : (hidden,)
    returns scores (..., query, key)

    Raises TypeError for what are not tensors of one decimal dtype, ValueError for shapes that do
    not fit. Taught in notebook 03.
    """
    asked = (query @ W_q.T).unsqueeze(-2)  # (..., query, 1, hidden)
    offered = (key @ W_k.T).unsqueeze(-3)  # (..., 1, key, hidden)
    return torch.tanh(asked + offered) @ v


class AdditiveScore(nn.Module):
    """score = v · tanh(W_q q + W_k k).  Bahdanau et al. 2015, appendix A.1.2.

    Taught in notebook 03.
    """

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
    Raises ValueError for any other name, and for fewer numbers than the score can compare.
    """
    makers = {
        "additive": lambda: AdditiveScore(hidden, hidden, hidden // 2),
        "dot": lambda: DotScore(),
        "scaled": lambda: DotScore(hidden**-0.5),
        "bilinear": lambda: BilinearScore(hidden, hidden),
    }
    if name not in makers:
        raise ValueError(f"score must be one of {', '.join(makers)}; got {name!r}")
    whole("hidden", hidden, least=2 if name == "additive" else 1)
    return makers[name]()
