"""The checks of notebook 11: right in several dresses, and wrong answers with their hints."""

import pytest
import torch
from torch.nn import functional as F

from lecture_utils.checks import real_bert as checks
from tests.checks.answers import said


@pytest.mark.parametrize(
    "answer, hint",
    [
        (109_482_240, "✓ Exercise 1: correct."),
        (109482240.0, "✓"),
        (torch.tensor([109482240]), "✓"),
        (..., "○"),
        (109_482_240 - 768 * 769, "pooler"),
        (22_713_216, "MiniLM again"),
        (110_000_000, "rounded number"),
        ((109, 482, 240), "without commas"),
        (109_482_240 - 24 * 1536, "two in each"),
        (109_482_240 - 1536, "two rows are missing"),
        ("many", "expected one number"),
    ],
)
def test_exercise_1(capsys, answer, hint):
    assert hint in said(capsys, checks.bert_base, answer)


def by_loops(states, mask):
    rows = []
    for state, seen in zip(states, mask, strict=True):
        rows.append(sum(state[n] for n in range(len(seen)) if seen[n]) / int(seen.sum()))
    return torch.stack(rows)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (by_loops, "✓ Exercise 2: correct."),
        (lambda states, mask: by_loops(states, mask).numpy(), "✓"),
        (lambda states, mask: [states[n][mask[n]].mean(0) for n in range(len(mask))], "✓"),
        (lambda states, mask: ..., "○"),
        (lambda states, mask: None, "is there a `return`"),
        (lambda states, mask: states.mean(1), "the padding is counted"),
        (lambda states, mask: states[:, 0], "[CLS] alone"),
        (lambda states, mask: (states * mask).sum(1), "your code stops"),
        (lambda states, mask: F.normalize(by_loops(states, mask), dim=1), "length 1"),
        (lambda states, mask: -by_loops(states, mask), "but for the sign"),
    ],
)
def test_exercise_2(capsys, answer, hint):
    assert hint in said(capsys, checks.pooled, answer)


def test_exercise_2_does_not_take_a_changed_input(capsys):
    def in_place(states, mask):
        states *= mask[..., None]
        return states.sum(1) / mask.sum(1, keepdim=True)

    assert "changes what it was given" in said(capsys, checks.pooled, in_place)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (lambda w: torch.stack([torch.stack([head[n, n - 1] for n in range(1, len(head))]).mean()
                                for head in w]), "✓ Exercise 3: correct."),
        (lambda w: w[:, range(1, w.shape[1]), range(w.shape[1] - 1)].mean(-1).tolist(), "✓"),
        (lambda w: ..., "○"),
        (lambda w: w.diagonal(1, 1, 2).mean(-1), "word after"),
        (lambda w: w.diagonal(-1, 1, 2).mean(), "keep the heads apart"),
        (lambda w: w.diagonal(-1, 1, 2).mean(0), "of shape (3,)"),
        (lambda w: w.transpose(1, 2).diagonal(-1, 1, 2).mean(-1), "word after"),
        (lambda w: w.diagonal(-1).mean(-1), "name dim1"),
        (lambda w: [sum(head[n, n - 1] for n in range(len(head))) / len(head) for head in w],
         "index -1 is the *last* word"),
    ],
)  # fmt: skip
def test_exercise_3(capsys, answer, hint):
    assert hint in said(capsys, checks.looks_back, answer)


def nearest(vectors, senses):
    right = 0
    for n in range(len(vectors)):
        others = [m for m in range(len(vectors)) if m != n]
        best = max(others, key=lambda m: F.cosine_similarity(vectors[n], vectors[m], dim=0))
        right += bool(senses[best] == senses[n])
    return right / len(vectors)


def cosines(vectors):
    return F.normalize(vectors, dim=1) @ F.normalize(vectors, dim=1).T


@pytest.mark.parametrize(
    "answer, hint",
    [
        (nearest, "✓ Exercise 4: correct."),
        (lambda v, s: ..., "○"),
        (lambda v, s: 100 * nearest(v, s), "per cent"),
        (lambda v, s: nearest(v / 3, s), "✓"),
        (lambda v, s: (s[(v @ v.T).fill_diagonal_(-99).argmax(1)] == s).float().mean(),
         "dot product"),
        (lambda v, s: (s[F.normalize(v).mm(F.normalize(v).T).argmax(1)] == s).float().mean(),
         "own search"),
        (lambda v, s: len(v) * nearest(v, s), "the share, from 0 to 1"),
        (lambda v, s: (s[cosines(v).fill_diagonal_(0).argmax(1)] == s).float().mean(),
         "a diagonal of 0"),
        (lambda v, s: (s[(cosines(v) - torch.eye(len(v))).argmax(1)] == s).float().mean(),
         "a diagonal of 0"),
        (lambda v, s: (s[cosines(v).abs().fill_diagonal_(-1).argmax(1)] == s).float().mean(),
         "the opposite direction"),
        (lambda v, s: (s[(cosines(v) - 2 * torch.eye(len(v))).argmax(1)] == s).float().mean(),
         "✓"),
        (lambda v, s: (s[cosines(v).topk(2).indices[:, 1]] == s).float().mean(), "✓"),
    ],
)  # fmt: skip
def test_exercise_4(capsys, answer, hint):
    assert hint in said(capsys, checks.same_sense, answer)


IDS, OTHER = torch.tensor([[4, 0]]), torch.tensor([[4, 3]])
MASK = torch.tensor([[True, False]])


@pytest.mark.parametrize(
    "answer, hint",
    [
        (lambda read: bool((read(IDS, MASK) - read(OTHER, MASK))[:, 0].abs().max() < 1e-4),
         "✓ Exercise 5: correct."),
        (lambda read: torch.allclose(read(IDS, MASK)[0, 0], read(IDS[:, :1], MASK[:, :1])[0, 0],
                                     atol=1e-5), "✓"),
        (lambda read: ..., "○"),
        (lambda read: True, "never calls"),
        (lambda read: torch.equal(read(IDS, MASK)[:, 0], read(OTHER, MASK)[:, 0]),
         "takes rounding for a bug"),
        (lambda read: torch.allclose(read(IDS, MASK), read(OTHER, MASK)), "padding's own states"),
        (lambda read: not torch.allclose(read(IDS, MASK)[:, 0], read(OTHER, MASK)[:, 0],
                                         atol=1e-5), "wrong way round"),
        (lambda read: read(IDS, MASK), "True or False"),
        (lambda read: not torch.allclose(read(OTHER, MASK)[:, 0], read(OTHER, MASK | True)[:, 0]),
         "That the mask matters is not enough"),
    ],
)  # fmt: skip
def test_exercise_5(capsys, answer, hint):
    assert hint in said(capsys, checks.padding_test, answer)


def test_the_masks_of_exercise_2_are_as_long_as_its_sentences():
    states, mask = checks._lengths(1, 5, 2, 3)
    assert states.shape[:2] == mask.shape == (3, 5) and mask.sum(dim=1).tolist() == [5, 2, 3]
