"""What a figure cannot show it refuses, and what its alt text says is computed."""

import pytest
import torch

from lecture_utils import figures

MANY = {f"curve {number}": [0.5, 0.4, 0.3, 0.2] for number in range(9)}
SETS = {name: {"a": 10.0, "b": 20.0} for name in MANY}


@pytest.mark.parametrize(
    "draw",
    [
        lambda: figures.translation.order(["1", "2", "3", "4"], {n: [v] for n, v in MANY.items()}),
        lambda: figures.translation.gradients(MANY),
        lambda: figures.real_bert.senses(MANY, 0.7),
        lambda: figures.real_bert.caching([1, 2, 3, 4], MANY),
        lambda: figures.real_translation.quality(SETS),
        lambda: figures.real_translation.by_length(SETS),
        lambda: figures.transformers.losses(MANY),
    ],
)
def test_curves_that_would_look_alike_are_refused_and_none_is_dropped(draw):
    with pytest.raises(ValueError, match=r"at most \d can be told apart, got 9"):
        draw()


@pytest.mark.parametrize(
    "values, says, not_so",
    [
        ([5.0, 4.0, 3.0, 2.0] + [0.9] * 60, "falls below 1", "ends below"),
        ([3.0] * 10, "ends below 4", "jumps"),
        ([3.0, 3.5, 3.0, 3.6, 3.1, 3.9], "ends below 4", "falls"),
        ([3.0, 3.5, 3.0, 3.6, 3.1, 3.9], "it jumps", "falls"),
    ],
)
def test_the_alt_text_of_a_loss_says_how_it_ran(values, says, not_so):
    _, alt = figures.translation.losses(values, choices=20)
    assert says in alt and not_so not in alt, alt


def test_waves_that_do_not_ripple_are_not_said_to():
    falling = torch.tensor([[2.0, 0.0], [1.0, 0.0], [0.5, 0.0]])
    assert figures.tokens.waves(falling)[1].endswith("at distance 0 and falls.")
    assert "does not fall with ripples" in figures.tokens.waves(falling.flip(0)[[0, 2, 1]])[1]


def test_bars_that_rise_are_not_said_to_fall():
    draw = figures.projections.singular_values
    assert draw(torch.tensor([1.0, 2.0, 0.5]), kept=1)[1].startswith("3 bars;")
    assert draw(torch.tensor([2.0, 1.0, 0.5]), kept=1)[1].startswith("3 falling bars;")


def test_a_line_of_ones_is_said_only_where_one_is():
    words, scores = ["a", "b", "c"], torch.eye(3)
    ones = torch.diag(torch.ones(2), 1)
    assert "line of ones" in figures.projections.welcome_places(ones, scores, words)[1]
    assert "line of ones" not in figures.projections.welcome_places(scores, scores, words)[1]
