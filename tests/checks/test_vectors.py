"""Notebook 08's checks: each slip gets its own hint, and right answers may come in any dress."""

import pytest
import torch

from lecture_utils.checks import vectors
from tests.checks.answers import said

NAMES = {"torch": torch, "F": torch.nn.functional}
COSINES = "(lambda V: F.cosine_similarity(V[:, None], V[None], dim=-1))"
NORM = "(V / V.norm(dim=1, keepdim=True))"


@pytest.mark.parametrize(
    "check, answer",
    [
        ("pair_count", "14"), ("pair_count", "[14]"), ("pair_count", "torch.tensor(14.0)"),
        ("loss", "0.44"), ("loss", "[0.44]"), ("loss", "0.4402"), ("loss", "torch.tensor(0.44)"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).topk(2).indices[1]"),
        ("nearest", "lambda V, i: int(F.cosine_similarity(V, V[i], dim=-1)"
         ".index_fill(0, torch.tensor(i), -9).argmax())"),
        ("nearest", "lambda V, i: max((F.cosine_similarity(V[i], V[j], dim=0), j) "
         "for j in range(len(V)) if j != i)[1]"),
        ("same_space", f"lambda A, B: ({COSINES}(A) - {COSINES}(B)).abs().max() < 1e-4"),
        ("same_space", f"lambda A, B: torch.allclose({COSINES}(A), {COSINES}(B), atol=1e-4)"),
        ("triplet", "lambda a, n, f: F.relu(1 - (a * (n - f)).sum(1)).mean()"),
        ("triplet", "lambda a, n, f: sum(max(0, 1 - x @ y + x @ z) for x, y, z in zip(a, n, f)) "
         "/ len(a)"),
    ],
)  # fmt: skip
def test_right_answers_in_any_dress(check, answer, capsys):
    out = said(capsys, getattr(vectors, check), eval(answer, NAMES))
    assert out.startswith("✓"), out


@pytest.mark.parametrize(
    "check, answer, hint",
    [
        ("pair_count", "20", "the edges have fewer"),
        ("loss", "0.127", "true neighbour alone"),
        ("loss", "0.31", "drawn word alone"),
        ("loss", "1.440", "the sign turns"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).argmax()", "itself"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).abs().index_fill(0, torch.tensor(i), -2)"
         ".argmax()", "dropped the sign"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).topk(2).values[1]", "not a cosine"),
        ("nearest", "lambda V, i: None", "return"),
        *(("nearest", f"lambda V, i: max(((c, j) for j, c in enumerate(F.cosine_similarity(V, "
           f"V[i], dim=-1).tolist()) if j != i and c > 0), default=(0, {at}))[1]",
           "start below -1") for at in (None, 0, -1)),
        ("same_space", "lambda A, B: torch.equal(A, B)", "not the numbers"),
        ("same_space", "lambda A, B: torch.allclose(A, B, atol=1e-4)", "not row with row"),
        ("same_space", "lambda A, B: bool((F.cosine_similarity(A, B) > 0.9999).all())",
         "*within* A"),
        ("same_space", "lambda A, B: True", "drawn apart"),
        *(("same_space", f"lambda A, B: torch.allclose({COSINES}(A){part}, {COSINES}(B){part}, "
           f"atol={atol})", "one pair alone") for part, atol in
          (("", 0.3), ("", 0.001), ("[:2]", 1e-4), (".diagonal(1)", 1e-4))),
        ("same_space", f"lambda A, B: torch.allclose({COSINES}(A).sum(1), {COSINES}(B).sum(1), "
         "atol=1e-4)", "row by row"),
        ("same_space", f"lambda A, B: torch.equal({COSINES}(A), {COSINES}(B))", "a hair"),
        ("same_space", "lambda A, B: torch.allclose(F.cosine_similarity(A, A[:1]), "
         "F.cosine_similarity(B, B[:1]), atol=1e-4)", "not with the first alone"),
        ("same_space", "lambda A, B: None", "return"),
        ("triplet", "lambda a, n, f: (1 - a * n + a * f).relu().mean()", "not yet a score"),
        ("triplet", "lambda a, n, f: (1 - a @ n.T + a @ f.T).relu().mean()", "its own row"),
        ("triplet", "lambda a, n, f: (-(a * n).sum(-1) + (a * f).sum(-1)).relu().mean()",
         "margin"),
    ],
)  # fmt: skip
def test_slips_get_their_hint(check, answer, hint, capsys):
    out = said(capsys, getattr(vectors, check), eval(answer, NAMES))
    assert out.startswith("✗") and hint in out, out


def test_a_slip_in_one_row_does_not_reach_the_next(capsys):
    def blanks(V, row):  # writes into its table, and finds the right row all the same
        directions = V / V.norm(dim=1, keepdim=True)
        cosine = directions @ directions[row]
        V[row] = 0
        cosine[row] = -2
        return cosine.argmax()

    out = said(capsys, vectors.nearest, blanks)
    assert not out.startswith("○")
