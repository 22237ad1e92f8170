"""Verdicts, manners, predictions and the self-test of the kinds of exercise."""

import random

import numpy as np
import pytest
import torch

from lecture_utils.checks import kinds
from lecture_utils.checks.kinds import function, own, prediction, resolve, value, verdict
from tests.checks.kinds.test_kinds import LOGITS, K, Q, pair, rectified, share


def backwards(score, query, key):
    return torch.allclose(score(query, key.flip(0)), score(query, key).flip(1), atol=1e-5)


def deaf(query, key):
    return query @ LOGITS[:, : len(key)]


def moves(**options):
    return verdict(
        "T",
        {"the dot product": lambda q, k: q @ k.T, "minus it": lambda q, k: -q @ k.T},
        {"deaf scores": ("What must happen when key changes?", deaf)},
        [(Q, K), (K, Q)],
        [("the rows ask.", lambda s, q, k: torch.allclose(s(q, k.flip(0)), s(q, k).flip(0)))],
        example=backwards,
        **options,
    )


def changes_key(score, query, key):
    before = score(query, key)
    return torch.allclose(score(query, key.copy_(key.flip(0))).flip(1), before) or bool(key.any())


class TestVerdicts:
    @pytest.mark.parametrize(
        "test, says",
        [
            (backwards, "✓ T: correct."),
            (lambda s, q, k: int(backwards(s, q, k)), "✓"),
            (lambda s, q, k: np.bool_(backwards(s, q, k)), "✓"),
            (lambda s, q, k: torch.tensor([backwards(s, q, k)]), "✓"),
            (lambda s, q, k: backwards(s, torch.randn(5, 3), torch.randn(4, 3)), "✓"),
            (lambda s, q, k: backwards(lambda *a: s(*a).double(), q, k), "✓"),
            (lambda *inputs: ..., "○"),
            (lambda s, q, k: None, "no verdict, got None: does it end with `return`?"),
            (lambda s, q, k: "yes", "expected True or False, got 'yes'"),
            (lambda s, q, k: float(s(q, k).sum()) + 0.5, "end with .all()"),
            (lambda s, q, k: s(q, k) == s(q, k), "end with .all()"),
            (lambda s, q, k: True, "never calls what it tests, `score`"),
            (lambda s, q, k: s(q, k) is not s, "even what returns nothing"),
            (lambda s, q, k: s(q, k).shape == (len(q), len(k)), "passes zeros in the right shape"),
            (lambda s, q, k: bool(s(q, k).any()), "lets a bug pass, deaf scores. What must happen"),
            (lambda s, q, k: not backwards(s, q, k), "the wrong way round"),
            (lambda s, q, k: bool(s(q, k).any()) and False, "accuses right code (the dot product)"),
            (lambda s, q, k: bool((s(q, k) > 99).all()), "it says False to everything"),
            (lambda s, q, k: torch.equal(s(q, k.flip(0)), s(q, k).flip(1)), "rounding for a bug"),
            (lambda s, q, k: backwards(s, q, k) and torch.rand(1) < 0.5, "depends on chance"),
            (lambda s, q, k: backwards(s, q, k) and random.random() < 0.5, "depends on chance"),
            (lambda s, q, k: backwards(s, q, k) and np.random.rand() < 0.5, "depends on chance"),
            (lambda s, q, k: backwards(s, q, k) or torch.rand(1) < 0.5, "depends on chance"),
            (lambda s, q, k: torch.allclose(s(q, k.flip(0)), s(q, k).flip(0)), "the rows ask."),
            (lambda s, q, k: s(q, k.T).any(), "stops on right code (the dot product): the shapes"),
            (changes_key, "changes what it was given"),
            (lambda s: True, "called with 3 arguments, (score, query, key)"),
            (7, "expected a function"),
        ],
    )
    def test_each_fault_has_its_words(self, test, says):
        assert says in moves().say(test)

    def test_a_test_that_stops_on_a_bug_has_caught_it(self):
        def asserts(score, query, key):
            assert backwards(score, query, key)
            return True

        assert moves().say(asserts) == "✓ T: correct."

    def test_what_a_test_did_may_be_blamed(self):
        check = moves(because=lambda calls: f"{len(calls)} calls.")
        assert check.say(lambda s, q, k: bool(s(q, k).any())) == "✗ T: 12 calls."

    def test_where_sums_are_exact_equal_is_right(self):
        def equal(score, query, key):
            return torch.equal(score(query.round(), key.round().flip(0)).flip(1),
                               score(query.round(), key.round()))  # fmt: skip

        assert moves(rounding=False).say(equal) == "✓ T: correct."
        assert "rounding" in moves().say(equal)

    def test_lists_for_tensors(self):
        def shifted(embed):
            return embed([3, 1]).tolist() == [4, 2] and embed(np.array([5])).tolist() == [6]

        check = verdict("T", {"plus": lambda x: x + 1}, {"minus": ("m.", lambda x: x - 1)},
                        example=shifted)  # fmt: skip
        assert check.faults() == []


class TestManners:
    def test_the_global_generators_stand_still(self):
        def draws(*inputs):
            torch.rand(3), np.random.rand(3), random.random()
            torch.manual_seed(5), np.random.seed(5), random.seed(5)
            return ...

        torch.manual_seed(0), np.random.seed(0), random.seed(0)
        before = torch.rand(2).tolist(), np.random.rand(), random.random()
        torch.manual_seed(0), np.random.seed(0), random.seed(0)
        for check in (rectified(), moves()):
            check.say(draws)
            check.say(lambda *inputs: torch.rand(1) / 0)
        assert (torch.rand(2).tolist(), np.random.rand(), random.random()) == before

    def test_a_function_that_draws_says_the_same_each_time(self):
        check = rectified()
        assert check.say(lambda x: x + torch.rand(1)) == check.say(lambda x: x + torch.rand(1))

    def test_nothing_that_is_handed_out_comes_back_changed(self):
        def spoils(x):
            return x.zero_()

        given = torch.ones(2)
        check = function("F", lambda x: x + 1, [given, given + 1], [("zeroed.", spoils)])
        check.say(spoils)
        assert given.tolist() == [1, 1]
        answer = [3, 1, 2]
        own("O", lambda a: a.sort() or None, right=[1]).say(answer)
        assert answer == [3, 1, 2]

    def test_a_rule_of_its_own(self):
        def refuse(f, x):
            raise kinds.Refused("no loops here.")

        assert function("F", abs, [1, 2], run=refuse).say(abs) == "✗ F: no loops here."


class TestTheSelfTest:
    """A declaration with a fault is told so: the test of all stems can fail."""

    @pytest.mark.parametrize(
        "check, fault",
        [
            (value("V", 4, [("two and two.", 4)]), "the slip of 'two and two.'"),
            (value("V", 4, [("a.", 5), ("b.", 5)]), "the slip of 'b.' is told: ✗ V: a."),
            (value("V", 124, [("not 124 but fewer.", 125)]), "gives the answer 124 away"),
            (value("V", 124, hint="It is 124."), "gives the answer 124 away"),
            (value("V", ["an", "bo"], [("'an', 'bo'.", ["x", "y"])]), "away"),
            (function("F", abs, [1]), "at least two inputs"),
            (function("F", abs, [1, 2], [("sign.", lambda x: x)]), "the slip of 'sign.'"),
            (function("F", lambda x: torch.rand(1), [1, 2], run=lambda f, x: object()), "expected"),
            (verdict("T", {"a": abs}, {"b": ("c.", abs)}, [1], example=lambda f, x: f(x) == 1),
             "expected ✓"),
            (own("O", lambda a: "no.", right=1), "expected ✓"),
            (value("V", ("key",), asks=("word", "place")), "asks for 2 answers and knows 1"),
        ],
    )  # fmt: skip
    def test_faults(self, check, fault):
        assert fault in " ".join(check.faults())

    def test_one_of_two_words_gives_nothing_away(self):
        check = value("V", ["an", "bo"], [("'an' is right.", ["an", "x"])])
        assert check.faults() == []

    @pytest.mark.parametrize("check", [pair(), share(), rectified(), moves()])
    def test_no_faults(self, check):
        assert check.slips or check.buggy
        assert check.faults() == []


class TestPredictions:
    @pytest.mark.parametrize(
        "guess, out",
        [
            (..., '○ Prediction: put one of "falls", "holds", 2, "BERT" in place of the'),
            ("falls", "✓ Prediction: falls is noted"),
            (" Holds ", "✓ Prediction: holds is noted"),
            (2, "✓ Prediction: 2 is noted"),
            ("BERT", "✓ Prediction: bert is noted"),
            ("2", "✓ Prediction: 2 is noted"),
            (2.0, "✓ Prediction: 2 is noted"),
            ("rises", """✗ Prediction: expected one of "falls", "holds", 2, "BERT", got 'rises'"""),
            (None, "✗ Prediction"),
            (torch.tensor([1, 2]), "✗ Prediction"),
        ],
    )
    def test_a_guess_is_noted_and_never_marked(self, guess, out, capsys):
        prediction(guess, ("falls", "holds", 2, "BERT"))
        assert capsys.readouterr().out.startswith(out)

    @pytest.mark.parametrize(
        "guess, came, line",
        [
            (..., "falls", "→ What came: falls. (No guess was noted.)\n"),
            ("rises", "falls", "→ What came: falls. (No guess was noted.)\n"),
            ("Falls", "falls", "→ What came: falls, as you guessed.\n"),
            ("holds", "falls", "→ What came: falls. You had guessed: holds.\n"),
            ("2", 2, "→ What came: 2, as you guessed.\n"),
            ("holds", torch.tensor(2), "→ What came: 2. You had guessed: holds.\n"),
        ],
    )
    def test_it_is_resolved_later(self, guess, came, line, capsys):
        prediction(guess, ("falls", "holds", 2), name="curve")
        prediction("falls", ("falls", "holds"), name="another")
        capsys.readouterr()
        resolve("curve", came)
        assert capsys.readouterr().out == line

    def test_out_of_order_and_taken_back(self, capsys):
        resolve("curve", "falls")
        prediction("holds", ("falls", "holds"), name="curve")
        prediction(..., ("falls", "holds"), name="curve")
        resolve("curve", "falls")
        first, *_, last = capsys.readouterr().out.splitlines()
        assert first == last == "→ What came: falls. (No guess was noted.)"
