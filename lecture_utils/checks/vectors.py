"""Checks of notebook 08: pairs and loss by hand, nearest neighbour, two spaces, another loss."""

import functools

import torch
from torch.nn import functional as F

from .kinds import draw, function, value
from .kinds import prediction as prediction
from .kinds import resolve as resolve

pair_count = value(
    "Exercise 1",
    14,
    [
        ("four neighbours for every word is what the middle of a long sentence has (and every "
         "word with every other makes as many): the edges have fewer.", 20),
        ("each pair counts twice: both words are centre once.", 7),
        ("that is window 1: two words to each side.", 8),
        ("that is five times five: a word is no neighbour of itself, and the window is 2.", 25),
        ("every two words once: only two to each side count, and both are centre once.", 10),
        ("these are the neighbours of each word: add them up.", [2, 3, 4, 3, 2]),
    ],
    hint="Count the neighbours of each word, one after the other.",
)  # fmt: skip


def _loss(pull=True, push=True, turned=True, true=2.0, drawn=-1.0):
    true, drawn = torch.tensor([true, drawn]).double()
    return pull * -F.logsigmoid(true) + push * -F.logsigmoid(-drawn if turned else drawn)


loss = value(
    "Exercise 2",
    _loss,
    [
        ("that is the true neighbour alone: add the push.", lambda: _loss(push=False)),
        ("that is the drawn word alone: add the pull.", lambda: _loss(pull=False)),
        ("for the drawn word the sign turns: σ(-(-1)) = σ(1).", lambda: _loss(turned=False)),
        ("a loss is positive: a minus is missing in front of the logarithms.", lambda: -_loss()),
        ("the natural logarithm is asked, that is the one to base 2.",
         lambda: _loss() / torch.tensor(2.0).log()),
        ("the natural logarithm is asked, that is the one to base 10.",
         lambda: _loss() / torch.tensor(10.0).log()),
        ("these are the two probabilities added: their logarithms are asked.",
         lambda: torch.sigmoid(torch.tensor([2.0, 1.0])).sum()),
    ],
    hint="-log σ(2) - log σ(1), with the natural logarithm.",
    digits=2,
)  # fmt: skip


def _cosines(vectors, row, self_is=-2.0):
    directions = vectors / vectors.norm(dim=1, keepdim=True)
    cosine = directions @ directions[row]
    cosine[row] = self_is
    return cosine


def _all_rows(find, vectors):
    rows = [find(vectors, row) for row in range(len(vectors))]
    if all(row is None for row in rows):
        return None  # no `return`; a None here and there is a search that found no row
    return torch.stack([torch.as_tensor(-1 if row is None else row) for row in rows])


def _above_zero(vectors, row, otherwise=None):
    """A search that starts with `best = 0`, and this row in case that no cosine is larger."""
    cosine = _cosines(vectors, row)
    return cosine.argmax() if cosine.max() > 0 else otherwise


def _largest_dot(vectors, row):
    dots = vectors @ vectors[row]
    dots[row] = -torch.inf
    return dots.argmax()


def _smallest_distance(vectors, row):
    distances = (vectors - vectors[row]).norm(dim=1)
    distances[row] = torch.inf
    return distances.argmin()


def _cut_out(vectors, row):
    cosine = _cosines(vectors, row)
    return torch.cat([cosine[:row], cosine[row + 1 :]]).argmax()


_TABLE = torch.tensor([[1.0, 0], [1.2, 0.5], [6, 1], [5, 5], [0, 1], [-3, -1]])
_ALONE = torch.tensor([[1.0, 0, 0], [5, 4, 1], [1, 1, 0], [-0.1, -0.4, 2], [-4, -5, -0.5]])

nearest = function(
    "Exercise 3",
    lambda vectors, row: _cosines(vectors, row).argmax(),
    {"6 words": (_TABLE,), "5 words": (_ALONE,)},
    [
        ("each word found itself: leave the row itself out.",
         lambda vectors, row: _cosines(vectors, row, 1).argmax()),
        ("you took the largest dot product: a long vector wins unfairly.", _largest_dot),
        ("you took the smallest distance: asked is the highest cosine.", _smallest_distance),
        ("that is the least similar word.",
         lambda vectors, row: _cosines(vectors, row, 2).argmin()),
        ("a cosine can be below 0: where the word itself stood, put a number that no cosine can "
         "be, such as -2.",
         lambda vectors, row: _cosines(vectors, row, 0).argmax()),
        *(("you start from 0: where all cosines are below it, none is ever larger; start below "
           "-1.", functools.partial(_above_zero, otherwise=row)) for row in (None, 0)),
        ("you dropped the sign: a cosine of -0.9 is the opposite of alike.",
         lambda vectors, row: _cosines(vectors, row, 0).abs().argmax()),
        ("once the word itself is cut out, the rows behind it have moved up by one: keep their "
         "numbers.", _cut_out),
        ("expected the number of a row, not a cosine: *where* does the highest one stand?",
         lambda vectors, row: _cosines(vectors, row).max()),
        ("that is the second best: is the word itself left out twice?",
         lambda vectors, row: _cosines(vectors, row).topk(2).indices[1]),
    ],
    run=lambda find, vectors: _all_rows(find, vectors.clone()),
    hint="Divide each vector by its length first; one row number is asked.",
)  # fmt: skip


def _spaces():
    """Pairs of tables (A, B), and which difference each shows."""
    A, far = draw(6, 4, seed=0), draw(6, 4, seed=1)
    turn = torch.linalg.qr(draw(4, 4, seed=2)).Q
    twisted = A @ turn.T
    twisted[-1] = -twisted[-1]
    aside = A[1] - A[1] @ A[0] / (A[0] @ A[0]) * A[0]
    mirrored = A.clone()  # the last word, in a plane that holds the first
    mirrored[-1] -= 2 * (A[-1] @ aside) / (aside @ aside) * aside
    closer = torch.cat([F.normalize(A, dim=1), torch.ones(6, 1)], dim=1)  # the order stays
    ring = torch.tensor([[1.0, 0], [0, 1], [-1, 0], [0, -1]])  # each row of cosines adds up to 0
    apart = torch.eye(6)
    leaning = apart.clone()
    leaning[2, 4] = 5e-4
    return {
        "a table and its copy": (A, A.clone()),
        "two tables drawn apart": (A, far),
        "twice as long": (A, 2 * A),
        "all turned together": (A, A @ turn.T),
        "turned and three times as long": (A, 3 * A @ turn.T),
        "the same vectors at other words": (A, A[[1, 2, 3, 4, 5, 0]]),
        "one word turned to the other side": (A, twisted),
        "one word mirrored: seen from the first word all is the same": (A, mirrored),
        "all words closer, in the same order": (A, closer),
        "four directions, two exchanged": (ring, ring[[0, 2, 1, 3]]),
        "one pair a little closer": (apart, leaning),
        "another width": (A, torch.cat([A @ turn.T, torch.zeros(6, 3)], dim=1)),
        "each vector at a length of its own": (A, A * (1 + torch.arange(6.0))[:, None]),
    }


def _table(vectors):
    directions = vectors / vectors.norm(dim=1, keepdim=True)
    return directions @ directions.T


def _alike(A, B, atol=1e-4):
    return torch.allclose(A, B, atol=atol) if A.shape == B.shape else False


same_space = function(
    "Exercise 4",
    lambda A, B: _alike(_table(A), _table(B)),
    _spaces(),
    [
        ("it always says True: two tables drawn apart are not the same space.", lambda A, B: True),
        ("it always says False: a table and its copy are the same space.", lambda A, B: False),
        ("turned together, the vectors have other numbers, and every two words are as similar as "
         "before: compare the cosines, not the numbers.", lambda A, B: _alike(A, B)),
        ("turned together, the vectors have other numbers, and every two words are as similar as "
         "before: compare the cosines of all pairs in one table, not row with row; the second "
         "table may have another width, too.", lambda A, B: torch.allclose(A, B, atol=1e-4)),
        ("that compares each word with itself in the other table, and a turned table points "
         "elsewhere: compare how similar the words *within* A are with those within B.",
         lambda A, B: bool((F.cosine_similarity(A, B) > 1 - 1e-4).all())),
        ("dot products and distances still hold the lengths: divide each vector by its length "
         "first.", lambda A, B: _alike(A @ A.T, B @ B.T)),
        ("summed up or sorted, the cosines lose their words: compare word with word.",
         lambda A, B: _alike(_table(A).sum(), _table(B).sum())),
        ("summed up row by row, the cosines lose their words: compare pair by pair.",
         lambda A, B: _alike(_table(A).sum(dim=0), _table(B).sum(dim=0))),
        ("in one pair alone the cosines differ, by 0.0005: take every pair, and a hair is 1e-4.",
         lambda A, B: _alike(_table(A), _table(B), 1e-2)),
        ("one word has changed its side: every pair must agree, not the first words alone.",
         lambda A, B: _alike(_table(A)[:-1, :-1], _table(B)[:-1, :-1])),
        ("compare every word with every other, not with the first alone: one word was mirrored, "
         "and only the others notice.",
         lambda A, B: _alike(_table(A)[0], _table(B)[0])),
        ("who is nearest to whom is the same, and yet all words have come closer: compare the "
         "cosines themselves, not their order.",
         lambda A, B: torch.equal(_table(A).argsort(), _table(B).argsort())),
        ("the second table may have another width: the cosines of all pairs can still be "
         "compared.", lambda A, B: A.shape == B.shape and _alike(_table(A), _table(B))),
        ("one True a pair: do *all* pairs agree?",
         lambda A, B: (_table(A) - _table(B)).abs() < 1e-4),
        ("round-off by a hair is no difference: allow 1e-4.",
         lambda A, B: torch.equal(_table(A), _table(B))),
    ],
    hint="Make the table of all cosines once for A and once for B.",
)  # fmt: skip


def _gap(anchor, near, far):
    return (anchor * far).sum(dim=-1) - (anchor * near).sum(dim=-1)


triplet = function(
    "Exercise 5",
    lambda anchor, near, far: (1 + _gap(anchor, near, far)).clamp(min=0).mean(),
    {
        "6 of 3 numbers": (draw(6, 3, seed=1), draw(6, 3, seed=2), draw(6, 3, seed=3)),
        "9 of 4 numbers": (draw(9, 4, seed=4), draw(9, 4, seed=5), draw(9, 4, seed=6)),
        "all is good": (torch.eye(2), 3 * torch.eye(2), torch.zeros(2, 2)),
    },
    [
        ("below 0 nothing is left to do: cut each loss at 0 before the mean.",
         lambda a, n, f: (1 + _gap(a, n, f)).mean()),
        ("cut each loss at 0, then take the mean.",
         lambda a, n, f: (1 + _gap(a, n, f)).mean().clamp(min=0)),
        ("the margin of 1 is missing.", lambda a, n, f: _gap(a, n, f).clamp(min=0).mean()),
        ("near and far changed places.", lambda a, n, f: (1 - _gap(a, n, f)).clamp(min=0).mean()),
        ("one number is asked: the mean.", lambda a, n, f: (1 + _gap(a, n, f)).clamp(min=0)),
        ("that is the sum: asked is the mean.",
         lambda a, n, f: (1 + _gap(a, n, f)).clamp(min=0).sum()),
        ("place by place is not yet a score: add along each row before you cut at 0.",
         lambda a, n, f: (1 - a * n + a * f).clamp(min=0).mean()),
        ("that compares every anchor with every word of the batch: row with its own row.",
         lambda a, n, f: (1 - a @ n.T + a @ f.T).clamp(min=0).mean()),
        ("cosines are asked by nobody here: the plain dot product.",
         lambda a, n, f: (1 + _gap(F.normalize(a, dim=-1), F.normalize(n, dim=-1),
                                   F.normalize(f, dim=-1))).clamp(min=0).mean()),
    ],
    hint="One dot product each, row by row.",
)  # fmt: skip
