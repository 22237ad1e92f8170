"""Clauses, said in both languages at once: verb groups, negation, clitics, relatives.

Convention of the links: "not" is linked to "ne" and "pas", "never" to "ne" and "jamais";
"cannot" to "ne", "peut" and "pas"; "does", "did", "will" to the French word that carries the
tense, which is also the verb's in "does not see" (both to "voit") but not in "did not see" ("did"
to "a", "see" to "vu"); "saw" to both "a" and "vu"; in "wants to see" "to" belongs to the
infinitive; the "for" of "look for" to the verb. An adverb of manner follows the verb in French,
the object in English: "eats the fish slowly", "mange lentement le poisson".
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import french
from .lexicon import Word
from .phrases import Both, Draft, NounPhrase, Pronoun, add_noun_phrase, english_verb

ENGLISH_BE = {
    "present": ("am", "is", "are", "are", "are"),
    "past": ("was", "was", "were", "were", "were"),
}
DENIAL = {"not": "pas", "never": "jamais"}


@dataclass(slots=True, eq=False)
class Clause:
    """What a clause says.

    opening: how it begins: "subject"; "who" (a relative clause about its subject); "that" (one
        about its object); or "" (the subject is understood: "… and sleeps").
    tense: "present", "past" or "future"; denial: "", "not" or "never".
    modal: "can", "must" or "want"; often: an adverb of frequency.
    object, recipient, tool, places, manner, time: what follows the verb, where present;
    quality: the adjective after "be", and `very` before it; first: an adverb that opens the
    sentence.
    """

    subject: NounPhrase | Both | Pronoun
    verb: Word
    tense: str = "present"
    denial: str = ""
    opening: str = "subject"
    modal: Word | None = None
    often: Word | None = None
    object: NounPhrase | Both | Pronoun | None = None
    recipient: NounPhrase | None = None
    tool: tuple[Word, NounPhrase] | None = None
    quality: Word | None = None
    very: Word | None = None
    places: list[tuple[Word, NounPhrase]] = field(default_factory=list)
    manner: Word | None = None
    time: Word | None = None
    first: Word | None = None


@dataclass(slots=True)
class Spoken:
    """Where the English words of a verb group stand; None = there is no such word."""

    main: int = -1
    helper: int | None = None
    modal: int | None = None
    to: int | None = None
    denial: int | None = None
    often: int | None = None
    particle: int | None = None
    clitic: int | None = None


def add_english_verb(draft: Draft, clause: Clause) -> Spoken:
    """Say the English verb group, an object pronoun included."""
    at, verb, modal, denial = Spoken(), clause.verb, clause.modal, clause.denial
    person, be = clause.subject.person, clause.verb.english == "be"
    third = person == french.IL
    form = verb.english
    if modal is not None and modal.english != "want":
        word = "cannot" if denial and modal.english == "can" else modal.english
        at.modal = draft.say(word, "auxiliary")
    elif clause.tense == "future":
        at.helper = draft.say("will", "auxiliary")
    elif be:
        at.main = draft.say(ENGLISH_BE[clause.tense][person], "verb")
    elif denial == "not":
        word = "did" if clause.tense == "past" else "does" if third else "do"
        at.helper = draft.say(word, "auxiliary")
    elif modal is None:
        form = verb.english_past if clause.tense == "past" else english_verb(verb, third)
    if denial and draft.english[-1] != "cannot":
        at.denial = draft.say(denial, "negation")
    if clause.often is not None:
        at.often = draft.say(clause.often.english, "adverb")
    if modal is not None and modal.english == "want":
        at.modal = draft.say(english_verb(modal, third and not denial), "auxiliary")
        at.to = draft.say("to", "preposition")
    if at.main < 0:
        at.main = draft.say(form, "verb", verb)
    if verb.english_preposition:
        at.particle = draft.say(verb.english_preposition, "preposition")
    if isinstance(clause.object, Pronoun):
        at.clitic = draft.say(clause.object.english, "pronoun")
    return at


def french_verb(clause: Clause) -> tuple[str, str]:
    """The French verb that carries the tense, and the infinitive or participle ("" = none)."""
    verb, subject, object_ = clause.verb, clause.subject, clause.object
    person = subject.person
    if clause.modal is not None:
        return french.present(clause.modal, person), verb.french
    if verb.english == "be":
        return french.BE[clause.tense][person], ""
    if clause.tense == "present":
        return french.present(verb, person), ""
    if clause.tense == "future":
        return french.future(verb, person), ""
    agrees = subject if verb.auxiliary == "être" else None
    if clause.opening == "that" or isinstance(object_, Pronoun):
        agrees = object_
    forms = (agrees.feminine, agrees.many) if agrees is not None else ()
    return french.auxiliary(verb, person), french.participle(verb, *forms)


def add_french_verb(draft: Draft, clause: Clause, at: Spoken) -> None:
    """Say the French verb group: ne + clitic + verb + pas + adverb + infinitive or participle."""
    finite, rest = french_verb(clause)
    carriers = [place for place in (at.helper, at.modal) if place is not None]
    verb_words = [at.main]
    if at.particle is not None and not clause.verb.french_preposition:
        verb_words.append(at.particle)
    denied_by = at.denial if at.denial is not None else at.modal
    if clause.denial:
        draft.translate("ne", denied_by)
    if at.clitic is not None and clause.modal is None:
        draft.translate(clause.object.french, at.clitic)
    spoken_once = not rest or not carriers
    draft.translate(finite, *carriers, *(verb_words if spoken_once else ()))
    if clause.denial:
        draft.translate(DENIAL[clause.denial], denied_by)
    if clause.often is not None:
        draft.translate(clause.often.french, at.often)
    if at.clitic is not None and clause.modal is not None:
        draft.translate(clause.object.french, at.clitic)
    if rest:
        to = () if at.to is None else (at.to,)
        draft.translate(rest, *to, *verb_words)
    if clause.verb.french_preposition:
        source = at.main if at.particle is None else at.particle
        draft.translate(clause.verb.french_preposition, source)


def add_phrase(draft: Draft, phrase: NounPhrase | Both | Pronoun, denied: bool = False) -> None:
    """Say a noun phrase with all that belongs to it, two of them, or a subject pronoun."""
    if isinstance(phrase, Pronoun):
        draft.translate(phrase.french, draft.say(phrase.english, "pronoun"))
    elif isinstance(phrase, Both):
        add_phrase(draft, phrase.first, denied)
        draft.both(phrase.conjunction, "conjunction")
        add_phrase(draft, phrase.second, denied)
    else:
        add_noun_phrase(draft, phrase, denied)
        if phrase.owner is not None:
            draft.translate("de", draft.say("of", "preposition"))
            add_phrase(draft, phrase.owner)
        if phrase.place is not None:
            add_place(draft, phrase.place)
        if phrase.relative is not None:
            add_clause(draft, phrase.relative)


def add_place(draft: Draft, place: tuple[Word, NounPhrase]) -> None:
    """Say a preposition and its noun phrase: "near the bank", "with the knife"."""
    draft.both(place[0], "preposition")
    add_phrase(draft, place[1])


def add_opening(draft: Draft, clause: Clause) -> None:
    """Say the subject, or the relative pronoun in its place or before it."""
    if clause.opening == "who":
        person = clause.subject.noun.meaning == "person"
        draft.translate("qui", draft.say("who" if person else "that", "pronoun"))
    elif clause.opening == "that":
        draft.translate("que", draft.say("that", "pronoun"))
    if clause.opening in ("subject", "that"):
        add_phrase(draft, clause.subject)


def add_clause(draft: Draft, clause: Clause) -> None:
    """Say a whole clause in both languages."""
    if clause.first is not None:
        draft.both(clause.first, "adverb")
    add_opening(draft, clause)
    at = add_english_verb(draft, clause)
    add_french_verb(draft, clause, at)
    if clause.very is not None:
        draft.both(clause.very, "adverb")
    if clause.quality is not None:
        source = draft.say(clause.quality.english, "adjective", clause.quality)
        subject = clause.subject
        form = french.adjective_form(clause.quality, subject.feminine, subject.many)
        draft.translate(form, source)
    at_manner = len(draft.french)
    if clause.manner is not None:
        draft.translate(clause.manner.french)
    if isinstance(clause.object, NounPhrase | Both) and clause.opening != "that":
        denied = bool(clause.denial) and not clause.verb.french_preposition
        add_phrase(draft, clause.object, denied)
    if clause.recipient is not None:
        draft.translate("à", draft.say("to", "preposition"))
        add_phrase(draft, clause.recipient)
    if clause.tool is not None:
        add_place(draft, clause.tool)
    if clause.manner is not None:
        draft.links.append((draft.say(clause.manner.english, "adverb"), at_manner))
    for place in clause.places:
        add_place(draft, place)
    if clause.time is not None:
        draft.both(clause.time, "adverb")
