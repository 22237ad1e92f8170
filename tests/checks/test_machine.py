"""The exercises of notebook 06: each state, and each classic mistake with its own hint."""

import math
from collections import Counter

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from lecture_utils.checks import machine as checks
from tests.checks.answers import said


def step(model, optimizer, x, y, zero=True, back=True, move=True, soft=False, give=True,
         how="mean"):  # fmt: skip
    scores = model(x).softmax(-1) if soft else model(x)
    loss = F.cross_entropy(scores, y, reduction=how)
    if zero:
        optimizer.zero_grad()
    if back:
        loss.backward()
    if move:
        optimizer.step()
    return loss.item() if give else None


@pytest.mark.parametrize(
    "slip, says",
    [
        ({}, "✓"),
        ({"zero": False}, "zero_grad"),
        ({"back": False}, "did not move"),
        ({"move": False}, "did not move"),
        ({"soft": True}, "softmax was applied twice"),
        ({"give": False}, "Return the loss"),
        ({"how": "sum"}, "take their mean"),
    ],
)
def test_one_step(capsys, slip, says):
    assert says in said(capsys, checks.one_step, lambda *a: step(*a, **slip))


P, L = torch.tensor([0.2, 0.7, 0.1]), 0


@pytest.mark.parametrize(
    "loss, says",
    [
        (lambda p, y: -p[y].log(), "✓"),
        (lambda p, y: p[y].log(), "the sign"),
        (lambda p, y: -math.log10(p[y]), "base 10"),
        (lambda p, y: -p[y].log2(), "base 2"),
        (lambda p, y: 1 - p[y], "1 - p"),
        (lambda p, y: -p.max().log(), "most probable"),
        (lambda p, y: -p.log().sum(), "summed over all"),
        (lambda p, y: -p.log(), "one number a class"),
        (lambda p, y: F.cross_entropy(p[None], torch.tensor([y])), "expects scores"),
        (lambda p, y: -p[0].log(), "whatever the label"),
        (lambda p, y: F.cross_entropy(p, y), "expects scores"),
        (lambda p, y: -math.log(p[y]), "✓"),
        (lambda p, y: -np.log(p.numpy())[y], "✓"),
        (lambda p, y: F.nll_loss(p.log()[None], torch.tensor([y])), "✓"),
        (lambda p, y: ..., "○"),
        (lambda p, y: None, "is there a `return`"),
    ],
)
def test_loss_of_one(capsys, loss, says):
    assert says in said(capsys, checks.loss_of_one, loss)


@pytest.mark.parametrize(
    "answer, says",
    [
        ([0.65, 0.4], "✓"),
        ([0.65, 0.8], "stay in the row"),
        ([65, 40], "not in per cent"),
        ([0.65, 0.9], "of the cats"),
        ([0.65, 0.2], "the sum of their row, not by all pictures"),
        ([0.65, 20 / 65], "not by all right guesses"),
        (torch.tensor([0.65, 0.4]), "✓"),
        ((13 / 20, 2 / 5), "✓"),
        ("0.65, 0.4", "✓"),
        ([0.4, 0.65], "exchanged"),
        ([0.35, 0.6], "wrong guesses"),
        ((0.65, 30 / 50), "dogs that were missed"),
        (..., "○"),
        ([0.5, 0.4], "on the diagonal"),
    ],
)
def test_two_accuracies(capsys, answer, says):
    assert says in said(capsys, checks.two_accuracies, answer)


@pytest.mark.parametrize(
    "share, says",
    [
        (lambda y: y.bincount().max() / len(y), "✓"),
        (lambda y: 1 / len(y.unique()), "equally frequent"),
        (lambda y: y.bincount().max(), "this is a count"),
        (lambda y: y.mode().values, "this is the class"),
        (lambda y: (y == 0).float().mean(), "another one may be more frequent"),
        (lambda y: y.bincount() / len(y), "take the largest"),
        (lambda y: (y == y.max()).float().mean(), "highest *number*"),
        (lambda y: max((y == k).float().mean() for k in y.unique()), "✓"),
        (lambda y: 0.5, "read the arguments"),
        (lambda y: 1 - y.bincount().max() / len(y), "gets *wrong*"),
        (lambda y: Counter(y).most_common(1)[0][1] / len(y), "Counter(labels.tolist())"),
        (lambda y: Counter(y.tolist()).most_common(1)[0][1] / len(y), "✓"),
        (lambda y: (y == y.median()).float().mean(), "in the middle"),
        (lambda y: max((y == k).sum() for k in range(3)) / len(y), "more than three classes"),
        (lambda y: sum(y == sorted(y.tolist())[len(y) // 2]) / len(y), "in the middle"),
    ],
)
def test_baseline(capsys, share, says):
    assert says in said(capsys, checks.baseline, share)


def from_zero(fall):
    """The loop of a beginner: nothing below 0 is ever larger than its start."""
    best, at = 0, (0, 0)
    for row in range(fall.shape[0]):
        for column in range(fall.shape[1]):
            if fall[row, column] > best:
                best, at = fall[row, column], (row, column)
    return at


@pytest.mark.parametrize(
    "place, says",
    [
        (lambda m: divmod(m.argmax().item(), m.shape[1]), "✓"),
        (lambda m: m.argmax(), "counts through all rows"),
        (lambda m: divmod(m.argmax().item(), m.shape[1])[::-1], "exchanged"),
        (lambda m: divmod(m.argmax().item(), m.shape[0]), "number of *columns*"),
        (lambda m: divmod(m.abs().argmax().item(), m.shape[1]), "*helped*"),
        (lambda m: m.max(), "where it is"),
        (lambda m: divmod(m.argmax().item(), 7), "7 columns are right"),
        (lambda m: np.where(m.numpy() == m.numpy().max()), "✓"),
        (lambda m: (m == m.max()).nonzero(), "✓"),
        (lambda m: torch.unravel_index(m.argmax(), m.shape), "✓"),
        (lambda m: m.argmax(dim=1), "*each* row"),
        (from_zero, "start from 0"),
        (lambda m: divmod(m.clamp(0).argmax().item(), m.shape[1]), "start from 0"),
    ],
)
def test_best_patch(capsys, place, says):
    assert says in said(capsys, checks.best_patch, place)


RIGHT = [[0.7, -1.4], [-0.8, 1.6], [0.1, -0.2]]


@pytest.mark.parametrize(
    "answer, says",
    [
        (RIGHT, "✓"),
        (torch.tensor(RIGHT), "✓"),
        (np.array(RIGHT), "✓"),
        ((-np.array(RIGHT)), "the sign"),
        ([[0.7, -1.4], [0.2, -0.4], [0.1, -0.2]], "y is missing"),
        (np.array(RIGHT).T, "one *row* a class"),
        ([0.7, -0.8, 0.1], "one number a class"),
        ([[-0.3, 0.6], [0.2, -0.4], [0.1, -0.2]], "taken from class 0"),
        ([[0.7, -1.4], [0.2, -0.4], [-0.9, 1.8]], "count from 0"),
        ([[0, 0], [-0.8, 1.6], [0, 0]], "the other rows"),
        ([[1, 1], [1, 1], [1, 1]], "Row by row"),
        (..., "○"),
    ],
)
def test_gradient_by_hand(capsys, answer, says):
    assert says in said(capsys, checks.gradient_by_hand, answer)


def swapped(model, optimizer, x, y):
    return F.cross_entropy(y, model(x)).item()


def returns_a_tensor(model, optimizer, x, y):
    loss = nn.functional.cross_entropy(model(x), y)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


def by_hand(model, optimizer, x, y):
    loss = -model(x).log_softmax(-1)[torch.arange(len(y)), y].mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach().numpy()


@pytest.mark.parametrize(
    "function, says",
    [(swapped, "arguments of F.cross_entropy are exchanged"), (returns_a_tensor, "✓"),
     (by_hand, "✓"), (lambda *four: ..., "○"), (lambda *four: 0.7, "not right yet")],
)  # fmt: skip
def test_one_step_in_other_dress(capsys, function, says):
    assert says in said(capsys, checks.one_step, function)
