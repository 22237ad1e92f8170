"""The corpus of the series: sentence pairs from the grammar, in any number, and their split."""

import hashlib
import random

from .grammar import sentence
from .pair import Pair
from .pairs import download_pairs, natural_pairs, read_pairs, stories  # noqa: F401 (one door)
from .selection import choices

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
    3 … 40 or in the wrong order, and when there are not `n` different sentences.
    """
    for name, number in (("n", n), ("max_words", max_words), ("min_words", min_words)):
        if isinstance(number, bool) or not isinstance(number, int):
            raise TypeError(f"{name} must be a whole number, got {number!r}")
    if n < 0:
        raise ValueError(f"n must not be negative, got {n}")
    if not SHORTEST <= min_words <= max_words <= LONGEST:
        raise ValueError(
            f"lengths must satisfy {SHORTEST} <= min_words <= max_words <= {LONGEST}, "
            f"got min_words={min_words}, max_words={max_words}"
        )
    tables, draw = choices(words), random.Random(seed).random
    pairs: list[Pair] = []
    seen: set[str] = set()
    failures = dict.fromkeys(range(min_words, max_words + 1), 0)
    while len(pairs) < n:
        if not failures:
            raise ValueError(
                f"found only {len(pairs)} different sentences of {min_words} to {max_words} "
                f"words, {n} were asked for"
            )
        lengths = list(failures)
        length = lengths[int(draw() * len(lengths))]
        while failures[length] < PATIENCE:
            pair = sentence(tables, draw, length)
            key = pair and " ".join(pair.english)
            if pair is not None and key not in seen:
                seen.add(key)
                pairs.append(pair)
                failures[length] = 0
                break
            failures[length] += 1
        else:
            del failures[length]
    return pairs
