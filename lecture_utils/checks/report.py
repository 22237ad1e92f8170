"""The three states of an exercise: not attempted, not yet right with its probable cause, right."""

import functools

import numpy as np
import torch


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
            except NotAttempted:
                print(f"○ {name}: not attempted yet. Replace the ... and run the cell again.")
                return
            except Exception as error:  # whatever a learner's code raises belongs to the learner
                problem = f"your code stopped with {type(error).__name__}: {error}"
            report(name, problem)

        return check

    return decorate


def prediction(guess, choices):
    """Acknowledge a guess that is made before its answer is shown; none is marked.

    guess   : one of `choices` (capitals and spaces around it do not matter), or still `...`
    choices : what can be guessed, words or numbers
    """
    offered = ", ".join(f'"{it}"' if isinstance(it, str) else f"{it}" for it in choices)
    plain = str(guess).strip().lower()
    if guess is ...:
        print(f"○ Prediction: put one of {offered} in place of the ..., then read on.")
    elif plain in [str(choice).lower() for choice in choices]:
        print(f"✓ Prediction: {plain} is noted. Read on and compare.")
    else:
        print(f"✗ Prediction: expected one of {offered}, got {guess!r}.")


class NotAttempted(Exception):
    """Raised inside a check when the learner's function still returns `...`."""


def attempt(function, *arguments):
    """Call a learner's function; raise NotAttempted when it returns `...`."""
    if not callable(function):
        raise TypeError(f"expected a function, got {type(function).__name__}")
    result = function(*arguments)
    if result is ...:
        raise NotAttempted
    return result


def different(answer, expected, causes=(), hint="", tolerance=1e-4):
    """Say how an answer differs from what is expected, or return None when it does not.

    answer, expected : numbers, lists, arrays or tensors
    causes : pairs (wrong answer, its explanation): the classic mistakes, looked for in order
    hint   : said when no classic mistake fits
    """
    if answer is None:
        return f"expected numbers, got None: is there a `return`? {hint}".strip()
    got, want = _numbers(answer), _numbers(expected)
    if got is None:
        kind = type(answer).__name__
        return f"expected numbers of shape {want.shape}, got {kind}. {hint}".strip()
    if got.shape == want.shape and np.allclose(got, want, atol=tolerance):
        return None
    for wrong, explanation in causes:
        wrong = _numbers(wrong)
        if got.shape == wrong.shape and np.allclose(got, wrong, atol=tolerance):
            return explanation
    if got.shape != want.shape:
        return f"expected shape {want.shape}, got {got.shape}. {hint}".strip()
    if np.isnan(got).any():
        return f"expected numbers, got NaN: 0 / 0, or a fully masked row? {hint}".strip()
    at = np.unravel_index(np.abs(got - want).argmax(), want.shape) if want.shape else ()
    place = f" at {tuple(int(i) for i in at)}" if at else ""
    return f"expected {want[at]:.3f}{place}, got {got[at]:.3f}. {hint}".strip()


def _numbers(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
