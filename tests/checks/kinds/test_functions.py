"""A function to write: how it is called, on which input it goes wrong, what is revealed."""

import pytest
import torch

from lecture_utils.checks.kinds import Refused, draw, function
from lecture_utils.checks.kinds.functions import call, left_in, misfit


def times(x, factor):
    return x * factor


def check(**options):
    inputs = {"two rows": (draw(2, 3, seed=1), 2), "one row": (draw(1, 9, seed=2), 3)}
    return function("F", times, inputs, hint="Each number.", **options)


class TestCalling:
    @pytest.mark.parametrize(
        "answer, says",
        [
            (lambda x: x, "is called with 2 arguments, (x, factor), and takes (x): keep the"),
            (lambda x, y, z: x, "is called with 2 arguments, (x, factor), and takes (x, y, z)"),
            (lambda x, *, factor: x, "is called with 2 arguments, (x, factor), and takes (x, *"),
        ],
    )
    def test_arguments_that_do_not_fit(self, answer, says):
        assert says in misfit(answer, (1, 2), times)
        assert says in check().say(answer)

    @pytest.mark.parametrize("fits", [times, lambda *all: 1, lambda x, y, z=0: x, torch.mul])
    def test_arguments_that_fit(self, fits):
        assert misfit(fits, (1, 2), times) is None

    def test_names_where_the_right_one_has_none(self):
        assert "(argument 1, argument 2)" in misfit(lambda x: x, (1, 2), torch.mul)
        assert "(argument 1, argument 2)" in misfit(lambda x: x, (1, 2), lambda *all: 1)

    def test_a_run_of_its_own_calls_it_as_it_likes(self):
        own = function("F", lambda: 3, [1, 2], run=lambda f, x: f() + x)
        assert own.say(lambda: 3) == "✓ F: correct."
        assert own.say(lambda: 4).startswith("✗ F: ")

    @pytest.mark.parametrize("left", [..., (1, ...), (..., ...)])
    def test_what_returns_a_stub_is_open(self, left):
        assert check().say(lambda x, factor: left).startswith("○ F: not attempted yet.")
        assert call(lambda: (1, 2)) == (1, 2)

    def test_a_rule_that_only_the_last_input_breaks(self):
        def refuse(f, x):
            if x == 2:
                raise Refused("no loops here.")
            return f(x)

        assert function("F", abs, [1, 2], run=refuse).say(lambda x: 7) == "✗ F: no loops here."

    def test_a_print_is_seen_once(self, capsys):
        def prints(x, factor):
            print("seen")
            return x

        check().say(prints)
        assert capsys.readouterr().out == "seen\n"


def begun(x, factor):
    scaled = x * ...  # is to be written
    return scaled


def begun_inside(x, factor):
    return sum([x, ...])


class TestLeftOpen:
    @pytest.mark.parametrize(
        "answer, says",
        [
            (begun, "a `...` is still in your function, it is met at `scaled = x * ...  # is to"),
            (begun_inside, "one line is still to write: `return sum([x, ...])`."),
        ],
    )
    def test_which_line(self, answer, says):
        assert says in check().say(answer)

    def test_without_a_source_it_is_still_said(self):
        assert left_in(TypeError(), 3) == "a `...` is still in your function."

    def test_a_comment_is_no_line_to_write(self):
        def commented(x, factor):
            y = x  # before it was (x, ...)
            return y * factor + ...

        assert "it is met at `return y * factor + ...`" in check().say(commented)


class TestWhichInput:
    def test_by_its_title(self):
        said = check().say(lambda x, factor: x * factor * (len(x) == 2))
        assert said.startswith("✗ F: right for one input and not for another: something in it is")
        assert "For one row: 9 of 9 numbers are not right yet; at [0, 0] stands " in said
        assert said.endswith(" Each number.")

    def test_by_its_arguments_where_it_has_none(self):
        inputs = [(torch.ones(6), 2), (torch.arange(7.0), 3), (torch.ones(2), "a")]
        untitled = function("F", lambda x, n: 1.0 if n == "a" else n * x, inputs)
        first = untitled.say(lambda x, n: 2 * x if n == 3 else 1.0 if n == "a" else n * x)
        assert "For x of shape (7,), n = 3: 6 of 7 numbers are not right yet; at [1]" in first
        said = untitled.say(lambda x, n: 3.0 if n == 2 else 1.0 if n == "a" else n * x)
        assert "For x = [1, 1, 1, 1, 1, 1], n = 2: " in said
        assert "n = 'a': " in untitled.say(lambda x, n: 5.0 if n == "a" else n * x)

    def test_the_first_that_is_wrong_is_told_and_revealed(self):
        three = function("F", lambda x: 2 * x, {"one": 1, "two": 2, "three": 3})
        assert "For two: 5 is not right yet." in three.say(lambda x: 5 if x > 1 else 2)
        assert three.say(lambda x: 7 if x > 1 else 2).endswith("Expected for two: 4.")

    def test_a_cause_names_its_input_only_where_others_are_right(self):
        two = function("F", lambda x: x * 2.5 + 0.25, {"one": 1.0, "two": 2.0})
        assert two.say(lambda x: -(x * 2.5 + 0.25)) == "✗ F: right but for the sign."
        some = two.say(lambda x: (x * 2.5 + 0.25) * (1 if x == 1 else -1))
        assert some.startswith("✗ F: For two: right but for the sign.")

    def test_the_same_for_all_is_told_only_where_it_should_differ(self):
        fixed = "the same comes out whatever is given: read the arguments, no fixed numbers."
        assert function("F", abs, [1, -2]).say(lambda x: 4) == f"✗ F: {fixed}"
        assert fixed not in function("F", abs, [2, -2]).say(lambda x: 4)
        assert fixed not in function("F", abs, [1, -2]).say(lambda x: 4 + x)


class TestManners:
    def test_a_change_of_the_last_input_alone_is_seen(self):
        def spoils(x, factor):
            right = x * factor
            return right if len(x) == 2 else (x.zero_(), right)[1]

        assert "the result is right, but your function changes" in check().say(spoils)

    def test_a_wrong_result_is_told_before_the_change(self):
        assert "changes what it was given" not in check().say(lambda x, factor: x.zero_())

    @pytest.mark.parametrize("digits, says", [(2, "✓ F: correct."), (None, "keep all decimals")])
    def test_rounding_where_it_is_asked(self, digits, says):
        def cut(x, factor):
            return (x * factor).round(decimals=2)

        assert says in check(digits=digits).say(cut)

    def test_rounding_is_no_miss(self):
        asked = check()
        asked.say(lambda x, factor: (x * factor).round(decimals=2))
        assert "Expected" not in asked.say(lambda x, factor: x + factor)

    def test_an_exception_is_no_miss_and_two_results_are(self):
        asked = check()
        asked.say(lambda x, factor: x.nothing)
        assert "Expected" not in asked.say(lambda x, factor: x + factor)
        assert "Expected for two rows: [[" in asked.say(lambda x, factor: x - factor)

    def test_an_exception_is_a_slip_only_with_the_same_text(self):
        slips = [("the name is misspelled.", lambda x, factor: x.shapes)]
        slip = function("F", times, [(torch.ones(2), 2), (torch.ones(3), 3)], slips)
        assert slip.say(lambda x, factor: x.shapes) == "✗ F: the name is misspelled."
        for other in (lambda x, factor: x.meen, lambda x, factor: x[9], lambda x, factor: x + 1):
            assert "misspelled" not in slip.say(other)

    def test_an_exception_that_is_a_slip_is_no_miss(self):
        slips = [("the name is misspelled.", lambda x: x.shapes)]
        slip = function("F", lambda x: x + 1, [torch.ones(2), torch.ones(3)], slips)
        slip.say(lambda x: x.shapes)
        assert "Expected" not in slip.say(lambda x: x - 1)

    @pytest.mark.parametrize("count", [0, 1])
    def test_one_input_is_too_few(self, count):
        assert "a function needs at least two inputs" in function("F", abs, [1][:count]).faults()
        assert function("F", abs, [1, 2]).faults() == []
