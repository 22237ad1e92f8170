"""The input pictures show the matrices they are given, and frame the rows they are told to."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from lecture_utils.figures import input_plots

E = torch.tensor([[1.0, -2.0, 0.0], [0.0, 3.0, 4.0]])


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_the_product_shows_factors_and_result():
    one_hot = torch.tensor([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    fig = input_plots.draw_product(one_hot, E, ["b", "a", "b"], ["a", "b"], "title")
    shown = [ax.images[0].get_array() for ax in fig.axes]
    for matrix, expected in zip(shown, (one_hot, E, E[[1, 0, 1]]), strict=True):
        assert np.array_equal(matrix, expected)
    assert [ax.images[0].get_clim() for ax in fig.axes[1:]] == [(-4, 4), (-4, 4)]
    assert [tick.get_text() for tick in fig.axes[0].get_yticklabels()] == ["b", "a", "b"]


def test_the_sum_shows_three_tables_on_one_scale_and_frames_rows():
    fig = input_plots.draw_sum(E, 10 * E, ["a", "b"], framed=[1], title="title")
    assert np.array_equal(fig.axes[2].images[0].get_array(), 11 * E)
    for ax in fig.axes:
        assert ax.images[0].get_clim() == (-44, 44)
        assert [(p.get_y(), p.get_width()) for p in ax.patches] == [(0.5, 3)]


def test_by_width_draws_means_and_ranges():
    fig, ax = plt.subplots()
    input_plots.draw_by_width(ax, [2, 4], {"one": [[0.2, 0.4], [0.8, 1.0]]})
    assert np.allclose(ax.lines[0].get_ydata(), [0.3, 0.9])
    assert np.allclose([s[:, 1] for s in ax.collections[0].get_segments()], [[0.2, 0.4], [0.8, 1]])
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2", "4"]


def test_the_waves_are_drawn_with_their_dot_products():
    waves = torch.tensor([[0.0, 1.0], [1.0, 0.0], [0.0, -1.0]])
    fig = input_plots.draw_waves(waves, "title")
    assert np.array_equal(fig.axes[0].images[0].get_array(), waves)
    assert fig.axes[1].lines[0].get_ydata().tolist() == [1, 0, -1]
    assert [tick.get_text() for tick in fig.axes[0].get_yticklabels()] == ["0", "2"]
    assert [tick.get_text() for tick in fig.axes[0].get_xticklabels()] == ["0", "1"]


def test_a_fifth_series_is_refused_by_name():
    fig, ax = plt.subplots()
    with pytest.raises(ValueError, match="at most 4 series .* got 5"):
        input_plots.draw_by_width(ax, [2], dict.fromkeys("abcde", [[0.2]]))
    with pytest.raises(ValueError, match="one: 3 widths, but values"):
        input_plots.draw_by_width(ax, [2, 4, 8], {"one": [[0.2, 0.4], [0.8, 1.0]]})
