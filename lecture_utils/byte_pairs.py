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
    the places that hold its pair, and a heap keeps the most frequent pair on top. A pair can only
    become rarer after it was put on the heap; it is counted again when it comes to the top.
    """
    row = PieceRow(Counter(split_pieces(text)))
    heap = [(-row.count(places), pair) for pair, places in row.places.items()]
    heapq.heapify(heap)
    merges, rare = [], []  # rare: pairs that occur once wait until none is more frequent
    while (heap or rare) and len(merges) < vocab_size - 256:
        if rare and (not heap or heap[0][0] >= -1):
            heap = sorted(heap + rare)
            rare = []
        count, best = heapq.heappop(heap)
        now = row.count(row.find(best))
        if now == -count:
            for pair, places in row.merge(best, new=256 + len(merges)).items():
                count = row.count(places)
                if count > 1:
                    heapq.heappush(heap, (-count, pair))
                else:
                    rare.append((-1, pair))
            merges.append(best)
        elif now > 0:
            heapq.heappush(heap, (-now, best))
    return merges


NONE = -1  # stands at the end of each piece, and where a token was joined to the one before


class PieceRow:
    """Unique pieces in one row of `tokens`, in which each place knows its neighbours.

    Joining two tokens costs the same in a short word and in a text without any space.
    `places[pair]` holds every place of a pair, and may hold some where it was before.
    """

    def __init__(self, frequencies):
        self.tokens, self.weights = [], []  # weights: how often the piece of each place occurs
        for piece, frequency in frequencies.items():
            data = piece.encode("utf-8")
            self.tokens += [*data, NONE]
            self.weights += [frequency] * (len(data) + 1)
        self.alike = max(self.weights, default=1) == 1  # then counting is quick
        self.after = list(range(1, len(self.tokens) + 1))
        self.before = list(range(-1, len(self.tokens) - 1))  # -1: the last place, which holds NONE
        places = defaultdict(list)
        for place, pair in enumerate(pairwise(self.tokens)):
            places[pair].append(place)
        self.places = {pair: where for pair, where in places.items() if NONE not in pair}

    def count(self, places):
        """How often these places occur in the whole text."""
        return len(places) if self.alike else sum(map(self.weights.__getitem__, places))

    def find(self, pair):
        """The places of a pair, as they are now."""
        tokens, after, (left, right) = self.tokens, self.after, pair
        self.places[pair] = found = [
            place
            for place in self.places[pair]
            if tokens[place] == left and tokens[after[place]] == right
        ]
        return found

    def merge(self, pair, new):
        """Join `pair` wherever `find` found it; returns {pair with `new`: places}."""
        tokens, after, before, fresh = self.tokens, self.after, self.before, defaultdict(list)
        where, overlap = self.places.pop(pair), pair[0] == pair[1]
        if overlap:
            where.sort()  # from left to right: "aaa" holds its pair twice, and is joined once
        for place in where:
            second = after[place]
            if overlap and (tokens[place] == NONE or tokens[second] != pair[1]):
                continue
            earlier, later = before[place], after[second]
            tokens[place], tokens[second] = new, NONE
            after[place], before[later] = later, place
            if (token := tokens[earlier]) != NONE:
                fresh[token, new].append(earlier)
            if (token := tokens[later]) != NONE:
                fresh[new, token].append(place)
        self.places.update(fresh)
        return fresh


def join_known(tokens, new_ids):
    """What `apply_merges` gives, in a time that does not depend on the number of merges.

    tokens : list of ids        new_ids : {pair: id}; the smaller the id, the earlier it was learned
    """
    tokens = [*tokens, NONE]
    after, before = list(range(1, len(tokens) + 1)), list(range(-1, len(tokens) - 1))
    found = ((new_ids.get(pair), place) for place, pair in enumerate(pairwise(tokens)))
    heap = [(new, place) for new, place in found if new is not None]
    heapq.heapify(heap)
    while heap:
        new, place = heapq.heappop(heap)
        second = after[place]
        if new_ids.get((tokens[place], tokens[second])) != new:
            continue  # one of the two was joined to something else since
        earlier, later = before[place], after[second]
        tokens[place], tokens[second] = new, NONE
        after[place], before[later] = later, place
        for where, neighbours in ((earlier, (tokens[earlier], new)), (place, (new, tokens[later]))):
            if (longer := new_ids.get(neighbours)) is not None:
                heapq.heappush(heap, (longer, where))
    return [token for token in tokens if token != NONE]
