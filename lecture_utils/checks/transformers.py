"""Checks of notebook 04: maps, masks, splitting heads, counting numbers, the leak test."""

import torch

from .report import attempt, different, exercise
from .report import prediction as prediction


@exercise("Exercise 1")
def maps(*answers):
    """Which of three maps is whose: the triangle, the 3 × 4 table, the full square."""
    right = ("decoder", "cross", "encoder")
    answers = tuple(a.strip().lower() if isinstance(a, str) else a for a in answers)
    for letter, answer in zip("ABC", answers, strict=True):
        if answer not in right:
            return f'{letter}: expected "encoder", "decoder" or "cross", got {answer!r}.'
    if answers == right:
        return None
    if answers[0] == "encoder":
        return "A has empty cells ahead of the diagonal: who may look backwards only?"
    if "cross" in (answers[0], answers[2]):
        return "in cross-attention one sentence looks at another: which map is not square?"
    if answers[1] != "cross":
        return "B has three rows and four columns: three words ask, four are looked at."
    return "C has as many rows as columns and nothing is empty: who reads a finished sentence?"


@exercise("Exercise 2")
def causal(may_look):
    """`may_look(length)`: the causal mask, True = may look."""
    answer = attempt(may_look, 4)
    right = torch.ones(4, 4, dtype=torch.bool).tril()
    if isinstance(answer, torch.Tensor) and answer.shape == (4, 4) and answer.dtype != torch.bool:
        return f"expected True and False (torch.bool), got {answer.dtype}: compare, e.g. with <=."
    causes = [
        (right.T, "it is the wrong way round: rows ask (query), columns are looked at (key)."),
        (right.tril(-1), "nobody may look at itself, so the first word may look nowhere: 0 / 0."),
        (~right, "this is PyTorch's module's habit, True = forbidden; here True = may look."),
    ]
    return different(answer, right, causes, "Row i may look at the columns 0 … i.")


@exercise("Exercise 3")
def heads(split):
    """`split(x, heads)`: (position, d_model) to (heads, position, d_k)."""
    x = torch.arange(24.0).reshape(3, 8)
    right = x.reshape(3, 4, 2).transpose(0, 1)
    causes = [
        (x.reshape(4, 3, 2), "the shape is right, but a head got numbers of several words: first "
         "cut each row (position, heads, d_k), then swap the first two axes."),
        (x.reshape(3, 4, 2), "the axes are (position, heads, d_k): swap the first two."),
        (x.reshape(3, 2, 4).transpose(0, 1), "there are d_k heads: d_k is d_model // heads."),
        (x.reshape(3, 2, 4).permute(2, 0, 1), "a head takes every so many-th number; it should "
         "take d_k numbers that stand side by side."),
    ]  # fmt: skip
    return different(attempt(split, x, 4), right, causes, "reshape, then transpose(0, 1).")


@exercise("Exercise 4")
def numbers(answer):
    """Parameters of attention with d_model 8 and 2 heads, biases included."""
    causes = [
        (216, "three matrices are counted; a fourth, W_o, mixes the joined heads."),
        (256, "each of the four matrices has a bias of 8 numbers."),
        (192, "W_o and the biases are missing."),
        (72, "that is one matrix; query, key and value have one each, and W_o mixes the heads."),
        (64, "that is one matrix, without its bias; attention has four."),
        (264, "a bias is counted once; each of the four matrices has its own."),
        (576, "heads share the rows of W_q among themselves: more heads cost nothing."),
        (144, "each head has its own rows, together they make up the whole matrices."),
    ]
    return different(answer, 288, causes, "Four matrices (8, 8), each with its bias.")


@exercise("Exercise 5")
def forbids(forbidden):
    """`forbidden(lengths, length)`: causal and padding in one mask, True = forbidden."""
    lengths = torch.tensor([4, 2])
    answer = attempt(forbidden, lengths.clone(), 4)
    backwards = torch.ones(4, 4, dtype=torch.bool).tril().expand(2, 4, 4)
    real = torch.arange(4) < lengths[:, None]  # (batch, position)
    not_padding = real[:, None].expand(2, 4, 4)
    right = ~(backwards & not_padding)
    if isinstance(answer, torch.Tensor) and answer.dtype not in (torch.bool, torch.uint8):
        return f"expected True and False (torch.bool), got {answer.dtype}."
    causes = [
        (~right, "this says who may look; the module wants True = forbidden: turn it round."),
        (~backwards | ~real[:, :, None], "the padding is a matter of columns (who is looked at); "
         "here its rows are forbidden, and those could look nowhere."),
        (~not_padding & ~backwards, "a word may be looked at only if both masks allow it: join "
         "them with &, then turn round."),
        (~backwards & not_padding, "only one of the two masks is turned round: join them first."),
        (backwards & ~not_padding, "only one of the two masks is turned round: join them first."),
        (~backwards, "the padding is missing."),
        (~backwards[0], "the padding is missing."),
        (~not_padding, "looking ahead is still allowed."),
        (~real[:, None], "looking ahead is still allowed."),
    ]  # fmt: skip
    return different(answer, right, causes, "What does each mask allow? Join, then turn round.")


def _honest(ids):
    return torch.cumsum(ids.float(), dim=0)[:, None]


def _everyone(ids):
    return (ids.float() + ids.float().mean())[:, None]


def _next_one(ids):
    return torch.stack([ids, ids.roll(-1)], dim=1).float()


@exercise("Exercise 6")
def leak_test(leaks):
    """`leaks(model, ids)`: does a later word change an earlier output?"""
    ids = torch.tensor([5, 3, 7, 2, 9])
    honest = attempt(leaks, _honest, ids.clone())
    if honest is None:
        return "expected True or False, got None: is there a `return`?"
    if honest:
        return (
            "your test accuses a model that looks backwards only. The output at the changed place "
            "may move, and those after it: compare the ones before it."
        )
    given = ids.clone()
    found = leaks(_everyone, given)
    if not found and not torch.equal(given, ids):
        return "your test changes `ids` itself, so both runs read the same words: use ids.clone()."
    if not found:
        return "your test misses a model that looks at all words: change a word, compare before it."
    if not leaks(_next_one, ids.clone()):
        return "your test misses a model that sees one word ahead: include the output just before."
    return None
