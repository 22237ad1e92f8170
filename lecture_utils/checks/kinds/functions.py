"""A function that the learner writes, tried on several inputs."""

import functools
import inspect
import re

from . import answers as said
from .errors import explain, line_of
from .exercise import Exercise, Miss, Open, Refused, changed, clone, unmoved
from .values import settle

IN_PLACE = (
    "the result is right, but your function changes what it was given, and whoever called it "
    "still needs that: work on a copy (.clone(), or masked_fill without the final underscore)."
)


class Function(Exercise):
    """A function to write: it must give what `right` gives, on every input."""

    def __init__(
        self, name, right, inputs, slips=(), *, hint="", digits=None, run=None, exact_shape=False,
        lacks=None,
    ):  # fmt: skip
        super().__init__(name, slips, hint, ("your function",))
        named = inputs.items() if isinstance(inputs, dict) else ((None, it) for it in inputs)
        self.inputs = [(title, it if isinstance(it, tuple) else (it,)) for title, it in named]
        self.right, self.digits, self.run, self.exact_shape = right, digits, run, exact_shape
        self.lacks = lacks

    def judge(self, function):
        if problem := self._no_function(function):
            return Miss(problem)
        came = [
            self._outcome(function, inputs, at > 0) for at, (_, inputs) in enumerate(self.inputs)
        ]
        for _, error, _ in came:
            if isinstance(error, Refused):
                return Miss(str(error))
        want = [self._outcome(self.right, inputs)[0] for _, inputs in self.inputs]
        fits = [
            not error and self._same(value, wanted)
            for (value, error, _), wanted in zip(came, want, strict=True)
        ]
        in_place = any(touched for *_, touched in came)
        if all(fits):
            lacking = (self.lacks(value) for value, *_ in came) if self.lacks else ()
            text = next(filter(None, lacking), IN_PLACE if in_place else None)
            return Miss(text) if text else None
        at = fits.index(False)
        value, error, _ = came[at]
        mark = tuple(_mark(value, error) for value, error, _ in came)
        told = self._told(at).replace("For", "Expected for", 1)
        reveal = said.expected(want[at], value, self.digits).replace("Expected", told, 1)
        for hint, slip in self.slips:
            made = (self._outcome(slip, inputs) for _, inputs in self.inputs)
            if all(map(_agree, came, made)):
                return Miss(hint, reveal, None if error else mark)
        if error:
            text = explain(error, function)
        elif value is None:
            return Miss("your function returns None: is there a `return`?")
        elif said.same(value, want[at], self.digits):
            shapes = said.numbers(want[at]).shape, said.numbers(value).shape
            text = f"the right numbers, in another shape: asked {shapes[0]}, got {shapes[1]}."
        elif told := said.cause(value, want[at], self.digits):
            if said.rounded(value, want[at]) is not None:
                return Miss(told)
            text = f"{self._told(at)}: {told}" if any(fits) else told
        elif _fixed([value for value, *_ in came], want):
            text = "the same comes out whatever is given: read the arguments, no fixed numbers."
        else:
            text = self.with_hint(said.difference(value, want[at], self.digits))
            if any(fits):
                text = (
                    "right for one input and not for another: something in it is fixed that must "
                    f"be read off what is given. {self._told(at)}: {text}"
                )
        counts = not error and (said.has_words(want[at]) or said.numbers(value) is not None)
        return Miss(text, reveal, mark if counts else None)

    def stub(self):
        return (lambda *inputs: ...,)

    def faults(self):
        few = [] if len(self.inputs) > 1 else ["a function needs at least two inputs"]
        return few + super().faults()

    def _no_function(self, function):
        if not callable(function):
            return (
                f"expected a function, got {said.kind(function)}: hand over its name, without "
                "brackets."
            )
        if self.run is None and (problem := misfit(function, self.inputs[0][1], self.right)):
            return problem
        return None

    def _outcome(self, function, inputs, silent=True):
        """(value, error, whether it changed what it was given)."""
        mine = clone(list(inputs))
        try:
            with unmoved(seed=0, silent=silent):
                value = (self.run or _run)(functools.partial(call, function), *mine)
        except Open:
            raise
        except Exception as error:
            if "ellipsis" in str(error):
                raise Open(left_in(error, function)) from None
            return None, error, False
        return settle(value), None, self.run is None and changed(list(inputs), mine)

    def _same(self, value, want):
        if not said.same(value, want, self.digits):
            return False
        exact = self.exact_shape and not said.has_words(want)
        return not exact or said.numbers(value).shape == said.numbers(want).shape

    def _told(self, at):
        """An input in words: its title, or what its arguments are."""
        title, inputs = self.inputs[at]
        return (
            f"For {title}"
            if title
            else "For "
            + ", ".join(
                f"{name} {_shown(it)}"
                for name, it in zip(_names(self.right, len(inputs)), inputs, strict=True)
            )
        )


def call(function, *inputs, **named):
    """What a learner's function returns; raises Open where a `...` is not replaced yet."""
    value = function(*inputs, **named)
    if value is ... or isinstance(value, tuple) and any(part is ... for part in value):
        raise Open
    return value


def _run(function, *inputs):
    return function(*inputs)


def misfit(function, inputs, right):
    """Say that a function cannot be called with these inputs, or return None."""
    try:
        inspect.signature(function).bind(*inputs)
    except TypeError:
        names = ", ".join(_names(right, len(inputs)))
        return (
            f"your function is called with {len(inputs)} arguments, ({names}), and takes "
            f"{inspect.signature(function)}: keep the first line as it was."
        )
    except ValueError:  # functions of C have no signature to read
        return None
    return None


def left_in(error, function):
    """Which `...` is still in a function that was begun."""
    line = line_of(error, function)
    lines = []
    try:
        source = inspect.getsource(function)
        lines = [it.split("#")[0].strip() for it in source.splitlines()]
    except (OSError, TypeError):
        pass
    left = [it for it in lines if re.search(r"(=|return|\(|,)\s*\.\.\.", it)]
    if left:
        return f"one line is still to write: `{left[0]}`."
    return "a `...` is still in your function" + (f", it is met at `{line}`." if line else ".")


def _names(right, count):
    try:
        names = list(inspect.signature(right).parameters)
    except ValueError:  # functions of C have no signature to read
        names = []
    return names[:count] if len(names) >= count else [f"argument {i + 1}" for i in range(count)]


def _shown(value):
    array = None if isinstance(value, str) else said.numbers(value)
    if array is not None and array.size > 6:
        return f"of shape {array.shape}"
    return f"= {said.brief(value)}"


def _mark(value, error):
    return f"{type(error).__name__}: {error}" if error else said.fingerprint(value)


def _agree(came, made):
    (value, error, _), (slip, slip_error, _) = came, made
    if error or slip_error:
        return type(error) is type(slip_error) and str(error) == str(slip_error)
    return said.same(value, slip)


def _fixed(values, want):
    """Whether all values are one, and should not be."""
    return (
        len({said.fingerprint(it) for it in values}) == 1
        and len({said.fingerprint(it) for it in want}) > 1
    )
