"""Byte-pair encoding: which bytes to join, learned from counts.

First the idea in its plain, slow form, as notebook 01 teaches it; then the same result fast.
Source: Sennrich, Haddow & Birch 2016, "Neural Machine Translation of Rare Words with Subword
Units", section 3.2; on bytes instead of characters: Radford et al. 2019 (GPT-2), section 2.2.
"""

import heapq
import re
from collections import Counter, defaultdict
from itertools import pairwise

# A word keeps the one space before it, so that joining the pieces gives the text back.
PIECE = re.compile(r" ?\w+| ?[^\w\s]+|\s+(?!\S)|\s+")


def split_pieces(text):
    """Cut `text` into words (each with its leading space), punctuation and runs of space.

    Nothing is lost: "".join(split_pieces(text)) == text.
    """
    return PIECE.findall(text)


def pair_counts(sequences):
    """How often each pair of neighbours occurs in lists of token ids.

    >>> pair_counts([[1, 2, 1, 2], [1, 2]]).most_common(1)
    [((1, 2), 3)]

  

    Taught in notebook 01.
    """
    counts = Counter()
    for tokens in sequences:
        counts.update(pairwise(tokens))
    return counts


def merge_pair(tokens, pair, new):
    """Replace `pair` by the one id `new` wherever it occurs in `tokens`, from left to right.

    >>> merge_pair([1, 1, 1, 2], (1, 1), 256)
    [256, 1, 2]

  

    Taught in notebook 01.
    """
    merged = []
    for token in tokens:
        if merged and (merged[-1], token) == pair:
            merged[-1] = new
        else:
            merged.append(token)
    return merged


def learn_merges(text, vocab_size):
    """The pairs to join, in the order learned: ids 0 … 255 are the bytes, 256 the first pair.

    Each round joins the most frequent pair; between equals the smallest pair wins.
    Stops early when no pair is left.

    Taught in notebook 01.
    """
    sequences = [list(piece.encode("utf-8")) for piece in split_pieces(text)]
    merges = []
    for new in range(256, vocab_size):
        counts = pair_counts(sequences)
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        sequences = [merge_pair(tokens, best, new) for tokens in sequences]
        merges.append(best)
    return merges


def apply_merges(tokens, merges):
    """Join `tokens` (bytes or ids) pair by pair, in the order in which the pairs were learned.

  

    Taught in notebook 01.
    """
    for new, pair in enumerate(merges, start=256):
        tokens = merge_pair(tokens, pair, new)
    return tokens


def learn_merges_fast(text, vocab_size):
    """The same merges as `learn_merges`, hundreds of times faster on a long text.

    Three savings: equal pieces are counted once (with their frequency), a merge touches only
    the pieces that hold its pair, and a heap keeps the most frequent pair on top.
    """
    index = PairIndex(Counter(split_pieces(text)))
    heap = [(-count, pair) for pair, count in index.counts.items()]
    heapq.heapify(heap)
    merges = []
    while heap and len(merges) < vocab_size - 256:
        count, best = heapq.heappop(heap)
        now = index.counts[best]
        if now == -count:
            grown = index.merge(best, new=256 + len(merges))
            merges.append(best)
            for pair in grown:
                heapq.heappush(heap, (-index.counts[pair], pair))
        elif now > 0:  # the pair has become rarer since it was put on the heap
            heapq.heappush(heap, (-now, best))
    return merges


class PairIndex:
    """Counts of pairs over unique pieces, kept right while pairs are merged.

    `counts[pair]` is the number of occurrences in the whole text, `places[pair]` holds the
    numbers of the pieces in which the pair may be found.
    """

    def __init__(self, frequencies):
        self.sequences = [list(piece.encode("utf-8")) for piece in frequencies]
        self.frequencies = list(frequencies.values())
        self.counts = Counter()
        self.places = defaultdict(set)
        for place in range(len(self.sequences)):
            self.count(place, sign=1)

    def count(self, place, sign):
        """Add (sign 1) or take away (sign -1) the pairs of one piece."""
        change = sign * self.frequencies[place]
        for pair in pairwise(self.sequences[place]):
            self.counts[pair] += change
            self.places[pair].add(place)

    def merge(self, pair, new):
        """Join `pair` everywhere; returns the pairs that became more frequent: those with `new`."""
        grown = set()
        for place in self.places.pop(pair):
            self.count(place, sign=-1)
            self.sequences[place] = merge_pair(self.sequences[place], pair, new)
            self.count(place, sign=1)
            grown.update(other for other in pairwise(self.sequences[place]) if new in other)
        return grown
