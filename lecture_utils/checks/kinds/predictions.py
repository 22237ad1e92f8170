"""Guesses before a result is shown: noted, compared later, never marked."""

from .answers import brief, numbers

_NOTED = {}


def prediction(guess, choices, name=""):
    """Note a guess that is made before its answer is shown; none is marked.

    guess   : one of `choices` (capitals and spaces around it do not matter), or still `...`
    choices : what can be guessed, words or numbers
    name    : by which `resolve` finds it again
    """
    offered = ", ".join(f'"{it}"' if isinstance(it, str) else f"{it}" for it in choices)
    plain = _plain(guess)
    _NOTED.pop(name, None)
    if guess is ...:
        print(f"○ Prediction: put one of {offered} in place of the ..., then read on.")
    elif plain in map(_plain, choices):
        _NOTED[name] = guess.strip() if isinstance(guess, str) else guess
        print(f"✓ Prediction: {plain} is noted. Read on and compare.")
    else:
        print(f"✗ Prediction: expected one of {offered}, got {brief(guess)}.")


def resolve(name, came):
    """Say what came and what the reader had guessed, in one line and without a mark.

    name : of the prediction; one not made yet (cells run out of order) is "no guess"
    came : which of its choices holds
    """
    if name not in _NOTED:
        print(f"→ What came: {_shown(came)}. (No guess was noted.)")
    elif _plain(_NOTED[name]) == _plain(came):
        print(f"→ What came: {_shown(came)}, as you guessed.")
    else:
        print(f"→ What came: {_shown(came)}. You had guessed: {_shown(_NOTED[name])}.")


def forget_predictions():
    """Start anew, as in a fresh kernel."""
    _NOTED.clear()


def _plain(value):
    """How a guess is compared: words without capitals, numbers by their value."""
    number = numbers(value)
    if number is not None and number.size == 1:
        return f"{number.item():.12g}"
    return str(value).strip().lower()


def _shown(value):
    return value if isinstance(value, str) else brief(value)
