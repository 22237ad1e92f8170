"""Checks of notebook 01: merges, look-ups, positions and windows."""

import math

import torch

from .report import attempt, different, exercise
from .report import prediction as prediction


@exercise("Exercise 1")
def first_merges(answer):
    """The first three tokens that are joined in "banana bandana"."""
    tokens = answer if isinstance(answer, list | tuple) else []
    if not tokens or not all(isinstance(token, str) for token in tokens):
        return 'expected three strings in a list, such as ["xy", "xyz", "zz"].'
    right, got = ["an", "ban", "ana"], [token.replace("␣", " ") for token in answer]
    if got == right:
        return None
    if len(got) != 3:
        return f"expected 3 tokens, got {len(got)}."
    if got[0] != "an":
        return (
            f"expected 'an' first, got {got[0]!r}. Count neighbours in both words: 'an' occurs "
            "four times, 'na' three times, 'ba' twice."
        )
    if got[1] == "na":
        return (
            "'an' is right. After it is joined, its n is no longer free: banana reads b|an|an|a, "
            "so the pair n, a is gone. Which neighbours are left?"
        )
    if got[1] == "ana":
        return (
            "'an' is right. Then b+an and an+a both occur twice, and the smallest pair wins: "
            "b has id 98, an has id 256, so (98, 256) comes before (256, 97)."
        )
    if got[1] != "ban":
        return f"'an' is right. Then banana reads b|an|an|a; expected 'ban', got {got[1]!r}."
    if got[2] in ("banan", "bana"):
        return (
            f"'an' and 'ban' are right; {got[2]!r} would need ban+an, which occurs once. In "
            "ban|an|a and ban|d|an|a another pair occurs twice."
        )
    return f"'an' and 'ban' are right; in ban|an|a and ban|d|an|a expected 'ana', got {got[2]!r}."


LOOK_UP_IDS = torch.tensor([3, 0, 3, 2, 4])
LOOK_UP_TABLE = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0], [9.0, 10.0]])


LOOK_UPS = ("__getitem__", "embedding", "gather", "index_select", "take", "take_along_dim")


class NoIndexing(torch.Tensor):
    """A table that can be multiplied, but not looked up, by whatever name."""

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function.__name__ in LOOK_UPS:
            raise TypeError("no indexing of E here: write the look-up as a product with @")
        return super().__torch_function__(function, types, args, kwargs or {})


@exercise("Exercise 2")
def look_up(function):
    """`function(ids, E)` must return the rows `ids` of E."""
    ids, E = LOOK_UP_IDS, LOOK_UP_TABLE
    try:
        answer = attempt(function, ids, E.as_subclass(NoIndexing))
    except TypeError as error:
        if "no indexing" in str(error):
            return f"{error}."
        raise
    except RuntimeError as error:
        if "dtype" in str(error) or "same type" in str(error):
            return "one_hot gives whole numbers and E holds floats: write one_hot(...).float()."
        if "shapes cannot be multiplied" in str(error):
            return (
                "the shapes do not meet in @: expected (position, vocab) @ (vocab, 2). Does "
                f"one_hot know the size of the vocabulary (num_classes=len(E))? ({error})"
            )
        raise
    one_hot = torch.eye(len(E))[ids]
    causes = [
        (one_hot, "this is the one-hot matrix; multiply it by E."),
        (one_hot.T @ E, "the one-hot matrix is transposed: it needs one row a token, so that "
         "row i picks the vector of token i."),
        (E, "this is the whole table; the one-hot matrix says which rows."),
        (E[ids].sum(dim=0), "the rows are added up: keep one row a token."),
    ]  # fmt: skip
    hint = "One row a token: one_hot(ids, num_classes=len(E)).float() @ E."
    if problem := different(_plain(answer), E[ids], causes, hint):
        return problem
    try:  # ids that hold neither the last row nor as many tokens as there are rows
        few = attempt(function, torch.tensor([1, 0, 1]), E.as_subclass(NoIndexing))
    except RuntimeError:
        few = torch.zeros(0)
    problem = different(_plain(few), E[[1, 0, 1]])
    return problem and "right for ids 3, 0, 3, 2, 4, wrong for 1, 0, 1: give num_classes=len(E)."


def _plain(answer):
    return answer.as_subclass(torch.Tensor) if isinstance(answer, NoIndexing) else answer


TOKEN_TABLE = torch.tensor([[float(10 * row + column) for column in range(3)] for row in range(12)])
POSITION_TABLE = (torch.arange(36.0) ** 2).reshape(12, 3)  # whole numbers: sums are exact


def embed_right(ids, E, P):
    """Token + position."""
    return E[ids] + P[: ids.shape[-1]]


def embed_swapped(ids, E, P):
    """The bug: each table is asked for the other's rows."""
    return P[ids] + E[: ids.shape[-1]]


@exercise("Exercise 3")
def table_test(right_tables):
    """`right_tables(embed, E, P)` must be True for token + position and False for swapped tables.

    A test that stops with an error on swapped tables has caught them, too.
    """
    asked = []

    def watched(embed):
        def call(ids, E, P):
            asked.append(torch.as_tensor(ids))
            return embed(torch.as_tensor(ids), E, P)

        return call

    for rows in (12, 6):
        tables = TOKEN_TABLE, POSITION_TABLE[:rows]
        verdict = attempt(right_tables, watched(embed_right), *tables)
        if verdict is None:
            return "expected True or False, got None: does your function end with `return`?"
        if isinstance(verdict, torch.Tensor) and verdict.numel() != 1:
            return "expected one True or False, got a tensor: use torch.equal or torch.allclose."
        if not asked:
            return "your test never calls embed(ids, E, P)."
        if not verdict:
            return "your test fails the *correct* embed, which adds row ids[i] of E to row i of P."
        try:
            missed = right_tables(watched(embed_swapped), *tables)
        except (IndexError, RuntimeError, AssertionError):
            missed = False
        if missed:
            return _why_missed(asked)
    return None


def _why_missed(asked):
    if all(torch.equal(ids, torch.arange(len(ids))) for ids in asked):
        return (
            "your test lets the swapped tables pass, because its ids are 0, 1, 2 …: equal to the "
            "positions, so both tables are asked for the same rows. Choose other ids."
        )
    return (
        "your test lets the swapped tables pass. Shapes agree in this bug: compare the *numbers* "
        "with E[token] + P[place] for one token, at a place whose number differs from its token id."
    )


@exercise("Exercise 4")
def window_count(answer):
    """Windows of 8 in 1000 ids with stride 8."""
    causes = [
        (125, "1000 / 8 = 125, but the last token of the last window has no token after it: "
         "there is no target for it."),
        (992, "this is the count for stride 1; with stride 8 each window starts 8 later."),
        (993, "this is stride 1, and every window needs one more token, for its last target."),
        (7936, "this is 992 windows times 8 tokens; how many windows are there, with stride 8?"),
    ]  # fmt: skip
    if isinstance(answer, list | tuple) or getattr(answer, "ndim", 0):
        return "expected one number; are these the windows themselves? Count them with len."
    if answer == 124:
        return None
    for wrong, why in causes:
        if answer == wrong:
            return why
    return (
        f"it is not {answer!r}. Write down the first two starts and the last one: which id is the "
        "last target?"
    )


@exercise("Exercise 5")
def wave(answer):
    """Position 1 of the sinusoidal table with d_model = 4."""
    sin, cos = math.sin, math.cos
    right = [sin(1), cos(1), sin(0.01), cos(0.01)]
    causes = [
        ([sin(1), sin(0.01), cos(1), cos(0.01)], "sin and cos of one speed stand side by side: "
         "sin, cos, sin, cos."),
        ([cos(1), sin(1), cos(0.01), sin(0.01)], "sin comes first in each pair, then cos."),
        ([sin(1), cos(1), sin(0.1), cos(0.1)], "the second speed is 10000 to the power "
         "-2/4 = 1/100: the exponent is -2k / d_model, here with k = 1."),
        ([0, 1, 0, 1], "this is position 0; position 1 has the angles 1 · speed."),
        ([sin(1), cos(1), sin(1e-4), cos(1e-4)], "the second speed is 10000 to the power "
         "-2/4 = 1/100, not 1/10000 (or you rounded too far: give three digits)."),
        ([sin(math.radians(1)), cos(math.radians(1)), sin(math.radians(0.01)),
          cos(math.radians(0.01))], "the angles are radians, not degrees."),
    ]  # fmt: skip
    return different(answer, right, causes, "Speeds 1 and 1/100, sin and cos of each.", 2e-3)
