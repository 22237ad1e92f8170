"""Noun phrases and pronouns, said in both languages at once, with the links between them.

Convention of the links (source, target): an article is linked to the article, also where French
has one word for two: in "du" = "de" + "le" both "of" and "the" are linked to "du". A word that
French says in several is linked to each: "near" to "près" and "de", "many" to "beaucoup" and
"de", "some" (water) to "de" and "l'".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from . import french
from .english import add_s, article
from .lexicon import Word
from .pair import Pair

if TYPE_CHECKING:
    from .clauses import Clause

LAST_RANK = {"size": 1, "age": 3, "colour": 4}


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
        return french.ILS if self.many else french.IL


@dataclass(slots=True, eq=False)
class Both:
    """Two noun phrases joined by "and"; masculine unless both are feminine."""

    first: NounPhrase
    second: NounPhrase
    conjunction: Word
    many: bool = True
    person: int = french.ILS

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
        return self.person >= french.NOUS


@dataclass(slots=True)
class Draft:
    """A sentence pair under construction: French words not yet elided or contracted."""

    english: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    french: list[str] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
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
        target = len(self.french)
        self.french.append(word)
        for source in sources:
            self.links.append((source, target))

    def both(self, word: Word, part: str) -> None:
        """Append a word that never changes its form, and each word of its translation."""
        english, translations = split(word)
        sources = [self.say(one, part) for one in english]
        for french_word in translations:
            self.translate(french_word, *sources)

    def finish(self) -> Pair:
        """The finished pair, elided and contracted."""
        written, places = french.join(self.french)
        links = {(source, places[target]) for source, target in self.links}
        return Pair(self.english, written, links, self.classes, self.modifiers, self.senses)


@cache
def split(word: Word) -> tuple[list[str], list[str]]:
    """The English and the French words of which an expression such as "in front of" consists."""
    return word.english.split(), word.french.split()


def in_english_order(front: Word | None, back: Word | None) -> list[Word]:
    """The adjectives of a noun as English orders them: "big old white boat"."""
    if front is None or back is None:
        return [adjective for adjective in (front, back) if adjective]
    ranks = [LAST_RANK.get(front.meaning, 0), LAST_RANK.get(back.meaning, 2)]
    return [front, back] if ranks[0] <= ranks[1] else [back, front]


def french_determiner(phrase: NounPhrase, next_word: str, denied: bool) -> list[str]:
    """The French determiner, one or two words, before elision and contraction.

    denied: the phrase is the object of a negated verb, where "un" becomes "de".
    """
    determiner = phrase.determiner
    english = determiner.english
    if english == "any" or (denied and english == "a"):
        return ["de"]
    if english == "some":
        if phrase.many:
            return ["de" if phrase.front else "des"]
        return ["de", "la" if phrase.feminine else "le"]
    if english == "many":
        return determiner.french.split()
    return [french.determiner_form(determiner, phrase.feminine, phrase.many, next_word)]


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

    first = french_noun = french.noun_form(noun, many)
    if front is not None:
        vowel = french.begins_with_vowel(french_noun)
        first = french.adjective_form(front, feminine, many, vowel)
    if at_determiner is not None:
        for word in french_determiner(phrase, first, denied):
            draft.translate(word, at_determiner)
    if front is not None:
        draft.translate(first, at[front])
        draft.modifiers.add((at[front], at_noun))
    draft.translate(french_noun, at_noun)
    if back is not None:
        draft.translate(french.adjective_form(back, feminine, many), at[back])
        draft.modifiers.add((at[back], at_noun))


def english_verb(verb: Word, third: bool) -> str:
    """The English present tense: "sees" in the third person singular, otherwise "see"."""
    return (verb.english_third or add_s(verb.english)) if third else verb.english
