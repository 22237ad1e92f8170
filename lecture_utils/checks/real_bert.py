"""Checks of notebook 11: counting a BERT, a sentence's vector, a head's habit, senses, padding."""

import torch
from torch.nn import functional as F

from ..transformer import bert_layer
from .kinds import draw, function, value, verdict
from .kinds import prediction as prediction
from .kinds import resolve as resolve

# Exercise 1


def _count(d=768, wide=3072, layers=12, tables=30522 + 512 + 2, norms=2, matrices=4, bias=1,
           input_norm=True, pooler=True):  # fmt: skip
    """The numbers of a BERT; each argument is one thing that is easily forgotten."""
    look = matrices * (d * d + bias * d)
    think = d * wide + bias * wide + wide * d + bias * d
    inside = tables * d + 2 * d * input_norm + layers * (look + think + norms * 2 * d)
    return inside + (d * d + bias * d) * pooler


bert_base = value(
    "Exercise 1",
    _count(),
    [
        ("that is the papers' rounded number; the file's has nine digits.", 110_000_000),
        ("the pooler behind the last layer is missing: a matrix and its bias.",
         _count(pooler=False)),
        ("two rows are missing: the LayerNorm behind the tables, or the types of sentence?",
         _count(input_norm=False)),
        ("the layers have LayerNorms, too: two in each.", _count(norms=0)),
        ("the LayerNorms are missing: a gain and a shift, each.",
         _count(norms=0, input_norm=False)),
        ("each layer has two LayerNorms, one behind each sum.", _count(norms=1)),
        ("the biases are missing: one number for each row of a matrix.", _count(bias=0)),
        ("attention has four matrices: query, key, value, and the output's.", _count(matrices=3)),
        ("the three tables are missing: tokens, positions, types.", _count(tables=0)),
        ("the tables of positions and types are missing: they are rows, too.",
         _count(tables=30522)),
        ("that is one layer; there are more.", _count(layers=1)),
        ("that is as deep as MiniLM: this one has more layers.", _count(layers=6)),
        ("that is MiniLM again: other sizes are asked for.", _count(384, 1536, 6)),
        ("Python reads a comma as the end of a number: write it without commas.", (109, 482, 240)),
    ],
    hint="Tables, a LayerNorm, then layer by layer what section 1 counts, and the pooler.",
)  # fmt: skip


# Exercise 2


def _lengths(seed, *lengths):
    states = draw(len(lengths), max(lengths), 4, seed=seed) + 1
    return states, torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]


def _kept(states, mask):
    return states * mask[..., None]


pooled = function(
    "Exercise 2",
    lambda states, mask: _kept(states, mask).sum(dim=1) / mask.sum(dim=1, keepdim=True),
    [_lengths(1, 5, 2, 3), _lengths(2, 4, 1)],
    [
        ("the padding is counted: its states must not be added.",
         lambda states, mask: states.mean(dim=1)),
        ("divided by all places: divide by the number of tokens.",
         lambda states, mask: _kept(states, mask).mean(dim=1)),
        ("the padding's states are in the sum.",
         lambda states, mask: states.sum(dim=1) / mask.sum(dim=1, keepdim=True)),
        ("a sum, not yet a mean: divide by the number of tokens.",
         lambda states, mask: _kept(states, mask).sum(dim=1)),
        ("that is the state of [CLS] alone: take the mean over the tokens.",
         lambda states, mask: states[:, 0]),
        ("the mean runs over a token's numbers: it must run over the tokens.",
         lambda states, mask: _kept(states, mask).mean(dim=-1)),
        ("the right direction, but length 1: asked is the mean itself.",
         lambda states, mask: F.normalize(_kept(states, mask).sum(dim=1), dim=-1)),
        ("that is the largest of each number, not the mean.",
         lambda states, mask: _kept(states, mask).amax(dim=1)),
        ("that is the mean of the padding: True in the mask is a token.",
         lambda states, mask: (_kept(states, ~mask).sum(dim=1)
                               / (~mask).sum(dim=1, keepdim=True))),
        ("all sentences became one vector: keep the first axis.",
         lambda states, mask: states[mask].mean(dim=0)),
    ],
    hint="Set the padding's states to 0, add up over the tokens, divide by how many there are.",
)  # fmt: skip


# Exercise 3


def _weights(heads, words, seed):
    return draw(heads, words, words, seed=seed).softmax(dim=-1)


def _diagonal(weights, offset):
    return weights.diagonal(offset, dim1=-2, dim2=-1)


looks_back = function(
    "Exercise 3",
    lambda weights: _diagonal(weights, -1).mean(dim=-1),
    [_weights(3, 6, seed=3), _weights(2, 4, seed=4)],
    [
        ("that is the word after: keys are the columns, so the word before stands *below* the "
         "diagonal.", lambda weights: _diagonal(weights, 1).mean(dim=-1)),
        ("that is each word's look at itself: one step to the left.",
         lambda weights: _diagonal(weights, 0).mean(dim=-1)),
        ("a sum: take the mean over the queries.",
         lambda weights: _diagonal(weights, -1).sum(dim=-1)),
        ("divided by all queries: the first has no word before it.",
         lambda weights: _diagonal(weights, -1).sum(dim=-1) / weights.shape[-1]),
        ("query 0 has no word before it, and index -1 is the *last* word: begin with query 1.",
         lambda weights: ((_diagonal(weights, -1).sum(dim=-1) + weights[..., 0, -1])
                          / weights.shape[-1])),
        ("one number for all heads: keep the heads apart.",
         lambda weights: _diagonal(weights, -1).mean()),
        ("that is the weight on *all* words before.",
         lambda weights: weights.tril(-1).sum(dim=-1).mean(dim=-1)),
        ("these are the weights query by query: take their mean.",
         lambda weights: _diagonal(weights, -1)),
        ("that is the weight on the first token.", lambda weights: weights[..., 0].mean(dim=-1)),
        ("`diagonal` took the axes of heads and queries: name dim1=-2 and dim2=-1.",
         lambda weights: weights.diagonal(-1).mean(dim=-1)),
    ],
    hint="Query 1 looks at key 0, query 2 at key 1: a diagonal, one below the main one.",
)  # fmt: skip


# Exercise 4: chosen so that cosine, dot product and distance name different neighbours


SENSES = torch.tensor([0, 1, 1, 0, 1, 0, 0, 1])
VECTORS = torch.tensor([[2.0, -8], [-1, -5], [-1, 1], [1, 4], [5, 3], [8, 2], [-3, 1], [-7, 8]])
APART = torch.tensor([[5.0, 0], [-3, 4], [-3, -4]])  # every cosine is below 0, so is the largest
APART_SENSES = torch.tensor([1, 0, 0])


def _cosines(vectors):
    unit = F.normalize(vectors, dim=-1)
    return unit @ unit.T


def _share(table, senses, others=1e6):
    table = table - others * torch.eye(len(table))
    return (senses[table.argmax(dim=1)] == senses).float().mean()


same_sense = function(
    "Exercise 4",
    lambda vectors, senses: _share(_cosines(vectors), senses),
    [(VECTORS, SENSES), (VECTORS[:6], SENSES[:6]), (APART, APART_SENSES)],
    [
        ("everybody's nearest is itself: leave a vector out of its own search.",
         lambda vectors, senses: _share(_cosines(vectors), senses, others=0)),
        ("a diagonal of 0 is still the largest where all others are below 0: make it smaller.",
         lambda vectors, senses: _share(_cosines(vectors), senses, others=1)),
        ("that takes the opposite direction for like: a cosine of -1 is the smallest.",
         lambda vectors, senses: _share(_cosines(vectors).abs(), senses)),
        ("a number of vectors: asked is the share, from 0 to 1.",
         lambda vectors, senses: len(senses) * _share(_cosines(vectors), senses)),
        ("that is the share with *another* sense.",
         lambda vectors, senses: 1 - _share(_cosines(vectors), senses)),
        ("the dot product finds long vectors: give each length 1 first.",
         lambda vectors, senses: _share(vectors @ vectors.T, senses)),
        ("that is the distance of the tips, not the cosine: give each vector length 1 first.",
         lambda vectors, senses: _share(-torch.cdist(vectors, vectors), senses)),
        ("that is the *least* alike: take the largest cosine.",
         lambda vectors, senses: _share(-_cosines(vectors), senses)),
        ("that is yes or no for each vector: asked is one share.",
         lambda vectors, senses: senses[(_cosines(vectors) - 9 * torch.eye(len(senses)))
                                        .argmax(dim=1)] == senses),
    ],
    hint="A table of cosines, its diagonal made small, argmax in each row; compare the senses.",
)  # fmt: skip


# Exercise 5


def _random_layer(draw_seed=5, d=8):
    layer = {part: (draw(d, d, seed=draw_seed + n) / 2, torch.zeros(d))
             for n, part in enumerate(("query", "key", "value", "output"))}  # fmt: skip
    layer |= {"wide": (draw(2 * d, d, seed=draw_seed + 4) / 2, torch.zeros(2 * d)),
              "narrow": (draw(d, 2 * d, seed=draw_seed + 5) / 2, torch.zeros(d))}  # fmt: skip
    return layer | {part: (torch.ones(d), torch.zeros(d)) for part in ("norm_1", "norm_2")}


LAYER, TABLE = _random_layer(), draw(9, 8, seed=1)


def _read(ids, mask):
    return bert_layer(TABLE[ids], LAYER, 2, mask[:, None, None])[0]


def _right_test(read):
    ids, other = torch.tensor([[1, 2, 3, 0, 0]]), torch.tensor([[1, 2, 3, 7, 8]])
    mask = torch.tensor([[True, True, True, False, False]])
    return torch.allclose(read(ids, mask)[:, :3], read(other, mask)[:, :3], atol=1e-5)


def _all_states(read):
    ids, other = torch.tensor([[1, 2, 3, 0, 0]]), torch.tensor([[1, 2, 3, 7, 8]])
    mask = torch.tensor([[True, True, True, False, False]])
    return torch.allclose(read(ids, mask), read(other, mask), atol=1e-5)


def _same_padding(read):
    ids = torch.tensor([[1, 2, 3, 0, 0]])
    return torch.allclose(read(ids, ids != 0), read(ids, ids != 0), atol=1e-5)


padding_test = verdict(
    "Exercise 5",
    {"a reader that hides the padding": _read},
    {
        "a reader that ignores the mask":
            ("Let other tokens stand in the padding: what must not change?",
             lambda ids, mask: _read(ids, torch.ones_like(mask))),
        "a reader that turns the mask round":
            ("Which tokens may change the states of the words, and which may not?",
             lambda ids, mask: _read(ids, ~mask)),
        "a reader that lets a little padding through":
            ("That the mask matters is not enough: let other tokens stand in the padding.",
             lambda ids, mask: (9 * _read(ids, mask) + _read(ids, torch.ones_like(mask))) / 10),
    },
    slips=[
        ("you compare the padding's own states, too: they may differ, nobody reads them.",
         _all_states),
        ("both runs read the same: let other tokens stand in the padding of one.", _same_padding),
    ],
    example=_right_test,
    hint="Compare the states of the words alone.",
)  # fmt: skip
