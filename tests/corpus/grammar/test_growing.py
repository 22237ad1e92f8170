"""Growth keeps count, whatever way a step takes to its end; that the sum fits is test_lengths."""

import random

from lecture_utils.corpus import generate, growing
from lecture_utils.corpus.lexicon import find
from lecture_utils.corpus.meaning import Clause, NounPhrase
from lecture_utils.corpus.mentions import Planner
from lecture_utils.corpus.selection import choices


def test_each_step_counts_within_what_is_spare(monkeypatch):
    ends = {step: set() for step in (*growing.STEPS, *growing.SHORT_STEPS)}

    def counted(step):
        def take(planner, clause, spare):
            added = step(planner, clause, spare)
            assert type(added) is int and 0 <= added <= spare, step.__name__
            ends[step].add(added > 0)
            return added

        return take

    for name in ("STEPS", "SHORT_STEPS"):
        monkeypatch.setattr(growing, name, tuple(map(counted, getattr(growing, name))))
    generate(600, seed=3, max_words=30)
    generate(200, seed=10, max_words=30)
    rare = {step.__name__: found for step, found in ends.items() if found != {True, False}}
    assert not rare


def test_huge_takes_no_very():
    planner = Planner(choices(), random.Random(0).random, "present")
    cat = NounPhrase(find("cat", "noun"), find("the", "determiner"))
    for quality, added in (("huge", 0), ("big", 1), ("closed", 0)):
        clause = Clause(cat, find("be", "verb"), quality=find(quality, "adjective"))
        assert growing.add_very(planner, clause, 3) == added
        assert getattr(clause.very, "english", None) == ("very" if added else None)
        assert growing.add_very(planner, clause, 3) == 0  # not "very very big"
