"""Figures of learning vectors: what they draw is what they were given."""

import itertools

import pytest
import torch
from matplotlib.colors import same_color
from matplotlib.text import Text

from lecture_utils.figures import vectors
from lecture_utils.figures.style import KEY, MUTED, QUERY, WEIGHT_INK
from tests.figures.telling.panels import texts


def test_arrows_before_and_after():
    before, after = torch.eye(3)[:, :2], torch.eye(3)[:, :2] / 2
    fig, alt = vectors.pull_and_push(before, after)
    named = [text for text in fig.axes[0].texts if text.get_text()]
    pale, coloured = named[::2], named[1::2]
    assert [text.get_text() for text in pale] == [text.get_text()[-1] for text in coloured]
    assert [text.get_text() for text in pale] == ["c", "o", "n"]
    assert [tuple(text.xy) for text in pale] == [(1, 0), (0, 1), (0, 0)]
    assert [tuple(text.xy) for text in coloured] == [(0.5, 0), (0, 0.5), (0, 0)]
    arrows = [text.arrow_patch for text in fig.axes[0].texts if text.arrow_patch]
    for arrow, colour in zip(arrows[1::2], (QUERY, KEY, MUTED), strict=True):
        assert same_color(arrow.get_edgecolor(), colour)
    assert "c·o goes from 0.00 to 0.00" in alt
    with pytest.raises(ValueError, match="two numbers each"):
        vectors.pull_and_push(torch.eye(3), torch.eye(3))
    one_of_three = [torch.zeros(2), torch.zeros(3), torch.zeros(2)]
    with pytest.raises(ValueError, match="two numbers each"):
        vectors.pull_and_push(torch.zeros(3, 2), one_of_three)


def test_courses_have_one_line_a_seed():
    fig, alt = vectors.courses((0, 5), {"all": [[0.1, 0.9], [0.1, 0.7]], "few": [[0, 0.6]]}, 0.03)
    [ax] = fig.axes
    lines = [line.get_ydata().tolist() for line in ax.lines[:3]]
    assert lines == [[0.1, 0.9], [0.1, 0.7], [0, 0.6]]
    assert {t.get_text(): t.xy[1] for t in ax.texts} == pytest.approx(
        {"all": 0.8, "few": 0.6, "chance": 0.03}
    )
    assert "all from about 0.0 to about 0.8; few from about 0.0 to about 0.6" in alt
    with pytest.raises(ValueError, match="2 marks, but 1 shares"):
        vectors.courses((0, 5), {"all": [[0.1]]}, 0.03)
    with pytest.raises(ValueError, match="at most 2 can be told apart, got 3"):
        vectors.courses((0, 5), dict.fromkeys("abc", [[0.1, 0.9]]), 0.03)


NAMES = ["pet", "pet", "food"]
FRAMES = {
    step: torch.tensor([[1.0, 0, 0.1], [1 - 0.2 * step, 0.3 * step, 0], [0.5, -step, 1]])
    for step in (0, 1, 2, 3)
}


def test_words_on_their_way():
    fig, alt = vectors.pulled_together(FRAMES, NAMES, (0, 3))
    planes, maps = fig.axes[:2], fig.axes[2:]
    assert [ax.get_title(loc="left") for ax in planes] == ["at random", "after 3 steps"]
    ways = [[line for line in ax.lines if line.get_marker() == "None"] for ax in planes]
    assert [len(lines) for lines in ways] == [0, 9]  # three words, three stretches of the way
    assert ways[1][0].get_alpha() > ways[1][4].get_alpha()  # paler the longer ago
    for ax in maps:
        frames = [(box.get_x(), box.get_width()) for box in ax.patches]
        assert frames == [(-0.5, 2), (1.5, 1)]
        for box, colour in zip(ax.patches, (QUERY, KEY), strict=True):
            assert same_color(box.get_edgecolor(), colour)
    cosine = torch.nn.functional.cosine_similarity(FRAMES[3][0], FRAMES[3][1], dim=0)
    assert maps[1].images[0].get_array()[0, 1] == pytest.approx(cosine.item(), abs=1e-6)
    assert "2 classes" in alt and "at random" in alt and "after 3 steps" in alt
    with pytest.raises(ValueError, match="a frame for each"):
        vectors.pulled_together(FRAMES, NAMES, (0, 7))
    with pytest.raises(ValueError, match="at most 6 can be told apart, got 7: a, b"):
        vectors.pulled_together({0: torch.eye(7)}, list("abcdefg"), (0,))


def test_the_points_use_their_frame():
    fig, _ = vectors.pulled_together(FRAMES, NAMES, (0, 3))
    for ax in fig.axes[:2]:
        dots = [line.get_xydata() for line in ax.lines if line.get_marker() == "o"]
        points = torch.cat([torch.as_tensor(d) for d in dots if len(d)])
        for low_high, values in zip((ax.get_xlim(), ax.get_ylim()), points.T, strict=True):
            spread = (values.max() - values.min()).item()
            assert spread > 0.75 * (low_high[1] - low_high[0]) or spread < 0.1


@pytest.mark.parametrize("count", [12, 36])  # with room, and in a crowd
def test_labels_stand_apart_and_points_stay(count):
    frames = {0: torch.randn(count, 5, generator=torch.Generator().manual_seed(0))}
    words = [f"word{i}" for i in range(count)]
    half = count // 2
    fig, _, title = vectors.words_at(frames, words, ["a"] * half + ["b"] * half, 0)
    [ax] = fig.axes
    assert title == "At random"
    assert texts(ax) == words
    fig.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in ax.texts]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    spots = [ax.transData.transform(text.xy) for text in ax.texts]
    assert not any(box.contains(*spot) for box in boxes for spot in spots)
    dots = [line.get_xydata()[0] for line in ax.lines if len(line.get_xydata())]
    assert [tuple(dot) for dot in dots] == [text.xy for text in ax.texts]


def test_halves_show_centres_and_contexts():
    tables = torch.eye(3)[:2] + 0.1, -torch.eye(3)[:2] - 0.1
    fig, alt = vectors.halves({"pull": (tables[0], tables[0]), "push": tables})
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["pull", "push"]
    for ax, sign in zip(fig.axes, (1, -1), strict=True):
        centres, contexts = (torch.as_tensor(line.get_xydata()) for line in ax.lines[:2])
        assert torch.allclose(contexts, sign * centres, atol=1e-5)
        assert same_color(ax.lines[0].get_color(), QUERY) and same_color(
            ax.lines[1].get_color(), KEY
        )
    assert "pull 0.6 and 0.6; push 0.6 and -0.6" in alt and "class" not in alt
    found = {"pull": torch.tensor([0.1, 0.2]), "push": [0.6, 0.8, 0.7]}
    fig, alt = vectors.halves({"pull": (tables[0], tables[0]), "push": tables}, found)
    below = [f"nearest of own class: {share} %" for share in (15, 70)]
    assert [ax.get_xlabel() for ax in fig.axes] == below
    assert alt.endswith("Nearest of own class most often: push.")


def test_gain_and_seeds():
    fig, alt = vectors.gain({"odd": (0.2, 0.8, 0.25), "labels": (0.0, 0.6, 0.1)}, "random", "done")
    [ax] = fig.axes
    for mark, expected in (("s", [0.2, 0.0]), ("o", [0.8, 0.6])):
        found = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == mark]
        assert found == expected
    assert [t.get_text() for t in ax.get_yticklabels()] == ["odd", "labels"]
    assert "about, random and done: odd 0.2 and 0.8; labels 0.0 and 0.6" in alt
    fig, alt = vectors.seeds({"a": [0.6, 0.62], "b": [0.4]}, 0.03, "share")
    [ax] = fig.axes
    dots = [spots.get_offsets()[:, 0].tolist() for spots in ax.collections]
    assert [x for row in dots for x in row] == [0.6, 0.62, 0.4]
    assert ax.lines[-1].get_xdata() == pytest.approx([0.03, 0.03])
    assert alt.startswith("Share, a dot for each seed") and alt.endswith(
        "to the nearest quarter: a 0.50; b 0.50. Lowest: b. Dashed: chance, 0.03."
    )
    assert (
        "to the nearest hundredth: a 0.61; b 0.40"
        in vectors.seeds({"a": [0.6, 0.62], "b": [0.4]}, 0.03, "share", steps=100)[1]
    )
    fig, alt = vectors.seeds({"a": [0.6]}, 0.4, "share", "any noun")
    assert texts(fig.axes[0]) == ["any noun"]
    assert alt.endswith("Dashed: any noun, 0.4.")


def test_two_rules():
    fig, alt = vectors.two_rules(["noun", "verb"], [6, 1], {-1: -2, 1: 4})
    left, right = fig.axes
    assert [bar.get_width() for bar in left.patches] == [6, 1]
    assert [bar.get_height() for bar in right.patches] == [-2, 4]
    assert same_color(left.patches[0].get_facecolor(), WEIGHT_INK)
    assert same_color(right.patches[0].get_facecolor(), MUTED)
    assert alt == "Highest class: noun; highest place: 1 to the right."
    with pytest.raises(ValueError, match="1 classes, but 2 scores"):
        vectors.two_rules(["noun"], [6, 1], {})
