"""The pictures of notebook 02 say what their data say."""

from collections import Counter

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_utils.figures.diagrams import draw_bottleneck
from lecture_utils.figures.memory_plots import (
    draw_falling,
    draw_lines,
    draw_losses,
    draw_outcomes,
    shape_of,
)


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_losses_are_drawn_with_their_average_and_the_blind_guess(ax):
    draw_losses(ax, [4.0, 2.0, 0.0], choices=np.e, window=3)
    each, average, guess = ax.lines
    assert each.get_ydata().tolist() == [4.0, 2.0, 0.0]
    assert (average.get_xdata().tolist(), average.get_ydata().tolist()) == ([1], [2.0])
    assert guess.get_ydata() == pytest.approx([1.0, 1.0])


def test_bars_are_shares_and_fill_the_row(ax):
    draw_outcomes(ax, {"a": Counter(right=3, turned=1), "b": Counter(missing=2)})
    names = [label.get_text() for label in ax.get_yticklabels()]
    widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
    assert names == ["b", "a"]
    assert np.allclose(widths, [[0, 75], [0, 25], [100, 0]])
    assert [bar.get_x() for bar in ax.containers[1]] == [0, 75]
    assert sorted(word for word in texts(ax) if word) == ["100 %", "25 %", "75 %"]


def test_lines_carry_their_names_at_their_ends(ax):
    draw_lines(ax, range(3), {"up": [1, 2, 3], "down": [3, 2, 1]}, log=True)
    assert texts(ax) == ["up", "down"]
    assert [text.xy for text in ax.texts] == [(2, 3), (2, 1)]
    assert ax.get_yscale() == "log"
    with pytest.raises(ValueError, match="down: 3 positions, but 2 values"):
        draw_lines(ax, range(3), {"down": [3, 2]})
    with pytest.raises(ValueError, match="at most 4 lines"):
        draw_lines(ax, range(1), {str(number): [1] for number in range(5)})


def test_no_tick_stands_under_the_names_of_lines(ax):
    draw_lines(ax, range(17), {"a": range(17)})
    assert list(ax.get_xticks()) == [0, 2, 4, 6, 8, 10, 12, 14, 16]
    assert ax.get_xlim()[1] > 20


@pytest.mark.parametrize(
    "values, shape",
    [
        ([3, 2, 1], "falling"),
        ([9, 1, 1], "falling"),
        ([1, 2, 3], "rising"),
        ([3, 1, 3], "a trough"),
        ([5, 3, 1, 1, 1, 1, 1, 2, 4], "a trough"),
        ([1, 3, 1], "a hill"),
        ([2, 2, 2], "flat"),
        ([0, 6, 3, 3, 3, 3, 3, 3, 3], "flat"),
        ([0, 6, 3, 3, 3, 3, 3, 3, 4], "flat"),
    ],
)
def test_the_shape_of_a_line(values, shape):
    assert shape_of(values) == shape
    assert shape_of([10 * value + 7 for value in values]) == shape
    with pytest.raises(ValueError, match="at least 3 values, got 2"):
        shape_of(values[:2])
    with pytest.raises(ValueError, match="NaN"):
        shape_of([*values, float("nan")])


def test_a_falling_line_leaves_room_for_a_question(ax):
    draw_falling(ax, ["1–2", "3–4", "5–6"], [80, 40, 20], [[70, 50, 10]])
    thin, line = ax.lines
    assert line.get_ydata().tolist() == [80, 40, 20] and thin.get_ydata().tolist() == [70, 50, 10]
    assert thin.get_linewidth() < line.get_linewidth()
    question = next(text for text in ax.texts if text.get_text() == "?")
    assert question.get_position()[1] > line.get_ydata()[1]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1–2", "3–4", "5–6"]
    with pytest.raises(ValueError, match="3 lengths, but 2 values"):
        draw_falling(ax, ["1–2", "3–4", "5–6"], [80, 40, 20], [[70, 50]])


def test_the_bottleneck_has_a_circle_a_word_and_one_vector(ax):
    draw_bottleneck(ax, ["a", "cat"], ["un", "vieux", "chat"], cells=4)
    circles = [patch for patch in ax.patches if isinstance(patch, plt.Circle)]
    assert len(circles) == 5 and len(ax.patches) == 5 + 4
    words = dict(zip(texts(ax), ax.texts, strict=True))
    assert {"a", "cat", "un", "vieux", "chat", "one vector"} <= set(words)
    source, target = words["cat"].get_position(), words["un"].get_position()
    assert source[1] < 0 < target[1]
    assert source[0] < words["one vector"].get_position()[0] < target[0]
