"""Checks of notebook 05: dot product, shadow, cosine, three rulers, blindness to order."""

import math

import torch

from ..geometry import cosine, distance, dot, length
from .report import attempt, different, exercise
from .report import prediction as prediction

A, B = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 1.0])


@exercise("Exercise 1")
def by_hand(answer):
    """[dot product, cosine] of A and B."""
    try:
        shape = torch.as_tensor(answer).shape
    except (TypeError, ValueError):  # such as [[3, 2], 0.7], the products not added up
        shape = None
    if shape != (2,):
        return "expected two numbers, [dot product, cosine]. A dot product is *one* number: add up."
    product, angle = (float(number) for number in answer)
    slips = {
        12.0: "the products come first, then the sum: 1 · 3 + 2 · 1, not (1 + 2) · (3 + 1).",
        7.0: "partners got mixed up: first times first, second times second.",
    }
    if abs(product - 5) > 6e-3:
        hint = slips.get(round(product, 2), "Multiply place by place, then add.")
        return f"dot product: expected another number than {product:g}: {hint}"
    a, b = math.sqrt(5), math.sqrt(10)
    causes = [
        (5.0, "the cosine is still the dot product: divide it by both lengths."),
        (5 / a, "you divided by the length of a only; b has a length too."),
        (5 / b, "you divided by the length of b only; a has a length too."),
        (5 / 50, "5 and 10 are the *squares* of the lengths: take the roots."),
        (5 / (a + b), "the two lengths are multiplied, not added."),
        (45.0, "45° is the angle; asked is its cosine."),
    ]
    hint = "Divide the dot product by the length of a and by the length of b."
    return different(angle, 5 / (a * b), causes, hint, 6e-3)


@exercise("Exercise 2")
def shadow(project):
    """`project(a, b)`: the shadow of b on a, a vector along a."""
    a, b = torch.tensor([3.0, 1.0, 2.0]), torch.tensor([1.0, 4.0, -1.0])
    right = dot(a, b) / dot(a, a) * a
    causes = [
        (dot(a, b) / length(a), "this is the *length* of the shadow, a number; asked is the arrow: "
         "that number times an arrow of length 1 along a."),
        (dot(a, b) / length(a) * a, "the shadow came out too long: a itself is not of length 1, so "
         "divide by its length once more."),
        (dot(a, b) * a, "nothing was divided: try a = (2, 0), b = (1, 1); the shadow is (1, 0)."),
        (dot(a, b) / dot(b, b) * b, "this is the shadow of a on b: the light falls the other way."),
        (dot(a, b) / dot(b, b) * a, "the direction is a, but the length was divided by b · b."),
        (b - right, "this is what is left of b without its shadow."),
    ]  # fmt: skip
    hint = "(a · b) / (a · a) times a."
    if problem := different(attempt(project, a, b), right, causes, hint):
        return problem
    causes = [
        (right, "where b leans the other way the shadow lies behind zero: keep the sign of a · b."),
        (0 * a, "where b leans the other way there is a shadow too, behind zero."),
    ]
    return different(attempt(project, a, -b), -right, causes, hint)


WORDS = torch.tensor([[4.0, 2.0, 0.0], [2.0, 1.0, 0.0], [3.0, 3.0, -1.0], [-1.0, 5.0, 2.0]])


@exercise("Exercise 3")
def all_cosines(cosine_table):
    """`cosine_table(X)`: (word, d_model) to (word, word)."""
    X = WORDS
    unit = X / length(X)[:, None]
    lengths = length(X)
    causes = [
        (cosine(X, X), "cosine(X, X) compares each word with itself only: X[:, None] as one of the "
         "two makes every row meet every row."),
        (X @ X.T, "these are the dot products: every vector has to get length 1 first."),
        (unit @ X.T, "only the rows were divided: column by column the lengths are still in it."),
        (X @ unit.T, "only one side was divided by the lengths."),
        (X @ X.T / lengths[:, None] ** 2, "each row was divided by its own squared length: "
         "the diagonal is 1, but the table is not symmetric any more."),
        (X @ X.T / lengths**2, "each column was divided by its own squared length: the diagonal "
         "is 1, but the table is not symmetric any more."),
        (X @ X.T / (lengths[:, None] + lengths), "the two lengths are multiplied, not added."),
        (X @ X.T / (X**2).sum(), "the whole table got one length: each *row* has its own."),
        (X / length(X.T) @ (X / length(X.T)).T, "the *columns* of X got length 1: a word is a "
         "row, so sum over the last axis (dim=-1)."),
        (unit.T @ unit, "expected one row a word: X @ X.T pairs words, X.T @ X pairs columns."),
        (torch.cdist(X, X), "these are distances."),
    ]  # fmt: skip
    return different(attempt(cosine_table, X), unit @ unit.T, causes, "Give each row length 1.")


QUERY = torch.tensor([2.0, 2.0])


@exercise("Exercise 4")
def disagree(keys):
    """Three keys, such that dot product, cosine and distance pick the first, second, third."""
    keys = torch.as_tensor(keys, dtype=torch.float64)  # a near tie is no tie
    if keys.shape != (3, 2):
        return f"expected three keys of two numbers, shape (3, 2), got {tuple(keys.shape)}."
    if (length(keys) == 0).any():
        return "a key of length 0 points nowhere: it has no cosine."
    rulers = (dot(QUERY, keys), cosine(QUERY, keys), -distance(QUERY, keys))
    for place, (name, scores) in enumerate(zip(NAMES, rulers, strict=True)):
        best = scores.max()
        if (scores > best - 1e-12 * max(1, abs(best))).sum() > 1:
            return f"the {name} cannot decide: two keys tie."
        if (won := int(scores.argmax())) != place:
            return (
                f"the {name} picks key {won + 1}, and should pick key {place + 1}. {WISHES[place]}"
            )
    return None


NAMES = "dot product", "cosine", "distance"
WISHES = (
    "The dot product falls for length: make key 1 long.",
    "The cosine sees the direction only: put key 2 exactly behind or before the query's tip.",
    "The distance wants a tip close to the query's tip: put key 3 there, a little to the side.",
)


def _at_places(X):
    """A table of dot products that does see the order: positions were added."""
    X = X + torch.arange(X.numel(), dtype=X.dtype).reshape(X.shape).cos()
    return X @ X.T


TABLES = {
    "dot products": (lambda X: X @ X.T, True),
    "cosines": (lambda X: cosine(X[:, None], X), True),
    "dot products after positions were added": (_at_places, False),
}


@exercise("Exercise 5")
def order_test(blind):
    """`blind(table)` must be True for tables that do not see the order, False for one that does."""
    wrong = []
    for name, (table, right) in TABLES.items():
        calls = []

        def watched(X, table=table, calls=calls):
            calls.append(X := torch.as_tensor(X))
            return table(X.double()).round(decimals=4)  # equal numbers stay equal to the last bit

        said = attempt(blind, watched)
        if isinstance(said, torch.Tensor) and said.numel() != 1:
            return "expected one True or False, got a tensor: end with torch.allclose."
        if said is None:
            return "expected True or False, got None: does your function end with `return`?"
        if len(calls) < 2:
            return "compare two tables: one of the words in order, one of the words re-ordered."
        if torch.equal(calls[0], calls[1]):
            return "both times the words came in the same order (or all words are equal)."
        if bool(said) != right:
            wrong.append((name, right))
    if len(wrong) == len(TABLES):
        return "all three verdicts are upside down: True should mean blind, the same numbers."
    if wrong and wrong[0][1]:
        return (
            f"your test says that {wrong[0][0]} see the order. They hold the same numbers, in "
            "other places: re-order rows *and* columns of one table as you re-ordered the words."
        )
    if wrong:
        return (
            f"your test says that {wrong[0][0]} are blind to it. Compare the numbers, not only "
            "the shapes, and use words whose vectors differ."
        )
    return None
