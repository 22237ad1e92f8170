"""What an exception of PyTorch or Python means for a beginner, in one sentence."""

import re
import traceback

IMPORTS = {
    "F": "import torch.nn.functional as F",
    "np": "import numpy as np",
    "nn": "from torch import nn",
    "math": "import math",
    "torch": "import torch",
    "plt": "import matplotlib.pyplot as plt",
    "one_hot": "from torch.nn.functional import one_hot",
    "Counter": "from collections import Counter",
}


def _shapes_of_product(match, line):
    rows, inner, other, columns = map(int, match.groups())
    text = (
        f"the shapes do not meet in a product: ({rows}, {inner}) @ ({other}, {columns}) needs "
        f"{inner} = {other}. "
    )
    if inner == columns:
        return text + "Is a .T missing at the right side?"
    if rows == other:
        return text + "Is a .T missing at the left side, or have the two changed places?"
    return text + "Print both shapes."


def _ambiguous(match, line):
    if re.search(r"\b(max|min)\(", line):
        return (
            "max and min of Python compare single numbers: for a tensor use .clamp(min=0), "
            "torch.relu or torch.maximum."
        )
    if re.search(r"\b(and|or|not)\b", line):
        return "`and`, `or` and `not` want one True or False: between tensors write &, | and ~."
    return (
        "a tensor of many True and False is no verdict: end == with .all(), or compare with "
        "torch.allclose."
    )


def _no_name(match, line):
    name = match[1]
    if name in IMPORTS:
        return f"`{name}` is not imported here: write `{IMPORTS[name]}` above your function."
    return f"there is no `{name}` yet: is it spelled so, and has the cell that makes it run?"


def _must_be_tensor(match, line):
    name, came = match[1], match[3]
    if name in ("sqrt", "exp", "log", "sin", "cos", "tanh"):
        return (
            f"torch.{name} wants a tensor, and this is {_a(came)}: take math.{name}"
            f"{' or ** 0.5' if name == 'sqrt' else ''}."
        )
    return (
        f"{name} wants a tensor as `{match[2]}`, and this is {_a(came)}: torch.tensor(…) "
        "makes one of it."
    )


def _a(word):
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


# (pattern in "Type: message", its meaning: a text, or a function of the match and the line)
MEANINGS = [
    (r"shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", _shapes_of_product),
    (r"size mismatch, got input \((\d+)\), mat \(\d+x(\d+)\), vec \((\d+)\)",
     lambda m, line: f"the shapes do not meet in a product: the matrix has {m[2]} columns, the "
     f"vector {m[3]} numbers. Is a .T missing, or have the two changed places?"),
    (r"inconsistent tensor size|Expected size for first two dimensions of batch2",
     "the shapes do not meet in a product: the last axis of the left side must be as long as the "
     "one before the last of the right side. Is a .T or .transpose(-2, -1) missing?"),
    (r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\)",
     lambda m, line: f"element by element, an axis of {m[1]} meets one of {m[2]}. Print both "
     "shapes: is an axis missing (None, unsqueeze), or a .T?"),
    (r"same dtype|expected scalar type|should have the same dtype",
     "whole numbers meet numbers with a point: turn one of them with .float()."),
    (r"Boolean value of Tensor with more than one value|truth value of an array", _ambiguous),
    (r"(\w+)\(\): argument '(\w+)' .*must be Tensor, not (\w+)", _must_be_tensor),
    (r"for divmod\(\)|unsupported operand.*'divmod'",
     "divmod wants plain numbers: take the number out of the tensor first, with .item()."),
    (r"tensors used as indices must be|one_hot is only applicable to index tensor|scalar types: "
     r"Long|only integers, slices|arrays used as indices must be",
     "an index has to be a whole number: turn it with .long() or int()."),
    (r"Class values must be smaller than num_classes", "an id is as large as the number of classes "
     "or larger: num_classes is the size of the vocabulary."),
    (r"NameError: (?:free variable |name |cannot access free variable )'(\w+)'", _no_name),
    (r"UnboundLocalError.*'(\w+)'", lambda m, line: f"`{m[1]}` is read before it is set: does "
     "every way through your function set it?"),
    (r"Dimension out of range \(expected to be in range of \[(-?\d+), (\d+)\], but got (-?\d+)",
     lambda m, line: f"this tensor has no axis {m[3]}: its axes are 0 to {m[2]}, or -1 from the "
     "end."),
    (r"too many indices|too many values to unpack|not enough values to unpack",
     "there are fewer or more axes or parts than your code takes: print the shape."),
    (r"out of bounds|list index out of range|out of range in self",
     "an index goes past the end: counting starts at 0 and ends one before the length."),
    (r"elements cannot be converted to Scalar|only one element tensors|only (?:length-1|0-dim)",
     "many numbers stand where one is wanted: pick one, or use the function of torch that takes "
     "a tensor."),
    (r"only supports boolean masks|operator\.invert|bitwise_not|operator, on a bool tensor|operator"
     r", with a bool tensor|logical_not", "True and False are wanted here (torch.bool) and are "
     "turned with ~: make them with a comparison or .bool()."),
    (r"shape '(.*)' is invalid for input of size (\d+)", lambda m, line: f"{m[2]} numbers do not "
     f"fill the shape {m[1]}: the lengths have to multiply to {m[2]}."),
    (r"requires grad", "a tensor that learns cannot be changed or turned into NumPy as it is: "
     "take .detach() first."),
    (r"'(list|tuple|int|float|ndarray|numpy.ndarray|set)' object has no attribute '(\w+)'",
     lambda m, line: f"{_a(m[1])} has no .{m[2]}: torch.tensor(…) makes a tensor of it."),
    (r"'(\w+)' object has no attribute '(\w+)'", lambda m, line: f"{_a(m[1])} has no .{m[2]}: is "
     "the name spelled so?"),
    (r"object is not callable", "round brackets call a function, and this is none: are square "
     "ones meant, or was a * forgotten?"),
    (r"positional argument|unexpected keyword|missing \d+ required", "a function is called with "
     "other arguments than it takes: compare the names in its `def`."),
    (r"unsupported operand type\(s\).*NoneType|NoneType", "one of the values is None: a function "
     "without `return`, or one that only changes in place, gives None."),
    (r"ZeroDivisionError", "something is divided by 0."),
    (r"RecursionError", "your function calls itself and never stops."),
    (r"AssertionError", "an `assert` in your code does not hold."),
    (r"KeyError", "a dictionary has no such key."),
]  # fmt: skip


def explain(error, function=None):
    """Say what `error`, raised in a learner's code, means; its own text stands behind."""
    line = line_of(error, function)
    raw = f"{type(error).__name__}: {error}".strip(": ")
    raw = raw if len(raw) <= 160 else raw[:159] + "…"
    where = f" at `{line}`" if 0 < len(line) <= 70 else ""
    for pattern, meaning in MEANINGS:
        if match := re.search(pattern, f"{type(error).__name__}: {error}"):
            text = meaning if isinstance(meaning, str) else meaning(match, line)
            return f"your code stops{where}: {text} ({raw})"
    return (
        f"your code stops{where} before it gives an answer: read the last words of this, they "
        f"name the reason. ({raw})"
    )


def line_of(error, function=None):
    """The learner's line that raised, or '' when it cannot be told."""
    code = getattr(function, "__code__", None)
    if code is None:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.line for frame in frames if frame.filename == code.co_filename and frame.line]
    return lines[-1].strip() if lines else ""
