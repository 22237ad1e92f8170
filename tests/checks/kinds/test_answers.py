"""Answers in any dress, part by part: what is read as numbers, what is the same, what is said."""

import math

import numpy as np
import pytest
import torch

from lecture_utils.checks.kinds import ANY
from lecture_utils.checks.kinds.answers import (
    brief,
    cause,
    decimals,
    difference,
    expected,
    fingerprint,
    has_words,
    kind,
    number,
    numbers,
    rounded,
    same,
)


def as_lists(array):
    return None if array is None else (array.shape, array.ravel().tolist())


class TestNumbers:
    @pytest.mark.parametrize(
        "value, shape, flat",
        [
            (3, (), [3]), (True, (), [1]), ("7", (), [7]), (" 0.5 ", (), [0.5]),
            ("0,44", (), [0.44]), ("0.44, 0.56", (2,), [0.44, 0.56]), ("1 2", (2,), [1, 2]),
            ("1;2", (), None), ("1;2;3", (3,), [1, 2, 3]), ("[1, 2]", (2,), [1, 2]),
            ("1,2,3", (3,), [1, 2, 3]), ("one", (), None), ("", (), None),
            ([1, [2]], (), None), ([[1, 2], [3, 4]], (2, 2), [1, 2, 3, 4]),
            ([], (0,), []), (range(3), (3,), [0, 1, 2]), ((1, "2"), (2,), [1, 2]),
            ([1, None], (), None), ([1, "one"], (), None), (None, (), None),
            (b"7", (), None), ({1: 2}, (), None), ({1}, (), None), (1j, (), None),
            (torch.tensor([1.5, 2]), (2,), [1.5, 2]), (torch.tensor(1j), (), None),
            ([torch.tensor([1, 2]), [3, 4]], (2, 2), [1, 2, 3, 4]),
            (torch.ones(1, 2, requires_grad=True), (1, 2), [1, 1]),
            (np.array(["1", "2"]), (2,), [1, 2]), (object(), (), None),
        ],
    )  # fmt: skip
    def test_what_is_read_as_numbers(self, value, shape, flat):
        assert as_lists(numbers(value)) == (None if flat is None else (shape, flat))

    @pytest.mark.parametrize(
        "want, words",
        [
            ("a", True), ({1}, True), (frozenset({1}), True), (ANY, True), (["a", 1], True),
            (("a",), True), ([1, 2], False), (3, False), (torch.ones(2), False),
            ([[1], ["a"]], True), ([[1], [2, 3]], True), ([], False), ([1, ANY], True),
        ],
    )  # fmt: skip
    def test_what_is_compared_part_by_part(self, want, words):
        assert has_words(want) is words


SAME = [
    ("Key ", "key", None), (" KEY", "key", None), (7, ANY, None), (None, ANY, None),
    ([1, 2], {2, 1}, None), ("b a", {"a", "b"}, None), ({"a": 1, "b": 2}, {"a", "b"}, None),
    (["a", 7], ["a", ANY], None), (np.array(["a", "b"]), ["A", "B"], None),
    ([0.5, "a"], [0.5, "a"], None), ([0.51, "a"], [0.514, "a"], 2), ([[1], [2, 3]],) * 2 + (None,),
    (0.44, 0.4375, 2), (0.43, 0.4375, 2), (0.4426, 0.4375, 2), (-0.43, -0.4375, 2),
    (0.50004, 0.5, None), (5.0005, 5.0, None), ([[1.0], [2.0]], [1, 2], None),
    ([math.nan, 1], [math.nan, 1], None), (math.inf, math.inf, None), (1000.09, 1000.0, None),
    ([True, False], torch.tensor([True, False]), None), (4.00005, 4, None),
    (((0, 1), (2, 0)), {(0, 1), (2, 0)}, None), ([["a", 1]], {("a", 1)}, None),
]  # fmt: skip
OTHER = [
    ("keys", "key", None), ("key", {"key", "value"}, None), (["a"], ["a", "b"], None),
    (["a", "b"], ["b", "a"], None), (["a", "b", "c"], ["a", "b"], None), (3, ["a", "b"], None),
    (torch.tensor(3.0), ["a", 3], None), ({"a": 1, "b": 2}, ["a", "b"], None),
    ({"a", "b"}, ["a", "b"], None), (["b", 7], ["a", ANY], None), ([0.5, "a"], [0.52, "a"], 2),
    (0.4, 0.4375, 2), (0.45, 0.4375, 2), (0.4435, 0.4375, 2), (0.44, 0.4375, None),
    (0.42, 0.4375, 2), (0.43, -0.4375, 2), (0.4288, 0.4375, 2), (0.5002, 0.5, None),
    (5.002, 5.0, None), ([1, 2, 3], [1, 2], None), ([[1, 2], [3, 4]], [1, 2, 3, 4], None),
    (math.nan, 1.0, None), (math.inf, 1.0, None), (-math.inf, math.inf, None), ("one", 1, None),
    (None, 1, None), (4.0002, 4, None), (124_439_807, 124_439_808, None), (object(), {1}, None),
    (4.0002, [[4]], None), (4.0002, torch.tensor(4), None), ([0, 0.5], torch.eye(2).bool(), None),
    ([(0, 1)], {(1, 0)}, None), (7, {"a"}, None),
]  # fmt: skip


class TestSame:
    @pytest.mark.parametrize("got, want, digits", SAME)
    def test_in_another_dress(self, got, want, digits):
        assert same(got, want, digits)

    @pytest.mark.parametrize("got, want, digits", OTHER)
    def test_another_answer(self, got, want, digits):
        assert not same(got, want, digits)

    def test_a_large_number_may_differ_by_its_last_digits_a_count_may_not(self):
        assert same(1_000_050, 1_000_000.0) and not same(1_000_050, 1_000_000)
        assert same([1_000_050], torch.tensor([1e6])) and not same([1_000_050], [[1_000_000]])

    @pytest.mark.parametrize("digits", [0, 1, 2, 3])
    def test_rounded_up_down_or_cut_at_the_last_decimal(self, digits):
        step = 10.0**-digits
        exact = 7 * step + 0.7 * step
        for right in (8 * step, 7 * step, exact, -exact):
            assert same(right, math.copysign(exact, right), digits)
        for wrong in (6 * step, 9 * step, 7.1 * step, 8.3 * step, -8 * step):
            assert not same(wrong, exact, digits)


class TestRounding:
    @pytest.mark.parametrize(
        "got, digits",
        [([1.0, 20], 0), (0.5, 1), ([0.25, 1], 2), (0.125, 3), (0.1234, None), ("0.5", 1),
         ("one", None), ([[0.1, 0.22], [3, 4]], 2), (0.5000004, 1), (-3, 0), ([1, math.inf], None),
         ([math.nan, 1], None), ([], None)],
    )  # fmt: skip
    def test_to_how_many_decimals(self, got, digits):
        assert decimals(got) == digits

    @pytest.mark.parametrize(
        "got, want, digits",
        [(0.4, 0.4375, 1), (0.44, 0.4375, 2), (0.438, 0.4375, 3), (48, 47.61, 0), (5, 5.3, 0),
         ([0.4, 0.1], [0.4375, 0.0625], 1), (1, 0.9, None), (4, 4.3, None), ([50, 4], [50.3, 4.3],
         None), (0.5, 0.4375, None), ("a", "a", None), (0.43751, 0.4375, None), (-48, -47.61, 0),
         ([[48, 6]], [[47.61, 5.8]], 0), ([48, 6], [47.61], None)],
    )  # fmt: skip
    def test_a_rounding_of_what_is_asked(self, got, want, digits):
        assert rounded(got, want) == digits


TABLE = [[1.0, 2.5], [-3.0, 4.0]]
SHARES = [0.25, 0.6, 0.15]


class TestCause:
    @pytest.mark.parametrize(
        "got, want, says",
        [
            (None, 3, "expected an answer, got None."),
            (None, "key", "expected an answer, got None."),
            ("house", "key", None),
            ((TABLE, SHARES), TABLE, "several things, and the first is the right one: take [0]."),
            ((SHARES, TABLE), TABLE, "expected numbers of shape (2, 2), got tuple."),
            ("house", TABLE, "expected numbers of shape (2, 2), got the text 'house'."),
            (["65%", "40 %"], [0.65, 0.4], "expected numbers, without the % sign."),
            ({1: 2}, 3.0, "expected one number, got dict."),
            (48, 47.61, "right, but rounded to no decimals: keep all decimals."),
            (0.4, 0.4375, "right, but rounded to 1 decimal: keep all decimals."),
            (0.438, 0.4375, "right, but rounded to 3 decimals: keep all decimals."),
            ([math.nan, 1], [1, 2], "expected numbers, got NaN: 0 / 0, ∞ - ∞,"),
            ([math.nan, 1], [math.nan, 2], None),
            (np.transpose(TABLE), TABLE, "rows and columns have changed places."),
            (np.ones((3, 1)), [1.0, 2.0, 3.0], None),
            ([1.0, 2.5, -3, 4], TABLE, "in another shape: asked (2, 2), got (4,)."),
            ([1.0, 2.5, -3, 5], TABLE, None),
            ([1.0, 2.5], TABLE, None),
            (-np.array(TABLE), TABLE, "right but for the sign."),
            ([1.0, -2.5], [-1.0, 2.5], "right but for the sign."),
            ([1.0, -2.5], [-1.0, 2.6], None),
            ([25, 60, 15], SHARES, "right in per cent: asked is a number from 0 to 1."),
            ([100, 300], [1.0, 3.0], None),
            ([-25, 60], [-0.25, 0.6], None),
            ([100, 50], [1.0, 0.5], None),
            ([0.15, 0.25, 0.6], SHARES, "the right numbers, in another order."),
            ([[4.0, 1], [2.5, -3]], TABLE, "the right numbers, in another order."),
            ([0.2, 0.25, 0.6], SHARES, None),
            (0.31, 0.25, None),
            (0.25, [0.25, 0.5], None),
        ],
    )
    def test_what_a_wrong_answer_tells(self, got, want, says):
        told = cause(got, want)
        assert told is None if says is None else says in told

    def test_what_was_asked_for_is_said(self):
        assert cause(0.4, 0.4375, 2) == "right, but rounded to 1 decimal: asked are 2."
        assert cause(43.75, 0.4375, 2).startswith("right in per cent")
        assert cause([44, 56], [0.4375, 0.5625], 2).startswith("right in per cent")
        assert cause([-0.44, 0.56], [0.4375, -0.5625], 2) == "right but for the sign."
        assert cause([0.56, 0.44], [0.4375, 0.5625], 2).endswith("in another order.")


class TestDifference:
    @pytest.mark.parametrize(
        "got, want, says",
        [
            ([1, 2, 3], TABLE, "expected numbers of shape (2, 2), got numbers of shape (3,)."),
            ([1, 2], 3.0, "expected one number, got numbers of shape (2,)."),
            (4, [3.0, 1], "expected numbers of shape (2,), got one number."),
            ([4.5], 3.0, "4.500 is not right yet."),
            ([[1, 2.5], [7, 9]], TABLE,
             "2 of 4 numbers are not right yet; at [1, 0] stands 7."),
            ([[1, 2.25], [-3, 4]], TABLE,
             "1 of 4 numbers are not right yet; at [0, 1] stands 2.250."),
            ([[1, 2]], [1.0, 3], "1 of 2 numbers are not right yet; at [1] stands 2."),
            ("house", "key", "'house' is not right yet."),
            (7, {"a", "b"}, "expected a set of 2, got one number."),
            ({"a", "x", "c"}, {"a", "b"},
             "2 of your 3 do not belong to it, among them 'c'."),
            ({"a"}, {"a", "b"}, "0 of your 1 do not belong to it: some are missing."),
            (["a", "b", "c"], ["a", "b"], "expected 2 answers in a row, got 3."),
            ("a b c", ["a", "b"], "expected 2 answers in a row, got 3."),
            (object(), ["a", "b"], "expected 2 answers in a row, got object."),
            (["x", "b", "c"], ["a", "b", "c"], "'x', number 1 of 3, is not right yet."),
            (["a", "x", "y"], ["a", "b", "c"], "the first is right, number 2 ('x') is not."),
            (["a", "b", "y"], ["a", "b", "c"], "the first 2 are right, number 3 ('y') is not."),
            ("a b y", ["a", "b", "c"], "the first 2 are right, number 3 ('y') is not."),
        ],
    )  # fmt: skip
    def test_where_it_differs(self, got, want, says):
        assert difference(got, want) == says

    def test_a_rounded_number_is_none_of_those_that_differ(self):
        assert difference([0.44, 0.9], [0.4375, 0.5625], 2).startswith("1 of 2")
        assert "at [1] stands 0.900" in difference([0.44, 0.9], [0.4375, 0.5625], 2)


class TestExpected:
    @pytest.mark.parametrize(
        "want, got, says",
        [
            ("key", None, "Expected: 'key'."), (["a", "b"], None, "Expected: 'a', 'b'."),
            (4, None, "Expected: 4."), (list(range(12)), None, "Expected: [0, 1, 2"),
            (list(range(13)), None, "Expected: [0, 1, 2"),
            (list(range(13)), [0] * 13, "Expected at [1]: 1."),
            (list(range(13)), [0] * 12, "Expected: [0, 1, 2"),
            (np.arange(14.0).reshape(2, 7) / 4, np.arange(14.0).reshape(2, 7) / 4 - (
                np.arange(14).reshape(2, 7) > 8), "Expected at [1, 2]: 2.250."),
            (list(range(12)), [0] * 12, "Expected: [0, 1, 2"),
            (np.arange(14.0), np.arange(14.0).reshape(2, 7), "Expected: [0, 1"),
        ],
    )  # fmt: skip
    def test_the_right_answer_in_words(self, want, got, says):
        assert expected(want, got).startswith(says)

    def test_what_was_rounded_as_asked_is_not_given_back(self):
        want = [0.4375] * 12 + [0.5625]
        assert expected(want, [0.44] * 12 + [0.9], 2) == "Expected at [12]: 0.562."

    def test_a_long_answer_is_cut(self):
        words = [f"word{n}" for n in range(100)]
        assert expected(words).endswith("….") and len(expected(words)) == len("Expected: .") + 200


class TestFingerprint:
    @pytest.mark.parametrize(
        "one, other",
        [
            ([6, 8], torch.tensor([6.0, 8.0])), ([[6, 8]], [6, 8]), ("Key ", "key"),
            ({1, 2}, {2, 1}), (0.12341, 0.12344), (["A", "b"], ("a", "b ")),
            ({"A", "b"}, {"B", "a"}),
        ],
    )  # fmt: skip
    def test_one_answer(self, one, other):
        assert fingerprint(one) == fingerprint(other)

    @pytest.mark.parametrize(
        "one, other",
        [
            ([6, 8], [8, 6]), ([[1, 2], [3, 4]], [1, 2, 3, 4]), ("a", "b"), ({1}, {2}),
            (0.1234, 0.1235), (["a", "b"], ["b", "a"]), ({"a"}, ["a"]), ([1, 2], {1, 2}),
        ],
    )  # fmt: skip
    def test_two_answers(self, one, other):
        assert fingerprint(one) != fingerprint(other)


class Rude:
    def __repr__(self):
        raise ValueError("not for you")


@pytest.mark.parametrize(
    "value, text",
    [
        (frozenset({"b", "a"}), "{'a', 'b'}"), ({2, 1}, "{1, 2}"), (("a", 2), "'a', 2"),
        ([["a", 1], "b"], "'a', 1, 'b'"), ([1.5, [2]], "1.500, [2]"), ("a  b", "'a b'"),
        (Rude(), "Rude"), ([Rude(), "a"], "Rude, 'a'"), (torch.zeros(0), "[]"), (True, "True"),
        ("x" * 58, f"'{'x' * 58}'"), ("x" * 59, f"'{'x' * 58}…"), (1j, "1j"), ("7", "'7'"),
    ],
)  # fmt: skip
def test_any_value_in_few_words(value, text):
    assert brief(value) == text


@pytest.mark.parametrize(
    "value, text",
    [
        ({"b", "a"}, "{'a', 'b'}"), ([1, 2.5], "[1, 2.500]"), (["a", [1]], "'a', [1]"),
        (torch.tensor([[1.0, -0.25]]), "[[1, -0.250]]"), (np.float32(3), "3"), ("a b", "'a b'"),
        (set(), "set()"), (None, "None"), (list(range(99)), "[0, 1, 2, 3, 4, 5, 6…"),
        (object(), "<object object>"), (math.nan, "nan"),
    ],
)  # fmt: skip
def test_any_value_in_no_more_characters_than_asked(value, text):
    assert brief(value, longest=21) == text


@pytest.mark.parametrize(
    "value, text",
    [(3.0, "3"), (-2, "-2"), (0.5, "0.500"), (1 / 3, "0.333"), (math.inf, "inf"), (1e6, "1000000"),
     (-math.inf, "-inf"), (2.9999, "3.000"), (torch.tensor([4.0]), "4")],
)  # fmt: skip
def test_one_number_as_a_page_prints_it(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    "value, text",
    [(3, "one number"), ("7", "str"), ([1, 2], "numbers of shape (2,)"), ({}, "dict"),
     (torch.ones(2, 3), "numbers of shape (2, 3)"), (None, "NoneType"), (["a"], "list")],
)  # fmt: skip
def test_what_something_is(value, text):
    assert kind(value) == text
