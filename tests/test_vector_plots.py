"""The plane that shows most, checked against a known cloud; words at their points."""

import matplotlib.pyplot as plt
import pytest
import torch

from lecture_utils import vector_plots


def test_best_plane_of_a_known_cloud():
    draw = torch.Generator().manual_seed(0)
    cloud = torch.randn(500, 4, generator=draw) * torch.tensor([5.0, 0.1, 3.0, 0.1]) + 7
    middle, directions, share = vector_plots.best_plane(cloud)
    assert torch.allclose(middle, torch.full((4,), 7.0), atol=0.6)
    assert torch.allclose(
        directions.abs(), torch.tensor([[1.0, 0, 0, 0], [0, 0, 1, 0]]), atol=0.1
    )
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
