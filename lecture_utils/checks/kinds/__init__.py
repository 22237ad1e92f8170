"""Exercises as declarations: a value, a function, a verdict. The manual for all stems.

A declaration says what is right *as code*, and each slip as (hint, code that makes it). Called
with an answer, it prints ○ (a ... is left), ✗ with a hint, or ✓, and never raises:

    context = value("Exercise 1", lambda scores, values: softmax(scores) @ values, [
        ("these are the raw scores: softmax comes first.", lambda scores, values: scores @ values),
    ], given=(SCORES, VALUES), hint="Weights times values, added.")      # or no `given`: lambda: …
    count = value("Exercise 4", 124, [("1000 / 8, but …", 125)], hint="…")  # also words, sets, ANY

    scores = function("Exercise 6", lambda query, key: query @ key.T / key.shape[-1] ** 0.5, [
        (draw(2, 4, seed=1), draw(3, 4, seed=2)), (draw(3, 9, seed=3), draw(2, 9, seed=4)),
    ], [("divide by the root of d_k.", lambda query, key: query @ key.T)], hint="…")

    moves = verdict("Exercise 5", {"the dot product": dot}, {                  # right, then buggy:
        "scores that ignore key": ("Change key: what must happen?", deaf)},    # name: (hint, code)
        [(QUERY, KEY)], [("Shapes agree in every bug.", shape_only)],   # inputs, slips = lazy tests
        example=lambda score, query, key: …)           # a right test; called test(specimen, *input)

Values: `digits=2` takes numbers rounded or cut there (else rounding is told as rounding), and
`slack=0.76` of the last digit where a pencil rounds on the way, too;
`asks=("words", "targets")` names several answers, `right` and slips are then tuples;
`reads=lambda word: word` makes one word of its other names. Functions:
inputs is a list of argument tuples, or {title: tuple}, two or more, of several sizes; a slip counts
only if it does the same on all, raising the same error included; `run=lambda f, *inputs: …` where
more than calling is wanted (two steps of a training); `exact_shape=True` where the shape is the
lesson; `lacks=lambda value: text or None` where right numbers are not enough (True and False for a
mask). Verdicts: each right specimen is also tried with other last digits (`rounding=False` where
sums are exact), `because=lambda calls: text or None` may blame how the test called right code.
`own(name, find_problem, right, slips)` is for the few answers that only a judge can tell.

Hints tell the cause, never the answer: that is said after a second, different miss. Tests:
`assert check.faults() == []` runs every slip, the right answer and the stub; `exercises(module)`
finds all; `forget()` resets the misses. Rounding, shapes, sign, per cent, turned tables, None, NaN,
(output, weights), changed inputs, chance and typical errors of PyTorch are told without you.
`prediction(guess, choices, name=…)` notes a guess, `resolve(name, came)` compares it in one line.
"""

from .answers import ANY as ANY
from .exercise import Refused as Refused
from .exercise import draw as draw
from .exercise import exercises as exercises
from .exercise import forget as forget
from .functions import Function as function
from .predictions import forget_predictions as forget_predictions
from .predictions import prediction as prediction
from .predictions import resolve as resolve
from .values import Own as own
from .values import Value as value
from .verdicts import Verdict as verdict

__all__ = [
    "ANY", "Refused", "draw", "exercises", "forget", "forget_predictions", "function", "own",
    "prediction", "resolve", "value", "verdict",
]  # fmt: skip
