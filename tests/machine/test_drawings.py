"""Drawn animals: seeded, in range, never alike, and wanted mistakes are refused."""

import numpy as np
import pytest
import torch

from lecture_utils.machine import drawings


def test_a_seed_says_everything():
    first, again = (drawings.draw_set(("cat", "dog"), 4, seed=3) for _ in range(2))
    other = drawings.draw_set(("cat", "dog"), 4, seed=4)
    assert torch.equal(first[0], again[0]) and torch.equal(first[1], again[1])
    assert not torch.equal(first[0], other[0])


@pytest.mark.parametrize("kind", drawings.KINDS)
def test_pictures_have_the_right_shape_and_range(kind):
    picture = drawings.draw(kind, np.random.default_rng(0))
    assert picture.shape == (drawings.SIZE, drawings.SIZE, 3)
    assert 0 <= picture.min() and picture.max() <= 1 and picture.std() > 0.05


def test_labels_follow_the_counts():
    pictures, labels = drawings.draw_set(("cat", "dog"), [5, 2], seed=0)
    assert labels.bincount().tolist() == [5, 2] and len(pictures) == 7
    assert labels.tolist()[:4] == [0, 1, 0, 1]


def test_backgrounds_are_the_ones_asked_for():
    pictures, labels = drawings.draw_set(
        ("cat", "dog"), 20, seed=0, backgrounds={"cat": "room", "dog": "grass"}
    )
    corner = pictures[:, :, 0, 0]
    green = corner[:, 1] - corner[:, 0]
    assert (green[labels == 1] > 0.15).float().mean() > 0.9
    assert (green[labels == 0] < 0.15).all()


def test_what_is_not_there_is_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="one of cat, dog.*'cow'"):
        drawings.draw("cow", rng)
    with pytest.raises(ValueError, match="grass.*'moon'"):
        drawings.draw("cat", rng, "moon")
    with pytest.raises(ValueError, match="expected 2 counts"):
        drawings.draw_set(("cat", "dog"), [3], seed=0)


def test_a_ball_is_lit_from_above():
    balls = drawings.render_set(20, seed=2)[:, :, :, 15:17].mean(dim=(1, 3))  # (ball, row)
    assert (balls[:, 14:17].mean(dim=1) > 1.3 * balls[:, 22:24].mean(dim=1)).all()


def test_a_ball_glides_from_light_to_dark_and_no_two_are_alike():
    first, again, other = (drawings.render_set(6, seed) for seed in (0, 0, 1))
    assert first.shape == (6, 3, drawings.SIZE, drawings.SIZE) and torch.equal(first, again)
    assert 0 <= first.min() and first.max() <= 1 and not torch.equal(first, other)
    # a ball has many shades where a drawing has few: that is what makes it look photographed
    drawn, _ = drawings.draw_set(("cat",), 6, seed=0)
    assert steps(first) < 0.5 * steps(drawn)


def steps(pictures):
    """Median difference of neighbouring dots: light glides, noise and edges jump."""
    return (pictures[..., 1:] - pictures[..., :-1]).abs().median().item()


def test_what_a_shape_covers_has_its_colour(monkeypatch):
    monkeypatch.setattr(drawings, "_shapes", lambda kind, rng: [("dark", lambda x, y: x < 9)])
    assert drawings.draw("cat", np.random.default_rng(0)).mean() < 0.1


@pytest.mark.parametrize("kind", ["cat", "dog", "rabbit"])
def test_a_face_has_two_eyes_and_a_nose_in_its_muzzle_and_is_even(kind):
    y, x = np.mgrid[-200:201, -200:201] / 100
    shapes = drawings._shapes(kind, np.random.default_rng(3))
    found = [(name, inside(x, y)) for name, inside in shapes]
    (muzzle,) = [mask for name, mask in found if name == "muzzle"]
    left, right, nose = [mask for name, mask in found if name == "dark"]
    assert left.any() and np.array_equal(left, right[:, ::-1]) and not (left & muzzle).any()
    for even in (muzzle, nose):
        assert np.array_equal(even, even[:, ::-1])
    assert (muzzle & nose).sum() > 0.5 * nose.sum() > 0


def test_counts_come_in_any_dress():
    pictures, labels = drawings.draw_set(("cat", "dog"), np.int64(2), seed=0)
    assert torch.equal(pictures, drawings.draw_set(("cat", "dog"), 2, seed=0)[0])
    assert drawings.draw_set(("cat", "dog"), np.array([2, 1]), seed=0)[1].tolist() == [0, 1, 0]
    with pytest.raises(TypeError, match="count must be a whole number, got 1.5"):
        drawings.draw_set(("cat", "dog"), 1.5, seed=0)


def test_each_dot_is_a_mean_of_sixteen():
    """The stored traps and maps were measured on such pictures."""
    assert drawings.FINE == 4
