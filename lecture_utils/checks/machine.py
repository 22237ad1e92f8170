"""Checks of notebook 06: accuracies, the loss, a gradient, one step, a baseline, the best patch."""

import torch
import torch.nn.functional as F
from torch import nn

from .kinds import Refused, draw, function, value
from .kinds import prediction as prediction
from .kinds import resolve as resolve

TABLE = [[45, 5], [30, 20]]

two_accuracies = value(
    "Exercise 1",
    lambda t: [(t[0][0] + t[1][1]) / sum(map(sum, t)), t[1][1] / sum(t[1])],
    [
        ("the second number is the share of *guesses* 'dog' that were right, a column; asked is "
         "the share of *dogs* that were found: stay in the row.",
         [0.65, 0.8]),
        ("as shares, from 0 to 1, not in per cent.", [65, 40]),
        ("the second number is the accuracy of the cats, the first row.", [0.65, 0.9]),
        ("for the dogs, divide by the sum of their row, not by all pictures.", [0.65, 0.2]),
        ("for the dogs, divide by the sum of their row, not by all right guesses.",
         [0.65, 20 / 65]),
        ("the second number is the share of dogs that were missed.", [0.65, 0.6]),
        ("these are shares of wrong guesses; the accuracy counts the right ones.", [0.35, 0.6]),
        ("the two are exchanged: first of all pictures, then of the dogs.", [0.4, 0.65]),
    ],
    given=(TABLE,),
    hint="Right guesses stand on the diagonal; truth is the row.",
    digits=2,
)  # fmt: skip

loss_of_one = function(
    "Exercise 2",
    lambda p, label: -torch.log(p[label]),
    {
        "label 0": (torch.tensor([0.2, 0.7, 0.1]), 0),
        "label 2": (torch.tensor([0.1, 0.6, 0.3]), 2),
        "two classes": (torch.tensor([0.35, 0.65]), 1),
    },
    [
        ("the sign: a probability below 1 has a negative logarithm, and a loss is not negative.",
         lambda p, label: torch.log(p[label])),
        ("this is the logarithm to base 10; the natural one is torch.log.",
         lambda p, label: -torch.log10(p[label])),
        ("this is the logarithm to base 2; the natural one is torch.log.",
         lambda p, label: -torch.log2(p[label])),
        ("1 - p also falls as p rises, but it never punishes a sure mistake much: take -log.",
         lambda p, label: 1 - p[label]),
        ("that is the probability itself: large where the answer is *good*. Take its -log.",
         lambda p, label: p[label]),
        ("you took the most probable class; the *right* class counts.",
         lambda p, label: -p.max().log()),
        ("you took class 0 whatever the label: use `label`.", lambda p, label: -p[0].log()),
        ("you summed over all classes; only the right one counts.",
         lambda p, label: -p.log().sum()),
        ("you took the mean over all classes; only the right one counts.",
         lambda p, label: -p.log().mean()),
        ("you gave one number a class; only the right one counts.", lambda p, label: -p.log()),
        ("F.cross_entropy expects scores and applies softmax itself; these are probabilities "
         "already: take minus the logarithm of one of them.",
         lambda p, label: F.cross_entropy(p[None], torch.tensor([label]))),
        ("F.cross_entropy expects scores (and the label as a tensor); these are probabilities "
         "already: take minus the logarithm of one of them.",
         lambda p, label: F.cross_entropy(p, label)),
    ],
    hint="Minus the logarithm of one probability.",
)  # fmt: skip

CHANCES, X = torch.tensor([0.7, 0.2, 0.1]), torch.tensor([1.0, -2.0])


def _one_hot(label=1):
    return F.one_hot(torch.tensor(label), 3)


gradient_by_hand = value(
    "Exercise 3",
    lambda p, x: torch.outer(p - _one_hot(), x),
    [
        ("the sign: the gradient is p − y, what the loss rises with. The step goes against it.",
         lambda p, x: torch.outer(_one_hot() - p, x)),
        ("y is missing: take 1 away from the probability of the right class.",
         lambda p, x: torch.outer(p, x)),
        ("rows and columns are exchanged: one *row* a class, one column a dot.",
         lambda p, x: torch.outer(x, p - _one_hot())),
        ("that is p − y, one number a class. Each weight's share of it is times *its* dot.",
         lambda p, x: p - _one_hot()),
        ("the 1 was taken from class 0. The right class is number 1, the second row.",
         lambda p, x: torch.outer(p - _one_hot(0), x)),
        ("classes count from 0: number 1 is the second row.",
         lambda p, x: torch.outer(p - _one_hot(2), x)),
        ("that is the picture times the right class only; the other rows have a gradient, too.",
         lambda p, x: torch.outer(_one_hot() * (p - 1), x)),
    ],
    given=(CHANCES, X),
    hint="Row by row: (p − y) of the class, times each dot of the picture.",
    digits=2,
)  # fmt: skip


def _right(model, optimizer, pictures, labels, zero=True, step=True, **how):
    loss = F.cross_entropy(model(pictures), labels, **how)
    if zero:
        optimizer.zero_grad()
    loss.backward()
    if step:
        optimizer.step()
    return loss.item()


def _slip(**how):
    return lambda *four: _right(*four, **how)


def _of_softmax(model, optimizer, pictures, labels):
    loss = F.cross_entropy(model(pictures).softmax(-1), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def _exchanged(model, optimizer, pictures, labels):
    return F.cross_entropy(labels, model(pictures)).item()


def _after(model, optimizer, pictures, labels):
    _right(model, optimizer, pictures, labels)
    return F.cross_entropy(model(pictures), labels).item()


def _two_steps(step, start, pictures, labels):
    """The weights after two steps from `start`, and the losses that the two calls returned."""
    model = nn.Linear(start.shape[1], start.shape[0], bias=False)
    with torch.no_grad():
        model.weight.copy_(start)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = [step(model, optimizer, pictures, labels) for _ in range(2)]
    if any(loss is None for loss in losses):
        raise Refused("Return the loss of this batch as a number: loss.item().")
    numbers = [loss.item() if isinstance(loss, torch.Tensor) else loss for loss in losses]
    return torch.tensor([*model.weight.detach().flatten().tolist(), *map(float, numbers)])


one_step = function(
    "Exercise 4",
    _right,
    {
        "two pictures (4 weights after two steps, then two losses)": (
            draw(2, 2, seed=1), torch.tensor([[1.0, 2.0], [0.5, -1.0]]), torch.tensor([1, 0])),
        "four pictures (15 weights after two steps, then two losses)": (
            draw(3, 5, seed=2), draw(4, 5, seed=3), torch.tensor([2, 0, 1, 1])),
    },
    [
        ("the weights did not move: are loss.backward() and, after it, optimizer.step() there, "
         "and zero_grad() not between the two?",
         _slip(step=False)),
        ("the second step went too far: without optimizer.zero_grad() the old gradients are added "
         "to the new ones.",
         _slip(zero=False)),
        ("the losses of the pictures were added: take their mean, as F.cross_entropy does unless "
         "told otherwise.",
         _slip(reduction="sum")),
        ("softmax was applied twice: F.cross_entropy expects scores.", _of_softmax),
        ("the loss was computed again after the step: return the one of the forward pass.",
         _after),
        ("the two arguments of F.cross_entropy are exchanged: first the scores, then the labels.",
         _exchanged),
    ],
    hint="Forward, loss, zero_grad, backward, step; then return loss.item().",
    run=_two_steps,
)  # fmt: skip

baseline = function(
    "Exercise 5",
    lambda labels: labels.bincount().max() / len(labels),
    {
        "three classes": torch.tensor([0, 1, 1, 2, 1, 0, 1, 2]),
        "mostly class 0": torch.tensor([0, 1, 0, 0, 0]),
        "class 2 in front": torch.tensor([2, 2, 1, 2, 0, 2, 2, 0, 2]),
        "five classes": torch.tensor([4, 4, 4, 0, 1, 2, 3, 0]),
    },
    [
        ("1 / classes is right only when all classes are equally frequent.",
         lambda y: 1 / len(y.unique())),
        ("this is a count: divide by the number of pictures.", lambda y: y.bincount().max()),
        ("Counter takes each element of a tensor for another one: Counter(labels.tolist()).",
         lambda y: 1 / len(y)),
        ("this is the class; asked is how often it occurs, as a share.", lambda y: y.mode().values),
        ("this is the share of class 0; another one may be more frequent.",
         lambda y: (y == 0).float().mean()),
        ("this is the share of class 1; another one may be more frequent.",
         lambda y: (y == 1).float().mean()),
        ("labels.max() is the class with the highest *number*; asked is the most frequent one.",
         lambda y: (y == y.max()).float().mean()),
        ("labels.median() is the label in the middle when they are sorted; asked is the most "
         "frequent one.",
         lambda y: (y == y.median()).float().mean()),
        ("right for two classes; there may be more: count them all.",
         lambda y: max((y == k).sum() for k in range(2)) / len(y)),
        ("there may be more than three classes: count them all.",
         lambda y: max((y == k).sum() for k in range(3)) / len(y)),
        ("one share a class: take the largest.", lambda y: y.bincount() / len(y)),
        ("this is the share that it gets *wrong*.", lambda y: 1 - y.bincount().max() / len(y)),
        ("divide by the number of pictures, not of classes.",
         lambda y: y.bincount().max() / len(y.bincount())),
        ("the mean of the labels adds up class numbers; they are names, not amounts.",
         lambda y: y.float().mean()),
    ],
    hint="Count each class, take the largest count, divide by the number of pictures.",
)  # fmt: skip


def _at(fall):
    return divmod(int(fall.argmax()), fall.shape[1])


best_patch = function(
    "Exercise 6",
    _at,
    {
        "a map of 3 x 4": torch.tensor(
            [[0.1, 0.0, -0.9, 0.2], [0.3, 0.1, 0.0, 0.7], [0.0, 0.2, 0.1, 0.4]]
        ),
        "a map of 5 x 2": torch.tensor(
            [[0.1, 0.2], [-0.5, 0.0], [0.3, 0.1], [0.2, 0.6], [0.1, 0.0]]
        ),
        "a map of 2 x 9": torch.tensor([[0.1] * 9, [0.0] * 6 + [0.5, -0.8, 0.2]]),
        "a map all below 0": torch.tensor([[-0.5, -0.4], [-0.3, -0.1], [-0.2, -0.6]]),
    },
    [
        ("argmax counts through all rows: one number. Split it into a row and a column.",
         lambda fall: fall.argmax()),
        ("row and column are exchanged.", lambda fall: _at(fall)[::-1]),
        ("divide by the number of *columns*, shape[1], not of rows.",
         lambda fall: divmod(int(fall.argmax()), fall.shape[0])),
        ("7 columns are right for the maps of this page only: read their number off `fall`.",
         lambda fall: divmod(int(fall.argmax()), 7)),
        ("that is the largest change in size, and it is negative: hiding it *helped*. Asked is "
         "the largest fall.",
         lambda fall: _at(fall.abs())),
        ("that is the smallest entry: hiding it helped. Asked is the largest fall.",
         lambda fall: _at(-fall)),
        ("you start from 0: where all entries are below it, none is ever larger. Start from the "
         "first entry.",
         lambda fall: _at(fall.clamp(min=0))),
        ("this is the fall itself; asked is where it is.", lambda fall: fall.max()),
        ("row and column count from 0.", lambda fall: tuple(n + 1 for n in _at(fall))),
        ("argmax(dim=1) finds a column in *each* row; asked is one place in the whole map.",
         lambda fall: fall.argmax(dim=1)),
        ("you looked for the row and the column by their sums; asked is the largest single entry.",
         lambda fall: (fall.sum(1).argmax(), fall.sum(0).argmax())),
    ],
    hint="argmax over the whole map, then its row and its column.",
)  # fmt: skip
