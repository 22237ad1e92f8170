"""The exercises of notebook 06: each state, and each classic mistake with its own hint."""

import math

import pytest
import torch
import torch.nn.functional as F

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
        ([0.65, 0.2], "the sum of the row, not by all pictures"),
        ([0.65, 20 / 65], "not by all right guesses"),
        ([0.5, 0.4], "on the diagonal"),
    ],
)
def test_two_accuracies(capsys, answer, says):
    assert says in said(capsys, checks.two_accuracies, answer)


@pytest.mark.parametrize(
    "share, says",
    [
        (lambda y: y.bincount().max() / len(y), "✓"),
        (lambda y: 1 / 3, "equally frequent"),
        (lambda y: y.bincount().max(), "this is a count"),
        (lambda y: y.mode().values, "this is the class"),
        (lambda y: (y == 0).float().mean(), "class 2 is more frequent"),
        (lambda y: y.bincount() / len(y), "take the largest"),
        (lambda y: 0.5, "for other labels, too"),
        (lambda y: 1 - y.bincount().max() / len(y), "gets *wrong*"),
    ],
)
def test_baseline(capsys, share, says):
    assert says in said(capsys, checks.baseline, share)


@pytest.mark.parametrize(
    "place, says",
    [
        (lambda m: divmod(m.argmax().item(), m.shape[1]), "✓"),
        (lambda m: m.argmax(), "through all rows"),
        (lambda m: divmod(m.argmax().item(), m.shape[1])[::-1], "exchanged"),
        (lambda m: divmod(m.argmax().item(), m.shape[0]), "number of *columns*"),
        (lambda m: divmod(m.abs().argmax().item(), m.shape[1]), "*helped*"),
        (lambda m: m.max(), "where it is"),
    ],
)
def test_best_patch(capsys, place, says):
    assert says in said(capsys, checks.best_patch, place)
