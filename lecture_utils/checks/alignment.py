"""Checks of notebook 03. They feed fixed tensors: nothing depends on a seed or on a training."""

import torch

from ..attention import additive_scores, padding_mask, softmax
from .kinds import ANY, draw, function, value, verdict
from .kinds import prediction as prediction
from .kinds import resolve as resolve

SCORES = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])  # (query, key)
VALUES = torch.tensor([[1.0, 0.0], [0.0, 4.0], [-2.0, 1.0]])  # (key, d_v)

context_vectors = value(
    "Exercise 1",
    lambda scores, values: softmax(scores) @ values,
    [
        ("the softmax ran over the queries, so the *columns* sum to 1. Each query shares out one "
         "whole over the keys: the last axis.",
         lambda scores, values: scores.softmax(dim=0) @ values),
        ("these are the raw scores times the values. The scores become weights first: softmax.",
         lambda scores, values: scores @ values),
        ("these are the weights. Asked is one mixture of values per query: multiply the "
         "weights with the values.",
         lambda scores, values: softmax(scores)),
        ("these are weights, and their columns sum to 1 instead of their rows.",
         lambda scores, values: scores.softmax(dim=0)),
        ("you mixed the *scores*. The weights mix the values: what is given, not how well it "
         "fits.",
         lambda scores, values: softmax(scores) @ scores.T),
        ("weights times scores, summed, says how well the keys fit on average. The weights mix "
         "the *values*.",
         lambda scores, values: (softmax(scores) * scores).sum(-1)),
        ("weights times scores: the weights were already made from the scores. They mix the "
         "*values*.",
         lambda scores, values: softmax(scores) * scores),
        ("that is the plain average. The weights of a query differ.",
         lambda scores, values: values.mean(0).expand(2, 2)),
        ("e to the power of each score, and then the values: each row has to be divided by its "
         "sum, so that its weights sum to 1.",
         lambda scores, values: scores.exp() @ values),
        ("the scores were divided by their sum, without e to the power of each: softmax does "
         "both.",
         lambda scores, values: scores / scores.sum(-1, keepdim=True) @ values),
        ("this is the value of the best key alone. Softmax is softer: every key gives a share.",
         lambda scores, values: values[scores.argmax(-1)]),
        ("rows and columns have changed places: one *row* per query.",
         lambda scores, values: (softmax(scores) @ values).T),
        ("this is the first query only; the second row of scores gives a second context.",
         lambda scores, values: softmax(scores)[0] @ values),
        ("the two contexts were added: keep one row per query.",
         lambda scores, values: (softmax(scores) @ values).sum(0)),
    ],
    given=(SCORES, VALUES),
    hint="The context of a query is the sum over the keys of weight × value.",
    digits=2, slack=0.76,  # a pencil rounds the weights first
)  # fmt: skip


def _weigh(scores, lengths, fill=-torch.inf, turn=lambda real: real, dim=-1):
    real = turn(padding_mask(lengths, scores.shape[-1]))
    return scores.masked_fill(~real, fill).softmax(dim)


PADDED_SCORES = torch.tensor([[[1.0, 2.0, 0.5, 0.5], [0.0, 1.0, 3.0, 2.0]],
                              [[1.0, 0.0, 9.0, 9.0], [-1.0, 1.0, 9.0, 9.0]]])  # fmt: skip

weights_without_padding = function(
    "Exercise 2",
    _weigh,
    {
        "lengths 4 and 2": (PADDED_SCORES, torch.tensor([4, 2])),
        "lengths 1, 5 and 3": (draw(3, 4, 5, seed=1), torch.tensor([1, 5, 3])),
        "one sentence without padding": (draw(1, 2, 3, seed=2), torch.tensor([3])),
        "scores around -1000": (draw(2, 2, 4, seed=3) - 1_000, torch.tensor([2, 4])),
    },
    [
        ("padding still receives weight: the mask is not used.", lambda s, n: softmax(s)),
        ("the mask has the wrong sense: only padding may be looked at, and a sentence without "
         "padding gets 0 / 0. True means *may look*; fill where it is False.",
         lambda s, n: _weigh(s, n, turn=torch.logical_not)),
        ("the weights were set to 0 *after* the softmax, so the rows no longer sum to 1. "
         "Forbid before the softmax: a score of -inf.",
         lambda s, n: softmax(s) * padding_mask(n, s.shape[-1])),
        ("-inf is a *score*, you gave it as a weight. Forbid before the softmax.",
         lambda s, n: softmax(s).masked_fill(~padding_mask(n, s.shape[-1]), -torch.inf)),
        ("the forbidden scores became 0, but exp(0) = 1 is a good score. What becomes weight 0 "
         "is a score of -inf.",
         lambda s, n: _weigh(s, n, fill=0)),
        ("the sign of the infinity: a score of +inf wins everything, ∞ / ∞ is NaN. Forbidden "
         "is -inf.",
         lambda s, n: _weigh(s, n, fill=torch.inf)),
        ("a score of -1 still gives some weight, e to the power of -1. Forbidden is -inf.",
         lambda s, n: _weigh(s, n, fill=-1)),
        ("-100 is low, but not forbidden: where the real scores are lower still, padding wins. "
         "Forbidden is -inf.",
         lambda s, n: _weigh(s, n, fill=-100)),
        ("the softmax ran over the queries. It runs over the keys, the last axis.",
         lambda s, n: _weigh(s, n, dim=1)),
        ("these are masked scores. One step is missing: softmax.",
         lambda s, n: s.masked_fill(~padding_mask(n, s.shape[-1]), -torch.inf)),
        ("each weight is right but for its row's sum: the weights that are left have to sum "
         "to 1.",
         lambda s, n: s.exp() * padding_mask(n, s.shape[-1])),
    ],
    hint="Rows sum to 1, and padding has weight 0.",
)  # fmt: skip


# The second best of the first row is above the best of the next: no threshold finds the links.
MAP = torch.tensor([[0.1, 0.45, 0.43, 0.02], [0.4, 0.3, 0.2, 0.1], [0.02, 0.03, 0.44, 0.51]])
WIDE_MAP = torch.tensor([[0.1, 0.1, 0.1, 0.1, 0.6], [0.3, 0.25, 0.15, 0.2, 0.1]])
TALL_MAP = torch.tensor([[0.2, 0.8], [0.45, 0.55], [0.9, 0.1]])
THRESHOLDS = [
    0.0,
    *torch.cat([MAP.flatten(), WIDE_MAP.flatten(), TALL_MAP.flatten()]).unique()[:-1],
]


def _links(weights, move=lambda source, target: (source, target)):
    return {move(int(row.argmax()), target) for target, row in enumerate(weights)}


def _above(least):
    return lambda w: {(int(source), int(target)) for target, source in (w > least).nonzero()}


links_of_a_map = function(
    "Exercise 3",
    _links,
    {"a map of 3 × 4": MAP, "a map of 2 × 5": WIDE_MAP, "a map of 3 × 2": TALL_MAP},
    [
        ("the pairs are turned round. The map is (target, source), a link (source, target).",
         lambda w: _links(w, lambda source, target: (target, source))),
        ("both numbers are one too large: rows and columns count from 0, and row 0 already "
         "belongs to the first written word.",
         lambda w: _links(w, lambda source, target: (source + 1, target + 1))),
        ("every link is one row too low. Row 0 already belongs to the first written word: "
         "<bos> is read, it has no row.",
         lambda w: _links(w, lambda source, target: (source, target + 1))),
        ("every link is one row too high. Row 0 already belongs to the first written word.",
         lambda w: _links(w, lambda source, target: (source, target - 1))),
        ("every link is one column off. Column 0 is the first source word: count from 0.",
         lambda w: _links(w, lambda source, target: (source + 1, target))),
        ("every link is one column too far left. Column 0 is the first source word.",
         lambda w: _links(w, lambda source, target: (source - 1, target))),
        ("you asked each source word which target looks at it. Here each *row* is asked: one "
         "link per written word.",
         lambda w: {(source, int(column.argmax())) for source, column in enumerate(w.T)}),
        ("these are the columns alone, each row's darkest. A link is a pair (source, target).",
         lambda w: {int(row.argmax()) for row in w}),
        ("you took the palest cell of each row. The darkest is the largest weight: argmax.",
         lambda w: {(int(row.argmin()), target) for target, row in enumerate(w)}),
        ("argmax over the whole map finds one cell; each row is asked for its own.",
         lambda w: {(int(w.argmax()) % w.shape[1], int(w.argmax()) // w.shape[1])}),
        *(
            ("a threshold gives some rows several links or none: no number fits all rows. "
             "Ask each row for its own darkest cell.",
             _above(least))
            for least in THRESHOLDS
        ),
    ],
    hint="One link a row, at the row's darkest cell, its largest weight.",
)  # fmt: skip


ambiguous_word = value(
    "Exercise 4",
    ("key", {"house", "piano"}),
    [
        *(
            (f"{word!r} is French. Which English word does its row look at?", (word, ANY))
            for word in ("clé", "touche")
        ),
        *(
            (f"{word!r} stands in one of the two sentences only. Look for a column that both "
             "maps have, with its dark cell in the row of one French noun here and of another "
             "there.",
             (word, ANY))
            for word in ("house", "piano")
        ),
        ("'of' becomes 'de' and 'du', but these are one word: du is de + le. Look for a noun "
         "that becomes two different nouns.",
         ("of", ANY)),
        *(
            (f"both maps write the same French for {word!r}. Compare, column by column, which "
             "row has the dark cell in the two maps.",
             (word, ANY))
            for word in ("king", "sees", "the")
        ),
        ("the ambiguous word is right. Its senses are told apart by one English word of *each* "
         "sentence: what is it the … of?",
         ("key", ANY)),
    ],
    hint="One English noun has its dark cell in the rows of two different French nouns.",
    asks=("ambiguous", "decided_by"),
)  # fmt: skip


QUERY, KEY = draw(2, 3, seed=5), draw(4, 3, seed=6)
LONG_QUERY, LONG_KEY = draw(3, 3, seed=7), draw(9, 3, seed=8)
W_Q, W_K, V = draw(4, 3, seed=9), draw(4, 3, seed=10), draw(4, seed=11)
BILINEAR = draw(3, 3, seed=12)
TABLE = draw(3, 128, seed=13)


def six_years(query, key):
    """The bug: the encoder states enter through their number alone."""
    return query @ TABLE[:, : len(key)]


def reads(count):
    """Scores that see the first `count` states (or, below 0, the last ones) and no other."""

    def score(query, key):
        seen = key[:count] if count > 0 else key[count:]
        return six_years(query, key) + (query @ seen.T).sum(-1, keepdim=True)

    return score


def reads_two(query, key):
    """The first two columns are right; the others do not look at their state."""
    scores = six_years(query, key)
    scores[:, :2] = query @ key[:2].T
    return scores


def reads_both_ends(query, key):
    """The first and the last column are right; those between do not look at their state."""
    scores = six_years(query, key)
    scores[:, [0, -1]] = query @ key[[0, -1]].T
    return scores


def _columns_move(order, scored=lambda scores, order: scores[:, order]):
    def holds(score, query, key):
        places = order(len(key))
        should = scored(score(query, key), places)
        return torch.allclose(score(query, key[places]), should, atol=1e-5)

    return holds


def _swap_first(length):
    return torch.tensor([1, 0, *range(2, length)])


def _backwards(length):
    return torch.arange(length).flip(0)


def _ten_times(score, query, key):
    return score(query, torch.cat([key] * 10)).shape[1] == 10 * len(key)


PLACES = "Move *every* word to another place, and compare all columns."

property_of_scores = verdict(
    "Exercise 5",
    {
        "the additive score": lambda query, key: additive_scores(query, key, W_Q, W_K, V),
        "the dot product": lambda query, key: query @ key.T,
        "the bilinear score": lambda query, key: query @ BILINEAR @ key.T,
        "the distance, with its sign turned": lambda query, key: -torch.cdist(query, key),
    },
    {
        "the six-year-old scores": (
            "Shapes and row sums are right there; what they ignore are the *contents* of key. "
            "Change key, and say what must happen to the scores.",
            six_years,
        ),
        "scores that see the first state only": (PLACES, reads(1)),
        "scores that see the last state only": (PLACES, reads(-1)),
        "scores that give every word what the first one earned": (
            PLACES, lambda query, key: (query @ key[:1].T).expand(-1, len(key))),
        "scores that see the first two states": (PLACES, reads(2)),
        "scores whose first two columns alone are right": (PLACES, reads_two),
        "scores whose first and last column alone are right": (PLACES, reads_both_ends),
    },
    [(QUERY, KEY), (LONG_QUERY, LONG_KEY)],
    [
        ("your property holds for any numbers in the right shape: shapes, and the sums of rows "
         "after a softmax, do not ask what is *in* key. What must the scores do when key "
         "changes?",
         _ten_times),
        ("your property moves the first two words only, and so cannot see scores that read "
         "these and no other. Move every word.",
         _columns_move(_swap_first)),
        ("your property asks that the scores stay where they are. When the words change "
         "places, the columns have to change places with them.",
         _columns_move(_backwards, lambda scores, order: scores)),
        ("that scores change when key changes holds for some bugs, too: they read some of the "
         "states. Say *how* every column must change.",
         lambda score, query, key: not torch.allclose(score(query, key), score(query, key + 1))),
        ("your property moves the rows of the scores, and rows ask (query). What is asked (key) "
         "are the columns.",
         lambda score, query, key: torch.allclose(
             score(query, key.flip(0)), score(query, key).flip(0), atol=1e-5
         )),
    ],
    example=_columns_move(_backwards),
    hint="When the source words change places, do the columns of the scores, too?",
)  # fmt: skip


scaled_dot_score = function(
    "Exercise 6",
    lambda query, key: query @ key.T / key.shape[-1] ** 0.5,
    [
        (draw(2, 4, seed=14), draw(3, 4, seed=15)),
        (draw(5, 9, seed=16), draw(2, 9, seed=17)),
        (draw(3, 2, seed=18), draw(3, 2, seed=19)),
    ],
    [
        ("this is the dot product without its scale: divide by the root of d_k.",
         lambda query, key: query @ key.T),
        ("you divided by d_k. The scale is its *root*.",
         lambda query, key: query @ key.T / key.shape[-1]),
        ("you multiplied by the root of d_k. It divides.",
         lambda query, key: query @ key.T * key.shape[-1] ** 0.5),
        ("you took the root of the number of keys. d_k is the size of one key: the last axis.",
         lambda query, key: query @ key.T / len(key) ** 0.5),
        ("you took the root of the number of queries. d_k is the size of one key: the last "
         "axis.",
         lambda query, key: query @ key.T / len(query) ** 0.5),
        ("2 is √d_k for keys of 4 numbers only: read d_k off the key.",
         lambda query, key: query @ key.T / 2),
        ("the scores are turned round: rows ask (query), columns are asked (key).",
         lambda query, key: key @ query.T / key.shape[-1] ** 0.5),
        ("these are weights. Scores stand before the softmax.",
         lambda query, key: softmax(query @ key.T / key.shape[-1] ** 0.5)),
        ("key has to be turned (.T): the rows of query meet the rows of key.",
         lambda query, key: query @ key),
    ],
    hint="Each query times each key, divided by the root of d_k; the shape is (query, key).",
)  # fmt: skip
