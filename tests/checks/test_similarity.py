"""The checks of notebook 05: right, untouched, and the typical wrong answers with their hints."""

import itertools
import math

import numpy as np
import pytest
import torch

from lecture_utils.checks import similarity as checks
from lecture_utils.geometry import cosine, dot, length
from tests.checks.answers import said


@pytest.mark.parametrize(
    "answer, hint",
    [
        ([5, 0.7071], "✓ Exercise 1: correct."),
        ((5, 0.71), "✓"),
        ("5, 0.71", "✓"),
        (torch.tensor([5.0, 0.7071]), "✓"),
        ([torch.tensor(5.0), 0.4], "Multiply place by place"),
        ([[5, 0.71]], "✓"),
        (..., "○"),
        ([5, ...], "number 2 of 2 is still"),
        (5, "the cosine is missing"),
        ("5", "the cosine is missing"),
        (0.71, "the dot product stands before it"),
        ([0.71, 5], "have changed places"),
        ([3, 2, 0.7071], "*one* number"),
        ([3, 2], "these are the products"),
        ([12, 0.71], "not (1 + 2)"),
        ([7, 0.71], "mixed up"),
        ([7, 0.99], "mixed up"),
        ([3, 0.71], "add both"),
        ([5, 5], "still the dot product"),
        ([5, 5**0.5], "length of a only"),
        ([5, 2.24], "length of a only"),
        ([5, 2.5**0.5], "length of b only"),
        ([5, 0.1], "take the roots"),
        ([5, 5 / (5**0.5 + 10**0.5)], "not added"),
        ([5, 45], "asked is its cosine"),
        ([5, 0.785], "asked is its cosine"),
        ([4, 0.3], "Multiply place by place"),
        ("five", "expected"),
        (None, "got None"),
    ],
)
def test_exercise_1(capsys, answer, hint):
    assert hint in said(capsys, checks.by_hand, answer)


def right_shadow(a, b):
    return (a @ b) / (a @ a) * a


def in_two_steps(a, b):
    direction = a / a.norm()
    return (b * direction).sum() * direction


def looped(a, b):
    product = sum(float(x) * float(y) for x, y in zip(a, b, strict=True))
    square = sum(float(x) ** 2 for x in a)
    return [product / square * float(x) for x in a]


def nothing_returned(a, b):
    right_shadow(a, b)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (right_shadow, "✓ Exercise 2: correct."),
        (in_two_steps, "✓"),
        (looped, "✓"),
        (lambda a, b: right_shadow(a, b).numpy(), "✓"),
        (lambda a, b: ..., "○"),
        (nothing_returned, "None: is there a `return`"),
        (lambda a, b: dot(a, b) / length(a), "asked is the arrow"),
        (lambda a, b: dot(a, b), "this is the dot product"),
        (lambda a, b: dot(a, b) / dot(a, a), "the arrow is still missing"),
        (lambda a, b: dot(a, b) / length(a) * a, "too long"),
        (lambda a, b: dot(a, b) * a, "nothing was divided"),
        (lambda a, b: cosine(a, b) * a, "the shadow grows"),
        (lambda a, b: cosine(a, b) * b, "still points along b"),
        (lambda a, b: dot(a, b) / dot(a, a) * b, "this arrow points along b"),
        (lambda a, b: dot(a, b) / dot(b, b) * b, "the other way"),
        (lambda a, b: dot(a, b) / dot(b, b) * a, "divided by b · b"),
        (lambda a, b: b - right_shadow(a, b), "without its shadow"),
        (lambda a, b: a * b / dot(a, a) * a, "without adding up"),
        (lambda a, b: dot(a, b).abs() / dot(a, a) * a, "keep the sign"),
        (lambda a, b: dot(a, b).clamp(min=0) / dot(a, a) * a, "there is a shadow too"),
        (lambda a, b: a, "this is a itself"),
        (lambda a, b: -right_shadow(a, b), "right but for the sign"),
        (lambda a, b: a @ b.T[:1], "your code stops"),
        (lambda a: a, "Exercise 2"),
    ],
)
def test_exercise_2(capsys, answer, hint):
    assert hint in said(capsys, checks.shadow, answer)


def test_the_hints_of_exercise_2_do_not_give_the_solution_away():
    for hint, _ in checks.shadow.slips:
        assert "dot(a, b) / dot(a, a)" not in hint and "(a · b) / (a · a)" not in hint


def unit(X):
    return X / length(X)[:, None]


@pytest.mark.parametrize(
    "answer, hint",
    [
        (lambda X: unit(X) @ unit(X).T, "✓ Exercise 3: correct."),
        (lambda X: cosine(X[:, None], X), "✓"),
        (lambda X: torch.nn.functional.cosine_similarity(X[:, None], X, dim=-1), "✓"),
        (lambda X: X @ X.T / torch.outer(length(X), length(X)), "✓"),
        (lambda X: [[float(cosine(a, b)) for b in X] for a in X], "✓"),
        (lambda X: np.asarray(unit(X) @ unit(X).T), "✓"),
        (lambda X: ..., "○"),
        (lambda X: X @ X.T, "these are the dot products"),
        (lambda X: unit(X) @ X.T, "only one side"),
        (lambda X: X @ unit(X).T, "only one side"),
        (lambda X: X @ X.T / length(X)[:, None] ** 2, "each row"),
        (lambda X: X @ X.T / length(X) ** 2, "each column"),
        (lambda X: unit(X.T).T @ unit(X.T), "*columns*"),
        (lambda X: unit(X).T @ unit(X), "pairs columns"),
        (lambda X: X.T @ X, "pairs columns"),
        (lambda X: torch.cdist(X, X), "distances"),
        (lambda X: cosine(X, X), "with itself only"),
        (lambda X: X @ X.T / (length(X)[:, None] + length(X)), "not added"),
        (lambda X: X / X.norm() @ (X / X.norm()).T, "one length"),
        (lambda X: X @ X, ".T"),
        (lambda X: unit(X), "now let every row meet every row"),
        (lambda X: X / length(X) @ X.T, "Exercise 3"),
        (lambda X: X.div_(length(X)[:, None]) @ X.T, "changes what it was given"),
    ],
)
def test_exercise_3(capsys, answer, hint):
    line = said(capsys, checks.all_cosines, answer)
    assert hint in line and ("✓" in hint or "✓" not in line)


@pytest.mark.parametrize(
    "answer, hint",
    [
        ([[0, 9], [1, 1], [2, 3]], "✓ Exercise 4: correct."),
        (torch.tensor([[0.0, 9.0], [1.0, 1.0], [2.0, 3.0]]), "✓"),
        (np.array([[0, 9], [1, 1], [2, 3]]), "✓"),
        (((0, 9), (1, 1), (2, 3)), "✓"),
        ([[0, 9], [1, 1], [1, 1.01]], "✓"),
        ([[0, 9], [1, 1], [2, 2.0001]], "✓"),  # a near tie is no tie
        ([[0, 9], [0.1, 0.1], [2, 2.0001]], "✓"),
        ([[0, 9e9], [0.3, 0.3], [2, 2 + 1e-12]], "✓"),
        (..., "○"),
        ([..., ..., ...], "○"),
        ([[9.0, 0.0], [5.0, 5.0], [3.0, 2.0]], "dot product picks key 2"),
        ([[9, 0], [0, 1], [2, 3]], "cosine picks key 3"),
        ([[0, 9], [-1, -1], [2, 3]], "cosine picks key 3"),
        ([[0, 9], [2, 2], [2, 5]], "distance picks key 2"),
        ([[0, 9], [1, 1], [2, 2]], "cosine cannot decide"),
        ([[0, 9], [0.1, 0.1], [3, 3]], "cosine cannot decide"),
        ([[0, 9], [9, 0], [2, 3]], "dot product cannot decide"),
        ([[0, 999], [999, 0], [2, 3]], "dot product cannot decide"),
        ([[0, 9], [0, 0], [2, 3]], "points nowhere"),
        ([[0, 9], [1, 1]], "got shape (2, 2)"),
        ([[0, 9], [1, 1], [2]], "expected three keys"),
        ([[0, math.inf], [1, 1], [2, 3]], "expected finite numbers"),
        ([[0, math.nan], [1, 1], [2, 3]], "expected finite numbers"),
        ("lion, kitten, dog", "expected three keys"),
    ],
)
def test_exercise_4(capsys, answer, hint):
    assert hint in said(capsys, checks.disagree, answer)


def blind(table, X, moved=lambda S, back: S[back][:, back], same=None, back=None):
    back = torch.arange(len(X)).roll(1) if back is None else back
    same = same or (lambda a, b: torch.allclose(a, b, atol=1e-5))
    return same(table(X[back]), moved(table(X), back))


def in_some_order(table, X):
    return blind(table, X, back=torch.randperm(len(X)))


def in_many_orders(table, X):
    every = itertools.permutations(range(len(X)))
    orders = map(list, itertools.islice(every, 1, None, 7))  # each seventh, not as it was
    return all(blind(table, X, back=order) for order in orders)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (blind, "✓ Exercise 5: correct."),
        (in_some_order, "✓"),
        (in_many_orders, "✓"),
        (lambda table, X: blind(table, X, back=[1, 0, *range(2, len(X))]), "✓"),
        (lambda table, X: torch.allclose(
            table(X.roll(1, 0)), table(X).roll((1, 1), (0, 1)), atol=1e-5), "✓"),
        (lambda table, X: bool((abs(
            table(X.roll(1, 0)) - table(X).roll((1, 1), (0, 1))) < 1e-4).all()), "✓"),
        (lambda table, X: np.allclose(
            table(X.roll(1, 0)), table(X).roll((1, 1), (0, 1)), atol=1e-4), "✓"),
        (lambda table, X: torch.allclose(
            table(X.flip(0)), table(X).flip(0, 1), atol=1e-5), "words in reverse keep"),
        (lambda table, X: torch.allclose(
            table(X[list(range(len(X)))[::-1]]), table(X).rot90(2), atol=1e-5), "|i − j|"),
        (lambda table, X: torch.allclose(
            table(X.flip(0))[0], table(X)[-1].flip(0), atol=1e-5), "|i − j|"),
        (lambda table, X: ..., "○"),
        (lambda table, X: blind(table, X, lambda S, back: S), "stays as it is"),
        (lambda table, X: torch.allclose(
            table(X.roll(1, 0)), table(X).roll((-1, -1), (0, 1)), atol=1e-5), "the other way"),
        (lambda table, X: blind(table, X, lambda S, back: S[back]), "only the rows"),
        (lambda table, X: blind(table, X, lambda S, back: S[:, back]), "only the columns"),
        (lambda table, X: blind(table, X, lambda S, back: S[back, back]), "the diagonal"),
        (lambda table, X: blind(table, X, same=lambda a, b: a.shape == b.shape), "not the shapes"),
        (lambda table, X: torch.allclose(table(X), table(X)), "one of the words re-ordered"),
        (lambda table, X: torch.equal(
            table(X).flatten().sort().values.round(decimals=3),
            table(X.flip(0)).flatten().sort().values.round(decimals=3)), "too little"),
        (lambda table, X: torch.allclose(
            table(X).flatten().sort().values,
            table(X.roll(1, 0)).flatten().sort().values, atol=1e-5), "too little"),
        (lambda table, X: not blind(table, X), "the wrong way round"),
        (lambda table, X: blind(table, X, same=lambda a, b: a == b), "end with .all()"),
        (lambda table, X: blind(table, X, same=torch.equal), "takes rounding for a bug"),
        (lambda table, X: None, "got None"),
        (lambda table, X: True, "never calls"),
        (lambda table, X: torch.allclose(table(X), table(X).T), "is symmetric"),
    ],
)  # fmt: skip
def test_exercise_5(capsys, answer, hint):
    assert hint in said(capsys, checks.order_test, answer)


def test_a_table_that_looks_backwards_is_needed_to_refuse_the_lazy_test():
    X = torch.randn(4, 3, generator=torch.Generator().manual_seed(3))
    numbers = [table(X).flatten().sort().values for table in (
        checks._backwards, lambda X: checks._backwards(X.flip(0)))]  # fmt: skip
    assert torch.allclose(*numbers, atol=1e-5) and not blind(checks._backwards, X)
    assert not blind(checks._at_places, X)


def test_words_in_reverse_keep_their_distances_and_no_other_order_does():
    X = torch.randn(4, 3, generator=torch.Generator().manual_seed(3))
    kept = [order for order in map(list, itertools.permutations(range(4)))
            if blind(checks._far, X, back=order)]  # fmt: skip
    assert kept == [[0, 1, 2, 3], [3, 2, 1, 0]]
    assert checks._mixed(X).tolist() == [1, 3, 0, 2]
