"""The figures of notebook 03 draw, and say, what their data say."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from lecture_utils.corpus.pair import Pair
from lecture_utils.figures import alignment as figures
from lecture_utils.figures.style import MUTED, QUERY
from lecture_utils.translate import Translation
from tests.figures.telling.panels import texts

BOAT = Pair(
    "the white boat sleeps".split(),
    "le bateau blanc dort".split(),
    {(0, 0), (1, 2), (2, 1), (3, 3)},
    ["determiner", "adjective", "noun", "verb"],
    {(1, 2)},
)
WEIGHTS = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.1, 0.3, 0.5, 0.1], [0, 0, 0, 1]])
ONE = Translation(BOAT.english, BOAT.french, WEIGHTS, {})
STATES, WORDS = [[2, 0], [0, 1], [1, 2]], ["the", "white", "boat"]


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def xlabels(figure):
    return [ax.get_xlabel() for ax in figure.axes]


def ticks(axis):
    return [label.get_text() for label in axis]


# One look back


def test_the_mixture_ends_at_the_weighted_sum_and_its_arrows_are_named(ax):
    tip = figures.draw_mixture(ax, [0.2, 0.2, 0.6], STATES, WORDS)
    assert tip == pytest.approx([1.0, 1.4])
    assert {"the", "white", "boat", "context", "0.20 the", "0.60 boat"} <= set(texts(ax))
    ends = [patch.get_path().vertices for patch in ax.patches if hasattr(patch, "_posA_posB")]
    starts = [patch._posA_posB for patch in ax.patches if hasattr(patch, "_posA_posB")]
    assert len(ends) == 3
    assert [list(start) for start, _ in starts[1:]] == [list(end) for _, end in starts[:-1]]


def test_a_weight_of_nothing_is_an_arrow_without_a_name(ax):
    figures.draw_mixture(ax, [0.0, 0.01, 0.99], STATES, WORDS)
    assert "0.99 boat" in texts(ax) and not {"0.00 the", "0.01 white"} & set(texts(ax))


def test_an_arrow_is_named_from_an_eighth_of_the_picture_on(ax):
    """Short is short beside how far the values lie apart, along either axis."""
    figures.draw_mixture(ax, [0.1, 0.9], [[10.0, 10], [10, 10.5]], ["the", "boat"])
    assert "0.10 the" in texts(ax)  # 1.4 long, and 10 wide
    figures.draw_mixture(ax, [0.07, 0.93], [[10.0, 10], [10, 10.5]], ["white", "boat"])
    assert "0.93 boat" in texts(ax) and "0.07 white" not in texts(ax)


def test_the_context_is_written_where_no_value_stands(ax):
    """On the right, above where a value stands there; below where the arrows come from above."""
    for values, place in (
        ([[0, 4], [4, 0]], (10, -4)), ([[0, 1], [1, 3]], (0, 10)), ([[0, -1], [1, -3]], (0, -19)),
    ):  # fmt: skip
        ax.clear()
        blocked = [[1.0, np.mean(values, axis=0)[1]]]
        figures.draw_mixture(ax, [0.5, 0.5, 0], [*values, *blocked], ["the", "boat", "bank"])
        [context] = [text for text in ax.texts if text.get_text() == "context"]
        assert context.xyann == place


def test_looking_back_widens_the_line_to_the_word_that_fits():
    figure, alt = figures.look_back([1, 1], [2, 1, 3], [0.24, 0.09, 0.67], STATES, WORDS, "le")
    asks, plane = figure.axes
    widths = [line.get_linewidth() for line in asks.lines]
    assert sorted(widths) == [widths[1], widths[0], widths[2]]
    assert "score 3\nweight 0.67" in texts(asks) and "(1, 2)" in texts(asks)
    assert "« le »" in texts(asks)[-1]
    assert "the 0.24, white 0.09, boat 0.67" in alt and "(1.15, 1.43)" in alt
    assert "context" in texts(plane)


def test_every_query_meets_every_key_once():
    figure, alt = figures.every_pair(["x", "y"], list("abc"), (2, 1, 4), (1, 3, 4), (2, 3, 4))
    met = [text for text in texts(figure.axes[0]) if " + " in text]
    assert met == ["x + a", "x + b", "x + c", "y + a", "y + b", "y + c"]
    assert "asked (2, 1, 4)" in texts(figure.axes[0]) and "offered (1, 3, 4)" in texts(
        figure.axes[0]
    )
    assert "(2, 3, 4)" in alt


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: figures.draw_mixture(ax, [0.5, 0.5], [[1, 2, 3], [1, 2, 3]], ["a", "b"]),
        lambda ax: figures.draw_mixture(ax, [1.0], STATES, WORDS),
        lambda ax: figures.look_back([1, 1], [1.0], [0.2, 0.2, 0.6], STATES, WORDS, "le"),
        lambda ax: figures.fan(ONE, 4),
        lambda ax: figures.shares_on_gold([]),
        lambda ax: figures.shares_on_gold([{"noun": (1, 1)}, {"noun": (1, 1), "verb": (1, 1)}]),
    ],
)
def test_what_does_not_fit_is_refused(ax, draw):
    with pytest.raises(ValueError):
        draw(ax)


# Trainings


def test_each_seed_has_a_mark_and_a_line_runs_through_the_means():
    runs = {"attention": [{"5–8": 100, "9–12": 90}, {"5–8": 96, "9–12": 80}],
            "last state": [{"5–8": 60, "9–12": 20}],
            "longer": [{"5–8": 70, "9–12": 41}]}  # fmt: skip
    figure, alt = figures.trainings(runs, comparisons=["longer"])
    [ax] = figure.axes
    assert [list(line.get_ydata()) for line in ax.lines] == [[98, 85], [60, 20], [70, 41]]
    assert [line.get_linestyle() for line in ax.lines] == ["-", "-", "--"]
    assert [to_hex(line.get_color()) for line in ax.lines] == [
        QUERY.lower(), MUTED.lower(), MUTED.lower()]  # fmt: skip
    marks = [marks.get_offsets()[:, 1].tolist() for marks in ax.collections]
    assert sorted(height for part in marks[:2] for height in part) == [80, 90, 96, 100]
    assert texts(ax) == list(runs)
    assert "attention (2 seeds) from about 100 to about 80" in alt
    assert "longer from about 70 to about 40" in alt


def test_the_classes_are_ordered_and_each_seed_has_its_mark():
    counts = [{"noun": (9, 10), "verb": (1, 2)}, {"noun": (8, 10), "verb": (2, 2)},
              {"noun": (10, 10), "verb": (1, 2)}]  # fmt: skip
    figure, alt = figures.shares_on_gold(counts)
    assert ticks(figure.axes[0].get_yticklabels()) == ["noun", "verb"]
    marks = np.concatenate([marks.get_offsets() for marks in figure.axes[0].collections])
    assert sorted(marks[:, 0].tolist()) == [50, 50, 80, 90, 100, 100]
    assert len({tuple(place) for place in marks.round(6).tolist()}) == 6  # none hides another
    assert alt.endswith("lowest: noun, verb.") and "3 seeds" in alt


# Maps


def test_the_corner_frames_its_cells_and_says_the_map():
    figure, alt = figures.corner(WEIGHTS, BOAT, (1, 1, 2, 2))
    patches = figure.axes[0].patches
    dashed = [p for p in patches if isinstance(p, Rectangle) and p.get_linestyle() == "--"]
    assert [frame.get_bbox().bounds for frame in dashed] == [(0.5, 0.5, 2, 2)]
    assert "'bateau' looks at 'boat'" in alt and "dashed frame" in alt


def test_the_softest_row_is_named():
    figure, alt = figures.soft(WEIGHTS, BOAT)
    assert alt.endswith("The softest row, 'blanc', shares between 'boat' and 'white'.")
    assert ".50" in texts(figure.axes[0])


def test_cells_of_maps_side_by_side_have_one_size():
    short = Translation(["cats", "sleep"], ["les", "chats"], WEIGHTS[:2, :2], {})
    figure, alt = figures.translations([ONE, short], ["long", "short"])
    figure.draw_without_rendering()
    cells = []
    for ax in figure.axes:
        corners = ax.transData.transform([[0, 0], [1, 1]])
        cells.append(np.abs(corners[1] - corners[0]))
    assert np.allclose(cells[0], cells[1]) and np.isclose(*cells[0])
    assert xlabels(figure) == ["long", "short"] and alt.count("Attention map") == 2


def test_a_translation_that_was_cut_says_so():
    figure, alt = figures.translations([ONE._replace(cut=True), ONE], ["one", "two"])
    assert xlabels(figure) == ["one (cut: it did not end)", "two"]
    assert "cut" in alt.split("two")[0] and "cut" not in alt.split("two")[1]


def test_the_fan_is_widest_where_the_weight_is_largest():
    figure, alt, title = figures.fan(ONE, 1)
    [ax] = figure.axes
    widths = [line.get_linewidth() for line in ax.lines]
    assert len(widths) == 4 and max(widths) == widths[2]
    assert texts(ax) == [*BOAT.english, "le", "bateau", "·", "·"]
    assert {line.get_xdata()[1] for line in ax.lines} == {ax.texts[5].get_position()[0]}
    assert title == "To write « bateau », it looks at “boat”"
    assert alt == "The decoder is writing 'bateau' and looks most at 'boat'."


def test_each_sentence_has_a_panel_and_each_model_its_own_mark():
    found = {"nothing": {"boat": [0.9, 0.8], "cheque": [0.7, 1.0]},
             "both": {"boat": [0.8, 0.3], "cheque": [0.2, 0.6]}}  # fmt: skip
    figure, alt = figures.chances(found, {"boat": "rive", "cheque": "banque"})
    boat, cheque = figure.axes
    drawn = [[list(line.get_xdata()) for line in ax.lines[:2]] for ax in figure.axes]
    assert drawn == [[[0.9, 0.8], [0.8, 0.3]], [[0.7, 0.2], [1.0, 0.6]]]
    assert list(boat.lines[0].get_ydata()) == [0, 1]  # both marks of a row on one line
    assert [line.get_marker() for line in boat.lines[:2]] == ["o", "s"]
    assert [text.get_text() for text in boat.get_legend().get_texts()] == ["seed 0", "seed 1"]
    assert set(cheque.lines[2].get_xdata()) == {0.5} and "one half" in xlabels(figure)[1]
    assert [band.get_y() for band in boat.patches] == [-0.5]
    assert ticks(boat.get_yticklabels()) == ["nothing", "both"]
    assert "« rive »" in xlabels(figure)[0] and "« banque »" in xlabels(figure)[1]
    assert alt.startswith("'rive' keeps more than half with nothing hidden in 2 of 2 models, both ")
    assert "both hidden in 1 of 2 models (not seed 1); 'banque'" in alt
    assert alt.endswith("both hidden in 1 of 2 models (not seed 0).")
    with pytest.raises(ValueError, match="at most 3 can be told apart, got 4: seed 0, seed 1"):
        figures.chances({"nothing": {"boat": [1, 1, 1, 1]}}, {"boat": "rive"})
