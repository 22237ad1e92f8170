"""A value that the learner finds, and an answer of its own kind that only a judge can tell."""

import re
from collections.abc import Iterator

import numpy as np

from . import answers as said
from .exercise import Exercise, Miss, clone


class Value(Exercise):
    """A number, a row of numbers, an array, a word, a set, or several of these."""

    def __init__(
        self, name, right, slips=(), *, hint="", given=(), digits=None, slack=0.51,
        asks=("answer",), reads=lambda word: word, spell=said.brief,
    ):  # fmt: skip
        super().__init__(name, slips, hint, asks)
        self.right, self.given, self.digits, self.slack = right, given, digits, slack
        self.reads, self.spell = reads, spell

    def judge(self, *answers):
        answers = [self.reads(it) if isinstance(it, str) else it for it in answers]
        answer = tuple(map(settle, answers)) if len(self.asks) > 1 else settle(*answers)
        if any(map(callable, answers)):
            return Miss("expected a value, got a function: hand over what it returns.")
        right = self._make(self.right)
        if self._same(answer, right):
            return None
        reveal, mark = self._expected(right, answer), said.fingerprint(answer)
        slips = [(hint, self._make(slip)) for hint, slip in self.slips]
        for hint, slip in slips:
            if said.same(answer, slip):
                return Miss(hint, reveal, mark)
        if said.rounded(answer, right) is not None:
            return Miss(said.cause(answer, right, self.digits))
        for hint, slip in slips:  # a slip by hand is often rounded, too
            if said.rounded(answer, slip):
                return Miss(hint, reveal, mark)
        return Miss(self._told(answer, right), reveal, mark if _is_answer(answer, right) else None)

    def _same(self, answer, right):
        """Several answers are compared one by one: they may have any lengths."""
        if len(self.asks) == 1:
            return said.same(answer, right, self.digits, self.slack)
        return all(self._same_part(*both) for both in zip(answer, right, strict=True))

    def _same_part(self, part, right):
        return said.same(part, right, self.digits, self.slack)

    def _told(self, answer, right):
        name = ""
        if len(self.asks) > 1:
            wrong = list(map(self._same_part, answer, right)).index(False)
            name, answer, right = f"`{self.asks[wrong]}`: ", answer[wrong], right[wrong]
        told = said.cause(answer, right, self.digits)
        return name + (told or self.with_hint(said.difference(answer, right, self.digits)))

    def _expected(self, right, answer):
        if len(self.asks) == 1:
            return said.expected(right, answer, self.digits)
        parts = zip(self.asks, right, strict=True)
        return (
            "Expected: " + ", ".join(f"{name} = {self.spell(it, 80)}" for name, it in parts) + "."
        )

    def made_by(self, slip):
        made = _without_any(self._make(slip))
        return tuple(made) if len(self.asks) > 1 else (made,)

    def _make(self, code):
        """The value that a right solution or a slip gives: code on what is given, or a value."""
        return settle(code(*clone(list(self.given)))) if callable(code) else code

    def faults(self):
        found = super().faults()
        right = self._make(self.right)
        if len(self.asks) > 1 and len(right) != len(self.asks):
            found.append(f"it asks for {len(self.asks)} answers and knows {len(right)}")
        words = [right] if isinstance(right, str) else right
        if isinstance(words, list | tuple) and all(isinstance(word, str) for word in words):
            given_away = [h for h, _ in self.slips if all(f"'{word}'" in h for word in words)]
            found += [f"the hint {hint!r} gives the answer away" for hint in given_away]
        elif said.numbers(right) is not None and said.numbers(right).size == 1:
            tell = said.number(said.numbers(right).item())
            hints = [self.hint, *(hint for hint, _ in self.slips)]
            found += [
                f"the hint {hint!r} gives the answer {tell} away"
                for hint in hints
                if len(tell) > 1 and tell in re.split(r"[^\d.]+", hint.rstrip("."))
            ]
        return found


class Own(Exercise):
    """An answer of its own kind: `find_problem` returns None (right) or the hint in words."""

    def __init__(self, name, find_problem, right, slips=(), *, asks=("answer",), expected=""):
        super().__init__(name, slips, "", asks)
        self.find_problem, self.right, self.expected = find_problem, right, expected

    def judge(self, *answers):
        problem = self.find_problem(*(clone(settle(answer)) for answer in answers))
        mark = tuple(map(said.fingerprint, answers))
        return None if problem is None else Miss(problem, self.expected, mark)

    def made_by(self, slip):
        made = slip() if callable(slip) else slip
        return tuple(made) if len(self.asks) > 1 else (made,)


def settle(answer):
    """An iterator (map, zip, generator) or a view as a list, so that it can be read twice."""
    if isinstance(answer, Iterator | type({}.keys()) | type({}.values())):
        return list(answer)
    return answer


def _without_any(made):
    """A slip as somebody hands it in: any word stands where it says ANY."""
    if isinstance(made, list | tuple):
        return type(made)(map(_without_any, made))
    return "?" if made is said.ANY else made


def _is_answer(answer, right):
    """Whether a wrong answer is one of the kind asked for: only these count as a miss."""
    if answer is None:
        return False
    if said.has_words(right):
        return isinstance(answer, str | list | tuple | set | frozenset)
    array = said.numbers(answer)
    return array is not None and not np.isnan(array).any()
