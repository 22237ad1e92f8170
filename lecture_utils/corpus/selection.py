"""Selection rules: who does what to whom, where, and which adjective suits which noun.

The rules stand in the lexicon; here they become tables that a choice can be drawn from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .inflection import IL, ILS, JE, NOUS, VOUS
from .lexicon import Word, entries
from .meaning import Pronoun

SUDDEN = ("arrive", "leave", "fall", "open", "close", "find", "lose", "break")
ATTRIBUTIVE = ("new",)
INDOORS = ("room", "furniture")
OUTDOOR_ANIMALS = ("animal",)
TENSES = (("present", "does"), ("present", "does"), ("past", "did"), ("future", "will"))
STANDING = ("building", "plant")
AROUND = ("near", "behind")
AIMED = ("laugh", "smile", "cry", "bark", "look", "throw")  # "at" would name a target
UNMOVED = ("room", "task")
MOVING = ("find", "look", "choose")
PERSONS = {"i": JE, "we": NOUS, "you": VOUS, "they": ILS, "them": ILS}
FEMALE = ("she", "her")
DETERMINERS = {
    "subject": "the the the the the the the the the the the the a a a a a this this own own every",
    "subjects": "the the the the the the some some these these two three four many own",
    "object": "the the the the the the the a a a a a this own own",
    "objects": "the the the the the some some some these two two three four many own own",
    "some": "the the the the some some some some some this own",
    "known": "the the the the this own own",
    "knowns": "the the the the these own own",
    "place": "the the the the the the the the the a this own",
    "places": "the the the the the these",
    "tool": "the a a own",
    "only": "the",
}


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A verb with the nouns that make sense as its subject, object and recipient."""

    verb: Word
    subjects: tuple[Word, ...]
    objects: tuple[Word, ...] = ()
    recipients: tuple[Word, ...] = ()


def without_doubt(frame: Frame) -> Frame | None:
    """The frame without its ambiguous nouns; None where nothing is left of a role.

    Nobody finds an office either, unless a sense is to be decided by it.
    """
    roles = (frame.subjects, frame.objects, frame.recipients)
    fixed = UNMOVED if frame.verb.english in MOVING else ()
    clear = [
        tuple(noun for noun in role if not noun.sense and noun.meaning not in fixed)
        for role in roles
    ]
    kept = all(bool(new) == bool(old) for new, old in zip(clear, roles, strict=True))
    return Frame(frame.verb, *clear) if kept else None


class Choices:
    """All that the grammar can choose from, for one part of the lexicon.

    tenses: those whose auxiliary is there; frames: a list for each verb;
    speech: frames of verbs before "that"; locations: frames of "be" whose objects are places;
    front[noun], back[noun]: adjectives, by their place in French, and sides[noun] where there
    are some (True = front); predicates[noun]: those that can follow "is"; described: the
    nouns that have some;
    settings[verb]: (preposition, noun) pairs that tell where it happens;
    at[noun]: such pairs with this noun;
    ambiguous: the words with a sense, which only `senses` chooses; all else leaves them out;
    doubtful: frames as in `frames`, the ambiguous nouns and verbs among them;
    tools[verb]: nouns after "with"; around[noun]: where a building or a plant may stand;
    owners[noun]: nouns after "of"; least[noun]: English words of the shortest phrase with it.
    """

    def __init__(self, words: str):
        table = entries(words)
        self.words = {(word.english, word.part): word for word in table if not word.sense}
        self.tenses = [tense for tense, word in TENSES if (word, "auxiliary") in self.words]
        self.pronouns = {(w.english, w.meaning): w for w in table if w.part == "pronoun"}
        self.nouns = [word for word in table if word.part == "noun"]
        self.owners = {noun: self.named(noun.of) for noun in self.nouns}
        self.least = {noun: self._least(noun) for noun in self.nouns}
        verbs = [word for word in table if word.part == "verb"]
        frames = {verb: self._frames(verb) for verb in verbs}
        self.be = self.words["be", "verb"]
        self.ambiguous = [word for word in table if word.sense]
        self.locations = frames.pop(self.be)
        self.doubtful = list(filter(None, frames.values()))
        speech = [frames.pop(verb)[0] for verb in verbs if verb.selects.endswith(">that")]
        self.speech = [frame for frame in speech if not frame.verb.sense]
        self.frames = [
            clear
            for verb, group in frames.items()
            if not verb.sense and (clear := list(filter(None, map(without_doubt, group))))
        ]
        self.speech_verbs = {frame.verb for frame in speech}
        self.sudden = [group for group in self.frames if group[0].verb.english in SUDDEN]
        self.anybody = (self.speech[0].subjects[0],)
        self.brief = [group for group in self.frames if not group[0].objects]
        self._every = [frame for group in self.frames for frame in group]
        self._doing = {noun: self._numbers("subjects", noun) for noun in self.nouns}
        self._done = {noun: self._numbers("objects", noun) for noun in self.nouns}
        self._found: dict[tuple, list[Frame]] = {}
        adjectives = [word for word in table if word.part == "adjective" and not word.sense]
        self.front = {noun: self._describing(noun, adjectives, True) for noun in self.nouns}
        self.back = {noun: self._describing(noun, adjectives, False) for noun in self.nouns}
        self.sides = {
            noun: [True] * bool(self.front[noun]) + [False] * bool(self.back[noun])
            for noun in self.nouns
        }
        self.predicates = {noun: self._predicates(noun) for noun in self.nouns}
        self.settings = {verb: self._settings(verb) for verb in verbs}
        self.tools = {verb: self.named([verb.with_]) for verb in verbs}
        self.at = {noun: self._places([noun]) for noun in self.nouns}
        landmarks = self._places(self.named(("nature", "town", "building")), AROUND)
        standing = [noun for noun in self.nouns if noun.meaning in STANDING]
        self.around = {
            noun: [place for place in landmarks if place[1] is not noun] for noun in standing
        }
        self.rival_cues = {noun: self._rival_cues(noun) for noun in self.nouns}
        self.described = [noun for noun in self.nouns if not noun.sense and self.predicates[noun]]
        self.determiners = {name: self._determiners(text) for name, text in DETERMINERS.items()}

    def word(self, english: str, part: str) -> Word | None:
        """An unambiguous word, or None where this part of the lexicon lacks it."""
        return self.words.get((english, part))

    def _determiners(self, names: str) -> list[Word | str]:
        """The determiners of a list; "own" stands for a possessive that is chosen later."""
        found = [self.words.get((name, "determiner"), name) for name in names.split()]
        return [word for word in found if isinstance(word, Word) or word == "own"]

    def _least(self, noun: Word) -> int:
        """An ambiguous noun with owners needs one: "the key of the door"."""
        if noun.meaning == "name":
            return 1
        return 5 if noun.sense and self.owners[noun] else 2

    def adjectives(self, noun: Word) -> list[Word]:
        """The adjectives that suit a noun, the ambiguous ones aside."""
        return self.front.get(noun, []) + self.back.get(noun, [])

    def deciding(self, sense: Word) -> list[Word]:
        """The nouns that decide for one sense of an ambiguous word."""
        return list(dict.fromkeys(self.named(sense.cues)))

    def named(self, names: tuple[str, ...] | list[str]) -> list[Word]:
        """The nouns that `names` stands for: nouns by name, others by their meaning class.

        A noun that is named several times is as many times as likely to be chosen. An ambiguous
        noun is never meant by its class; its bare name stands for all its senses.
        """
        return [
            noun
            for noun in self.nouns
            for _ in range(
                names.count(noun.key)
                or (names.count(noun.english) if noun.sense else noun.meaning in names)
            )
        ]

    def _frames(self, verb: Word) -> list[Frame]:
        """The frames of a verb, from a text such as "person>book letter; dog>ball"."""
        frames = []
        for rule in filter(None, verb.selects.split(";")):
            roles = [role.split() for role in rule.split(">") if role != "that"]
            nouns = [tuple(self.named(role)) for role in roles]
            if all(nouns):
                frames.append(Frame(verb, *nouns))
        return frames

    def _numbers(self, role: str, noun: Word) -> set[int]:
        return {i for i, frame in enumerate(self._every) if noun in getattr(frame, role)}

    def using(
        self,
        subjects: tuple[Word, ...],
        objects: tuple[Word, ...],
        without: tuple[str, ...] = (),
    ) -> list[Frame]:
        """The frames in which all `subjects` can do something, all `objects` can undergo it.

        without: verbs to leave out, by name or by their meaning class. The list is made once.
        """
        found = self._found.get((subjects, objects, without))
        if found is None:
            sets = [self._doing[noun] for noun in subjects] + [self._done[n] for n in objects]
            frames = [self._every[number] for number in sorted(set.intersection(*sets))]
            found = self._found[subjects, objects, without] = [
                frame
                for frame in frames
                if frame.verb.english not in without and frame.verb.meaning not in without
            ]
        return found

    def _describing(self, noun: Word, adjectives: list[Word], front: bool) -> list[Word]:
        """The adjectives on one side of the noun that suit it."""
        names = {noun.english, noun.key, noun.meaning}
        return [
            adjective
            for adjective in adjectives
            if adjective.before == front
            and names.intersection(adjective.selects.split())
            and adjective.english not in noun.avoid
        ]

    def _predicates(self, noun: Word) -> list[Word]:
        """The adjectives of the noun after "is": a car is "neuve" there, not "nouvelle"."""
        adjectives = self.front[noun] + self.back[noun]
        return [word for word in adjectives if word.english not in ATTRIBUTIVE]

    def _places(self, nouns: list[Word], only: tuple[str, ...] = ()) -> list[tuple[Word, Word]]:
        """(preposition, noun) for each preposition that the nouns take as places."""
        return [
            (self.words[name, "preposition"], noun)
            for noun in nouns
            for name in noun.places
            if (name, "preposition") in self.words and (not only or name in only)
        ]

    def _settings(self, verb: Word) -> list[tuple[Word, Word]]:
        """The places of a verb: "in:river" gives the preposition, "river" leaves it to the noun."""
        found = self._places(self.named([name for name in verb.where if ":" not in name]))
        if verb.english in AIMED:
            found = [place for place in found if place[0].english != "at"]
        given = [name.split(":") for name in verb.where if ":" in name]
        return found + [
            (self.words[preposition, "preposition"], noun)
            for preposition, name in given
            for noun in self.named([name])
        ]

    def _rival_cues(self, noun: Word) -> set[str]:
        """The words that decide for another sense of an ambiguous noun."""
        rivals = [w for w in entries() if w.part == "noun" and w.english == noun.english]
        return {cue for rival in rivals if rival.sense != noun.sense for cue in rival.cues}

    def pronoun(self, name: str, role: str, feminine: bool = False) -> Pronoun | None:
        """A pronoun as "subject" or "object", or None where this part of the lexicon lacks it."""
        word = self.pronouns.get((name, role))
        if word is None:
            return None
        translation = (feminine and word.french_feminine) or word.french
        return Pronoun(name, translation, PERSONS.get(name, IL), feminine or name in FEMALE)

    def suits(self, place: tuple[Word, Word], subject: Word | None) -> bool:
        """Whether a place makes sense for a subject: horses do not sleep in kitchens."""
        if subject is None or subject.meaning not in OUTDOOR_ANIMALS:
            return place[1] is not subject
        inside = place[1].meaning == "building" and place[0].english in ("in", "at")
        return not inside and place[1].meaning not in INDOORS


@cache
def choices(words: str = "all") -> Choices:
    """The tables for words="all" or "core", made once."""
    return Choices(words)
