"""Ambiguous words in balance: the sense is drawn first, then a word that decides it.

The *deciding words* of a sense stand in the lexicon's column `cues`; only they may betray it.
So whatever else a clause with an ambiguous word says is drawn from what all its senses share:
verbs with their subjects, prepositions, determiners, and adjectives. How an ambiguous word and
its deciding word meet, its `way`:

at      the ambiguous noun is a place: "sees the cheque near the bank", "… the boat near the bank"
near    the deciding noun is a place: "loses the match near the lamp", "… near the stadium"
of      "finds the key of the door", "… of the piano"
noun    an ambiguous adjective with its noun: "paints the light kitchen", "… the light bag"
object  an ambiguous verb: "knows the king", "knows that the king sleeps"
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .clauses import PASSING, action, polarity, verb_words
from .lexicon import Word
from .meaning import Clause, NounPhrase
from .mentions import Planner
from .selection import Choices, Frame

CHANCE = 0.2  # of a sentence to be given an ambiguous word; many are too short for it
OFTEN = {"bank": 6, "know": 2}  # how often each ambiguous word is chosen, 1 where nothing is said
LEAST = {"at": 8, "near": 8, "of": 7, "noun": 4, "object": 8}  # words of the shortest sentences
EXTRA = {"at": 3, "near": 3, "of": 0, "noun": 1, "object": 0}  # words beside those of the action
RESTING = {"at": 0.25, "near": 0.25, "of": 0.15, "noun": 0.5, "object": 0}  # clauses with "be"


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """An ambiguous word with all that its senses share.

    deciding[sense]: the nouns that decide for it; groups[sense]: lists of frames, one for each
    verb that all senses share; fitting[noun]: adjectives that betray nothing, for the ambiguous
    noun in each sense and for the deciding nouns.
    """

    english: str
    way: str
    senses: tuple[Word, ...]
    deciding: dict[Word, tuple[Word, ...]]
    groups: dict[Word, list[list[Frame]]]
    fitting: dict[Word, tuple[Word, ...]]


@cache
def doubts(choices: Choices) -> list[Doubt]:
    """The ambiguous words of a part of the lexicon, each as often as it shall be chosen."""
    found: dict[tuple[str, str], list[Word]] = {}
    for word in choices.ambiguous:
        found.setdefault((word.english, word.part), []).append(word)
    made = [_doubt(choices, tuple(senses)) for senses in found.values() if len(senses) > 1]
    return [one for one in made for _ in range(OFTEN.get(one.english, 1))]


def _doubt(choices: Choices, senses: tuple[Word, ...]) -> Doubt:
    """The table of one ambiguous word."""
    part, way = senses[0].part, "near"
    if part != "noun":
        way = "object" if part == "verb" else "noun"
    elif senses[0].of:
        way = "of"
    elif senses[0].places:
        way = "at"
    deciding = {sense: tuple(choices.deciding(sense)) for sense in senses}
    objects = deciding if way in ("at", "noun") else {sense: (sense,) for sense in senses}
    groups: dict[Word, list[list[Frame]]] = {sense: [] for sense in senses}
    for frames in choices.doubtful:
        if way == "object":
            if frames[0].verb in senses:
                groups[frames[0].verb].append(frames)
            continue
        shared = [found for frame in frames if (found := _shared(frame, objects))]
        for sense in senses if shared else ():
            groups[sense].append([found[sense] for found in shared])
    fitting = {sense: _fitting(choices, sense, [[s] for s in senses]) for sense in senses}
    for nouns in deciding.values() if way != "object" else ():
        fitting |= {noun: _fitting(choices, noun, deciding.values()) for noun in nouns}
    return Doubt(senses[0].english, way, senses, deciding, groups, fitting)


def _shared(frame: Frame, objects: dict[Word, tuple[Word, ...]]) -> dict[Word, Frame] | None:
    """The frame with the objects of each sense; None unless each sense has some."""
    if frame.recipients:
        return None
    found = {
        sense: tuple(noun for noun in dict.fromkeys(frame.objects) if noun in nouns)
        for sense, nouns in objects.items()
    }
    if not all(found.values()):
        return None
    return {sense: Frame(frame.verb, frame.subjects, nouns) for sense, nouns in found.items()}


def _fitting(choices: Choices, noun: Word, groups) -> tuple[Word, ...]:
    """The adjectives of a noun that suit at least one noun of each group."""
    return tuple(
        adjective
        for adjective in choices.adjectives(noun)
        if all(any(adjective in choices.adjectives(n) for n in nouns) for nouns in groups)
    )


def draw_sense(
    choices: Choices, draw, length: int, tense: str = "present"
) -> tuple[Doubt, Word] | None:
    """An ambiguous word and its sense, all senses equally likely; None for most sentences.

    length: English words, tense: of the main clauses; both must suit the word.
    """
    if draw() >= CHANCE or not doubts(choices):
        return None
    chosen = doubts(choices)[int(draw() * len(doubts(choices)))]
    sense = chosen.senses[int(draw() * len(chosen.senses))]
    if length < LEAST[chosen.way] or chosen.way == "object" and tense != "present":
        return None
    return chosen, sense


def doubtful(planner: Planner, budget: int, tense: str):
    """The clause with the ambiguous word of the sentence, in the sense that was drawn.

    Returns (clause, words), or None when it does not fit.
    """
    doubt, sense = planner.doubt
    before, room = len(planner.mentions), budget - EXTRA[doubt.way]
    place = None
    if doubt.way in ("at", "near"):
        nouns = (sense,) if doubt.way == "at" else doubt.deciding[sense]
        place = planner.pick(nouns)
        if place.english in planner.said:
            return None
    adjective = sense if doubt.way == "noun" else None
    if planner.happens(RESTING[doubt.way]):
        made = _resting(planner, room, tense, doubt, sense)
    else:
        affirmed = doubt.way == "object"  # as before "that"
        made = action(planner, room, doubt.groups[sense], tense, affirmed=affirmed)
    if made is None or place is not None and place.english in planner.said:
        return None
    clause, words = made
    if place is not None:
        near = planner.choices.word("near", "preposition")
        clause.places.append((near, planner.at((near, place), clause.subject)))
    for phrase in planner.mentions[before:]:
        if isinstance(phrase, NounPhrase) and phrase.noun in doubt.fitting:
            planner.limit(phrase, doubt.fitting[phrase.noun])
    if adjective is not None and clause.quality is None:
        clause.object.back = adjective
        planner.slots = [slot for slot in planner.slots if slot != (clause.object, False)]
    planner.due = False
    return clause, words + EXTRA[doubt.way]


def _resting(planner: Planner, room: int, tense: str, doubt: Doubt, sense: Word):
    """A clause with "be": the deciding noun is near the ambiguous place, or is light, …"""
    choices, quality = planner.choices, None
    noun = sense if doubt.way in ("near", "of") else planner.pick(doubt.deciding[sense])
    if doubt.way == "noun":
        quality = sense
    elif doubt.way == "of":
        options = [word for word in doubt.fitting[sense] if word in choices.predicates[sense]]
        quality = planner.pick(options) if options else None
    if noun.english in planner.said or (quality is None) == (doubt.way in ("noun", "of")):
        return None
    if quality is not None and tense == "future" and quality.meaning not in PASSING:
        return None
    denial, _ = polarity(planner, choices.be, tense, False)
    words = verb_words(choices.be, tense, denial, None) + choices.least[noun]
    words += doubt.way == "of"  # the adjective; with an ambiguous one it is counted as extra
    if words > room:
        return None
    subject = planner.make_subject(noun, known=True)
    return Clause(subject, choices.be, tense, denial, quality=quality), words
