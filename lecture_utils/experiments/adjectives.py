"""Which noun does an adjective belong to? Sentences that ask it twice, and a score."""

import itertools
from typing import NamedTuple

import torch
from torch.nn import functional as F

from .. import corpus
from ..attention import softmax
from ..guards import whole

LONGEST = 14  # words
CLASSES = (
    "adjective", "noun", "determiner", "verb", "auxiliary",
    "negation", "pronoun", "preposition", "conjunction", "adverb",
)  # fmt: skip


def sentences(n, seed):
    """The first sentences of the grammar's stream in which two nouns have adjectives of their own.

    n    : how many        seed : of the stream
    returns n pairs of at most LONGEST words; a noun may have several adjectives

    Raises ValueError when the stream does not hold that many, or for n below 0.
    """
    n = whole("n", n, least=0)
    pairs = corpus.stream(12 * n + 100, seed=seed, max_words=LONGEST, words="core")
    described = (pair for pair in pairs if len({noun for _, noun in pair.modifiers}) == 2)
    chosen = list(itertools.islice(described, n))  # the rest is not made
    if len(chosen) < n:
        raise ValueError(f"expected {n} sentences with two described nouns, found {len(chosen)}")
    return chosen


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

    Raises ValueError for matrices of another shape, or not finite, and where no sentence has an
    adjective with a noun.
    """
    credit = []
    for pair in pairs:
        for (_, noun), best in best_words(pair, W_q, W_k).items():
            credit.append((noun in best) / len(best))
    if not credit:
        raise ValueError(
            f"expected sentences with an adjective of a noun, got {len(pairs)} without"
        )
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


class Links(NamedTuple):
    """Sentences as numbers, and which noun each adjective belongs to.

    X     : (sentences, LONGEST, d_model + LONGEST), each word's vector and a 1 for its place
    there : (adjectives, LONGEST), whether a word stands at this place of the sentence
    sentence, adjective, noun : (adjectives,), where each adjective and its noun stand
    """

    X: torch.Tensor
    there: torch.Tensor
    sentence: torch.Tensor
    adjective: torch.Tensor
    noun: torch.Tensor


def as_links(pairs, vectors, number, places=True):
    """Give each word of sentences its vector and its place.

    vectors : (vocab, d_model)        number : {word: row}; other words get zeros
    places  : False leaves the places out, as zeros
    """
    width = vectors.shape[1]
    X = torch.zeros(len(pairs), LONGEST, width + LONGEST)
    for x, pair in zip(X, pairs, strict=True):
        for place, word in enumerate(pair.english):
            if word in number:
                x[place, :width] = vectors[number[word]]
            x[place, width + place] = float(places)
    links = [(row, *link) for row, pair in enumerate(pairs) for link in sorted(pair.modifiers)]
    sentence, adjective, noun = torch.tensor(links).T
    lengths = torch.tensor([len(pair.english) for pair in pairs])
    there = torch.arange(LONGEST) < lengths[sentence][:, None]
    return Links(X, there, sentence, adjective, noun)


def hit_shares(picks, links, among=None):
    """Share of adjectives that picked their noun, for each training: a list of 0 … 1.

    picks : for each training (adjectives,), the place that each picked
    among : (adjectives,), whether each counts; without, all do
    """
    among = torch.ones_like(links.noun, dtype=torch.bool) if among is None else among
    return [(picked == links.noun)[among].float().mean().item() for picked in picks]


def unmet(pairs, lessons):
    """Whether no lesson links these two words, adjective and noun: (adjectives,), as in `Links`."""
    met = {(p.english[a], p.english[n]) for p in lessons for a, n in p.modifiers}
    asked = [(p.english[a], p.english[n]) for p in pairs for a, n in sorted(p.modifiers)]
    return torch.tensor([link not in met for link in asked])


def shuffled_in_parts(words, seed):
    """An order of rows in which each word has the row of another of its part of speech.

    words : of the lexicon's core, one a row
    returns (words,) of row numbers: nouns among nouns, verbs among verbs, adjectives among
    adjectives; a word that is the only one of its part keeps its own

    Raises ValueError for a word that is not in the lexicon's core.
    """
    part = {form: word.part for word in corpus.entries("core") for form in word.english_forms}
    order, draw = torch.arange(len(words)), torch.Generator().manual_seed(seed)
    if strangers := [word for word in words if word not in part]:
        raise ValueError(f"expected words of the lexicon's core, got {strangers[0]!r}")
    parts = [part[word] for word in words]
    for name in sorted(set(parts)):
        rows = torch.tensor([row for row, other in enumerate(parts) if other == name])
        rows = rows[torch.randperm(len(rows), generator=draw)]
        order[rows] = rows.roll(1)  # each takes the row of the next: none its own
    return order


def favourites(W_q, W_k, vectors, words, adjective, most=5):
    """The nouns that an adjective scores highest, by meaning alone, wherever they stand.

    W_q, W_k : (d_k, d_model + LONGEST)        vectors : (vocab, d_model)        words : one a row
    returns at most `most` words, the highest score first

    Raises ValueError for an adjective without a vector.
    """
    if adjective not in words:
        raise ValueError(f"expected a word with a vector, got {adjective!r}")
    width = vectors.shape[1]
    nouns = {form for w in corpus.entries("core") if w.part == "noun" for form in w.english_forms}
    query = W_q[:, :width] @ vectors[words.index(adjective)]
    order = (vectors @ W_k[:, :width].T @ query).argsort(descending=True).tolist()
    return [words[row] for row in order if words[row] in nouns][:most]


def slips(pairs, links, picks):
    """The word classes of what was picked wrongly, one for each slip of all trainings.

    picks : as for `hit_shares`
    """
    classes = []
    for picked in picks:
        wrong = picked != links.noun
        rows = zip(links.sentence[wrong].tolist(), picked[wrong].tolist(), strict=True)
        classes += [pairs[row].classes[place] for row, place in rows]
    return classes


def lessons(count, held_out, seed):
    """So many sentences with two described nouns, none of which stands in `held_out`."""
    taken = {tuple(pair.english) for pair in held_out}
    return [pair for pair in sentences(count, seed) if tuple(pair.english) not in taken]


def hand_made():
    """The matrices of notebook 07's puzzle, (15, 24) each: a noun, and the next to the right."""
    W_q, W_k = torch.zeros(15, 24), torch.zeros(15, 24)
    W_q[0, 0], W_k[0, 1] = 100, 1  # adjective asks, noun answers
    W_q[1:, 10:] = torch.eye(LONGEST)
    step = torch.arange(LONGEST)[None, :] - torch.arange(LONGEST)[:, None]  # how far behind me
    W_k[1:, 10:] = torch.where(step > 0, -step, -50).float()
    return W_q, W_k


def as_classes(product, pairs, vectors, number):
    """The product W_qᵀ W_k of trained matrices, asked about word classes and places: (24, 24).

    product : (d_model + LONGEST, same)        each class speaks as the mean vector of its words
    """
    width = vectors.shape[1]
    table = torch.zeros(len(CLASSES) + LONGEST, width + LONGEST)
    table[len(CLASSES) :, width:] = torch.eye(LONGEST)
    said = [(name, word) for p in pairs for name, word in zip(p.classes, p.english, strict=True)]
    for row, name in enumerate(CLASSES):
        rows = [number[word] for other, word in said if other == name and word in number]
        if rows:
            table[row, :width] = vectors[rows].mean(dim=0)
    return table @ product @ table.T


def by_step(product, steps=range(-4, 6)):
    """Mean score, above its row's mean, of a place so far behind the asker: {steps: score}.

    product : (24, 24), as of `as_classes`
    """
    places = product[len(CLASSES) :, len(CLASSES) :]
    places = places - places.mean(dim=1, keepdim=True)
    return {far: torch.diagonal(places[1:13], far + 1).mean().item() for far in steps}
