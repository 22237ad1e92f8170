"""Six bugs that lived in well-read code: each runs, has the right shapes, and looks right.

Beside each stands the right function it is mistaken for. Notebook 09 shows the bugs, and the
reader writes the tests that kill them; where each was found is said there.
"""

import math

import torch

from ..attention import attention, padding_mask, softmax


def split(x, heads):
    """(position, d_model) -> (heads, position, d_k)"""
    return x.unflatten(-1, (heads, -1)).transpose(0, 1)


def weights_of_heads(Q, K, heads):
    """Q, K: (position, d_model); returns weights (heads, query, key), scaled by √d_k."""
    q, k = split(Q, heads), split(K, heads)
    return softmax(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]))


def wrong_scale(Q, K, heads):
    """Bug: √d_model where √d_k belongs. Taught in notebook 09."""
    q, k = (x.unflatten(-1, (heads, -1)).transpose(0, 1) for x in (Q, K))
    return softmax(q @ k.transpose(-2, -1) / math.sqrt(Q.shape[-1]))


def mixture(query, key, value):
    """Attention without its weights: the output (query, d_v) only."""
    return attention(query, key, value)[0]


def wrong_axis(query, key, value):
    """Bug: each column sums to 1, not each row. Taught in notebook 09."""
    scores = query @ key.T / math.sqrt(key.shape[-1])
    weights = torch.softmax(scores, dim=0)
    return weights @ value


def mixture_of_batch(query, key, value, lengths):
    """query (batch, query, d_k), key, value (batch, key, …), lengths (batch,); the output only."""
    return attention(query, key, value, padding_mask(lengths, key.shape[1]))[0]


def no_padding_mask(query, key, value, lengths):
    """Bug: `masked_fill` makes new scores, and nobody takes them. Taught in notebook 09."""
    mask = padding_mask(lengths, key.shape[1])
    scores = query @ key.transpose(-2, -1) / math.sqrt(key.shape[-1])
    scores.masked_fill(~mask, -torch.inf)
    return softmax(scores) @ value


def look_back(state, memory, W):
    """state (hidden,), memory (source, hidden), W (hidden, hidden): (context, weights)."""
    weights = softmax(state @ W @ memory.T)
    return weights @ memory, weights


def deaf_scores(state, memory, W):
    """Bug: the scores never meet the encoder's states. Taught in notebook 09."""
    scores = state @ W[:, : len(memory)]
    weights = softmax(scores)
    return weights @ memory, weights


def word_and_place(ids, E, P):
    """ids (position,), E and P tables of the same width: (position, d_model)."""
    return E[ids] + P[: len(ids)]


def swapped_tables(ids, E, P):
    """Bug: each table is read with the other's numbers. Taught in notebook 09."""
    words, places = P[ids], E[: len(ids)]
    return words + places


def masked_before(query, key, value, mask):
    """Attention under a mask, True = may look: (output, weights)."""
    return attention(query, key, value, mask)


def masked_after(query, key, value, mask):
    """Bug: hidden words get weight 0, after they have taken their share. Taught in notebook 09."""
    weights = softmax(query @ key.T / math.sqrt(key.shape[-1]))
    weights = weights * mask
    return weights @ value, weights
