"""Pictures of notebook 04: what stands where, and bad input."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Arc

from lecture_utils.attention import causal_mask
from lecture_utils.figures import diagrams
from lecture_utils.figures import transformer_plots as tp
from lecture_utils.figures.style import KEY_INK, QUERY_INK

WORDS = ["the", "old", "cat", "sees"]


@pytest.fixture
def ax():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def test_arcs_lead_to_the_allowed_words_only(ax):
    tp.draw_looks(ax, WORDS, 2, causal_mask(4)[2])
    arcs = [patch for patch in ax.patches if isinstance(patch, Arc)]
    texts = {text.get_text(): text for text in ax.texts}
    assert len(arcs) == 3 and list(texts) == WORDS
    assert texts["cat"].get_color() == QUERY_INK and texts["cat"].get_weight() == "bold"
    assert texts["old"].get_color() == KEY_INK != texts["sees"].get_color()
    ends = {round(arc.center[0] - arc.width / 2, 6) for arc in arcs[:2]}
    assert ends == {round(texts[word].get_position()[0], 6) for word in ("the", "old")}


@pytest.mark.parametrize("place, allowed", [(4, [True] * 4), (-1, [True] * 4), (0, [True] * 3)])
def test_arcs_of_bad_input(ax, place, allowed):
    with pytest.raises(ValueError, match="expected 4 entries"):
        tp.draw_looks(ax, WORDS, place, allowed)


def test_a_mask_hatches_what_is_forbidden_and_shows_no_sums(ax):
    tp.draw_mask(ax, causal_mask(4), WORDS, WORDS)
    assert sum(patch.get_hatch() is not None for patch in ax.patches) == 6
    assert not ax.texts
    tones = np.asarray(ax.images[0].get_array())
    assert len(np.unique(tones[causal_mask(4).numpy()])) == 1


def test_guesses_stand_best_on_top(ax):
    tp.draw_guesses(ax, ["will", "does"], [0.7, 0.2], KEY_INK)
    assert [bar.get_width() for bar in ax.patches] == [0.7, 0.2] and ax.yaxis_inverted()
    with pytest.raises(ValueError, match="one chance a word"):
        tp.draw_guesses(ax, ["will"], [0.7, 0.2], KEY_INK)


def test_costs_are_grouped_by_layer_and_the_largest_is_named(ax):
    assert tp.draw_costs(ax, [[0.1, 0.4, 0.2], [0.0, -0.1, 0.3]]) == (0, 1)
    bars = [bar for bar in ax.patches if round(bar.get_width(), 6) == 0.8]
    assert [round(bar.get_height(), 6) for bar in bars] == [0.1, 0.4, 0.2, 0.0, -0.1, 0.3]
    dark = [bar.get_facecolor() for bar in bars]
    assert dark.count(dark[1]) == 1 and len(set(dark)) == 2
    with pytest.raises(ValueError, match="layers, heads"):
        tp.draw_costs(ax, [0.1, 0.2])


def test_only_the_translator_looks_across_and_only_decoders_look_backwards(ax):
    said = diagrams.draw_architectures(ax)
    assert [model for model, parts in said.items() if "cross" in parts] == ["translator (2017)"]
    assert "backwards" not in said["BERT"] and "everyone" not in said["GPT, GPT-2"]
    white = [patch for patch in ax.patches if patch.get_width() == 0.25
             and patch.get_facecolor() == plt.matplotlib.colors.to_rgba("#FCFBF8")]  # fmt: skip
    assert len(white) == 2 * 3  # two decoders, three forbidden cells each
