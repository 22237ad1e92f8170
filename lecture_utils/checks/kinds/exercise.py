"""What every exercise has: three states, a memory of misses, slips, and a test of itself."""

import contextlib
import copy
import io
import random
import weakref
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from .errors import explain

STUB = "not attempted yet. Replace the ... and run the cell again."
_EXERCISES = weakref.WeakSet()


class Open(Exception):
    """Raised inside a check when a `...` is left; its text says which one, or nothing."""


class Refused(Exception):
    """Raised by an exercise's own input when the answer breaks a rule; its text is the hint."""


@dataclass
class Miss:
    """Why an answer is not right yet.

    text     : the hint, without the right answer
    expected : the right answer in words, said after a second, different miss
    mark     : what tells this wrong answer from another; None: no answer, it does not count
    """

    text: str
    expected: str = ""
    mark: object = None


class Exercise:
    """An exercise, called with the learner's answer: prints its state, never raises."""

    def __init__(self, name, slips=(), hint="", asks=("answer",)):
        self.name, self.hint, self.slips, self.asks = name, hint, list(slips), tuple(asks)
        self._misses = set()
        _EXERCISES.add(self)

    def __call__(self, *answers):
        print(self.say(*answers))

    def say(self, *answers):
        """The line that the check prints for these answers."""
        try:
            with unmoved():
                self._look_for_stubs(answers)
                self._count(answers)
                miss = self.judge(*answers)
        except Open as left:
            return f"○ {self.name}: {str(left) or STUB}"
        except Refused as refusal:
            miss = Miss(str(refusal))
        except Exception as error:  # whatever a learner's answer raises belongs to the learner
            miss = Miss(explain(error))
        if miss is None:
            return f"✓ {self.name}: correct."
        if miss.mark is not None:
            self._misses.add(miss.mark)
        again = len(self._misses) > 1 and miss.mark is not None and miss.expected
        return f"✗ {self.name}: {miss.text}" + (f" {miss.expected}" if again else "")

    def judge(self, *answers):
        """None when right, else a Miss."""
        raise NotImplementedError

    def made_by(self, slip):
        """The answers, a tuple, that somebody who makes this slip (or is right) hands in."""
        return (slip,)

    def forget(self):
        """Start anew, as in a fresh kernel."""
        self._misses.clear()

    def _look_for_stubs(self, answers):
        left = [name for name, it in zip(self.asks, answers, strict=False) if it is ...]
        if left and len(left) < len(answers):
            raise Open(f"`{'`, `'.join(left)}` is still `...`, the rest is there.")
        if left or not answers:
            raise Open
        for answer in answers:
            if isinstance(answer, list | tuple) and any(part is ... for part in answer):
                if all(part is ... for part in answer):
                    raise Open
                place = next(i for i, part in enumerate(answer) if part is ...)
                raise Open(f"number {place + 1} of {len(answer)} is still `...`.")

    def _count(self, answers):
        if len(answers) != len(self.asks):
            names = ", ".join(self.asks)
            raise Refused(f"hand over {len(self.asks)}: {names}; got {len(answers)}.")

    def with_hint(self, text):
        """`text`, followed by the general hint of this exercise."""
        return f"{text} {self.hint}".strip()

    def faults(self):
        """What is wrong with this declaration, sentence by sentence: a list, empty if nothing."""
        found, before = [], state()
        for answers, sign in ((self.made_by(self.right), "✓"), (self.stub(), "○")):
            self.forget()
            if not (said := self.say(*answers)).startswith(sign):
                found.append(f"expected {sign} for the right answer or the stub, said: {said}")
        for hint, slip in self.slips:
            self.forget()
            if not (said := self.say(*self.made_by(slip))).startswith(f"✗ {self.name}: {hint}"):
                found.append(f"the slip of {hint!r} is told: {said}")
        self.forget()
        if not _equal(before, state()):
            found.append("a global generator moved")
        return found

    def stub(self):
        """The untouched answers."""
        return (...,) * len(self.asks)


def forget():
    """Let every exercise start anew."""
    for exercise in _EXERCISES:
        exercise.forget()


def exercises(module):
    """The exercises that a module declares: {name of the variable: exercise}."""
    return {name: it for name, it in vars(module).items() if isinstance(it, Exercise)}


def draw(*shape, seed):
    """Normal random numbers of a generator of their own."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def clone(value):
    """A copy that may be changed: tensors, arrays, modules, and rows and tables of these."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) in (list, tuple, set):
        return type(value)(map(clone, value))
    if type(value) is dict:
        return {key: clone(it) for key, it in value.items()}
    return copy.deepcopy(value) if isinstance(value, nn.Module) else value


def changed(before, after):
    """Whether a value differs from its clone."""
    if isinstance(before, torch.Tensor):
        return before.shape != after.shape or not torch.equal(
            before.nan_to_num(), after.detach().nan_to_num()
        )
    if isinstance(before, np.ndarray):
        return not np.array_equal(before, after)
    if type(before) in (list, tuple):
        return len(before) != len(after) or any(map(changed, before, after))
    if type(before) is dict:
        return before.keys() != after.keys() or any(changed(before[k], after[k]) for k in before)
    return type(before) is set and before != after


def state():
    """Where the three global generators stand."""
    return torch.get_rng_state(), np.random.get_state(), random.getstate()


def _equal(one, other):
    return (
        torch.equal(one[0], other[0])
        and all(map(np.array_equal, one[1], other[1]))
        and one[2] == other[2]
    )


@contextlib.contextmanager
def unmoved(seed=None, silent=False):
    """Whatever is drawn inside, the global generators stand where they stood, afterwards.

    seed   : set them inside, so that an answer that draws numbers says the same each time
    silent : do not print what is printed inside: once is enough for a learner's print
    """
    before = state()
    quiet = contextlib.redirect_stdout(io.StringIO()) if silent else contextlib.nullcontext()
    try:
        if seed is not None:
            torch.random.default_generator.manual_seed(seed)
            np.random.seed(seed)
            random.seed(seed)
        with quiet:
            yield
    finally:
        torch.set_rng_state(before[0])
        np.random.set_state(before[1])
        random.setstate(before[2])
