"""Checks of notebook 04: maps, masks, splitting heads, counting numbers, the leak test."""

import re

import numpy as np
import torch

from ..attention import causal_mask, padding_mask
from .kinds import ANY, draw, function, value, verdict
from .kinds import prediction as prediction
from .kinds import resolve as resolve


def _short(word):
    """The short word: cross for "cross-attention", encoder for "the encoder (self-attention)"."""
    short = re.sub(r"\b(the|in|of)\b|self|masked|causal|attention|[^a-z]", "", word.lower())
    short = {"encoderdecoder": "cross"}.get(short, short)
    return short if short in ("encoder", "decoder", "cross") else word


maps = value(
    "Exercise 1",
    ("decoder", "cross", "encoder"),
    [
        ("A has empty cells ahead of the diagonal: who may look backwards only?",
         ("encoder", ANY, ANY)),
        *(
            ("in cross-attention one sentence looks at another: which map is not square?", slip)
            for slip in (("cross", ANY, ANY), (ANY, ANY, "cross"))
        ),
        *(
            ("B has three rows and four columns: three words ask, four are looked at.",
             (ANY, slip, ANY))
            for slip in ("encoder", "decoder")
        ),
        ("C has as many rows as columns and nothing is empty: who reads a finished sentence?",
         (ANY, ANY, "decoder")),
    ],
    hint="Look for the dots first, then count rows and columns.",
    asks=("A", "B", "C"),
    reads=_short,
)  # fmt: skip


def _not_of_truth(value):
    """Say it of a mask that holds 1 and 0 in place of True and False."""
    tensor = isinstance(value, torch.Tensor)
    if (value.dtype if tensor else np.asarray(value).dtype) not in (torch.bool, np.dtype(bool)):
        return (
            "these are numbers, and a mask is made of True and False: compare the places, or end "
            "with .bool()."
        )
    return None


def _not_for_the_module(value):
    """Say why PyTorch's module would not take a mask, or would take it for something else."""
    if not isinstance(value, torch.Tensor):
        return "the module wants a tensor: put torch.tensor(…) around it."
    if value.dtype != torch.bool:
        return (
            "these are numbers, and the module *adds* numbers to the scores; it wants True and "
            "False: compare, or end with .bool()."
        )
    return None


def _triangle(length, turn=lambda may: may):
    return turn(causal_mask(length))


causal = function(
    "Exercise 2",
    _triangle,
    [(4,), (7,)],
    [
        ("it is the wrong way round: rows ask (query), columns are looked at (key).",
         lambda n: _triangle(n, lambda may: may.T)),
        ("nobody may look at itself, so the first word may look nowhere: 0 / 0.",
         lambda n: _triangle(n, lambda may: may.tril(-1))),
        ("this is the habit of PyTorch's module, True = forbidden; here True = may look.",
         lambda n: ~_triangle(n)),
        ("everybody may look at everything: compare the two places.",
         lambda n: torch.ones(n, n, dtype=torch.bool)),
        ("each word may look at itself alone: `==` should be `<=`.",
         lambda n: torch.eye(n, dtype=torch.bool)),
    ],
    hint="Row i may look at the columns 0 … i.",
    lacks=_not_of_truth,
)  # fmt: skip


heads = function(
    "Exercise 3",
    lambda x, heads: x.reshape(len(x), heads, -1).transpose(0, 1),
    {  # the first counts through, so that one sees which number went where
        "x = 0, 1, 2 … in 3 rows of 8, 4 heads": (torch.arange(24.0).reshape(3, 8), 4),
        "5 rows of 12 numbers, 3 heads": (draw(5, 12, seed=2), 3),
        "4 rows of 6 numbers, 2 heads": (draw(4, 6, seed=3), 2),
    },
    [
        ("the shape is right, but a head got numbers of several words: first cut each row "
         "(position, heads, d_k), then swap the first two axes.",
         lambda x, heads: x.reshape(heads, len(x), -1)),
        ("the axes are (position, heads, d_k): swap the first two.",
         lambda x, heads: x.reshape(len(x), heads, -1)),
        ("there are d_k heads of `heads` numbers: it should be `heads` heads of d_k numbers, and "
         "d_k is d_model // heads.",
         lambda x, heads: x.reshape(len(x), -1, heads).transpose(0, 1)),
        ("there are 2 heads whatever was asked for: use `heads`.",
         lambda x, heads: x.reshape(len(x), 2, -1).transpose(0, 1)),
        ("there are 4 heads whatever was asked for: use `heads`.",
         lambda x, heads: x.reshape(len(x), 4, -1).transpose(0, 1)),
        ("a head takes every so many-th number; it should take d_k numbers that stand side by "
         "side.",
         lambda x, heads: x.reshape(len(x), -1, heads).permute(2, 0, 1)),
        ("the numbers of a word stand upright: the last two axes should be (position, d_k).",
         lambda x, heads: x.reshape(len(x), heads, -1).permute(1, 2, 0)),
        ("the heads are still side by side in one row: nothing was cut.", lambda x, heads: x),
    ],
    hint="reshape, then transpose(0, 1).",
    exact_shape=True,
)  # fmt: skip


numbers = value(
    "Exercise 4",
    4 * (8 * 8 + 8),
    [
        ("three matrices are counted; a fourth, W_o, mixes the joined heads.", 216),
        ("each of the four matrices has a bias of 8 numbers.", 256),
        ("W_o and the biases are missing.", 192),
        ("that is one matrix; query, key and value have one each, and W_o mixes the heads.", 72),
        ("that is one matrix, without its bias; attention has four.", 64),
        ("a bias is counted once; each of the four matrices has its own.", 264),
        ("heads share the rows of W_q among themselves: more heads cost nothing.", 576),
        ("each head has its own rows, together they make up the whole matrices.", 144),
        ("W_o has a bias, too.", 280),
    ],
    hint="Four matrices (8, 8), each with its bias.",
)  # fmt: skip


def _may(lengths, length):
    return causal_mask(length) & padding_mask(lengths, length)


def _rows(lengths, length):
    return padding_mask(lengths, length).transpose(1, 2)


forbids = function(
    "Exercise 5",
    lambda lengths, length: ~_may(lengths, length),
    [(torch.tensor([2, 4]), 4), (torch.tensor([3, 1, 5]), 5)],
    [
        ("this says who may look; the module wants True = forbidden: turn it round.", _may),
        ("the padding is a matter of columns (who is looked at); here its rows are forbidden, "
         "and those could look nowhere.",
         lambda n, length: ~(causal_mask(length) & _rows(n, length))),
        ("a word may be looked at only if both masks allow it: join them with &, then turn round.",
         lambda n, length: ~(causal_mask(length) | padding_mask(n, length))),
        ("only one of the two masks is turned round: join them first.",
         lambda n, length: ~causal_mask(length) & padding_mask(n, length)),
        ("only one of the two masks is turned round: join them first.",
         lambda n, length: causal_mask(length) & ~padding_mask(n, length)),
        ("only one of the two masks is turned round: join them first.",
         lambda n, length: causal_mask(length) | ~padding_mask(n, length)),
        ("the batch is lost: each sentence has a padding of its own, and so a mask of its own.",
         lambda n, length: ~_may(n, length)[0]),
        ("every sentence got the padding of the first one: each has its own.",
         lambda n, length: (~_may(n, length)[:1]).expand(len(n), -1, -1)),
        ("the padding is missing.", lambda n, length: ~causal_mask(length)),
        ("the padding is missing.",
         lambda n, length: (~causal_mask(length)).expand(len(n), -1, -1)),
        ("-∞ added to the scores forbids, too; asked here are True and False.",
         lambda n, length: torch.zeros(len(n), length, length).masked_fill(
             ~_may(n, length), -torch.inf)),
        ("looking ahead is still allowed.", lambda n, length: ~padding_mask(n, length)),
        ("looking ahead is still allowed.",
         lambda n, length: (~padding_mask(n, length)).expand(-1, length, -1)),
        ("`and` asks a whole table for one answer; `&` joins two tables cell by cell.",
         lambda n, length: ~(causal_mask(length) and padding_mask(n, length))),
    ],
    hint="What does each mask allow? Join, then turn round.",
    exact_shape=True,
    lacks=_not_for_the_module,
)  # fmt: skip


def _sums(ids):
    """Honest: each output is the sum up to its place."""
    return torch.cumsum(ids.float(), dim=0)[:, None]


def _itself(ids):
    """Honest: each output knows its own word and the first one."""
    return torch.stack([ids, ids[:1].expand(len(ids))], dim=1).float()


def _everyone(ids):
    return (ids.float() + ids.float().mean())[:, None]


def _ahead(step):
    return lambda ids: torch.stack([ids, ids.roll(-step)], dim=1).float()


def _later(ids):
    """Sees one word ahead from everywhere but from the first place."""
    out = _ahead(1)(ids)
    out[0, 1] = ids[0]
    return out


def _late(ids):
    """Honest but for its last output but one, which sees the last word."""
    out = _itself(ids)
    out[-2, 1] = ids[-1]
    return out


def _in_pairs(ids):
    """Sees the next word from every other place; an odd last word stands alone."""
    place = torch.arange(len(ids))
    return torch.stack([ids, ids[(place | 1).clamp(max=len(ids) - 1)]], dim=1).float()


def _each_in_turn(model, ids):
    """The leak test: changes each word but the first in turn, and compares the outputs before."""
    return all(_compares(slice(place), changed=place)(model, ids) for place in range(1, len(ids)))


def _compares(outputs, changed=slice(-1, None)):
    """A leak test that changes these words, by default the last, and compares these outputs."""

    def honest(model, ids):
        other = ids.clone()
        other[changed] += 1
        return torch.equal(model(ids)[outputs], model(other)[outputs])

    return honest


leak_test = verdict(
    "Exercise 6",
    {"sums over the words so far": _sums, "its own word and the first": _itself},
    {
        "a model that looks at all words": (
            "Change a later word: which outputs must stay?", _everyone
        ),
        "a model that sees one word ahead": ("Include the output just before it.", _ahead(1)),
        "a model that sees two words ahead": ("Compare every output before it.", _ahead(2)),
        "a model that leaks everywhere but in its first output": (
            "Compare every output before the changed word, not the first alone.", _later
        ),
        "a model that leaks in its last output but one alone": (
            "Change the *last* word, too: a leak may stand at any place before it.", _late
        ),
        "a model that reads in pairs, and sees ahead to the end of a pair": (
            "Change each word in turn: the last one may stand alone in its pair.", _in_pairs
        ),
    },
    [(torch.tensor([5, 3, 7, 2, 9]),), (torch.tensor([1, 8, 4, 6, 2, 7, 3]),)],
    [
        ("the output at the changed place may move, and those after it: compare the ones before "
         "it.",
         _compares(slice(None))),
        ("your test misses a model that sees one word ahead: include the output just before.",
         _compares(slice(None, -2))),
        ("your test compares only the output just before the changed word: a model may see "
         "further ahead than one word.",
         _compares(slice(-2, -1))),
        ("your test compares the first output only, and a model may leak at any later place.",
         _compares(slice(1), changed=slice(1, None))),
        ("your test changes the last word alone, and a model may see ahead, but not as far as "
         "that: change each word in turn.",
         _compares(slice(None, -1))),
    ],
    example=_each_in_turn,
    hint="Change each word in turn, and compare the outputs before it.",
    rounding=False,
)  # fmt: skip
