"""Word vectors from counts: which words stand near which, weighed and squeezed (no training)."""

from collections import Counter

import torch


def neighbour_counts(sentences, words, window=2):
    """Count which words stand near which.

    sentences : lists of tokens; tokens that are not in `words` are passed over
    words     : the words to count, without doubles
    window    : how many words to each side count as near, at least 1
    returns (vocab, vocab), symmetric: how often the column's word stands near the row's

    Raises ValueError for doubles and for a window below 1.
    """
    number = {word: place for place, word in enumerate(words)}
    if len(number) != len(words) or window < 1:
        raise ValueError(f"expected words without doubles and window >= 1, got window {window}")
    near = Counter()
    for sentence in sentences:
        for place, word in enumerate(sentence):
            for other in sentence[place + 1 : place + 1 + window]:
                near[word, other] += 1
    counts = torch.zeros(len(words), len(words))
    for (one, other), times in near.items():
        if one in number and other in number:
            counts[number[one], number[other]] += times
    return counts + counts.T


def vectors_from_counts(counts, d_model):
    """Squeeze counts into short vectors: positive pointwise mutual information, then an SVD.

    counts : (vocab, vocab), symmetric; every row needs a count
    returns (vocab, d_model)

    A pair counts for as much as it is more frequent than chance (log of the ratio, never below
    0); the singular value decomposition keeps the d_model directions that hold most of it.
    Source: Levy, Goldberg & Dagan 2015, sections 2.1, 2.2 and 3.3 (square roots of the values,
    neighbours' counts to the power 0.75).

    Raises ValueError for a word without neighbours, or more directions than words.
    """
    rows = counts.sum(dim=1)
    if (rows == 0).any() or d_model > len(counts):
        raise ValueError(f"every word needs a neighbour, and d_model ({d_model}) <= vocab")
    columns = rows**0.75
    ratio = counts / rows[:, None] * (columns.sum() / columns)
    information = ratio.clamp(min=1).log()
    left, values, _ = torch.linalg.svd(information.double())
    return (left[:, :d_model] * values[:d_model].sqrt()).float()
