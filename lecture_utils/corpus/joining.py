"""How clauses join into a sentence: conjunctions, shared subjects, and pronouns across clauses.

Each function returns what it made with the number of its English words, or None when the
attempt fails; then the sentence is begun anew.
"""

from __future__ import annotations

from .clauses import PASSING, SPENDING, STATES, action, given_cost, location, nouns_of, quality
from .inflection import IL, JE, NOUS, VOUS
from .meaning import Both, Clause, NounPhrase
from .mentions import Planner, is_animate
from .senses import doubtful

JOINTS = ("and", "and", "and", "but", "because", "when", "if", "while")
EXCLUDED = {"present": (), "past": ("if", "while"), "future": ("when", "while")}
SUBORDINATE = frozenset(("because", "when", "if", "while"))
TEMPORAL = ("when", "if", "while")
MOODS = ("feeling", "character")
UNREASONED = ("be", "see", "hear", "lose", "find", "fall", "float", "shine", "bloom", "arrive")
UNCONDITIONAL = ("see", "hear", "float", "shine", "bloom", "lose", "find")
TAKING = ("buy", "sell", "choose", "find", "carry", "wear", "take", *SPENDING)
OWN = ("my", "your", "our", "his", "her", "their")
SPEECH_WORDS = 6


def opening_clause(planner: Planner, budget: int):
    """The first clause; at times somebody says or thinks what the next one tells.

    Returns (None, clause, words) or None.
    """
    made = None
    if planner.due:
        if planner.doubt[1].meaning == "speech":
            planner.due, made = False, speech(planner, planner.doubt[1])
    elif budget > SPEECH_WORDS and planner.happens(0.15):
        made = speech(planner)
    made = made or fresh(planner, budget, planner.tense)
    if made is None:
        return None
    planner.opener = made[0]
    return None, *made


def speech(planner: Planner, verb=None):
    """Somebody says, thinks …, or does what `verb` says; "that" has to follow."""
    verb = verb or planner.pick(planner.choices.speech).verb
    subject = planner.make_subject(planner.subject(planner.choices.speech[0].subjects, 0))
    planner.said.add(verb.english)
    return Clause(subject, verb), given_cost(subject) + 1


def fresh(planner: Planner, budget: int, tense: str):
    """A clause about something new."""
    planner.actor = None
    if planner.due:
        return doubtful(planner, budget, tense)
    kind = planner.draw()
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
    made, room, way = None, budget - 1, planner.draw()
    timed = name in TEMPORAL
    planner.dependent = name if timed else ""
    sudden = name == "when" and tense == "past"
    if planner.due:
        if name not in ("that", "and", "but"):
            conjunction, tense = planner.choices.word("and", "conjunction"), planner.tense
            planner.dependent = ""
        sudden = False
    elif name == "because":
        made = reason(planner, room, tense, previous)
    elif sudden:
        made = event(planner, room)
    elif name in ("and", "but") and way < 0.3:
        made = shared(planner, room, previous)
        if made is not None:
            contrast = bool(made[0].denial) != bool(previous.denial) and not_after_but(parts)
            conjunction = planner.choices.word("but" if contrast else "and", "conjunction")
    elif way < 0.6:
        made = about_object(planner, room, tense, timed)
    elif way < 0.8 or timed:
        made = about_subject(planner, room, tense, MOODS[:1] if timed else ())
    if made is None and (name == "because" or timed) and not sudden and not planner.due:
        # nothing explains it, nothing it could depend on: another clause beside it
        conjunction, tense = planner.choices.word("and", "conjunction"), planner.tense
        planner.dependent = ""
    if made is None and not sudden:
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
    barred = {*EXCLUDED[tense], *used[-1:], *SUBORDINATE.intersection(used)}
    barred.discard("and")
    verb, lasting = previous.verb, False
    if verb.english == "be":
        lasting = previous.quality is not None and previous.quality.meaning not in PASSING
    elif verb.meaning in STATES or verb.english in UNCONDITIONAL:
        lasting = True
    elif tense == "past":
        barred.add("when")  # "played when it fell" would need another past tense in French
    if lasting or (used and used[-1] in SUBORDINATE):
        barred.update(TEMPORAL)
    if verb.english in UNREASONED or verb.meaning in STATES:
        barred.add("because")
    if planner.timed and tense == "present":
        barred.add("when")
    name = planner.pick([name for name in JOINTS if name not in barred])
    planner.timed = planner.timed or name in ("when", "if")
    return name, "present" if tense == "future" and name in ("if", "because") else tense


def mention(planner: Planner):
    """Something said before that a pronoun may stand for, or None."""
    eligible = planner.eligible()
    return planner.pick(eligible) if eligible else None


def about_subject(planner: Planner, room: int, tense: str, kinds=(), phrase=None):
    """A clause whose subject is a pronoun for something said before.

    kinds: classes of adjectives, where it shall not say anything that lasts; then somebody's.
    phrase: the mention, or None for any.
    """
    phrase = phrase or mention(planner)
    if kinds and not (phrase and all(map(is_animate, nouns_of(phrase)))):
        return None
    pronoun = phrase and planner.pronoun(phrase, "subject")
    if pronoun is None:
        return None
    planner.actor = phrase
    if planner.happens(0.35) or len(kinds) > 1:
        return quality(planner, room, tense, pronoun, phrase, kinds=kinds)
    frames = planner.choices.using(nouns_of(phrase), (), STATES if kinds else ())
    return action(planner, room, [frames], tense, "subject", pronoun, phrase) if frames else None


def about_object(planner: Planner, room: int, tense: str, timed: bool = False):
    """A clause whose object is a pronoun for something said before; timed: after "if", "when" …

    Its subject stays bare: in "the cow near the house sees it", "it" might be the house.
    """
    phrase = mention(planner)
    if phrase is None:
        return None
    pronoun = planner.pronoun(phrase, "object")
    barred = (*impossible(planner, phrase), *(STATES if timed else ()))
    frames = planner.choices.using((), nouns_of(phrase), barred)
    if pronoun is None or not frames:
        return None
    planner.actor = None
    made = action(planner, room, [frames], tense, object_=pronoun, affirmed=timed)
    planner.complete.update(planner.phrases)
    return made


def shared(planner: Planner, room: int, previous: Clause):
    """A clause without a subject of its own: "… and sleeps", "… but does not follow it"."""
    subject = previous.subject
    if subject in planner.limited or getattr(subject, "person", IL) in (JE, NOUS, VOUS):
        return None  # French says its "je" again: "… mais je n'ai pas tenu"
    doer = planner.actor or subject
    nouns = nouns_of(doer) or planner.choices.anybody
    frames = planner.choices.using(nouns, ())
    given = {}
    phrase = mention(planner)
    if phrase is not None and set(nouns_of(phrase)).isdisjoint(nouns_of(doer)):
        pronoun = planner.pronoun(phrase, "object", subject=doer)
        taking = planner.choices.using(nouns, nouns_of(phrase), impossible(planner, phrase))
        if pronoun is not None and taking:
            frames, given = taking, {"object_": pronoun}
    if not frames:
        return None
    return action(planner, room, [frames], previous.tense, "", subject, planner.actor, **given)


def impossible(planner: Planner, phrase) -> tuple[str, ...]:
    """Verbs that no longer go with a mention: nobody buys what is broken, or what is theirs."""
    determiner = getattr(phrase, "determiner", None)
    owned = determiner is not None and determiner.english in OWN
    return TAKING if owned or not planner.said.isdisjoint(SPENDING) else ()


def reason(planner: Planner, room: int, tense: str, previous: Clause):
    """A clause that can follow "because": the mood or the character of who did it."""
    phrase = planner.actor or previous.subject
    if not isinstance(phrase, NounPhrase | Both) or phrase not in planner.eligible():
        return None
    return about_subject(planner, room, tense, MOODS, phrase)
