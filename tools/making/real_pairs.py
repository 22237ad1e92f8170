"""What the translator of real sentences reads: real pairs, prepared, and pairs of the grammar."""

import random
import re

from lecture_utils.corpus import Pair, generate, short_phrases
from tools.making.both_spellings import american_of, british

GRAMMAR_PAIRS, GRAMMAR_SEED, GRAMMAR_WORDS = 30_000, 11, 20
NO_POINT = 0.1  # share of the real pairs that lose their final point, as a hasty reader leaves it
LONG_FORMS = 0.15  # share of the pairs whose contractions are written out
LONG = {
    "can't": "cannot", "won't": "will not", "i'm": "i am", "let's": "let us",
    **{f"{word}n't": f"{word} not" for word in (
        "is are was were do does did has have had could would should must need".split())},
    **{f"{word}'re": f"{word} are" for word in ("you", "we", "they")},
    **{f"{word}'ve": f"{word} have" for word in ("i", "you", "we", "they")},
    **{f"{word}'ll": f"{word} will" for word in ("i", "you", "he", "she", "it", "we", "they")},
}  # fmt: skip
SUBJECTS = {"i", "you", "he", "she", "it", "we", "they", "there", "anyone", "anybody"}
WORD = re.compile(r"\w")


def normalised(tokens):
    """What makes two English sentences the same: their words in British spelling, no marks."""
    return " ".join(british(word) for word in tokens if WORD.search(word))


def without(pairs, held_out):
    """The pairs whose normalised English is in none of `held_out`, and how many were dropped."""
    never = {normalised(pair.english) for pair in held_out}
    kept = [pair for pair in pairs if normalised(pair.english) not in never]
    return kept, len(pairs) - len(kept)


def in_both_spellings(pairs):
    """The pairs, and after them a copy in the other spelling where their English has two."""
    american = american_of({word for pair in pairs for word in pair.english})
    other = american | {there: here for here, there in american.items()}
    copies = [
        Pair([other.get(word, word) for word in pair.english], pair.french)
        for pair in pairs
        if any(word in other for word in pair.english)
    ]
    return [*pairs, *copies]


def written_out(tokens):
    """English tokens without contractions: "i'm not" -> "i am not"; "don't you" stays."""
    long = []
    for word, after in zip(tokens, [*tokens[1:], ""], strict=True):
        turned = word.endswith("n't") and after in SUBJECTS  # "do not you" would be wrong
        long += [word] if turned or word not in LONG else LONG[word].split()
    return long


def prepared(pairs, seed=0):
    """Real pairs as a reader may type them: both spellings, with and without contractions and
    final points. Which pairs are changed depends on `seed` only."""
    draw, ready = random.Random(seed).random, []
    for pair in in_both_spellings(pairs):
        english, french = pair.english, pair.french
        if draw() < LONG_FORMS:
            english = written_out(english)
        if draw() < NO_POINT and len(english) > 2 and english[-1] == french[-1] == ".":
            english, french = english[:-1], french[:-1]
        ready.append(Pair(english, french))
    return ready


def of_the_grammar(count=GRAMMAR_PAIRS, seed=GRAMMAR_SEED):
    """Pairs of the grammar, every second one with its final point, and short phrases twice."""
    pairs = generate(count, seed=seed, max_words=GRAMMAR_WORDS)
    return [
        Pair([*pair.english, "."], [*pair.french, "."]) if number % 2 else pair
        for number, pair in enumerate(pairs)
    ] + 2 * short_phrases()
