"""Notebook 07's checks: each slip gets its own hint, and right answers may come in any dress."""

import pytest
import torch

from lecture_utils.checks import projections
from tests.checks.answers import said

NAMES = {"torch": torch, "F": torch.nn.functional}


@pytest.mark.parametrize(
    "check, answer",
    [
        ("product", "[8, 6]"), ("product", "[[8, 6]]"), ("product", "(8.0, 6.0)"),
        ("product", "torch.tensor([[8], [6]])"),
        ("two_steps", "[[0, -2], [1, 0]]"), ("two_steps", "torch.tensor([[0, -2], [1, 0]])"),
        ("two_matrices", "lambda X, q, k: (X @ q.T) @ (X @ k.T).T"),
        ("two_matrices", "lambda X, q, k: torch.stack([(k @ X.T).T @ (q @ x) for x in X])"),
        ("two_matrices", "lambda X, q, k: F.linear(X, q).numpy() @ F.linear(X, k).numpy().T"),
        ("layer", "lambda x, W, b: torch.stack([(W @ v + b).clamp(min=0) for v in x])"),
        ("layer", "lambda x, W, b: F.relu(F.linear(x, W, b))"),
        ("layer", "lambda x, W, b: torch.maximum(x @ W.T + b, torch.zeros(1))"),
    ],
)  # fmt: skip
def test_right_answers_in_any_dress(check, answer, capsys):
    assert said(capsys, getattr(projections, check), eval(answer, NAMES)).startswith("✓")


@pytest.mark.parametrize(
    "check, answer, hint",
    [
        ("product", "[[2., 0, 6], [0, 3, 3]]", "not yet added"),
        ("product", "[6, 8]", "changed places"),
        ("product", "[2, 3, 9]", "down the columns"),
        ("two_steps", "[[0, 1], [-2, 0]]", "the first *column*"),
        ("two_steps", "[[0, -1], [2, 0]]", "stretches first"),
        ("two_steps", "[[0, 2], [-1, 0]]", "*with* the clock"),
        ("two_matrices", "lambda X, q, k: X @ k.T @ q @ X.T", "rows have to ask"),
        ("two_matrices", "lambda X, q, k: (X @ q.T) @ (X @ k.T)", ".T"),
        ("two_matrices", "lambda X, q, k: X @ q.T", "the queries alone"),
        ("layer", "lambda x, W, b: x @ W.T + b", "ReLU is missing"),
        ("layer", "lambda x, W, b: (x @ W + b).relu()", ".T"),
        ("layer", "lambda x, W, b: F.relu6(x @ W.T + b)", "not right yet"),
    ],
)
def test_wrong_answers_of_another_hand(check, answer, hint, capsys):
    out = said(capsys, getattr(projections, check), eval(answer, NAMES))
    assert out.startswith("✗") and hint in out


@pytest.mark.parametrize(
    "row_q, row_k, hint",
    [
        ([0, 0, 1, 0], [1, 0, 0, 1], "ask alike"),
        ([0, -1, 0, 0], [1, 0, 0, 1], "score above 0"),
        ([0, 1, 0], [1, 0, 0, 1], "row_q: four numbers"),
        ([0, 1, 0, 0], [1, 0, 0, float("nan")], "row_k: four numbers"),
    ],
)
def test_a_wrong_question_is_diagnosed(row_q, row_k, hint, capsys):
    out = said(capsys, projections.question, row_q, row_k)
    assert out.startswith("✗") and hint in out


def test_the_puzzle_can_be_solved_with_two_rows(capsys):
    W_q, W_k = torch.zeros(2, 24), torch.zeros(2, 24)
    place = torch.arange(14.0)
    W_q[0, :10], W_k[0, 1], W_k[0, 10:] = 1, 1000, -(place**2)
    W_q[1, 10:], W_k[1, 10:] = 2 * place, place
    assert said(capsys, projections.puzzle, W_q, W_k).startswith("✓")
    out = said(capsys, projections.puzzle, W_q, torch.zeros(3, 24))
    assert out.startswith("✗") and "W_k must have shape" in out


def test_a_noun_key_that_every_place_asks_for_is_not_called_missing(capsys):
    """Every place asks for a noun, and the next place alone is welcome: ties are the fault."""
    W_q, W_k = torch.zeros(15, 24), torch.zeros(15, 24)
    W_q[0, 10:], W_k[0, 1] = 1, 100
    W_q[1:, 10:] = torch.eye(14)
    W_k[1:, 10:] = torch.diag(torch.ones(13), 1)
    out = said(capsys, projections.puzzle, W_q, W_k)
    assert out.startswith("✗") and "classes do not count" not in out, out
