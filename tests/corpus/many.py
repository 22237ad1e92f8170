"""The sentences that several files of tests look through, made once in each process."""

from functools import cache

from lecture_utils.corpus import generate


@cache
def many(words="all"):
    """20,000 sentences of 3 to 30 words, a tuple; whoever changes a pair changes it for others."""
    return tuple(generate(20_000, seed=11, max_words=30, words=words))
