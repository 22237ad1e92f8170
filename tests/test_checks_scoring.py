"""Notebook 09's checks: stubs are not attempted, solutions right, slips get their own hint."""

import pytest
import torch

from lecture_utils.checks import scoring
from lecture_utils.paths import ROOT
from tests import notebooks, solutions

NOTEBOOK = notebooks.read(ROOT / "notebooks" / "09_attention_scores.ipynb")
EXERCISES = list(solutions.exercises(NOTEBOOK))


@pytest.mark.parametrize("stub, solution", EXERCISES)
def test_stub_and_solution(stub, solution):
    names = solutions.namespace(NOTEBOOK)
    assert solutions.verdict(stub, names).startswith("○")
    assert solutions.verdict(stub, names, solution).startswith("✓")


def test_no_exercise_is_missed():
    assert len(EXERCISES) == 4


@pytest.mark.parametrize(
    "check, answer, hint",
    [
        ("ledger", "[4.0, 0.0]", "these are the scores"),
        ("ledger", "[2.0, 0.0]", "scaled scores"),
        ("ledger", "[0.982, 0.018]", "not divided"),
        ("ledger", "[0.731, 0.269]", "its root"),
        ("ledger", "[1.0, 0.0]", "without e"),
        ("stable", "lambda s: s.softmax(0)", "wrong axis"),
        ("stable", "lambda s: s.exp()", "nothing divides"),
        ("stable", "lambda s: s.exp() / s.exp().sum()", "share one sum"),
        ("stable", "lambda s: s.exp() / s.exp().sum(-1, keepdim=True)", "own largest"),
        ("stable", "lambda s: (s - s.max()).exp() / (s - s.max()).exp().sum(-1, keepdim=True)",
         "own largest"),
        ("whole", "lambda q, k, v: (q @ k.T).softmax(-1) @ v", "√d_k is missing"),
        ("whole", "lambda q, k, v: (q @ k.T / 4).softmax(-1) @ v", "not by its root"),
        ("whole", "lambda q, k, v: (q @ k.T / 2).softmax(-1)", "these are the weights"),
        ("whole", "lambda q, k, v: q @ k.T / 2 @ v", "softmax is missing"),
        ("whole", "lambda q, k, v: (q @ k.T / 2).softmax(0) @ v", "over the queries"),
        ("whole", "lambda q, k, v: (q @ k.T / 5 ** 0.5).softmax(-1) @ v", "number of keys"),
        ("killing_test", "lambda attend: True", "the bug survives"),
        ("killing_test", "lambda attend: False", "fails right code"),
    ],
)  # fmt: skip
def test_slips_get_their_hint(check, answer, hint, capsys):
    getattr(scoring, check)(eval(answer, {"torch": torch}))
    out = capsys.readouterr().out
    assert out.startswith("✗") and hint in out
