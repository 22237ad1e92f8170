"""What the figures of notebook 06 draw: numbers, colours, labels, order; and what they say."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex

from lecture_utils.figures import machine as figures
from lecture_utils.figures.style import INK, KEY, QUERY, SIGNED, VALUE
from tests.figures.telling.panels import texts


def titles(fig):
    return [ax.get_title(loc) for ax in fig.axes for loc in ("left", "center") if ax.get_title(loc)]


def drawn(ax):
    return np.asarray(ax.images[0].get_array())


def test_pictures_stand_under_their_titles():
    sheet = torch.rand(7, 3, 4, 4)
    names = ["dog", "cat", "dog", "cat", "dog", "cat", "car"]
    fig, alt = figures.pictures(sheet, names)
    assert titles(fig) == names and alt.endswith("Written above them: car, cat, dog.")
    for ax, picture in zip(fig.axes, sheet, strict=False):
        np.testing.assert_allclose(drawn(ax), picture.permute(1, 2, 0), atol=1e-6)
    assert not fig.axes[7].images
    with pytest.raises(ValueError, match="one title a picture: 2 and 1"):
        figures.pictures(torch.rand(2, 3, 4, 4), ["a"])


def test_one_step_goes_down_the_curve():
    weights = np.linspace(-2, 2, 401)
    fig, alt = figures.step(weights, weights**2, start=1.0, slope=2.0, rate=0.25)
    [ax] = fig.axes
    curve, tangent, fall, before, after = ax.lines
    assert to_hex(curve.get_color()) == INK.lower() and to_hex(tangent.get_color()) == KEY.lower()
    x, y = tangent.get_data()
    assert np.diff(y) / np.diff(x) == pytest.approx(2) and np.mean(y) == pytest.approx(1)
    assert (before.get_xdata()[0], before.get_ydata()[0]) == pytest.approx((1, 1))
    assert (after.get_xdata()[0], after.get_ydata()[0]) == pytest.approx((0.5, 0.25))
    assert to_hex(fall.get_color()) == QUERY.lower()
    [arrow] = [text for text in ax.texts if text.arrow_patch]
    assert (arrow.xyann, arrow.xy) == ((1, pytest.approx(1)), (0.5, pytest.approx(1)))
    words = texts(ax)
    assert "one step: −0.25 · 2.00" in words and "after: loss 0.25" in words
    assert ax.get_xlabel() == "the weight w" and "leads to w = 0.50, where the loss is 0.25" in alt


def test_a_matrix_is_drawn_as_first_row_minus_second():
    noise = np.random.default_rng(0).normal(size=(2, 3, 32, 32))
    learned = np.zeros((2, 3, 32, 32))
    learned[0, :, 14:20, 3:8] = learned[1, :, 12:18, 14:18] = 2.0
    examples = {"a cat": torch.rand(3, 32, 32)}
    fig, alt = figures.weights(examples, {"start": noise, "end": learned}, ["cat", "dog"])
    assert titles(fig)[:3] == ["a cat", "start", "end"]
    first, last = fig.axes[1:3]
    np.testing.assert_allclose(drawn(first), noise[0].mean(0) - noise[1].mean(0))
    assert drawn(last)[16, 5] == 2 and drawn(last)[13, 15] == -2
    assert last.images[0].get_cmap() == SIGNED and last.images[0].get_clim()[0] < -1
    assert first.images[0].get_clim() == last.images[0].get_clim()  # one scale
    scale = [label.get_text() for label in fig.axes[-1].get_yticklabels()]
    assert scale == ["light here:\ndog", "nothing", "light here:\ncat"]
    assert "start: noise" in alt
    assert "end: a pattern, light speaks most for cat at the sides, most for dog in the mid" in alt
    alone = figures.weights({}, {"end": learned}, ["cat", "dog"])[0]
    assert titles(alone)[:1] == ["end"]


def test_a_window_is_framed_where_it_answers():
    picture, window = np.arange(15.0).reshape(3, 5), np.array([[1.0, 0], [0, -1]])
    answers = np.array([[-6.0, -6, -6, 8], [-6, -6, -6, -6]])
    fig, alt = figures.window(picture, window, answers, place=(1, 2))
    assert titles(fig) == ["picture", "window", "answers"]
    for ax, values in zip(fig.axes, (picture, window, answers), strict=True):
        np.testing.assert_array_equal(drawn(ax), values)
    seen, answer = (ax.patches[-1] for ax in (fig.axes[0], fig.axes[2]))
    assert seen.get_xy() == answer.get_xy() == (1.5, 0.5)
    assert (seen.get_width(), seen.get_height(), answer.get_width()) == (2, 2, 1)
    assert "for the answer -6" in alt and "largest answer stands in row 0, column 3" in alt


def test_a_report_shows_loss_table_shares_and_guess():
    table = [[3, 1], [0, 4]]
    fig, alt = figures.report([0.7, 0.3], 5, table, ["cat", "dog"], [0.2, 0.8], torch.rand(3, 8, 8))
    curve, confusion, shares, guess = fig.axes[:4]
    assert curve.lines[0].get_ydata().tolist() == [0.7, 0.3] and curve.get_xlim()[1] == 5.5
    assert drawn(confusion).tolist() == [[0.75, 0.25], [0, 1]]
    assert (confusion.get_xlabel(), confusion.get_ylabel()) == ("guess", "truth")
    assert texts(confusion) == ["3", "1", "0", "4"]
    assert [bar.get_width() for bar in shares.patches] == [0.75, 1]
    assert texts(shares) == ["75%", "100%"]
    colours = [to_hex(bar.get_facecolor()) for bar in guess.patches]
    assert colours == [QUERY.lower(), KEY.lower()]
    assert [t.get_text() for t in guess.get_yticklabels()] == ["cat", "dog"]
    assert shares.yaxis_inverted()  # the first class on top, as in the table
    assert alt == (
        "Classes: cat, dog. 2 of 5 epochs; on held-out pictures clearly better than chance: yes."
    )


@pytest.mark.parametrize("table, says", [([[5, 5], [5, 5]], "no."), ([[1, 9], [9, 1]], "no.")])
def test_chance_is_told_from_better(table, says):
    assert figures.report([0.7], 1, table, ["a", "b"])[1].endswith(says)


def test_before_a_training_a_report_is_empty():
    fig, alt = figures.report([], 2, None, ["cat", "dog"])
    words = [text.get_text() for ax in fig.axes for text in ax.texts]
    assert words == ["nothing tested yet", "", "no picture asked about yet"]
    assert alt.endswith("0 of 2 epochs; no test yet.")


def test_more_bars_than_colours_are_refused():
    with pytest.raises(ValueError, match="at most 3 names"):
        figures.report([], 1, None, list("abcd"), [0.25] * 4)
    with pytest.raises(ValueError, match=r"2 names and shares \(3,\)"):
        figures.report([], 1, None, list("ab"), [0.2] * 3)
    fig, _ = figures.report([], 1, None, list("abc"), [0.2] * 3)
    assert to_hex(fig.axes[3].patches[2].get_facecolor()) == VALUE.lower()


def square():
    where = torch.zeros(32, 32)
    where[8:24, 12:28] = 1
    return where


def test_the_costliest_place_is_framed_and_marked():
    falls = torch.zeros(2, 7, 7)
    falls[0, 2, 5], falls[1, 6, 0] = 0.4, 0.9  # the mean's costliest place is the other picture's
    sheet = torch.rand(2, 3, 32, 32)
    maps = {"grey": falls, "own": falls.flip(2)}
    fig, alt = figures.occlusion(sheet, maps, square(), count=1)
    picture, all_cats = fig.axes[:2]
    np.testing.assert_allclose(drawn(picture), sheet[0].permute(1, 2, 0), atol=1e-6)
    np.testing.assert_allclose(drawn(all_cats), square())
    dot, other = picture.lines
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (23.5, 11.5)  # middle of dots 20…27, 8…15
    assert dot.get_markerfacecolor() != other.get_markerfacecolor()
    grey, mean, own = fig.axes[2], fig.axes[3], fig.axes[4]
    assert grey.get_ylabel() == "grey" and own.get_ylabel() == "own" and drawn(own)[2, 1] > 0.3
    np.testing.assert_allclose(drawn(mean), falls.mean(dim=0))
    assert [ax.patches[0].get_xy() for ax in (grey, mean)] == [(4.5, 1.5), (-0.5, 5.5)]
    assert grey.images[0].get_clim() == (-1, 1)
    assert mean.images[0].get_clim() == pytest.approx((-0.45, 0.45))  # seen on a scale of its own
    assert mean.collections and not grey.collections  # the outline, over the mean only
    assert alt.endswith("In the mean the costliest place is not the same.")


def test_noise_has_no_costliest_place():
    falls = torch.zeros(2, 7, 7)
    falls[0, 2, 5], falls[1, 3, 3] = 0.05, 0.049
    fig, _ = figures.occlusion(torch.rand(2, 3, 32, 32), {"grey": falls}, square(), count=2)
    (sure, noise), (marked, bare) = fig.axes[3:5], fig.axes[:2]
    assert len(sure.patches) == len(marked.lines) == 1
    assert not noise.patches and not bare.lines


def test_pictures_and_maps_stand_in_one_column():
    falls = torch.rand(4, 7, 7)
    fig, _ = figures.occlusion(torch.rand(4, 3, 32, 32), {"a": falls, "b": falls}, square())
    fig.draw_without_rendering()
    left = {round(ax.get_position().x0, 3) for ax in (fig.axes[1], fig.axes[6], fig.axes[11])}
    assert len(left) == 1


def test_a_map_of_each_seed_is_drawn():
    grey, own = torch.eye(7).tolist(), torch.eye(7).flip(1).tolist()
    rows = [{"seed": seed, "grey": grey, "own": own} for seed in (4, 5)]
    fig, alt = figures.looks(rows, square(), lambda fall: "here" if fall[0][0] else "there")
    assert titles(fig) == ["seed 4", "seed 5"]
    assert [drawn(ax).tolist() for ax in fig.axes[:4]] == [grey, grey, own, own]
    assert fig.axes[2].patches[0].get_xy() == (5.5, -0.5)
    # The patch of place k covers dots 4k to 4k + 7: dots 8 to 23 are places 1.125 to 4.875.
    line = fig.axes[0].collections[0].get_paths()[0].vertices
    assert line.min(axis=0).tolist() == pytest.approx([2.0, 1.0])  # half a dot outside
    assert line.max(axis=0).tolist() == pytest.approx([6.0, 5.0])
    assert fig.axes[0].get_ylim() == (6.5, -0.5)
    assert "grey patch: here 2. patch like the background: there 2." in alt


def dots(ax):
    """{row on the page: shares}, in the colour of each."""
    found = {}
    for part in ax.collections:
        colours = np.broadcast_to(part.get_facecolors(), (len(part.get_offsets()), 4))
        for (x, y), colour in zip(part.get_offsets(), colours, strict=True):
            found.setdefault((round(y), to_hex(colour)), []).append(round(float(x), 2))
    return found


def test_each_training_is_a_dot_and_each_mean_a_line():
    groups = {"grass": {"before": [0.1, 0.3], "after": [0.8, 0.9]},
              "dark": {"before": [0.5, 0.5], "after": [0.6, 0.8]}}  # fmt: skip
    fig, alt = figures.spread(groups, "share")
    [ax] = fig.axes
    assert dots(ax) == {(0, KEY.lower()): [0.1, 0.3], (0, QUERY.lower()): [0.8, 0.9],
                        (1, KEY.lower()): [0.5, 0.5], (1, QUERY.lower()): [0.6, 0.8]}  # fmt: skip
    means = [
        (line.get_xdata()[0], np.mean(line.get_ydata()))
        for line in ax.lines
        if len(line.get_xdata())
    ]
    assert np.allclose(means, [(0.2, 0), (0.85, 0), (0.5, 1), (0.7, 1)])
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["before", "after"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["grass", "dark"]
    assert alt == ("Share, means: grass before about 20 %, grass after about 85 %, "
                   "dark before about 50 %, dark after about 70 %.")  # fmt: skip


def test_groups_without_a_repair_have_one_row_of_dots():
    fig, _ = figures.spread({"pets": [0.8, 0.9], "cars": [0.7]}, "share")
    assert {row: shares for (row, _), shares in dots(fig.axes[0]).items()} == {
        0: [0.8, 0.9], 1: [0.7]
    }  # fmt: skip
    assert fig.axes[0].get_legend() is None
