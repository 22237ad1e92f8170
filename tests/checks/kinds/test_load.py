"""Checks that are called again and again, as by a cell that runs a hundred times."""

import tracemalloc

import pytest
import torch

from lecture_utils.checks.kinds import draw, function, value, verdict


def scaled(x):
    return 2 * x


EXERCISES = {
    "value": (value("V", [8.0, 6.0], [("the order.", [6.0, 8.0])], hint="Row by row."),
              [8, 6], [6, 8]),
    "function": (
        function("F", scaled, [draw(2, 4, seed=1), draw(3, 5, seed=2)],
                 [("once is not twice.", lambda x: x)], hint="Each number."),
        scaled, lambda x: x),
    "verdict": (
        verdict("T", {"twice": scaled}, {"once": ("Is it twice?", lambda x: x)},
                [(draw(2, 4, seed=1),)], hint="Compare.", slips=[],
                example=lambda f, x: torch.allclose(f(x), 2 * x)),
        lambda f, x: torch.allclose(f(x), 2 * x), lambda f, x: True),
}  # fmt: skip


@pytest.mark.parametrize("kind", EXERCISES)
def test_a_hundred_calls_say_the_same_and_leave_nothing_behind(kind):
    exercise, right, wrong = EXERCISES[kind]
    exercise.forget()
    first = [exercise.say(answer) for answer in (wrong, right, ...)]
    assert [said[0] for said in first] == ["✗", "✓", "○"]
    for _ in range(100):
        assert [exercise.say(answer) for answer in (wrong, right, ...)] == first
    tracemalloc.start()  # ten more: watched, a call takes many times as long
    try:
        for _ in range(10):
            assert [exercise.say(answer) for answer in (wrong, right, ...)] == first
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 20_000
