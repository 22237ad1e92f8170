"""The exercises of notebook 05: each state, and each classic mistake with its own hint."""

import pytest
import torch

from lecture_utils.checks import similarity as checks
from lecture_utils.geometry import cosine, dot, length
from tests.checks.answers import said


@pytest.mark.parametrize(
    "check, stub",
    [
        (checks.by_hand, ...),
        (checks.shadow, lambda a, b: ...),
        (checks.all_cosines, lambda X: ...),
        (checks.disagree, ...),
        (checks.order_test, lambda table: ...),
    ],
)
def test_stubs_are_not_attempted(capsys, check, stub):
    assert said(capsys, check, stub).startswith("○")


@pytest.mark.parametrize(
    "answer, says",
    [
        ([5, 0.7071], "✓"),
        ([5, 0.71], "✓"),
        ([3, 2, 0.7], "*one* number"),
        ([[3, 2], 0.7], "*one* number"),
        (5, "two numbers"),
        ([12, 0.71], "not (1 + 2)"),
        ([7, 0.71], "mixed up"),
        ([4, 0.71], "place by place"),
        ([5, 5], "still the dot product"),
        ([5, 5**0.5], "length of a only"),
        ([5, 2.5**0.5], "length of b only"),
        ([5, 0.1], "roots"),
        ([5, 5 / (5**0.5 + 10**0.5)], "not added"),
        ([5, 45], "asked is its cosine"),
        ([5, 0.3], "Divide the dot product"),
    ],
)
def test_by_hand(capsys, answer, says):
    assert says in said(capsys, checks.by_hand, answer)


@pytest.mark.parametrize(
    "project, says",
    [
        (lambda a, b: dot(a, b) / dot(a, a) * a, "✓"),
        (lambda a, b: dot(a, b) / length(a), "asked is the arrow"),
        (lambda a, b: dot(a, b) / length(a) * a, "too long"),
        (lambda a, b: dot(a, b) * a, "nothing was divided"),
        (lambda a, b: dot(a, b) / dot(b, b) * b, "other way"),
        (lambda a, b: dot(a, b) / dot(b, b) * a, "divided by b · b"),
        (lambda a, b: b - dot(a, b) / dot(a, a) * a, "without its shadow"),
        (lambda a, b: a, "(a · b) / (a · a)"),
        (lambda a, b: dot(a, b).abs() / dot(a, a) * a, "keep the sign"),
        (lambda a, b: dot(a, b).clamp(min=0) / dot(a, a) * a, "there is a shadow too"),
        (lambda a, b: a @ b.T[:1], "your code stopped"),
    ],
)
def test_shadow(capsys, project, says):
    assert says in said(capsys, checks.shadow, project)


def unit(X):
    return X / length(X)[:, None]


@pytest.mark.parametrize(
    "table, says",
    [
        (lambda X: unit(X) @ unit(X).T, "✓"),
        (lambda X: X @ X.T, "these are the dot products"),
        (lambda X: unit(X) @ X.T, "only the rows"),
        (lambda X: X @ unit(X).T, "only one side"),
        (lambda X: X @ X.T / length(X)[:, None] ** 2, "not symmetric"),
        (lambda X: unit(X.T).T @ unit(X.T), "*columns*"),
        (lambda X: unit(X).T @ unit(X), "pairs columns"),
        (lambda X: torch.cdist(X, X), "distances"),
        (lambda X: cosine(X[:, None], X), "✓"),
        (lambda X: cosine(X, X), "with itself only"),
        (lambda X: X @ X.T / length(X) ** 2, "each column"),
        (lambda X: X @ X.T / (length(X)[:, None] + length(X)), "not added"),
        (lambda X: X / X.norm() @ (X / X.norm()).T, "one length"),
        (lambda X: X, "expected shape (4, 4)"),
    ],
)
def test_all_cosines(capsys, table, says):
    assert says in said(capsys, checks.all_cosines, table)


@pytest.mark.parametrize(
    "keys, says",
    [
        ([[0, 9], [1, 1], [2, 3]], "✓"),
        (torch.tensor([[9.0, 0.0], [5.0, 5.0], [3.0, 2.0]]), "dot product picks key 2"),
        ([[9, 0], [0, 1], [2, 3]], "cosine picks key 3"),
        ([[0, 9], [2, 2], [2, 5]], "distance picks key 2"),
        ([[0, 9], [1, 1], [1, 1.01]], "✓"),
        ([[0, 9], [1, 1], [2, 2.0001]], "✓"),
        ([[0, 9], [1, 1], [2, 2]], "cosine cannot decide"),
        ([[0, 9], [9, 0], [2, 3]], "dot product cannot decide"),
        ([[0, 999], [999, 0], [2, 3]], "dot product cannot decide"),
        ([[0, 9], [0, 0], [2, 3]], "points nowhere"),
        ([[0, 9], [1, 1]], "got (2, 2)"),
    ],
)
def test_disagree(capsys, keys, says):
    assert says in said(capsys, checks.disagree, keys)


WORDS, BACK = torch.randn(4, 3, generator=torch.Generator().manual_seed(3)), [3, 2, 1, 0]

LONG = torch.randn(7, 1000, generator=torch.Generator().manual_seed(3))  # sums that round apart


def reordered(table, back=BACK, same=lambda a, b: torch.allclose(a, b, atol=1e-5)):
    return same(table(WORDS[back]), table(WORDS)[back][:, back])


@pytest.mark.parametrize(
    "blind, says",
    [
        (reordered, "✓"),
        (lambda table: reordered(table, [2, 0, 3, 1]), "✓"),
        (lambda table: torch.allclose(table(WORDS[BACK]), table(WORDS)), "rows *and* columns"),
        (lambda table: torch.allclose(table(WORDS[BACK]), table(WORDS)[BACK]), "rows *and*"),
        (lambda table: reordered(table, same=lambda a, b: a.shape == b.shape), "not only the sh"),
        (lambda table: not reordered(table), "upside down"),
        (lambda table: torch.equal(table(LONG.flip(0)), table(LONG).flip(0, 1)), "✓"),
        (lambda table: torch.equal(table(WORDS[BACK]).sort().values.sort(dim=0).values,
                                   table(WORDS).sort().values.sort(dim=0).values), "✓"),
        (lambda table: torch.equal(table([[1, 2], [3, 5]]), table([[3, 5], [1, 2]]).flip(0, 1)),
         "✓"),
        (lambda table: reordered(lambda X: table(X)[[1, 2, 3, 0]], [2, 0, 3, 1]), "as you re-ord"),
        (lambda table: reordered(table, [0, 1, 2, 3]), "same order"),
        (lambda table: table(WORDS) is None, "compare two tables"),
        (lambda table: None, "got None"),
        (lambda table: reordered(table, same=lambda a, b: a == b), "torch.allclose"),
    ],
)
def test_order_test(capsys, blind, says):
    assert says in said(capsys, checks.order_test, blind)
