"""Notebook 07's checks: each slip gets its own hint."""

import pytest
import torch

from lecture_utils.checks import projections


@pytest.mark.parametrize(
    "check, answer, hint",
    [
        ("product", "[[2., 0, 6], [0, 3, 3]]", "not yet added"),
        ("product", "[2, 3, 9]", "down the columns"),
        ("product", "[3, 4]", "row sums"),
        ("product", "[6, 8]", "changed places"),
        ("turn_and_mirror", "[[0, -1], [-1, 0]]", "mirrors first"),
        ("turn_and_mirror", "[[0, -1], [1, 0]]", "the turn alone"),
        ("turn_and_mirror", "[[-1, 0], [0, 1]]", "the mirror alone"),
        ("turn_and_mirror", "[[-1, -1], [1, 1]]", "is a product"),
        ("turn_and_mirror", "[[1, 0], [0, 1]]", "changes nothing"),
        ("turn_and_mirror", "[[2, 0], [0, 1]]", "The columns say"),
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


@pytest.mark.parametrize(
    "row_q, row_k, hint",
    [
        ([0, 0, 0, 0], [1, 0, 0, 1], "all scores are zero"),
        ([1, 0, 0, 1], [0, 1, 0, 0], "change places"),
        ([1, 1, 0, 0], [1, 0, 0, 1], "adjectives ask too"),
        ([0, 1, 0, 0], [1, 1, 0, 1], "nouns answer too"),
        ([0, 1, 1, 0], [1, 0, 0, 1], "ask alike"),
        ([0, 0, 1, 0], [1, 0, 0, 1], "ask alike"),
        ([0, 1, 0, 0], [1, 0, 0, 0], "does not count yet"),
        ([0, 1, 0, 0], [1, 0, 0, 2], "both columns add up"),
        ([0, 1, 0, 0], [0, 0, 0, 1], "Any adjective should answer"),
        ([0, -1, 0, 0], [1, 0, 0, 1], "score above 0"),
        ([0, 1, 0], [1, 0, 0, 1], "row_q: expected four numbers"),
        ([0, 1, 0, 0], [1, 0, 0, float("nan")], "row_k: expected four numbers"),
        ([1, 0, 0, 1], "a noun", "stopped with"),
    ],
)
def test_a_wrong_question_is_diagnosed(row_q, row_k, hint, capsys):
    projections.question(row_q, row_k)
    out = capsys.readouterr().out
    assert out.startswith("✗ Exercise 5") and hint in out


@pytest.mark.parametrize(
    "row_q, row_k",
    [
        ([0, 1, 0, 0], [1, 0, 0, 1]),
        ([[0, 0.5, 0, 0]], torch.tensor([[3.0, 0, 0, 3]])),
        ([0, -1, 0, 0], [-1, 0, 0, -1]),
        ([0, 1, 0, 0], [0.01, 0, 0, 0.01]),
    ],
)
def test_any_right_question_is_accepted(row_q, row_k, capsys):
    projections.question(row_q, row_k)
    assert capsys.readouterr().out.startswith("✓")


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
STEP = torch.arange(14)[None, :] - torch.arange(14)[:, None]


def with_places(welcome):
    """The solution with another table of welcome places."""
    W_q, W_k = solved()
    W_k[1:, 10:] = welcome
    return W_q, W_k


@pytest.mark.parametrize(
    "answer, hint",
    [
        ((solved()[0] * 0, solved()[1]), "asks nothing"),
        ((only(solved()[0], CLASS), solved()[1]), "last 14 columns"),
        ((only(solved()[0], PLACE), only(solved()[1], PLACE)), "Word classes do not count"),
        (solved()[::-1], "changed places"),
        (with_places((STEP > 0).float()), "several words share"),  # forward only
        (with_places(STEP.abs().float()), "further on, wins"),
        (with_places((STEP <= 0).float()), "before the adjective wins"),  # the signs turned
        (with_places(torch.where(STEP > 0, STEP, -50).float()), "further on, wins"),
        (with_places(torch.where(STEP > 0, -STEP, -50).float() * 100), "must beat any other word"),
        (with_places((STEP == 1).float() * 200), "must beat any other word"),
        ((torch.zeros(3, 20), torch.zeros(3, 20)), "must have shape (d_k, 24)"),
        ((torch.zeros(3, 24), torch.zeros(2, 24)), "same d_k for both"),
        (with_places(torch.where(STEP > 0, -STEP, -torch.inf).float()), "finite numbers"),
    ],
)
def test_the_puzzle_diagnoses(answer, hint, capsys):
    projections.puzzle(*answer)
    out = capsys.readouterr().out
    assert out.startswith("✗") and hint in out


def test_the_puzzle_shows_a_sentence_that_goes_wrong(capsys):
    projections.puzzle(*with_places(torch.where(STEP > 0, STEP, -50).float()))
    assert '. In "' in (out := capsys.readouterr().out) and " picks '" in out


def test_the_puzzle_accepts_its_own_solution(capsys):
    projections.puzzle(*solved())
    assert capsys.readouterr().out.startswith("✓")


def test_the_puzzle_accepts_other_right_matrices(capsys):
    W_q, W_k = solved()
    turn, _ = torch.linalg.qr(torch.randn(15, 15, generator=torch.Generator().manual_seed(0)))
    projections.puzzle(turn @ W_q, turn @ W_k)  # no score changes
    half = with_places(torch.where(STEP > 0, 0.5**STEP, 0.0))  # nearer is higher, none is below 0
    projections.puzzle(*half)
    projections.puzzle(*with_places(-STEP.abs().float()))  # the nearest noun on either side
    projections.puzzle(W_q.tolist(), W_k.tolist())
    assert capsys.readouterr().out.count("✓") == 4
