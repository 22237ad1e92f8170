"""How clauses join into a sentence: conjunctions, shared subjects, and pronouns across clauses.

Each function returns what it made with the number of its English words, or None when the
attempt fails; then the sentence is begun anew.
"""

from __future__ import annotations

from .clauses import Clause
from .least_clauses import PASSING, action, location, nouns_of, quality
from .phrases import NounPhrase, Pronoun
from .planning import PEOPLE, Planner

JOINTS = ("and", "and", "and", "but", "because", "when", "if", "while")
EXCLUDED = {"present": (), "past": ("if", "while"), "future": ("when", "while")}
SUBORDINATE = ("because", "when", "if", "while")
TEMPORAL = ("when", "if", "while")
SPEECH_WORDS = 6


def opening_clause(planner: Planner, budget: int):
    """The first clause; at times somebody says or thinks what the next one tells.

    Returns (None, clause, words) or None.
    """
    made = None
    if budget > SPEECH_WORDS and planner.happens(0.15):
        made = speech(planner)
    made = made or fresh(planner, budget, planner.tense)
    if made is None:
        return None
    planner.opener = made[0]
    return None, *made


def speech(planner: Planner):
    """Somebody says, thinks, knows …; "that" has to follow."""
    verb, subjects = (frame := planner.pick(planner.choices.speech)).verb, frame.subjects
    subject = planner.make_subject(planner.subject(subjects, 0))
    planner.said.add(verb.english)
    words = 1 if isinstance(subject, Pronoun) or subject.determiner is None else 2
    return Clause(subject, verb), words + 1


def fresh(planner: Planner, budget: int, tense: str):
    """A clause about something new."""
    planner.actor = None
    kind = planner.random()
    if kind < 0.17:
        made = quality(planner, budget, tense)
    elif kind < 0.26:
        made = location(planner, budget, tense)
    else:
        made = action(planner, budget, planner.choices.frames, tense)
    return made or action(planner, budget, planner.choices.brief, tense)


def event(planner: Planner, budget: int):
    """A clause about something sudden, in the past."""
    planner.actor = None
    return action(planner, budget, planner.choices.sudden, "past", affirmed=True)


def next_clause(planner: Planner, budget: int, parts):
    """A further clause that fits to those before it.

    parts: the (conjunction, clause) pairs so far. Returns (conjunction, clause, words) or None.
    """
    previous = parts[-1][1]
    name, tense = joint(planner, parts)
    conjunction = planner.choices.word(name, "conjunction")
    if conjunction is None:
        return None
    made, room, way = None, budget - 1, planner.random()
    sudden = name == "when" and tense == "past"
    if name == "because":
        made = reason(planner, room, tense)
    elif sudden:
        made = event(planner, room)
    elif name in ("and", "but") and way < 0.3:
        made = shared(planner, room, previous)
        if made is not None:
            contrast = bool(made[0].denial) != bool(previous.denial) and not_after_but(parts)
            conjunction = planner.choices.word("but" if contrast else "and", "conjunction")
    elif way < 0.6:
        made = about_object(planner, room, tense)
    elif way < 0.8:
        made = about_subject(planner, room, tense)
    if made is None and name != "because" and not sudden:
        made = fresh(planner, room, tense)
    return made and (conjunction, made[0], made[1] + 1)


def not_after_but(parts) -> bool:
    """Whether "but" may come next."""
    return parts[-1][0] is None or parts[-1][0].english != "but"


def joint(planner: Planner, parts) -> tuple[str, str]:
    """The next conjunction and the tense of its clause."""
    previous, tense = parts[-1][1], planner.tense
    if previous.verb in planner.choices.speech_verbs:
        return "that", tense
    used = [conjunction.english for conjunction, _ in parts if conjunction is not None]
    barred = {*(word for word in used if word in SUBORDINATE), *used[-1:], *EXCLUDED[tense]}
    barred.discard("and")
    lasting = previous.quality is not None and previous.quality.meaning not in PASSING
    if lasting or (used and used[-1] in SUBORDINATE):
        barred.update(TEMPORAL)
    if planner.timed and tense == "present":
        barred.add("when")
    name = planner.pick([name for name in JOINTS if name not in barred])
    planner.timed = planner.timed or name in ("when", "if")
    return name, "present" if tense == "future" and name in ("if", "because") else tense


def mention(planner: Planner):
    """Something said before that a pronoun may stand for, or None."""
    eligible = planner.eligible()
    return planner.pick(eligible) if eligible else None


def about_subject(planner: Planner, room: int, tense: str, only_quality: bool = False):
    """A clause whose subject is a pronoun for something said before."""
    phrase = mention(planner)
    pronoun = phrase and planner.pronoun(phrase, "subject")
    if pronoun is None:
        return None
    planner.actor = phrase
    if only_quality or planner.happens(0.35):
        return quality(planner, room, tense, pronoun, phrase)
    frames = planner.choices.using(nouns_of(phrase), ())
    return action(planner, room, [frames], tense, "subject", pronoun, phrase) if frames else None


def about_object(planner: Planner, room: int, tense: str):
    """A clause whose object is a pronoun for something said before.

    Its subject stays bare: in "the cow near the house sees it", "it" might be the house.
    """
    phrase = mention(planner)
    if phrase is None:
        return None
    pronoun = planner.pronoun(phrase, "object")
    frames = planner.choices.using((), nouns_of(phrase))
    if pronoun is None or not frames:
        return None
    planner.actor = None
    made = action(planner, room, [frames], tense, object_=pronoun)
    planner.complete.update(planner.phrases)
    return made


def shared(planner: Planner, room: int, previous: Clause):
    """A clause without a subject of its own: "… and sleeps", "… but does not follow it"."""
    subject = previous.subject
    doer = planner.actor or subject
    nouns = nouns_of(doer) or planner.choices.anybody
    frames = planner.choices.using(nouns, ())
    given = {}
    phrase = mention(planner)
    if phrase is not None and set(nouns_of(phrase)).isdisjoint(nouns_of(doer)):
        pronoun = planner.pronoun(phrase, "object", subject=doer)
        taking = planner.choices.using(nouns, nouns_of(phrase))
        if pronoun is not None and taking:
            frames, given = taking, {"object_": pronoun}
    if not frames:
        return None
    return action(planner, room, [frames], previous.tense, "", subject, planner.actor, **given)


def reason(planner: Planner, room: int, tense: str):
    """A clause that can follow "because": what something is like, or what somebody loves."""
    if planner.happens(0.6):
        made = about_subject(planner, room, tense, only_quality=True)
        if made is not None:
            return made
    phrase = mention(planner)
    if not isinstance(phrase, NounPhrase):
        return None
    if phrase.noun.meaning in PEOPLE and tense == "present" and planner.happens(0.6):
        pronoun = planner.pronoun(phrase, "subject")
        if pronoun is not None:
            planner.actor = phrase
            return action(planner, room, planner.choices.loves, tense, "subject", pronoun, phrase)
    planner.actor = None
    the = planner.choices.word("the", "determiner") if phrase.determiner else None
    again = NounPhrase(phrase.noun, the, phrase.many)
    made = quality(planner, room, tense, again, phrase)
    if made is not None:
        planner.mentions.append(again)
    return made
