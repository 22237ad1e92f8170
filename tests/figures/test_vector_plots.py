"""The plane that shows most, checked against a known cloud; words at their points."""

import itertools
import math

import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.text import Text

from lecture_utils.figures import vector_plots


def test_best_plane_of_a_known_cloud():
    draw = torch.Generator().manual_seed(0)
    cloud = torch.randn(500, 4, generator=draw) * torch.tensor([5.0, 0.1, 3.0, 0.1]) + 7
    middle, directions, share = vector_plots.best_plane(cloud)
    assert torch.allclose(middle, torch.full((4,), 7.0), atol=0.6)
    assert torch.allclose(directions.abs(), torch.tensor([[1.0, 0, 0, 0], [0, 0, 1, 0]]), atol=0.1)
    assert share > 0.99
    assert torch.allclose(directions @ directions.T, torch.eye(2), atol=1e-5)


def test_two_vectors_have_no_plane():
    with pytest.raises(ValueError, match="3 or more"):
        vector_plots.best_plane(torch.zeros(2, 4))


def test_words_are_written_where_they_are():
    fig, ax = plt.subplots()
    vector_plots.draw_words(ax, torch.tensor([[1.0, 2], [3, 4]]), ["cat", "red"], ["pet", "colour"])
    plt.close(fig)
    assert [(text.get_text(), text.xy) for text in ax.texts] == [
        ("cat", (1.0, 2.0)), ("red", (3.0, 4.0)),
    ]  # fmt: skip
    assert ax.get_legend_handles_labels()[1] == ["pet", "colour"]
    with pytest.raises(ValueError, match="one point"):
        vector_plots.draw_words(ax, torch.zeros(1, 2), ["cat", "red"], ["pet", "colour"])


def test_labels_move_apart():
    fig, ax = plt.subplots()
    words = ["cat", "cats", "dog", "mouse", "far"]
    points = torch.tensor([[0.0, 0], [0.01, 0], [0, 0.01], [0.02, 0.01], [0.99, 0.9]])
    vector_plots.draw_words(ax, points, words, ["pet"] * 5)
    ax.set(xlim=(-1, 1), ylim=(-1, 1))

    def boxes():
        fig.draw_without_rendering()
        return [Text.get_window_extent(text) for text in ax.texts]

    before = boxes()
    assert any(a.overlaps(b) for a, b in itertools.combinations(before, 2))
    assert before[-1].x1 > ax.bbox.x1
    vector_plots.spread_labels(ax)
    after, spots = boxes(), [ax.transData.transform(point) for point in points.numpy()]
    plt.close(fig)
    assert not any(a.overlaps(b) for a, b in itertools.combinations(after, 2))
    assert not any(box.contains(*spot) for box in after for spot in spots)
    assert after[-1].x1 < ax.bbox.x1 and all(
        text.xy == tuple(p) for text, p in zip(ax.texts, points.tolist(), strict=True)
    )  # only labels move, no point does
    for box, spot in zip(after, spots, strict=True):
        middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
        assert math.dist(middle, spot) < 120


def test_a_label_covers_no_point():
    fig, ax = plt.subplots()
    points = torch.tensor([[0.0, 0], [0.06, 0]])
    vector_plots.draw_words(ax, points, ["mouse", "dog"], ["pet"] * 2)
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    vector_plots.spread_labels(ax)
    fig.draw_without_rendering()
    first, spot = Text.get_window_extent(ax.texts[0]), ax.transData.transform((0.06, 0))
    plt.close(fig)
    assert not first.contains(*spot)


def test_words_on_their_way():
    frames = {step: torch.tensor([[0.1, 0], [0, 0.2], [0.3, 0]]) * step for step in (0, 1, 2, 3)}
    cosines = {step: torch.eye(3) for step in frames}
    fig = vector_plots.pulled_together(frames, cosines, ["pet", "pet", "food"], (0, 3))
    planes, maps = fig.axes[:2], fig.axes[2:]
    assert [ax.get_title(loc="left") for ax in planes] == ["at random", "3 steps"]
    ways = [[line for line in ax.lines if line.get_marker() == "None"] for ax in planes]
    assert [len(lines) for lines in ways] == [0, 9]  # three words, three stretches of the way
    newest, oldest = ways[1][0], ways[1][4]
    assert newest.get_xydata() == pytest.approx(torch.tensor([[0.2, 0], [0.3, 0]]).numpy())
    assert oldest.get_xydata() == pytest.approx(torch.tensor([[0, 0], [0.1, 0]]).numpy())
    assert newest.get_alpha() > oldest.get_alpha()
    assert [label.get_text() for label in maps[0].get_yticklabels()] == ["pet", "food"]
    assert maps[0].get_yticks().tolist() == [0.5, 2]
    plt.close(fig)
    with pytest.raises(ValueError, match="a frame for each"):
        vector_plots.pulled_together(frames, cosines, ["pet", "pet", "food"], (0, 7))
