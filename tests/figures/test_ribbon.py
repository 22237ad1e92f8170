"""The ribbon, the cuts and the map show what they are given."""

import matplotlib.pyplot as plt
import pytest
import torch

from lecture_utils.figures import ribbon
from lecture_utils.figures.style import KEY


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def words(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_the_ribbon_shows_each_token_above_its_id_and_vector(ax):
    ribbon.draw_ribbon(ax, ["the", " cat"], [7, 9], torch.tensor([[1.0, -2.0], [0.5, 2.0]]))
    at = {text.get_text(): text.get_position()[0] for text in ax.texts if text.get_text()}
    assert at["the"] == at["7"] == 0 and at["␣cat"] == at["9"] == 1
    assert {"tokens", "token ids", "vectors"} <= set(at)
    cells = [patch for patch in ax.patches if patch.get_width() == 0.72]
    assert len(cells) == 4
    lowest, highest = cells[1], cells[3]  # -2 is orange, +2 purple
    assert lowest.get_facecolor()[0] > lowest.get_facecolor()[2]
    assert highest.get_facecolor()[2] > highest.get_facecolor()[1]


def test_every_token_stays_inside_its_box():
    fig, ax = plt.subplots(figsize=(9.6, 3.5), layout="constrained")
    tokens = [" white", " elephant", " bank", " see", *"abcdefghijklm"]
    ribbon.draw_ribbon(ax, tokens, range(17), torch.ones(17, 6))
    fig.draw_without_rendering()
    boxes = [patch.get_window_extent() for patch in ax.patches if patch.get_height() == 0.8]
    written = {text.get_text(): text.get_window_extent() for text in ax.texts}
    for token, box in zip(tokens, boxes, strict=True):
        inner = written[ribbon.visible(token)]
        assert box.x0 + 1 < inner.x0 and inner.x1 < box.x1 - 1
    plt.close(fig)


def test_the_ribbon_refuses_rows_that_do_not_fit(ax):
    with pytest.raises(ValueError, match="2 tokens, 1 ids, 2 vectors"):
        ribbon.draw_ribbon(ax, ["a", "b"], [1], torch.zeros(2, 3))


def test_the_cuts_have_one_box_a_token_as_wide_as_its_letters(ax):
    ribbon.draw_cuts(ax, [("bytes", list("a cat")), ("pairs", ["a ", "cat"])])
    boxes = [
        (round(patch.get_x()), -patch.get_y(), round(patch.get_width())) for patch in ax.patches
    ]
    assert boxes[-2:] == [(0, 1, 2), (2, 1, 3)] and len(boxes) == 7
    assert "5 tokens" in words(ax) and "2 tokens" in words(ax) and "␣" in words(ax)


def test_the_cuts_refuse_two_texts(ax):
    with pytest.raises(ValueError, match="one text"):
        ribbon.draw_cuts(ax, [("one", ["a"]), ("two", ["b"])])


@pytest.mark.parametrize("here", [0, 1, 2])
def test_the_map_marks_one_stage(ax, here):
    ribbon.draw_stages(ax, here)
    marked = [patch for patch in ax.patches if plt.matplotlib.colors.same_color(
        patch.get_edgecolor(), KEY)]  # fmt: skip
    assert len(ax.patches) == 3 and [patch.get_x() for patch in marked] == [3.4 * here]
    assert sum("you are here" in word for word in words(ax)) == 1
