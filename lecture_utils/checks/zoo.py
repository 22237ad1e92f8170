"""Checks of the bug zoo in notebook 09: does the reader's test fail the bug and pass right code?

A test is a function of a suspect and its inputs, fixed here; it returns True for right code.
"""

import math

import numpy as np
import torch

from . import bug_zoo
from .report import attempt, exercise

RUNS = 3  # a test may draw numbers of its own: its verdict must not hang on them


def _numbers(*shape, seed):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def _outputs(change, outputs):
    return tuple(map(change, outputs)) if isinstance(outputs, tuple) else change(outputs)


def _double(right):
    """The same mathematics with other rounding."""
    def suspect(*inputs):
        precise = (x.double() if isinstance(x, torch.Tensor) and x.is_floating_point() else x
                   for x in inputs)  # fmt: skip
        return _outputs(torch.Tensor.float, right(*precise))

    return suspect


def _hollow(right):
    """The right shapes, and nothing in them."""
    return lambda *inputs: _outputs(torch.zeros_like, right(*inputs))


def _verdict(test, suspect, inputs):
    """What `test` says of `suspect`, the same in each run. Raises what the test raises."""
    said = set()
    for seed in range(RUNS):
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            fresh = [x.clone() if isinstance(x, torch.Tensor) else x for x in inputs]
            answer = attempt(test, suspect, *fresh)
        if isinstance(answer, torch.Tensor | np.generic) and math.prod(answer.shape) == 1:
            answer = answer.item()
        if not isinstance(answer, bool):
            raise TypeError(f"a test returns True or False, got {type(answer).__name__}")
        said.add(answer)
    if len(said) > 1:
        raise ValueError("the verdict changes from run to run: it hangs on random numbers")
    return said.pop()


def _survives(test, suspect, inputs):
    """Whether `suspect` gets through: a test that stops with an error has caught it."""
    try:
        return _verdict(test, suspect, inputs)
    except Exception:
        return False


def judge(test, right, bug, inputs, hint):
    """None when `test` passes right code and fails the bug; else what happened, in words."""
    passes, survives = _verdict(test, right, inputs), _survives(test, bug, inputs)
    if not passes and survives:
        return "it is the wrong way round: expected True for correct code and False for the bug."
    if not passes:
        return "expected True for correct code, got False: your test fails everything."
    if not _verdict(test, _double(right), inputs):
        return "expected True for correct code with other rounding, got False: compare with "\
            "torch.allclose, not to the last bit."
    if not survives:
        return None
    if _survives(test, lambda *_: None, inputs):
        return f"the bug survives: your test passes everything, even what returns nothing. {hint}"
    if _survives(test, _hollow(right), inputs):
        return "the bug survives, and so does a function that returns zeros in the right shapes: "\
            f"your test looks at too little. {hint}"
    return f"the bug survives. {hint}"


@exercise("Cage 1")
def wrong_scale(is_right):
    """`is_right(weigh, Q, K)`, weigh(Q, K, heads) -> (heads, query, key)."""
    inputs = _numbers(5, 8, seed=1), _numbers(5, 8, seed=2)
    return judge(is_right, bug_zoo.weights_of_heads, bug_zoo.wrong_scale, inputs,
                 "Rows sum to 1 under any scale, and with one head d_k is d_model.")  # fmt: skip


@exercise("Cage 2")
def wrong_axis(is_right):
    """`is_right(attend, query, key, value)`, attend(...) -> output."""
    inputs = _numbers(3, 4, seed=3), _numbers(5, 4, seed=4), _numbers(5, 2, seed=5)
    return judge(is_right, bug_zoo.mixture, bug_zoo.wrong_axis, inputs,
                 "What must come out of a mixture when all values are the same?")  # fmt: skip


@exercise("Cage 3")
def no_padding_mask(is_right):
    """`is_right(attend, query, key, value, lengths)`, attend(...) -> output."""
    inputs = (_numbers(2, 3, 4, seed=6), _numbers(2, 5, 4, seed=7), _numbers(2, 5, 2, seed=8),
              torch.tensor([3, 5]))  # fmt: skip
    return judge(is_right, bug_zoo.mixture_of_batch, bug_zoo.no_padding_mask, inputs,
                 "What may stand in the padding without changing the output?")  # fmt: skip


@exercise("Cage 4")
def deaf_scores(is_right):
    """`is_right(look, state, memory, W)`, look(...) -> (context, weights)."""
    inputs = _numbers(8, seed=9), _numbers(5, 8, seed=10), _numbers(8, 8, seed=11) / 3
    return judge(is_right, bug_zoo.look_back, bug_zoo.deaf_scores, inputs,
                 "The context does depend on the memory. Do the weights?")  # fmt: skip


@exercise("Cage 5")
def swapped_tables(is_right):
    """`is_right(embed, ids, E, P)`, embed(...) -> (position, d_model)."""
    inputs = torch.tensor([7, 2, 7, 4]), _numbers(9, 4, seed=12), _numbers(9, 4, seed=13)
    return judge(is_right, bug_zoo.word_and_place, bug_zoo.swapped_tables, inputs,
                 "With ids 0, 1, 2 … nobody can tell a word from a place.")  # fmt: skip


@exercise("Cage 6")
def masked_after(is_right):
    """`is_right(attend, query, key, value, mask)`, attend(...) -> (output, weights)."""
    inputs = (_numbers(4, 8, seed=14), _numbers(4, 8, seed=15), _numbers(4, 2, seed=16),
              torch.ones(4, 4, dtype=torch.bool).tril())  # fmt: skip
    return judge(is_right, bug_zoo.masked_before, bug_zoo.masked_after, inputs,
                 "Hidden words get weight 0 here too. What is left of each row?")  # fmt: skip
