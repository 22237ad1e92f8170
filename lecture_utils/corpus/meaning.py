"""What is said, before it is said in any language: noun phrases, pronouns, clauses.

A noun phrase may hold a clause (its relative), and a clause holds noun phrases.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import inflection
from .lexicon import Word


@dataclass(slots=True, eq=False)
class NounPhrase:
    """What a noun phrase says: "the old boat", "two keys of the house", "anna".

    front, back: the adjectives that stand before and after the noun in French.
    owner: the noun phrase after "of"; place: (preposition, noun phrase).
    relative: a clause about this noun, opened by "who" or "that".
    """

    noun: Word
    determiner: Word | None = None
    many: bool = False
    front: Word | None = None
    back: Word | None = None
    owner: NounPhrase | None = None
    place: tuple[Word, NounPhrase] | None = None
    relative: Clause | None = None

    @property
    def feminine(self) -> bool:
        return self.noun.gender == "f"

    @property
    def person(self) -> int:
        return inflection.ILS if self.many else inflection.IL


@dataclass(slots=True, eq=False)
class Both:
    """Two noun phrases joined by "and"; masculine unless both are feminine."""

    first: NounPhrase
    second: NounPhrase
    conjunction: Word
    many: bool = True
    person: int = inflection.ILS

    @property
    def feminine(self) -> bool:
        return self.first.feminine and self.second.feminine


@dataclass(slots=True, eq=False)
class Pronoun:
    """A subject pronoun ("she" → "elle") or an object pronoun ("them" → "les")."""

    english: str
    french: str
    person: int
    feminine: bool = False

    @property
    def many(self) -> bool:
        return self.person >= inflection.NOUS


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
