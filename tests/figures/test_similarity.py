"""The pictures of notebook 05: what is drawn, in which colours, and what is said of it."""

import math

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from lecture_utils.figures import similarity as pictures
from lecture_utils.figures import style
from lecture_utils.figures.show import bundle
from lecture_utils.geometry import cosine, dot
from tests.figures.telling.panels import texts

ANIMALS = torch.tensor([[4.0, 2.0], [2.0, 1.0], [3.0, 3.0], [1.0, 8.0]])
NAMES = ["cat", "kitten", "dog", "lion"]


def titles(fig):
    return [ax.get_title(loc="left") for ax in fig.axes]


def colour(patch):
    return patch.get_facecolor()[:3]


def test_two_arrows_say_what_they_are():
    fig, alt, title = pictures.two_arrows(3, 20, 2, 80)
    shown = texts(fig.axes[1])
    assert dict(zip(shown[::2], shown[1::2], strict=True)) == {
        "length of a": "3.00",
        "length of b": "2.00",
        "angle between them": "60°",
        "shadow of b on a": "1.00",
        "dot product  a · b": "3.00",
        "cosine": "0.50",
        "distance": "2.65",
    }
    assert "60° apart" in alt and "dot product is 3.00" in alt and "2.65" in alt
    assert title == "a · b is positive: same side"


def test_the_shadow_is_drawn_green_along_a_and_ends_below_b():
    fig, _, _ = pictures.two_arrows(3, 0, 2, 60)
    [band] = [line for line in fig.axes[0].lines if line.get_color() == style.VALUE]
    assert np.allclose(band.get_xdata(), [0, 1]) and np.allclose(band.get_ydata(), [0, 0])
    arrows = [text.arrow_patch for text in fig.axes[0].texts if text.arrow_patch]
    assert [colour(arrow) for arrow in arrows] == [to_rgb(style.QUERY), to_rgb(style.KEY)]


@pytest.mark.parametrize("b_angle, side", [(90, "zero"), (-170, "negative"), (-89, "positive")])
def test_the_title_names_the_side(b_angle, side):
    assert pictures.two_arrows(1, 0, 1, b_angle)[2].startswith(f"a · b is {side}")


def test_no_minus_zero():
    fig, alt, _ = pictures.two_arrows(1, 180, 1, 90)  # the product is a little below zero
    assert "-0.00" not in alt
    assert "-0.00" not in texts(fig.axes[1])


def test_angles_are_taken_the_short_way_round():
    assert "20° apart" in pictures.two_arrows(1, 170, 1, -170)[1]


def test_an_arrow_needs_a_length():
    with pytest.raises(ValueError, match="b_length must be above 0, got 0"):
        pictures.two_arrows(1, 0, 0, 0)


def test_the_rulers_are_drawn_with_their_winners():
    fig, alt = pictures.rulers(ANIMALS, NAMES, ("tame", "hunts"))
    assert titles(fig) == ["dot product: lion", "cosine: kitten", "distance: dog"]
    starred = [text.get_text() for ax in fig.axes for text in ax.texts if "★" in text.get_text()]
    assert starred == ["lion ★", "kitten ★", "dog ★"]
    for ax, best in zip(fig.axes, ((1, 8), (2, 1), (3, 3)), strict=True):
        dots = [line for line in ax.lines if line.get_marker() == "o"]
        filled = [line.get_xydata()[0] for line in dots if line.get_markerfacecolor() == style.KEY]
        assert len(dots) == 3 and np.array_equal(filled, [best])
    assert (
        alt
        == "Most similar to 'cat': 'lion' by dot product, 'kitten' by cosine, 'dog' by distance."
    )
    assert fig.axes[0].get_xlabel() == "tame" and fig.axes[0].get_ylabel() == "hunts"
    with pytest.raises(ValueError, match="4 vectors, but 3 words"):
        pictures.rulers(ANIMALS, NAMES[:3])


def test_the_rulers_are_shaded_in_few_colours():
    shown = bundle(*pictures.rulers(ANIMALS, NAMES))
    assert len(shown["text/html"]) < 150_000  # smooth shading: over twice as much


def test_the_ring_asks_from_all_around():
    keys = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    won = pictures._preferred(keys, dot)
    assert [won[place] for place in (0, 90, 180, 270)] == [0, 1, 2, 3]
    assert all(won.count(place) == 90 for place in range(4))
    keys[0] *= 3  # wins where 3 cos(angle) > sin(angle)
    assert pictures._preferred(keys, dot).count(0) == 2 * round(math.degrees(math.atan(3)))
    assert pictures._preferred(keys, cosine).count(0) == 90


def test_the_rings_are_coloured_by_the_key_that_wins():
    keys = torch.tensor([[1.0, 0.0], [-0.5, 0.8660254], [-0.5, -0.8660254]])
    longer = keys * torch.tensor([[9.0], [1.0], [1.0]])  # wins up to atan(9.5 / 0.866), 84.8°
    panels = {"short": (keys, dot), "long": (longer, dot)}
    fig, alt = pictures.rings(panels, ["a", "b", "c"], marked="a")
    assert titles(fig) == ["short", "long"] and "33% (short), 47% (long)" in alt
    assert [ax.get_xlabel() for ax in fig.axes] == ["33% of the ring", "47% of the ring"]
    assert fig.axes[0].get_xlim() == fig.axes[1].get_xlim()  # "a" grows, the others do not shrink
    for ax, share in zip(fig.axes, (120, 170), strict=True):
        orange = [to_rgb(style.KEY) == colour(patch) for patch in ax.patches]
        assert len(orange) == 360 and sum(orange) == share
        assert orange[0] and orange[-1] and not orange[180]  # around the key's own direction
    with pytest.raises(ValueError, match="marked must be one of"):
        pictures.rings(panels, ["a", "b"], marked="c")


def test_names_stand_outside_the_ring_however_short_their_arrows():
    keys = torch.tensor([[1.0, 0.0], [0.0, 4.0]])
    fig, _ = pictures.rings({"": (keys, dot)}, ["short", "long"], marked="long")
    ax = fig.axes[0]
    names = {text.get_text(): math.hypot(*text.xy) for text in ax.texts if text.get_text()}
    assert all(names[word] == pytest.approx(ax.patches[0].r) for word in ("short", "long"))
    assert ax.get_xlim()[1] > 1.2 * ax.patches[0].r


FOUR = [[9.0, 0.8, 0.1, 0.2], [0.8, 9.0, 0.3, 0.1], [0.1, 0.3, 9.0, 0.2], [0.2, 0.1, 0.2, 9.0]]


def frames(ax, edge, fill="none"):
    """(column, row, size) of the squares with this edge colour."""
    return [(patch.get_x() + min(patch.get_width(), 1) / 2, patch.get_y() + min(
        patch.get_width(), 1) / 2, patch.get_width()) for patch in ax.patches
        if isinstance(patch, Rectangle) and patch.get_edgecolor()[:3] == to_rgb(edge)
        and patch.get_linewidth()]  # fmt: skip


def test_each_word_s_most_similar_other_one_is_framed():
    fig, alt = pictures.kinds({"ours": FOUR}, ["a", "b", "c", "d"], size=2)
    ax = fig.axes[0]
    found = [(round(column), round(row)) for column, row, _ in frames(ax, style.INK)]
    assert found == [(1, 0), (0, 1), (1, 2), (0, 3)]  # the diagonal, 9, is never the best
    assert [(x, y, size) for x, y, size in frames(ax, style.KEY)] == [(0, 0, 2), (2, 2, 2)]
    assert "ours: 2 of 4 words are most similar to one of their kind" in alt
    drawn = ax.images[0].get_array()
    assert np.array_equal(np.diag(drawn), np.zeros(4)) and drawn[0, 1] == 0.8
    grey = [colour(patch) == to_rgb(style.MASKED) for patch in ax.patches]
    assert sum(grey) == 4
    with pytest.raises(ValueError, match="ours: 3 words, but a table"):
        pictures.kinds({"ours": FOUR}, ["a", "b", "c"], size=1)


def finds_row(own, other):
    return {"cosine": {"own": own, "other": 100 - own}, "blind": {"own": 20.0, "other": 80.0},
            "dot product": {"own": other, "other": 100 - other}}  # fmt: skip


def test_finds_are_drawn_seed_by_seed_beside_the_blind_guess():
    fig, alt = pictures.finds([finds_row(10, 25), finds_row(14, 30)], ["own", "other"])
    ax = fig.axes[0]
    dots = {tuple(np.round(c.get_facecolor()[0][:3], 2)): sorted(c.get_offsets()[:, 0])
            for c in ax.collections[:2] if len(c.get_offsets())}  # fmt: skip
    assert dots == {
        tuple(np.round(to_rgb(style.QUERY), 2)): [25, 30],
        tuple(np.round(to_rgb(style.KEY), 2)): [10, 14],
    }
    blind = [line.get_xdata()[0] for line in ax.lines if line.get_color() == style.INK]
    assert blind[-2:] == [20, 80]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["own", "other"]
    assert "2 trainings: own dot product 25–30 %, cosine 10–14 %, blind 20 %" in alt


def test_finds_and_guesses_must_count_the_same():
    row = finds_row(10, 25)
    row["blind"]["own"] = 30
    with pytest.raises(ValueError, match="expected equal sums"):
        pictures.finds([row], ["own", "other"])


def test_the_orders_are_compared():
    S = torch.tensor([[1.0, 2.0, 3.0], [2.0, 5.0, 6.0], [3.0, 6.0, 9.0]])
    sentences = ["dog bites man".split(), "man bites dog".split()]
    fig, alt = pictures.orders([S, S.flip(0, 1)], sentences)
    assert alt.endswith("the same numbers, at other places.")
    assert texts(fig.axes[1])[:3] == ["9", "6", "3"]
    assert [label.get_text() for label in fig.axes[1].get_yticklabels()] == sentences[1]
    assert pictures.orders([S, S], sentences)[1].endswith("the same numbers, in the same places.")
    assert pictures.orders([S, S + 1], sentences)[1].endswith("other numbers.")


@pytest.mark.parametrize("along, across", [(0, 0), (1, 0), (-1, 0), (0.6, 0.5), (1, 0.9)])
def test_the_ways_that_not_leaves_are_never_shorter_than_two(along, across):
    fig, alt, title = pictures.negation(along, across)
    ways = math.hypot(along - 1, across), math.hypot(along + 1, across)
    assert title == f"{ways[0]:.2f} + {ways[1]:.2f} = {sum(ways):.2f}, and never below 2"
    assert sum(ways) >= 2 and f"'not hot' to cold {ways[0]:.2f}" in alt
    dashed = [line for line in fig.axes[0].lines if line.get_linestyle() == "--"]
    lengths = [math.hypot(*np.diff(line.get_xydata(), axis=0)[0]) for line in dashed]
    assert np.allclose(lengths, ways)
    assert [line.get_color() for line in dashed] == [style.KEY_INK, style.QUERY_INK]
    words = texts(fig.axes[0])
    far = [f"{way:.2f}" if way > 0.3 else None for way in ways]  # a point has no room for it
    named = ["hot", "not hot", far[0], "cold", "not cold", far[1]]
    assert words == [word for word in named if word]


def test_spreads_are_drawn_beside_their_law():
    fig, alt = pictures.spreads((4, 16), (0.5, 0.26))
    dots, law = fig.axes[0].lines
    assert list(dots.get_ydata()) == [0.5, 0.26] and list(law.get_ydata()) == [0.5, 0.25]
    assert "within 10 %" in alt and "beyond" in pictures.spreads((4, 16), (0.5, 0.5))[1]
