"""The bug zoo: each bug looks right; a test that kills it is right, a weak one hears why."""

import pytest
import torch
from torch.nn import functional as F

from lecture_utils.attention import attention, softmax
from lecture_utils.checks import kinds, zoo
from tests.checks.answers import said

EXERCISES = kinds.exercises(zoo)
Q, K, V = kinds.draw(5, 8, seed=1), kinds.draw(5, 8, seed=2), kinds.draw(5, 3, seed=3)


def parts(outputs):
    return outputs if isinstance(outputs, tuple) else (outputs,)


def pairs():
    for name, cage in EXERCISES.items():
        [right], [(_, bug)] = cage.specimens.values(), cage.buggy.values()
        inputs = cage.inputs[0] + ((2,) if name == "wrong_scale_cage" else ())
        yield pytest.param(right, bug, inputs, id=name)


@pytest.mark.parametrize("right, bug, inputs", list(pairs()))
def test_a_bug_runs_has_the_shapes_and_other_numbers(right, bug, inputs):
    want, got = parts(right(*inputs)), parts(bug(*inputs))
    assert [x.shape for x in want] == [x.shape for x in got]
    assert all(torch.isfinite(x).all() for x in got)
    assert not any(torch.allclose(w, g, atol=1e-2) for w, g in zip(want, got, strict=True))


def test_the_right_code_is_right():
    heads = zoo.weights_of_heads(Q, K, 2)
    for head, part in enumerate((slice(0, 4), slice(4, 8))):
        eye = torch.eye(5)
        oracle = F.scaled_dot_product_attention(Q[None, :, part], K[None, :, part], eye[None])[0]
        assert torch.allclose(heads[head], oracle, atol=1e-6)
    assert torch.allclose(zoo.mixture(Q, K, V), F.scaled_dot_product_attention(Q, K, V), atol=1e-6)
    query, key, value, lengths = zoo.no_padding_mask_cage.inputs[0]
    short = F.scaled_dot_product_attention(query[:1], key[:1, :3], value[:1, :3])
    assert torch.allclose(zoo.mixture_of_batch(query, key, value, lengths)[:1], short, atol=1e-6)
    causal = torch.ones(5, 5, dtype=torch.bool).tril()
    oracle = F.scaled_dot_product_attention(Q, K, V, attn_mask=causal)
    assert torch.allclose(zoo.masked_before(Q, K, V, causal)[0], oracle, atol=1e-6)
    state, memory, W = zoo.deaf_scores_cage.inputs[0]
    context, weights = zoo.look_back(state, memory, W)
    assert torch.allclose(weights, torch.softmax(memory @ W.T @ state, dim=0), atol=1e-5)
    assert torch.allclose(context, weights @ memory)
    ids, E, P = zoo.TABLES
    assert torch.equal(zoo.word_and_place(ids, E, P)[2], E[7] + P[2])


def outputs(suspect, inputs):
    return parts(suspect(*inputs, 2) if len(inputs) == 2 else suspect(*inputs))


@pytest.mark.parametrize("cage", EXERCISES.values(), ids=EXERCISES)
@pytest.mark.parametrize(
    "test, hint",
    [
        (lambda suspect, *inputs: True, "never calls"),
        (lambda suspect, *inputs: bool(outputs(suspect, inputs)) or True, "✗"),
        (lambda suspect, *inputs: all(x.dim() > 0 for x in outputs(suspect, inputs)),
         "passes zeros in the right shape"),
        (lambda suspect, *inputs: None, "got None"),
        (lambda suspect, *inputs: outputs(suspect, inputs)[0] > 0, "end with .all()"),
        (lambda suspect, *inputs: suspect.no_such_thing, "has no .no_such_thing"),
    ],
)  # fmt: skip
def test_typical_wrong_tests(cage, test, hint, capsys):
    out = said(capsys, cage, test)
    assert out.startswith("✗ Cage") and hint in out


def close(one, other):
    return torch.allclose(one, other, atol=1e-6)


GOOD = {  # other good tests than the printed solutions
    "wrong_scale_cage": [lambda f, Q, K: close(f(Q, K, 8)[3], softmax(Q[:, 3:4] @ K[:, 3:4].T))],
    "wrong_axis_cage": [
        lambda f, q, k, v: close(f(q, k, v), attention(q, k, v)[0]),
        lambda f, q, k, v: torch.allclose(f(q[:1], k, v), f(q, k, v)[:1], atol=1e-5),
    ],
    "no_padding_mask_cage": [
        lambda f, q, k, v, n: close(f(q, k, v, n)[0], attention(q[0], k[0, :3], v[0, :3])[0])
    ],
    "deaf_scores_cage": [
        lambda f, s, m, W: torch.allclose(f(s, m, W)[1], softmax(s @ W @ m.T), atol=1e-5),
        lambda f, s, m, W: not torch.allclose(f(s, 2 * m, W)[1], f(s, m, W)[1]),
    ],
    "swapped_tables_cage": [
        lambda f, i, E, P: close(f(i, E, P), E[i] + P[: len(i)]),
        lambda f, i, E, P: torch.equal(f(i, E, P), E[i] + P[: len(i)]),
        lambda f, i, E, P: close(f(i, E, 0 * P), E[i]),
    ],
    "masked_after_cage": [
        lambda f, q, k, v, m: close(f(q, k, v, m)[0], attention(q, k, v, m)[0]),
        lambda f, q, k, v, m: (f(q, k, v, m)[1].sum(-1) > 0.999).all(),
    ],
}


@pytest.mark.parametrize("cage, test", [(name, test) for name in GOOD for test in GOOD[name]])
def test_other_good_tests_are_right(cage, test, capsys):
    assert said(capsys, EXERCISES[cage], test).endswith("correct.\n")


@pytest.mark.parametrize(
    "cage, test, hint",
    [
        ("wrong_scale_cage", lambda f, Q, K: close(f(Q, K, 2).sum(-1), torch.ones(2, 5)),
         "under any scale"),
        ("wrong_scale_cage", lambda f, Q, K: close(f(Q, K, 1)[0], attention(Q, K, K)[1]),
         "with one head"),
        ("wrong_scale_cage", lambda f, Q, K: torch.equal(
            f(Q, K, 2)[0], attention(Q[:, :4], K[:, :4], K)[1]), "compare with torch.allclose"),
        ("wrong_axis_cage", lambda f, q, k, v: f(q, k, v).abs().sum() > 0,
         "all values are the same"),
        ("no_padding_mask_cage", lambda f, q, k, v, n: close(
            f(q, k, v, n)[1], attention(q[1], k[1], v[1])[0]), "padding of the first sentence"),
        ("deaf_scores_cage", lambda f, s, m, W: not close(f(s, 2 * m, W)[0], f(s, m, W)[0]),
         "Do the weights"),
        ("deaf_scores_cage", lambda f, s, m, W: not close(f(s, m + 1, W)[1], f(s, m, W)[1]),
         "the softmax forgets it. Change *one* state"),
        ("deaf_scores_cage", lambda f, s, m, W: close(f(s, m - 3, W)[1], f(s, m, W)[1]),
         "the softmax forgets it. Change *one* state"),
        ("swapped_tables_cage", lambda f, i, E, P: close(
            f(torch.arange(4), E, P), E[:4] + P[:4]), "nobody can tell"),
        ("swapped_tables_cage", lambda f, i, E, P: close(f(i, P, E), E[i] + P[: len(i)]),
         "the first table is E"),
        ("swapped_tables_cage", lambda f, i, E, P: torch.equal(
            f(i, E, P)[0] - f(i, E, P)[2], P[0] - P[2]), "compare with torch.allclose"),
        ("masked_after_cage", lambda f, q, k, v, m: bool((f(q, k, v, m)[1][~m] == 0).all()),
         "left of each row"),
        ("masked_after_cage", lambda f, q, k, v, m: bool((f(q, k, v, m)[1].sum(-1) < 0.99).any()),
         "wrong way round"),
    ],
)  # fmt: skip
def test_a_test_that_lets_the_bug_live_hears_why(cage, test, hint, capsys):
    out = said(capsys, EXERCISES[cage], test)
    assert out.startswith("✗ Cage") and hint in out, out
