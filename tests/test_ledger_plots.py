"""The drawn receipt holds the numbers it was given, and their sums."""

import matplotlib.pyplot as plt
import pytest
import torch

from lecture_utils.ledger_plots import COLUMNS, draw_receipt

RECEIPT = torch.tensor([[4.0, 2, 7.39, 0.88, 0.0, 3.52], [0.0, 0, 1, 0.12, 0.24, 0.24]])


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_every_number_and_the_sums_are_written():
    fig, ax = plt.subplots()
    draw_receipt(ax, ["boat", "bank"], RECEIPT, ["money", "water"])
    plt.close(fig)
    titles = {text.get_text(): text.get_position()[0] for text in ax.texts}
    places = {text.get_position(): text.get_text() for text in ax.texts}
    for y, row in enumerate(RECEIPT.tolist(), start=1):
        for name, number in zip([*COLUMNS, "money", "water"], row, strict=True):
            assert places[titles[name], y] == f"{number:.2f}"
    assert {"1.00", "0.24", "3.76", "boat", "bank", "together"} <= set(written(ax))
    assert "4.00" in written(ax) and "8.39" not in written(ax)  # scores are not added up


@pytest.mark.parametrize("words, values", [(["boat"], ["a", "b"]), (["boat", "bank"], ["a"])])
def test_a_receipt_that_does_not_fit_is_an_error(words, values):
    fig, ax = plt.subplots()
    with pytest.raises(ValueError, match=r"got \(2, 6\)"):
        draw_receipt(ax, words, RECEIPT, values)
    plt.close(fig)
