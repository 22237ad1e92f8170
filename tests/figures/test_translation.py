"""The pictures of notebook 02 say what their data say."""

from collections import Counter

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color, to_rgba

from lecture_utils.figures import translation as figures
from lecture_utils.figures.style import INK, KEY, KEY_INK, MUTED, QUERY, QUERY_INK
from tests.figures.telling.panels import by_words


def test_the_bottleneck_has_a_circle_a_word_and_one_vector():
    figure, alt = figures.bottleneck(["a", "cat"], ["un", "vieux", "chat"], cells=4)
    [ax] = figure.axes
    circles = [patch for patch in ax.patches if isinstance(patch, plt.Circle)]
    assert len(circles) == 5 and len(ax.patches) == 5 + 4
    assert [to_rgba(KEY)] * 2 + [to_rgba(QUERY)] * 3 == [it.get_facecolor() for it in circles]
    found = by_words(ax)
    assert {"a", "cat", "un", "vieux", "chat", "one vector"} <= set(found)
    source, target = found["cat"].get_position(), found["un"].get_position()
    assert source[1] < 0 < target[1]
    assert source[0] < found["one vector"].get_position()[0] < target[0]
    assert alt.startswith("2 English words") and "3 French words" in alt


@pytest.mark.parametrize("update, new, left", [(1, 0.8, 100), (0, -0.5, 0), (0.9, 0.67, 8)])
def test_a_gate_mixes_old_and_candidate(update, new, left):
    figure, alt = figures.gate(update)
    step, rest = figure.axes
    places = {text.split()[0]: it.xy[0] for text, it in by_words(step).items()}
    assert places["new"] == pytest.approx(new)
    assert (places["candidate"], places["old"]) == (-0.5, 0.8)
    assert by_words(step)[f"new {new:.2f}"].get_color() == INK
    bars = [bar.get_height() for bar in rest.patches]
    assert bars == pytest.approx([update**number for number in range(25)])
    assert f"the new number {new:.2f}" in alt and f"{left} % of the old number is left" in alt


def test_a_gate_is_no_other_number():
    with pytest.raises(ValueError, match="from 0 to 1, got 1.2"):
        figures.gate(1.2)


def test_the_parts_are_named_as_in_the_code_and_flow_upwards():
    figure, alt = figures.parts(["a", "cat"], ["un"], "chat", 192, 128, 400)
    [ax] = figure.axes
    found = by_words(ax)
    height = {name: text.get_position()[1] for name, text in found.items()}
    up = ["a cat", "last (192)"], ["un", "state (192)", "combine", "features (128)", "output",
                                   "scores (400)", "chat"]  # fmt: skip
    for column in up:
        assert [height[name] for name in column] == sorted(height[name] for name in column)
    assert found["a cat"].get_color() == KEY_INK and found["un"].get_color() == QUERY_INK
    assert "Encoder, from below: words, gru" in alt
    assert "words, gru, combine, output; after 'un' comes 'chat'" in alt


def test_losses_are_drawn_with_their_average_and_the_blind_guess():
    figure, alt = figures.losses([4.0, 2.0, 0.0], choices=np.e, window=3)
    each, average, guess = figure.axes[0].lines
    assert each.get_ydata().tolist() == [4.0, 2.0, 0.0]
    assert (average.get_xdata().tolist(), average.get_ydata().tolist()) == ([1], [2.0])
    assert guess.get_ydata() == pytest.approx([1.0, 1.0])
    assert "the loss starts away from a blind guess" in alt and "falls below 3" in alt


def by_place(led, alone, in_order, other):
    return {"led": led, "alone": alone, "in_order": in_order, "other_english": other}


def test_drift_names_its_lines_at_their_ends():
    lines = [0.9, 0.8, 0.7], [0.9, 0.4, 0.1], [0.9, 0.6, 0.5], [0.3, 0.3, 0.3]
    figure, alt = figures.drift(by_place(*lines) | {"by_luck": [0, 0, 0]})
    [ax] = figure.axes
    assert [list(line.get_ydata()) for line in ax.lines] == list(lines)
    assert list(ax.lines[0].get_xdata()) == [1, 2, 3]
    assert [line.get_color() for line in ax.lines] == [INK, MUTED, MUTED, MUTED]
    assert len({line.get_linestyle() for line in ax.lines}) == 4
    found = by_words(ax)
    names = "led by the hand", "alone", "alone, shift allowed", "led, other English"
    for name, line in zip(names, lines, strict=True):
        assert found[name].get_position() == pytest.approx((3.05, line[-1]), abs=0.1)
    assert "led by the hand: falling; alone: falling" in alt and "English: flat" in alt


def test_names_of_lines_that_end_together_stand_apart():
    figure, _ = figures.drift(by_place(*[[0.9, 0.5, 0.5]] * 4))
    heights = sorted(text.get_position()[1] for text in figure.axes[0].texts)
    assert min(np.diff(heights)) > 0.04


def test_memory_shows_both_states_the_level_and_the_other_trainings():
    kept, raw = [0.6, 0.2, 0.2, 0.2, 0.2, 0.7], [1, 0.5, 0.1, 0.0, 0.0, 0.0]
    figure, alt = figures.memory(kept, raw, 0.05, [kept[::-1], kept])
    lines = figure.axes[0].lines
    assert [list(line.get_ydata()) for line in lines[:2]] == [kept[::-1], kept]
    assert [list(line.get_ydata()) for line in lines[2:4]] == [kept, raw]
    assert lines[0].get_linewidth() < lines[2].get_linewidth()
    assert list(lines[4].get_ydata()) == [0.05, 0.05]
    assert "trained: a trough; untrained: falling; a level, betting" in alt
    assert "2 thin lines" in alt


def test_gradients_are_on_a_logarithmic_scale():
    figure, alt = figures.gradients({"plain": [1, 1e-3, 1e-6], "gated": [1, 0.5, 0.4]})
    [ax] = figure.axes
    assert ax.get_yscale() == "log" and len(ax.lines) == 2
    assert set(by_words(ax)) == {"plain", "gated"} and "plain: falling" in alt
    with pytest.raises(ValueError, match="at most 4 can be told apart"):
        figures.gradients({str(number): [1] for number in range(5)})


def test_no_tick_stands_under_the_names_of_lines():
    ax = figures.drift(by_place(*[np.arange(17) / 17] * 4))[0].axes[0]
    assert list(ax.get_xticks()) == [1, 3, 5, 7, 9, 11, 13, 15, 17]
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
    assert figures.shape_of(values) == shape
    assert figures.shape_of([10 * value + 7 for value in values]) == shape
    with pytest.raises(ValueError, match="at least 3 values, got 2"):
        figures.shape_of(values[:2])
    with pytest.raises(ValueError, match="NaN"):
        figures.shape_of([*values, float("nan")])


def test_bars_are_shares_fill_the_row_and_narrow_ones_are_named_beside():
    counts = {"a": Counter(right=97, turned=3), "b": Counter(missing=2), "c": {"turned": 1}}
    figure, alt = figures.outcomes(counts)
    [ax] = figure.axes
    names = [label.get_text() for label in ax.get_yticklabels()]
    widths = [[bar.get_width() for bar in bars] for bars in ax.containers]
    assert names == ["c", "b", "a"]
    assert np.allclose(widths, [[0, 0, 97], [100, 0, 3], [0, 100, 0]])
    colours = [bars[0].get_facecolor() for bars in ax.containers]
    assert same_color(colours[0], MUTED) and same_color(colours[1], KEY)
    assert sorted(by_words(ax)) == ["100 %", "3 %", "97 %"]
    assert by_words(ax)["3 %"].get_position()[0] > 100
    assert "Most often right: a; a tenth or more turned: c." in alt


def test_order_has_a_dot_a_training_and_a_line_through_the_means():
    shares = {"last state": [[0, 0.1, 0.2], [0, 0.3, 0.4]], "attention": [[0, 0, 0]]}
    figure, alt = figures.order(["1", "2–3", "4+"], shares)
    [ax] = figure.axes
    last, looking = ax.lines
    assert last.get_ydata() == pytest.approx([0, 20, 30]) and last.get_color() == MUTED
    assert looking.get_ydata() == pytest.approx([0, 0, 0]) and looking.get_color() == QUERY
    dots = np.concatenate([it.get_offsets()[:, 1] for it in ax.collections])
    assert sorted(dots) == pytest.approx([0, 0, 0, 0, 0, 10, 20, 30, 40])
    assert "at 1, 2–3, 4+ words apart. last state: 0, 20, 30; attention: 0, 0, 0." in alt
    with pytest.raises(ValueError):
        figures.order(["1", "2–3"], shares)


def test_without_attention_lines_of_order_differ_in_dash_and_none_is_blue():
    rows = [[0, 0.1, 0.2]]
    [ax] = figures.order(["1", "2–3", "4+"], {"long": rows, "short": rows})[0].axes
    assert [line.get_color() for line in ax.lines] == [MUTED, MUTED]
    assert [line.get_linestyle() for line in ax.lines] == ["-", "--"]


def test_a_falling_line_leaves_room_for_a_question():
    figure, alt = figures.falling(["1–2", "3–4", "5–6"], [80, 40, 20], [[70, 50, 60]])
    [ax] = figure.axes
    thin, line = ax.lines
    assert list(line.get_ydata()) == [80, 40, 20] and list(thin.get_ydata()) == [70, 50, 60]
    assert thin.get_linewidth() < line.get_linewidth() and thin.get_linestyle() == "--"
    assert by_words(ax)["?"].get_position()[1] > line.get_ydata()[1]
    assert by_words(ax)["?"].get_color() == QUERY
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1–2", "3–4", "5–6"]
    assert alt.startswith("2 lines of BLEU") and "2 of them end lower" in alt
    with pytest.raises(ValueError):
        figures.falling(["1–2", "3–4", "5–6"], [80, 40, 20], [[70, 50]])


def test_the_dial_draws_the_chosen_line_in_full():
    curves = {"48": [60, 10], "192": [80, 30], "448": [90, 31]}
    figure, alt = figures.dial(["5–8", "9–12"], curves, "192")
    [ax] = figure.axes
    assert [list(line.get_ydata()) for line in ax.lines] == list(curves.values())
    widths = [line.get_linewidth() for line in ax.lines]
    assert widths[1] > max(widths[0], widths[2]) and ax.lines[1].get_color() == INK
    found = by_words(ax)
    assert found["192"].get_weight() == "bold" and found["48"].get_weight() == "normal"
    assert "in full: 192" in alt and alt.endswith("from the worst to the best: 48, 192, 448.")
    with pytest.raises(ValueError, match="expected one of 48, 192, 448, got '96'"):
        figures.dial(["5–8", "9–12"], curves, "96")
