"""Single words and short phrases, for training only: a translator shall know when to stop."""

from __future__ import annotations

from .clauses import add_phrase
from .english import add_s
from .french import IL, auxiliary, noun_form, participle, present
from .lexicon import Word, lexicon
from .pair import Pair
from .phrases import Draft, NounPhrase
from .selection import Choices, choices
from .senses import Doubt, doubts

BE = {"is": "est", "are": "sont"}


def short_phrases(words: str = "all") -> list[Pair]:
    """Pairs shorter than a sentence, aligned: "cat", "cats", "sees", "the cats", "a cat", and
    the shortest phrases in which a word decides a sense, "a key of the piano".

    Each English has one French, also beside what `generate` yields: a word that stands alone
    comes in its dictionary form ("white" → "blanc", "see" → "voir", "saw" → "a vu"), and only if
    all rows of the lexicon agree on it. So "bank" and "open" (adjective and verb) are left out.

    words: "all" or "core", as in `generate`; ValueError for anything else.
    """
    pairs = [*_words_alone(words), *_articles(words)]
    tables = choices(words)
    for doubt in dict.fromkeys(doubts(tables)):
        pairs += _decided(tables, doubt)
    return pairs


def _forms(word: Word) -> dict[str, str]:
    """{English form: French} of a word that stands alone."""
    if word.english == "be":
        return BE
    if word.part == "noun":
        plural = {} if word.countable or word.meaning == "name" else {
            word.english_plural or add_s(word.english): noun_form(word, True)
        }  # fmt: skip
        return {word.english: word.french} | plural
    found = {word.english: word.french} if word.french else {}
    if word.part == "verb":
        found[word.english_third or add_s(word.english)] = present(word, IL)
        if word.english_past:
            found[word.english_past] = f"{auxiliary(word, IL)} {participle(word)}"
    return found


def _words_alone(words: str) -> list[Pair]:
    """Every word form that has one French."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word in lexicon():  # a rival outside the core counts as well
        for english, translation in _forms(word).items():
            found.setdefault(english, []).append((translation, word.part))
    chosen = {form for word in lexicon(words) for form in _forms(word)}
    pairs = []
    for english in sorted(chosen):
        if len({translation for translation, _ in found[english]}) > 1:
            continue
        source, target = english.split(), found[english][0][0].split()
        links = {(i, j) for i in range(len(source)) for j in range(len(target))}
        pairs.append(Pair(source, target, links, [found[english][0][1]] * len(source)))
    return pairs


def _articles(words: str) -> list[Pair]:
    """ "the" and "a" before every noun that is not ambiguous."""
    tables = choices(words)
    phrases = []
    for noun in tables.nouns:
        if noun.sense or noun.meaning == "name":
            continue
        numbers = (False,) if noun.countable else (False, True)
        phrases += [NounPhrase(noun, tables.word("the", "determiner"), many) for many in numbers]
        if not noun.countable:
            phrases.append(NounPhrase(noun, tables.word("a", "determiner")))
    return [_say(phrase) for phrase in phrases]


def _decided(tables: Choices, doubt: Doubt) -> list[Pair]:
    """The ambiguous word with each word that decides its sense."""
    phrases = []
    if doubt.way == "object":  # a verb's sense takes a sentence to decide
        return []
    for sense, nouns in doubt.deciding.items():
        for noun in nouns:
            for back in (None, *(word for word in doubt.fitting[noun] if not word.before)):
                names = ("the",) if noun.countable else ("the", "a")
                phrases += [_meeting(tables, doubt.way, sense, noun, back, name) for name in names]
    return list({" ".join(pair.english): pair for pair in map(_say, phrases)}.values())


def _meeting(tables, way: str, sense: Word, noun: Word, back: Word | None, name: str) -> NounPhrase:
    """The shortest phrase in which the deciding `noun` meets the ambiguous word."""
    the, article = tables.word("the", "determiner"), tables.word(name, "determiner")
    if way == "noun":
        return NounPhrase(noun, article, back=sense)
    if way == "of":
        return NounPhrase(sense, article, owner=NounPhrase(noun, the, back=back))
    near = tables.word("near", "preposition")
    if way == "at":
        return NounPhrase(noun, article, back=back, place=(near, NounPhrase(sense, the)))
    return NounPhrase(sense, article, place=(near, NounPhrase(noun, the, back=back)))


def _say(phrase: NounPhrase) -> Pair:
    """A noun phrase in both languages."""
    draft = Draft()
    add_phrase(draft, phrase)
    return draft.finish()
