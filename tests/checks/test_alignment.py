"""The checks of notebook 03: right, untouched, and the typical wrong answers with their hints."""

import pytest
import torch

from lecture_utils.attention import softmax
from lecture_utils.checks import alignment as checks


def said(capsys, check, *answers):
    check(*answers)
    [line] = capsys.readouterr().out.splitlines()
    return line


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
        (WEIGHTS[0] @ VALUES, "expected shape (2, 2), got (2,)"),
        (WEIGHTS @ VALUES + 0.1, "sum over the keys of weight × value"),
        ("weights", "expected numbers"),
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
        (in_place, "changed the scores"),
        (lambda s, n: right_weights(s, n)[:, 0], "expected shape"),
        (lambda s, n: s @ n, "your code stopped with RuntimeError"),
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
        (lambda weights: {(s, t + 1) for s, t in right_links(weights)}, "one row off"),
        (lambda weights: {(s, t - 1) for s, t in right_links(weights)}, "one row off"),
        (lambda weights: {(s + 1, t) for s, t in right_links(weights)}, "one column off"),
        (
            lambda weights: {(s, int(c.argmax())) for s, c in enumerate(weights.T)},
            "each *row* is asked",
        ),
        (lambda weights: sorted(right_links(weights)), "expected a set"),
        (lambda weights: {1, 2}, "expected pairs"),
        (lambda weights: {(0, 0)}, "expected one link a row"),
    ],
)
def test_exercise_3(capsys, answer, hint):
    assert hint in said(capsys, checks.links_of_a_map, answer)


@pytest.mark.parametrize("least", torch.linspace(0, 1, 101).tolist())
def test_no_threshold_passes_exercise_3(capsys, least):
    def above(weights):
        return {(int(source), int(target)) for target, source in (weights > least).nonzero()}

    assert "expected one link a row" in said(capsys, checks.links_of_a_map, above)


@pytest.mark.parametrize(
    "answer, hint",
    [
        (("key", ["house", "piano"]), "✓ Exercise 4: correct."),
        ((" Key ", ("piano", "house")), "✓"),
        (("key", "house, piano"), "✓"),
        ((..., ...), "○"),
        (("key", ...), "○"),
        (("clé", ["house", "piano"]), "is French"),
        (("piano", ["key"]), "one of the two sentences only"),
        (("of", ["house", "piano"]), "du is de + le"),
        (("king", ["house", "piano"]), "same French for 'king'"),
        (("key", ["house"]), "the two English words that tell its senses apart"),
        (("key", []), "got nothing"),
    ],
)
def test_exercise_4(capsys, answer, hint):
    assert hint in said(capsys, checks.ambiguous_word, *answer)


TURNED = torch.tensor([1, 2, 3, 0])


def moves_along(score, query, key):
    return torch.allclose(score(query, key[TURNED]), score(query, key)[:, TURNED], atol=1e-6)


def ones_after_softmax(score, query, key):
    return torch.allclose(softmax(score(query, key)).sum(-1), torch.ones(2))


def must_not_move(score, query, key):
    return torch.equal(score(query, key[TURNED]), score(query, key))


def must_change(score, query, key):
    return not torch.allclose(score(query, key), score(query, key + 1))


@pytest.mark.parametrize(
    "answer, hint",
    [
        (moves_along, "✓ Exercise 5: correct."),
        (lambda score, query, key: bool(moves_along(score, query, key)), "✓"),
        (lambda score, query, key: ..., "○"),
        (lambda score, query, key: score(query, key).shape == (2, 4), "Change key"),
        (ones_after_softmax, "row sums are right there"),
        (must_not_move, "fails the additive score"),
        (lambda score, query, key: False, "fails the additive score"),
        (must_change, "not scores that see the first state only"),
        (lambda score, query, key: "yes", "expected True or False, got str"),
    ],
)
def test_exercise_5(capsys, answer, hint):
    assert hint in said(capsys, checks.property_of_scores, answer)


def test_the_bugs_of_exercise_5_look_right_from_outside():
    for name, score in checks.forgetful_scores().items():
        assert score(checks.QUERY, checks.KEY).shape == (2, 4), name
        assert not moves_along(score, checks.QUERY, checks.KEY), name
    for name, score in checks.right_scores().items():
        assert moves_along(score, checks.QUERY, checks.KEY), name


@pytest.mark.parametrize(
    "answer, hint",
    [
        (lambda query, key: query @ key.T / key.shape[-1] ** 0.5, "✓ Exercise 6: correct."),
        (lambda query, key: ..., "○"),
        (lambda query, key: query @ key.T, "without its scale"),
        (lambda query, key: query @ key.T / key.shape[-1], "is its *root*"),
        (lambda query, key: query @ key.T * key.shape[-1] ** 0.5, "It divides"),
        (lambda query, key: query @ key.T / len(key) ** 0.5, "number of keys"),
        (lambda query, key: key @ query.T / 2, "turned round"),
        (lambda query, key: softmax(query @ key.T / 2), "these are weights"),
        (lambda query, key: query @ key, "your code stopped"),
    ],
)
def test_exercise_6(capsys, answer, hint):
    assert hint in said(capsys, checks.scaled_dot_score, answer)
