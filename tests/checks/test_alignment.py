"""The checks of notebook 03: right, untouched, and the typical wrong answers with their hints."""

import math

import pytest
import torch

from lecture_utils.attention import softmax
from lecture_utils.checks import alignment as checks
from tests.checks.answers import said

SCORES, VALUES = checks.SCORES, checks.VALUES
WEIGHTS = softmax(SCORES)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (WEIGHTS @ VALUES, "✓ Exercise 1: correct."),
        ((WEIGHTS @ VALUES).tolist(), "✓"),
        (..., "○"),
        (torch.softmax(SCORES, dim=0) @ VALUES, "*columns* sum to 1"),
        (SCORES @ VALUES, "raw scores"),
        (WEIGHTS, "one mixture of values per query"),
        (torch.softmax(SCORES, dim=0), "columns sum to 1"),
        (WEIGHTS @ SCORES.T, "The weights mix the values"),
        ((WEIGHTS * SCORES).sum(-1), "on average"),
        (WEIGHTS * SCORES, "already made from the scores"),
        (VALUES.mean(0).expand(2, 2), "plain average"),
        (WEIGHTS[0] @ VALUES, "the first query only"),
        ((WEIGHTS @ VALUES).numpy().round(2), "✓"),
        ((WEIGHTS @ VALUES).numpy().round(1), "right, but rounded to 1 decimal: asked are 2."),
        (SCORES.exp() @ VALUES, "divided by its sum"),
        (WEIGHTS.round() @ VALUES, "best key alone"),
        ((WEIGHTS @ VALUES).T, "have changed places"),
        ((WEIGHTS @ VALUES, WEIGHTS), "take [0]"),
        (torch.zeros(3, 2), "expected numbers of shape (2, 2), got numbers of shape (3, 2)"),
        (WEIGHTS @ VALUES + 0.1, "sum over the keys of weight × value"),
        ("weights", "expected numbers"),
        ([[0.18, 0.61], [-0.05, 3.68]], "✓"),  # weights to three decimals first, then two
        ([[0.18, 0.62], [-0.05, 3.68]], "1 of 4 numbers"),
        ([[0.18, 0.59], [-0.05, 3.68]], "1 of 4 numbers"),
    ],
)
def test_exercise_1(capsys, answer, hint):
    assert hint in said(capsys, checks.context_vectors, answer)


def real(scores, lengths):
    return (torch.arange(scores.shape[-1]) < lengths[:, None])[:, None, :]


def right_weights(scores, lengths):
    return softmax(scores.masked_fill(~real(scores, lengths), -torch.inf))


def in_place(scores, lengths):
    return softmax(scores.masked_fill_(~real(scores, lengths), -torch.inf))


@pytest.mark.parametrize(
    "answer, hint",
    [
        (right_weights, "✓ Exercise 2: correct."),
        (lambda scores, lengths: ..., "○"),
        (..., "○"),
        (lambda s, n: softmax(s), "the mask is not used"),
        (lambda s, n: softmax(s.masked_fill(real(s, n), -torch.inf)), "wrong sense"),
        (lambda s, n: softmax(s) * real(s, n), "*after* the softmax"),
        (lambda s, n: softmax(s).masked_fill(~real(s, n), -torch.inf), "-inf is a *score*"),
        (lambda s, n: softmax(s * real(s, n)), "exp(0) = 1"),
        (lambda s, n: s.masked_fill(~real(s, n), -torch.inf).softmax(1), "over the queries"),
        (lambda s, n: s.masked_fill(~real(s, n), -torch.inf), "One step is missing"),
        (in_place, "changes what it was given"),
        (lambda s, n: right_weights(s, n)[:, 0], "expected numbers of shape (2, 2, 4)"),
        (lambda s, n: s @ n, "your code stops"),
        (lambda s, n: right_weights(s, n).numpy(), "✓"),
        (lambda s, n: softmax(s.where(real(s, n), torch.tensor(-1e9))), "✓"),
        (lambda s, n: softmax(s.where(real(s, n), torch.tensor(-100.0))), "lower still"),
        (lambda s, n: s.masked_fill(~real(s, n), torch.inf).softmax(-1), "a score of +inf"),
        (lambda s, n: s.masked_fill(~real(s, n), -100).softmax(-1), "lower still"),
        (lambda s, n: softmax(s + real(s, n)), "numbers are not right yet"),
        (lambda s, n: (right_weights(s, n), s), "take [0]"),
        (lambda s, n: right_weights(s, torch.tensor([4, 2])), "your code stops"),
    ],
)
def test_exercise_2(capsys, answer, hint):
    assert hint in said(capsys, checks.weights_without_padding, answer)


def right_links(weights):
    return {(int(row.argmax()), target) for target, row in enumerate(weights)}


@pytest.mark.parametrize(
    "answer, hint",
    [
        (right_links, "✓ Exercise 3: correct."),
        (lambda weights: ..., "○"),
        (lambda weights: {(t, s) for s, t in right_links(weights)}, "turned round"),
        (lambda weights: {(s, t + 1) for s, t in right_links(weights)}, "one row too low"),
        (lambda weights: {(s, t - 1) for s, t in right_links(weights)}, "one row too high"),
        (lambda weights: {(s + 1, t + 1) for s, t in right_links(weights)}, "count from 0"),
        (lambda weights: {(s + 1, t) for s, t in right_links(weights)}, "one column off"),
        (
            lambda weights: {(s, int(c.argmax())) for s, c in enumerate(weights.T)},
            "each *row* is asked",
        ),
        (lambda weights: sorted(right_links(weights)), "✓"),
        (lambda weights: set(zip(weights.argmax(-1), range(len(weights)), strict=True)), "✓"),
        (lambda weights: {1, 2}, "the same comes out whatever is given"),
        (lambda weights: {(len(weights), 0)}, "1 of your 1 do not belong to it"),
        (lambda weights: right_links(weights[:2]), "right for one input and not for another"),
        (lambda weights: weights.argmax(dim=-1), "these are the columns alone"),
    ],
)
def test_exercise_3(capsys, answer, hint):
    assert hint in said(capsys, checks.links_of_a_map, answer)


@pytest.mark.parametrize("least", torch.linspace(0, 0.79, 80).tolist())
def test_no_threshold_passes_exercise_3(capsys, least):
    def above(weights):
        return {(int(source), int(target)) for target, source in (weights > least).nonzero()}

    assert "a threshold gives some rows" in said(capsys, checks.links_of_a_map, above)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (("key", ["house", "piano"]), "✓ Exercise 4: correct."),
        ((" Key ", ("piano", "house")), "✓"),
        (("key", "house, piano"), "✓"),
        ((["key"], ("house", "piano")), "✓"),
        (("'key'", ["'house'", "piano"]), "✓"),
        ((["key", "clé"], ["house", "piano"]), "One English noun"),
        ((..., ...), "○"),
        (("key", ...), "`decided_by` is still `...`"),
        (("clé", ["house", "piano"]), "is French"),
        (("piano", ["key"]), "one of the two sentences only"),
        (("of", ["house", "piano"]), "du is de + le"),
        (("king", ["house", "piano"]), "the same French for 'king'"),
        (("key", ["house"]), "one English word of *each* sentence"),
        (("key", []), "one English word of *each* sentence"),
        (("key", "house and piano"), "one English word"),
        (("boat", ["house", "piano"]), "One English noun has its dark cell"),
    ],
)
def test_exercise_4(capsys, answer, hint):
    assert hint in said(capsys, checks.ambiguous_word, *answer)


def moves_along(score, query, key):
    turned = torch.arange(len(key)).roll(1)
    return torch.allclose(score(query, key[turned]), score(query, key)[:, turned], atol=1e-6)


def by_loop(score, query, key):
    one_by_one = [score(query, state[None]) for state in key]
    return torch.allclose(torch.cat(one_by_one, dim=1), score(query, key), atol=1e-5)


def ones_after_softmax(score, query, key):
    return torch.allclose(softmax(score(query, key)).sum(-1), torch.ones(len(query)))


def must_not_move(score, query, key):
    return torch.equal(score(query, key.flip(0)), score(query, key))


def must_change(score, query, key):
    return not torch.allclose(score(query, key), score(query, key + 1))


def longer(score, query, key):
    return score(query, torch.cat([key] * 10)).shape[1] == 10 * len(key)


def swaps_two(score, query, key):
    swapped = torch.cat([key[1:2], key[:1], key[2:]])
    scores = score(query, key)
    return torch.allclose(score(query, swapped)[:, :2], scores[:, [1, 0]], atol=1e-6)


def exact(score, query, key):
    return torch.equal(score(query, key.flip(0)), score(query, key).flip(1))


def by_chance(score, query, key):
    one, other = torch.randint(2, (2,)).tolist()
    swapped = key.clone()
    swapped[[one, other]] = key[[other, one]]
    places = torch.arange(len(key))
    places[[one, other]] = places[[other, one]]
    return torch.allclose(score(query, swapped), score(query, key)[:, places], atol=1e-6)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (moves_along, "✓ Exercise 5: correct."),
        (by_loop, "✓ Exercise 5: correct."),
        (lambda score, query, key: bool(moves_along(score, query, key)), "✓"),
        (lambda score, query, key: ..., "○"),
        (lambda s, q, k: s(q, k).shape == (len(q), len(k)), "any numbers in the right shape"),
        (longer, "any numbers in the right shape"),
        (swaps_two, "your property moves the first two words only"),
        (ones_after_softmax, "the sums of rows after a softmax"),
        (must_not_move, "asks that the scores stay where they are"),
        (exact, "takes rounding for a bug"),
        (by_chance, "depends on chance"),
        (lambda score, query, key: False, "never calls"),
        (lambda score, query, key: not moves_along(score, query, key), "the wrong way round"),
        (must_change, "holds for some bugs, too"),
        (lambda score, query, key: score(query, key), "end with .all()"),
        (lambda score, query, key: "yes", "expected True or False, got 'yes'"),
    ],
)
def test_exercise_5(capsys, answer, hint):
    assert hint in said(capsys, checks.property_of_scores, answer)


def equal_words(score, query, key):
    found = score(query, torch.ones_like(key))
    return torch.allclose(found[:, 0], found[:, -1])


def all_the_first(score, query, key):
    found = score(query, key[:1].expand_as(key))
    return torch.allclose(found, score(query, key)[:, :1].expand_as(found), atol=1e-5)


@pytest.mark.parametrize("lazy", [equal_words, all_the_first])
def test_that_equal_words_get_equal_scores_says_nothing_of_the_places(capsys, lazy):
    for score in checks.property_of_scores.specimens.values():
        assert lazy(score, checks.QUERY, checks.KEY)
    assert "Move *every* word" in said(capsys, checks.property_of_scores, lazy)


def last_alone(score, query, key):
    return torch.allclose(score(query, key)[:, -1:], score(query, key[-1:]), atol=1e-5)


def last_comes_first(score, query, key):
    return torch.allclose(score(query, key.flip(0))[:, 0], score(query, key)[:, -1], atol=1e-5)


def ends_exchanged(score, query, key):
    places = [len(key) - 1, *range(1, len(key) - 1), 0]
    return torch.allclose(score(query, key[places]), score(query, key)[:, places], atol=1e-5)


@pytest.mark.parametrize("lazy", [last_alone, last_comes_first, ends_exchanged])
def test_the_words_between_the_ends_count_too(capsys, lazy):
    for score in checks.property_of_scores.specimens.values():
        assert lazy(score, checks.LONG_QUERY, checks.LONG_KEY)
    assert "first and last column alone" in said(capsys, checks.property_of_scores, lazy)


def test_the_bugs_of_exercise_5_look_right_from_outside():
    for name, (_, score) in checks.property_of_scores.buggy.items():
        assert score(checks.QUERY, checks.KEY).shape == (2, 4), name
        assert not moves_along(score, checks.QUERY, checks.KEY), name
    for name, score in checks.property_of_scores.specimens.items():
        assert moves_along(score, checks.QUERY, checks.KEY), name


@pytest.mark.parametrize("lazy", [longer, swaps_two])
def test_without_scores_that_read_two_states_a_lazy_property_would_pass(lazy):
    """Each specimen is needed: the lazy property holds for right scores and for one bug only."""
    told = {name: lazy(score, checks.LONG_QUERY, checks.LONG_KEY)
            for name, (_, score) in checks.property_of_scores.buggy.items()}  # fmt: skip
    assert told["scores whose first two columns alone are right"]
    for score in checks.property_of_scores.specimens.values():
        assert lazy(score, checks.LONG_QUERY, checks.LONG_KEY)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (lambda query, key: query @ key.T / key.shape[-1] ** 0.5, "✓ Exercise 6: correct."),
        (lambda query, key: ..., "○"),
        (lambda query, key: query @ key.T, "without its scale"),
        (lambda query, key: query @ key.T / key.shape[-1], "is its *root*"),
        (lambda query, key: query @ key.T * key.shape[-1] ** 0.5, "It divides"),
        (lambda query, key: query @ key.T / len(key) ** 0.5, "number of keys"),
        (lambda query, key: key @ query.T / math.sqrt(query.shape[1]), "turned round"),
        (lambda query, key: softmax(query @ key.T / key.size(1) ** 0.5), "these are weights"),
        (lambda query, key: query @ key.T / 2, "for keys of 4 numbers only"),
        (lambda query, key: query @ key.T / torch.sqrt(key.shape[-1]), "take math.sqrt"),
        (lambda query, key: [[float(q @ k) / len(k) ** 0.5 for k in key] for q in query], "✓"),
        (lambda query, key: query @ key, "has to be turned (.T)"),
        (lambda query, key: query @ key / 2, ".T"),
    ],
)
def test_exercise_6(capsys, answer, hint):
    assert hint in said(capsys, checks.scaled_dot_score, answer)
