"""Pictures of matrices: the numbers they print, and the words beside them."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex

from lecture_utils.figures import projections
from lecture_utils.figures.style import QUERY

KEYS, TURN = torch.tensor([[2.0, 0], [0, 2]]), torch.tensor([[0.6, -0.8], [0.8, 0.6]])
SAYS = ("about money", "about water")


def named(ax):
    """The texts of a panel, without the arrows, which are texts without words."""
    return [text for text in ax.texts if text.get_text()]


def test_the_turn_says_both_scores_and_who_wins():
    fig, alt = projections.the_turn(
        "bank", torch.tensor([3.0, 1]), TURN, KEYS, ["cheque", "boat"], SAYS
    )
    plt.close(fig)
    assert alt.startswith("Before W_q, 'bank' has its largest dot product with 'cheque': ")
    assert "cheque 6, boat 2. After W_q, its query has it with 'boat': cheque 2, boat 6" in alt
    printed = [[text.get_text().strip() for text in ax.texts] for ax in fig.axes]
    assert printed[2] == ["6", "2"] and printed[3] == ["2", "6"]
    assert "bank: x" in printed[0] and "bank: q" in printed[1]


def test_a_negative_score_stays_inside_its_panel():
    fig, alt = projections.the_turn(
        "a", torch.tensor([3.0, 1]), -torch.eye(2), KEYS, ["b", "c"], SAYS
    )
    plt.close(fig)
    assert "b -6, c -2" in alt and fig.axes[3].get_xlim()[0] == -6


@pytest.mark.parametrize(
    "x, W_q, keys", [((3,), (2, 2), (2, 2)), ((2,), (1, 2), (2, 2)), ((2,), (2, 2), (3, 2))]
)
def test_the_turn_refuses_other_shapes(x, W_q, keys):
    with pytest.raises(ValueError, match="expected x"):
        projections.the_turn(
            "a", torch.zeros(x), torch.zeros(W_q), torch.zeros(keys), ["b", "c"], SAYS
        )


def test_a_network_has_one_line_a_weight():
    W = torch.tensor([[1.0, 0, -1], [0.5, 2, 1]])
    fig, alt = projections.network(W, ["x1", "x2", "x3"], ["q1", "q2"])
    plt.close(fig)
    ax, table = fig.axes
    assert table.images[0].get_array().tolist() == W.tolist()
    assert "6 lines" in alt and "q2 [0.5, 2.0, 1.0]" in alt
    lines = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert len(lines) == 6
    assert max(lines, key=lambda line: line.get_linewidth()) is lines[4]  # the 2
    assert [line.get_linestyle() for line in lines] == ["-", ":", "-", "-", "-", "-"]  # the 0
    assert [text.get_text() for text in ax.texts[:6]] == ["1", "0", "-1", "0.5", "2", "1"]
    for line, number in zip(lines, ax.texts, strict=False):  # each on its own line, and on no other
        x, y = number.get_position()
        near = [abs(np.interp(x, *other.get_xydata().T) - y) < 0.2 for other in lines]
        assert near.count(True) == 1 and near[lines.index(line)]
    with pytest.raises(ValueError, match=r"shape \(2, 2\)"):
        projections.network(W, ["x1", "x2"], ["q1", "q2"])


def test_maps_move_the_flag_and_the_first_panel_does_not():
    W = torch.tensor([[0.0, -1], [1, 0]])
    fig, alt = projections.effects({"turn": W})
    plt.close(fig)
    assert alt.endswith("Pressed onto a line: none.")
    flags = [torch.tensor(ax.patches[0].get_xy()[:4]).float() for ax in fig.axes]
    assert torch.allclose(flags[0], projections.FLAG)
    assert torch.allclose(flags[1], projections.FLAG @ W.T)
    assert [ax.get_title("left") or ax.get_title() for ax in fig.axes] == ["before", "turn"]


def test_a_layer_is_drawn_step_by_step():
    W, b = torch.tensor([[1.0, -1], [0.5, 1]]), torch.tensor([0.0, -1])
    fig, alt = projections.layer(W, b, torch.tensor([1.0, 2]))
    plt.close(fig)
    assert alt.endswith("(1, 2) → (-1, 2.5) → (-1, 1.5) → (0, 1.5).")
    assert [ax.texts[0].get_text() for ax in fig.axes] == [
        "(1, 2)", "(-1, 2.5)", "(-1, 1.5)", "(0, 1.5)"
    ]  # fmt: skip
    last = [line for line in fig.axes[3].lines if len(line.get_xdata()) > 2]
    assert min(min(line.get_ydata()) for line in last) == 0  # nothing is left below zero


def test_the_line_through_x_is_straight_until_relu_bends_it():
    W, b, x = torch.tensor([[1.0, -1], [0.5, 1]]), torch.tensor([0.0, -1]), torch.tensor([1.0, 2])
    fig, _ = projections.layer(W, b, x)
    plt.close(fig)
    for place, ax in enumerate(fig.axes):
        (line,) = [line for line in ax.lines if line.get_color() == QUERY and line.get_lw() > 2]
        points = torch.tensor(line.get_xydata())
        shift = points - points[0]
        bent = torch.linalg.matrix_rank(shift, tol=1e-4) > 1
        assert bent == (place == 3), ax.get_title()
        dot = next(line for line in ax.lines if line.get_marker() == "o").get_xydata()
        assert (points - torch.tensor(dot)).norm(dim=1).min() < 0.05  # the dot lies on its line


def test_survival_frames_what_is_told_apart():
    shares = {"a | b": [0.5, 0.95, 1.0], "c | d": [0.6, 0.7, 0.9], "e | f": [0.5, 0.29, 0.899]}
    assert projections.survives(shares, (1, 2, 4)) == {"a | b": 2, "c | d": 4, "e | f": None}
    fig, alt = projections.survival(shares, (1, 2, 4))
    plt.close(fig)
    (ax,) = fig.axes
    assert alt.endswith("a | b from d_k = 2; c | d from d_k = 4; e | f never.")
    assert ax.images[0].get_array().tolist() == list(shares.values())
    assert len(ax.patches) == 3 and ax.texts[1].get_text() == "95"
    assert [text.get_text() for text in ax.texts[5:]] == ["90", "50", "29", "89"]  # no 90 unframed
    assert ax.get_title("left") == "d_k (framed: at least 90 % right)"


@pytest.mark.parametrize(
    "matrix, says",
    [
        ((0, -1, 1, 0), "Areas are multiplied by 1.00."),
        ((1, 0, 0, -1), "mirrored"),
        ((2, 0, 0, 3), "multiplied by 6.00."),
        ((1, 0, 0, 0), "pressed onto a line"),
    ],
)
def test_what_a_matrix_does_is_said_in_words(matrix, says):
    fig, alt, title = projections.what_it_does(*matrix)
    plt.close(fig)
    assert says.rstrip(".") in title
    assert f"(1, 0) goes to ({matrix[0]:.1f}, {matrix[2]:.1f})" in alt
    before, after = ([name.get_text() for name in named(ax)] for ax in fig.axes)
    assert before == ["(1, 0)", "(0, 1)"]
    a, b, c, d = matrix
    assert after == [f"(1, 0) →\n({a:.1f}, {c:.1f})", f"(0, 1) →\n({b:.1f}, {d:.1f})"]


@pytest.mark.parametrize("matrix", [(0.8, -0.6, 0.6, 0.8), (1, 0.5, 2, 1), (1, 0, 0, 0)])
def test_the_two_names_do_not_meet(matrix):
    fig, *_ = projections.what_it_does(*matrix)
    fig.canvas.draw()
    one, two = (text.get_window_extent() for text in named(fig.axes[1]))
    plt.close(fig)
    assert not one.overlaps(two)


def test_the_flow_shows_what_each_product_makes():
    X = torch.tensor([[1.0, 0], [1, 1], [0, 1]])
    W_q, W_k = torch.tensor([[1.0, 0]]), torch.tensor([[0.0, 2]])
    fig, alt = projections.flow(X, W_q, W_k, ["a", "b", "c"], ["f", "g"], ["row 1"])
    plt.close(fig)
    shown = [ax.images[0].get_array().tolist() for ax in fig.axes]
    Q, K = X @ W_q.T, X @ W_k.T
    assert shown == [part.tolist() for part in (X, W_q, W_k, Q, K, Q @ K.T)]
    assert [ax.get_xlabel()[0] for ax in fig.axes] == list("XWWQKS")
    assert alt.endswith("'a': b 2, c 2; 'b': b 2, c 2; 'c': nobody.")
    with pytest.raises(ValueError, match=r"expected X \(3, 1\)"):
        projections.flow(X, W_q, W_k, ["a", "b", "c"], ["f"], ["row 1"])


def test_welcome_places_and_whom_each_word_finds():
    W_k = torch.eye(3).roll(1, dims=1)
    fig, alt = projections.welcome_places(W_k, W_k, ["the", "old", "cat"])
    plt.close(fig)
    assert [ax.images[0].get_array().tolist() for ax in fig.axes] == 2 * [W_k.tolist()]
    assert alt.endswith("'the' finds 'old', 'old' finds 'cat'.")
    with pytest.raises(ValueError, match="to fit|must have shape"):
        projections.welcome_places(W_k, W_k, ["the"])


def test_the_kept_directions_are_blue():
    fig, alt = projections.singular_values(torch.tensor([6.0, 3, 2, 1]), kept=2)
    plt.close(fig)
    bars = fig.axes[0].patches
    assert [bar.get_height() for bar in bars] == [6, 3, 2, 1]
    blue = [to_hex(bar.get_facecolor()).upper() == QUERY for bar in bars]
    assert blue == [True, True, False, False]
    assert alt == "4 falling bars; the first is about 2.0 times the second."
