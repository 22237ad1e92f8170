"""Ways for a decoder to ask: how well does each source position fit this state?"""

import torch
from torch import nn

from .attention import additive_scores


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
