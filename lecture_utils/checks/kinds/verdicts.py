"""A test that the learner writes, tried on right and buggy specimens."""

import itertools

import numpy as np
import torch

from . import answers as said
from .errors import explain
from .exercise import Exercise, Miss, Open, changed, clone, unmoved
from .functions import left_in, misfit

SEEDS = 0, 1, 2  # a test may draw numbers of its own: its verdict must not hang on them
NO_VERDICT = "no verdict"


class Verdict(Exercise):
    """A test to write: True for each right specimen, False (or an error) for each buggy one."""

    def __init__(
        self, name, right, buggy, inputs=((),), slips=(), *, example, hint="", rounding=True,
        because=None,
    ):  # fmt: skip
        super().__init__(name, slips, hint, ("your test",))
        self.specimens, self.buggy, self.right = right, buggy, example
        self.inputs = [it if isinstance(it, tuple) else (it,) for it in inputs]
        self.because = because
        first = next(iter(right.values()))
        self._judged = {("right", name): it for name, it in right.items()}
        if rounding:
            self._judged |= {("rounding", name): it for name, it in right.items()}
        self._judged |= {("buggy", name): it for name, (_, it) in buggy.items()}
        self._judged |= {("probe", "zeros"): _zeros(first), ("probe", "nothing"): lambda *_: None}

    def judge(self, test):
        if not callable(test):
            return Miss(f"expected a function, got {said.kind(test)}: hand over its name, without "
                        "brackets.")  # fmt: skip
        first = next(iter(self.specimens.values()))
        if problem := misfit(test, (first, *self.inputs[0]), self.right):
            return Miss(problem)
        trial = Trial(self, test)
        if trial.no_verdict is not None:
            return Miss(trial.no_verdict)
        if not trial.accused("right") and not trial.accused("rounding") and not trial.passed():
            return None
        return Miss(self._hint_for(trial), mark=tuple(trial.table.values()))

    def _hint_for(self, trial):
        for hint, slip in self.slips:
            if Trial(self, slip).table == trial.table:
                return hint
        accused, passed = trial.accused("right"), trial.passed()
        if trial.by_chance:
            return (
                "your test depends on chance: with other random numbers it says something else."
                " Take fixed numbers, or ones that always show the bug."
            )
        if accused and trial.error:
            stops = f"your test stops on right code ({accused[0]})"
            return explain(*trial.error).replace("your code stops", stops, 1)
        if not trial.calls:
            return f"your test never calls what it tests, `{self._tested()}`."
        if self.because and (why := self.because(trial.calls)):
            return why
        if len(accused) == len(self.specimens) and len(passed) == len(self.buggy):
            return "it is the wrong way round: say True for right code and False for the bug."
        if accused:
            every = "" if passed else ", it says False to everything"
            return self.with_hint(f"your test accuses right code ({accused[0]}){every}.")
        if trial.accused("rounding"):
            return (
                "your test takes rounding for a bug: the last digits of right code may differ. "
                "Compare with torch.allclose instead of == or torch.equal."
            )
        if trial.touched:
            return (
                "your test changes what it was given, so both runs may see the same: work on a "
                "copy (.clone())."
            )
        lazy = ""
        if trial.survives("nothing"):
            lazy = " It passes everything, even what returns nothing: look at the numbers."
        elif trial.survives("zeros"):
            lazy = " It passes zeros in the right shape, too: it looks at too little."
        return f"your test lets a bug pass, {passed[0]}.{lazy} {self.buggy[passed[0]][0]}"

    def _tested(self):
        code = getattr(self.right, "__code__", None)
        return code.co_varnames[0] if code else "the function"

    def stub(self):
        return (lambda *inputs: ...,)

    def faults(self):
        found = super().faults()
        tables = [tuple(Trial(self, slip).table.values()) for _, slip in self.slips]
        if len(set(tables)) < len(tables):
            found.append("two slips cannot be told apart")
        return found


class Trial:
    """What a test says of each specimen, on each input, with each seed."""

    def __init__(self, exercise, test):
        self.table, self.calls, self.touched = {}, [], False
        self.no_verdict, self.error = None, None
        for (role, name), specimen in exercise._judged.items():
            for number, inputs in enumerate(exercise.inputs):
                for seed in SEEDS:
                    verdict = self._ask(test, specimen, inputs, seed, role)
                    self.table[role, name, number, seed] = verdict

    def _ask(self, test, specimen, inputs, seed, role):
        mine, copies = clone(list(inputs)), clone(list(inputs))
        specimen = _rounding(specimen) if role == "rounding" else specimen
        try:
            with unmoved(seed, silent=bool(self.table)):
                said_so = test(self._watched(specimen, role), *mine)
        except Exception as error:
            if "ellipsis" in str(error):
                raise Open(left_in(error, test)) from None
            if role == "right":
                self.error = error, test
            return "stopped"
        self.touched |= changed(copies, mine)
        if said_so is ...:
            raise Open
        truth = None if isinstance(said_so, str) else said.numbers(said_so)
        if truth is not None and truth.size == 1 and truth.item() in (0, 1):
            return bool(truth.item())
        if role == "right":
            self.no_verdict = self.no_verdict or _no_verdict(said_so)
        return NO_VERDICT

    def _watched(self, specimen, role):
        def call(*arguments, **named):
            arguments = [_dressed(it) for it in arguments]
            if role == "right":
                self.calls.append(clone(arguments))
            return specimen(*arguments, **named)

        return call

    @property
    def by_chance(self):
        """Whether the seed alone changes a verdict on a specimen that is right or buggy."""
        said_of = {}
        for (role, name, number, _), verdict in self.table.items():
            if role in ("right", "buggy"):
                said_of.setdefault((role, name, number), set()).add(verdict is True)
        return any(len(verdicts) > 1 for verdicts in said_of.values())

    def accused(self, role):
        """The right specimens of this role that were not always told True."""
        return self._named(role, lambda verdict: verdict is not True)

    def passed(self):
        """The bugs that were told True at least once."""
        return self._named("buggy", lambda verdict: verdict is True)

    def survives(self, probe):
        return all(v is True for (_, name, *_), v in self.table.items() if name == probe)

    def _named(self, role, wrong):
        told = (name for (its, name, *_), v in self.table.items() if its == role and wrong(v))
        return list(dict.fromkeys(told))


def _no_verdict(came):
    if came is None:
        return "your test gives no verdict, got None: does it end with `return`?"
    if said.numbers(came) is not None and not isinstance(came, str):
        return (
            f"expected one True or False, got {said.kind(came)}: end with .all(), or compare "
            "with torch.allclose."
        )
    return f"expected True or False, got {said.brief(came)}."


def _dressed(argument):
    """Lists and arrays of numbers as tensors: what a specimen gets from a test."""
    if isinstance(argument, np.ndarray) or isinstance(argument, list | tuple) and argument:
        try:
            return torch.as_tensor(argument)
        except (TypeError, ValueError, RuntimeError):
            return argument
    return argument


def _outputs(change, outputs):
    if isinstance(outputs, tuple):
        return tuple(_outputs(change, it) for it in outputs)
    return change(outputs) if isinstance(outputs, torch.Tensor) else outputs


def _rounding(right):
    """The same mathematics, its last digits otherwise at each call."""
    turn = itertools.count()

    def specimen(*inputs):
        def nudge(x):
            if not x.is_floating_point():
                return x
            places = torch.arange(x.numel(), dtype=x.dtype).reshape(x.shape) + 0.7 * next(turn)
            return x * (1 + 2 * torch.finfo(x.dtype).eps * torch.sin(2.6 * places))

        return _outputs(nudge, right(*inputs))

    return specimen


def _zeros(right):
    """The right shapes, and nothing in them; of what has no shape (words, lists) nothing at all."""

    def specimen(*inputs):
        outputs = right(*inputs)
        parts = outputs if isinstance(outputs, tuple) else (outputs,)
        if not any(isinstance(part, torch.Tensor) for part in parts):
            return None
        return _outputs(torch.zeros_like, outputs)

    return specimen
