"""The bug zoo's checks: a test that kills the bug is right; each weak test hears its reason."""

import pytest
import torch

from lecture_utils.attention import attention, softmax
from lecture_utils.checks import zoo

CAGES = ["wrong_scale", "wrong_axis", "no_padding_mask", "deaf_scores", "swapped_tables",
         "masked_after"]  # fmt: skip
NAMES = {"torch": torch, "attention": attention, "softmax": softmax}


def verdict(cage, test, capsys):
    getattr(zoo, cage)(eval(test, NAMES) if isinstance(test, str) else test)
    return capsys.readouterr().out


def outputs(suspect, inputs):
    found = suspect(*inputs, 2) if len(inputs) == 2 else suspect(*inputs)
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.parametrize("cage", CAGES)
@pytest.mark.parametrize(
    "test, hint",
    [
        (lambda suspect, *inputs: True, "passes everything, even what returns nothing"),
        (lambda suspect, *inputs: False, "fails everything"),
        (lambda suspect, *inputs: all(x.dim() > 0 for x in outputs(suspect, inputs)),
         "zeros in the right shapes"),
        (lambda suspect, *inputs: None, "returns True or False, got NoneType"),
        (lambda suspect, *inputs: outputs(suspect, inputs)[0] > 0, "returns True or False"),
        (lambda suspect, *inputs: suspect.no_such_thing, "stopped with AttributeError"),
        (lambda suspect, *inputs: bool(torch.rand(()) > 0.5), "hangs on random numbers"),
    ],
)  # fmt: skip
def test_typical_wrong_tests(cage, test, hint, capsys):
    out = verdict(cage, test, capsys)
    assert out.startswith("✗ Cage") and hint in out


@pytest.mark.parametrize(
    "cage, test",
    [  # other good tests than the printed solutions
        ("wrong_scale", "lambda f, Q, K: torch.allclose(f(Q, K, 8)[3], "
         "softmax(Q[:, 3:4] @ K[:, 3:4].T), atol=1e-6)"),
        ("wrong_axis", "lambda f, q, k, v: torch.allclose(f(q, k, v), attention(q, k, v)[0])"),
        ("wrong_axis", "lambda f, q, k, v: torch.allclose(f(q[:1], k, v), f(q, k, v)[:1])"),
        ("no_padding_mask", "lambda f, q, k, v, n: torch.allclose(f(q, k, v, n)[0], "
         "attention(q[0], k[0, :3], v[0, :3])[0], atol=1e-6)"),
        ("deaf_scores", "lambda f, s, m, W: torch.allclose(f(s, m, W)[1], softmax(s @ W @ m.T))"),
        ("deaf_scores", "lambda f, s, m, W: not torch.allclose(f(s, 2 * m, W)[1], f(s, m, W)[1])"),
        ("swapped_tables", "lambda f, i, E, P: torch.equal(f(i, E, P), E[i] + P[:len(i)])"),
        ("swapped_tables", "lambda f, i, E, P: torch.allclose(f(i, E, 0 * P), E[i])"),
        ("masked_after", "lambda f, q, k, v, m: torch.allclose(f(q, k, v, m)[0], "
         "attention(q, k, v, m)[0], atol=1e-6)"),
        ("masked_after", "lambda f, q, k, v, m: bool(abs(f(q, k, v, m)[1].sum() - 4) < 1e-4)"),
        ("masked_after", "lambda f, q, k, v, m: (f(q, k, v, m)[1].sum(-1) > 0.999).all()"),
    ],
)  # fmt: skip
def test_other_good_tests_are_right(cage, test, capsys):
    assert verdict(cage, test, capsys).endswith("correct.\n")


@pytest.mark.parametrize(
    "cage, test, hint",
    [
        ("wrong_scale", "lambda f, Q, K: torch.allclose(f(Q, K, 2).sum(-1), torch.ones(2, 5))",
         "under any scale"),
        ("wrong_scale", "lambda f, Q, K: torch.allclose(f(Q, K, 1)[0], attention(Q, K, K)[1])",
         "with one head"),
        ("wrong_axis", "lambda f, q, k, v: f(q, k, v).abs().sum() > 0", "all values are the same"),
        ("no_padding_mask", "lambda f, q, k, v, n: torch.allclose(f(q, k, v, n)[1], "
         "attention(q[1], k[1], v[1])[0], atol=1e-6)", "stand in the padding"),
        ("deaf_scores", "lambda f, s, m, W: not torch.allclose(f(s, 2 * m, W)[0], f(s, m, W)[0])",
         "Do the weights?"),
        ("swapped_tables", "lambda f, i, E, P: torch.allclose(f(torch.arange(4), E, P), "
         "E[:4] + P[:4])", "nobody can tell"),
        ("masked_after", "lambda f, q, k, v, m: bool((f(q, k, v, m)[1][~m] == 0).all())",
         "left of each row"),
        ("masked_after", "lambda f, q, k, v, m: bool((f(q, k, v, m)[1].sum(-1) < 0.99).any())",
         "wrong way round"),
        ("masked_after", "lambda f, q, k, v, m: torch.equal(f(q, k, v, m)[0], "
         "attention(q, k, v, m)[0])", "not to the last bit"),
    ],
)  # fmt: skip
def test_a_test_that_lets_the_bug_live_hears_why(cage, test, hint, capsys):
    out = verdict(cage, test, capsys)
    assert out.startswith("✗ Cage") and hint in out


def test_the_learners_random_numbers_stay_theirs(capsys):
    torch.manual_seed(5)
    before = torch.get_rng_state()
    verdict("wrong_axis", lambda f, q, k, v: bool(torch.randn(3).sum() < 1e9), capsys)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_test_may_spoil_its_inputs(capsys):
    def spoiling(f, q, k, v):
        fresh = bool(v.abs().max() < 50)
        v.fill_(100)
        return fresh and torch.allclose(f(q, k, v), v[:3])

    assert verdict("wrong_axis", spoiling, capsys).endswith("correct.\n")
