"""Pictures of matrices: the numbers they print, and the words beside them."""

import matplotlib.pyplot as plt
import pytest
import torch

from lecture_utils import projection_plots


def test_the_turn_says_both_scores():
    X, turn = torch.eye(2), torch.tensor([[0.0, -1], [1, 0]])
    fig, alt = projection_plots.the_turn(["old", "cat"], X, turn, torch.eye(2))
    plt.close(fig)
    assert "'old' and 'cat': 0.0" in alt
    assert "'old' scores 'cat' 1.0" in alt and "'cat' scores 'old' -1.0" in alt
    assert [ax.get_title("left").split()[-1] for ax in fig.axes] == ["0.0", "1.0", "-1.0"]


def test_the_turn_refuses_other_shapes():
    with pytest.raises(ValueError, match="shape"):
        projection_plots.the_turn(["a", "b"], torch.eye(3), torch.eye(2), torch.eye(2))


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
    fig, alt = projection_plots.what_it_does(*matrix)
    plt.close(fig)
    assert says in alt
    assert f"(1, 0) goes to ({matrix[0]:.1f}, {matrix[2]:.1f})" in alt
