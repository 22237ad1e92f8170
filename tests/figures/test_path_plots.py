"""The farewell's ten pictures, and importance by head: the right numbers on the right panel."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_utils.figures.importance_plots import draw_importance, draw_seeds, draw_side_by_side
from lecture_utils.figures.path_plots import Step, draw_path, is_weights

WORDS = ["the", "old", "cat"]
TRIANGLE = np.tril(np.ones((3, 3), dtype=bool))
WEIGHTS = np.array([[1.0, 0, 0], [0.3, 0.7, 0], [0.2, 0.2, 0.6]])


def test_each_step_has_its_picture():
    scores = np.array([[1.0, -np.inf, -np.inf], [2, -3, -np.inf], [0, 1, 2]])
    fig = draw_path(WORDS, [
        Step("ids", np.array([5, 12, 46])),
        Step("scores", scores, TRIANGLE, 4.0, {"Q": (0, 1, "#0072B2")}),
        Step("weights", WEIGHTS, TRIANGLE),
    ], columns=2)  # fmt: skip
    ids, signed, weights, empty = fig.axes
    plt.close(fig)
    assert [t.get_text() for t in ids.texts] == ["5", "12", "46"]
    assert signed.images[0].get_clim() == (-4, 4) and weights.images[0].get_clim() == (0, 1)
    assert signed.texts[0].get_text() == "Q" and not empty.axison
    hidden = [p for p in weights.patches if p.get_hatch()]
    assert len(hidden) == 3 and {p.get_x() + 0.5 for p in hidden} == {1, 2}
    assert [t.get_text() for t in weights.get_yticklabels()] == WORDS
    assert [ax.get_title(loc="left") or ax.get_title() for ax in (ids, weights)] == [
        "ids", "weights"]  # fmt: skip


def test_weights_are_told_from_scores():
    assert is_weights(WEIGHTS) and not is_weights(WEIGHTS * 0.5) and not is_weights(WEIGHTS - 1)
    assert not is_weights(np.array([[2.0, -1.0, 0.0]]))  # signed, though the row sums to 1


def test_a_step_without_a_row_a_word_is_an_error():
    with pytest.raises(ValueError, match="ids: expected 3 rows, got 2"):
        draw_path(WORDS, [Step("ids", np.array([5, 12]))])
    plt.close("all")


def test_importance_names_the_word_each_head_weighs_most():
    heads = np.stack([WEIGHTS, WEIGHTS[:, ::-1]])
    fig, alt = draw_importance(heads, WORDS, 1)
    bars = [[bar.get_width() for bar in ax.patches[:3]] for ax in fig.axes]
    plt.close(fig)
    np.testing.assert_allclose(bars, heads[:, 1])
    assert alt == "'old' asks. Most weight: head 0 'old', head 1 'old'."
    fig, alt = draw_importance(heads, WORDS, 2)
    plt.close(fig)
    assert "head 0 'cat', head 1 'the'" in alt


def test_seeds_stand_apart_in_the_picture_and_in_words():
    twins = [WORDS, ["a", "young", "dog"]]
    fig, alt = draw_seeds([WEIGHTS[[1, 2]], WEIGHTS[[0, 1]]], twins)
    marks = [[line.get_xdata().tolist() for line in ax.lines] for ax in fig.axes]
    labels = [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    plt.close(fig)
    assert marks[0] == WEIGHTS[[1, 0]].tolist() and marks[1] == WEIGHTS[[2, 1]].tolist()
    assert labels == ["seed 0", "seed 1"]
    words = [[twins[n][row.argmax()] for n, row in enumerate(WEIGHTS[rows])]
             for rows in ([1, 2], [0, 1])]  # fmt: skip
    assert alt == (f"Most weight in each sentence: seed 0 '{words[0][0]}', '{words[0][1]}'; "
                   f"seed 1 '{words[1][0]}', '{words[1][1]}'.")  # fmt: skip


@pytest.mark.parametrize("twins", [[["the", "cat"]], [WORDS, ["dog"]], [WORDS, WORDS, WORDS]])
def test_seeds_of_another_shape_are_an_error(twins):
    with pytest.raises(ValueError, match=r"\(seed, sentence, word\)"):
        draw_seeds([WEIGHTS[[1, 2]], WEIGHTS[[2, 0]]], twins)


def test_more_seeds_than_marks_are_an_error():
    with pytest.raises(ValueError, match="at most 5 seeds, got 6"):
        draw_seeds([WEIGHTS[[1, 2]]] * 6, [WORDS, WORDS])


@pytest.mark.parametrize(
    "weights, asks, message",
    [(WEIGHTS, 0, "weights must have shape"), (WEIGHTS[None], 3, "asks must be one of")],
)
def test_importance_that_does_not_fit_is_an_error(weights, asks, message):
    with pytest.raises(ValueError, match=message):
        draw_importance(weights, WORDS, asks)


def test_maps_side_by_side_keep_their_names():
    fig = draw_side_by_side((WEIGHTS, WEIGHTS * 0), ("ours", "nothing"), WORDS, TRIANGLE)
    plt.close(fig)
    assert [ax.get_xlabel() for ax in fig.axes] == ["ours", "nothing"]
    for ax, drawn in zip(fig.axes, (WEIGHTS, WEIGHTS * 0), strict=True):
        np.testing.assert_array_equal(ax.images[0].get_array(), drawn)
