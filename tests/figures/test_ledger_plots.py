"""The drawn receipt holds the numbers it was given, their sums, and where the arrows lead."""

import matplotlib.pyplot as plt
import pytest
import torch

from lecture_utils.figures.ledger_plots import draw_temperature, the_receipt

QUERY, KEY = torch.tensor([2.0, 1.0]), torch.tensor([[1.0, 2.0], [0.0, 0.5]])
VALUE = torch.tensor([[0.0, 4.0], [2.0, 2.0]])
RECEIPT = torch.tensor([[4.0, 2, 7.39, 0.8, 0.0, 3.2], [0.5, 0.25, 1.28, 0.2, 0.4, 0.4]])
NAMES = ["money", "water"]


@pytest.fixture
def drawn():
    fig, alt = the_receipt(["boat", "bank"], QUERY, KEY, VALUE, RECEIPT, NAMES)
    yield fig, alt
    plt.close(fig)


def places(ax):
    """{text: [(x, y), …]} of everything written."""
    found = {}
    for text in ax.texts:
        found.setdefault(text.get_text(), []).append(text.get_position())
    return found


def test_each_number_stands_in_the_row_of_its_word(drawn):
    strip = places(drawn[0].axes[0])
    for word, numbers in (("boat", "4 2 7.39 0.80 3.20"), ("bank", "0.5 0.25 1.28 0.20 0.40")):
        row = strip[word][0][1]
        for number in numbers.split():
            assert row in [y for _, y in strip[number]], (word, number)
    for column, number in (("money", "0.00"), ("water", "3.20")):  # boat gives water only
        assert strip[column][0][0] == strip[number][0][0]


def test_the_query_stands_above_the_keys_place_by_place(drawn):
    strip = places(drawn[0].axes[0])
    asks, first = strip["bank asks"][0][1], strip["boat"][0][1]
    query_x = [x for text in "21" for x, y in strip[text] if y == asks]
    key_x = [min(x for x, y in strip[text] if y == first) for text in "12"]
    assert asks < first and query_x == key_x


def test_sums_and_the_context(drawn):
    fig, alt = drawn
    strip = places(fig.axes[0])
    assert "Σ = 1.00" in strip and "8.67" in strip and "④ ÷ 8.67" in strip
    context = strip["0.40"][-1][1], strip["3.60"][0][1]
    assert context[0] == context[1] == strip["together"][0][1]
    assert "boat 0.80, bank 0.20" in alt and "money 0.40, water 3.60" in alt
    assert fig.axes[1].get_xlabel() == "money" and fig.axes[1].get_ylabel() == "water"


def test_the_longer_bar_is_the_larger_weight(drawn):
    bars = [p.get_width() for p in drawn[0].axes[0].patches if p.get_height() == 0.5]
    assert bars[0] == pytest.approx(4 * bars[1])


@pytest.mark.parametrize(
    "change, message",
    [
        ({"query": torch.ones(3)}, "query must have shape"),
        ({"value": torch.ones(2, 3)}, "value must have shape"),
        ({"receipt": RECEIPT[:, :5]}, "receipt must have shape"),
        ({"words": ["boat"]}, "key must have shape"),
        ({"names": ["money"]}, "names must hold two"),
    ],
)
def test_a_receipt_that_does_not_fit_is_an_error(change, message):
    right = {"words": ["boat", "bank"], "query": QUERY, "key": KEY, "value": VALUE,
             "receipt": RECEIPT, "names": NAMES}  # fmt: skip
    with pytest.raises(ValueError, match=message):
        the_receipt(**right | change)


def test_temperature_walks_from_the_look_up_to_the_average():
    temperatures = torch.tensor([0.01, 1.0, 1000.0])
    rows = torch.stack([(torch.tensor([2.0, 1.0]) / T).softmax(-1) for T in temperatures])
    fig, axes = plt.subplots(1, 2)
    draw_temperature(axes, temperatures, rows, VALUE, ["boat", "bank"], NAMES)
    plt.close(fig)
    assert [line.get_label() for line in axes[0].lines[:2]] == ["boat", "bank"]
    walk = torch.tensor(axes[1].lines[0].get_xydata()).float()
    assert torch.allclose(walk[0], VALUE[0], atol=1e-4)
    assert torch.allclose(walk[-1], VALUE.mean(dim=0), atol=1e-2)
    assert {"cold", "T = 1", "hot"} <= set(places(axes[1]))


def test_every_word_has_its_line_and_a_fifth_is_refused():
    fig, axes = plt.subplots(1, 2)
    temperatures = torch.tensor([0.5, 1.0, 2.0])
    for count in (4, 5):
        rows, value = torch.full((3, count), 1 / count), torch.rand(count, 2)
        words = [f"word {number}" for number in range(count)]
        if count == 5:
            with pytest.raises(ValueError, match="at most 4 words .* got 5"):
                draw_temperature(axes, temperatures, rows, value, words, NAMES)
        else:
            draw_temperature(axes, temperatures, rows, value, words, NAMES)
    assert axes[0].get_legend_handles_labels()[1] == ["word 0", "word 1", "word 2", "word 3"]
    with pytest.raises(ValueError, match=r"rows must have shape \(3, 2\)"):
        draw_temperature(axes, temperatures, torch.ones(3, 3), VALUE, ["a", "b"], NAMES)
    plt.close(fig)
