"""Whether something is affirmed, denied, possible or wanted, and how many words that takes."""

from __future__ import annotations

from .clauses import Clause
from .lexicon import Word
from .phrases import NounPhrase
from .planning import Planner

STATES = ("emotion", "knowing")
DENIED_MODAL = {"can": 0, "must": 1, "want": 2}
UNWANTED = ("loss", *STATES)
SPENDING = ("eat", "drink", "break", "burn", "lose", "sell", "finish")  # then it is gone
UNWILLED = ("fall", "cry", "float", "bloom", "shine", "hear", "break", "burn", "bite", "win")
PLAIN = ("the", "a", "this", "these", "his", "her", "my", "our", "your", "their")


def verb_words(verb: Word, tense: str, denial: str, modal: Word | None) -> int:
    """How many English words a verb group has, the object aside."""
    particle = bool(verb.english_preposition)
    if modal is not None:
        return 2 + (modal.english == "want") + bool(denial) * DENIED_MODAL[modal.english] + particle
    if tense == "future":
        return 2 + bool(denial) + particle
    if denial == "not" and verb.english != "be":
        return 3 + particle
    return 1 + bool(denial) + particle


def polarity(planner: Planner, verb: Word, tense: str, animate: bool) -> tuple[str, Word | None]:
    """Choose between affirmed, denied and modal; returns (denial, modal)."""
    chance = planner.random()
    if chance < 0.2:
        return "not", None
    if chance < 0.25 and verb.english != "be" and verb.meaning not in STATES:
        return "never", None
    if chance < 0.37 and tense == "present" and animate and is_willed(verb):
        modal = planner.choices.word(planner.pick(("can", "must", "want")), "auxiliary")
        if modal is not None:
            return ("not" if planner.happens(0.3) else ""), modal
    return "", None


def is_willed(verb: Word) -> bool:
    """Whether one can want to do it: nobody wants to fall."""
    return verb.meaning not in UNWANTED and verb.english not in UNWILLED


def deny(clause: Clause, spare: int) -> int:
    """Deny a clause afterwards if that takes exactly `spare` words; returns the words added."""
    verb, done_to = clause.verb, clause.object
    adverbs = (clause.often, clause.manner, clause.time, clause.first)
    if clause.denial or clause.modal or any(adverbs):
        return 0
    determiner = getattr(clause.subject, "determiner", None)
    if determiner is not None and determiner.english == "every":
        return 0
    if isinstance(done_to, NounPhrase) and done_to.determiner is not None:
        if getattr(done_to.front, "english", "") == "new" and done_to.determiner.english == "a":
            return 0  # "pas de nouveau panier" would say "again"
        if done_to.relative is not None or done_to.determiner.english not in PLAIN:
            return 0
    affirmed = verb_words(verb, clause.tense, "", None)
    for denial in ("not", "never"):
        if denial == "never" and (verb.english == "be" or verb.meaning in STATES):
            continue
        if verb_words(verb, clause.tense, denial, None) - affirmed == spare:
            clause.denial = denial
            return spare
    return 0
