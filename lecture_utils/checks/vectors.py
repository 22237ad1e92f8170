"""Checks of notebook 08: pairs and loss by hand, a nearest neighbour, another loss."""

import math

import torch

from .report import attempt, different, exercise


@exercise("Exercise 1")
def pair_count(answer):
    """Window pairs of a sentence of five words, window 2."""
    causes = [
        (20, "that is every word with every other: only two to each side count."),
        (7, "each pair counts twice: both words are centre once."),
        (8, "that is window 1: two words to each side."),
        (25, "that is five times five: a word is no neighbour of itself, and the window is 2."),
    ]
    return different(answer, 14, causes, "Count the neighbours of each word, one after the other.")


@exercise("Exercise 2")
def loss(answer):
    """Loss of a true neighbour with score 2 and one wrong one with score -1."""
    pull, push = math.log(1 + math.exp(-2)), math.log(1 + math.exp(-1))
    causes = [
        (pull, "that is the true neighbour alone: add the push."),
        (push, "that is the wrong neighbour alone: add the pull."),
        (pull + math.log(1 + math.exp(1)), "for the wrong word the sign turns: σ(-(-1)) = σ(1)."),
        (-pull - push, "a loss is positive: a minus is missing in front of the logarithms."),
    ]
    hint = "-log σ(2) - log σ(1), with the natural logarithm."
    return different(answer, pull + push, causes, hint, 6e-3)


@exercise("Exercise 3")
def nearest(my_nearest):
    """`my_nearest(vectors, row)`: the row, not itself, whose vector has the highest cosine."""
    vectors = torch.tensor([[1.0, 0], [1.2, 0.5], [6, 1], [5, 5], [0, 1]])
    answers = [attempt(my_nearest, vectors, row) for row in range(5)]
    normed = vectors / vectors.norm(dim=1, keepdim=True)
    cosine, dots = normed @ normed.T, vectors @ vectors.T
    far = -torch.cdist(vectors, vectors)
    others = ~torch.eye(5, dtype=torch.bool)
    pick = [scores.masked_fill(~others, -torch.inf).argmax(dim=1) for scores in (cosine, dots, far)]
    causes = [
        (torch.arange(5), "each word found itself: leave the row itself out."),
        (pick[1], "you took the largest dot product: a long vector wins unfairly."),
        (pick[2], "you took the smallest distance: asked is the highest cosine."),
        (cosine.masked_fill(~others, torch.inf).argmin(dim=1), "that is the least similar word."),
    ]
    numbers = [int(answer) for answer in answers]
    return different(numbers, pick[0], causes, "Divide each vector by its length first.")


@exercise("Exercise 4")
def triplet(my_triplet):
    """`my_triplet(anchor, near, far)`: mean of max(0, 1 - anchor · near + anchor · far)."""
    draw = torch.Generator().manual_seed(1)  # two gaps below -1: the cut at 0 shows
    anchor, near, far = (torch.randn(6, 3, generator=draw) for _ in range(3))
    gap = (anchor * far).sum(dim=-1) - (anchor * near).sum(dim=-1)
    causes = [
        ((1 + gap).mean(), "below 0 nothing is left to do: cut each loss at 0 before the mean."),
        ((1 + gap).mean().clamp(min=0), "cut each loss at 0, then take the mean."),
        (gap.clamp(min=0).mean(), "the margin of 1 is missing."),
        ((1 - gap).clamp(min=0).mean(), "near and far changed places."),
        ((1 + gap).clamp(min=0), "one number is asked: the mean."),
        ((1 + gap).clamp(min=0).sum(), "that is the sum: asked is the mean."),
    ]
    came = attempt(my_triplet, anchor, near, far)
    right = (1 + gap).clamp(min=0).mean()
    return different(came, right, causes, "One dot product each, row by row.")
