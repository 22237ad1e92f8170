"""Dot product, length, cosine and distance: by hand, against PyTorch, and in their limits."""

import math

import pytest
import torch

from lecture_utils.embeddings import load_vectors
from lecture_utils.geometry import best_plane, cosine, distance, dot, length

A, B = torch.tensor([3.0, 4.0]), torch.tensor([4.0, -3.0])
X = torch.randn(6, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


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


def test_on_arrows_of_length_one_the_three_rulers_put_all_keys_into_one_order():
    many = torch.randn(1000, 21, 16, generator=torch.Generator().manual_seed(0)).double()
    many = many / length(many)[..., None]
    query, keys = many[:, :1], many[:, 1:]
    order = dot(query, keys).argsort(dim=-1)
    assert torch.equal(order, cosine(query, keys).argsort(dim=-1))
    assert torch.equal(order, (-distance(query, keys)).argsort(dim=-1))
    squares = dot(query, query) + dot(keys, keys) - 2 * dot(query, keys)
    assert torch.allclose(distance(query, keys) ** 2, squares)


def test_a_long_key_beats_a_rival_that_points_at_the_query_where_the_cosine_is_above_one_over_it():
    turn = torch.arange(3600).double() * math.tau / 3600
    queries = torch.stack([turn.cos(), turn.sin()], dim=1)
    for times in (2, 4, 1000):
        wins = dot(queries, times * queries[0]) > dot(queries, queries)
        assert torch.equal(wins, cosine(queries, queries[0]) > 1 / times)
        assert wins.double().mean() == pytest.approx(math.acos(1 / times) / math.pi, abs=1e-3)
        assert wins.double().mean() < 0.5


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


def test_best_plane_of_a_known_cloud():
    draw = torch.Generator().manual_seed(0)
    cloud = torch.randn(500, 4, generator=draw) * torch.tensor([5.0, 0.1, 3.0, 0.1]) + 7
    middle, directions, share = best_plane(cloud)
    assert torch.allclose(middle, torch.full((4,), 7.0), atol=0.6)
    assert torch.allclose(directions.abs(), torch.tensor([[1.0, 0, 0, 0], [0, 0, 1, 0]]), atol=0.1)
    assert share > 0.99
    assert torch.allclose(directions @ directions.T, torch.eye(2), atol=1e-5)
    with pytest.raises(ValueError, match="3 or more"):
        best_plane(torch.zeros(2, 4))
