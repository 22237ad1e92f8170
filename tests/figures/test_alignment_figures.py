"""The figures of notebook 03 say in words what they draw."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_utils.figures import alignment_figures as figures
from lecture_utils.translate import Translation
from tests.figures.test_alignment_plots import BOAT, WEIGHTS

ONE = Translation(BOAT.english, BOAT.french, WEIGHTS, {})


@pytest.fixture(autouse=True)
def no_figure_is_left():
    yield
    plt.close("all")


def titles(fig):
    return [ax.get_title(loc="left") or ax.get_title() for ax in fig.axes]


def test_the_mixture_names_weights_and_context():
    values = np.array([[-1, 0], [-1, 2], [1, -2]])
    fig, alt = figures.mixture(np.array([0.25, 0.15, 0.6]), values, ["the", "white", "boat"])
    assert titles(fig)[0] == "“boat” gets most"
    assert "the 0.25, white 0.15, boat 0.60" in alt and "(0.20, -0.90)" in alt


def test_the_corner_says_the_map_and_the_frame():
    fig, alt = figures.corner(WEIGHTS, BOAT)
    assert "'bateau' looks at 'boat'" in alt and "dashed frame" in alt and len(fig.axes) == 1


def test_the_lowest_class_of_each_seed_is_named():
    counts = {
        "seed 0": {"noun": [9, 10], "verb": [1, 2]},
        "seed 1": {"noun": [1, 9], "verb": [2, 2]},
    }
    fig, alt = figures.shares_on_gold(counts)
    assert alt.endswith("Lowest: verb with seed 0, noun with seed 1.")
    assert [list(line.get_xdata()) for line in fig.axes[0].lines][0] == [90, 50]


def test_each_model_has_its_panel_and_its_misses_counted():
    fig, alt = figures.misses({"seed 0": WEIGHTS, "seed 1": np.eye(4)[[0, 2, 1, 3]]}, BOAT)
    assert titles(fig) == ["seed 0: 1 off gold", "seed 1: 0 off gold"]
    assert "seed 0: Attention map" in alt and "'blanc' looks at 'white'" in alt.split("seed 1")[1]


def test_translations_stand_side_by_side():
    fig, alt = figures.translations([ONE, ONE])
    assert len(fig.axes) == 2 and alt.count("'dort' looks at 'sleeps'") == 2
    fig, _ = figures.translations([ONE], ["Where each word looked"])
    assert titles(fig) == ["Where each word looked"]


def test_the_fan_names_the_word_and_its_look():
    fig, alt = figures.fan(ONE, 1)
    assert titles(fig) == ["To write « bateau », look at “boat”"]
    assert alt == "The decoder is writing 'bateau' and looks most at 'boat'."
