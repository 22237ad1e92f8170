"""Pictures of notebook 04: what stands where, and bad input."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgba
from matplotlib.patches import Arc

from lecture_utils.attention import causal_mask
from lecture_utils.figures import transformers as figures
from lecture_utils.figures.style import KEY, KEY_INK, QUERY, QUERY_INK, WEIGHT_INK
from tests.figures.telling.panels import by_words, texts

WORDS = ["the", "old", "cat", "sees"]


def hatched(ax):
    return sum(patch.get_hatch() is not None for patch in ax.patches)


def test_arcs_lead_to_the_allowed_words_only():
    figure, alt = figures.looks(WORDS, 2, {"BERT": [True] * 4, "GPT": causal_mask(4)[2]})
    both, back = figure.axes
    arcs = [patch for patch in back.patches if isinstance(patch, Arc)]
    words = by_words(back)
    assert len(arcs) == 3 and list(words) == WORDS
    assert words["cat"].get_color() == QUERY_INK and words["cat"].get_weight() == "bold"
    assert words["old"].get_color() == KEY_INK != words["sees"].get_color()
    ends = {round(arc.center[0] - arc.width / 2, 6) for arc in arcs[:2]}
    assert ends == {round(words[word].get_position()[0], 6) for word in ("the", "old")}
    assert len([patch for patch in both.patches if isinstance(patch, Arc)]) == 4
    assert "BERT: “cat” may look at every word; GPT: “cat” may look backwards only" in alt


@pytest.mark.parametrize("place, allowed", [(4, [True] * 4), (-1, [True] * 4), (0, [True] * 3)])
def test_arcs_of_bad_input(place, allowed):
    with pytest.raises(ValueError, match="expected 4 entries"):
        figures.looks(WORDS, place, {"BERT": allowed})


def test_a_mask_hatches_what_is_forbidden_and_shows_no_sums():
    everyone = torch.ones(4, 4, dtype=torch.bool)
    figure, alt = figures.masks({"all": everyone, "backwards": causal_mask(4)}, WORDS)
    assert [hatched(ax) for ax in figure.axes] == [0, 6]
    assert [ax.get_xlabel() for ax in figure.axes] == ["all", "backwards"]
    assert not figure.axes[1].texts
    tones = np.asarray(figure.axes[1].images[0].get_array())
    assert len(np.unique(tones[causal_mask(4).numpy()])) == 1
    assert "all, 16 of 16 cells allowed; backwards, 10 of 16 cells allowed" in alt


def test_maps_of_self_attention_hatch_one_and_say_where_the_weight_is():
    back = causal_mask(4).float() / causal_mask(4).sum(dim=1, keepdim=True)
    ahead = torch.tensor([[0.0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]])
    figure, alt = figures.self_attention({"GPT": (back, causal_mask(4)), "B": (ahead, None)}, WORDS)
    assert [hatched(ax) for ax in figure.axes] == [6, 0]
    assert "GPT: none of all weight on words ahead, more than a third" in alt
    assert "B: more than a third of all weight on words ahead, some on words behind" in alt


def test_the_architectures_differ_where_they_should():
    figure, alt = figures.architectures()
    [ax] = figure.axes
    written = texts(ax)
    assert written.count("cross-\nattention") == 1 and written.count("self-\nattention") == 4
    assert written.count("feed-forward") == 4 and written.count("logits") == 3
    assert written.count("+") == 9  # a sum for each part
    assert written.count("× 12") == written.count("× 6") == 2
    assert hatched(ax) == 2  # two decoders that have read two words: one forbidden cell each
    filled = [patch for patch in ax.patches if patch.get_facecolor() == to_rgba(WEIGHT_INK)]
    assert len(filled) == 2 * 9 + 2 * 3 + 2 * 3  # two squares, two triangles, 2 × 3 across
    gpt = alt.split("GPT-2: ")[1]
    assert "cross" not in gpt and "backwards" in gpt and "everyone" not in gpt
    assert "encoder only: 12 blocks of self-attention (everyone)" in alt


def test_norms_stand_behind_the_sums_and_in_gpt_2_in_front_of_the_parts():
    figure, alt = figures.architectures()
    written = {}
    for text in figure.axes[0].texts:
        x, y = text.get_position()
        written.setdefault(text.get_text(), []).append((round(x, 6), round(y, 6)))
    gpt, bert = (written[guess][0][0] for guess in ("cat", "old"))  # what stands on top

    def heights(word, middle):
        return sorted(y for x, y in written[word] if x == middle)

    assert len(written["norm"]) == 9 + 1  # one for each sum, and GPT-2's last one
    assert len(heights("norm", gpt)) == 3 and heights("norm", gpt)[-1] > heights("+", gpt)[-1]
    for norm, plus in zip(heights("norm", gpt)[:2], heights("+", gpt), strict=True):
        assert plus - 1.6 < norm < plus - figures.TALL  # below the box whose sum is above it
    for norm, plus in zip(heights("norm", bert), heights("+", bert), strict=True):
        assert plus < norm < plus + 0.5
    assert "BERT: " in alt and alt.count("a LayerNorm behind each sum") == 2
    assert "a LayerNorm in front of each part and at the end" in alt.split("GPT-2: ")[1]


def test_heads_are_divided_until_they_are_projected():
    tables = {"split": np.arange(12).reshape(3, 4), "project": np.ones((3, 4))}
    figure, alt = figures.heads_by_hand(tables, ["the", "old", "cat"], cut=2)
    first, last = figure.axes
    assert [line.get_xdata()[0] for line in first.lines] == [1.5] and not last.lines
    assert "split, last row 8, 9, 10, 11; project, last row 1, 1, 1, 1" in alt


def test_guesses_stand_best_on_top():
    figure, alt = figures.guesses(
        {"GPT": (["will", "does"], [0.7, 0.2], "query"), "BERT": (["is"], [0.9], "key")}
    )
    gpt, bert = figure.axes
    assert [bar.get_width() for bar in gpt.patches] == [0.7, 0.2] and gpt.yaxis_inverted()
    assert [label.get_text() for label in gpt.get_yticklabels()] == ["will", "does"]
    colours = [ax.patches[0].get_facecolor() for ax in (gpt, bert)]
    assert colours == [to_rgba(QUERY), to_rgba(KEY)]
    assert gpt.get_xlim() == bert.get_xlim() and "GPT: will, does; BERT: is" in alt
    with pytest.raises(ValueError, match="one chance a word"):
        figures.guesses({"GPT": (["will"], [0.7, 0.2], "query")})


def test_losses_are_named_at_their_ends():
    figure, alt = figures.losses({"GPT": [5.0] * 10 + [1.0] * 10, "BERT": [5.0] * 18}, words=100)
    [ax] = figure.axes
    assert ax.lines[0].get_ydata()[-1] == 1.0 and ax.lines[1].get_ydata()[-1] == 5.0
    assert ax.get_xlim() == (0, 20)  # of the longest: names stand beside the axis, not on it
    assert ax.lines[2].get_ydata()[0] == pytest.approx(np.log(100)) and not ax.get_legend()
    assert by_words(ax)["GPT"].xy == (20, 1.0) and "not all fall" in alt
    alt = figures.losses({"honest": [5, 3], "leaking": [5, 1]}, ("in use", 6.0))[1]
    assert alt.endswith("from the lowest: leaking, honest, in use.")


def test_costs_are_grouped_by_layer_and_the_largest_is_named():
    figure, alt = figures.costs({"GPT": [[0.1, 0.4, 0.2], [0.0, -0.1, 0.3]]})
    [ax] = figure.axes
    bars = [bar for bar in ax.patches if round(bar.get_width(), 6) == 0.8]
    assert [round(bar.get_height(), 6) for bar in bars] == [0.1, 0.4, 0.2, 0.0, -0.1, 0.3]
    dark = [bar.get_facecolor() for bar in bars]
    assert dark.count(dark[1]) == 1 and len(set(dark)) == 2
    assert "GPT: most by head 1 of layer 0" in alt
    with pytest.raises(ValueError, match="layers, heads"):
        figures.costs({"GPT": [0.1, 0.2]})


def test_temperatures_say_what_rises_and_falls():
    figure, alt = figures.temperatures((0.2, 1, 3), [0.3, 0.9, 1], [1, 0.9, 0.2])
    assert [list(line.get_ydata()) for line in figure.axes[0].lines] == [
        [0.3, 0.9, 1], [1, 0.9, 0.2],
    ]  # fmt: skip
    assert "different texts rises and the share of familiar word pairs falls" in alt


def test_texts_stand_under_their_group():
    figure, alt = figures.texts({"0.2": [["a", "b"], ["c"]], "3": [["d"]]})
    assert list(texts(figure.axes[0])) == ["0.2", "a b", "c", "3", "d"]
    assert alt == "Texts. 0.2: a b; c. 3: d."
