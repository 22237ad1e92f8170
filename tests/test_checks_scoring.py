"""Notebook 09's checks: stubs are not attempted, solutions right, slips get their own hint."""

import math
import re

import pytest
import torch

from lecture_utils.attention import causal_mask
from lecture_utils.checks import scoring
from tests import notebooks

PATH = next(path for path in notebooks.PATHS if path.stem.startswith("09_"))


def exercises():
    """(stub, solution) sources, in the notebook's order."""
    found = [cell for _, cell in notebooks.cells(notebooks.read(PATH))]
    for cell, after in zip(found, found[1:], strict=False):
        if "exercise" in cell.metadata.get("tags", []):
            yield cell.source, re.search(r"```python\n(.*?)```", after.source, re.DOTALL)[1]


PAIRS = list(exercises())


def run(source, capsys):
    exec(source, {"check": scoring, "torch": torch, "math": math, "causal_mask": causal_mask})
    return capsys.readouterr().out


@pytest.mark.parametrize("number", range(4))
def test_stub_and_solution(number, capsys):
    stub, solution = PAIRS[number]
    assert run(stub, capsys).startswith("○")
    call = stub.strip().splitlines()[-1]
    assert run(f"{solution}\n{call}", capsys).startswith("✓") and len(PAIRS) == 4


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
        ("stable", "lambda s: s.exp() / s.exp().sum(-1, keepdim=True)", "NaN"),
        ("stable", "lambda s: (s - s.max()).exp() / (s - s.max()).exp().sum(-1, keepdim=True)",
         "NaN"),
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
    out = run(f"check.{check}({answer})", capsys)
    assert out.startswith("✗") and hint in out
