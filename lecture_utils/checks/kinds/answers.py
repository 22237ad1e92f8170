"""Answers in any dress: what counts as the same, and what may be said of a difference."""

import math
import re

import numpy as np
import torch

ANY = type("Any", (), {"__repr__": lambda self: "ANY"})()  # in a slip: whatever stands here
CLOSE = 1e-4


def numbers(value):
    """A NumPy array of floats made of tensors, lists, bools or numeric strings; else None."""
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().as_subclass(torch.Tensor)
        return value.double().numpy() if not value.is_complex() else None
    if isinstance(value, list | tuple | range):
        parts = [numbers(part) for part in value]
        if any(part is None for part in parts) or len({part.shape for part in parts}) > 1:
            return None
        return np.array(parts, dtype=float)
    if isinstance(value, str):
        value = value.strip()
        parts = _cut(value)  # "0.44, 0.56" is two numbers, "0,44" is one
        if len(parts) > 1 and (re.search(r"\s", value) or len(parts) > 2):
            return numbers(parts)
        value = value.replace(",", ".")
    if value is None or isinstance(value, bytes | dict | set):
        return None
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError, RuntimeError):
        return None


def has_words(want):
    """Whether `want` is a word, a set, or holds one: then it is compared part by part."""
    if isinstance(want, str | set | frozenset) or want is ANY:
        return True
    return isinstance(want, list | tuple) and (any(map(has_words, want)) or numbers(want) is None)


def same(got, want, digits=None, slack=0.51):
    """Whether `got` is `want` in some dress.

    want   : a number, an array, a word, a set (order is free), or a list or tuple of these
    digits : decimals that were asked for; a number rounded or cut there is the same
    slack  : how far off it may be, in units of the last of them
    """
    if want is ANY:
        return True
    if isinstance(want, str):
        if isinstance(got, list | tuple | set | frozenset) and len(got) == 1:
            [got] = got
        return _item(got) == _item(want)
    if isinstance(want, set | frozenset):
        return _items(got) == {_item(part) for part in want}
    if has_words(want):
        if isinstance(got, str):
            got = _cut(got)
        parts = _parts(got)
        return (
            parts is not None
            and len(parts) == len(want)
            and all(map(lambda p, w: same(p, w, digits, slack), parts, want))
        )
    got, exact = numbers(got), np.asarray(numbers(want))
    if got is None or got.squeeze().shape != exact.squeeze().shape:
        return False
    return _near(got.squeeze(), exact.squeeze(), digits, _whole(want), slack)


def _whole(want):
    """Whether the numbers asked for are counts: then they are compared exactly."""
    if isinstance(want, list | tuple):
        return all(map(_whole, want))
    if isinstance(want, torch.Tensor):
        return not want.is_floating_point()
    return np.asarray(want).dtype.kind in "iub"


def _near(got, want, digits, whole, slack):
    with np.errstate(invalid="ignore"):
        if np.allclose(got, want, atol=CLOSE, rtol=0 if whole else CLOSE, equal_nan=True):
            return True
        if digits is None:
            return False
        step = 10.0**-digits
        cut = np.trunc(want / step) * step
        return bool(np.all((abs(got - want) <= slack * step) | (abs(got - cut) < 0.01 * step)))


def decimals(got):
    """To how many decimals (0 … 3) all numbers of `got` are rounded; None: to none so few."""
    got = numbers(got)
    if got is None or not got.size or not np.isfinite(got).all():
        return None
    for digits in range(4):
        if np.allclose(got, got.round(digits), atol=1e-6, rtol=1e-7):
            return digits
    return None


def rounded(got, want):
    """To how many decimals `got` is a rounding of `want`, or None when it is none."""
    digits = None if has_words(want) else decimals(got)
    if digits is None or not same(got, want, digits):
        return None
    # 1 and 0 for .9 and .1 is a choice, 48 for 47.6 is a rounding
    return digits if digits or np.abs(numbers(want)).min() >= 5 else None


def cause(got, want, digits=None):
    """What a wrong answer tells of its own cause, whatever the exercise; None when nothing."""
    if got is None:
        return "expected an answer, got None."
    if has_words(want):
        return None
    if isinstance(got, list | tuple) and len(got) > 1 and same(got[0], want, digits):
        return "you hand over several things, and the first is the right one: take [0]."
    mine, exact = numbers(got), numbers(want)
    if mine is None:
        came = f"the text {brief(got)}" if isinstance(got, str) else kind(got)
        return f"expected {_shape(exact)}, got {came}."
    if (to := rounded(got, want)) is not None:
        to = f"{to} decimals" if to > 1 else f"{to or 'no'} decimal{'' if to else 's'}"
        more = "keep all decimals" if digits is None else f"asked are {digits}"
        return f"right, but rounded to {to}: {more}."
    if np.isnan(mine).any() and not np.isnan(exact).any():
        return "expected numbers, got NaN: 0 / 0, ∞ - ∞, or a row in which all is hidden?"
    if mine.ndim == 2 and same(mine.T, want, digits):
        return "the right numbers, but rows and columns have changed places."
    if mine.squeeze().shape != exact.squeeze().shape:
        if mine.size == exact.size and same(mine.reshape(exact.shape), want, digits):
            return f"the right numbers, in another shape: asked {exact.shape}, got {mine.shape}."
        return None
    if exact.any() and same(-mine, want, digits):
        return "right but for the sign."
    if np.all((0 <= exact) & (exact <= 1)) and exact.max() < 1 and same(mine / 100, want, digits):
        return "right in per cent: asked is a number from 0 to 1."
    if mine.size > 1 and same(np.sort(mine, None), np.sort(exact, None), digits):
        return "the right numbers, in another order."
    return None


def difference(got, want, digits=None):
    """Where a wrong answer differs, without giving the right one away."""
    if has_words(want):
        return _difference_of_words(got, want)
    mine, exact = numbers(got), numbers(want)
    if mine.squeeze().shape != exact.squeeze().shape:
        return f"expected {_shape(exact)}, got {_shape(mine)}."
    mine = mine.reshape(exact.shape)
    if not exact.shape:
        return f"{number(mine, _is_truth(want))} is not right yet."
    off = [at for at in np.ndindex(exact.shape) if not same(mine[at], exact[at], digits)]
    return (
        f"{len(off)} of {exact.size} numbers are not right yet; at [{_at(off[0])}] stands "
        f"{number(mine[off[0]], _is_truth(want))}."
    )


def _difference_of_words(got, want):
    if isinstance(want, str):
        return f"{brief(got)} is not right yet."
    if isinstance(want, set | frozenset):
        items = _items(got)
        if items is None:
            return f"expected a set of {len(want)}, got {kind(got)}."
        wrong = items - {_item(part) for part in want}
        return f"{len(wrong)} of your {len(items)} do not belong to it" + (
            f", among them {brief(sorted(wrong, key=str)[0])}." if wrong else ": some are missing."
        )
    parts = _parts(_cut(got) if isinstance(got, str) else got)
    if parts is None or len(parts) != len(want):
        came = kind(got) if parts is None else f"{len(parts)}"
        return f"expected {len(want)} answers in a row, got {came}."
    wrong = [place for place, part in enumerate(parts) if not same(part, want[place])]
    place = wrong[0]
    if not place:
        return f"{brief(parts[0])}, number 1 of {len(parts)}, is not right yet."
    right = "the first is right" if place == 1 else f"the first {place} are right"
    return f"{right}, number {place + 1} ({brief(parts[place])}) is not."


def expected(want, got=None, digits=None):
    """The right answer in words: said after the second, different miss."""
    if has_words(want) or (exact := numbers(want)).size <= 12:
        return f"Expected: {brief(want, 200)}."
    mine = numbers(got)
    if mine is None or mine.shape != exact.shape:
        return f"Expected: {brief(want, 200)}."
    at = next(at for at in np.ndindex(exact.shape) if not same(mine[at], exact[at], digits))
    return f"Expected at [{_at(at)}]: {number(exact[at], _is_truth(want))}."


def fingerprint(answer):
    """What tells two different answers apart, whatever their dress."""
    if isinstance(answer, set | frozenset):
        return ("set", *sorted(map(str, _items(answer))))
    array = numbers(answer)
    if array is not None:
        told = array.round(4).ravel().tolist()  # NaN is told as a word: it does not equal itself
        return array.squeeze().shape, tuple("NaN" if it != it else it for it in told)
    if isinstance(answer, list | tuple):
        return tuple(map(fingerprint, answer))
    return str(answer).strip().casefold()


def brief(value, longest=60):
    """A short text for any value; never raises, never shows an address in memory."""
    try:
        if isinstance(value, set | frozenset) and value:
            parts = sorted(str(it) if type(it) is tuple else brief(it) for it in value)
            return _short("{" + ", ".join(parts) + "}", longest)
        if isinstance(value, list | tuple) and has_words(value):
            return _short(", ".join(brief(part) for part in value), longest)
        if not isinstance(value, str) and (array := numbers(value)) is not None:
            return _short(_listed(array, _is_truth(value)), longest)
        return _short(re.sub(r" at 0x[0-9a-f]+", "", repr(value)), longest)
    except Exception:  # the repr of a learner's object belongs to the learner
        return type(value).__name__


def _listed(array, truth=False):
    if not array.ndim:
        return number(array, truth)
    return "[" + ", ".join(_listed(part, truth) for part in array) + "]"


def _is_truth(value):
    """Whether a value is True or False, or a tensor or an array of them."""
    return isinstance(value, bool | np.bool_) or getattr(value, "dtype", None) in (
        torch.bool,
        np.dtype(bool),
    )


def _short(text, longest):
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def number(value, truth=False):
    """One number as a page prints it; 1 and 0 as True and False where a truth was asked for."""
    value = float(value)
    if truth and value in (0, 1):
        return str(bool(value))
    if math.isfinite(value) and value == round(value):
        return f"{value:.0f}"
    return f"{value:.3f}"


def kind(value):
    """What something is, in words: a tensor's shape, else the name of its type."""
    array = None if isinstance(value, str) else numbers(value)
    return type(value).__name__ if array is None else _shape(array)


def _shape(array):
    return "one number" if not array.shape else f"numbers of shape {array.shape}"


def _at(at):
    return ", ".join(str(int(place)) for place in at)


def _cut(text):
    return [word for word in re.split(r"[\s,;\[\]()\"']+", text) if word]


def _parts(value):
    """The parts of a row of any kind, or None."""
    if isinstance(value, torch.Tensor | np.ndarray):
        return list(value) if value.ndim else None
    if isinstance(value, str | dict | set | frozenset):
        return None
    try:
        return list(value)
    except TypeError:
        return None


def _item(value):
    """A word without spaces and capitals around it, a number, or a tuple of these."""
    if isinstance(value, str):
        return value.strip().strip("'\"").casefold()
    if isinstance(value, list | tuple) and has_words(value):
        return tuple(map(_item, value))
    array = numbers(value)
    if array is None:
        return str(value)
    return float(array) if not array.ndim else tuple(array.ravel().tolist())


def _items(value):
    if isinstance(value, str):
        value = _cut(value)
    elif isinstance(value, set | frozenset | dict):
        value = list(value)
    parts = _parts(value)
    return None if parts is None else {_item(part) for part in parts}
