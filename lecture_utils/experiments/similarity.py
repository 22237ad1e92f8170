"""What similarity finds, counted on word vectors: kinds, needed nouns, opposites, analogies."""

from collections import Counter

import torch

from .. import corpus
from ..geometry import cosine
from ..paths import read_json
from .translation_runs import RUNNING

# The pages of notebooks 07 and 08 ask for these here.
from .word_groups import members as members
from .word_groups import named_share as named_share
from .word_groups import odd_one_out_quizzes as odd_one_out_quizzes
from .word_groups import odd_share as odd_share
from .word_groups import told_apart as told_apart
from .word_groups import told_apart_by_one_row as told_apart_by_one_row
from .word_groups import vectors_of as vectors_of

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


def adjectives_find_in(model, sentences=500):
    """`adjectives_find` in a real model's table: its rows of nouns, verbs and adjectives.

    model : a Bert; words of the lexicon's core that are more than one token are left out
    """
    number = {form: model.tokenizer.token_to_id(form) for word in corpus.entries("core")
              if word.part in ("noun", "verb", "adjective")
              for form in word.english_forms}  # fmt: skip
    known = [form for form in number if number[form] is not None]
    return adjectives_find(tables(model.E[[number[form] for form in known]]), known, sentences)


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
