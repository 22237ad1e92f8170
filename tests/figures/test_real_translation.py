"""Figures of notebook 10: numbers stand where they belong, and the words say what is drawn."""

import pytest

from lecture_utils.figures import real_translation as figures
from tests.figures.telling.panels import texts


def test_quality_prints_each_score_on_its_row():
    figure, alt = figures.quality({"a": {"short": 40, "long": 20}, "b": {"short": 10, "long": 5}})
    (ax,) = figure.axes
    assert sorted(texts(ax)) == ["10", "20", "40", "5"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["short", "long"]
    assert "short: 40 for a, 10 for b" in alt and "long: 20 for a, 5 for b" in alt
    with pytest.raises(ValueError, match="short"):
        figures.quality({"a": {"short": 40}, "b": {"long": 40}})


def test_sharpness_orders_the_groups_by_their_median():
    figure, alt = figures.sharpness({"off": [0.2, 0.3, 0.9], "on": [0.8, 0.9, 0.1]})
    assert alt.endswith("Sharpest first: 'on', then 'off'.")
    assert [len(points.get_offsets()) for points in figure.axes[0].collections] == [3, 3]
    with pytest.raises(ValueError, match="at least one word"):
        figures.sharpness({"on": []})


def test_soft_words_shows_both_ends():
    figure, alt = figures.soft_words({"ne": 0.3, "chat": 0.9, "de": 0.5, "roi": 0.8}, most=1)
    assert alt == "Softest rows: 'ne'. Sharpest rows: 'chat'."
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["ne", "chat"]
    with pytest.raises(ValueError, match="two words"):
        figures.soft_words({"ne": 0.3})


def test_senses_counts_each_bar():
    figure, alt = figures.senses({("bank", "river"): (2, 1, 1), ("bank", "money"): (4, 0, 0)})
    assert alt == "Right sense: bank (river) 2 of 4; bank (money) 4 of 4; all 6 of 8."
    assert texts(figure.axes[0]) == ["2", "1", "1", "4", "6", "1", "1"]
    widths = [bar.get_width() for bar in figure.axes[0].patches[:9]]
    assert widths == [0.5, 0.25, 0.25, 1, 0, 0, 0.75, 0.125, 0.125]
    dotted = [line for line in figure.axes[0].lines if line.get_linestyle() == ":"]
    assert [set(line.get_xdata()) for line in dotted] == [{0.5}]
    with pytest.raises(ValueError, match="at least one sentence"):
        figures.senses({("bank", "river"): (0, 0, 0)})


def test_ingredients_name_the_best():
    scores = {"real": {"x": 20, "y": 9}, "grammar": {"x": 5, "y": 40}}
    figure, alt = figures.ingredients(scores, {"real": 0.4, "grammar": 0.2})
    assert alt == "Best BLEU: x: real, y: grammar. Smallest error of the maps: grammar."
    assert {"20", "9", "5", "40"} == set(texts(figure.axes[0]))
    assert {"0.40", "0.20"} == set(texts(figure.axes[1]))
    with pytest.raises(ValueError, match="AER of"):
        figures.ingredients(scores, {"real": 0.4})


def test_reading_says_both_sentences_and_every_look():
    figure, alt = figures.reading([[0.9, 0.1], [0.2, 0.8]], ["a", "cat"], ["un", "chat"], {(0, 0)})
    assert alt == "a cat → un chat. Attention map: 'un' looks at 'a'; 'chat' looks at 'cat'."
    assert len(figure.axes[0].patches) == 1  # the gold link
    with pytest.raises(ValueError, match="nothing was written"):
        figures.reading([], ["a"], [])


def test_by_length_has_a_line_a_translator():
    curves = {"a": {"3–4": 10, "5–6": 20}, "b": {"3–4": 40, "5–6": 31}}
    figure, alt = figures.by_length(curves)
    assert "a from about 10 to about 20" in alt and "b from about 40 to about 30" in alt
    assert figure.axes[0].get_ylim() == (0, pytest.approx(46))
    with pytest.raises(ValueError, match="3–4"):
        figures.by_length({"a": {"3–4": 10}, "b": {"5–6": 10}})
