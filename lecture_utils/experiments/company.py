"""What skip-gram training does: its course, its halves, the same on other text, other losses."""

import itertools
from collections import Counter
from typing import NamedTuple

import torch
from torch.nn import functional as F

from ..corpus import meaning_classes
from ..embeddings import noise_distribution, same_class, train_vectors, window_pairs
from ..geometry import best_plane
from ..tokenizer import split_words

HALVES = {"pull and push": (1, 1), "pull only": (1, 0), "push only": (0, 1)}


class Heaps(NamedTuple):
    """What one part of the loss makes of the vectors; each number once a seed, (seeds,).

    alike   : mean cosine of two centres
    between : cosine of the mean centre and the mean context
    true    : mean score of a true pair
    drawn   : mean score of a centre and a drawn word
    share   : words whose nearest other word is of their class
    tables  : (centres, contexts) of the first seed, (vocab, d_model) each
    """

    alike: torch.Tensor
    between: torch.Tensor
    true: torch.Tensor
    drawn: torch.Tensor
    share: torch.Tensor
    tables: tuple


def neighbours(pairs, vocab):
    """How often each word stands near each: (centre, context), of `window_pairs`."""
    counts = torch.zeros(vocab, vocab)
    return counts.index_put_(tuple(pairs.T), torch.ones(len(pairs)), accumulate=True)


def shared(counts, words, one, other, most=6):
    """The shared company of two words: what stands near both at least twice as often as chance.

    counts : as of `neighbours`        words : one a row
    returns at most `most` words, the strongest first; each stands near both five times or more
    """
    by_chance = counts.sum(dim=1, keepdim=True) * counts.sum(dim=0) / counts.sum()
    rows = [words.index(one), words.index(other)]
    ratio = (counts / by_chance)[rows].min(dim=0).values
    ratio[counts[rows].min(dim=0).values < 5] = 0
    return [words[i] for i in ratio.topk(most).indices.tolist() if ratio[i] >= 2]


def _by_lot(counts):
    """How often training draws each word for each centre, in shares: (centre, word)."""
    true = counts / counts.sum()
    return true.sum(dim=1, keepdim=True) * noise_distribution(counts.sum(dim=0))


def met(counts):
    """Share of the words drawn by lot that stand near their centre somewhere in the text.

    counts : (vocab, vocab), as of `neighbours`
    """
    return (_by_lot(counts) * (counts > 0)).sum().item()


def _mean_cosine(vectors):
    """The mean cosine of two different rows of (words, d_model)."""
    cosine = F.cosine_similarity(vectors[:, None], vectors[None], dim=-1)
    return ((cosine.sum() - len(cosine)) / (len(cosine) ** 2 - len(cosine))).item()


def train_part(counts, part, steps, seed=0, d_model=32, drawn=5):
    """Train with a part of the loss, on all pairs at once: the mean that draws come from.

    counts : (vocab, vocab), as of `neighbours`        part : a name of HALVES
    drawn  : how many words are drawn for a true pair
    returns (centres, contexts), (vocab, d_model) each

    Raises ValueError for another part.
    """
    if part not in HALVES:
        raise ValueError(f"expected one of {', '.join(HALVES)}, got {part!r}")
    true, noise = counts / counts.sum(), noise_distribution(counts.sum(dim=0))
    wrong = drawn * true.sum(dim=1, keepdim=True) * noise
    pulls, pushes = HALVES[part]

    def loss(centres, contexts):
        scores = centres @ contexts.T
        pulled = -pulls * (true * F.logsigmoid(scores)).sum()
        return pulled - pushes * (wrong * F.logsigmoid(-scores)).sum()

    draw = torch.Generator().manual_seed(seed)
    return _descend(_start(len(counts), d_model, draw), loss, steps)


def _start(vocab, d_model, draw):
    """Two tables of random numbers, (vocab, d_model) each: centres and contexts."""
    tables = [torch.randn(vocab, d_model, generator=draw) * d_model**-0.5 for _ in range(2)]
    return [table.requires_grad_() for table in tables]


def _descend(tables, loss_of, steps):
    """Lower `loss_of` (centres, contexts) step by step; returns both tables, trained."""
    optimizer = torch.optim.Adam(tables, lr=0.01, fused=True)
    for _ in range(steps):
        loss = loss_of(*tables)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return tuple(table.detach() for table in tables)


def heaps(counts, words, classes, part, steps=150, seeds=5, drawn=5):
    """Train with a part of the loss, from several seeds, and measure: `Heaps`.

    counts : (vocab, vocab), as of `neighbours`        words, classes : as for `same_class`
    part   : a name of HALVES        drawn : how many words are drawn for a true pair
    """
    true, strange = counts / counts.sum(), _by_lot(counts)
    runs = [train_part(counts, part, steps, seed, drawn=drawn) for seed in range(seeds)]
    numbers = [
        (
            _mean_cosine(centres),
            F.cosine_similarity(centres.mean(dim=0), contexts.mean(dim=0), dim=0).item(),
            *(((centres @ contexts.T) * share).sum().item() for share in (true, strange)),
            same_class(centres, words, classes)[0],
        )
        for centres, contexts in runs
    ]
    return Heaps(*torch.tensor(numbers).T, runs[0])


def halves(counts, words, classes):
    """`heaps` for both parts of the loss together and for each alone: {name of HALVES: Heaps}."""
    return {part: heaps(counts, words, classes, part) for part in HALVES}


def snapshots(training, marks):
    """Let a training run, and keep what it shows at some steps: {step: vectors}.

    training : hands over the vectors after step 0, 1, 2 …        marks : rising steps
    """
    steps = zip(range(marks[-1] + 1), training, strict=False)
    return {step: vectors for step, vectors in steps if step in marks}


def courses(runs, words, classes):
    """How many words have one of their class as nearest, seed by seed: (seeds, marks), 0 … 1.

    runs : of each seed {step: vectors}        words, classes : as for `same_class`
    """
    return torch.tensor(
        [[same_class(vectors, words, classes)[0] for vectors in run.values()] for run in runs]
    )


def texts_in_words(texts):
    """Each text as its words, in small letters, without marks and numbers: lists of words."""
    return [[word for word in split_words(text.lower()) if word.isalpha()] for text in texts]


def first_sentences(sentences, length):
    """So many sentences that they hold at least `length` words together.

    Raises ValueError where all of them hold fewer.
    """
    totals = list(itertools.accumulate(map(len, sentences)))
    for count, total in enumerate(totals, start=1):
        if total >= length:
            return sentences[:count]
    raise ValueError(f"expected {length} words, the sentences hold {max(totals, default=0)}")


def measure(sentences, seed, classes=None, steps=400, least=3):
    """Train on a text, and look whether words of a class meet.

    classes   : {word: meaning class}; without, those of the whole lexicon
    sentences : lists of words; those that come less than `least` times are passed over
    returns (different words, share as of `same_class`, chance)
    """
    classes = classes or meaning_classes()
    counted = Counter(itertools.chain(*sentences))
    known = sorted(word for word, count in counted.items() if count >= least)
    near = window_pairs(sentences, {word: row for row, word in enumerate(known)})
    vectors = train_vectors(near, len(known), steps=steps, seed=seed)
    return len(known), *same_class(vectors, known, classes)


def train_with(loss_of, pairs, vocab, seed, steps, d_model=32):
    """Train two tables on another wish; returns the centres, (vocab, d_model).

    loss_of : of (all scores (centre, context), then of each pair of the batch the ids of its
              centre, its true context, and a word that is drawn evenly)
    """
    draw = torch.Generator().manual_seed(seed)

    def loss(centres, contexts):
        centre, context = pairs[torch.randint(len(pairs), (2048,), generator=draw)].T
        drawn = torch.randint(vocab, (2048,), generator=draw)
        return loss_of(centres @ contexts.T, centre, context, drawn)

    return _descend(_start(vocab, d_model, draw), loss, steps)[0]


def flat_neighbours(vectors):
    """What the best flat map of vectors keeps.

    returns (share of the spread, share of words whose nearest word stays their nearest)
    """

    def nearest(points):
        return torch.cdist(points, points).fill_diagonal_(torch.inf).argmin(dim=1)

    middle, plane, kept = best_plane(vectors)
    same = nearest((vectors - middle) @ plane.T) == nearest(vectors)
    return kept, same.float().mean().item()
