"""The least clauses that make sense: somebody does something, is like this, or is there.

Each function returns (clause, number of its English words), or None when nothing fits.
"""

from __future__ import annotations

from functools import cache

from .lexicon import Word
from .meaning import Both, Clause, NounPhrase, Pronoun
from .mentions import COUNTED, Planner, clashes, is_animate
from .selection import AROUND, STANDING

STATES = ("emotion", "knowing")
DENIED_MODAL = {"can": 0, "must": 1, "want": 2}
UNWANTED = ("loss", *STATES)
SPENDING = ("eat", "drink", "break", "burn", "lose", "sell", "finish")  # then it is gone
PAIRED = ("shoe", "boot", "sock", "glove")
UNWILLED = ("fall", "cry", "float", "bloom", "shine", "hear", "break", "burn", "bite", "win")
PLAIN = ("the", "a", "this", "these", "his", "her", "my", "our", "your", "their")


@cache
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
    """Choose between affirmed, denied and modal; returns (denial, modal).

    After "when" and "while" nothing is denied, after "if" nothing with "never".
    """
    chance = planner.draw()
    if chance < 0.2:
        return ("not" if planner.dependent in ("", "if") else ""), None
    never = not planner.dependent and verb.english != "be" and verb.meaning not in STATES
    if chance < 0.25 and never:
        return "never", None
    if chance < 0.37 and tense == "present" and animate and is_willed(verb):
        modal = planner.choices.word(planner.pick(("can", "must", "want")), "auxiliary")
        if modal is not None:
            denied = planner.happens(0.3) and planner.dependent in ("", "if")
            return ("not" if denied else ""), modal
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
    subjects = () if isinstance(clause.subject, Pronoun) else parts_of(clause.subject)
    if any(one.determiner and one.determiner.english in UNDENIED for one in subjects):
        return 0  # "some cats do not sleep" would need "certains" in French
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


TRIES = 8
UNDENIED = (*COUNTED, "a", "every")
DEFINITE = (*STATES, "learning")
PASSING = ("feeling", "state")


def nouns_of(subject) -> tuple[Word, ...]:
    """The nouns of a subject, chosen or made; a pronoun has none."""
    if isinstance(subject, Word):
        return (subject,)
    if isinstance(subject, NounPhrase):
        return (subject.noun,)
    if isinstance(subject, tuple):
        return subject
    return () if isinstance(subject, Pronoun) else (subject.first.noun, subject.second.noun)


def action(
    planner: Planner, budget, groups, tense, opening="subject", subject=None, actor=None,
    object_=None, affirmed=False,
):  # fmt: skip
    """The least clause about somebody doing something.

    groups: lists of frames, of which one list is chosen first; subject, object_: given where
    the clause is about a mention, otherwise drawn; actor: the mention that a given subject
    stands for; affirmed: without "not" and "can". The relative pronoun is not counted.
    """
    for _ in range(TRIES):
        frame = planner.pick(planner.pick(groups))
        if not _is_sayable(planner, frame, tense, object_):
            continue
        roles = _roles(planner, budget, frame, tense, subject, actor, object_)
        if roles is None:
            continue
        chosen, doers, noun, recipient = roles
        animate = not doers or is_animate(doers[0])
        denial, modal = ("", None) if affirmed else polarity(planner, frame.verb, tense, animate)
        words = verb_words(frame.verb, tense, denial, modal)
        words += 0 if opening in ("", "who") else planner.subject_cost(chosen)
        words += _cost(planner, noun, recipient, object_)
        if words <= budget:
            clause = Clause(chosen, frame.verb, tense, denial, opening, modal, object=object_)
            return _say(planner, clause, noun, recipient, actor), words
    return None


def _is_sayable(planner: Planner, frame, tense: str, object_) -> bool:
    """Whether the verb of a frame is new here, and goes with the tense and a given object."""
    verb = frame.verb
    if verb.english in planner.said or (tense == "past" and not verb.english_past):
        return False
    if tense == "future" and verb.meaning in STATES:
        return False
    return object_ is None or not (verb.french_preposition or frame.recipients)


def _roles(planner: Planner, budget, frame, tense, subject, actor, object_):
    """Draw who takes part; None where somebody was said before, or takes part twice.

    Returns (subject as `Planner.subject` chooses it, the nouns of it or of what it stands for,
    the noun of the object, that of the recipient); None for a noun = there is nobody.
    """
    said = planner.said
    chosen = planner.subject(frame.subjects, budget) if subject is None else subject
    if not speaks_clearly(chosen, frame.verb, tense):
        return None
    doers = nouns_of(actor or chosen)
    if subject is None and doers and (doers[0].english in said or doers[-1].english in said):
        return None
    noun = planner.pick(frame.objects) if frame.objects and object_ is None else None
    recipient = planner.pick(frame.recipients) if frame.recipients else None
    for one in (noun, recipient):
        if one is not None and (one.english in said or one in doers):
            return None
    return chosen, doers, noun, recipient


def _cost(planner: Planner, noun: Word | None, recipient: Word | None, object_) -> int:
    """How many English words follow the verb: an object, drawn or given, and a recipient."""
    least = planner.choices.least
    words = least[noun] if noun else isinstance(object_, Pronoun)
    return words + (1 + least[recipient] if recipient else 0)


def _say(planner: Planner, clause: Clause, noun, recipient, actor) -> Clause:
    """The clause with its roles as phrases, each of which is a mention from now on."""
    verb = clause.verb
    clause.subject = planner.make_subject(clause.subject, bool(clause.denial))
    planner.said.add(verb.english)
    owner = actor or clause.subject
    if noun is not None:
        definite = verb.meaning in DEFINITE or verb.french_preposition == "de"
        denied = bool(clause.denial) and not verb.french_preposition
        many = None
        if verb.french_preposition == "de":  # one plays one piano
            many = False
        elif verb.english == "wear" and noun.english in PAIRED:
            many = True
        role = "known" if definite else "object"
        clause.object = planner.phrase(noun, role, owner, denied, many)
        if verb.avoid:
            planner.unsuited[clause.object] = verb.avoid
    if recipient is not None:
        clause.recipient = planner.phrase(recipient, "known", owner)
    return clause


def speaks_clearly(subject, verb: Word, tense: str) -> bool:
    """Whether the English decides the agreement: not in "you have arrived"."""
    if not isinstance(subject, Pronoun) or subject.english not in ("i", "we", "you"):
        return True
    return not (tense == "past" and verb.auxiliary == "être")


def quality(planner: Planner, budget, tense, subject=None, actor=None, opening="subject", kinds=()):
    """The least clause about what something is like; kinds: classes of adjectives, () = any."""
    for _ in range(TRIES):
        about = actor or subject
        if about is None:
            noun = planner.pick(planner.choices.described)
            adjectives = planner.choices.predicates[noun]
            if noun.english in planner.said:
                continue
        else:
            adjectives = shared_qualities(planner, about)
        if kinds:
            adjectives = [word for word in adjectives if word.meaning in kinds]
        if not adjectives:
            return None
        adjective = planner.pick(adjectives)
        if tense == "future" and adjective.meaning not in PASSING:
            continue
        hidden = opening == "" or isinstance(subject, Pronoun)
        if adjective.sense and hidden:
            continue
        denial, _ = polarity(planner, planner.choices.be, tense, False)
        words = verb_words(planner.choices.be, tense, denial, None) + 1
        if opening == "subject":
            words += planner.choices.least[noun] if subject is None else given_cost(subject)
        if words > budget:
            continue
        made = planner.make_subject(noun, known=True) if subject is None else subject
        for phrase in parts_of(about or made):
            planner.qualities.setdefault(phrase, []).append(adjective)
        be = planner.choices.be
        return Clause(made, be, tense, denial, opening, quality=adjective), words
    return None


def given_cost(subject) -> int:
    """Words of a given subject: a pronoun, or "the" and a noun."""
    return 1 if isinstance(subject, Pronoun) or subject.determiner is None else 2


def parts_of(phrase: NounPhrase | Both) -> tuple[NounPhrase, ...]:
    """The one or two noun phrases in a mention."""
    return (phrase.first, phrase.second) if isinstance(phrase, Both) else (phrase,)


def shared_qualities(planner: Planner, about: NounPhrase | Both) -> list[Word]:
    """The adjectives that suit a mention, both its nouns, and what is said of it already."""
    parts = parts_of(about)
    known = [word for part in parts for word in (part.front, part.back)]
    known += [word for part in parts for word in planner.qualities.get(part, ())]
    predicates = [planner.choices.predicates[part.noun] for part in parts]
    return [
        word
        for word in predicates[0]
        if word in predicates[-1] and not any(clashes(word, other) for other in known)
    ]


def location(planner: Planner, budget, tense):
    """The least clause about where something is."""
    for _ in range(TRIES):
        frame = planner.pick(planner.choices.locations)
        chosen = planner.subject(frame.subjects, 0)
        nouns = nouns_of(chosen)
        if any(word.english in planner.said for word in nouns):
            continue
        places = planner.choices.at[planner.pick(frame.objects)]
        if nouns and nouns[0].meaning in STANDING:
            places = [pair for pair in places if pair[0].english in AROUND]
        if not places:
            continue
        place = planner.pick(places)
        if place[1].english in planner.said or place[1] in nouns:
            continue
        denial, _ = polarity(planner, planner.choices.be, tense, False)
        words = verb_words(planner.choices.be, tense, denial, None)
        words += planner.subject_cost(chosen) + place_cost(planner, place)
        if words <= budget:
            made = planner.make_subject(chosen, known=True)
            clause = Clause(made, planner.choices.be, tense, denial)
            clause.places.append((place[0], planner.at(place, made)))
            return clause, words
    return None


def place_cost(planner: Planner, place: tuple[Word, Word]) -> int:
    """How many English words a place has: its preposition, and the least phrase of its noun."""
    return place[0].english.count(" ") + 1 + planner.choices.least[place[1]]
