"""Each meaning of an exception: reached by real code where there is some, by its own text else."""

import linecache
import re

import pytest
import torch

from lecture_utils.checks.kinds.errors import IMPORTS, MEANINGS, explain, line_of

TEXTS = [  # (class, its own text, what a beginner reads)
    (RuntimeError, "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x3)",
     "(2, 3) @ (4, 3) needs 3 = 4. Is a .T missing at the right side?"),
    (RuntimeError, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x5)",
     "needs 3 = 2. Is a .T missing at the left side, or have the two changed places?"),
    (RuntimeError, "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)",
     "needs 3 = 4. Print both shapes."),
    (RuntimeError, "size mismatch, got input (4), mat (4x3), vec (5)",
     "the matrix has 3 columns, the vector 5 numbers"),
    (RuntimeError, "inconsistent tensor size, expected", "the last axis of the left side"),
    (RuntimeError, "Expected size for first two dimensions of batch2 tensor", "the last axis"),
    (RuntimeError, "The size of tensor a (2) must match the size of tensor b (4)",
     "an axis of 2 meets one of 4"),
    (RuntimeError, "expected m1 and m2 to have the same dtype", "with .float()"),
    (TypeError, "unsupported operand type(s) for divmod(): 'Tensor'", "with .item()"),
    (IndexError, "tensors used as indices must be long", "with .long() or int()"),
    (TypeError, "only integers, slices (`:`)", "with .long() or int()"),
    (RuntimeError, "Class values must be smaller than num_classes.", "the size of the vocabulary"),
    (NameError, "name 'keyz' is not defined", "there is no `keyz` yet"),
    (NameError, "free variable 'mask' referenced before assignment", "there is no `mask` yet"),
    (UnboundLocalError, "cannot access local variable 'total'", "`total` is read before it is set"),
    (IndexError, "Dimension out of range (expected to be in range of [-2, 1], but got 5)",
     "no axis 5: its axes are 0 to 1,"),
    (IndexError, "too many indices for tensor of dimension 1", "fewer or more axes or parts"),
    (ValueError, "not enough values to unpack (expected 2, got 1)", "fewer or more axes or parts"),
    (IndexError, "list index out of range", "an index goes past the end"),
    (IndexError, "index 9 is out of bounds for dimension 0", "an index goes past the end"),
    (RuntimeError, "a Tensor with 2 elements cannot be converted to Scalar", "pick one"),
    (RuntimeError, "where only supports boolean masks", "True and False are wanted"),
    (RuntimeError, "shape '[2, 5]' is invalid for input of size 6",
     "6 numbers do not fill the shape [2, 5]: the lengths have to multiply to 6."),
    (RuntimeError, "a leaf Variable that requires grad", "take .detach() first"),
    (AttributeError, "'list' object has no attribute 'shape'",
     "a list has no .shape: torch.tensor(…)"),
    (AttributeError, "'int' object has no attribute 'mean'", "an int has no .mean: torch.tensor"),
    (AttributeError, "'Tensor' object has no attribute 'Mean'", "a Tensor has no .Mean: is the"),
    (TypeError, "'int' object is not callable", "round brackets call a function"),
    (TypeError, "f() missing 1 required positional argument: 'key'", "the names in its `def`"),
    (TypeError, "f() got an unexpected keyword argument 'axes'", "the names in its `def`"),
    (TypeError, "unsupported operand type(s) for +: 'NoneType' and 'int'", "one of the values is"),
    (ZeroDivisionError, "division by zero", "something is divided by 0"),
    (RecursionError, "maximum recursion depth exceeded", "calls itself and never stops"),
    (AssertionError, "", "an `assert` in your code does not hold"),
    (KeyError, "'cat'", "a dictionary has no such key"),
    (TypeError, "sqrt(): argument 'input' (position 1) must be Tensor, not int",
     "torch.sqrt wants a tensor, and this is an int: take math.sqrt or ** 0.5."),
    (TypeError, "exp(): argument 'input' (position 1) must be Tensor, not float",
     "torch.exp wants a tensor, and this is a float: take math.exp."),
    (TypeError, "matmul(): argument 'other' (position 2) must be Tensor, not list",
     "matmul wants a tensor as `other`, and this is a list: torch.tensor(…)"),
    (RuntimeError, "Boolean value of Tensor with more than one value is ambiguous",
     "no verdict: end == with .all()"),
]  # fmt: skip


@pytest.mark.parametrize("kind, text, means", TEXTS)
def test_each_text_has_its_meaning(kind, text, means):
    error = kind(text)
    said = explain(error)
    assert said.startswith("your code stops: ") and means in said
    assert said.endswith(f"({kind.__name__}: {error})" if text else f"({kind.__name__})")


def test_no_meaning_is_left_untried():
    told = [f"{kind.__name__}: {text}" for kind, text, _ in TEXTS]
    first = {next(at for at, (pattern, _) in enumerate(MEANINGS) if re.search(pattern, it))
             for it in told}  # fmt: skip
    assert first == set(range(len(MEANINGS)))


@pytest.mark.parametrize("name", IMPORTS)
def test_an_import_that_is_missing_is_written_out_and_works(name):
    said = explain(NameError(f"name '{name}' is not defined"))
    line = re.search(r"write `(.*?)` above your function", said)[1]
    found = {}
    exec(line, found)
    assert name in found and f"`{name}` is not imported here" in said


def stopped(function, *inputs):
    with pytest.raises(Exception) as caught:
        function(*inputs)
    return caught.value


def bigger_of(x):
    return max(x, -x)


def smaller_of(x):
    return min(x, -x)


def maximal(x):
    return 1 if x == x else 0


def either(x):
    return x > 0 or x < -1


def turned(x):
    return not x


@pytest.mark.parametrize(
    "function, means",
    [(bigger_of, "max and min of Python compare single numbers"),
     (smaller_of, "max and min of Python compare single numbers"),
     (maximal, "end == with .all()"), (either, "between tensors write &, | and ~"),
     (turned, "between tensors write &, | and ~")],
)  # fmt: skip
def test_many_truths_are_explained_by_the_line_that_asked_for_one(function, means):
    assert means in explain(stopped(function, torch.ones(3)), function)


def outer(x):
    return bigger_of(x)


class TestTheLine:
    def test_it_is_the_last_one_of_the_learners_file(self):
        assert line_of(stopped(outer, torch.ones(2)), outer) == "return max(x, -x)"

    def test_without_a_function_or_its_code_there_is_none(self):
        error = stopped(outer, torch.ones(2))
        assert line_of(error) == line_of(error, torch.relu) == line_of(error, 3) == ""

    def test_an_error_from_elsewhere_has_none(self):
        assert line_of(ValueError("not raised"), outer) == ""

    @pytest.mark.parametrize("length, shown", [(70, True), (71, False)])
    def test_seventy_letters_are_shown_and_not_one_more(self, length, shown):
        line = f"return 1 / 0  # {'x' * (length - 16)}"
        source, found = f"def f():\n    {line}\n", {}
        linecache.cache["<a cell>"] = len(source), None, source.splitlines(True), "<a cell>"
        exec(compile(source, "<a cell>", "exec"), found)
        said = explain(stopped(found["f"]), found["f"])
        assert len(line) == length and (f" at `{line}`:" in said) is shown

    def test_a_long_text_is_cut_at_160_letters(self):
        for length, kept in ((160, True), (161, False)):
            error = ValueError("x" * (length - len("ValueError: ")))
            raw = explain(error).rpartition("(")[2].rstrip(")")
            assert len(raw) == 160 and raw.endswith("x" if kept else "…")
