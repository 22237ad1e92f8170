"""Which noun does an adjective belong to? Sentences that ask it twice, and a score."""

import torch
from torch.nn import functional as F

from .. import corpus
from ..attention import softmax

LONGEST = 14  # words
CLASSES = (
    "adjective", "noun", "determiner", "verb", "auxiliary",
    "negation", "pronoun", "preposition", "conjunction", "adverb",
)  # fmt: skip


def sentences(n, seed):
    """The first sentences of the grammar's stream in which two nouns have adjectives of their own.

    n    : how many        seed : of the stream
    returns n pairs of at most LONGEST words; a noun may have several adjectives

    Raises ValueError when the stream does not hold that many.
    """
    chosen = []
    for pair in corpus.generate(12 * n + 100, seed=seed, max_words=LONGEST, words="core"):
        if len({noun for _, noun in pair.modifiers}) == 2:
            chosen.append(pair)
    if len(chosen) < n:
        raise ValueError(f"expected {n} sentences with two described nouns, found {len(chosen)}")
    return chosen[:n]


def class_and_position(pair):
    """What word classes and places say about a sentence, without any word in it.

    returns (words, 24): a 1 for the word's class (10 columns, as CLASSES), a 1 for its place (14)

    Raises ValueError for a sentence that is too long, or a class that is not in CLASSES.
    """
    if len(pair.classes) > LONGEST or not set(pair.classes) <= set(CLASSES):
        raise ValueError(
            f"expected at most {LONGEST} words of the classes {', '.join(CLASSES)}, "
            f"got {len(pair.classes)}: {', '.join(sorted(set(pair.classes)))}"
        )
    classes = torch.tensor([CLASSES.index(name) for name in pair.classes])
    places = torch.arange(len(classes))
    return torch.cat([F.one_hot(classes, len(CLASSES)), F.one_hot(places, LONGEST)], dim=1).float()


def best_words(pair, W_q, W_k):
    """Which words the adjectives of a sentence score highest.

    W_q, W_k : (d_k, 24)
    returns {(adjective, its noun): [indices of the words with the highest score]}

    Raises ValueError for matrices of another shape, or not finite.
    """
    width = len(CLASSES) + LONGEST
    for name, matrix in (("W_q", W_q), ("W_k", W_k)):
        if matrix.dim() != 2 or matrix.shape[1] != width or len(matrix) != len(W_q):
            raise ValueError(
                f"{name} must have shape (d_k, {width}), the same d_k for both, "
                f"got {tuple(matrix.shape)}"
            )
        if not matrix.isfinite().all():
            raise ValueError(f"{name} must hold finite numbers: take a large one for infinity")
    X = class_and_position(pair)
    scores = (X @ W_q.T) @ (X @ W_k.T).T
    highest = scores >= scores.amax(dim=1, keepdim=True) - 1e-6
    return {link: highest[link[0]].nonzero()[:, 0].tolist() for link in sorted(pair.modifiers)}


def link_share(pairs, W_q, W_k):
    """Share of adjectives whose highest score is at their own noun.

    pairs : sentences with gold links (`modifiers`)        W_q, W_k : (d_k, 24)
    returns 0 … 1; where several words share the highest score, each counts for its part

    Raises ValueError for matrices of another shape, or not finite.
    """
    credit = []
    for pair in pairs:
        for (_, noun), best in best_words(pair, W_q, W_k).items():
            credit.append((noun in best) / len(best))
    return sum(credit) / len(credit)


def stacked(pairs, longest=12):
    """The first short sentence in which an adjective stands before another one of its noun.

    Raises ValueError when there is none.
    """
    for pair in pairs:
        if len(pair.english) <= longest and any(n - a > 1 for a, n in pair.modifiers):
            return pair
    raise ValueError(f"no sentence of up to {longest} words has two adjectives before a noun")


def adjective_rows(pair, W_q, W_k):
    """What each adjective of a sentence looks at: (adjectives, weights, gold).

    weights : (adjective, words), softmax of the scores; gold : {(its noun, row)}
    """
    X, links = class_and_position(pair), sorted(pair.modifiers)
    weights = softmax((X @ W_q.T) @ (X @ W_k.T).T)[[adjective for adjective, _ in links]]
    asking = [pair.english[adjective] for adjective, _ in links]
    return asking, weights, {(noun, row) for row, (_, noun) in enumerate(links)}


def mirrored(pair):
    """The English of a pair read from right to left, with its classes and adjective links."""
    last = len(pair.english) - 1
    turned = {(last - adjective, last - noun) for adjective, noun in pair.modifiers}
    return corpus.Pair(pair.english[::-1], [], classes=pair.classes[::-1], modifiers=turned)
