"""What similarity finds, counted on word vectors: kinds, needed nouns, opposites, analogies."""

from collections import Counter

import torch
from torch.nn import functional as F

from .. import corpus
from ..geometry import cosine
from ..paths import read_json
from .translation_runs import RUNNING

SEEDS = range(6)  # of the vectors in data/word_similarity.json
KINDS = "cat dog horse milk water soup house church castle man woman boy".split()  # four threes
ROLES = "its own noun", "another adjective", "another noun or a verb"
SENTENCE = RUNNING["boat"].split()


def tables(vectors):
    """All dot products and all cosines of word vectors: {ruler: (vocab, vocab)}."""
    return {"dot product": vectors @ vectors.T, "cosine": cosine(vectors[:, None], vectors)}


def ranked(table, words, word):
    """The other words, the most similar to `word` first.

    table : (vocab, vocab), the larger the more similar        words : one a row

    Raises ValueError for a word that has no row.
    """
    if word not in words:
        raise ValueError(f"expected a word of the table, got {word!r}")
    order = table[words.index(word)].argsort(descending=True).tolist()
    return [words[place] for place in order if words[place] != word]


def own_kind(table, words, kinds=KINDS, size=3):
    """How many of these words are most similar to another one of their kind.

    kinds : words that have a row, `size` of each kind one after the other
    """
    rows = [words.index(word) for word in kinds]
    among = table[rows][:, rows].clone().fill_diagonal_(-torch.inf)
    return sum(at // size == best // size for at, best in enumerate(among.argmax(dim=1).tolist()))


def adjectives_find(tables, words, sentences=1500, seed=5):
    """Each adjective takes the most similar different word of its sentence: which one is it?

    tables : {ruler: (vocab, vocab)}        words : one a row; words of a sentence that have no
    row are left out, and so is the adjective where it stands again: by cosine any table finds it
    returns {ruler: {role: number of adjectives}}, the roles as in ROLES, and the same for a
    "blind" guess among the same words; each adds up to the number of adjectives asked
    """
    row = {word: place for place, word in enumerate(words)}
    counts = {name: dict.fromkeys(ROLES, 0) for name in (*tables, "blind")}
    for pair in corpus.generate(sentences, seed=seed, words="core"):
        english = pair.english
        known = [place for place, word in enumerate(english) if word in row]
        for adjective, noun in sorted(pair.modifiers):
            others = [place for place in known if english[place] != english[adjective]]
            if adjective not in known or noun not in others:
                continue
            roles = [_role(pair.classes[place], place == noun) for place in others]
            asks, asked = row[english[adjective]], [row[english[at]] for at in others]
            for name, table in tables.items():
                counts[name][roles[int(table[asks, asked].argmax())]] += 1
            for role in roles:
                counts["blind"][role] += 1 / len(others)
    return counts


def _role(word_class, is_own_noun):
    return ROLES[0] if is_own_noun else ROLES[1 if word_class == "adjective" else 2]


def opposites(table, words):
    """The pairs of opposites among the words, and those that are nearest neighbours.

    returns (all pairs, those where at least one of the two has the other as its most similar)
    """
    pairs = [both for both in corpus.antonyms("core") if {*both} <= {*words}]
    close = [(one, other) for one, other in pairs if ranked(table, words, one)[0] == other
             or ranked(table, words, other)[0] == one]  # fmt: skip
    return pairs, close


def opposites_apart(vectors, words):
    """How near opposites are: beside any two words, and as neighbours.

    vectors : (vocab, d_model)        words : one a row
    returns (mean cosine of opposites, less that of any two words; share of those whose first word
    has the other as its most similar)
    """
    space = tables(vectors)["cosine"]
    any_two = (space.sum() - space.trace()) / (space.numel() - len(space))
    space = space.fill_diagonal_(-torch.inf)
    pairs = [both for both in corpus.antonyms("core") if {*both} <= {*words}]
    rows, others = ([words.index(both[side]) for both in pairs] for side in (0, 1))
    between = space[rows, others]
    nearest = between == space[rows].amax(dim=1)
    return (between.mean() - any_two).item(), nearest.float().mean().item()


def analogies(vectors, words):
    """Sums like woman - man + king, for all pairs of a man's and a woman's word: how often right?

    returns {what: how many sums}: asked, an input comes back, right as written, right with the
    three inputs left out, and right with them left out and no sum at all (the neighbour of king)
    """
    people = [both for both in corpus.gender_pairs("core") if {*both} <= {*words}]
    table = cosine(vectors[:, None], vectors)
    counts = Counter()
    for (man, woman), (king, queen) in ((a, b) for a in people for b in people if a != b):
        at = [words.index(word) for word in (woman, man, king)]
        aim = vectors[at[0]] - vectors[at[1]] + vectors[at[2]]
        order = [words[place] for place in cosine(aim, vectors).argsort(descending=True)]
        left = [word for word in order if word not in (man, woman, king)]
        alone = [word for word in ranked(table, words, king) if word not in (man, woman)]
        counts["asked"] += 1
        counts["an input comes back"] += order[0] in (man, woman, king)
        counts["right, as written"] += order[0] == queen
        counts["right, inputs left out"] += left[0] == queen
        counts["right, inputs left out, no sum"] += alone[0] == queen
    return dict(counts)


def row(seed, words, vectors):
    """Everything that notebook 05 counts, for the vectors of one seed: one stored record."""
    rulers = tables(vectors)
    near = rulers["cosine"]
    pairs, close = opposites(near, words)
    others = [word for word in SENTENCE if word in words and word != "old"]
    measured = {
        "seed": seed,
        "own kind": own_kind(near, words),
        "old": {name: max(others, key=lambda word: table[words.index("old"), words.index(word)])
                for name, table in rulers.items()},
    }  # fmt: skip
    measured |= adjectives_find(rulers, words)
    measured["blind"] = {role: round(number, 1) for role, number in measured["blind"].items()}
    measured |= {"opposites": len(pairs), "opposites nearest": len(close)}
    measured["hot"] = ranked(near, words, "hot")[0]
    return measured | {"analogies": analogies(vectors, words)}


def load_rows():
    """The stored counts, one record a seed of the vectors: data/word_similarity.json."""
    return read_json("word_similarity.json")


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
