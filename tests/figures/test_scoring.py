"""The pictures of notebook 09 hold the numbers they were given: rows, sums, colours, words."""

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgba

from lecture_utils.figures import scoring, style
from tests.figures.telling.panels import texts

QUERY, KEY = [2.0, 1.0], [[1.0, 2.0], [0.0, 0.5]]
VALUE = [[0.0, 4.0], [2.0, 2.0]]
LEDGER = [[4.0, 0.5], [2.0, 0.25], [7.39, 1.28], [0.8, 0.2], [[0.0, 3.2], [0.4, 0.4]]]
NAMES = ["money", "water"]
WORDS = ["the", "old", "cat"]
WEIGHTS = np.array([[1.0, 0, 0], [0.3, 0.7, 0], [0.2, 0.2, 0.6]])


@pytest.fixture
def drawn():
    return scoring.receipt(["boat", "bank"], QUERY, KEY, VALUE, LEDGER, NAMES)


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


def test_blue_asks_orange_is_asked_green_is_given(drawn):
    cells = [p for p in drawn[0].axes[0].patches if p.get_height() == pytest.approx(0.72)]
    rows = {}
    for cell in cells:
        rows.setdefault(round(cell.get_y() + 0.36), []).append(to_hex(cell.get_facecolor()).upper())
    assert rows[1] == [style.QUERY] * 2
    assert rows[2] == rows[3] == [style.KEY] * 2 + [style.VALUE] * 2


def test_sums_and_the_context(drawn):
    fig, alt = drawn
    strip = places(fig.axes[0])
    assert "Σ = 1.00" in strip and "8.67" in strip and "④ ÷ 8.67" in strip
    context = strip["0.40"][-1][1], strip["3.60"][0][1]
    assert context[0] == context[1] == strip["together"][0][1]
    assert "boat 0.80, bank 0.20" in alt and "money 0.40, water 3.60" in alt
    assert fig.axes[1].get_xlabel() == "money" and fig.axes[1].get_ylabel() == "water"


@pytest.mark.parametrize(
    "exponentials, shown, total",
    [
        ([1, 7.389, 2.718], ["1.00", "7.39", "2.72"], "11.11"),
        ([1, 148.413, 12.182], ["1.0", "148.4", "12.2"], "161.6"),
        ([1, 2980.958, 54.598], ["1", "2981", "55"], "3037"),
    ],
)
def test_a_column_adds_up_as_it_is_written(exponentials, shown, total):
    ledger = [[1] * 3, [1] * 3, exponentials, [1 / 3] * 3, [[0, 1]] * 3]
    words, key = ["white", "boat", "bank"], [[1, 2], [2, 1], [1, 1]]
    fig, _ = scoring.receipt(words, QUERY, key, [[0, 3]] * 3, ledger, NAMES)
    strip = fig.axes[0].texts
    [left] = [text.get_position()[0] for text in strip if text.get_text() == "③ eˢ"]
    column = [text.get_text() for text in strip if text.get_position()[0] == left]
    assert column == ["③ eˢ", *shown, total]
    assert f"④ ÷ {total}" in [text.get_text() for text in strip]
    assert sum(map(float, shown)) == pytest.approx(float(total), abs=0.011)


def test_the_longer_bar_is_the_larger_weight(drawn):
    bars = [p for p in drawn[0].axes[0].patches if p.get_height() == 0.5]
    assert bars[0].get_width() == pytest.approx(4 * bars[1].get_width())
    assert bars[0].get_facecolor() == style.SHADES(0.75)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"query": [1.0, 1, 1]}, "key must have shape"),
        ({"value": np.ones((2, 3))}, "value must have shape"),
        ({"ledger": LEDGER[:4]}, "ledger must have five rows"),
        ({"words": ["boat"]}, "key must have shape"),
        ({"names": ["money"]}, "names must hold two"),
    ],
)
def test_a_receipt_that_does_not_fit_is_an_error(change, message):
    right = {"words": ["boat", "bank"], "query": QUERY, "key": KEY, "value": VALUE,
             "ledger": LEDGER, "names": NAMES}  # fmt: skip
    with pytest.raises(ValueError, match=message):
        scoring.receipt(**right | change)


def test_values_and_keys_of_two_sentences():
    pair, names = [[1.0, 3.0], [3.0, 1.0]], ["by boat", "by cheque"]
    fig, alt = scoring.values_or_keys(pair, [[0.5, 0.25]] * 2, names, NAMES)
    left, right = fig.axes
    assert [line.get_xydata().tolist() for line in left.lines] == [[pair[0]], [pair[1]]]
    assert list(places(left)) == names and {"0.5", "0.25"} < set(places(right))
    assert len(places(right)["0.5"]) == 2
    assert alt.endswith("two different contexts, keys mixed one and the same context.")
    _, alt = scoring.values_or_keys([[1.0, 3.0]] * 2, [[0.5, 0.25], [0.5, 0.3]], names, NAMES)
    assert alt.endswith("one and the same context, keys mixed two different contexts.")


def test_scaling_draws_both_ways_in_three_panels():
    plain = np.array([[2.0, 0.3, 0.9], [4.0, 0.9, 0.1]])
    level = np.ones((2, 3))
    fig, alt = scoring.scaling([4, 16], plain, level)
    for column, ax in enumerate(fig.axes):
        muted, blue = ax.lines
        assert muted.get_ydata().tolist() == plain[:, column].tolist()
        assert blue.get_ydata().tolist() == [1, 1] and blue.get_color() == style.QUERY
    assert "slope, summed: Σ A (1 − A) falls as they are, stays when divided" in alt
    assert "stays" not in scoring.scaling([4, 16], plain, plain)[1]


def test_every_training_has_its_dot():
    shares = {"attention": [0.9, 1.0], "average": [0.5, 0.6]}
    fig, alt = scoring.judged(shares)
    drawn = [dots.get_offsets()[:, 0].tolist() for dots in fig.axes[0].collections]
    assert [sorted(row) for row in drawn if row] == [[0.9, 1.0], [0.5, 0.6]]
    assert [text.get_text() for text in fig.axes[0].get_yticklabels()] == list(shares)
    said = "attention from 0.90 to 1.00; average from 0.50 to 0.60"
    assert alt == f"Share of new sentences judged right: {said}."
    with pytest.raises(ValueError, match="at least one seed"):
        scoring.judged({"attention": []})


def test_seeds_are_rows_and_the_deciding_word_is_framed():
    twins = [WORDS, ["a", "young", "dog"]]
    weights = np.stack([[WEIGHTS[1], WEIGHTS[2]], [WEIGHTS[0], WEIGHTS[1]]])
    fig, alt = scoring.seeds(weights, twins, [1, 2])
    for number, ax in enumerate(fig.axes):
        np.testing.assert_array_equal(ax.images[0].get_array(), weights[:, number])
        assert [text.get_text() for text in ax.get_xticklabels()] == twins[number]
        assert {round(p.get_x() + 0.45) for p in ax.patches} == {[1, 2][number]}
    said = [ax.get_xlabel() for ax in fig.axes]
    assert said == ["“old” first in 1 of 2", "“dog” first in 1 of 2"]
    assert "in 'the old cat' 1 of 2 weigh 'old' most" in alt


@pytest.mark.parametrize("twins", [[["the", "cat"]], [WORDS, ["dog"]], [WORDS, WORDS, WORDS]])
def test_seeds_of_another_shape_are_an_error(twins):
    with pytest.raises(ValueError, match="must have shape|equally long"):
        scoring.seeds([WEIGHTS[[1, 2]], WEIGHTS[[2, 0]]], twins, [0] * len(twins))


def test_importance_names_the_word_each_head_weighs_most():
    heads = np.stack([WEIGHTS, WEIGHTS[:, ::-1]])
    fig, alt = scoring.importance(heads, WORDS, 1)
    bars = [[bar.get_width() for bar in ax.patches] for ax in fig.axes]
    np.testing.assert_allclose(bars, heads[:, 1])
    darkest = [p.get_facecolor() == style.SHADES(0.95) for p in fig.axes[0].patches]
    assert darkest == [False, True, False]
    assert to_rgba(fig.axes[0].get_yticklabels()[1].get_color()) == to_rgba(style.QUERY_INK)
    assert alt == "'old' asks. Most weight: head 0 'old', head 1 'old'."
    assert "head 0 'cat', head 1 'the'" in scoring.importance(heads, WORDS, 2)[1]


@pytest.mark.parametrize(
    "weights, asks, message",
    [(WEIGHTS, 0, "weights must have shape"), (WEIGHTS[None], 3, "asks must be one of")],
)
def test_importance_that_does_not_fit_is_an_error(weights, asks, message):
    with pytest.raises(ValueError, match=message):
        scoring.importance(weights, WORDS, asks)


def steps(**changes):
    scores = np.array([[1.0, -1, 2], [2, -3, 1], [0, 1, 2]])
    masked = np.where(np.tril(np.ones((3, 3))) > 0, scores / 2, -np.inf)
    x = np.array([[3.0, 4.0], [6.0, 8.0], [0.0, 1.0]])
    n = x / np.linalg.norm(x, axis=1, keepdims=True)
    made = {"words": WORDS, "ids": np.array([5, 12, 46]), "x": x, "n": n, "heads": (n, n + 1, n),
            "scores": scores, "scaled": scores / 2, "masked": masked, "weights": WEIGHTS,
            "context": n, "y": x + 1}  # fmt: skip
    return made | changes


def test_the_path_has_ten_pictures_in_order():
    fig, alt = scoring.path(**steps())
    titles = [ax.get_title(loc="left") or ax.get_title() for ax in fig.axes]
    assert [title.split()[0] for title in titles] == [str(n) for n in range(1, 11)]
    ids, x, n, heads, scores, scaled, masked, weights, *_ = fig.axes
    assert texts(ids) == ["5", "12", "46"]
    assert scores.images[0].get_clim() == scaled.images[0].get_clim() == (-3, 3)
    assert weights.images[0].get_clim() == (0, 1)
    hidden = [[(p.get_x() + 0.5, p.get_y() + 0.5) for p in ax.patches if p.get_hatch()]
              for ax in (masked, weights, scores)]  # fmt: skip
    assert hidden == [[(1, 0), (2, 0), (2, 1)]] * 2 + [[]]
    assert [t.get_text() for t in ids.get_yticklabels()] == WORDS
    frames = {text.get_text(): text.get_color() for text in heads.texts}
    assert frames == {"Q": style.QUERY, "K": style.KEY, "V": style.VALUE}
    assert "nearer to each other" in alt and "8  softmax: weights" in alt


def test_lengths_tell_the_second_picture_from_the_third():
    fig, _ = scoring.path(**steps())
    written = [texts(ax) for ax in fig.axes[1:3]]
    assert written == [["5.0", "10.0", "1.0", "length"], ["1.0", "1.0", "1.0", "length"]]
    assert "no nearer" in scoring.path(**steps(n=steps()["x"] * 2))[1]


def test_a_step_without_a_row_a_word_is_an_error():
    with pytest.raises(ValueError, match="1  ids: expected 3 rows, got 2"):
        scoring.path(**steps(ids=np.array([5, 12])))


def test_weights_are_told_from_scores():
    assert scoring.is_weights(WEIGHTS)
    assert not scoring.is_weights(WEIGHTS * 0.5) and not scoring.is_weights(WEIGHTS - 1)
    assert not scoring.is_weights(np.array([[2.0, -1.0, 0.0]]))  # signed, though it sums to 1


def test_the_heads_of_the_receipt_do_not_touch(drawn):
    fig, _ = drawn
    fig.draw_without_rendering()
    heads = [text.get_window_extent() for text in fig.axes[0].texts if text.get_text()[0] in "①②③④"]
    assert len(heads) == 4
    gaps = [right.x0 - left.x1 for left, right in zip(heads, heads[1:], strict=False)]
    assert min(gaps) > 4
