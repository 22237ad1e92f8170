"""The corpus of the series: sentence pairs from the grammar, short phrases, and their split."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from math import inf

from ..guards import whole
from .grammar import sentence
from .inflection import IL, auxiliary, noun_form, participle, present
from .lexicon import Word, add_s, entries
from .meaning import NounPhrase
from .pair import Pair
from .saying import Draft, add_phrase
from .selection import Choices, choices
from .senses import Doubt, doubts

SHORTEST, LONGEST = 3, 40
PATIENCE = 400


def generate(
    n: int, seed: int, max_words: int = 24, min_words: int = 3, words: str = "all"
) -> list[Pair]:
    """`n` English–French sentence pairs with gold alignments; no English sentence twice.

    The English lengths are spread evenly over min_words … max_words; where a length has no
    further sentence (three words allow few), its share goes to the others. The same arguments
    give the same pairs everywhere, and a larger `n` only adds pairs at the end.
    words: "all" or "core", the part of the lexicon that small models learn in a minute.

    Raises TypeError for numbers that are not whole, ValueError for n < 0, for lengths outside
    3 … 40 or in the wrong order, for other `words`, and when there are not `n` sentences.
    """
    return list(stream(n, seed, max_words, min_words, words))


def stream(
    n: int, seed: int, max_words: int = 24, min_words: int = 3, words: str = "all"
) -> Iterator[Pair]:
    """The pairs of `generate`, one after the other: a million of them need little memory.

    Measured: 92 MB beyond what the package takes, and 160 s of one core (Intel Xeon, Python 3.11).
    Arguments, pairs and errors are those of `generate`; that there are not `n` sentences is known,
    and raised, only behind the last one.
    """
    n, seed, max_words, min_words = check_numbers(n, seed, max_words, min_words)
    return _stream(choices(words), random.Random(seed).random, n, min_words, max_words)


def _stream(tables, draw, n, min_words, max_words):
    found = 0
    seen: set[int] = set()  # of a sentence 8 bytes are kept: no two of millions share them
    failures = dict.fromkeys(range(min_words, max_words + 1), 0)
    while found < n:
        if not failures:
            raise ValueError(
                f"found only {found} different sentences of {min_words} to {max_words} "
                f"words, {n} were asked for"
            )
        length = list(failures)[int(draw() * len(failures))]
        while failures[length] < PATIENCE:
            pair = sentence(tables, draw, length)
            key = pair and _short(" ".join(pair.english))
            if pair is not None and key not in seen:
                seen.add(key)
                found += 1
                failures[length] = 0
                yield pair
                break
            failures[length] += 1
        else:
            del failures[length]


def _short(text: str) -> int:
    """A number of 8 bytes that stands for a text, the same everywhere."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def check_numbers(n: int, seed: int, max_words: int, min_words: int) -> tuple[int, int, int, int]:
    """The same numbers as int, or the errors that `generate` promises."""
    given = {"n": n, "seed": seed, "max_words": max_words, "min_words": min_words}
    n, seed, max_words, min_words = (whole(name, one, -inf) for name, one in given.items())
    if n < 0:
        raise ValueError(f"n must not be negative, got {n}")
    if not SHORTEST <= min_words <= max_words <= LONGEST:
        raise ValueError(
            f"lengths must satisfy {SHORTEST} <= min_words <= max_words <= {LONGEST}, "
            f"got min_words={min_words}, max_words={max_words}"
        )
    return n, seed, max_words, min_words


def split(
    pairs: Sequence[Pair], fractions: Sequence[float] = (0.9, 0.1), seed: int = 0
) -> list[list[Pair]]:
    """Deal pairs into parts that share no English sentence: `train, test = split(pairs)`.

    The sentence itself (lower-cased) and `seed` decide the part, so that a sentence is always on
    the same side, in whatever collection and order it comes; the sizes of the parts are
    therefore close to `fractions`, not exact. The order inside a part is kept.

    Raises ValueError unless the fractions are positive and add up to 1, TypeError for a seed that
    is not a whole number.
    """
    seed = whole("seed", seed, -inf)
    if not fractions or any(not 0 < part <= 1 for part in fractions):
        raise ValueError(f"fractions must be positive, got {tuple(fractions)}")
    if abs(sum(fractions) - 1) > 1e-9:
        raise ValueError(f"fractions must add up to 1, got {tuple(fractions)}")
    parts: list[list[Pair]] = [[] for _ in fractions]
    limits = [sum(fractions[: number + 1]) for number in range(len(fractions) - 1)]
    for pair in pairs:
        text = f"{seed} {' '.join(pair.english)}".lower()
        digest = hashlib.blake2b(text.encode(), digest_size=7).digest()
        share = int.from_bytes(digest) / 256**7
        parts[sum(share >= limit for limit in limits)].append(pair)
    return parts


LENGTH_BUCKETS = ((5, 8), (9, 12), (13, 16), (17, 20), (21, 24))


def label(bucket):
    """(5, 8) -> "5–8"."""
    return f"{bucket[0]}–{bucket[1]}"


def by_length(pairs, buckets=LENGTH_BUCKETS, each=100):
    """The first `each` pairs of every bucket of English lengths, both ends included; a list.

    Raises ValueError when a bucket has fewer, or for `each` below 1.
    """
    each = whole("each", each)
    pairs, chosen = list(pairs), []  # a stream can be looked through only once
    for low, high in buckets:
        inside = [pair for pair in pairs if low <= len(pair.english) <= high][:each]
        if len(inside) < each:
            raise ValueError(
                f"expected {each} pairs of {low} to {high} English words, got {len(inside)}"
            )
        chosen.extend(inside)
    return chosen


BE_ALONE = {"is": "est", "are": "sont"}


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
        return BE_ALONE
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
    for word in entries():  # a rival outside the core counts as well
        for english, translation in _forms(word).items():
            found.setdefault(english, []).append((translation, word.part))
    chosen = {form for word in entries(words) for form in _forms(word)}
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
