"""Notebook 08's checks: each slip gets its own hint."""

import pytest
import torch

from lecture_utils.checks import vectors

COSINES = "(lambda V: torch.nn.functional.cosine_similarity(V[:, None], V[None], dim=-1))"
NORM = "(V / V.norm(dim=1, keepdim=True))"


@pytest.mark.parametrize(
    "check, answer, hint",
    [
        ("pair_count", "20", "every word with every other"),
        ("pair_count", "7", "counts twice"),
        ("pair_count", "8", "window 1"),
        ("pair_count", "25", "no neighbour of itself"),
        ("loss", "0.127", "true neighbour alone"),
        ("loss", "0.313", "drawn word alone"),
        ("loss", "1.440", "the sign turns"),
        ("loss", "-0.440", "a loss is positive"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).argmax()", "itself"),
        ("nearest", "lambda V, i: (V @ V[i]).index_fill(0, torch.tensor(i), -99).argmax()",
         "unfairly"),
        ("nearest", "lambda V, i: (V - V[i]).norm(dim=1).index_fill(0, torch.tensor(i), 99)"
         ".argmin()", "smallest distance"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).argmin()", "least similar"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).index_fill(0, torch.tensor(i), 0).argmax()",
         "a cosine can be below 0"),
        ("nearest", f"lambda V, i: torch.cat([{NORM}[:i], {NORM}[i + 1:]]).mv({NORM}[i]).argmax()",
         "moved up by one"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).topk(2).values[1]", "not a cosine"),
        ("nearest", f"lambda V, i: ({NORM} @ {NORM}[i]).topk(2).indices", "got 2 numbers"),
        ("nearest", "lambda V, i: None", "is there a `return`"),
        ("same_space", "lambda A, B: torch.equal(A, B)", "compare the cosines, not the numbers"),
        ("same_space", "lambda A, B: True", "two tables drawn apart"),
        ("same_space", "lambda A, B: False", "a table and its copy"),
        ("same_space", "lambda A, B: torch.allclose(A @ A.T, B @ B.T, atol=1e-4)", "its length"),
        ("same_space", "lambda A, B: torch.equal(A, B) or torch.allclose("
         f"{COSINES}(A).sum(), {COSINES}(B).sum(), atol=1e-4)", "word with word"),
        ("same_space", "lambda A, B: torch.allclose("
         f"{COSINES}(A)[0, :5], {COSINES}(B)[0, :5], atol=1e-4)", "every pair must agree"),
        ("same_space", "lambda A, B: torch.equal("
         f"{COSINES}(A).argsort(), {COSINES}(B).argsort())", "not their order"),
        ("same_space", f"lambda A, B: ({COSINES}(A) - {COSINES}(B)).abs() < 1e-4", "all"),
        ("same_space", "lambda A, B: A.shape == B.shape and torch.allclose("
         f"{COSINES}(A), {COSINES}(B), atol=1e-4)", "another width"),
        ("same_space", "lambda A, B: None", "is there a `return`"),
        ("triplet", "lambda a, n, f: (1 - (a * n).sum(-1) + (a * f).sum(-1)).mean()", "cut each"),
        ("triplet", "lambda a, n, f: (-(a * n).sum(-1) + (a * f).sum(-1)).relu().mean()",
         "margin"),
        ("triplet", "lambda a, n, f: (1 + (a * n).sum(-1) - (a * f).sum(-1)).relu().mean()",
         "changed places"),
        ("triplet", "lambda a, n, f: (1 - (a * n).sum(-1) + (a * f).sum(-1)).relu()", "the mean"),
        ("triplet", "lambda a, n, f: (1 - (a * n).sum(-1) + (a * f).sum(-1)).relu().sum()",
         "that is the sum"),
    ],
)  # fmt: skip
def test_slips_get_their_hint(check, answer, hint, capsys):
    getattr(vectors, check)(eval(answer, {"torch": torch}))
    out = capsys.readouterr().out
    assert out.startswith("✗") and hint in out


def test_a_slip_in_one_check_does_not_reach_the_next_row(capsys):
    def blanks(V, row):  # writes into its table, and finds the right row all the same
        directions = V / V.norm(dim=1, keepdim=True)
        cosine = directions @ directions[row]
        V[row] = 0
        cosine[row] = -2
        return cosine.argmax()[None]

    vectors.nearest(blanks)
    assert capsys.readouterr().out.startswith("✓")
