"""Checks of notebook 07: a product by hand, a turn, scores with two matrices, the puzzle."""

import torch

from ..modifiers import CLASSES, LONGEST, link_share, sentences
from .report import attempt, different, exercise

WEIGHTS, INPUT = torch.tensor([[1.0, 0, 2], [0, 3, 1]]), torch.tensor([2.0, 1, 3])


@exercise("Exercise 1")
def product(answer):
    """WEIGHTS times INPUT: two numbers."""
    causes = [
        (WEIGHTS * INPUT, "multiplied, not yet added: each row becomes one number."),
        ((WEIGHTS * INPUT).sum(dim=0), "you added down the columns; add along each row."),
        (WEIGHTS.sum(dim=1), "these are the row sums of the matrix: multiply by x first."),
        ((WEIGHTS @ INPUT).flip(0), "the two numbers changed places: row 1 comes first."),
    ]
    return different(answer, WEIGHTS @ INPUT, causes, "Row by row: each row times x, added.")


@exercise("Exercise 2")
def quarter_turn(W):
    """A 2 × 2 matrix that turns every arrow by 90° against the clock."""
    right = torch.tensor([[0.0, -1], [1, 0]])
    causes = [
        (right.T, "that turns with the clock: (1, 0) has to go to (0, 1)."),
        (right.abs(), "that mirrors: (0, 1) has to go to (-1, 0), one sign is missing."),
        (-torch.eye(2), "that turns by 180°."),
        (torch.eye(2), "that changes nothing."),
    ]
    return different(W, right, causes, "The columns say where (1, 0) and (0, 1) go.")


@exercise("Exercise 3")
def two_matrices(my_scores):
    """`my_scores(X, W_q, W_k)`: scores (query, key), not scaled."""
    draw = torch.Generator().manual_seed(7)
    X, W_q, W_k = (torch.randn(shape, generator=draw) for shape in ((4, 3), (2, 3), (2, 3)))
    right = X @ W_q.T @ W_k @ X.T
    causes = [
        (right.T, "queries and keys changed places: rows have to ask."),
        (X @ X.T, "that is the plain dot product: no matrix is in it."),
        (X @ W_q.T @ W_q @ X.T, "W_q stands on both sides: the keys need W_k."),
        (X @ W_k.T @ W_k @ X.T, "W_k stands on both sides: the queries need W_q."),
        (right / 2**0.5, "asked are plain scores: the root comes in notebook 9."),
        (right.softmax(dim=-1), "these are weights: asked are the scores."),
    ]
    came = attempt(my_scores, X, W_q, W_k)
    return different(came, right, causes, "Make Q and K, then compare each query with each key.")


@exercise("Exercise 4")
def layer(my_layer):
    """`my_layer(x, W, b)`: a feed-forward layer with ReLU, for one vector or for many."""
    draw = torch.Generator().manual_seed(8)
    x, W, b = (torch.randn(shape, generator=draw) for shape in ((5, 3), (4, 3), (4,)))
    plain = x @ W.T
    causes = [
        (plain + b, "the ReLU is missing: numbers below 0 become 0."),
        (plain.relu(), "the bias b is missing."),
        (plain, "bias and ReLU are missing."),
        (plain.relu() + b, "the bias comes before the ReLU."),
    ]
    came = attempt(my_layer, x, W, b)
    return different(came, (plain + b).relu(), causes, "W x for each row of x, plus b, then ReLU.")


@exercise("Exercise 5")
def puzzle(W_q, W_k):
    """Matrices (d_k, 24) with which each adjective's highest score is at its own noun."""
    W_q, W_k = (torch.as_tensor(matrix, dtype=torch.float32) for matrix in (W_q, W_k))
    pairs = sentences(100, seed=70)
    share = link_share(pairs, W_q, W_k)
    if share > 0.9999:
        return None
    start = f"expected all adjectives at their noun, got {share:.0%}. "
    classes, places = len(CLASSES), slice(len(CLASSES), len(CLASSES) + LONGEST)
    if not W_q.any() or not W_k.any():
        return start + "A matrix of zeros asks nothing, or offers nothing."
    if link_share(pairs, W_k, W_q) > 0.9999:
        return start + "W_q and W_k changed places: adjectives ask, nouns answer."
    if not W_q[:, places].any() or not W_k[:, places].any():
        return start + "Places do not count yet: in both matrices the last 14 columns must say "\
            "something."
    if not W_k[:, CLASSES.index("noun")].any() or not W_q[:, :classes].any():
        return start + "Word classes do not count yet: the key of a noun must say that it is one."
    backwards = torch.cat([W_k[:, :classes], -W_k[:, places]], dim=1)
    if link_share(pairs, W_q, backwards) > share:
        return start + "Far or earlier words win: with the signs of the places turned it is better."
    return start + "Near words behind the adjective need the higher score; a noun must beat "\
        "any other word, however near."
