"""The three states of every exercise, and that a learner's slip never raises."""

import numpy as np
import torch

from lecture_utils.checks.report import attempt, different, exercise


@exercise("Exercise 1")
def check(answer):
    return different(answer, [1.0, 2.0], causes=[([2.0, 1.0], "the order is reversed")])


def said(capsys, *answers):
    check(*answers)
    return capsys.readouterr().out


def test_three_states(capsys):
    assert said(capsys, ...).startswith("○ Exercise 1: not attempted")
    assert said(capsys, torch.tensor([1.0, 2.0])) == "✓ Exercise 1: correct.\n"
    assert said(capsys, [2.0, 1.0]) == "✗ Exercise 1: the order is reversed\n"


def test_a_wrong_answer_says_what_was_expected_and_what_came(capsys):
    assert "expected shape (2,), got (3,)" in said(capsys, [1.0, 2.0, 3.0])
    assert "expected 2.000 at (1,), got 5.000" in said(capsys, [1.0, 5.0])
    assert "got NaN" in said(capsys, [1.0, np.nan])
    assert "got str" in said(capsys, "one and two")


def test_a_right_answer_is_right_even_where_a_mistake_gives_the_same(capsys):
    @exercise("Exercise 2")
    def check(answer):
        return different(answer, 2.0, causes=[(2.0, "added instead of multiplied")])

    check(2.0)
    assert capsys.readouterr().out.startswith("✓")


def test_a_slip_becomes_a_message(capsys):
    @exercise("Exercise 2")
    def broken(function):
        return different(attempt(function, 1), 2)

    broken(lambda x: 1 / 0)
    assert "ZeroDivisionError" in capsys.readouterr().out
    broken(lambda x: ...)
    assert capsys.readouterr().out.startswith("○")
    broken(7)
    assert "expected a function, got int" in capsys.readouterr().out
    broken(lambda x: x + 1)
    assert capsys.readouterr().out.startswith("✓")
