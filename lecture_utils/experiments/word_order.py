"""Word order in a translation: which pairs of French words stand as French wants them?"""

import math
from collections import Counter
from itertools import combinations
from typing import NamedTuple

from ..corpus import LENGTH_BUCKETS, label

NEGATIONS = {"pas", "jamais"}
CLITICS = {"le", "la", "l'", "les"}
RIGHT, TURNED, MISSING = "right", "turned", "missing"
CONTENT = {"noun", "verb", "adjective", "adverb"}
DISTANCES = {"1": (1, 1), "2–3": (2, 3), "4–10": (4, 10), "11+": (11, math.inf)}  # in words


class Order(NamedTuple):
    """Two French words that must follow each other, and how far apart they may stand."""

    kind: str  # "adjective before noun", "adjective after noun", "ne … pas", "clitic"
    first: str
    second: str
    shortest: int = 1  # distance in words; 1 = side by side
    longest: int = 1


def _check_generated(pair):
    if not (pair.classes and pair.alignment):
        raise ValueError("word order needs a generated pair: this one has no classes or no links")


def _check_numbers(pairs, translations):
    if len(pairs) != len(translations):
        raise ValueError(f"{len(pairs)} pairs, but {len(translations)} translations")


def expected_orders(pair):
    """What French asks of the order in the translation of one generated pair: a list of Order.

    Adjectives beside their nouns; "ne" two to four words before "pas" or "jamais"; an object
    pronoun ("le", "la", "l'", "les") directly before its verb, where English puts it after.
    pair: a Pair with classes, modifiers and links. Raises ValueError for a pair without them.
    """
    _check_generated(pair)
    targets = {}
    for source, target in sorted(pair.alignment):
        targets.setdefault(source, []).append(target)
    orders = []
    for adjective, noun in sorted(pair.modifiers):
        first, second = sorted((targets[adjective][0], targets[noun][0]))
        place = "before" if first == targets[adjective][0] else "after"
        words = pair.french[first], pair.french[second]
        orders.append(Order(f"adjective {place} noun", *words, longest=second - first))
    for word in pair.french:
        if word in NEGATIONS:
            orders.append(Order("ne … pas", "ne", word, shortest=2, longest=4))
    for source, part in enumerate(pair.classes):
        for target in targets.get(source, ()) if part == "pronoun" else ():
            if pair.french[target] in CLITICS:
                orders.append(Order("clitic", *pair.french[target : target + 2]))
    return orders


def outcome(order, written):
    """How `written` (a list of French tokens) treats one Order.

    "right": the two words stand in this order; "turned": both are there and as near, but the
    other way round (or, for "ne … pas", nothing between them); "missing": they are not.
    """
    words = ["ne" if word == "n'" else word for word in written]
    firsts = [place for place, word in enumerate(words) if word == order.first]
    seconds = [place for place, word in enumerate(words) if word == order.second]
    distances = {second - first for first in firsts for second in seconds}
    if any(order.shortest <= distance <= order.longest for distance in distances):
        return RIGHT
    if any(-order.longest <= distance < order.shortest for distance in distances):
        return TURNED
    return MISSING


def count_outcomes(pairs, translations):
    """Outcomes over many sentences: {kind: Counter of "right", "turned", "missing"}.

    translations: token lists, one for each pair. Raises ValueError if their numbers differ.
    """
    _check_numbers(pairs, translations)
    counts = {}
    for pair, written in zip(pairs, translations, strict=True):
        for order in expected_orders(pair):
            counts.setdefault(order.kind, Counter())[outcome(order, written)] += 1
    return counts


def shares(outcomes, name):
    """The share of one outcome among the places of each kind: {kind: 0 … 1}.

    outcomes: as from `count_outcomes`; name: RIGHT, TURNED or MISSING.
    Raises ValueError for another name.
    """
    if name not in (RIGHT, TURNED, MISSING):
        raise ValueError(f"name must be one of {RIGHT}, {TURNED}, {MISSING}; got {name!r}")
    return {kind: count[name] / count.total() for kind, count in outcomes.items()}


def content_pairs(pair):
    """All pairs of French content words: a list of (earlier word, later word, distance in words).

    Each word must occur once in the translation and be linked to a noun, verb, adjective or adverb.
    pair: a generated Pair. Raises ValueError for a pair without classes or links.
    """
    _check_generated(pair)
    places = sorted({
        target for source, target in pair.alignment
        if pair.classes[source] in CONTENT and pair.french.count(pair.french[target]) == 1
    })  # fmt: skip
    return [
        (pair.french[first], pair.french[second], second - first)
        for first, second in combinations(places, 2)
    ]


def order_by_distance(pairs, translations, distances=DISTANCES):
    """How often two content words come in the wrong order, by their distance in the reference.

    translations: token lists, one for each pair. Pairs of words that are not both written once do
    not count; wherever they stand, they are turned when the later one comes first.
    distances: {name: shortest, longest}. Returns {name: {"turned", "both": pairs of words}}.
    Raises ValueError if the numbers of pairs and translations differ.
    """
    _check_numbers(pairs, translations)
    found = [
        (apart, written.index(first) > written.index(second))
        for pair, written in zip(pairs, translations, strict=True)
        for first, second, apart in content_pairs(pair)
        if written.count(first) == written.count(second) == 1
    ]
    counts = {}
    for name, (low, high) in distances.items():
        turned = [wrong for apart, wrong in found if low <= apart <= high]
        counts[name] = {"turned": sum(turned), "both": len(turned)}
    return counts


def order_by_length(pairs, translations, buckets=LENGTH_BUCKETS):
    """`order_by_distance` within each range of English lengths: {label of the range: its counts}.

    Raises ValueError if the numbers of pairs and translations differ.
    """
    _check_numbers(pairs, translations)
    found = {}
    for low, high in buckets:
        rows = [row for row, pair in enumerate(pairs) if low <= len(pair.english) <= high]
        chosen = [pairs[row] for row in rows], [translations[row] for row in rows]
        found[label((low, high))] = order_by_distance(*chosen)
    return found


def shares_turned(rows, length):
    """The share of turned pairs for each distance, at one range of lengths: a list a training.

    rows: of one reader, as in `reading.stored_rows`; length: label of a range, such as "21–24".
    Raises KeyError for another label.
    """
    return [
        [count["turned"] / max(1, count["both"]) for count in row["order"][length].values()]
        for row in rows
    ]


def turned_inside(outcomes):
    """Of all places of `count_outcomes` with both words, the share that is turned: 0 … 1."""
    counts = [{RIGHT: 0, TURNED: 0} | dict(count) for count in outcomes.values()]
    turned = sum(count[TURNED] for count in counts)
    return turned / max(1, turned + sum(count[RIGHT] for count in counts))
