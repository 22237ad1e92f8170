"""Checks of notebook 07: a product, two steps in one, scores, a layer, a question, a puzzle."""

import torch

from ..experiments.adjectives import CLASSES, best_words, hand_made, link_share, sentences
from .kinds import draw, function, own, value
from .kinds import prediction as prediction
from .kinds import resolve as resolve

MATRIX, INPUT = torch.tensor([[1.0, 0, 2], [0, 3, 1]]), torch.tensor([2.0, 1, 3])

product = value(
    "Exercise 1",
    lambda W, x: W @ x,
    [
        ("multiplied, not yet added: each row becomes one number.", lambda W, x: W * x),
        ("you added down the columns; add along each row.", lambda W, x: (W * x).sum(dim=0)),
        ("these are the row sums of the matrix: multiply by x first.", lambda W, x: W.sum(dim=1)),
        ("the two numbers changed places: row 1 comes first.", lambda W, x: (W @ x).flip(0)),
        ("that is the first row only: the matrix has two.", lambda W, x: W[0] @ x),
        ("both rows were added into one number: keep one a row.", lambda W, x: (W @ x).sum()),
    ],
    given=(MATRIX, INPUT),
    hint="Row by row: multiply place by place with x, then add.",
)  # fmt: skip


TURN, STRETCH = torch.tensor([[0.0, -1], [1, 0]]), torch.tensor([[2.0, 0], [0, 1]])

two_steps = value(
    "Exercise 2",
    lambda turn, stretch: stretch @ turn,
    [
        ("that stretches first: follow (1, 0), which is turned to (0, 1), and then asked for its "
         "*first* number.",
         lambda turn, stretch: turn @ stretch),
        ("rows and columns changed places: where (1, 0) ends is the first *column*.",
         lambda turn, stretch: (stretch @ turn).T),
        ("that is the turn alone: the stretch still has to double a number.",
         lambda turn, stretch: turn),
        ("that is the stretch alone.", lambda turn, stretch: stretch),
        ("added: one step after the other is a product.", lambda turn, stretch: stretch + turn),
        ("multiplied place by place: follow (1, 0) and (0, 1) through both steps instead.",
         lambda turn, stretch: stretch * turn),
        ("that turns *with* the clock.", lambda turn, stretch: stretch @ turn.T),
        ("that changes nothing.", lambda turn, stretch: torch.eye(2)),
    ],
    given=(TURN, STRETCH),
    hint="The columns say where (1, 0) and (0, 1) end.",
)  # fmt: skip


two_matrices = function(
    "Exercise 3",
    lambda X, W_q, W_k: X @ W_q.T @ W_k @ X.T,
    {
        "4 words": (draw(4, 3, seed=1), draw(2, 3, seed=2), draw(2, 3, seed=3)),
        "2 words": (draw(2, 5, seed=4), draw(3, 5, seed=5), draw(3, 5, seed=6)),
    },
    [
        ("queries and keys changed places: rows have to ask.",
         lambda X, W_q, W_k: X @ W_k.T @ W_q @ X.T),
        ("that is the plain dot product: no matrix is in it.", lambda X, W_q, W_k: X @ X.T),
        ("W_q stands on both sides: the keys need W_k.",
         lambda X, W_q, W_k: X @ W_q.T @ W_q @ X.T),
        ("W_k stands on both sides: the queries need W_q.",
         lambda X, W_q, W_k: X @ W_k.T @ W_k @ X.T),
        ("asked are plain scores: the root comes in notebook 9.",
         lambda X, W_q, W_k: X @ W_q.T @ W_k @ X.T / len(W_q) ** 0.5),
        ("these are weights: asked are the scores, before any softmax.",
         lambda X, W_q, W_k: (X @ W_q.T @ W_k @ X.T).softmax(dim=-1)),
        ("these are the queries alone: compare each with each key.",
         lambda X, W_q, W_k: X @ W_q.T),
        ("that asks each word for itself only: every query meets every key.",
         lambda X, W_q, W_k: ((X @ W_q.T) * (X @ W_k.T)).sum(dim=1)),
    ],
    hint="Make Q and K, one product each, then compare each query with each key.",
)  # fmt: skip


layer = function(
    "Exercise 4",
    lambda x, W, b: (x @ W.T + b).relu(),
    {
        "5 vectors": (draw(5, 3, seed=1), draw(4, 3, seed=2), draw(4, seed=3)),
        "2 vectors": (draw(2, 4, seed=4), draw(3, 4, seed=5), draw(3, seed=6)),
        "large numbers": (10 * draw(3, 3, seed=9), draw(2, 3, seed=10), draw(2, seed=11)),
    },
    [
        ("the ReLU is missing: numbers below 0 become 0.", lambda x, W, b: x @ W.T + b),
        ("the bias b is missing.", lambda x, W, b: (x @ W.T).relu()),
        ("bias and ReLU are missing.", lambda x, W, b: x @ W.T),
        ("the bias comes before the ReLU.", lambda x, W, b: (x @ W.T).relu() + b),
        ("the sign of the bias: it is added.", lambda x, W, b: (x @ W.T - b).relu()),
        ("that keeps what lies *below* 0.", lambda x, W, b: (x @ W.T + b).clamp(max=0)),
        ("numbers below 0 lost their sign: ReLU makes 0 of them.",
         lambda x, W, b: (x @ W.T + b).abs()),
        ("rows and columns have changed places: one *row* per vector.",
         lambda x, W, b: (x @ W.T + b).relu().T),
    ],
    hint="W x for each row of x, plus b, then ReLU.",
)  # fmt: skip


WORDS = ("old", "white", "cat", "boat")  # features: adjective, noun, animal, colour
MEANING = torch.tensor([[1.0, 0, 0, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 0]])


def _question_problem(row_q, row_k):
    """What is wrong with one row of W_q and of W_k, or None."""
    rows = [torch.as_tensor(row, dtype=torch.float32).flatten() for row in (row_q, row_k)]
    for name, row in zip(("row_q", "row_k"), rows, strict=True):
        if len(row) != 4 or not row.isfinite().all():
            return f"{name}: four numbers are asked for, one a feature, got {row.tolist()}."
    scores = torch.outer(*(MEANING @ row for row in rows))
    (old, white, *nouns), *_ = scores[2:].tolist()
    same = torch.allclose(scores[2], scores[3], atol=1e-4)
    zero = not scores[:2].any() and not any(nouns)
    if zero and same and old > 1e-4 and abs(white - 2 * old) < 1e-4 * abs(old):
        return None
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
        return "any adjective should answer, 'old' too, with a score above 0."
    if abs(white - old) < 1e-4:
        return "the colour column of row_k does not count yet."
    return "'white' is an adjective and a colour: both columns add up, to twice 'old'."


question = own(
    "Exercise 5",
    _question_problem,
    ([0, 1, 0, 0], [1, 0, 0, 1]),
    [
        ("the adjectives ask and the nouns do not", ([1, 0, 0, 1], [0, 1, 0, 0])),
        ("the colour column of row_k does not count yet.", ([0, 1, 0, 0], [1, 0, 0, 0])),
        ("'white' is an adjective and a colour", ([0, 1, 0, 0], [1, 0, 0, 2])),
        ("any adjective should answer", ([0, 1, 0, 0], [0, 0, 0, 1])),
        ("'cat' and 'boat' should ask alike", ([0, 1, 1, 0], [1, 0, 0, 1])),
        ("adjectives ask too", ([1, 1, 0, 0], [1, 0, 0, 1])),
        ("nouns answer too", ([0, 1, 0, 0], [1, 1, 0, 1])),
        ("all scores are zero", ([0, 0, 0, 0], [1, 0, 0, 1])),
    ],
    asks=("row_q", "row_k"),
)


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
    "before": "a noun further off, before the adjective, wins: near must score higher.",
    "too far": "the noun of another adjective, further on, wins: near must score higher.",
}


def _puzzle_problem(W_q, W_k):
    """What is wrong with matrices (d_k, 24) that shall lead each adjective to its noun, or None."""
    W_q, W_k = (torch.as_tensor(matrix, dtype=torch.float32) for matrix in (W_q, W_k))
    pairs = sentences(100, seed=70)
    share = link_share(pairs, W_q, W_k)
    if share > 0.9999:
        return None
    so_far, classes = f" So far {share:.0%} of the adjectives find their noun.", len(CLASSES)
    if not W_q.any() or not W_k.any():
        return "a matrix of zeros asks nothing, or offers nothing." + so_far
    if link_share(pairs, W_k, W_q) > 0.9999:
        return "W_q and W_k changed places: adjectives ask, nouns answer." + so_far
    if not W_q[:, classes:].any() or not W_k[:, classes:].any():
        return "places do not count yet: the last 14 columns of both must say something." + so_far
    if not (W_q.T @ W_k)[:, CLASSES.index("noun")].any():
        return "classes do not count yet: the key of a noun must say that it is one." + so_far
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
    sentence = " ".join(pair.english)
    return f"{SLIPS[most]} In \"{sentence}\", '{pair.english[adjective]}' picks {picks}.{so_far}"


def _solution(noun=1.0, near=1.0, places=True, turned=False):
    """The matrices of a solution; or with a slip: what counts less, or the other way round."""
    W_q, W_k = hand_made()
    W_q[0] *= noun
    W_k[1:, len(CLASSES) :] += (near - 1) * W_k[1:, len(CLASSES) :].triu(1)  # further behind
    if not places:
        W_q[1:], W_k[1:] = 0, 0
    return (W_k, W_q) if turned else (W_q, W_k)


puzzle = own(
    "Exercise 6",
    _puzzle_problem,
    _solution(),
    [
        ("W_q and W_k changed places", _solution(turned=True)),
        ("places do not count yet", _solution(places=False)),
        ("classes do not count yet", _solution(noun=0.0)),
        ("a noun must beat any other word", _solution(noun=0.01)),
        ("the noun of another adjective, further on", _solution(near=-1.0)),
        ("a matrix of zeros", (torch.zeros(2, 24), torch.zeros(2, 24))),
    ],
    asks=("my_W_q", "my_W_k"),
)
