"""The pictures of notebook 01 show what they are given, and say it."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import same_color

from lecture_utils import figures
from lecture_utils.figures import tokens as pictures
from lecture_utils.figures.style import INK, KEY, SIGNED, VALUE_INK, use_style
from tests.figures.telling.panels import texts

E = torch.tensor([[1.0, -2.0, 0.0], [0.0, 3.0, 4.0]])
P = torch.tensor([[0.0, 5.0, 0.0], [-4.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
WORDS, IDS = [" the", " cat", " the"], [7, 9, 7]
VECTORS = E[[0, 1, 0]]


def boxes(ax, **look):
    """The patches of one size: height or width."""
    return [p for p in ax.patches
            if all(round(getattr(p, f"get_{k}")(), 2) == v for k, v in look.items())]  # fmt: skip


def test_a_page_opens_a_file_of_figures_by_its_name():
    assert figures.tokens is pictures
    with pytest.raises(AttributeError, match="no 'nonsense'"):
        figures.nonsense  # noqa: B018


def test_the_ribbon_shows_each_token_above_its_id_and_vector():
    figure, alt = pictures.ribbon(WORDS, IDS, VECTORS)
    [ax] = figure.axes
    at = {(t.get_text(), round(t.get_position()[0])) for t in ax.texts}
    assert {("␣the", 0), ("␣cat", 1), ("␣the", 2), ("7", 0), ("9", 1), ("7", 2)} <= at
    labels = texts(ax)
    assert "tokens" in labels and "token ids" in labels and "position" not in labels
    cells = boxes(ax, width=0.8)
    assert len(cells) == 9
    for box, value in zip(cells, VECTORS.ravel().tolist(), strict=True):
        assert same_color(box.get_facecolor(), SIGNED(0.5 + value / 4 / 2))
    numbers = [t for t in ax.texts if t.get_fontsize() == 8.5]
    assert [float(t.get_text()) for t in numbers] == VECTORS.ravel().tolist()
    assert alt == ("3 tokens, ␣the|␣cat|␣the; below each its id, and below that the 3 numbers of "
                   "its vector.")  # fmt: skip


def test_the_ribbon_adds_positions_and_frames_columns():
    figure, alt = pictures.ribbon(WORDS, IDS, VECTORS, P, framed=[0, 2])
    [ax] = figure.axes
    numbers = [float(t.get_text()) for t in ax.texts if t.get_fontsize() == 8.5]
    assert numbers == torch.cat([VECTORS, P, VECTORS + P]).ravel().tolist()
    frames = boxes(ax, width=0.88)
    assert [round(frame.get_x() + 0.44) for frame in frames] == [0, 2] * 3
    assert all(same_color(frame.get_edgecolor(), INK) for frame in frames)
    tops = [round(frame.get_y() + frame.get_height(), 2) for frame in frames]
    assert tops[0] == tops[1] > tops[2] == tops[3] > tops[4] == tops[5]
    assert [t.get_text() for t in ax.texts if t.get_fontsize() == 8] == ["0", "1", "2"]
    assert alt.endswith("Framed, places 0, 2: 1 distinct among the token vectors, 2 after the "
                        "position vector of each is added.")  # fmt: skip


def test_no_zero_of_the_ribbon_has_a_sign():
    figure, _ = pictures.ribbon([" a"], [1], torch.tensor([[-0.0, 1.0]]))
    assert "-0" not in texts(figure.axes[0])


def test_every_token_stays_inside_its_box():
    tokens = [" white", " elephant", " bank", " see", *"abcdefghijklm"]
    with plt.rc_context():
        use_style()
        figure, _ = pictures.ribbon(tokens, range(17), torch.ones(17, 4))
        figure.draw_without_rendering()
    [ax] = figure.axes
    outer = [box.get_window_extent() for box in boxes(ax, width=0.94)]
    inner = {text.get_text(): text.get_window_extent() for text in ax.texts}
    for token, box in zip(tokens, outer, strict=True):
        word = inner[pictures.visible(token)]
        assert box.x0 + 1 < word.x0 and word.x1 < box.x1 - 1


def test_the_ribbon_refuses_rows_that_do_not_fit():
    with pytest.raises(ValueError, match="2 tokens, 1 ids, 2 vectors"):
        pictures.ribbon(["a", "b"], [1], torch.zeros(2, 3))
    with pytest.raises(ValueError, match=r"vectors \(2, 3\), but positions \(3, 3\)"):
        pictures.ribbon(["a", "b"], [1, 2], torch.zeros(2, 3), P)


def test_the_cuts_have_one_box_a_token_as_wide_as_its_letters():
    figure, alt = pictures.cuts([("bytes", list("a cat")), ("pairs", ["a ", "c", "at"])])
    [ax] = figure.axes
    found = [(round(p.get_x()), -p.get_y(), round(p.get_width())) for p in ax.patches]
    assert found[-3:] == [(0, 1, 2), (2, 1, 1), (3, 1, 2)] and len(found) == 8
    assert {"5 tokens", "3 tokens", "␣"} <= set(texts(ax))
    assert alt == "Cuts of one text. bytes: a|␣|c|a|t; pairs: a␣|c|at."


def test_what_is_new_in_a_row_is_filled_more_strongly():
    rows = [("bytes", list("a cat")), ("pairs", ["a ", "c", "at"])]
    for new, expected in ((True, [True, False, True]), (False, [False] * 3)):
        figure, _ = pictures.cuts(rows, new)
        strong = [same_color(p.get_facecolor(), pictures.NEW) for p in figure.axes[0].patches]
        assert strong == [False] * 5 + expected
    assert pictures.NEW != pictures.TINT


def test_the_cuts_refuse_two_texts_but_not_broken_letters():
    with pytest.raises(ValueError, match="one text"):
        pictures.cuts([("one", ["a"]), ("two", ["b"])])
    figure, alt = pictures.cuts([("bytes", ["\ufffd", "\ufffd"]), ("whole", ["é"])])
    assert "1 token" in texts(figure.axes[0]) and alt.endswith("whole: é.")


@pytest.mark.parametrize("here, said", [(0, "sampling (notebook 1, you"), (2, "notebook 4, you")])
def test_the_map_marks_one_stage(here, said):
    figure, alt = pictures.stages(here)
    [ax] = figure.axes
    marked = [p.get_x() for p in ax.patches if same_color(p.get_edgecolor(), KEY)]
    assert len(ax.patches) == 3 and marked == [3.4 * here]
    assert sum("you are here" in word for word in texts(ax)) == 1 and said in alt


def test_the_product_shows_factors_and_result():
    one_hot = torch.tensor([[0, 1], [1, 0], [1, 0]])
    figure, alt = pictures.product(one_hot, E, ["b", "a", "a"], ["a", "b"])
    shown = [ax.images[0].get_array() for ax in figure.axes]
    for matrix, expected in zip(shown, (one_hot, E, E[[1, 0, 0]]), strict=True):
        assert np.array_equal(matrix, expected)
    assert [ax.images[0].get_clim() for ax in figure.axes[1:]] == [(-4, 4), (-4, 4)]
    for place, words in ((0, ["b", "a", "a"]), (1, ["a", "b"]), (2, ["b", "a", "a"])):
        assert [tick.get_text() for tick in figure.axes[place].get_yticklabels()] == words
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()] == ["a", "b"]
    below = [ax.get_xlabel() for ax in figure.axes]
    assert below == ["one-hot rows", "×  table $E$", "=  vectors"]
    assert "'b' picks [0 3 4], 'a' picks [1 -2 0]" in alt


def test_the_windows_stand_below_their_text_and_targets_below_inputs():
    inputs, targets = torch.tensor([[0, 1], [1, 2]]), torch.tensor([[1, 2], [2, 3]])
    figure, alt = pictures.windows(torch.arange(4), inputs, targets)
    [ax] = figure.axes
    drawn = [(round(p.get_x()), round(p.get_y(), 2), same_color(p.get_edgecolor(), VALUE_INK))
             for p in ax.patches]  # fmt: skip
    first = [(0, 0.42, False), (1, 0.42, False), (1, 0, True), (2, 0, True)]
    second = [(1, -0.68, False), (2, -0.68, False), (2, -1.1, True), (3, -1.1, True)]
    assert drawn == first + second
    assert [word for word in texts(ax) if word.isdigit()] == list("01121223")
    assert alt == "2 windows: reads [0 1], guesses [1 2]; reads [1 2], guesses [2 3]."


SHARES = {"one": [[0.2, 0.4], [0.8, 1.0]], "two": [[0.0, 0.1], [1.0, 1.0]]}


def lines(ax):
    """The lines that a legend names, and the bars: (heights, bars' ends)."""
    heights = [line.get_ydata() for line in ax.lines if line.get_marker() not in (None, "None", "")]
    bars = [sorted(line.get_ydata()) for line in ax.lines if len(line.get_ydata()) == 2
            and len(set(np.round(line.get_xdata(), 6))) == 1]  # fmt: skip
    return heights, bars


def test_by_width_draws_means_and_ranges():
    figure, alt = pictures.by_width([2, 4], SHARES)
    [ax] = figure.axes
    heights, bars = lines(ax)
    assert np.allclose(heights[:2], [[0.3, 0.9], [0.05, 1.0]])
    assert np.allclose(bars[:3], [[0.2, 0.4], [0.8, 1.0], [0, 0.1]])
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2", "4"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "two"]
    assert alt == ("Share right from 2 to 4 numbers: one about 30 % to about 90 %; two under 10 % "
                   "to over 99 %.")  # fmt: skip


def test_by_width_draws_a_line_for_chance():
    figure, _ = pictures.by_width([2, 4], SHARES, chance={"a coin": 0.5})
    [ax] = figure.axes
    flat = [line for line in ax.lines if set(line.get_ydata()) == {0.5}]
    [label] = [text for text in ax.texts if text.get_text() == "a coin"]
    assert len(flat) == 1 and label.get_position()[1] == 0.5
    plain, _ = pictures.by_width([2, 4], SHARES)
    assert len(plain.axes[0].lines) == len(ax.lines) - 1


def test_a_fifth_series_is_refused_by_name():
    with pytest.raises(ValueError, match="at most 4 can be told apart, got 5: a, b, c, d, e"):
        pictures.by_width([2], dict.fromkeys("abcde", [[0.2]]))
    with pytest.raises(ValueError, match="one: 3 widths, but values"):
        pictures.by_width([2, 4, 8], SHARES)


def test_the_waves_are_drawn_with_their_dot_products():
    waves = torch.tensor([[0.0, 1.0], [1.0, 0.0], [0.0, -1.0]])
    figure, alt = pictures.waves(waves)
    assert np.array_equal(figure.axes[0].images[0].get_array(), waves)
    assert figure.axes[1].lines[0].get_ydata().tolist() == [1, 0, -1]
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["0", "2"]
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()] == ["0", "1"]
    assert alt.startswith("Waves, 3 positions by 2 columns.") and "largest at distance 0" in alt
