"""What every exercise is made of: copies, what counts as changed, generators that stand still."""

import importlib
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from lecture_utils import checks
from lecture_utils.checks import kinds
from lecture_utils.checks.kinds import exercises, value
from lecture_utils.checks.kinds.exercise import Exercise, Miss, changed, clone, state, unmoved

STEMS = sorted(path.stem for path in Path(checks.__file__).parent.glob("[a-z]*.py"))


def holders():
    """Values that can be changed in place, and how: (value, change)."""
    return [
        (torch.ones(2, 3), lambda it: it[1].zero_()),
        (np.ones((2, 3)), lambda it: it.__setitem__((1, 2), 0)),
        ([1, 2], lambda it: it.append(3)),
        ([1, 2], lambda it: it.pop()),
        ([torch.ones(2), 1], lambda it: it[0].mul_(2)),
        ((torch.ones(2), 1), lambda it: it[0].mul_(2)),
        ({"a": torch.ones(2)}, lambda it: it["a"].zero_()),
        ({"a": 1}, lambda it: it.update(b=2)),
        ({"a": [1]}, lambda it: it["a"].append(2)),
        ({1, 2}, lambda it: it.add(3)),
        ([{"a": [np.zeros(1)]}], lambda it: it[0]["a"][0].__setitem__(0, 5)),
        (torch.tensor([1.0, torch.nan]), lambda it: it.zero_()),
        (torch.ones(2, requires_grad=True), lambda it: it.data.zero_()),
    ]


class TestCopies:
    @pytest.mark.parametrize("at", range(len(holders())))
    def test_a_copy_is_changed_alone_and_seen_to_be(self, at):
        given, change = holders()[at]
        copy, untouched = clone(given), clone(given)
        assert type(copy) is type(given) and not changed(given, copy)
        change(copy)
        assert changed(given, copy) and changed(copy, given)
        assert not changed(given, untouched)

    def test_a_model_is_copied_with_its_numbers(self):
        model = nn.Linear(2, 1)
        copy = clone(model)
        assert copy is not model and torch.equal(copy.weight, model.weight)
        copy.weight.data.zero_()
        assert model.weight.any()

    def test_what_no_copy_is_known_of_is_handed_on(self):
        for it in (7, "key", None, object(), abs):
            assert clone(it) is it and not changed(it, it)

    def test_another_shape_is_a_change(self):
        assert changed(torch.ones(2), torch.ones(1, 2)) and changed([1], (1, [2]))
        assert changed({"a": torch.ones(2)}, {"b": torch.ones(2)})


def moves():
    torch.rand(1), np.random.rand(), random.random()


def drawn():
    return torch.rand(2).tolist(), np.random.rand(2).tolist(), random.random()


class TestGenerators:
    @pytest.mark.parametrize("seed", [None, 0, 7])
    def test_all_three_stand_where_they_stood(self, seed):
        torch.manual_seed(3), np.random.seed(3), random.seed(3)
        should = drawn()
        torch.manual_seed(3), np.random.seed(3), random.seed(3)
        with pytest.raises(KeyError), unmoved(seed):
            moves()
            raise KeyError
        assert drawn() == should

    @pytest.mark.parametrize("part", range(3))
    def test_a_seed_sets_each_of_them(self, part):
        found = []
        for seed in (0, 0, 1):
            moves()
            with unmoved(seed):
                found.append(drawn()[part])
        assert found[0] == found[1] != found[2]

    def test_without_a_seed_none_is_set(self):
        before = state()
        with unmoved():
            assert random.getstate() == before[2] and torch.equal(state()[0], before[0])

    @pytest.mark.parametrize("silent, out", [(True, ""), (False, "said\n")])
    def test_silence_is_for_what_stands_inside(self, silent, out, capsys):
        with unmoved(silent=silent):
            print("said")
        print("after")
        assert capsys.readouterr().out == f"{out}after\n"

    def test_draw_has_a_generator_of_its_own(self):
        before = state()
        assert kinds.draw(2, 3, seed=1).shape == (2, 3)
        assert torch.equal(kinds.draw(4, seed=1), kinds.draw(4, seed=1))
        assert not torch.equal(kinds.draw(4, seed=1), kinds.draw(4, seed=2))
        assert torch.equal(state()[0], before[0])
        assert abs(kinds.draw(9999, seed=5).mean()) < 0.05 < 0.9 < kinds.draw(9999, seed=5).std()

    @pytest.mark.parametrize(
        "move", [lambda: torch.rand(1), lambda: np.random.rand(), lambda: random.random()]
    )
    def test_a_declaration_that_moves_one_is_told_so(self, move):
        class Moving(Exercise):
            right = 1

            def stub(self):
                move()
                return (...,)

            def judge(self, answer):
                return None

        assert Moving("M").faults() == ["a global generator moved"]


class Told(Exercise):
    """Says what it is handed: a Miss."""

    right = None

    def judge(self, miss):
        return miss


class TestWhatIsSaid:
    def test_the_answer_after_two_marks_and_only_where_there_is_one(self):
        check = Told("T")
        for miss, says in (
            (Miss("one.", "Answer.", 1), "✗ T: one."),
            (Miss("no mark.", "Answer."), "✗ T: no mark."),
            (Miss("again.", "Answer.", 1), "✗ T: again."),
            (Miss("two.", "", 2), "✗ T: two."),
            (Miss("three.", "Answer.", 3), "✗ T: three. Answer."),
            (Miss("no mark.", "Answer."), "✗ T: no mark."),
            (Miss("nothing.", "Answer.", 0), "✗ T: nothing. Answer."),
            (None, "✓ T: correct."),
        ):
            assert check.say(miss) == says

    def test_a_miss_of_two_checks_is_none_of_the_other(self):
        one, other = Told("A"), Told("B")
        one.say(Miss("x.", "Answer.", 1))
        assert other.say(Miss("x.", "Answer.", 2)) == "✗ B: x."

    @pytest.mark.parametrize(
        "answers, says",
        [
            ((), "not attempted yet. Replace the ... and run the cell again."),
            ((...,), "not attempted yet. Replace the ... and run the cell again."),
            (([..., ...],), "not attempted yet. Replace the ... and run the cell again."),
            (([..., 1],), "number 1 of 2 is still `...`."),
            (((1, 2, ...),), "number 3 of 3 is still `...`."),
        ],
    )
    def test_a_stub_in_every_dress(self, answers, says):
        assert value("V", [1, 2]).say(*answers) == f"○ V: {says}"

    @pytest.mark.parametrize(
        "answers, says",
        [
            ((..., 1, ...), "`a`, `c` is still `...`, the rest is there."),
            ((1, ..., 2), "`b` is still `...`, the rest is there."),
            ((..., ..., ...), "not attempted yet. Replace the ... and run the cell again."),
            ((1, 2, [3, ...]), "number 2 of 2 is still `...`."),
        ],
    )
    def test_several_answers(self, answers, says):
        assert value("V", (1, 2, 3), asks=("a", "b", "c")).say(*answers) == f"○ V: {says}"

    def test_a_hint_stands_behind_a_text(self):
        assert Told("T", hint="Look.").with_hint("No.") == "No. Look."
        assert Told("T").with_hint("No.") == "No."

    def test_exercises_are_found_by_the_names_of_their_variables(self):
        class module:
            first, other, second = Told("A"), 3, Told("B")

        assert {name: it.name for name, it in kinds.exercises(module).items()} == {
            "first": "A", "second": "B"}  # fmt: skip


class TestHowMany:
    """Too few or too many answers are told before they are judged: none goes unseen."""

    @pytest.mark.parametrize("answers, came", [((1,), 1), ((1, 2), 2), ((1, 2, 3, 3), 4)])
    def test_of_three(self, answers, came):
        check = value("V", (1, 2, 3), asks=("a", "b", "c"))
        assert check.say(*answers) == f"✗ V: hand over 3: a, b, c; got {came}."
        assert check.say(1, 2, 3) == "✓ V: correct."

    def test_of_one(self):
        asked = {
            value("C", 1): "answer",
            kinds.own("C", lambda answer: None, 1): "answer",
            kinds.function("C", abs, [1, -2]): "your function",
            kinds.verdict("C", {"a": abs}, {"b": ("c.", int)}, example=lambda f: f(-1) == 1):
                "your test",
        }  # fmt: skip
        for check, name in asked.items():
            assert check.say(1, abs) == f"✗ C: hand over 1: {name}; got 2."

    def test_it_is_no_miss(self):
        check = value("V", 1)
        for answers in ((1, 1), (1, 2), (1, 3)):
            check.say(*answers)
        assert "Expected" not in check.say(7) and "Expected: 1." in check.say(5)

    @pytest.mark.parametrize("stem", STEMS)
    def test_in_every_exercise_of_the_series(self, stem):
        module = importlib.import_module(f"{checks.__name__}.{stem}")
        for check in exercises(module).values():
            right, asked = check.made_by(check.right), len(check.asks)
            assert check.say(*right).startswith("✓")
            for answers in (right[:-1], (*right, right[-1])):
                if answers:
                    hands = f"✗ {check.name}: hand over {asked}: {', '.join(check.asks)}; "
                    assert check.say(*answers) == f"{hands}got {len(answers)}."
