"""The bug zoo of notebook 09: six bugs that lived in well-read code, and what tells them apart.

Each bug runs, has the right shapes, and looks right; beside it stands the right function it is
mistaken for. The reader writes the test that kills it; where each was found, the notebook says.
"""

import itertools
import math

import torch

from ..attention import attention, causal_mask, padding_mask, softmax
from .kinds import draw, verdict


def weights_of_heads(Q, K, heads):
    """Q, K: (position, d_model); returns weights (heads, query, key), scaled by √d_k."""
    q, k = (x.unflatten(-1, (heads, -1)).transpose(0, 1) for x in (Q, K))
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


DIGITS = "Where right code differs in the last digits only, compare with torch.allclose."


def _close(one, other):
    return torch.allclose(one, other, atol=1e-5)


def _one_head_is_attention(weigh, Q, K):
    half = Q.shape[1] // 2
    return _close(weigh(Q, K, 2)[0], attention(Q[:, :half], K[:, :half], K)[1])


def _cage(number, right, bug, hint, inputs, **more):
    """The verdict on one bug. right, bug : {name: code}; hint : to a test that lets it live."""
    [(name, code)] = bug.items()
    return verdict(f"Cage {number}", right, {name: (hint, code)}, [inputs], hint=DIGITS, **more)


wrong_scale_cage = _cage(
    1,
    {"weights of heads, scaled by √d_k": weights_of_heads},
    {"√d_model where √d_k belongs": wrong_scale},
    "Rows sum to 1 under any scale, and with one head d_k is d_model.",
    (draw(5, 8, seed=1), draw(5, 8, seed=2)),
    example=_one_head_is_attention,
)

wrong_axis_cage = _cage(
    2,
    {"attention": mixture},
    {"columns that sum to 1": wrong_axis},
    "What must come out of a mixture when all values are the same?",
    (draw(3, 4, seed=3), draw(5, 4, seed=4), draw(5, 2, seed=5)),
    example=lambda f, q, k, v: _close(f(q, k, torch.ones_like(v)), torch.ones(len(q), 2)),
)


def _padding_does_nothing(attend, query, key, value, lengths):
    other = value.clone()
    other[0, lengths[0] :] = 9
    return _close(attend(query, key, value, lengths), attend(query, key, other, lengths))


no_padding_mask_cage = _cage(
    3,
    {"attention without the padding": mixture_of_batch},
    {"padding that is seen": no_padding_mask},
    "What may stand in the padding of the first sentence without changing the output?",
    (draw(2, 3, 4, seed=6), draw(2, 5, 4, seed=7), draw(2, 5, 2, seed=8), torch.tensor([3, 5])),
    example=_padding_does_nothing,
)


def _same_for_every_state(calls):
    """What to say of a test that adds the same numbers to each row of the memory, or None."""
    shape = calls[0][1].shape if len(calls[0]) == 3 else None
    memories = [call[1] for call in calls if len(call) == 3 and call[1].shape == shape]
    added = [one - other for one, other in itertools.combinations(memories, 2)]
    if any(_is_the_same_in_each_row(numbers) for numbers in added):
        return (
            "your test adds the same numbers to every state: that moves all scores alike, and the "
            "softmax forgets it. Change *one* state."
        )
    return None


def _is_the_same_in_each_row(numbers):
    rows = numbers.dim() == 2 and len(numbers) > 1
    return rows and numbers.abs().max() > 1e-3 and _close(numbers, numbers[:1].expand_as(numbers))


deaf_scores_cage = _cage(
    4,
    {"scores of the states": look_back},
    {"scores that ignore the states": deaf_scores},
    "The context depends on the memory in the bug, too, which it mixes. Do the weights, [1]?",
    (draw(8, seed=9), draw(5, 8, seed=10), draw(8, 8, seed=11) / 3),
    example=lambda f, s, m, W: _close(f(s, m.flip(0), W)[1].flip(0), f(s, m, W)[1]),
    because=_same_for_every_state,
)


def _swapped_arguments(calls):
    if all(torch.equal(call[1], calls[0][1]) for call in calls) and _is_place(calls[0][1]):
        return (
            "your test hands over (ids, P, E): the first table is E, that of the words. With both "
            "turned round, right code looks like the bug."
        )
    return None


def _is_place(table):
    return torch.equal(table, TABLES[2])


TABLES = torch.tensor([7, 2, 7, 4]), draw(9, 4, seed=12), draw(9, 4, seed=13)

swapped_tables_cage = _cage(
    5,
    {"word + place": word_and_place},
    {"each table with the other's numbers": swapped_tables},
    "The word that stands at two places: by what do its two vectors differ? (With ids 0, 1, "
    "2 … nobody can tell a word from a place.)",
    TABLES,
    example=lambda f, ids, E, P: _close(f(ids, E, P)[0] - f(ids, E, P)[2], P[0] - P[2]),
    because=_swapped_arguments,
    rounding=False,  # a sum of two numbers is the same bit for bit in any right code
)

masked_after_cage = _cage(
    6,
    {"attention under a mask": masked_before},
    {"hidden words get 0 after they took their share": masked_after},
    "Hidden words get weight 0 here too. What is left of each row?",
    (draw(4, 8, seed=14), draw(4, 8, seed=15), draw(4, 2, seed=16), causal_mask(4)),
    example=lambda f, q, k, v, m: _close(f(q, k, v, m)[1].sum(-1), torch.ones(len(q))),
)
