"""Checks of notebook 01: merges, look-ups, positions and windows."""

import math

import torch
from torch.nn.functional import one_hot

from .kinds import ANY, Refused, draw, function, value, verdict
from .kinds import prediction as prediction
from .kinds import resolve as resolve

first_merges = value(
    "Exercise 1",
    ["an", "ban", "ana"],
    [
        ("right, but written as pairs of ids: asked are the letters of the three tokens.",
         [[97, 110], [98, 256], [256, 97]]),
        ("these are the ids of the new tokens, whatever the text: asked are their letters.",
         [256, 257, 258]),
        ("the most frequent pair comes first. Count the neighbours in both words: which pair "
         "occurs four times?",
         ["na", ANY, ANY]),
        ("the most frequent pair comes first, not the first one in the text. Count the "
         "neighbours in both words: which pair occurs four times?",
         ["ba", ANY, ANY]),
        ("the first is right. After it is joined, its n is no longer free: banana reads "
         "b|an|an|a, so the pair n, a is gone. Which neighbours are left?",
         ["an", "na", ANY]),
        ("the first is right. Then two pairs occur twice, and the one whose first id is smaller "
         "goes first: b is 98, what was joined is 256.",
         ["an", "ana", ANY]),
        ("the first two are right; the third joins a pair that occurs once. In ban|an|a and "
         "ban|d|an|a another pair occurs twice.",
         ["an", "ban", "banan"]),
        ("the first two are right; the third joins a pair that is not there: in ban|an|a and "
         "ban|d|an|a, which neighbours occur twice?",
         ["an", "ban", "bana"]),
    ],
    hint="Write both words cut as they stand after each merge, and count neighbours anew.",
)  # fmt: skip


LOOK_UPS = (
    "__getitem__", "embedding", "gather", "index_select", "numpy", "__array__", "select", "take",
    "take_along_dim", "tolist",
)  # fmt: skip
PRODUCTS = (
    "matmul", "__matmul__", "__rmatmul__", "mm", "bmm", "addmm", "linear", "mul", "__mul__",
    "__rmul__", "multiply", "einsum", "tensordot",
)  # fmt: skip


class NoIndexing(torch.Tensor):
    """A table that can be multiplied, but not looked up, by whatever name.

    A product is free, unless it has the shape of the table itself: that is the table once more.
    """

    table: tuple[int, ...] | None = None

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function.__name__ in LOOK_UPS and not _adds_an_axis(function, args):
            raise Refused(
                "no indexing of E here, and no way out of PyTorch: write the look-up as a product "
                "with @."
            )
        result = super().__torch_function__(function, types, args, kwargs or {})
        product = function.__name__ in PRODUCTS and isinstance(result, cls)
        return result.as_subclass(torch.Tensor) if product and result.shape != cls.table else result


def _look_up_by_product(look_up, ids, E):
    """What `look_up` answers on a table that cannot be indexed; refused if nothing is multiplied.

    With as many tokens as rows a right product has the table's shape, so that case tells nothing.
    """
    if len(ids) == len(E):
        return look_up(ids, E.as_subclass(NoIndexing))
    answer = look_up(ids, E.as_subclass(type("Table", (NoIndexing,), {"table": E.shape})))
    if isinstance(answer, NoIndexing) and answer.shape == (len(ids), E.shape[1]):
        raise Refused("no product of E is in your answer: write the look-up as a product with @.")
    return answer


def _adds_an_axis(function, args):
    """E[None], E[:, None]: no row is looked up."""
    if function.__name__ != "__getitem__":
        return False
    index = args[1] if isinstance(args[1], tuple) else (args[1],)
    return all(it is None or it is ... or it == slice(None) for it in index)


look_up = function(
    "Exercise 2",
    lambda ids, E: one_hot(ids, num_classes=len(E)).float() @ E,
    [  # the largest id missing, as many tokens as rows, one token, repeats
        (torch.tensor([3, 0, 3, 2, 4]), draw(5, 2, seed=1)),
        (torch.tensor([1, 0, 1]), draw(5, 2, seed=2)),
        (torch.tensor([2, 0, 1, 3]), draw(6, 4, seed=3)),
    ],
    [
        ("one_hot gives whole numbers and E holds floats: write one_hot(...).float().",
         lambda ids, E: one_hot(ids, len(E)) @ E),
        ("the two sides of @ have changed places: each row of the one-hot matrix meets the "
         "rows of E, so the one-hot matrix stands on the left.",
         lambda ids, E: E @ one_hot(ids, len(E)).float()),
        ("one_hot has to know the size of the vocabulary: by itself it stops at the largest "
         "id of this text. Give num_classes.",
         lambda ids, E: one_hot(ids).float() @ E),
        ("num_classes is the size of the vocabulary, len(E), not the number of tokens.",
         lambda ids, E: one_hot(ids, len(ids)).float() @ E),
        ("this is the one-hot matrix; multiply it by E.",
         lambda ids, E: one_hot(ids, len(E)).float()),
        ("the one-hot matrix is transposed: it needs one row a token, so that row i picks the "
         "vector of token i.",
         lambda ids, E: one_hot(ids, len(E)).float().T @ E),
        ("this is the whole table; the one-hot matrix says which rows.", lambda ids, E: E),
        ("the rows are added up: keep one row a token.",
         lambda ids, E: (one_hot(ids, len(E)).float() @ E).sum(dim=0)),
        ("each one-hot row multiplies E, and then the products have to be added over the "
         "vocabulary: that is what @ does.",
         lambda ids, E: one_hot(ids, len(E)).float()[:, :, None] * E[None]),
    ],
    hint="One row a token: what is a one-hot row times E?",
    run=_look_up_by_product,
)  # fmt: skip


def embed_right(ids, E, P):
    """Token + position."""
    return E[ids] + P[: ids.shape[-1]]


def embed_by_loop(ids, E, P):
    """The same, row by row."""
    rows = ids.reshape(-1, ids.shape[-1])
    vectors = [torch.stack([E[i] + P[place] for place, i in enumerate(row)]) for row in rows]
    return torch.stack(vectors).reshape(*ids.shape, E.shape[-1])


def embed_swapped(ids, E, P):
    """The bug: each table is asked for the other's rows."""
    return P[ids] + E[: ids.shape[-1]]


TOKEN_TABLE = torch.tensor([[float(10 * row + column) for column in range(3)] for row in range(12)])
POSITION_TABLE = (torch.arange(36.0) ** 2).reshape(12, 3)  # whole numbers: sums are exact


def _ids_like_places(calls):
    if all(torch.equal(ids, torch.arange(len(ids))) for ids, *_ in calls if ids.dim() == 1):
        return (
            "the ids of your test are 0, 1, 2 …: equal to the positions, so both tables are asked "
            "for the same rows. Choose other ids."
        )
    return None


table_test = verdict(
    "Exercise 3",
    {"token + position": embed_right, "token + position in a loop": embed_by_loop},
    {
        "the swapped tables": (
            "Shapes agree in this bug: compare the *numbers* with E[token] + P[place] for one "
            "token, at a place whose number differs from its token id.",
            embed_swapped,
        ),
    },
    [(TOKEN_TABLE, POSITION_TABLE), (TOKEN_TABLE, POSITION_TABLE[:6])],
    [
        ("your test accuses right code: it asks for E[place] + P[token], which is the bug. "
         "Token ids choose rows of E.",
         lambda embed, E, P: torch.equal(embed(torch.tensor([5, 2]), E, P), P[[5, 2]] + E[:2])),
    ],
    example=lambda embed, E, P: torch.equal(embed(torch.tensor([2, 5, 2]), E, P)[1], E[5] + P[1]),
    rounding=False,
    because=_ids_like_places,
)  # fmt: skip


window_count = value(
    "Exercise 4",
    lambda: len(range(0, 1000 - 8, 8)),
    [
        ("1000 / 8: but the last token of the last window has no token after it, there is no "
         "target for it.",
         125),
        ("this is stride 1; with stride 8 each window starts 8 later.", 992),
        ("this is stride 1, and every window needs one more token, for its last target.", 993),
        ("this is stride 1, and one too few; with stride 8 each window starts 8 later.", 991),
        ("these are tokens; how many windows are there, with stride 8?", 7936),
        ("these are tokens of all windows of a text that is cut without a last target; how "
         "many windows are there?",
         1000),
        ("every window needs 9 ids, but they overlap: the target of one window's last token "
         "is the first input of the next.",
         lambda: 1000 // 9),
        ("one too few: does the last start that leaves room for 9 ids count?", 123),
    ],
    hint="Write down the first two starts and the last one: which id is the last target?",
)  # fmt: skip


def _wave(place, exponents, turn=lambda angle: angle, pair=(math.sin, math.cos)):
    return [f(turn(place * 10_000.0**power)) for power in exponents for f in pair]


wave = value(
    "Exercise 5",
    lambda: _wave(1, (0, -1 / 2)),
    [
        ("sin and cos of one speed stand side by side: sin, cos, sin, cos.",
         lambda: [f(speed) for f in (math.sin, math.cos) for speed in (1, 0.01)]),
        ("sin comes first in each pair, then cos.",
         lambda: _wave(1, (0, -1 / 2), pair=(math.cos, math.sin))),
        ("the second speed: the exponent is -2k / d_model, here with k = 1 and d_model = 4.",
         lambda: _wave(1, (0, -1 / 4))),
        ("the second speed is 10000 to the power -2/4, not 1/10000.",
         lambda: _wave(1, (0, -1))),
        ("this is position 0; position 1 has the angles 1 · speed.", lambda: _wave(0, (0, -1 / 2))),
        ("this is position 2: counting starts at 0.", lambda: _wave(2, (0, -1 / 2))),
        ("the angles are radians, not degrees.", lambda: _wave(1, (0, -1 / 2), math.radians)),
        ("these are the angles; take sin and cos of each.", lambda: [1, 1, 0.01, 0.01]),
    ],
    hint="Two speeds, sin and cos of each.",
    digits=3,
)  # fmt: skip
