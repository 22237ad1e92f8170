"""Notebook 07's checks: stubs are not attempted, solutions right, slips get their own hint."""

import pytest
import torch

from lecture_utils.checks import projections
from lecture_utils.paths import ROOT
from tests import notebooks, solutions

NOTEBOOK = notebooks.read(ROOT / "notebooks" / "07_query_weight_matrix.ipynb")
EXERCISES = list(solutions.exercises(NOTEBOOK))


@pytest.mark.parametrize("stub, solution", EXERCISES)
def test_stub_and_solution(stub, solution):
    names = solutions.namespace(NOTEBOOK)
    assert solutions.verdict(stub, names).startswith("○")
    assert solutions.verdict(stub, names, solution).startswith("✓")


def test_no_exercise_is_missed():
    assert len(EXERCISES) == 5


@pytest.mark.parametrize(
    "check, answer, hint",
    [
        ("product", "[[2., 0, 6], [0, 3, 3]]", "not yet added"),
        ("product", "[2, 3, 9]", "down the columns"),
        ("product", "[3, 4]", "row sums"),
        ("product", "[6, 8]", "changed places"),
        ("quarter_turn", "[[0, 1], [-1, 0]]", "with the clock"),
        ("quarter_turn", "[[0, 1], [1, 0]]", "mirrors"),
        ("quarter_turn", "[[-1, 0], [0, -1]]", "180°"),
        ("quarter_turn", "[[1, 0], [0, 1]]", "changes nothing"),
        ("two_matrices", "lambda X, q, k: X @ k.T @ q @ X.T", "rows have to ask"),
        ("two_matrices", "lambda X, q, k: X @ X.T", "plain dot product"),
        ("two_matrices", "lambda X, q, k: X @ q.T @ q @ X.T", "W_q stands on both"),
        ("two_matrices", "lambda X, q, k: X @ k.T @ k @ X.T", "W_k stands on both"),
        ("two_matrices", "lambda X, q, k: X @ q.T @ k @ X.T / 2**.5", "the root comes"),
        ("two_matrices", "lambda X, q, k: (X @ q.T @ k @ X.T).softmax(-1)", "these are weights"),
        ("layer", "lambda x, W, b: x @ W.T + b", "ReLU is missing"),
        ("layer", "lambda x, W, b: (x @ W.T).relu()", "bias b is missing"),
        ("layer", "lambda x, W, b: x @ W.T", "bias and ReLU"),
        ("layer", "lambda x, W, b: (x @ W.T).relu() + b", "before the ReLU"),
    ],
)
def test_slips_get_their_hint(check, answer, hint, capsys):
    getattr(projections, check)(eval(answer, {"torch": torch}))
    out = capsys.readouterr().out
    assert out.startswith("✗") and hint in out


def solved():
    W_q, W_k = torch.zeros(15, 24), torch.zeros(15, 24)
    W_q[0, 0], W_k[0, 1] = 100, 1
    places = torch.arange(14)
    W_q[1:, 10:] = torch.eye(14)
    step = places[None, :] - places[:, None]
    W_k[1:, 10:] = torch.where(step > 0, -step, -50).float()
    return W_q, W_k


def only(matrix, columns):
    kept = torch.zeros_like(matrix)
    kept[:, columns] = matrix[:, columns]
    return kept


CLASS, PLACE = slice(0, 10), slice(10, 24)


@pytest.mark.parametrize(
    "change, hint",
    [
        (lambda q, k: (q * 0, k), "asks nothing"),
        (lambda q, k: (only(q, CLASS), k), "last 14 columns"),
        (lambda q, k: (only(q, PLACE), only(k, PLACE)), "Word classes do not count"),
        (lambda q, k: (k, q), "changed places"),
        (lambda q, k: (q, only(k, CLASS) - only(k, PLACE)), "signs of the places"),
        (lambda q, k: (q, only(k, CLASS) + only(k, PLACE) * 100), "must beat any other word"),
    ],
)
def test_the_puzzle_diagnoses(change, hint, capsys):
    projections.puzzle(*change(*solved()))
    out = capsys.readouterr().out
    assert out.startswith("✗") and hint in out


def test_the_puzzle_accepts_its_own_solution(capsys):
    projections.puzzle(*solved())
    assert capsys.readouterr().out.startswith("✓")
