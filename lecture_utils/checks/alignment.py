"""Checks of notebook 03. They feed fixed tensors: nothing depends on a seed or on a training."""

import torch

from ..attention import additive_scores, softmax
from .report import attempt, different, exercise
from .report import prediction as prediction

SCORES = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])  # (query, key)
VALUES = torch.tensor([[1.0, 0.0], [0.0, 4.0], [-2.0, 1.0]])  # (key, d_v)


@exercise("Exercise 1")
def context_vectors(answer):
    """answer: the context (query, d_v) of SCORES and VALUES."""
    weights = softmax(SCORES)
    wrong_axis = torch.softmax(SCORES, dim=0)
    causes = [
        (wrong_axis @ VALUES, "the softmax ran over the queries, so the *columns* sum to 1. "
         "Each query shares out one whole over the keys: the last axis."),
        (SCORES @ VALUES, "these are the raw scores times the values. "
         "The scores become weights first: softmax."),
        (weights, "these are the weights. Expected one mixture of values per query, "
         "shape (2, 2): multiply the weights with the values."),
        (wrong_axis, "these are weights, and their columns sum to 1 instead of their rows."),
        (weights @ SCORES.T, "you mixed the *scores*. The weights mix the values: what is given, "
         "not how well it fits."),
        ((weights * SCORES).sum(-1), "weights times scores, summed, says how well the keys fit on "
         "average. The weights mix the *values*."),
        (weights * SCORES, "weights times scores: the weights were already made from the scores. "
         "They mix the *values*."),
        (VALUES.mean(0).expand(2, 2), "that is the plain average. The weights of a query differ."),
    ]  # fmt: skip
    hint = "The context of a query is the sum over the keys of weight × value."
    return different(answer, weights @ VALUES, causes, hint)


PADDED_SCORES = torch.tensor([[[1.0, 2.0, 0.5, 0.5], [0.0, 1.0, 3.0, 2.0]],
                              [[1.0, 0.0, 9.0, 9.0], [-1.0, 1.0, 9.0, 9.0]]])  # fmt: skip
REAL_LENGTHS = torch.tensor([4, 2])


@exercise("Exercise 2")
def weights_without_padding(function):
    """function(scores (batch, query, key), lengths (batch,)) -> weights of the same shape."""
    before = PADDED_SCORES.clone()
    answer = attempt(function, before, REAL_LENGTHS.clone())
    if not torch.equal(before, PADDED_SCORES):
        return (
            "your function changed the scores that it was given. Use masked_fill "
            "(without the final underscore): it returns a copy."
        )
    real = (torch.arange(4) < REAL_LENGTHS[:, None])[:, None, :]
    expected = softmax(PADDED_SCORES.masked_fill(~real, -torch.inf))
    at_zero = softmax(PADDED_SCORES * real)
    wiped = softmax(PADDED_SCORES) * real
    inverted = torch.softmax(PADDED_SCORES.masked_fill(real, -torch.inf), dim=-1)
    causes = [
        (softmax(PADDED_SCORES), "padding still receives weight: the mask is not used."),
        (inverted, "the mask has the wrong sense: only padding may be looked at, and a sentence "
         "without padding gets 0 / 0. True means *may look*; fill where it is False."),
        (wiped, "the weights were set to 0 *after* the softmax, so the rows no longer sum to 1. "
         "Forbid before the softmax: a score of -inf."),
        (softmax(PADDED_SCORES).masked_fill(~real, -torch.inf), "-inf is a *score*, you gave it as "
         "a weight. Forbid before the softmax."),
        (at_zero, "the forbidden scores became 0, but exp(0) = 1 is a good score. "
         "What becomes weight 0 is a score of -inf."),
        (torch.softmax(PADDED_SCORES.masked_fill(~real, -torch.inf), dim=1), "the softmax ran "
         "over the queries. It runs over the keys, the last axis."),
        (PADDED_SCORES.masked_fill(~real, -torch.inf), "these are masked scores. One step is "
         "missing: softmax."),
    ]  # fmt: skip
    if isinstance(answer, torch.Tensor):  # 0 / 0 is part of some mistakes: read it as -1
        answer = answer.nan_to_num(-1.0)
    causes = [(wrong.nan_to_num(-1.0), explanation) for wrong, explanation in causes]
    return different(answer, expected, causes, "Rows sum to 1, and padding has weight 0.")


# The second best of the first row is above the best of the next: no threshold finds the links.
MAP = torch.tensor([[0.1, 0.45, 0.43, 0.02], [0.4, 0.3, 0.2, 0.1], [0.02, 0.03, 0.44, 0.51]])


@exercise("Exercise 3")
def links_of_a_map(function):
    """function(weights (target, source)) -> set of (source, target): one link a written word."""
    answer = attempt(function, MAP.clone())
    if not isinstance(answer, (set, frozenset)):
        return f"expected a set of (source, target) pairs, got {type(answer).__name__}."
    try:
        found = {(int(source), int(target)) for source, target in answer}
    except (TypeError, ValueError):
        return f"expected pairs of numbers (source, target), got {sorted(answer, key=str)}."
    right = {(int(row.argmax()), target) for target, row in enumerate(MAP)}
    by_column = {(source, int(column.argmax())) for source, column in enumerate(MAP.T)}
    if found == right:
        return None
    if found == {(target, source) for source, target in right}:
        return "the pairs are turned round. The map is (target, source), a link (source, target)."
    if found in ({(s, t + 1) for s, t in right}, {(s, t - 1) for s, t in right}):
        return (
            "every link is one row off. Row 0 already belongs to the first written word: "
            "<bos> is read, it has no row."
        )
    if found in ({(s + 1, t) for s, t in right}, {(s - 1, t) for s, t in right}):
        return "every link is one column off. Column 0 is the first source word: count from 0."
    if found == by_column:
        return (
            "you asked each source word which target looks at it. Here each *row* is asked: "
            "one link per written word."
        )
    return f"expected one link a row, at the row's largest weight; got {sorted(found)}."


SENSES = {"clé": "house", "touche": "piano"}  # French for "key": the word that decides for it


@exercise("Exercise 4")
def ambiguous_word(answer, decided_by):
    """Which English word is ambiguous in "the king sees the key of the house / of the piano"?

    answer: that word. decided_by: the two words that decide its sense.
    """
    answer, deciders = str(answer).strip().lower(), set(SENSES.values())
    if answer in SENSES:
        return f"{answer!r} is French. Which English word does its row look at?"
    if answer in deciders:
        return (
            f"{answer!r} stands in one of the two sentences only. Look for a column that both "
            "maps have, with different French words in its bright cell."
        )
    if answer == "of":
        return (
            "'of' becomes 'de' and 'du', but these are one word: du is de + le. Look for a noun "
            "that becomes two different nouns."
        )
    if answer != "key":
        return (
            f"both maps write the same French for {answer!r}, or it is not there. Compare the "
            "bright cell of the same English column in both maps."
        )
    if isinstance(decided_by, str):
        decided_by = decided_by.replace(",", " ").split()
    given = {str(name).strip().lower() for name in decided_by}
    if given == deciders:
        return None
    return (
        f"{answer!r} is right. Expected the two English words that tell its senses apart, one "
        f"from each sentence; got {', '.join(sorted(given)) or 'nothing'}."
    )


QUERY = torch.tensor([[1.0, -1.0], [0.5, 2.0]])
KEY = torch.tensor([[2.0, 0.0], [0.0, 1.0], [-1.0, 1.0], [1.5, -2.0]])
W_Q = torch.tensor([[1.0, 0.5], [-0.5, 1.0], [0.2, 0.1]])
W_K = torch.tensor([[0.7, -0.3], [0.1, 0.9], [-0.6, 0.4]])
V = torch.tensor([1.0, -2.0, 0.5])


def right_scores():
    """Score functions (query, key) -> (query, key) that do read the encoder states."""
    return {
        "the additive score": lambda query, key: additive_scores(query, key, W_Q, W_K, V),
        "the dot product": lambda query, key: query @ key.T,
    }


def forgetful_scores():
    """Score functions that never read the encoder states: only how many there are."""
    table = torch.tensor([[0.3, -1.0, 2.0, 0.1, 0.7, -0.2], [1.1, 0.4, -0.5, 0.9, -1.3, 0.6]])
    return {
        "the six-year-old scores": lambda query, key: query @ table[:, : len(key)],
        "scores that see the first state only": lambda query, key: (
            query @ table[:, : len(key)] + query @ key[:1].T
        ),
    }


@exercise("Exercise 5")
def property_of_scores(holds):
    """holds(score, query, key) -> bool: True for right scores, False for forgetful ones."""
    for name, score in right_scores().items():
        answer = attempt(holds, score, QUERY.clone(), KEY.clone())
        if not isinstance(answer, (bool, torch.Tensor)) and type(answer).__name__ != "bool":
            return f"expected True or False, got {type(answer).__name__}."
        if not bool(answer):
            return (
                f"your property fails {name}, which is correct. When the source words change "
                "places, do you let the columns of the scores change places too, and allow for "
                "rounding (torch.allclose)?"
            )
    passed = [
        name for name, score in forgetful_scores().items()
        if bool(attempt(holds, score, QUERY.clone(), KEY.clone()))
    ]  # fmt: skip
    if "the six-year-old scores" in passed:
        return (
            "your property holds for the six-year-old scores as well. Shapes and row sums are "
            "right there; what they ignore are the *contents* of key. Change key, and say what "
            "must happen to the scores."
        )
    if passed:
        return (
            f"your property catches the bug, but not {passed[0]}. Move every word to another "
            "place, and compare all columns."
        )
    return None


@exercise("Exercise 6")
def scaled_dot_score(function):
    """function(query (query, d_k), key (key, d_k)) -> scores (query, key): q · k / √d_k."""
    query = torch.tensor([[1.0, 2.0, 0.0, 1.0], [0.0, -1.0, 3.0, 1.0]])
    key = torch.tensor([[2.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 4.0], [0.0, 0.0, 2.0, -2.0]])
    dot = query @ key.T
    answer = attempt(function, query.clone(), key.clone())
    causes = [
        (dot, "this is the dot product without its scale: divide by the root of d_k."),
        (dot / 4, "you divided by d_k. The scale is its *root*."),
        (dot * 2, "you multiplied by the root of d_k. It divides."),
        (dot / 3**0.5, "you took the root of the number of keys. d_k is the size of one key: "
         "the last axis."),
        ((dot / 2).T, "the scores are turned round: rows ask (query), columns are asked (key)."),
        (softmax(dot / 2), "these are weights. Scores stand before the softmax."),
    ]  # fmt: skip
    return different(answer, dot / 2, causes, "query @ key.T gives (query, key).")
