"""What similarity finds, counted on word vectors: kinds, needed nouns, opposites, analogies."""

import json
from collections import Counter

import torch
from torch.nn import functional as F

from .. import corpus
from ..corpus import generate
from ..geometry import cosine, length
from ..paths import data_path
from ..tokenizer import BOS
from .language_models import load

SEEDS = range(6)  # of the vectors in data/word_similarity.json
KINDS = "cat dog horse milk water soup house church castle man woman boy".split()  # four threes
ROLES = "its own noun", "another adjective", "another noun or a verb"
SENTENCE = "the old cat does not see the white boat near the bank".split()


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
    """Each adjective takes the most similar other word of its sentence: which one is it?

    tables : {ruler: (vocab, vocab)}        words : one a row; words of a sentence that have no
    row are left out
    returns {ruler: {role: number of adjectives}}, the roles as in ROLES, and the same for a
    "blind" guess among the same words; each adds up to the number of adjectives asked
    """
    row = {word: place for place, word in enumerate(words)}
    counts = {name: dict.fromkeys(ROLES, 0) for name in (*tables, "blind")}
    for pair in corpus.generate(sentences, seed=seed, words="core"):
        known = [place for place, word in enumerate(pair.english) if word in row]
        for adjective, noun in sorted(pair.modifiers):
            others = [place for place in known if place != adjective]
            if adjective not in known or noun not in others:
                continue
            roles = [_role(pair.classes[place], place == noun) for place in others]
            asks, asked = row[pair.english[adjective]], [row[pair.english[at]] for at in others]
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
    return json.loads(data_path("word_similarity.json").read_text(encoding="utf-8"))


SENTENCES, SEED = 200, 9  # of the grammar, beside those that the models learned from


def loudness_spread(lengths):
    """How many times longer the loud ones are: the 95th of 100 lengths over the 5th."""
    low, high = torch.quantile(lengths, torch.tensor([0.05, 0.95]))
    return (high / low).item()


@torch.no_grad()
def key_lengths(tiny):
    """Lengths of words as a TinyModel reads them, and of the keys that its first layer makes.

    returns (words, keys): the lengths of token + position (word,), and of the keys of all heads
    (word · heads,), over 200 sentences
    """
    model, vocabulary = tiny
    before, after = [], []
    for pair in generate(SENTENCES, seed=SEED, max_words=16, words="core"):
        ids = torch.tensor([BOS, *vocabulary.encode(pair.english)])
        x = model.tokens(ids) + model.positions.weight[: len(ids)]
        block = model.blocks[0]
        weight, bias = (p.chunk(3)[1] for p in (block.attention.in_proj_weight,
                                                block.attention.in_proj_bias))  # fmt: skip
        keys = F.linear(block.norm_1(x), weight, bias)
        before.append(length(x))
        after.append(length(keys.unflatten(-1, (model.sizes["heads"], -1))).flatten())
    return torch.cat(before), torch.cat(after)


def loudness_in_models():
    """How many times longer the loud ones are, in the two models that notebook 04 trains.

    returns {"tiny GPT": (words, keys), "tiny BERT": …}: `loudness_spread` of
    what `key_lengths` finds
    """
    files = {"tiny GPT": "tiny_gpt.pt", "tiny BERT": "tiny_bert.pt"}
    lengths = {name: key_lengths(load(file)) for name, file in files.items()}
    return {name: tuple(map(loudness_spread, both)) for name, both in lengths.items()}
