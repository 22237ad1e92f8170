"""The three kinds of exercise, tried on small ones: what no declaration can get wrong."""

import json
import math
import re

import numpy as np
import pytest
import torch
from torch import nn

from lecture_utils.checks import kinds
from lecture_utils.checks.kinds import ANY, function, value, verdict


def pair():
    return value("V", [8.0, 6.0], [("the order is reversed.", [6.0, 8.0])], hint="Row by row.")


def share():
    return value("V", 0.4375, [("of all.", 0.6512)], hint="Count.", digits=2)


def lowest(x):
    return x.clamp(min=0).sum(dim=-1)


def rectified():
    return function(
        "F",
        lambda x: x.clamp(min=0),
        [torch.tensor([[1.0, -2.0], [3.0, -4.0]]), kinds.draw(3, 5, seed=1)],
        [
            ("this is the size without its sign.", torch.abs),
            ("below 0 is cut, not above.", lambda x: x.clamp(max=0)),
            ("x has no `shapes`.", lambda x: x.shapes),
        ],
        hint="Each number by itself.",
    )


class TestStates:
    def test_three(self, capsys):
        pair()(...)
        pair()([8, 6])
        pair()([6, 8])
        assert capsys.readouterr().out.splitlines() == [
            "○ V: not attempted yet. Replace the ... and run the cell again.",
            "✓ V: correct.",
            "✗ V: the order is reversed.",
        ]

    @pytest.mark.parametrize(
        "answer",
        [None, "x", 3, [], [None], {}, object(), lambda: 1, torch.zeros(0), range(9), b"", 1j,
         float("nan"), [[1], [2, 3]], {1}, torch.tensor(1j), nn.Linear(2, 2), int, np.array("a")],
    )  # fmt: skip
    def test_no_answer_raises(self, answer):
        tests_nothing = verdict("T", {"a": abs}, {"b": ("c.", abs)}, example=lambda f: True)
        words = value("W", ("key", {"house"}), asks=("one", "two"))
        for check in (pair(), share(), rectified(), tests_nothing, value("W", ["a", "b"])):
            assert check.say(answer)[0] in "○✗"
            assert " at 0x" not in check.say(answer)
        assert words.say(answer, answer)[0] in "○✗"

    def test_what_is_still_open_is_named(self):
        two = value("W", ("key", {"house"}), asks=("word", "decided_by"))
        assert two.say(..., ...).startswith("○ W: not attempted yet.")
        assert two.say("key", ...) == "○ W: `decided_by` is still `...`, the rest is there."
        assert pair().say([8, ...]) == "○ V: number 2 of 2 is still `...`."

    def test_a_function_that_was_begun(self):
        def half(x):
            low = x.clamp(min=0)
            high = ...
            return low + high

        def stub(x):
            return ...

        assert rectified().say(half) == "○ F: one line is still to write: `high = ...`."
        assert rectified().say(stub).startswith("○ F: not attempted yet")


class TestMisses:
    def test_the_answer_comes_after_a_second_different_miss(self):
        check = pair()
        assert "Expected" not in check.say([6, 8])
        assert "Expected" not in check.say((6.0, 8.0)), "the same answer in another dress"
        assert check.say([1, 2]).endswith("Expected: [8, 6].")
        assert check.say([6, 8]).endswith("Expected: [8, 6].")
        check.forget()
        assert "Expected" not in check.say([6, 8])

    def test_what_is_no_answer_is_no_miss(self):
        check = pair()
        for slip in (None, "eight", object(), [math.nan, 1], print):
            assert "Expected" not in check.say(slip)
        assert "Expected" not in check.say([1, 2])

    def test_a_function_that_is_run_again_is_no_second_miss(self):
        check = rectified()
        assert "Expected" not in check.say(lambda x: x + 1)
        assert "Expected" not in check.say(lambda x: 1 + x)
        nowhere = rectified()
        for _ in range(2):
            assert "Expected" not in nowhere.say(lambda x: x * math.nan)  # it never equals itself
        assert "Expected for x = [[1, -2], [3, -4]]: [[1, 0], [3, 0]]." in check.say(lambda x: x)

    def test_forget_reaches_every_exercise(self):
        check = pair()
        check.say([6, 8])
        kinds.forget()
        assert "Expected" not in check.say([1, 2])


class TestDress:
    @pytest.mark.parametrize(
        "answer",
        [[8, 6], (8, 6), np.array([8, 6]), torch.tensor([8, 6]), torch.tensor([[8.0, 6.0]]),
         [[8, 6]], [[8], [6]], ["8", "6.0"], [torch.tensor(8), torch.tensor(6.0)],
         torch.tensor([8.0, 6.0], requires_grad=True), torch.tensor([8, 6], dtype=torch.float16),
         torch.tensor([8, 6], dtype=torch.bfloat16), map(float, "86"), (x for x in (8, 6)),
         {"a": 8, "b": 6}.values(), [np.float32(8), 6]],
    )  # fmt: skip
    def test_numbers(self, answer):
        assert pair().say(answer) == "✓ V: correct."

    @pytest.mark.parametrize("answer", [0.4375, 0.44, "0.44", [0.44], torch.tensor([[0.44]]), 0.43])
    def test_rounded_or_cut_as_asked(self, answer):
        assert share().say(answer) == "✓ V: correct."

    @pytest.mark.parametrize(
        "answer, says",
        [
            (0.4, "right, but rounded to 1 decimal: asked are 2."),
            (43.75, "right in per cent"),
            (-0.4375, "right but for the sign"),
            (0.65, "of all."),
            (0.42, "0.420 is not right yet. Count."),
            ([0.44, 3], "take [0]"),
        ],
    )
    def test_near_misses(self, answer, says):
        assert says in share().say(answer)

    def test_masks(self):
        mask = value("M", torch.tensor([[True, False], [True, True]]))
        for answer in ([[1, 0], [1, 1]], torch.ones(2, 2).tril(), np.tri(2, dtype=bool)):
            assert mask.say(answer) == "✓ M: correct."
        assert "rows and columns have changed places" in mask.say([[1, 1], [0, 1]])

    def test_words_and_sets(self):
        row = value("W", ["an", "ban"], [("no longer free.", ["an", ANY])])
        rows = ["an", "ban"], ("AN ", "ban"), "an ban", "['an', 'ban']", np.array(["an", "ban"])
        for answer in rows:
            assert row.say(answer) == "✓ W: correct."
        assert "no longer free." in row.say(["an", "zz"])
        assert "expected 2 answers in a row, got 3" in row.say(["a", "b", "c"])
        links = value("L", {(0, 1), (2, 0)})
        for answer in ({(2, 0), (0, 1)}, [(0, 1), (2, 0)], torch.tensor([[2, 0], [0, 1]]),
                       {(torch.tensor(0), 1), (np.int64(2), 0)}):  # fmt: skip
            assert links.say(answer) == "✓ L: correct."
        assert "1 of your 2 do not belong to it" in links.say({(0, 1), (1, 0)})

    def test_counts_are_exact(self):
        assert value("N", 124_439_808).say(124_439_808) == "✓ N: correct."
        assert "not right yet" in value("N", 124_439_808).say(124_439_807)
        assert "right, but rounded to no decimals" in value("N", 47.61).say(48)

    @pytest.mark.parametrize(
        "answer, says",
        [
            ([8.0], "expected numbers of shape (2,), got numbers of shape (1,). Row by row."),
            ([8.0, 5.0], "1 of 2 numbers are not right yet; at [1] stands 5."),
            (None, "got None"),
            ("eight", "got the text 'eight'"),
            (object(), "got object"),
            ([math.nan, 1], "got NaN"),
            (max, "hand over what it returns"),
        ],
    )
    def test_a_difference_is_told_without_the_answer(self, answer, says):
        assert says in pair().say(answer)

    def test_a_right_answer_is_right_even_where_a_slip_gives_the_same(self):
        assert value("V", 4, [("added.", lambda: 2 + 2)]).say(4) == "✓ V: correct."


class TestFunctions:
    @pytest.mark.parametrize(
        "answer",
        [nn.ReLU(), torch.relu, lambda x: np.maximum(x.numpy(), 0),
         lambda x: [[max(0, float(it)) for it in row] for row in x], lambda x: x * (x > 0),
         lambda x: torch.where(x > 0, x, 0), lambda x: ((it.clamp(min=0)) for it in x)],
    )  # fmt: skip
    def test_right_in_any_dress(self, answer):
        assert rectified().say(answer) == "✓ F: correct."

    @pytest.mark.parametrize(
        "answer, says",
        [
            (torch.abs, "this is the size without its sign."),
            (lambda x: x.shapes, "x has no `shapes`."),
            (lambda x: None, "your function returns None: is there a `return`?"),
            (lambda x: (x.clamp(min=0), x), "take [0]"),
            (lambda x: x.clamp_(min=0), "changes what it was given"),
            (lambda x: torch.tensor([[1.0, 0], [3, 0]]), "the same comes out whatever is given"),
            (lambda x: x.clamp(min=0)[:, :2], "right for one input and not for another"),
            (lambda x: lowest(x), "expected numbers of shape (2, 2), got numbers of shape (2,)"),
            (lambda: 1, "called with 1 arguments, (x), and takes ()"),
            (torch.zeros(2, 2), "hand over its name, without brackets"),
        ],
    )
    def test_hints(self, answer, says):
        assert says in rectified().say(answer)

    def test_rounding_is_told_as_rounding(self):
        check = function("F", torch.sqrt, [torch.tensor([2.0, 3]), torch.tensor([5.0])])
        assert "right, but rounded to 2 decimals: keep all decimals." in check.say(
            lambda x: x.sqrt().round(decimals=2)
        )

    def test_a_slip_counts_only_if_it_is_the_same_on_every_input(self):
        check = function("F", lambda x: 3 * x, [2.0, 3.0], [("you added 4.", lambda x: x + 4)])
        assert "you added 4." in check.say(lambda x: 4 + x)
        assert "you added" not in check.say(lambda x: 2 * x)
        assert "you added" not in check.say(lambda x: x + 4 if x == 3 else 1)

    def test_a_shape_that_is_the_lesson(self):
        inputs = [kinds.draw(3, 2, seed=1), kinds.draw(1, 4, seed=2)]
        loose = function("F", lambda x: x[:1], inputs)
        exact = function("F", lambda x: x[:1], inputs, exact_shape=True)
        assert loose.say(lambda x: x[0]) == "✓ F: correct."
        assert "in another shape: asked (1, 2), got (2,)" in exact.say(lambda x: x[0])

    def test_a_run_of_its_own(self):
        def stepped(f, model):
            f(model)
            return model.weight

        models = nn.Linear(1, 1), nn.Linear(2, 1)
        check = function("F", lambda model: model.weight.data.mul_(2), models, run=stepped)
        assert check.faults() == []
        assert check.say(lambda model: model.weight.data.add_(1)).startswith("✗")

    def test_an_exact_input_is_called_by_its_title(self):
        check = function("F", lambda x: x + 1, {"one": 1, "minus two": -2})
        assert "For minus two: -1.000" not in check.say(lambda x: abs(x) + 1)
        assert "For minus two: " in check.say(lambda x: abs(x) + 1)


Q, K, LOGITS = kinds.draw(2, 3, seed=1), kinds.draw(4, 3, seed=2), kinds.draw(3, 4, seed=3)
NUMBERS = kinds.draw(5, seed=4)


class TestErrors:
    @pytest.mark.parametrize(
        "answer, means, raw",
        [
            (lambda x: Q @ K, "(2, 3) @ (4, 3) needs 3 = 4. Is a .T missing at the right side?",
             "RuntimeError: mat1 and mat2"),
            (lambda x: K @ NUMBERS, "Is a .T missing", "RuntimeError: size mismatch"),
            (lambda x: NUMBERS @ NUMBERS[1:], "do not meet in a product", "RuntimeError"),
            (lambda x: Q + K, "an axis of 2 meets one of 4", "RuntimeError"),
            (lambda x: max(0, x), ".clamp(min=0)", "Boolean value of Tensor"),
            (lambda x: x > 0 and x < 1, "write &, | and ~", "Boolean value of Tensor"),
            (lambda x: 1 if x == x else 0, "end == with .all()", "Boolean value of Tensor"),
            (lambda x: torch.sqrt(4), "take math.sqrt or ** 0.5", "must be Tensor, not int"),
            (lambda x: divmod(torch.tensor(7), 2), ".item()", "divmod"),
            (lambda x: x[torch.tensor([1.0])], ".long() or int()", "IndexError"),
            (lambda x: F.relu(x), "import torch.nn.functional as F", "NameError"),  # noqa: F821
            (lambda x: somthing(x), "there is no `somthing` yet", "NameError"),  # noqa: F821
            (lambda x: torch.tensor([1, 2]) @ torch.ones(2), ".float()", "RuntimeError"),
            (lambda x: x.softmax(dim=5), "has no axis 5", "IndexError"),
            (lambda x: x[99], "counting starts at 0", "IndexError"),
            (lambda x: x.reshape(7, 9), "do not fill the shape", "RuntimeError"),
            (lambda x: [1, 2].shape, "a list has no .shape", "AttributeError"),
            (lambda x: ~x, "True and False are wanted", ""),
            (lambda x: int(x), "many numbers stand where one is wanted", ""),
            (lambda x: x(1), "round brackets call a function", "TypeError"),
            (lambda x: open("no/such/file"), "read the last words", "FileNotFoundError"),
        ],
    )  # fmt: skip
    def test_an_exception_is_translated_and_its_text_stands_behind(self, answer, means, raw):
        said = re.sub(r" at `.*?`:", ":", rectified().say(answer))  # the line is this test's own
        assert means in said and raw in said and "your code stops" in said

    def test_the_line_is_shown(self):
        def product(x):
            y = x + 1
            return y @ torch.ones(7, 2)

        said = rectified().say(product)
        assert "your code stops at `return y @ torch.ones(7, 2)`: the shapes" in said

    def test_an_interrupt_is_no_answer(self):
        def interrupt(x):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            rectified().say(interrupt)

    def test_the_line_is_the_learners_own_not_that_of_a_library(self):
        def read(x):
            return json.loads("{")

        assert 'your code stops at `return json.loads("{")`' in rectified().say(read)


@pytest.mark.parametrize("want", [True, torch.tensor(True), np.array([True, False])])
def test_a_truth_is_told_as_a_truth(want):
    from lecture_utils.checks.kinds import answers

    assert "True" in answers.expected(want) and "1" not in answers.expected(want)
    off = answers.difference(False if np.ndim(want) == 0 else [False, False], want)
    assert "False" in off and answers.expected(1.0) == "Expected: 1."
