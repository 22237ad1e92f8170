"""Checks of notebook 05: dot product, shadow, cosine, three rulers, blindness to order."""

from fractions import Fraction

import torch

from ..geometry import cosine, dot, length
from .kinds import draw, function, own, value, verdict
from .kinds import prediction as prediction
from .kinds import resolve as resolve
from .kinds.answers import numbers

A, B = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 1.0])


def _both(product=lambda a, b: dot(a, b), angle=cosine):
    """[dot product, cosine], each computed as told."""
    return lambda a, b: [float(product(a, b)), float(angle(a, b))]


by_hand = value(
    "Exercise 1",
    _both(),
    [
        ("the dot product is there; the cosine is missing: hand over both, [dot product, cosine].",
         lambda a, b: float(dot(a, b))),
        ("the cosine is there; the dot product stands before it: [dot product, cosine].",
         lambda a, b: float(cosine(a, b))),
        ("the products are there, and not added up: a dot product is *one* number.",
         lambda a, b: [*(a * b).tolist(), float(cosine(a, b))]),
        ("these are the products of the places. Add them up, then find the cosine.",
         lambda a, b: (a * b).tolist()),
        ("the two numbers have changed places: the dot product first.",
         lambda a, b: [float(cosine(a, b)), float(dot(a, b))]),
        *(
            (f"{what} {then}", _both(product, angle))
            for what, product in (
                ("dot product: the products come first, then the sum: not (1 + 2) · (3 + 1).",
                 lambda a, b: a.sum() * b.sum()),
                ("dot product: partners got mixed up: first times first, second times second.",
                 lambda a, b: dot(a, b.flip(0))),
                ("dot product: the first product is missing, or the second: add both.",
                 lambda a, b: (a * b)[0]),
            )
            for then, angle in (
                ("", cosine),
                ("The cosine follows it.",
                 lambda a, b, product=product: product(a, b) / (length(a) * length(b))),
            )
        ),
        ("the cosine is still the dot product: divide it by both lengths.", _both(angle=dot)),
        ("you divided by the length of a only; b has a length too.",
         _both(angle=lambda a, b: dot(a, b) / length(a))),
        ("you divided by the length of b only; a has a length too.",
         _both(angle=lambda a, b: dot(a, b) / length(b))),
        ("5 and 10 are the *squares* of the lengths: take the roots.",
         _both(angle=lambda a, b: dot(a, b) / (dot(a, a) * dot(b, b)))),
        ("the two lengths are multiplied, not added.",
         _both(angle=lambda a, b: dot(a, b) / (length(a) + length(b)))),
        ("the second number is the angle in degrees; asked is its cosine.",
         _both(angle=lambda a, b: cosine(a, b).acos().rad2deg())),
        ("the second number is the angle; asked is its cosine.",
         _both(angle=lambda a, b: cosine(a, b).acos())),
    ],
    given=(A, B),
    hint="Multiply place by place and add; then divide by the length of a and by the length of b.",
    digits=2,
)  # fmt: skip


def _along(a, b):
    return dot(a, b) / dot(a, a) * a


ALONG = [
    (torch.tensor([3.0, 1.0, 2.0]), torch.tensor([1.0, 4.0, -1.0])),
    (torch.tensor([3.0, 1.0, 2.0]), torch.tensor([-1.0, -4.0, 1.0])),  # behind zero
    (torch.tensor([0.5, -2.0]), torch.tensor([4.0, 1.0])),
    (torch.tensor([1.0, 1.0, 0.0, 1.0]), torch.tensor([2.0, 0.0, 5.0, 2.0])),
]

shadow = function(
    "Exercise 2",
    _along,
    ALONG,
    [
        ("this is the *length* of the shadow, a number; asked is the arrow: that number times an "
         "arrow of length 1 along a.",
         lambda a, b: dot(a, b) / length(a)),
        ("this is the dot product, a number; asked is an arrow along a.", dot),
        ("how many times a fits into the shadow, a number: the arrow is still missing.",
         lambda a, b: dot(a, b) / dot(a, a)),
        ("the shadow came out too long: a itself is not of length 1, so divide by its length once "
         "more.",
         lambda a, b: dot(a, b) / length(a) * a),
        ("nothing was divided: try a = (2, 0), b = (1, 1); the shadow is (1, 0).",
         lambda a, b: dot(a, b) * a),
        ("a times the cosine is as long as a allows, whatever the length of b: the shadow grows "
         "with b.",
         lambda a, b: cosine(a, b) * a),
        ("b times the cosine still points along b. A shadow lies along a.",
         lambda a, b: cosine(a, b) * b),
        ("this arrow points along b. The shadow falls on the line through a.",
         lambda a, b: dot(a, b) / dot(a, a) * b),
        ("this is the shadow of a on b: the light falls the other way.",
         lambda a, b: _along(b, a)),
        ("the direction is a, but the length was divided by b · b.",
         lambda a, b: dot(a, b) / dot(b, b) * a),
        ("the length was divided by both lengths, so b's is lost: only a's goes.",
         lambda a, b: cosine(a, b) / length(a) * a),
        ("this is what is left of b without its shadow.", lambda a, b: b - _along(a, b)),
        ("multiplied place by place, without adding up: a dot product is one number.",
         lambda a, b: a * b / dot(a, a) * a),
        ("where b leans the other way the shadow lies behind zero: keep the sign of a · b.",
         lambda a, b: _along(a, b) * dot(a, b).sign()),
        ("where b leans the other way there is a shadow too, behind zero.",
         lambda a, b: _along(a, b) * (dot(a, b) > 0)),
        ("this is an arrow of length 1 along a: make it as long as the shadow.",
         lambda a, b: a / length(a)),
        ("this is a itself: how long is the shadow on it?", lambda a, b: a),
    ],
    hint="The length of the shadow, with its sign, times an arrow of length 1 along a.",
)  # fmt: skip


def _unit(X, dim=-1):
    return X / X.norm(dim=dim, keepdim=True)


all_cosines = function(
    "Exercise 3",
    lambda X: _unit(X) @ _unit(X).T,
    {
        "four words of three numbers": torch.tensor(
            [[4.0, 2.0, 0.0], [2.0, 1.0, 0.0], [3.0, 3.0, -1.0], [-1.0, 5.0, 2.0]]
        ),
        "five words of two numbers": draw(5, 2, seed=1),
        "three words of three numbers": draw(3, 3, seed=2),
    },
    [
        ("cosine(X, X) compares each word with itself only: X[:, None] as one of the two makes "
         "every row meet every row.",
         lambda X: cosine(X, X)),
        ("these are the dot products: every vector has to get length 1 first.",
         lambda X: X @ X.T),
        ("only one side was divided by the lengths: on the other they are still in it.",
         lambda X: _unit(X) @ X.T),
        ("only one side was divided by the lengths: on the other they are still in it.",
         lambda X: X @ _unit(X).T),
        ("each row was divided by its own squared length: the diagonal is 1, but the table is "
         "not symmetric any more.",
         lambda X: X @ X.T / length(X)[:, None] ** 2),
        ("each column was divided by its own squared length: the diagonal is 1, but the table is "
         "not symmetric any more.",
         lambda X: X @ X.T / length(X) ** 2),
        ("the two lengths are multiplied, not added.",
         lambda X: X @ X.T / (length(X)[:, None] + length(X))),
        ("the whole table got one length: each *row* has its own.",
         lambda X: X @ X.T / (X**2).sum()),
        ("the *columns* of X got length 1: a word is a row, so sum over the last axis (dim=-1).",
         lambda X: _unit(X, 0) @ _unit(X, 0).T),
        ("one row a word is asked: X @ X.T pairs words, X.T @ X pairs columns.",
         lambda X: _unit(X).T @ _unit(X)),
        ("one row a word is asked: X @ X.T pairs words, X.T @ X pairs columns.",
         lambda X: X.T @ X),
        ("divided by the *squares* of the lengths: take the roots.",
         lambda X: X @ X.T / (dot(X, X)[:, None] * dot(X, X))),
        ("these are distances.", lambda X: torch.cdist(X, X)),
        ("these are the rows with length 1: now let every row meet every row.", _unit),
        ("length(X) is a row here and divides the columns: length(X)[:, None] is a column.",
         lambda X: X / length(X) @ (X / length(X)).T),
    ],
    hint="Give each row length 1; then all pairs in one product.",
)  # fmt: skip


QUERY = Fraction(2), Fraction(2)
RULERS = {  # in whole fractions, so that a tie is a tie and a hair is none; monotone in the ruler
    "dot product": (
        lambda key, dot: dot,
        "The dot product falls for length: make key 1 long.",
    ),
    "cosine": (
        lambda key, dot: dot * abs(dot) / (key[0] ** 2 + key[1] ** 2),
        "The cosine sees the direction only: put key 2 exactly behind or before the query's tip.",
    ),
    "distance": (
        lambda key, dot: -((key[0] - QUERY[0]) ** 2) - (key[1] - QUERY[1]) ** 2,
        "The distance wants a tip close to the query's: put key 3 there, a little to the side.",
    ),
}


def _disagreement(keys):
    """None, or why the three rulers do not pick the first, the second and the third key."""
    rows = numbers(keys)
    if rows is None or rows.shape != (3, 2):
        came = "something else" if rows is None else f"shape {rows.shape}"
        return f"expected three keys of two numbers, shape (3, 2), got {came}."
    if not abs(rows).max() < float("inf"):
        return "expected finite numbers, got NaN or infinity."
    if (rows == 0).all(axis=1).any():
        return "a key of length 0 points nowhere: it has no cosine."
    keys = [tuple(map(Fraction, map(float, row))) for row in rows]
    for place, (name, (score, wish)) in enumerate(RULERS.items()):
        scores = [score(key, key[0] * QUERY[0] + key[1] * QUERY[1]) for key in keys]
        won = scores.index(max(scores))
        if scores.count(max(scores)) > 1:
            return f"the {name} cannot decide: two keys tie."
        if won != place:
            return f"the {name} picks key {won + 1}, and should pick key {place + 1}. {wish}"
    return None


disagree = own(
    "Exercise 4",
    _disagreement,
    [[0, 9], [1, 1], [2, 3]],
    [
        ("the dot product picks key 2", [[9, 0], [5, 5], [3, 2]]),
        ("the cosine picks key 3", [[9, 0], [0, 1], [2, 3]]),
        ("the cosine picks key 1", [[9, 9], [0, 1], [2, 3]]),
        ("the distance picks key 2", [[0, 9], [2, 2], [2, 5]]),
        ("the cosine cannot decide", [[0, 9], [1, 1], [2, 2]]),
        ("the dot product cannot decide", [[0, 9], [9, 0], [2, 3]]),
        ("a key of length 0 points nowhere", [[0, 9], [0, 0], [2, 3]]),
    ],
    asks=("keys",),
)


def _at_places(X):
    """Dot products that do see the order: a vector for each place was added."""
    X = X + torch.arange(X.numel(), dtype=X.dtype).reshape(X.shape).cos()
    return X @ X.T


def _backwards(X):
    """Each word looks at itself and at those before it."""
    return (X @ X.T).tril()


def _far(X):
    """Dot products, less the more the farther apart the two words stand."""
    at = torch.arange(len(X), dtype=X.dtype)
    return X @ X.T - (at[:, None] - at).abs()


def _back(X):
    return torch.arange(len(X)).flip(0)


def _mixed(X):
    """An order that keeps no place and no distance: 1, 3, …, then 0, 2, …"""
    return torch.cat([torch.arange(1, len(X), 2), torch.arange(0, len(X), 2)])


def _compares(moved, same=lambda a, b: torch.allclose(a, b, atol=1e-4), order=_mixed):
    """A test: the table of re-ordered words against `moved(table of X, order)`."""
    return lambda table, X: same(table(X[order(X)]), moved(table(X), order(X)))


def _both_ways(S, order):
    return S[order][:, order]


def _sorted(a, b):
    return torch.allclose(a.flatten().sort().values, b.flatten().sort().values, atol=1e-4)


order_test = verdict(
    "Exercise 5",
    {
        "dot products": lambda X: X @ X.T,
        "cosines": lambda X: cosine(X[:, None], X),
        "distances": lambda X: torch.cdist(X, X, compute_mode="donot_use_mm_for_euclid_dist"),
        "scores that look at the query's length alone": (
            lambda X: length(X)[:, None].repeat(1, len(X))),
        "scores that look at the key's length alone": lambda X: length(X).repeat(len(X), 1),
    },
    {
        "dot products after positions were added": (
            "Compare the numbers of two tables: words in order, words re-ordered.", _at_places),
        "dot products that look backwards only": (
            "There the same numbers may return, at places that do not belong to their words: "
            "compare place by place.", _backwards),
        "dot products less the distance of the two places": (
            "Re-order so that neighbours part, and compare every place.", _far),
    },
    [(draw(4, 3, seed=3),), (draw(6, 2, seed=4),)],
    [
        ("your test says True whatever the numbers are: not the shapes, the numbers of two tables "
         "shall be compared, one of the words in order, one of the words re-ordered.",
         _compares(lambda S, back: S, lambda a, b: a.shape == b.shape)),
        ("you ask that the table stays as it is, or move it the other way. The numbers move with "
         "their words: re-order rows *and* columns of one table as you re-ordered the words.",
         _compares(lambda S, back: S)),
        ("only the rows were re-ordered. A word has a row *and* a column.",
         _compares(lambda S, back: S[back])),
        ("only the columns were re-ordered (or S[back, back] was taken, which is the diagonal). A "
         "word has a row *and* a column, one index after the other: S[back][:, back].",
         _compares(lambda S, back: S[:, back])),
        *(("the same numbers somewhere in the table is too little: each has to stand at the "
           "place of its two words.",
           _compares(lambda S, back: S, _sorted, order)) for order in (_mixed, _back)),
        ("words in reverse keep every distance |i − j|, so a table that sees how far apart two "
         "words stand passes for blind: take an order that mixes the distances.",
         _compares(_both_ways, order=_back)),
        ("that the table is symmetric says nothing about the order of the words.",
         lambda table, X: torch.allclose(table(X), table(X).T, atol=1e-4)),
    ],
    example=_compares(_both_ways),
    hint="Re-order the words; then the rows and the columns of the other table.",
)  # fmt: skip
