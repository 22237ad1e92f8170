"""The pictures of notebook 11 show the numbers they were given, and say what they show."""

import numpy as np

from lecture_utils.figures import real_bert as figures
from tests.figures.telling.panels import texts

SHARES = {"bank": [0.5, 0.6, 0.9], "bat": [0.4, 0.7, 0.8]}


def test_senses_draws_each_word_their_mean_and_the_control():
    figure, alt = figures.senses(SHARES, 0.73)
    *lines, mean, chance, control = figure.axes[0].get_lines()
    assert [list(line.get_ydata()) for line in lines] == list(SHARES.values())
    assert np.allclose(mean.get_ydata(), [0.45, 0.65, 0.85]) and set(chance.get_ydata()) == {0.5}
    assert set(control.get_ydata()) == {0.73}
    alone = "no attention: other words' rows,\nrare ones weighed more"
    assert texts(figure.axes[0]) == ["chance", alone]
    assert "bank, bat" in alt and "about half at the input" in alt and "after layers 2; the" in alt
    assert alt.endswith("the mean of the other words' rows, rare ones weighed more, without "
                        "attention: 73 %.")  # fmt: skip
    assert len({line.get_marker() for line in lines}) == 2  # not told apart by colour alone


def test_senses_says_what_it_shows_where_nothing_is_learned():
    _, alt = figures.senses({"bank": [0.5, 0.5], "bat": [0.5, 0.5]}, 0.5)
    assert "in no layer" in alt
    _, alt = figures.senses({"bank": [0.9, 0.9]}, 0.5)
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


def test_idle_draws_a_share_and_a_length_apart_and_names_the_layers():
    figure, alt = figures.idle([0.2, 0.6, 0.5], [0.4, 0.1, 0.09])
    (weight,), (length,) = (ax.get_lines() for ax in figure.axes)
    assert list(weight.get_ydata()) == [0.2, 0.6, 0.5] and list(length.get_xdata()) == [1, 2, 3]
    assert list(length.get_ydata()) == [0.4, 0.1, 0.09]
    assert [ax.get_title(loc="left") for ax in figure.axes] == [
        "weight on [CLS]", "its value's length, others' = 1"
    ]  # fmt: skip
    assert "on [CLS] in layers 2, 3;" in alt and alt.endswith("other tokens' in layers 3.")
    assert "in layers none;" in figures.idle([0.1], [0.5])[1]


def test_head_map_is_the_map_with_its_name():
    weights = np.array([[0.9, 0.1], [0.2, 0.8]])
    figure, alt, title = figures.head_map(weights, ["a", "b"], 2, 7)
    assert title == "Layer 2, head 7" and "'a' looks at 'a'; 'b' looks at 'b'" in alt
    assert ".90" in texts(figure.axes[0])


def test_changes_puts_the_most_alike_first_and_shows_each_sentence():
    figure, alt = figures.changes({"a": [0.2, 0.4], "b": [0.9, 0.9], "c": [-0.3, 0.1]})
    ax = figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "a", "c"]
    dots, means = ax.get_lines()[::2], ax.get_lines()[1::2]
    assert [list(line.get_xdata()) for line in dots] == [[0.9, 0.9], [0.2, 0.4], [-0.3, 0.1]]
    assert np.allclose([line.get_xdata()[0] for line in means], [0.9, 0.3, -0.1])
    assert [line.get_ydata()[0] for line in means] == [0, 1, 2]
    assert texts(ax) == [".90", ".30", "-.10"]
    assert alt.endswith("the most alike first: b .90; a .30; c -.10.")
    low, high = ax.get_ylim()
    assert low > high and ax.get_xlim()[0] < -0.3


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
