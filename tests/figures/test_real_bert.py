"""The pictures of notebook 11 show the numbers they were given, and say what they show."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lecture_utils.figures import real_bert as figures


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


SHARES = {"bank": [0.5, 0.6, 0.9], "bat": [0.4, 0.7, 0.8]}


def test_senses_draws_each_word_and_their_mean():
    figure, alt = figures.senses(SHARES)
    *lines, mean, chance = figure.axes[0].get_lines()
    assert [list(line.get_ydata()) for line in lines] == list(SHARES.values())
    assert np.allclose(mean.get_ydata(), [0.45, 0.65, 0.85]) and set(chance.get_ydata()) == {0.5}
    assert "bank, bat" in alt and "about half at the input" in alt and "after layers 2." in alt
    assert len({line.get_marker() for line in lines}) == 2  # not told apart by colour alone


def test_senses_says_what_it_shows_where_nothing_is_learned():
    _, alt = figures.senses({"bank": [0.5, 0.5], "bat": [0.5, 0.5]})
    assert "in no layer" in alt
    _, alt = figures.senses({"bank": [0.9, 0.9]})
    assert "about half" not in alt


def test_habits_prints_what_is_half_or_more_and_names_its_layers():
    table = np.array([[0.1, 0.93], [0.49, 0.0], [0.5, 0.2]])
    figure, alt = figures.habits({"the word before": table, "[CLS]": np.zeros((3, 2))})
    before, cls = figure.axes
    assert texts(before) == [".9", ".5"] and texts(cls) == []
    assert before.texts[0].get_position() == (1, 0) and before.texts[1].get_position() == (0, 2)
    assert alt.endswith("at the word before in layers 1, 3; at [CLS] in layers none.")
    assert before.get_title(loc="left") == "looks at the word before"


def test_a_full_weight_is_one():
    figure, _ = figures.habits({"[CLS]": np.array([[1.0]])})
    assert texts(figure.axes[0]) == ["1"]


def test_idle_names_the_layers_in_which_weight_is_larger():
    figure, alt = figures.idle([0.2, 0.6, 0.5], [0.4, 0.1, 0.1])
    weight, length = figure.axes[0].get_lines()
    assert list(weight.get_ydata()) == [0.2, 0.6, 0.5] and list(length.get_xdata()) == [1, 2, 3]
    assert "In layers 2, 3 the weight" in alt


def test_head_map_is_the_map_with_its_name():
    weights = np.array([[0.9, 0.1], [0.2, 0.8]])
    figure, alt, title = figures.head_map(weights, ["a", "b"], 2, 7)
    assert title == "Layer 2, head 7" and "'a' looks at 'a'; 'b' looks at 'b'" in alt
    assert ".90" in texts(figure.axes[0])


def test_likeness_puts_the_most_alike_first():
    figure, alt = figures.likeness({("a", "b"): 0.2, ("c", "d"): 0.9, ("e", "f"): -0.1})
    ax = figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["c\nd", "a\nb", "e\nf"]
    assert [bar.get_width() for bar in ax.patches] == [0.9, 0.2, -0.1]
    assert texts(ax) == [".90", ".20", "-.10"]
    assert alt.index("'c'") < alt.index("'a'") < alt.index("'e'")
    assert ax.get_xlim()[0] <= -0.1


def test_search_draws_and_says_each_number():
    found = {"ours": {"first": 3, "five": 7}, "theirs": {"first": 1, "five": 2}}
    figure, alt = figures.search(found, 9)
    assert [bar.get_height() for bar in figure.axes[0].patches] == [3, 7, 1, 2]
    assert texts(figure.axes[0]) == ["3", "7", "1", "2"]
    assert alt == "Of 9 questions. ours: first 3, five 7; theirs: first 1, five 2."


def test_caching_says_no_measured_number():
    figure, alt = figures.caching([4, 8], {"again": [0.01, 0.02], "kept": [0.001, 0.002]})
    again, kept = figure.axes[0].get_lines()
    assert list(again.get_ydata()) == [10, 20] and np.allclose(kept.get_ydata(), [1, 2])
    assert not any(character.isdigit() for character in alt) and "'again' and 'kept'" in alt
