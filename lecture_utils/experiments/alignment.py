"""How well do attention maps agree with gold alignments, and what can one link for each word reach?

A map (target, source) is one sentence's attention weights, a row for each written word. A word is
"on gold" when the source word it looks at most is one of those it is linked to by gold.
"""

from collections import Counter

import torch

from ..metrics import alignment_error_rate, links_from_weights
from ..training import encode_pairs, make_batch

# A target word takes the first of these classes that its gold source words have.
CLASS_ORDER = (
    "noun", "verb", "adjective", "adverb", "pronoun",
    "negation", "preposition", "determiner", "conjunction", "auxiliary",
)  # fmt: skip
CONTENT = ("noun", "verb", "adjective", "adverb")


@torch.no_grad()
def forced_maps(trained, pairs, size=128):
    """Attention maps while the model is made to write each pair's own translation.

    trained: Trained, its model with attention; it is put into evaluation mode.
    pairs: list of Pair. size: sentences read at once.
    Returns one tensor (target, source) per pair: row i belongs to word i of `pair.french`; the row
    of <eos> is left out. Raises ValueError for a model without attention.
    """
    model, english, french = trained
    model.eval()
    maps = []
    for start in range(0, len(pairs), size):
        chosen = pairs[start : start + size]
        batch = make_batch(encode_pairs(chosen, english, french))
        _, weights = model(batch.source, batch.lengths, batch.words)
        if weights is None:
            raise ValueError("forced_maps expects a model with attention: this one has no weights")
        for row, pair in zip(weights, chosen, strict=True):
            maps.append(row[: len(pair.french), : len(pair.english)])
    return maps


def target_classes(pair):
    """The word class of each French word: that of the English words it is linked to, or None.

    Where they are of several classes, the first in `CLASS_ORDER` counts: "voit", linked to "does"
    and "see", is a verb.
    """
    found = [set() for _ in pair.french]
    for source, target in pair.alignment:
        found[target].add(pair.classes[source])
    return [next((name for name in CLASS_ORDER if name in names), None) for names in found]


def on_gold(maps, pairs):
    """Which words look at a gold source word most? {class: (words on gold, words)}.

    maps: one (target, source) per pair, as from `forced_maps`. Words without a gold link are left
    out. Classes as in `CLASS_ORDER`; absent ones are left out.
    Raises ValueError when a map does not fit its pair.
    """
    hits = {name: [0, 0] for name in CLASS_ORDER}
    for weights, pair in zip(maps, pairs, strict=True):
        _check_map(weights, pair)
        for source, target in links_from_weights(weights):
            name = target_classes(pair)[target]
            if name is not None:
                hits[name][0] += (source, target) in pair.alignment
                hits[name][1] += 1
    return {name: (good, words) for name, (good, words) in hits.items() if words}


def share_on_gold(counts, classes=None):
    """The share of words on gold, 0 … 1, over some classes of `on_gold`'s counts, or over all.

    Raises ValueError when none of the classes has a word.
    """
    chosen = [counts[name] for name in counts if classes is None or name in classes]
    words = sum(total for _, total in chosen)
    if words == 0:
        raise ValueError(f"no words of the classes {classes}; there are {', '.join(counts)}")
    return sum(good for good, _ in chosen) / words


def _check_map(weights, pair):
    shape = (len(weights), len(weights[0]))
    if shape != (len(pair.french), len(pair.english)):
        raise ValueError(
            "a map must have shape (target, source) = "
            f"{(len(pair.french), len(pair.english))}, got {shape}"
        )


def misses(weights, pair):
    """The links of a map that are not gold: list of (source, target), in the order of writing.

    weights (target, source). Words without a gold link are left out: they cannot miss it.
    """
    _check_map(weights, pair)
    linked = {target for _, target in pair.alignment}
    found = links_from_weights(weights) - pair.alignment
    return sorted((link for link in found if link[1] in linked), key=lambda link: link[1])


def missed_words(maps, pairs):
    """How often each French word is among the `misses`: a Counter. maps: one for each pair."""
    return Counter(
        pair.french[target]
        for weights, pair in zip(maps, pairs, strict=True)
        for _, target in misses(weights, pair)
    )


def corner(pair):
    """Where an adjective and its noun change places in a map (target, source).

    Returns (source, target, width, height) of the block around the first adjective that stands
    before its noun in English and after it in French. Raises ValueError when there is none.
    """
    to = {source: target for source, target in sorted(pair.alignment, reverse=True)}
    for adjective, noun in sorted(pair.modifiers):
        if adjective in to and noun in to and adjective < noun and to[adjective] > to[noun]:
            return adjective, to[noun], noun - adjective + 1, to[adjective] - to[noun] + 1
    raise ValueError(f"no adjective changes places in {' '.join(pair.english)!r}")


def first_corner(maps, pairs, shortest=7, longest=9):
    """The first pair whose adjective changes places and whose map is all on gold.

    maps: one (target, source) per pair. Only pairs of `shortest` to `longest` English words, which
    make a picture that can be read. Returns the pair's number and its `corner`. Raises ValueError
    when there is none.
    """
    for number, (weights, pair) in enumerate(zip(maps, pairs, strict=True)):
        if shortest <= len(pair.english) <= longest and not misses(weights, pair):
            try:
                return number, corner(pair)
            except ValueError:  # nothing changes places here: look on
                continue
    raise ValueError(f"no pair of {shortest} to {longest} words turns the corner all on gold")


def softest(maps, pairs, shortest=6, longest=10):
    """The number of the map whose rows are shared out most: their largest weights are small.

    maps: one (target, source) per pair. Only pairs of `shortest` to `longest` French words, which
    make a picture that can be read. Raises ValueError when no pair is of that length.
    """
    largest = {
        number: float(weights.max(dim=1).values.mean())
        for number, (weights, pair) in enumerate(zip(maps, pairs, strict=True))
        if shortest <= len(pair.french) <= longest
    }
    if not largest:
        raise ValueError(f"no pair has {shortest} to {longest} French words")
    return min(largest, key=largest.get)


def looks_ahead(link, pair):
    """Whether a link (source, target) leads to a gold source word of the *next* French word."""
    source, target = link
    return (source, target + 1) in pair.alignment


def best_links(alignment, targets):
    """The best that one link per target word can do: a gold link where there is one.

    alignment: set of (source, target). targets: number of target words. A word without a gold
    link is given source 0: it has to look somewhere, as softmax has to.
    """
    first = {target: source for source, target in sorted(alignment, reverse=True)}
    return {(first.get(target, 0), target) for target in range(targets)}


def best_error_rate(pairs):
    """The lowest AER that one link per target word can reach on these pairs.

    It is above 0 where a word has several gold links, or none.
    """
    best = [best_links(pair.alignment, len(pair.french)) for pair in pairs]
    return alignment_error_rate(best, [pair.alignment for pair in pairs])


def multiply_adds(score, source=20, target=20, hidden=128):
    """How many products one map of scores costs, by the formula of its score function.

    score: "dot", "scaled", "bilinear" or "additive", which compares in hidden / 2 numbers; each
    state enters a matrix once, each pair of states meets once. Raises ValueError for any other.
    """
    meet, inside = source * target, hidden // 2
    costs = {
        "dot": meet * hidden,
        "scaled": meet * hidden,
        "bilinear": target * hidden**2 + meet * hidden,
        "additive": (source + target) * inside * hidden + meet * inside,
    }
    if score not in costs:
        raise ValueError(f"score must be one of {', '.join(costs)}; got {score!r}")
    return costs[score]


def counted_links(learn, pairs, rounds=5):
    """The links of IBM Model 1, which counts what meets in the same pairs: a list of sets.

    learn: list of Pair to count in, pairs: list of Pair to align; rounds: of counting. Links are
    (source, target), at most one a French word. Brown et al. 1993, section 4.2, as in NLTK.
    """
    from nltk.translate import AlignedSent, IBMModel1  # half a second, and few need it

    model = IBMModel1([AlignedSent(pair.french, pair.english) for pair in learn], rounds)
    sentences = [AlignedSent(pair.french, pair.english) for pair in pairs]
    model.align_all(sentences)
    return [
        {(source, target) for target, source in sentence.alignment if source is not None}
        for sentence in sentences
    ]


def natural_words(pairs):
    """Natural pairs without their punctuation: a list of (English tokens, French tokens)."""

    def words(tokens):
        return [token for token in tokens if any(letter.isalnum() for letter in token)]

    return [(words(pair.english), words(pair.french)) for pair in pairs]
