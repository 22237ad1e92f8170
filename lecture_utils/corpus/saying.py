"""How it is said: phrases and clauses in both languages at once, with the links between them.

Convention of the links (source, target): an article is linked to the article, also where French
has one word for two: in "du" = "de" + "le" both "of" and "the" are linked to "du". A word that
French says in several is linked to each: "near" to "près" and "de", "many" to "beaucoup" and
"de", "some" (water) to "de" and "l'".

"not" is linked to "ne" and "pas", "never" to "ne" and "jamais";
"cannot" to "ne", "peut" and "pas"; "does", "did", "will" to the French word that carries the
tense, which is also the verb's in "does not see" (both to "voit") but not in "did not see" ("did"
to "a", "see" to "vu"); "saw" to both "a" and "vu"; in "wants to see" "to" belongs to the
infinitive; the "for" of "look for" to the verb. An adverb of manner follows the verb in French,
the object in English: "eats the fish slowly", "mange lentement le poisson".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from . import inflection
from .lexicon import Word, add_s, article
from .meaning import Both, Clause, NounPhrase, Pronoun
from .pair import Pair

LAST_RANK = {"size": 1, "age": 3, "colour": 4}
AFTER_AGE = ("wild", "round", "broken", "open", "closed", "full", "empty", "light", "dark")
ENGLISH_BE = {
    "present": ("am", "is", "are", "are", "are"),
    "past": ("was", "was", "were", "were", "were"),
}
DENIAL = {"not": "pas", "never": "jamais"}


@dataclass(slots=True)
class Draft:
    """A sentence pair under construction: French words not yet elided or contracted.

    links: (French word, the English words to which it is linked), in the order they were said.
    """

    english: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    french: list[str] = field(default_factory=list)
    links: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    modifiers: set[tuple[int, int]] = field(default_factory=set)
    senses: dict[int, str] = field(default_factory=dict)

    def say(self, word: str, part: str, entry: Word | None = None) -> int:
        """Append an English word; return its index."""
        index = len(self.english)
        self.english.append(word)
        self.classes.append(part)
        if entry is not None and entry.sense:
            self.senses[index] = entry.sense
        return index

    def translate(self, word: str, *sources: int) -> None:
        """Append a French word, linked to the English words at `sources`."""
        self.links.append((len(self.french), sources))
        self.french.append(word)

    def both(self, word: Word, part: str) -> None:
        """Append a word that never changes its form, and each word of its translation."""
        english, translations = words_of(word)
        sources = [self.say(one, part) for one in english]
        for french_word in translations:
            self.translate(french_word, *sources)

    def finish(self) -> Pair:
        """The finished pair, elided and contracted."""
        written, places = inflection.join(self.french)
        links = {pair_of(one, places[target]) for target, sources in self.links for one in sources}
        return Pair(self.english, written, links, self.classes, self.modifiers, self.senses)


@cache
def pair_of(source: int, target: int) -> tuple[int, int]:
    """The two numbers, one object for all sentences: millions of them need less memory."""
    return source, target


@cache
def words_of(word: Word) -> tuple[list[str], list[str]]:
    """The English and the French words of which an expression such as "in front of" consists."""
    return word.english.split(), word.french.split()


def in_english_order(front: Word | None, back: Word | None) -> list[Word]:
    """The adjectives of a noun as English orders them: "big old white boat".

    What kind of thing it is, or its state, comes last: "an old wild bear", "a new open box".
    """
    if front is None or back is None:
        return [adjective for adjective in (front, back) if adjective]
    last = 4 if back.english in AFTER_AGE else LAST_RANK.get(back.meaning, 2)
    return [front, back] if LAST_RANK.get(front.meaning, 0) <= last else [back, front]


@cache
def french_determiner(
    determiner: Word, feminine: bool, many: bool, front: bool, next_word: str, denied: bool
) -> list[str]:
    """The French determiner, one or two words, before elision and contraction.

    front: `next_word` is an adjective, otherwise the noun.
    denied: it opens the object of a negated verb, where "un" becomes "de".
    """
    english = determiner.english
    if english == "any" or (denied and english == "a"):
        return ["de"]
    if english == "some":
        if many:
            return ["de" if front else "des"]
        return ["de", "la" if feminine else "le"]
    if english == "many":
        return determiner.french.split()
    return [inflection.determiner_form(determiner, feminine, many, next_word)]


def add_noun_phrase(draft: Draft, phrase: NounPhrase, denied: bool = False) -> None:
    """Say a noun phrase in both languages."""
    noun, front, back = phrase.noun, phrase.front, phrase.back
    feminine, many = phrase.feminine, phrase.many
    adjectives = in_english_order(front, back)
    english_noun = (noun.english_plural or add_s(noun.english)) if many else noun.english
    at_determiner = None
    if phrase.determiner is not None:
        word = phrase.determiner.english
        if word == "a":
            word = article(adjectives[0].english if adjectives else english_noun)
        at_determiner = draft.say(word, "determiner")
    at = {adj: draft.say(adj.english, "adjective", adj) for adj in adjectives}
    at_noun = draft.say(english_noun, "noun", noun)

    first = french_noun = inflection.noun_form(noun, many)
    if front is not None:
        vowel = inflection.begins_with_vowel(french_noun)
        first = inflection.adjective_form(front, feminine, many, vowel)
    if at_determiner is not None:
        placed = phrase.determiner, feminine, many, front is not None, first, denied
        for word in french_determiner(*placed):
            draft.translate(word, at_determiner)
    if front is not None:
        draft.translate(first, at[front])
        draft.modifiers.add(pair_of(at[front], at_noun))
    draft.translate(french_noun, at_noun)
    if back is not None:
        draft.translate(inflection.adjective_form(back, feminine, many), at[back])
        draft.modifiers.add(pair_of(at[back], at_noun))


def english_verb(verb: Word, third: bool) -> str:
    """The English present tense: "sees" in the third person singular, otherwise "see"."""
    return (verb.english_third or add_s(verb.english)) if third else verb.english


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
    third = person == inflection.IL
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
        return inflection.present(clause.modal, person), verb.french
    if verb.english == "be":
        return inflection.BE[clause.tense][person], ""
    if clause.tense == "present":
        return inflection.present(verb, person), ""
    if clause.tense == "future":
        return inflection.future(verb, person), ""
    agrees = subject if verb.auxiliary == "être" else None
    if clause.opening == "that" or isinstance(object_, Pronoun):
        agrees = object_
    forms = (agrees.feminine, agrees.many) if agrees is not None else ()
    return inflection.auxiliary(verb, person), inflection.participle(verb, *forms)


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
    if isinstance(phrase, NounPhrase):
        add_noun_phrase(draft, phrase, denied)
        if phrase.owner is not None:
            draft.translate("de", draft.say("of", "preposition"))
            add_phrase(draft, phrase.owner)
        if phrase.place is not None:
            add_place(draft, phrase.place)
        if phrase.relative is not None:
            add_clause(draft, phrase.relative)
    elif isinstance(phrase, Both):
        add_phrase(draft, phrase.first, denied)
        draft.both(phrase.conjunction, "conjunction")
        add_phrase(draft, phrase.second, denied)
    else:
        draft.translate(phrase.french, draft.say(phrase.english, "pronoun"))


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
        form = inflection.adjective_form(clause.quality, subject.feminine, subject.many)
        draft.translate(form, source)
    at_manner = len(draft.french)
    if clause.manner is not None:
        draft.translate(clause.manner.french)
    done_to = clause.object
    if done_to is not None and at.clitic is None and clause.opening != "that":
        denied = bool(clause.denial) and not clause.verb.french_preposition
        add_phrase(draft, done_to, denied)
    if clause.recipient is not None:
        draft.translate("à", draft.say("to", "preposition"))
        add_phrase(draft, clause.recipient)
    if clause.tool is not None:
        add_place(draft, clause.tool)
    if clause.manner is not None:
        draft.links.append((at_manner, (draft.say(clause.manner.english, "adverb"),)))
    for place in clause.places:
        add_place(draft, place)
    if clause.time is not None:
        draft.both(clause.time, "adverb")
