"""Pairs of word groups that vectors may tell apart, or not: by meaning, by part, by form."""

import torch
from torch.nn import functional as F

from .. import corpus

FOOD, ANIMAL = ("food", "fruit", "drink"), ("animal", "pet")
MEANINGS = {
    "food | clothing": (FOOD, ("clothing",)),
    "person | animal": (("person", "name"), ANIMAL),
    "animal | food": (ANIMAL, FOOD),
}


def groups(words):
    """Six distinctions, each between two groups of the given words.

    words : the words that have vectors
    returns {name: (words of the first group, words of the second)}, in the order of `words`
    """
    classes, known = corpus.meaning_classes("core"), corpus.entries("core")
    parts = {}
    for entry in known:
        for form in entry.english_forms:
            parts.setdefault(form, set()).add(entry.part)

    def forms(part, number):
        """The first, second … form of the words of a part that have two forms in `words`."""
        having = [w.english_forms for w in known if w.part == part and len(w.english_forms) > 1]
        return {pair[number] for pair in having if set(pair[:2]) <= set(words)}

    found = {
        name: tuple({w for w in words if classes.get(w) in side} for side in sides)
        for name, sides in MEANINGS.items()
    }
    found["eat | eats"] = forms("verb", 0), forms("verb", 1)
    found["noun | verb"] = tuple(
        {w for w in words if parts.get(w) == {part}} for part in ("noun", "verb")
    )
    found["cat | cats"] = forms("noun", 0), forms("noun", 1)
    return {
        name: tuple([word for word in words if word in side] for side in sides)
        for name, sides in found.items()
    }


def members(words, classes, least=6):
    """The rows of each class that has `least` words or more: {class: [row, row, …]}.

    words : one a row        classes : {word: class}; words without a class are passed over
    """
    groups = {}
    for row, word in enumerate(words):
        if word in classes:
            groups.setdefault(classes[word], []).append(row)
    return {name: rows for name, rows in groups.items() if len(rows) >= least}


def odd_one_out_quizzes(groups, count, seed=0):
    """Draw quizzes of four rows: three of one class, and last a stranger of another.

    groups : {class: rows}, at least two classes of at least three rows
    returns (count, 4) of int64

    Raises ValueError for fewer or smaller classes.
    """
    if len(groups) < 2 or min(map(len, groups.values())) < 3:
        raise ValueError("expected at least two classes, each of three rows or more")
    draw, rows = torch.Generator().manual_seed(seed), list(groups.values())
    quizzes = []
    for _ in range(count):
        own, other = torch.randperm(len(rows), generator=draw)[:2].tolist()
        quizzes.append(_pick(rows[own], 3, draw) + _pick(rows[other], 1, draw))
    return torch.tensor(quizzes)


def few_labels(groups, labels=3, times=20, seed=0):
    """Draw which words of each class somebody labels; all others are asked for their class.

    groups : {class: rows}, each of more than `labels` rows
    returns `times` triples: labelled rows (classes, labels), asked rows, the class number of each

    Raises ValueError for a class that has no word left to ask.
    """
    if not groups or min(map(len, groups.values())) <= labels:
        raise ValueError(f"expected classes of more than {labels} rows")
    draw, lessons = torch.Generator().manual_seed(seed), []
    for _ in range(times):
        shuffled = [_pick(rows, len(rows), draw) for rows in groups.values()]
        asked = [(row, name) for name, rows in enumerate(shuffled) for row in rows[labels:]]
        lessons.append((torch.tensor([rows[:labels] for rows in shuffled]), *torch.tensor(asked).T))
    return lessons


def odd_share(vectors, quizzes):
    """How often the stranger is found: the word that fits the sum of all four directions least.

    vectors : (vocab, d_model)        quizzes : (count, 4) of rows, the stranger last
    """
    directions = F.normalize(vectors[quizzes], dim=-1)
    fit = (directions * directions.sum(dim=1, keepdim=True)).sum(dim=-1)
    return (fit.argmin(dim=1) == 3).float().mean().item()


def named_share(vectors, groups, labels=3, times=20):
    """How many words land in their class, when `labels` words of each have a label.

    Each goes to the class whose labelled words point most nearly its way on average.
    vectors : (vocab, d_model)        groups : {class: rows}
    """
    directions, right = F.normalize(vectors, dim=-1), []
    for labelled, asked, truth in few_labels(groups, labels, times):
        means = directions[labelled].mean(dim=1)
        right.append((directions[asked] @ means.T).argmax(dim=1) == truth)
    return torch.cat(right).float().mean().item()


def _pick(rows, count, draw):
    return [rows[i] for i in torch.randperm(len(rows), generator=draw)[:count].tolist()]


def vectors_of(words, vectors):
    """The vectors of both groups of each distinction: {name: ((words, d_model), (words, d_model))}.

    words : one a row of `vectors` (vocab, d_model)
    """
    row = {word: place for place, word in enumerate(words)}
    return {
        name: tuple(vectors[[row[word] for word in side]] for side in sides)
        for name, sides in groups(words).items()
    }


def _told_apart(first, second, look):
    """Share of words nearer to their own group's centre; `look` makes W_q from the known halves."""
    right = []
    for known in (0, 1):  # either half is asked once, with the other one's centres
        W_q = look(first[known::2], second[known::2])
        centres = [(group[known::2] @ W_q.T).mean(dim=0) for group in (first, second)]
        for group, own, other in ((first, *centres), (second, *centres[::-1])):
            new = group[1 - known :: 2] @ W_q.T
            nearer = (new - own).norm(dim=1) < (new - other).norm(dim=1)
            right.append(nearer.double().mean().item())
    return sum(right) / len(right)


def told_apart(first, second, W_q):
    """How well two groups of words are told apart through W_q; 1/2 is chance.

    first, second : (words, d_model)        W_q : (d_k, d_model)
    returns the share of words, 0 … 1, that lie nearer to the centre of their own group than to the
    other's, the centres being those of every second word, which are not asked
    """
    return _told_apart(first, second, lambda *_: W_q)


def told_apart_by_one_row(first, second):
    """The same through one row that asks for this distinction: from one centre to the other."""
    return _told_apart(first, second, lambda a, b: (a.mean(dim=0) - b.mean(dim=0))[None])
