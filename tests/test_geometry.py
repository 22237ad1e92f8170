"""Dot product, length, cosine and distance: by hand, against PyTorch, and their pictures."""

import base64
import math

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch

from lecture_utils.embeddings import load_vectors
from lecture_utils.figures import geometry_plots as pictures
from lecture_utils.figures import style
from lecture_utils.figures.show import bundle
from lecture_utils.geometry import cosine, distance, dot, length

A, B = torch.tensor([3.0, 4.0]), torch.tensor([4.0, -3.0])
X = torch.randn(6, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_by_hand():
    assert dot(A, torch.tensor([1.0, 2.0])) == 11
    assert length(A) == 5
    assert cosine(A, B) == 0 and cosine(A, -2 * A) == -1
    assert distance(A, torch.tensor([0.0, 0.0])) == 5


def test_against_pytorch_for_all_pairs():
    pairs = X[:, None], X
    assert torch.allclose(dot(*pairs), X @ X.T)
    assert torch.allclose(cosine(*pairs), torch.cosine_similarity(X[:, None], X, dim=-1))
    assert torch.allclose(distance(*pairs), torch.cdist(X, X))


def test_turning_both_changes_nothing_and_stretching_one_only_the_dot_product():
    turn, _ = torch.linalg.qr(X[:5])
    for ruler in (dot, cosine, distance):
        assert torch.allclose(ruler(X[0] @ turn, X[1] @ turn), ruler(X[0], X[1]))
    assert torch.allclose(dot(3 * X[0], X[1]), 3 * dot(X[0], X[1]))
    assert torch.allclose(cosine(3 * X[0], X[1]), cosine(X[0], X[1]))


@pytest.mark.parametrize("function", [dot, cosine, distance])
def test_bad_vectors_are_refused(function):
    with pytest.raises(ValueError, match=r"equally many numbers, got \[1, 2\]"):
        function(A, torch.tensor([1.0]))
    with pytest.raises(TypeError, match="b must be a tensor of decimal numbers, got torch.int64"):
        function(A, torch.tensor([1, 2]))
    with pytest.raises(TypeError, match="a must be a tensor of decimal numbers, got list"):
        function([1.0, 2.0], A)
    with pytest.raises(ValueError, match="a must hold finite numbers"):
        function(torch.tensor([math.nan, 1.0]), A)
    with pytest.raises(ValueError, match="got a single number"):
        function(torch.tensor(1.0), A)


def test_no_direction_no_cosine():
    with pytest.raises(ValueError, match="b holds a vector of length 0"):
        cosine(A, torch.zeros(3, 2))


KEYS = torch.tensor([[2.0, 1.0], [3.0, 3.0], [1.0, 8.0]])
NAMES = ["kitten", "dog", "lion"]


def test_each_ruler_names_its_winner():
    won = pictures.winners(torch.tensor([4.0, 2.0]), KEYS, NAMES)
    assert won == {"dot product": "lion", "cosine": "kitten", "distance": "dog"}
    with pytest.raises(ValueError, match="3 keys, but 2 words"):
        pictures.winners(A, KEYS, NAMES[:2])


def test_the_rulers_are_drawn_with_their_winners():
    fig = pictures.draw_rulers(torch.tensor([4.0, 2.0]), KEYS, NAMES, "cat")
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    assert titles == ["dot product: lion", "cosine: kitten", "distance: dog"]
    starred = [text.get_text() for ax in fig.axes for text in ax.texts if "★" in text.get_text()]
    assert starred == ["lion ★", "kitten ★", "dog ★"]


def test_two_arrows_say_what_they_are():
    fig, alt = pictures.two_arrows(3, 20, 2, 80)
    shown = [text.get_text() for text in fig.axes[1].texts]
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
    assert "positive" in fig.get_suptitle()


@pytest.mark.parametrize("b_angle, side", [(90, "zero"), (-170, "negative"), (-89, "positive")])
def test_the_title_names_the_side(b_angle, side):
    fig, _ = pictures.two_arrows(1, 0, 1, b_angle)
    assert f"a · b is {side}" in fig.get_suptitle()


def test_no_minus_zero():
    fig, alt = pictures.two_arrows(1, 180, 1, 90)  # the product is a little below zero
    assert "-0.00" not in alt
    assert "-0.00" not in [text.get_text() for text in fig.axes[1].texts]


def test_angles_are_taken_the_short_way_round():
    assert "20° apart" in pictures.two_arrows(1, 170, 1, -170)[1]


def test_an_arrow_needs_a_length():
    with pytest.raises(ValueError, match="b_length must be above 0, got 0"):
        pictures.two_arrows(1, 0, 0, 0)


def test_the_ring_asks_from_all_around():
    keys = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])
    words = ["right", "up", "left", "down"]
    won = pictures.ring_winners(keys, words)
    assert [won[place] for place in (0, 90, 180, 270)] == words
    assert all(won.count(word) == 90 for word in words)
    keys[0] *= 3  # wins where 3 cos(angle) > sin(angle)
    half = round(math.degrees(math.atan(3)))
    assert pictures.ring_winners(keys, words).count("right") == 2 * half
    assert pictures.ring_winners(keys, words, cosine).count("right") == 90


def test_the_drawn_rings_return_the_shares_of_the_marked_word():
    keys = torch.tensor([[1.0, 0.0], [-0.5, 0.8660254], [-0.5, -0.8660254]])
    longer = keys * torch.tensor([[9.0], [1.0], [1.0]])  # wins up to atan(9.5 / 0.866), 84.8°
    panels = {"short": (keys, dot), "long": (longer, dot)}
    fig, shares = pictures.draw_rings(panels, ["a", "b", "c"], marked="a")
    assert shares == [120 / 360, 170 / 360]
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["short", "long"]
    assert all(len(ax.patches) == 360 for ax in fig.axes)
    assert fig.axes[0].get_xlim() == fig.axes[1].get_xlim()  # "a" grows, the others do not shrink
    orange = [matplotlib.colors.to_rgb(style.KEY) == patch.get_facecolor()[:3]
              for patch in fig.axes[1].patches]  # fmt: skip
    assert sum(orange) / 360 == shares[1]
    assert pictures.draw_rings(panels, ["b", "a", "c"], marked="a")[1][1] < shares[1]
    with pytest.raises(ValueError, match="marked must be one of"):
        pictures.draw_rings(panels, ["a", "b"], marked="c")


def test_the_rulers_are_shaded_in_few_colours():
    fig = pictures.draw_rulers(torch.tensor([4.0, 2.0]), KEYS, NAMES, "cat")
    png, _ = bundle(fig, "three rulers")
    assert len(base64.b64decode(png["image/png"])) < 110_000  # smooth shading: over twice as much


def test_names_stand_outside_the_ring_however_short_their_arrows():
    keys = torch.tensor([[1.0, 0.0], [0.0, 4.0]])
    fig, _ = pictures.draw_rings({"": (keys, dot)}, ["short", "long"], marked="long")
    ax = fig.axes[0]
    names = {text.get_text(): math.hypot(*text.xy) for text in ax.texts if text.get_text()}
    assert all(names[word] == pytest.approx(ax.patches[0].r) for word in ("short", "long"))
    assert ax.get_xlim()[1] > 1.2 * ax.patches[0].r


def test_finds_are_drawn_beside_the_blind_guess():
    fig, alt = pictures.draw_finds({"b": 3, "a": 1}, {"a": 2.0, "b": 2.0})
    assert alt.startswith("Most similar to the adjective: b 75 %, by a blind guess 50 %; a 25 %")
    ax = fig.axes[0]
    assert [bar.get_width() for bar in ax.patches] == [75, 25]
    assert [line.get_xdata()[0] for line in ax.lines] == [50, 50]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["b", "a"]


@pytest.mark.parametrize("found, blind", [({}, {}), ({"a": 2}, {"a": 1})])
def test_finds_and_guesses_must_count_the_same(found, blind):
    with pytest.raises(ValueError, match="expected equal sums above 0"):
        pictures.draw_finds(found, blind)


@pytest.mark.parametrize("size", [1e-40, 1e-25, 1.0, 1e20, 3e38])
def test_rulers_hold_for_tiny_and_huge_vectors(size):
    a, b = size * (A / 5), size * (B / 5)
    assert cosine(a, b) == 0 and cosine(a, -a).item() == pytest.approx(-1)
    assert length(a).item() == pytest.approx(size, rel=1e-5)
    assert distance(a / 2, torch.zeros(2)).item() == pytest.approx(size / 2, rel=1e-5)
    for dtype in (torch.float16, torch.bfloat16):
        wide = torch.full((1000,), 60000 if size > 1 else 1e-7, dtype=dtype)
        assert cosine(wide, wide).item() == pytest.approx(1, abs=0.02)


def test_a_cosine_is_never_beyond_one():
    vectors = torch.cat([torch.randn(500, n, generator=torch.Generator().manual_seed(n))
                         for n in (64,)] + [load_vectors()[1] @ torch.eye(32, 64)])  # fmt: skip
    found = cosine(vectors, vectors)
    assert found.max() <= 1 and found.min() > 0.999 and not found.acos().isnan().any()
    assert cosine(vectors, -vectors).min() >= -1


def test_scaling_changes_no_digit_and_no_gradient():
    a, b = X[0].float().requires_grad_(), X[1].float().requires_grad_()
    plain = (a * b).sum() / ((a * a).sum().sqrt() * (b * b).sum().sqrt())
    assert torch.equal(cosine(a, b), plain) and torch.equal(length(a), (a * a).sum().sqrt())
    for ours, theirs in zip(torch.autograd.grad(cosine(a, b), (a, b)),
                            torch.autograd.grad(plain, (a, b)), strict=True):  # fmt: skip
        assert torch.allclose(ours, theirs, atol=1e-7)


def test_what_no_number_can_hold_is_refused():
    huge = torch.full((4,), 3e38)
    with pytest.raises(ValueError, match="passes the largest torch.float32"):
        dot(huge, huge)
    with pytest.raises(ValueError, match="passes the largest torch.float32"):
        length(huge)
    with pytest.raises(ValueError, match=r"at least one number, got shape \(0,\)"):
        cosine(torch.zeros(0), torch.zeros(0))


def test_a_cosine_of_two_dtypes_is_as_exact_as_the_wider_one():
    query, keys = torch.tensor([2.0, 2.0]), torch.tensor([[1, 1], [2, 2.0001]], dtype=torch.float64)
    found = cosine(query, keys)
    assert found.dtype == torch.float64 and torch.equal(found, cosine(query.double(), keys))
    assert found[0] > found[1]
