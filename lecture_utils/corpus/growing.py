"""Growth: a clause that makes sense becomes longer, word by word, up to the length wanted.

A step returns the number of English words it has added, 0 if it does not apply or does not fit
into `spare` words. `clause` is the clause that grows, `planner` knows its noun phrases.
"""

from __future__ import annotations

from .clauses import PASSING, SPENDING, STATES, action, nouns_of, place_cost
from .lexicon import Word
from .meaning import Clause, NounPhrase
from .mentions import COUNTED, Planner, clashes
from .selection import ATTRIBUTIVE, STANDING

MANNERS = {
    "slowly": ("walk", "run", "swim", "cross", "climb", "eat", "drink", "read", "write", "dance"),
    "quickly": ("walk", "run", "swim", "cross", "climb", "eat", "drink", "read", "write"),
    "quietly": ("sleep", "wait", "work", "sing", "read", "laugh"),
}
TIMES = {
    "present": ("today", "now"),
    "past": ("yesterday", "today"),
    "future": ("tomorrow", "today"),
}
PACES = ("slow", "fast", "noisy", "quiet")
UNGRADED = ("huge",)
GRADED = ("age", "size", "quality", "feeling", "character")
STUCK = 16
LONGEST_RELATIVE = 8


def grow(planner: Planner, clause: Clause, spare: int) -> int:
    """Take random steps until `spare` words are added or nothing fits; returns those left."""
    failures = 0
    spare -= add_place(planner, clause, spare) if planner.happens(0.4) else 0
    while spare and failures < STUCK:
        step = planner.pick(STEPS if spare >= 3 else SHORT_STEPS)
        added = step(planner, clause, spare)
        spare -= added
        failures += not added
    return spare


def add_adjective(planner: Planner, clause: Clause, spare: int) -> int:
    """Give a noun of the sentence an adjective, at most one on each side in French."""
    if not planner.slots:
        return 0
    place = int(planner.draw() * len(planner.slots))
    phrase, front = planner.slots[place]
    table = planner.choices.front if front else planner.choices.back
    options = table[phrase.noun]
    if phrase in planner.limited:
        options = [word for word in planner.limited[phrase] if word.before == front]
    adjective = planner.pick(options)
    if clashes(adjective, phrase.back if front else phrase.front):
        return 0
    for other in planner.qualities.get(phrase, ()):
        if clashes(adjective, other):
            return 0
    if phrase in planner.unsuited and adjective.english in planner.unsuited[phrase]:
        return 0
    if adjective.english in ATTRIBUTIVE and phrase in planner.denied:
        return 0  # "ne porte pas de nouveau panier" would say "again"
    planner.slots[place] = planner.slots[-1]
    planner.slots.pop()
    if front:
        phrase.front = adjective
    else:
        phrase.back = adjective
    return 1


def add_place(planner: Planner, clause: Clause, spare: int) -> int:
    """Say where it happens, once in a clause, and not behind a clause about another noun."""
    settings = planner.choices.settings[clause.verb]
    if not settings or is_placed(planner, clause) or is_told_more(planner, clause):
        return 0
    place, possessor = planner.pick(settings), planner.actor or clause.subject
    if not fits(planner, place, nouns_of(possessor), spare):
        return 0
    clause.places.append((place[0], planner.at(place, possessor)))
    return place_cost(planner, place)


def add_tool(planner: Planner, clause: Clause, spare: int) -> int:
    """Say with what it is done: "with the knife"."""
    tools = planner.choices.tools[clause.verb]
    if not tools or spare < 3 or clause.tool is not None or clause.recipient is not None:
        return 0
    tool = planner.pick(tools)
    if tool.english in planner.said:
        return 0
    owner = planner.actor or clause.subject
    preposition = planner.choices.word("with", "preposition")
    clause.tool = (preposition, planner.phrase(tool, "tool", owner, many=False))
    return 3


def fits(planner: Planner, place: tuple[Word, Word], nouns: tuple[Word, ...], spare: int) -> bool:
    """Whether a place suits these nouns, has not been said yet, and fits into `spare` words."""
    if place[1].english in planner.said or place_cost(planner, place) > spare:
        return False
    return all(planner.choices.suits(place, noun) for noun in nouns)


def is_placed(planner: Planner, clause: Clause) -> bool:
    """Whether the clause names a place already, of what happens or of one of its nouns."""
    return bool(clause.places) or any(phrase.place for phrase in planner.phrases)


def is_told_more(planner: Planner, clause: Clause) -> bool:
    """Whether a relative clause follows one of its nouns, the subject aside."""
    return any(phrase.relative and phrase is not clause.subject for phrase in planner.phrases)


def add_surroundings(planner: Planner, clause: Clause, spare: int) -> int:
    """Say where a building or a plant stands: "the house near the river"."""
    phrase = planner.pick(planner.phrases) if planner.phrases else None
    if phrase is None or phrase in planner.complete or not is_bare(phrase) or phrase.noun.sense:
        return 0
    if is_placed(planner, clause):
        return 0
    options = planner.choices.around.get(phrase.noun)
    place = planner.pick(options) if options else None
    if place is None or not fits(planner, place, (), spare):
        return 0
    phrase.place = (place[0], planner.phrase(place[1], "only"))
    return place_cost(planner, place)


def is_bare(phrase: NounPhrase) -> bool:
    """Whether nothing follows the noun yet, so that something may be said about it."""
    return phrase.owner is None and phrase.place is None and phrase.relative is None


def add_owner(planner: Planner, clause: Clause, spare: int) -> int:
    """Say to what something belongs: "the door of the house"."""
    phrase = planner.pick(planner.phrases) if planner.phrases else None
    if phrase is None or spare < 3 or phrase in planner.complete or not is_bare(phrase):
        return 0
    options = planner.choices.owners[phrase.noun]
    owner = planner.pick(options) if options else None
    if owner is None or owner.english in planner.said or phrase.determiner.english != "the":
        return 0
    phrase.owner = planner.phrase(owner, "only")
    return 3


def add_relative(planner: Planner, clause: Clause, spare: int) -> int:
    """Say more about a noun in a clause that "who" or "that" opens."""
    phrase = planner.pick(planner.phrases) if planner.phrases else None
    if phrase is None or spare < 3 or not is_bare(phrase) or phrase.determiner is None:
        return 0
    if phrase in planner.closed or phrase in planner.complete:
        return 0
    if phrase.determiner.english not in ("the", "a", "this", "some"):
        return 0
    if clause.denial and phrase is clause.object or phrase.noun.sense:
        return 0
    if clause.recipient is not None and phrase is clause.object:
        return 0
    if clause.time is not None and phrase is not clause.subject:
        return 0
    last = clause.places[-1][1] if clause.places else None
    if last is not None and phrase not in (clause.subject, last):
        return 0  # the place would seem to belong to the relative
    choices, tense = planner.choices, "past" if planner.tense == "past" else "present"
    about_object, nouns = planner.happens(0.4), (phrase.noun,)
    if about_object:  # the cake that she ate is gone
        frames = choices.using((), nouns, SPENDING)
    else:
        frames = choices.using(nouns, ())
    if not frames:
        return 0
    opening = "that" if about_object else "who"
    given = {"object_": phrase} if about_object else {"subject": phrase}
    given["affirmed"] = about_object or phrase.noun.countable == "one"  # no sun that does not shine
    budget = min(spare, LONGEST_RELATIVE) - 1
    phrases, planner.phrases = planner.phrases, []
    made = action(planner, budget, [frames], tense, opening, **given)
    inner, planner.phrases = planner.phrases, phrases
    if made is None:
        return 0
    phrase.relative, words = made
    planner.closed.update(inner)
    planner.phrases = phrases + inner
    return words + 1


def add_adverb(planner: Planner, clause: Clause, spare: int) -> int:
    """Say how often, how, or when, each in one word; "when" not after a relative clause."""
    kind = planner.pick(("often", "manner", "time", "time"))
    word = planner.choices.word
    if kind == "often":
        if clause.tense != "present" or clause.denial == "never" or not is_changing(clause):
            return 0
        if clause.often or clause.modal or clause.time or clause.first or planner.dependent:
            return 0
        determiner = getattr(clause.subject, "determiner", None)
        if determiner is not None and determiner.english in (*COUNTED, "every"):
            return 0  # "many birds sometimes fly" counts twice
        name = planner.pick(("often", "always", "often" if clause.denial else "sometimes"))
        clause.often = word(name, "adverb")
        return int(clause.often is not None)
    if kind == "manner":
        return add_manner(planner, clause)
    if planner.timed or clause.denial == "never" or clause.often or not is_changing(clause):
        return 0
    if clause.tense == "present" and clause.verb.english != "be" and clause.modal is None:
        return 0  # English would say "is sleeping now"
    adverb = word(planner.pick(TIMES[clause.tense]), "adverb")
    if adverb is None:
        return 0
    related = is_told_more(planner, clause)
    if clause is planner.opener and (related or planner.happens(0.3)):
        clause.first = adverb
    elif related:
        return 0
    else:
        clause.time = adverb
    planner.timed = True
    return 1


def add_manner(planner: Planner, clause: Clause) -> int:
    """Say how it is done, unless the adverb would end up far from its verb."""
    name = planner.pick(tuple(MANNERS))
    adverb, done_to = planner.choices.word(name, "adverb"), clause.object
    paced = getattr(getattr(clause.subject, "back", None), "english", "") in PACES
    if adverb is None or paced or clause.manner or clause.denial:
        return 0
    if clause.verb.english not in MANNERS[name]:
        return 0
    if isinstance(done_to, NounPhrase):
        if not is_bare(done_to):
            return 0
        planner.complete.add(done_to)
    clause.manner = adverb
    return 1


def add_very(planner: Planner, clause: Clause, spare: int) -> int:
    """Strengthen the adjective after "is"."""
    if clause.quality is None or clause.very or clause.quality.meaning not in GRADED:
        return 0
    if clause.quality.english in UNGRADED:
        return 0
    clause.very = planner.choices.word("very", "adverb")
    return int(clause.very is not None)


def is_changing(clause: Clause) -> bool:
    """Whether it can be so today and not tomorrow: feelings can, colours and castles cannot."""
    if clause.quality is not None:
        return clause.quality.meaning in PASSING
    if clause.verb.english == "be":
        return all(noun.meaning not in STANDING for noun in nouns_of(clause.subject))
    return clause.verb.meaning not in (*STATES, "speech")


SHORT_STEPS = (add_adjective, add_adjective, add_adjective, add_adverb, add_very)
STEPS = (
    *[add_place] * 4,
    *[add_relative] * 3,
    *[add_adjective] * 4,
    *[add_tool] * 4,
    add_surroundings,
    add_owner,
    add_adverb,
)
