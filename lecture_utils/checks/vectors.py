"""Checks of notebook 08: pairs and loss by hand, nearest neighbour, two spaces, another loss."""

import math

import torch

from .report import attempt, different, exercise
from .report import prediction as prediction


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
    """Loss of a true neighbour with score 2 and one drawn word with score -1."""
    pull, push = math.log(1 + math.exp(-2)), math.log(1 + math.exp(-1))
    causes = [
        (pull, "that is the true neighbour alone: add the push."),
        (push, "that is the drawn word alone: add the pull."),
        (pull + math.log(1 + math.exp(1)), "for the drawn word the sign turns: σ(-(-1)) = σ(1)."),
        (-pull - push, "a loss is positive: a minus is missing in front of the logarithms."),
    ]
    hint = "-log σ(2) - log σ(1), with the natural logarithm."
    return different(answer, pull + push, causes, hint, 6e-3)


@exercise("Exercise 3")
def nearest(my_nearest):
    """`my_nearest(vectors, row)`: the row, not itself, whose vector has the highest cosine."""
    vectors = torch.tensor([[1.0, 0], [1.2, 0.5], [6, 1], [5, 5], [0, 1], [-3, -1]])
    words = len(vectors)  # the last one looks away from all others: every cosine below 0
    answers = [attempt(my_nearest, vectors.clone(), row) for row in range(words)]
    if problem := _no_row(answers):
        return problem
    normed = vectors / vectors.norm(dim=1, keepdim=True)
    cosine, dots = normed @ normed.T, vectors @ vectors.T
    far = -torch.cdist(vectors, vectors)
    own = torch.eye(words, dtype=torch.bool)
    pick = [scores.masked_fill(own, -torch.inf).argmax(dim=1) for scores in (cosine, dots, far)]
    causes = [
        (torch.arange(words), "each word found itself: leave the row itself out."),
        (pick[1], "you took the largest dot product: a long vector wins unfairly."),
        (pick[2], "you took the smallest distance: asked is the highest cosine."),
        (cosine.masked_fill(own, torch.inf).argmin(dim=1), "that is the least similar word."),
        (cosine.masked_fill(own, 0).argmax(dim=1), "a cosine can be below 0: where the word itself "
         "stood, put a number that no cosine can be, such as -2."),
        (pick[0] - (pick[0] > torch.arange(words)).long(), "once the word itself is cut out, the "
         "rows behind it have moved up by one: keep their numbers."),
    ]  # fmt: skip
    numbers = [int(answer) for answer in answers]
    return different(numbers, pick[0], causes, "Divide each vector by its length first.")


def _no_row(answers):
    """Say what is wrong with answers that are no row numbers, or return None."""
    if any(answer is None for answer in answers):
        return "expected the number of a row, got None: is there a `return`?"
    sizes = [torch.as_tensor(answer).numel() for answer in answers]
    if max(sizes) != 1 or min(sizes) != 1:
        return f"expected the number of one row, got {max(sizes)} numbers."
    if any(float(answer) % 1 for answer in answers):
        return "expected the number of a row, not a cosine: *where* does the highest one stand?"
    return None


def _spaces():
    """Pairs of tables, whether they are the same space, and what a wrong verdict means."""
    draw = torch.Generator().manual_seed(3)
    A = torch.randn(6, 4, generator=draw)
    turn = torch.linalg.qr(torch.randn(4, 4, generator=draw)).Q
    far = torch.randn(6, 4, generator=draw)
    twisted = A @ turn.T
    twisted[-1] = -twisted[-1]
    closer = torch.cat(
        [A / A.norm(dim=1, keepdim=True), torch.ones(6, 1)], dim=1
    )  # cosines (c + 1) / 2: same order
    return [
        (A, A.clone(), True, "a table and its copy are the same space."),
        (A, far, False, "two tables drawn apart from each other are not the same space."),
        (A, A @ turn.T, True, "turned together, the vectors have other numbers, and every two "
         "words are as similar as before: compare the cosines, not the numbers."),
        (A, 3 * A @ turn.T, True, "three times as long is still the same cosines: divide each "
         "vector by its length first, and round-off by a hair is no difference."),
        (A, A[[1, 2, 3, 4, 5, 0]], False, "the same vectors, each at another word: compare word "
         "with word, not the sorted or added-up cosines."),
        (A, twisted, False, "one word has changed its sides: every pair must agree, not the "
         "first ones or the average."),
        (A, closer, False, "who is nearest to whom is the same in both, and yet all words have "
         "come closer: compare the cosines themselves, not their order."),
        (A, torch.cat([A @ turn.T, torch.zeros(6, 3)], dim=1), True, "the second table has "
         "vectors of another width: the cosines of all pairs can still be compared."),
    ]  # fmt: skip


@exercise("Exercise 4")
def same_space(my_same_space):
    """`my_same_space(A, B)`: whether every two words have the same cosine in both tables."""
    for A, B, truth, explanation in _spaces():
        verdict = attempt(my_same_space, A.clone(), B.clone())
        if verdict is None:
            return "expected True or False, got None: is there a `return`?"
        if isinstance(verdict, torch.Tensor) and verdict.numel() != 1:
            return "expected a single True or False, got one a pair: do *all* pairs agree?"
        if bool(verdict) != truth:
            return f"said {bool(verdict)}, expected {truth}: {explanation}"
    return None


@exercise("Exercise 5")
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
