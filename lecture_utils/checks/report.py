"""Checks that are not yet declarations (see `kinds`): the three states of an exercise."""

import functools

import numpy as np

from .kinds import prediction as prediction
from .kinds.answers import numbers
from .kinds.exercise import Open


def report(name, problem=None):
    """Print the state of an attempted exercise.

    name    : of the exercise
    problem : None when it is right; else what was expected, what came, the probable cause
    """
    print(f"✓ {name}: correct." if problem is None else f"✗ {name}: {problem}")


def exercise(name):
    """Make a check out of a function that returns None (right) or the problem in words.

    The check prints one line. An answer that is still `...` (or, for a function to write, one that
    returns `...`) prints "not attempted", and an answer that breaks the check becomes a message:
    a learner's slip never stops the notebook.
    """

    def decorate(find_problem):
        @functools.wraps(find_problem)
        def check(*answers):
            if any(answer is ... for answer in answers):
                print(f"○ {name}: not attempted yet. Replace the ... and run the cell again.")
                return
            try:
                problem = find_problem(*answers)
            except Open:
                print(f"○ {name}: not attempted yet. Replace the ... and run the cell again.")
                return
            except Exception as error:  # whatever a learner's code raises belongs to the learner
                problem = f"your code stopped with {type(error).__name__}: {error}"
            report(name, problem)

        return check

    return decorate


def attempt(function, *arguments):
    """Call a learner's function; raise Open when it returns `...`."""
    if not callable(function):
        raise TypeError(f"expected a function, got {type(function).__name__}")
    result = function(*arguments)
    if result is ...:
        raise Open
    return result


def different(answer, expected, causes=(), hint="", tolerance=1e-4):
    """Say how an answer differs from what is expected, or return None when it does not.

    answer, expected : numbers, lists, arrays or tensors
    causes : pairs (wrong answer, its explanation): the classic mistakes, looked for in order
    hint   : said when no classic mistake fits
    """
    if answer is None:
        return f"expected numbers, got None: is there a `return`? {hint}".strip()
    got, want = numbers(answer), numbers(expected)
    if got is None:
        kind = type(answer).__name__
        return f"expected numbers of shape {want.shape}, got {kind}. {hint}".strip()
    if got.shape == want.shape and np.allclose(got, want, atol=tolerance):
        return None
    for wrong, explanation in causes:
        wrong = numbers(wrong)
        if got.shape == wrong.shape and np.allclose(got, wrong, atol=tolerance):
            return explanation
    if got.shape != want.shape:
        return f"expected shape {want.shape}, got {got.shape}. {hint}".strip()
    if np.isnan(got).any():
        return f"expected numbers, got NaN: 0 / 0, or a fully masked row? {hint}".strip()
    at = np.unravel_index(np.abs(got - want).argmax(), want.shape) if want.shape else ()
    place = f" at {tuple(int(i) for i in at)}" if at else ""
    return f"expected {want[at]:.3f}{place}, got {got[at]:.3f}. {hint}".strip()
