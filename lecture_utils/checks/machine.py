"""Checks of notebook 06: accuracies, the loss, one training step, a baseline, the best patch."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .report import attempt, different, exercise
from .report import prediction as prediction

TABLE = [[45, 5], [30, 20]]


@exercise("Exercise 1")
def two_accuracies(answer):
    """[accuracy of all, accuracy of the dogs] from TABLE."""
    causes = [
        ([0.65, 0.8], "20 of 25 is the share of *guesses* 'dog' that were right; asked is the "
         "share of *dogs* that were found: stay in the row."),
        ([65, 40], "as shares, from 0 to 1, not in per cent."),
        ([0.65, 0.9], "0.90 is the accuracy of the cats, the first row."),
        ([0.65, 0.2], "divide by the 50 dogs, the sum of the row, not by all pictures."),
        ([0.65, 20 / 65], "divide by the sum of the row, not by all right guesses."),
    ]  # fmt: skip
    return different(answer, [0.65, 0.4], causes, "Right guesses stand on the diagonal.", 6e-3)


@exercise("Exercise 2")
def loss_of_one(loss):
    """`loss(probabilities, label)`: minus the logarithm of the right class's probability."""
    p, label = torch.tensor([0.2, 0.7, 0.1]), 0
    causes = [
        (math.log(0.2), "the sign: a probability below 1 has a negative logarithm, and a loss is "
         "not negative."),
        (-math.log10(0.2), "this is the logarithm to base 10; the natural one is torch.log."),
        (-math.log2(0.2), "this is the logarithm to base 2; the natural one is torch.log."),
        (0.8, "1 - p also falls as p rises, but it never punishes a sure mistake much: take -log."),
        (-math.log(0.7), "you took the most probable class; the *right* class counts."),
        (-p.log().sum(), "you summed over all classes; only the right one counts."),
        (-p.log(), "you gave one number a class; only the right one counts."),
        (F.cross_entropy(p[None], torch.tensor([label])), "F.cross_entropy expects scores and "
         "applies softmax itself; these are probabilities already."),
    ]  # fmt: skip
    hint = "-log of one probability."
    if problem := different(attempt(loss, p, label), -math.log(0.2), causes, hint):
        return problem
    always_first = [(-math.log(0.1), "you took class 0 whatever the label: use `label`.")]
    q = torch.tensor([0.1, 0.6, 0.3])
    return different(attempt(loss, q, 2), -math.log(0.3), always_first, hint)


def _stepped(step):
    """Weights after two steps of `step` on a fixed linear model, and what the calls returned."""
    model = nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.5, -0.3], [0.1, 0.2]]))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    inputs, labels = torch.tensor([[1.0, 2.0], [0.5, -1.0]]), torch.tensor([1, 0])
    returned = [attempt(step, model, optimizer, inputs, labels) for _ in range(2)]
    return model.weight.detach().clone(), returned


def _right(model, optimizer, inputs, labels, zero=True, step=True, reduction="mean"):
    loss = F.cross_entropy(model(inputs), labels, reduction=reduction)
    if zero:
        optimizer.zero_grad()
    loss.backward()
    if step:
        optimizer.step()
    return loss.item()


def _of_softmax(model, optimizer, inputs, labels):
    loss = F.cross_entropy(model(inputs).softmax(-1), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


@exercise("Exercise 3")
def one_step(step):
    """`step(model, optimizer, pictures, labels)`: forward, loss, backward, step; the loss."""
    weights, returned = _stepped(step)
    want, losses = _stepped(_right)
    start, _ = _stepped(lambda *a: _right(*a, step=False))
    causes = [
        (start, "the weights did not move: is optimizer.step() there, after loss.backward(), and "
         "zero_grad() not between the two?"),
        (_stepped(lambda *a: _right(*a, zero=False))[0], "the second step went too far: without "
         "optimizer.zero_grad() the old gradients are added to the new ones."),
        (_stepped(lambda *a: _right(*a, reduction="sum"))[0], "the losses of the pictures were "
         "added: take their mean, as F.cross_entropy does unless told otherwise."),
        (_stepped(_of_softmax)[0], "softmax was applied twice: F.cross_entropy expects scores."),
    ]  # fmt: skip
    if problem := different(weights, want, causes, "Forward, loss, zero_grad, backward, step."):
        return problem
    hint = "Return the loss of this batch as a number: loss.item()."
    return different(returned[0], losses[0], hint=hint) if returned[0] is not None else hint


@exercise("Exercise 4")
def baseline(share):
    """`share(labels)`: accuracy of a machine that always names the most frequent class."""
    labels = torch.tensor([0, 2, 2, 1, 2, 0, 2, 1])
    causes = [
        (1 / 3, "1 / classes is right only when all classes are equally frequent."),
        (4, "this is a count: divide by the number of pictures."),
        (2, "this is the class; asked is how often it occurs, as a share."),
        (0.25, "this is the share of class 0 or 1; class 2 is more frequent."),
        (labels.bincount() / 8, "one share a class: take the largest."),
    ]
    hint = "Count each class, take the largest."
    if problem := different(attempt(share, labels), 0.5, causes, hint):
        return problem
    causes = [
        (0.5, "this is 0.5 for other labels, too: count in `labels`."),
        (0.25, "this is the share that it gets *wrong*."),
    ]
    return different(attempt(share, torch.tensor([0, 1, 0, 0])), 0.75, causes, hint)


@exercise("Exercise 5")
def best_patch(place):
    """`place(fall)`: (row, column) of the largest entry of a map (rows, columns)."""
    fall = torch.tensor([[0.1, 0.0, -0.9, 0.2], [0.3, 0.1, 0.0, 0.7], [0.0, 0.2, 0.1, 0.4]])
    causes = [
        (7, "argmax counts through all rows: 7 is row 1, column 3; use divmod with the columns."),
        ((3, 1), "row and column are exchanged."),
        (divmod(7, 3), "divide by the number of *columns*, shape[1], not of rows."),
        ((0, 2), "that is the largest change in size, and it is negative: hiding it *helped*. "
         "Asked is the largest fall."),
        (0.7, "this is the fall itself; asked is where it is."),
    ]  # fmt: skip
    return different(attempt(place, fall), (1, 3), causes, "divmod(fall.argmax().item(), columns)")
