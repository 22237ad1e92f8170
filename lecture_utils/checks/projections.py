"""Checks of notebook 07: a product by hand, a turn, scores with two matrices, a puzzle."""

import torch

from ..experiments.adjectives import CLASSES, best_words, link_share, sentences
from .report import attempt, different, exercise
from .report import prediction as prediction

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


TURN, MIRROR = torch.tensor([[0.0, -1], [1, 0]]), torch.tensor([[-1.0, 0], [0, 1]])


@exercise("Exercise 2")
def turn_and_mirror(W):
    """One matrix for two steps: a quarter turn against the clock, then left and right swapped."""
    causes = [
        (TURN @ MIRROR, "that mirrors first (or turns with the clock, or swaps up and "
         "down): (1, 0) is turned to (0, 1) and stays there."),
        (TURN, "that is the turn alone: where does the mirror move (-1, 0)?"),
        (MIRROR, "that is the mirror alone."),
        (TURN + MIRROR, "added: one step after the other is a product."),
        (torch.eye(2), "that changes nothing."),
    ]  # fmt: skip
    return different(W, MIRROR @ TURN, causes, "The columns say where (1, 0) and (0, 1) end.")


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


WORDS = ("old", "white", "cat", "boat")  # features: adjective, noun, animal, colour
MEANING = torch.tensor([[1.0, 0, 0, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 0]])


@exercise("Exercise 5")
def question(row_q, row_k):
    """One row of W_q and of W_k: nouns ask for adjectives, for colours twice as much."""
    rows = [torch.as_tensor(row, dtype=torch.float32).flatten() for row in (row_q, row_k)]
    for name, row in zip(("row_q", "row_k"), rows, strict=True):
        if len(row) != 4 or not row.isfinite().all():
            return f"{name}: expected four numbers, one a feature, got {row.tolist()}."
    scores = torch.outer(*(MEANING @ row for row in rows))
    (old, white, *nouns), *_ = scores[2:].tolist()
    same = torch.allclose(scores[2], scores[3], atol=1e-4)
    zero = not scores[:2].any() and not any(nouns)
    if zero and same and old > 1e-4 and abs(white - 2 * old) < 1e-4 * abs(old):
        return None
    got = f"'cat' scores 'old' {old:g} and 'white' {white:g}. "
    if not scores.any():
        return "all scores are zero: the row of W_q says who asks, the row of W_k who answers."
    if scores[:2].any():
        if not scores[2:].any():
            return "the adjectives ask and the nouns do not: did the two rows change places?"
        return "adjectives ask too: the row of W_q should be 0 for them."
    if any(nouns):
        return "nouns answer too: the row of W_k should be 0 for them."
    if not same:
        return "'cat' and 'boat' should ask alike: the question is about nouns, not about animals."
    if old <= 0:
        return got + "Any adjective should answer, with a score above 0."
    if abs(white - old) < 1e-4:
        return got + "The colour column of row_k does not count yet."
    return got + "'white' is an adjective and a colour: both columns add up, to twice 'old'."


def _slip(pair, link, best):
    """Which mistake an adjective made: a name of SLIPS."""
    (adjective, noun), others = link, [word for word in best if word != link[1]]
    if any(pair.classes[word] != "noun" for word in others):
        return "no noun"
    if noun in best:
        return "tie"
    return "before" if min(others) < adjective else "too far"


SLIPS = {
    "tie": "several words share the highest score: let the nearer place score higher.",
    "no noun": "a noun must beat any other word, however near: give the class a larger number.",
    "before": "a noun that stands before the adjective wins: such places need a very low score.",
    "too far": "the noun of another adjective, further on, wins: near must score higher.",
}


@exercise("Exercise 6")
def puzzle(W_q, W_k):
    """Matrices (d_k, 24) with which each adjective's highest score is at its own noun."""
    W_q, W_k = (torch.as_tensor(matrix, dtype=torch.float32) for matrix in (W_q, W_k))
    pairs = sentences(100, seed=70)
    share = link_share(pairs, W_q, W_k)
    if share > 0.9999:
        return None
    start = f"expected all adjectives at their noun, got {share:.0%}. "
    classes = len(CLASSES)
    if not W_q.any() or not W_k.any():
        return start + "A matrix of zeros asks nothing, or offers nothing."
    if link_share(pairs, W_k, W_q) > 0.9999:
        return start + "W_q and W_k changed places: adjectives ask, nouns answer."
    if not W_q[:, classes:].any() or not W_k[:, classes:].any():
        return (
            start + "Places do not count yet: in both matrices the last 14 columns must say "
            "something."
        )
    if not W_k[:, CLASSES.index("noun")].any() or not W_q[:, :classes].any():
        return start + "Word classes do not count yet: the key of a noun must say that it is one."
    slips = [
        (pair, link, best, _slip(pair, link, best))
        for pair in pairs
        for link, best in best_words(pair, W_q, W_k).items()
        if best != [link[1]]
    ]
    names = [slip for *_, slip in slips]
    most = max(SLIPS, key=names.count)
    pair, (adjective, _), best, _ = slips[names.index(most)]
    picks = " and ".join(f"'{pair.english[word]}'" for word in best)
    return (
        f"{start}In \"{' '.join(pair.english)}\", '{pair.english[adjective]}' picks {picks}. "
        f"Most often {SLIPS[most]}"
    )
