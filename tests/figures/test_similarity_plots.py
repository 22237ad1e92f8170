"""Pictures of learning vectors: what they draw is what they were given."""

import matplotlib.pyplot as plt
import pytest
import torch

from lecture_utils.figures import similarity_plots as plots


def test_arrows_before_and_after():
    before, after = torch.eye(3)[:, :2], torch.eye(3)[:, :2] / 2
    fig = plots.pull_and_push(before, after)
    texts = [text for text in fig.axes[0].texts if text.get_text()]
    plt.close(fig)
    assert [text.get_text() for text in texts] == ["c", "o", "n"]
    assert [tuple(text.xy) for text in texts] == [(0.5, 0), (0, 0.5), (0, 0)]
    with pytest.raises(ValueError, match="two numbers each"):
        plots.pull_and_push(torch.eye(3), torch.eye(3))


def test_courses_have_one_line_a_seed():
    fig, ax = plt.subplots()
    plots.draw_courses(ax, (0, 5), {"all": [[0.1, 0.9], [0.2, 0.7]], "few": [[0, 0.5]]}, 0.03)
    plt.close(fig)
    assert [line.get_ydata().tolist() for line in ax.lines[:3]] == [
        [0.1, 0.9],
        [0.2, 0.7],
        [0, 0.5],
    ]
    assert {t.get_text(): t.xy[1] for t in ax.texts} == pytest.approx(
        {"all": 0.8, "few": 0.5, "chance": 0.03}
    )
    with pytest.raises(ValueError, match="2 marks, but 1 shares"):
        plots.draw_courses(ax, (0, 5), {"all": [[0.1]]}, 0.03)


def test_gain_and_seeds():
    fig, (left, right) = plt.subplots(1, 2)
    plots.draw_gain(left, {"odd": (0.2, 0.9), "labels": (0.1, 0.8)}, "random", "trained")
    plots.draw_seeds(right, {"a": [0.7, 0.8], "b": [0.6]}, 0.03)
    plt.close(fig)
    squares = [line.get_xdata()[0] for line in left.lines if line.get_marker() == "s"]
    assert squares == [0.2, 0.1]
    assert left.get_legend_handles_labels()[1] == ["random", "trained"]
    assert [t.get_text() for t in left.get_yticklabels()] == ["odd", "labels"]
    dots = [list(line.get_xdata()) for line in right.lines if line.get_marker() == "o"]
    assert dots == [[0.7, 0.8], [0.6]]


def test_two_rules():
    fig = plots.two_rules(["noun", "verb"], [6, 1], {-1: -2, 1: 4})
    left, right = fig.axes
    plt.close(fig)
    assert [bar.get_width() for bar in left.patches] == [6, 1]
    assert [bar.get_height() for bar in right.patches] == [-2, 4]
    with pytest.raises(ValueError, match="1 classes, but 2 scores"):
        plots.two_rules(["noun"], [6, 1], {})


def test_a_third_course_is_refused_and_does_not_vanish():
    fig, ax = plt.subplots()
    with pytest.raises(ValueError, match="at most 2 courses .* got 3"):
        plots.draw_courses(ax, (0, 5), dict.fromkeys("abc", [[0.1, 0.9]]), 0.03)
    plt.close(fig)
