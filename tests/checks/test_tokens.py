"""The exercises of notebook 01: each state, and each classic mistake."""

import math

import pytest
import torch
from torch.nn.functional import one_hot

from lecture_utils.checks import kinds
from lecture_utils.checks import tokens as checks
from tests.checks.answers import said

EXERCISES = kinds.exercises(checks)


@pytest.mark.parametrize(
    "answer, says",
    [
        (["an", "ban", "ana"], "✓"),
        (("an", "ban", "ana"), "✓"),
        ("an, ban, ana", "✓"),
        (["na", "ban", "ana"], "occurs four times"),
        (["ba", "na", "an"], "not the first one in the text"),
        (["an", "na", "ban"], "no longer free"),
        (["an", "ana", "ban"], "whose first id is smaller goes first"),
        (["an", "dan", "ana"], "the first is right, number 2 ('dan') is not"),
        (["an", "ban", "bana"], "a pair that is not there"),
        (["an", "ban", "banan"], "occurs once"),
        (["an", "ban", "dana"], "the first 2 are right, number 3 ('dana') is not"),
        (["an", "ban"], "expected 3 answers in a row, got 2"),
        ([1, 2, 3], "1, number 1 of 3, is not"),
        (7, "expected 3 answers in a row"),
        (None, "got None"),
    ],
)
def test_first_merges(capsys, answer, says):
    assert says in said(capsys, checks.first_merges, answer)


@pytest.mark.parametrize(
    "function, says",
    [
        (lambda ids, E: one_hot(ids, len(E)).float() @ E, "✓"),
        (lambda ids, E: torch.eye(len(E))[ids] @ E, "✓"),
        (lambda ids, E: (one_hot(ids, len(E))[:, :, None] * E[None]).sum(dim=1), "✓"),
        (lambda ids, E: (one_hot(ids, len(E)).float() @ E).tolist(), "✓"),
        (lambda ids, E: sum(one_hot(ids, len(E))[:, [k]] * row for k, row in enumerate(E)), "✓"),
        (lambda ids, E: torch.stack([o @ E for o in one_hot(ids, len(E)).float()]), "✓"),
        (lambda ids, E: torch.einsum("pv,vd->pd", one_hot(ids, len(E)).float(), E), "✓"),
        (lambda ids, E: torch.nn.functional.linear(one_hot(ids, len(E)).float(), E.T), "✓"),
        (
            lambda ids, E: torch.stack([sum((k == i) * r for k, r in enumerate(E)) for i in ids]),
            "✓",
        ),
        (lambda ids, E: torch.stack([list(E)[i] for i in ids]), "no product"),
        (lambda ids, E: torch.stack([E.unbind()[i] for i in ids]), "no product"),
        (
            lambda ids, E: torch.stack([r for i in ids for k, r in enumerate(E) if k == i]),
            "no product",
        ),
        (lambda ids, E: (torch.eye(len(E)) @ E)[ids], "no indexing"),
        (lambda ids, E: (1 * E)[ids], "no indexing"),
        (lambda ids, E: E[ids], "no indexing"),
        (lambda ids, E: torch.nn.functional.embedding(ids, E), "no indexing"),
        (lambda ids, E: [E.tolist()[i] for i in ids], "no indexing"),
        (lambda ids, E: E.numpy()[ids], "no indexing"),
        (lambda ids, E: E.index_select(0, ids), "no indexing"),
        (lambda ids, E: torch.index_select(E, 0, ids), "no indexing"),
        (lambda ids, E: E.gather(0, ids[:, None].expand(-1, 2)), "no indexing"),
        (lambda ids, E: E.T.take_along_dim(ids[None], dim=1).T, "no indexing"),
        (lambda ids, E: one_hot(ids).float() @ E, "num_classes"),
        (lambda ids, E: one_hot(ids, len(ids)).float() @ E, "num_classes"),
        (lambda ids, E: None, "is there a `return`?"),
        (lambda ids, E: one_hot(ids, len(E)) @ E, ".float()"),
        (lambda ids, E: one_hot(ids, len(E)).float(), "multiply it by E"),
        (lambda ids, E: one_hot(ids, len(E)).float().T @ E, "transposed"),
        (lambda ids, E: E @ one_hot(ids, len(E)).float(), "changed places"),
        (lambda ids, E: E, "whole table"),
        (lambda ids, E: (one_hot(ids, len(E)).float() @ E).sum(dim=0), "added up"),
        (lambda ids, E: one_hot(ids, len(E)).float() @ E + 1, "numbers are not right yet"),
        (lambda ids, E: ids.nonsense, "AttributeError"),
        ("text", "expected a function"),
    ],
)
def test_look_up(capsys, function, says):
    assert says in said(capsys, checks.look_up, function)


IDS = torch.tensor([5, 2, 5])


@pytest.mark.parametrize(
    "test, says",
    [
        (lambda embed, E, P: torch.equal(embed(IDS, E, P)[1], E[2] + P[1]), "✓"),
        (lambda embed, E, P: torch.allclose(embed(IDS, E, P), E[IDS] + P[:3]), "✓"),
        (lambda embed, E, P: bool((embed(torch.tensor([9]), E, P)[0] == E[9] + P[0]).all()), "✓"),
        (
            lambda embed, E, P: torch.equal(embed(IDS, E, P)[2] - embed(IDS, E, P)[0], P[2] - P[0]),
            "✓",
        ),
        (
            lambda embed, E, P: torch.equal(embed(torch.tensor([0, 3]), E, P)[0], E[0] + P[0]),
            "differs from its token id",
        ),
        (lambda embed, E, P: embed(IDS, E, P).shape == (3, 3), "Shapes agree"),
        (lambda embed, E, P: embed(torch.tensor([9]), E, P).shape == (1, 3), "Shapes agree"),
        (
            lambda embed, E, P: torch.equal(embed(torch.arange(3), E, P), E[:3] + P[:3]),
            "equal to the positions",
        ),
        (
            lambda embed, E, P: (
                torch.equal(embed(torch.arange(3), E, P), E[:3] + P[:3])
                and embed(IDS, E, P).shape == (3, 3)
            ),
            "differs from its token id",
        ),
        (lambda embed, E, P: torch.equal(embed(IDS[None], E, P)[0, 1], E[2] + P[1]), "✓"),
        (lambda embed, E, P: torch.equal(embed(IDS, E, P)[1], E[1] + P[1]), "accuses right code"),
        (lambda embed, E, P: embed(IDS, E, P) == E[IDS] + P[:3], "end with .all()"),
        (lambda embed, E, P: print(end=""), "got None"),
        (lambda embed, E, P: True, "never calls"),
    ],
)
def test_table_test(capsys, test, says):
    assert says in said(capsys, checks.table_test, test)


@pytest.mark.parametrize(
    "answer, says",
    [
        (len(range(0, 1000 - 8, 8)), "✓"),
        (125, "no target"),
        (992, "stride 1"),
        (993, "stride 1"),
        (7936, "these are tokens"),
        (100, "first two starts"),
        ("many", "got the text 'many'"),
        (torch.tensor(124), "✓"),
        ([124], "✓"),
        ("124", "✓"),
        (991, "stride 8"),
        (124.5, "not right yet"),
        (torch.zeros(124, 8), "expected one number"),
        ((torch.zeros(124, 8), torch.zeros(124, 8)), "expected one number"),
    ],
)
def test_window_count(capsys, answer, says):
    assert says in said(capsys, checks.window_count, answer)


@pytest.mark.parametrize(
    "answer, says",
    [
        ([0.841, 0.540, 0.010, 1.000], "✓"),
        ([math.sin(1), math.sin(0.01), math.cos(1), math.cos(0.01)], "side by side"),
        ([math.cos(1), math.sin(1), math.cos(0.01), math.sin(0.01)], "sin comes first"),
        ([math.sin(1), math.cos(1), math.sin(0.1), math.cos(0.1)], "-2k / d_model"),
        ([math.sin(1), math.cos(1), math.sin(1e-4), math.cos(1e-4)], "not 1/10000"),
        ([0, 1, 0, 1], "position 0"),
        ([0.01745, 0.99985, 0.000175, 1.0], "radians"),
        ([1, 2, 3], "shape (4,)"),
        (torch.tensor([[0.8415, 0.5403, 0.0100, 1.0]]), "✓"),
        ([0.84, 0.54, 0.01, 1.0], "rounded to 2 decimals: asked are 3"),
        ([0.842, 0.540, 0.010, 1.000], "1 of 4 numbers are not right yet"),
    ],
)
def test_wave(capsys, answer, says):
    assert says in said(capsys, checks.wave, answer)


@pytest.mark.parametrize("check", EXERCISES.values(), ids=EXERCISES)
def test_no_answer_of_any_kind_raises(capsys, check):
    for answer in (None, "x", 3, [], [None], {}, object(), lambda: 1, torch.zeros(0)):
        assert said(capsys, check, answer)[0] in "○✗"


def test_the_number_of_windows_is_told_after_a_second_different_miss(capsys):
    assert "124" not in said(capsys, checks.window_count, 125)
    assert "124" not in said(capsys, checks.window_count, 125)
    assert "Expected: 124." in said(capsys, checks.window_count, 992)
