"""Notebook 09's checks: each slip gets its own hint."""

import pytest
import torch

from lecture_utils.attention import causal_mask
from lecture_utils.checks import scoring

# A right answer to exercise 4 when `scale` is q.shape[-1]; each slip changes one thing.
BOX = (
    "lambda Q, K, h: (lambda q, k: (q @ k.transpose(-2, -1) / ({scale}) ** 0.5)"
    ".masked_fill(~causal_mask(len(Q)), -torch.inf).softmax(-1))"
    "(*(x.reshape(len(x), h, -1).transpose(0, 1) for x in (Q, K)))"
)


@pytest.mark.parametrize(
    "check, answer, hint",
    [
        ("ledger", "[4.0, 0.0]", "these are the scores"),
        ("ledger", "[2.0, 0.0]", "scaled scores"),
        ("ledger", "[0.982, 0.018]", "not divided"),
        ("ledger", "[0.731, 0.269]", "its root"),
        ("ledger", "[1.0, 0.0]", "without e"),
        ("ledger", "[7.389, 1.0]", "now divide"),
        ("ledger", "[0.119, 0.881]", "swapped"),
        ("stable", "lambda s: (s - s.mean(-1, keepdim=True)).exp() / "
         "(s - s.mean(-1, keepdim=True)).exp().sum(-1, keepdim=True)", "take off the *largest*"),
        ("stable", "lambda s: (s - s.mean(-1, keepdim=True)).clamp(-5, 5).softmax(-1)",
         "take off the *largest*"),
        ("whole", "lambda q, k, v: (q @ k.T / 2).softmax(-1) @ v", "keys of 4 numbers only"),
        ("box", BOX.format(scale="4"), "heads of 4 numbers only"),
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
        ("box", BOX.format(scale="Q.shape[-1]"), "√d_model"),
        ("box", BOX.format(scale="1"), "root of d_k is missing"),
        ("box", BOX.format(scale="q.shape[-1] ** 2"), "not by its root"),
        ("box", BOX.replace("x.reshape(len(x), h, -1).transpose(0, 1)",
                            "x.reshape(h, len(x), -1)").format(scale="4"), "mix up words"),
        ("box", BOX.replace("~causal_mask(len(Q))", "causal_mask(len(Q))").format(scale="4"),
         "wrong way round"),
        ("box", BOX.replace(".masked_fill(~causal_mask(len(Q)), -torch.inf)", "")
         .format(scale="4"), "mask is missing"),
        ("box", BOX.replace(".masked_fill(~causal_mask(len(Q)), -torch.inf)", "")
         .format(scale="4") + " * causal_mask(len(Q))", "after the softmax"),
        ("box", BOX.format(scale="4").replace("softmax(-1)", "softmax(-2)"), "over the queries"),
        ("box", BOX.format(scale="4") + ".mean(0)", "keep them apart"),
        ("box", BOX.format(scale="8").replace("reshape(len(x), h, -1)",
         "reshape(len(x), 1, -1)") + "[0]", "split first"),
    ],
)  # fmt: skip
def test_slips_get_their_hint(check, answer, hint, capsys):
    getattr(scoring, check)(eval(answer, {"torch": torch, "causal_mask": causal_mask}))
    out = capsys.readouterr().out
    assert out.startswith("✗") and hint in out


def test_a_right_box_is_right(capsys):
    right = BOX.format(scale="q.shape[-1]")
    scoring.box(eval(right, {"torch": torch, "causal_mask": causal_mask}))
    assert capsys.readouterr().out == "✓ Exercise 4: correct.\n"


@pytest.mark.parametrize("answer", [[0.88, 0.12], torch.tensor([[0.881, 0.119]])])
def test_a_receipt_comes_as_a_list_or_as_what_attention_returns(answer, capsys, recwarn):
    scoring.ledger(answer)
    assert capsys.readouterr().out == "✓ Exercise 1: correct.\n" and not recwarn.list
