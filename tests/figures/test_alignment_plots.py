"""The pictures of notebook 03 say what their data say."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Rectangle

from lecture_utils.corpus.pair import Pair
from lecture_utils.figures import alignment_plots as plots

BOAT = Pair(
    "the white boat sleeps".split(),
    "le bateau blanc dort".split(),
    {(0, 0), (1, 2), (2, 1), (3, 3)},
    ["determiner", "adjective", "noun", "verb"],
    {(1, 2)},
)
WEIGHTS = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.1, 0.3, 0.5, 0.1], [0, 0, 0, 1]])


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_the_mixture_ends_at_the_weighted_sum(ax):
    values = [[-1, 0], [-1, 2], [1, -2]]
    tip = plots.draw_mixture(ax, [0.2, 0.2, 0.6], values, ["the", "white", "boat"])
    assert tip == pytest.approx([0.2, -0.8])
    assert {"the", "white", "boat", "context"} <= {text.get_text() for text in ax.texts}


def test_bars_stand_above_their_words(ax):
    plots.draw_weights(ax, [0.25, 0.75], ["a", "b"])
    assert [bar.get_height() for bar in ax.patches] == [0.25, 0.75]
    assert [text.get_text() for text in ax.texts] == ["0.25", "0.75"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.draw_weights(ax, [1.0], ["a", "b"]),
        lambda ax: plots.draw_mixture(ax, [0.5, 0.5], [[1, 2, 3], [1, 2, 3]], ["a", "b"]),
        lambda ax: plots.draw_fan(ax, WEIGHTS, BOAT.english, BOAT.french[:3], 0),
        lambda ax: plots.draw_fan(ax, WEIGHTS, BOAT.english, BOAT.french, 4),
        lambda ax: plots.corner(Pair(["a", "cat"], ["un", "chat"], {(0, 0), (1, 1)})),
    ],
)
def test_what_does_not_fit_is_refused(ax, draw):
    with pytest.raises(ValueError):
        draw(ax)


def test_the_fan_is_widest_where_the_weight_is_largest(ax):
    assert plots.draw_fan(ax, WEIGHTS, BOAT.english, BOAT.french, 1) == 2
    widths = [line.get_linewidth() for line in ax.lines]
    assert len(widths) == 4 and max(widths) == widths[2]
    words = [text.get_text() for text in ax.texts]
    assert words == [*BOAT.english, "le", "bateau", "·", "·"]
    assert {line.get_xdata()[1] for line in ax.lines} == {ax.texts[5].get_position()[0]}


def test_the_corner_is_where_adjective_and_noun_change_places(ax):
    assert plots.corner(BOAT) == (1, 1, 2, 2) and plots.changes_places(BOAT)
    assert not plots.changes_places(Pair(["a", "cat"], ["un", "chat"], {(0, 0), (1, 1)}))
    plots.draw_corner(ax, WEIGHTS, BOAT)
    dashed = [p for p in ax.patches if isinstance(p, Rectangle) and p.get_linestyle() == "--"]
    assert [frame.get_bbox().bounds for frame in dashed] == [(0.5, 0.5, 2, 2)]


def test_the_first_corner_is_all_on_gold_and_of_the_asked_length():
    on_gold = np.eye(4)[[0, 2, 1, 3]]
    straight = Pair(["a", "small", "black", "cat"], ["un", "petit", "chat", "noir"], set())
    pairs, maps = [BOAT, straight, BOAT, BOAT], [WEIGHTS, on_gold, on_gold, on_gold]
    assert plots.first_corner(maps, pairs, shortest=4) == 2  # the first map has a miss
    with pytest.raises(ValueError, match="no pair of 7 to 9 words"):
        plots.first_corner(maps, pairs)


def test_a_cross_stands_where_a_row_looks_elsewhere(ax):
    assert plots.draw_misses(ax, WEIGHTS, BOAT) == [(2, 2)]
    crosses = [text.get_position() for text in ax.texts if text.get_text() == "×"]
    assert crosses == [(2, 2)]


def test_shares_are_drawn_in_percent_on_their_classes_row(ax):
    plots.draw_shares(ax, {"seed 0": {"noun": 0.9, "verb": 0.5}, "seed 1": {"noun": 1, "verb": 0}})
    assert [list(line.get_xdata()) for line in ax.lines] == [[90, 50], [100, 0]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["noun", "verb"]
    heights = [list(line.get_ydata()) for line in ax.lines]
    assert all(round(height) == row for line in heights for row, height in enumerate(line))
    assert heights[0] != heights[1]  # equal shares stand side by side


def test_a_sixth_seed_and_other_classes_are_refused(ax):
    with pytest.raises(ValueError, match="from 1 to 5 seeds .* got 6"):
        plots.draw_shares(ax, {str(seed): {"noun": 1.0} for seed in range(6)})
    with pytest.raises(ValueError, match="same word classes"):
        plots.draw_shares(ax, {"a": {"noun": 1.0}, "b": {"noun": 1.0, "verb": 1.0}})
