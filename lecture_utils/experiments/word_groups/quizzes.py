"""Classes of words, and quizzes about them: the odd one out, and a few words with labels."""

import torch
from torch.nn import functional as F


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
