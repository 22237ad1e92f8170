"""Skip-gram with negative sampling: word vectors trained on which words stand near which.

Mikolov et al. 2013 (arXiv 1310.4546), section 2.2.
"""

import itertools
from typing import NamedTuple

import torch
from torch.nn import functional as F

from . import corpus
from .guards import guarded, whole
from .paths import data_path, read_json

SENTENCES, WINDOW, STEPS = 8000, 2, 1200  # how data/word_vectors.pt was made


def _check_pairs(pairs, vocab, d_model, seed):
    if len(pairs) == 0 or not 0 <= pairs.min() <= pairs.max() < vocab:
        raise ValueError(f"expected pairs of ids from 0 to {vocab - 1}, and at least one pair")


def _check_window(sentences, number, window):
    whole("window", window)


@guarded(_check_window)
def window_pairs(sentences, number, window=2):
    """Pairs (centre id, context id) of words at most `window` apart.

    sentences : lists of tokens; those without a number are left out before neighbours are counted
    number    : {word: id}
    returns (pairs, 2) of int64, also when there are no pairs

    Source: Mikolov et al. 2013, section 2.
    Raises TypeError and ValueError for a window that is no whole number of 1 or more. Taught in
    notebook 08.
    """
    pairs = []
    for sentence in sentences:
        ids = [number[word] for word in sentence if word in number]
        for i, centre in enumerate(ids):
            near = ids[max(0, i - window) : i] + ids[i + 1 : i + 1 + window]
            pairs += [(centre, context) for context in near]
    return torch.tensor(pairs).long().view(-1, 2)


def noise_distribution(counts):
    """How likely each word is drawn as a wrong neighbour: its count to the power 0.75.

    counts : (vocab,)
    returns (vocab,), sums to 1

    Source: Mikolov et al. 2013, section 2.2. Used in notebook 08.
    """
    tempered = counts**0.75
    return tempered / tempered.sum()


def skip_gram_loss(centre, context, noise):
    """Mean loss of telling the true neighbour from the drawn ones.

    centre, context : (batch, d_model)        noise : (batch, negatives, d_model)
    returns a single number

    Source: Mikolov et al. 2013, equation 4. Taught in notebook 08.
    """
    true = (centre * context).sum(dim=-1)
    drawn = (noise @ centre[:, :, None])[:, :, 0]
    return -(F.logsigmoid(true) + F.logsigmoid(-drawn).sum(dim=-1)).mean()


@guarded(_check_pairs)
def skip_gram_steps(pairs, vocab, d_model=32, seed=0):
    """Train two tables, for words as centre and as context, and show the first after each step.

    pairs : (pairs, 2), as of `window_pairs`
    yields (vocab, d_model) without end: before training, after step 1, after step 2 …

    The loss is `skip_gram_loss`. Each word is scored with each once, and a pair looks its score up:
    for hundreds of words that is several times quicker than to fetch 14,336 vectors.

    Raises ValueError for no pairs, or ids that do not fit `vocab`. Used in notebook 08.
    """
    draw = torch.Generator().manual_seed(seed)
    tables = [torch.randn(vocab, d_model, generator=draw) * d_model**-0.5 for _ in range(2)]
    centres, contexts = (table.requires_grad_() for table in tables)
    noise = noise_distribution(torch.bincount(pairs[:, 1], minlength=vocab))
    optimizer = torch.optim.Adam(tables, lr=0.01, fused=True)
    wished = torch.tensor([1.0, -1, -1, -1, -1, -1])  # a high score, then five low ones
    while True:
        yield centres.detach().clone()
        centre, context = pairs[torch.randint(len(pairs), (2048,), generator=draw)].T
        wrong = torch.multinomial(noise, 5 * 2048, replacement=True, generator=draw).view(-1, 5)
        asked = torch.cat([context[:, None], wrong], dim=1) + vocab * centre[:, None]
        scores = (centres @ contexts.T).flatten()[asked]  # (2048, 6)
        loss = -F.logsigmoid(wished * scores).sum(dim=1).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def train_vectors(pairs, vocab, steps, d_model=32, seed=0):
    """The vectors after `steps` steps of `skip_gram_steps`: (vocab, d_model)."""
    return next(itertools.islice(skip_gram_steps(pairs, vocab, d_model, seed), steps, None))


def same_class(vectors, words, classes):
    """Share of the classified words whose most similar other one (cosine) is of their class.

    vectors : (vocab, d_model)        words : one a row        classes : {word: meaning class}
    returns (share, share expected by chance)

    Raises ValueError for fewer than two classified words. Used in notebook 08.
    """
    rows = [row for row, _ in enumerate(vectors) if words[row] in classes]
    if len(rows) < 2:
        raise ValueError(f"expected at least two words with a class, got {len(rows)}")
    names = [classes[words[row]] for row in rows]
    directions = F.normalize(vectors[rows], dim=-1)
    cosine = (directions @ directions.T).fill_diagonal_(-2)
    nearest = [names[row] for row in cosine.argmax(dim=1).tolist()]
    share = sum(one == other for one, other in zip(names, nearest, strict=True)) / len(names)
    chance = sum(names.count(name) - 1 for name in names) / (len(names) - 1) / len(names)
    return share, chance


def training_pairs():
    """What the stored vectors learned from: content words of the core, and their window pairs.

    returns (words in alphabetical order, pairs)
    """
    english = [pair.english for pair in corpus.generate(SENTENCES, seed=0, words="core")]
    content = {*corpus.meaning_classes("core"), *corpus.ambiguous_words("core")}
    words = sorted({word for tokens in english for word in tokens} & content)
    number = {word: place for place, word in enumerate(words)}
    return words, window_pairs(english, number, WINDOW)


def load_vectors():
    """The stored words and their trained vectors: a list of words, and (vocab, d_model)."""
    stored = torch.load(data_path("word_vectors.pt"), weights_only=True)
    return stored["words"], stored["vectors"]


def vectors_from_counts(counts, d_model):
    """Squeeze counts into short vectors: positive pointwise mutual information, then an SVD.

    counts : (vocab, vocab), symmetric; every row needs a count
    returns (vocab, d_model)

    A pair counts for as much as it is more frequent than chance (log of the ratio, never below
    0); the singular value decomposition keeps the d_model directions that hold most of it.
    Source: Levy, Goldberg & Dagan 2015, sections 2.1, 2.2 and 3.3 (square roots of the values,
    neighbours' counts to the power 0.75).

    Raises ValueError for a word without neighbours, and for fewer directions than one or more
    than words; TypeError for a d_model that is no whole number.
    """
    whole("d_model", d_model)
    rows = counts.sum(dim=1)
    if (rows == 0).any() or d_model > len(counts):
        raise ValueError(f"every word needs a neighbour, and d_model ({d_model}) <= vocab")
    columns = rows**0.75
    ratio = counts / rows[:, None] * (columns.sum() / columns)
    information = ratio.clamp(min=1).log()
    left, values, _ = torch.linalg.svd(information.double())
    return (left[:, :d_model] * values[:d_model].sqrt()).float()


class RealRows(NamedTuple):
    """What a real model's table of words says: numbers of MiniLM's input rows, stored.

    nearest   : {word: [(the most similar whole word, cosine), …]}, the nearest first
    opposites : {(word, opposite): (cosine, rank of the opposite, 1 = the nearest)}
    kinds     : (words, cosines): twelve words of four kinds, and all their cosines (word, word)
    analogy   : {"woman - man + king": [(word, cosine), …]}, no word left out
    counts    : the same for all pairs of men and women: how often the sum gives an input back,
                how often it is right, with the inputs left out, and without any sum
    """

    nearest: dict
    opposites: dict
    kinds: tuple
    analogy: dict
    counts: dict


def load_real_rows():
    """Read data/minilm_rows.json: what real word vectors say of the words of notebooks 05, 08."""
    stored = read_json("minilm_rows.json")
    words, cosines = stored["kinds"]
    return RealRows(
        {word: [tuple(near) for near in found] for word, found in stored["nearest"].items()},
        {(word, other): (cosine, rank) for word, other, cosine, rank in stored["opposites"]},
        (words, torch.tensor(cosines)),
        {text: [tuple(near) for near in found] for text, found in stored["analogy"].items()},
        stored["counts"],
    )
