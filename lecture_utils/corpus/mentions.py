"""Choosing what a sentence says: its nouns, determiners, pronouns, and who they refer to."""

from __future__ import annotations

from functools import cache

from . import inflection
from .lexicon import Word
from .meaning import Both, NounPhrase, Pronoun
from .selection import Choices

POSSESSIVES = {
    inflection.JE: "my", inflection.NOUS: "our", inflection.VOUS: "your", inflection.ILS: "their",
}  # fmt: skip
SPEAKERS = ("i", "you", "we")
SPOUSES = ("husband", "wife")
PEOPLE = ("person", "name")
ANIMATE = (*PEOPLE, "pet", "animal")
CONTRARY = (  # not opposites, but nobody says them of one thing
    {"new", "broken"}, {"new", "dirty"}, {"beautiful", "dirty"},
    {"fresh", "hot"}, {"fresh", "hard"},
)  # fmt: skip
ONE_OWNED = ("building", "room")
COUNTED = ("some", "many", "two", "three", "four")


class Planner:
    """The state of one sentence while its content is chosen.

    draw: a function that returns a float in 0 … 1; tense: that of the main clauses.
    mentions: every noun phrase so far, to which pronouns may refer; said: every English noun,
    verb and adjective so far, in the dictionary's form.
    phrases: the noun phrases of the clause that is being planned; slots: (phrase, front) where
    an adjective may still be added; closed: phrases that take no relative clause;
    complete: phrases after which nothing may be added; denied: objects of negated verbs.
    unsuited: adjectives that do not go with what is done to a phrase;
    qualities: what "is" has said of a mention; actor: what a pronoun subject stands for;
    dependent: the "when", "if" or "while" that opens this clause, or "".
    doubt: the ambiguous word of this sentence with its sense, or None; due: whether the next
    clause shall say it; limited: {a phrase that must betray no sense: its adjectives}.
    """

    def __init__(self, choices: Choices, draw, tense: str):
        self.choices, self.draw, self.tense = choices, draw, tense
        self.mentions: list[NounPhrase | Both] = []
        self.phrases: list[NounPhrase] = []
        self.slots: list[tuple[NounPhrase, bool]] = []
        self.qualities: dict[NounPhrase, list[Word]] = {}
        self.unsuited: dict[NounPhrase, tuple[str, ...]] = {}
        self.closed: set[NounPhrase] = set()
        self.complete: set[NounPhrase] = set()
        self.denied: set[NounPhrase] = set()
        self.ambiguous: list[Word] = []
        self.doubt, self.due = None, False
        self.limited: dict[NounPhrase, tuple[Word, ...]] = {}
        self.actor: NounPhrase | Both | None = None
        self.opener, self.timed, self.dependent = None, False, ""
        self.said: set[str] = set()

    def pick(self, options):
        """One of `options`, all equally likely."""
        return options[int(self.draw() * len(options))]

    def happens(self, probability: float) -> bool:
        return self.draw() < probability

    # ---- noun phrases ----

    def phrase(self, noun, role, possessor=None, denied=False, many=None) -> NounPhrase:
        """A noun phrase without adjectives; it becomes a mention.

        role: a key of `selection.DETERMINERS` in the singular; possessor: the subject to
        whom "his" or "their" refers; denied: the object of a negated verb.
        """
        if noun.sense and self.choices.owners[noun]:
            role = "only"
        if many is None:
            many = self.happens(0.08 if role == "place" else 0.3)
        if noun.meaning == "name":
            many, determiner = False, None
        else:
            many = many and not noun.countable and role != "only"
            determiner = self.determiner(noun, many, role, possessor, denied)
        phrase = NounPhrase(noun, determiner, many)
        self.said.add(noun.english)
        self.mentions.append(phrase)
        self.phrases.append(phrase)
        if denied:
            self.denied.add(phrase)
        if determiner is not None:
            self.slots += [(phrase, front) for front in self.choices.sides[noun]]
        if noun.sense:
            self.ambiguous.append(noun)
            if self.choices.owners[noun]:
                phrase.owner = self.phrase(self.pick(self.choices.owners[noun]), "only")
        return phrase

    def limit(self, phrase: NounPhrase, adjectives: tuple[Word, ...]) -> None:
        """Let nothing be said about a phrase but `adjectives`: it must not betray a sense."""
        self.limited[phrase] = adjectives
        self.complete.add(phrase)
        sides = dict.fromkeys(adjective.before for adjective in adjectives)
        self.slots = [slot for slot in self.slots if slot[0] is not phrase]
        self.slots += [(phrase, front) for front in sides]

    def determiner(self, noun, many, role, possessor, denied) -> Word:
        """A determiner that suits the noun, its number and its role."""
        tables, word = self.choices.determiners, self.choices.word
        if noun.owned and noun.meaning == "person":
            return self.kin(possessor, noun)
        if (noun.countable == "one" and not noun.owned) or role == "only":
            return word("the", "determiner")
        if noun.countable == "no":
            found = self.pick(tables["some" if role == "object" else "only"])
        else:
            found = self.pick(tables[role + "s" if many else role])
        if found == "own":
            alone = many and noun.meaning in ONE_OWNED
            found = self.own(possessor, noun) if noun.owned and not alone else None
        elif denied and found.english in COUNTED:
            found = word("any", "determiner")
        elif denied and (found.english == "every" or found.english == "a" and is_animate(noun)):
            found = None
        return found or word("the", "determiner")

    def own(self, possessor, noun: Word) -> Word | None:
        """The possessive that refers to the subject, or to who speaks or listens, if there is none.

        Nobody shares a wife, a queen has none, and monks that walk by have more than one father.
        """
        if getattr(possessor, "noun", noun).meaning not in PEOPLE and possessor is not None:
            return None
        if possessor is None:
            names = [n for n in ("my", "your", "our") if (n, "determiner") in self.choices.words]
            name = self.pick(names)
        elif possessor.person != inflection.IL:
            name = POSSESSIVES[possessor.person]
        else:
            name = "her" if possessor.feminine else "his"
        odd = ("our", "their", "her" if noun.gender == "f" else "his")
        if noun.english in SPOUSES and name in odd or noun.countable == "one" and name == "their":
            return None
        return self.choices.word(name, "determiner")

    def kin(self, possessor, noun: Word) -> Word:
        """A possessive: "the wife" would be anybody's, in French "la femme"."""
        own = self.own(possessor, noun) or self.own(None, noun)
        return own or self.choices.word("my", "determiner")

    # ---- pronouns ----

    def eligible(self) -> list[NounPhrase | Both]:
        """The mentions that a pronoun may stand for: none of which more would betray a sense."""
        return [
            phrase
            for phrase in self.mentions
            if isinstance(phrase, Both)
            or phrase.determiner is None
            or (phrase.determiner.english not in ("every", "any") and phrase not in self.limited)
        ]

    def pronoun(self, phrase: NounPhrase | Both, role: str, subject=None) -> Pronoun | None:
        """The pronoun for a mention, or None where the English would not decide the French.

        Every mention that the pronoun could stand for must have the same French gender;
        "he" and "she" must have one antecedent only, the subject aside.
        """
        if phrase.many:
            rivals = [other for other in self.mentions if other.many]
            name = "they" if role == "subject" else "them"
        elif phrase.noun.meaning in PEOPLE:
            rivals = [
                other
                for other in self.mentions
                if not other.many
                and other.noun.meaning in PEOPLE
                and other.feminine == phrase.feminine
                and other is not subject
            ]
            if len(rivals) > 1:
                return None
            name = ("she" if role == "subject" else "her") if phrase.feminine else "he"
            name = "him" if name == "he" and role == "object" else name
        else:
            rivals = [
                other
                for other in self.mentions
                if not other.many and other.noun.meaning not in PEOPLE
            ]
            name = "it"
        if any(other.feminine != phrase.feminine for other in rivals):
            return None
        return self.choices.pronoun(name, role, phrase.feminine)

    # ---- the least clause ----

    def subject(self, nouns: tuple[Word, ...], budget: int):
        """A subject out of `nouns`: one of them, two (a tuple), or the pronoun of who speaks.

        budget: English words of the clause; two nouns are joined only where there are 8.
        """
        noun = self.pick(nouns)
        people = noun.meaning in PEOPLE
        if people and self.happens(0.12):
            name = self.pick(SPEAKERS)
            pronoun = self.choices.pronoun(name, "subject")
            if pronoun is not None:
                return pronoun
        if budget >= 8 and (people or noun.meaning == "pet") and self.happens(0.08):
            other = self.pick(nouns)
            if other is not noun and other.meaning in (*PEOPLE, "pet"):
                return noun, other
        return noun

    def make_subject(self, chosen, denied=False, known=False):
        """Turn what `subject` has chosen into a phrase that is a mention.

        "every" stands alone, and in no clause with "not": does "every cat does not sleep" say
        that none sleeps, or that not all do? Nor are "some cats" or "a cat" denied, or said to
        be something (`known`): French would want "certains chats", English "there is a cat".
        """
        if isinstance(chosen, Word):
            return self.phrase(chosen, "known" if denied or known else "subject")
        if isinstance(chosen, tuple):
            first, second = (
                self.without_every(
                    self.phrase(noun, "known" if denied or known else "subject", many=False)
                )
                for noun in chosen
            )
            self.closed.update((first, second))
            both = Both(first, second, self.choices.word("and", "conjunction"))
            self.mentions.append(both)
            return both
        return chosen

    def without_every(self, phrase: NounPhrase) -> NounPhrase:
        """The phrase, with "the" where it had "every"."""
        if phrase.determiner is not None and phrase.determiner.english == "every":
            phrase.determiner = self.choices.word("the", "determiner")
        return phrase

    def at(self, place: tuple[Word, Word], holder) -> NounPhrase:
        """The noun phrase of a place. One thing is in one place, and "at" asks for a known one."""
        many = None if holder.many else False
        phrase = self.phrase(place[1], "place", holder, many=many)
        if place[0].english == "at" and phrase.determiner.english == "a":
            phrase.determiner = self.choices.word("the", "determiner")
        return phrase

    def subject_cost(self, chosen) -> int:
        least = self.choices.least
        if isinstance(chosen, Word):
            return least[chosen]
        if isinstance(chosen, tuple):
            return least[chosen[0]] + 1 + least[chosen[1]]
        return 1 if isinstance(chosen, Pronoun) else 0


def is_animate(noun: Word) -> bool:
    """Whether it lives: "does not bite a king" would not be "ne mord pas de roi"."""
    return noun.meaning in ANIMATE


@cache
def clashes(adjective: Word, other: Word | None) -> bool:
    """Whether two adjectives do not go together: of one class, opposites, or contrary."""
    if other is None:
        return False
    if adjective.meaning == other.meaning or other.english in adjective.antonym:
        return True
    return {adjective.english, other.english} in CONTRARY
