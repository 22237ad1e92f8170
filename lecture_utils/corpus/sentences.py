"""The corpus of the series: sentence pairs from the grammar, from files, and their split."""

import hashlib
import random
from collections.abc import Sequence

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
    3 … 40 or in the wrong order, for other `words`, and when there are not `n` sentences.
    """
    check_numbers(n, seed, max_words, min_words)
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
        length = list(failures)[int(draw() * len(failures))]
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


def check_numbers(n: int, seed: int, max_words: int, min_words: int) -> None:
    """Raise what `generate` promises for numbers that make no sense."""
    given = {"n": n, "seed": seed, "max_words": max_words, "min_words": min_words}
    for name, number in given.items():
        if isinstance(number, bool) or not isinstance(number, int):
            raise TypeError(f"{name} must be a whole number, got {number!r}")
    if n < 0:
        raise ValueError(f"n must not be negative, got {n}")
    if not SHORTEST <= min_words <= max_words <= LONGEST:
        raise ValueError(
            f"lengths must satisfy {SHORTEST} <= min_words <= max_words <= {LONGEST}, "
            f"got min_words={min_words}, max_words={max_words}"
        )


def split(
    pairs: Sequence[Pair], fractions: Sequence[float] = (0.9, 0.1), seed: int = 0
) -> list[list[Pair]]:
    """Deal pairs into parts that share no English sentence: `train, test = split(pairs)`.

    The sentence itself (lower-cased) and `seed` decide the part, so that a sentence is always on
    the same side, in whatever collection and order it comes; the sizes of the parts are
    therefore close to `fractions`, not exact. The order inside a part is kept.

    Raises ValueError unless the fractions are positive and add up to 1.
    """
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
