"""Which 'bank'? One small head, and a trained average beside it: who is right, and who looks where.

What takes too long in front of the reader is made by `python -m tools.remake senses`.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..attention import attention, padding_mask
from ..corpus import entries, generate
from ..paths import read_json
from ..tokenizer import Vocabulary
from ..training import fit, pad
from . import translation_runs

SENTENCES, CORPUS_SEED, LONGEST, HELD_OUT = 20_000, 99, 24, 250
STEPS, RATE, DECAY = 300, 1e-2, 0.1
SEEDS = range(10)
SENSES = "money", "river"
RUNNING = translation_runs.RUNNING["boat"]
TWINS = [sentence.split() for sentence in translation_runs.RUNNING.values()]


class Banks(NamedTuple):
    """Sentences with one 'bank' each, as numbers."""

    words: list  # lists of words
    ids: Tensor  # (sentence, word), padded
    mask: Tensor  # (sentence, 1, word), True = a word, no padding
    sense: Tensor  # (sentence,), place in SENSES
    deciding: Tensor  # (sentence, word), True = a word that decides, by the lexicon


class BankTask(NamedTuple):
    """What is learned from, what is judged on, and the words known."""

    seen: Banks
    new: Banks
    vocabulary: Vocabulary


def task(sentences=SENTENCES, held_out=HELD_OUT):
    """Sentences of the grammar with one 'bank' each; always the same, none is in both parts."""
    pairs = generate(sentences, seed=CORPUS_SEED, max_words=LONGEST, words="core")
    found = [(pair.english, sense) for pair in pairs if pair.english.count("bank") == 1
             for place, sense in pair.senses.items() if pair.english[place] == "bank"]  # fmt: skip
    vocabulary = Vocabulary.from_sentences(words for words, _ in found[held_out:])
    return BankTask(encode(found[held_out:], vocabulary), encode(found[:held_out], vocabulary),
                vocabulary)  # fmt: skip


def deciding_words():
    """{sense of bank: the words, one and many, that decide for it}."""
    return {
        word.sense: {form for cue in word.cues for form in _forms(cue)}
        for word in entries()
        if word.english == "bank"
    }


def _forms(noun):
    plurals = [word.english_plural for word in entries() if word.english == noun]
    return {noun, *plurals, f"{noun}s"} - {""}


def encode(sentences, vocabulary):
    """[(words, sense or None)] -> Banks; a sense of None counts as the first."""
    words = [words for words, _ in sentences]
    ids, lengths = pad([vocabulary.encode(line) for line in words])
    sense = torch.tensor([SENSES.index(sense or SENSES[0]) for _, sense in sentences])
    decide, deciding = set().union(*deciding_words().values()), torch.zeros_like(ids).bool()
    for row, line in enumerate(words):
        deciding[row, : len(line)] = torch.tensor([word in decide for word in line])
    return Banks(words, ids, padding_mask(lengths, ids.shape[1]), sense, deciding)


class Head(nn.Module):
    """Attention with one query, that of the word `asks`, and a guess between two senses.

    asks : id of the word        ids : (sentence, word)        mask : (sentence, 1, word)
    returns context (sentence, d_k), weights (sentence, word). Taught in notebook 09.
    """

    def __init__(self, vocab, d_model=32, d_k=8):
        super().__init__()
        self.E = nn.Parameter(torch.randn(vocab, d_model))
        self.W_q, self.W_k, self.W_v = (
            nn.Parameter(torch.randn(d_k, d_model) / d_model**0.5) for _ in range(3)
        )
        self.W_sense = nn.Parameter(torch.randn(2, d_k) / d_k**0.5)

    def forward(self, asks, ids, mask):
        query = (self.E[asks] @ self.W_q.T).expand(len(ids), 1, -1)
        key, value = (self.E @ self.W_k.T)[ids], (self.E @ self.W_v.T)[ids]
        context, weights = attention(query, key, value, mask)
        return context[:, 0], weights[:, 0]


class Average(Head):
    """The same without a question: every word weighs the same."""

    def forward(self, asks, ids, mask):
        weights = mask[:, 0] / mask[:, 0].sum(dim=-1, keepdim=True)
        return (weights[:, None] @ (self.E @ self.W_v.T)[ids])[:, 0], weights


class OneMatrix(Head):
    """The same with keys for values: one matrix does both jobs."""

    def forward(self, asks, ids, mask):
        query = (self.E[asks] @ self.W_q.T).expand(len(ids), 1, -1)
        key = (self.E @ self.W_k.T)[ids]
        context, weights = attention(query, key, key, mask)
        return context[:, 0], weights[:, 0]


def build(task, kind=Head, seed=0):
    """An untrained head; the same numbers for each kind."""
    torch.manual_seed(seed)
    return kind(len(task.vocabulary))


def train(task, head, steps=STEPS, says=0):
    """Train a head to guess the sense from its context; returns the `Training`.

    says : how many lines to print on the way, each with the number of steps made
    """
    asks = task.vocabulary.encode(["bank"])

    def loss(head, banks):
        context, _ = head(asks, banks.ids, banks.mask)
        return F.cross_entropy(context @ head.W_sense.T, banks.sense)

    def tell(step, *_):
        if says and step % max(1, steps // says) == 0:
            print(f"step {step} of {steps}")

    return fit(head, [task.seen], loss, steps=steps, peak_rate=RATE, warm_up=0, last_rate=1,
               weight_decay=DECAY, reports=0, at_step=tell)  # fmt: skip


@torch.no_grad()
def look(task, head, banks, hidden=None):
    """(context, weights) of a head on Banks; hidden: (sentence, word), True = may not be seen."""
    mask = banks.mask if hidden is None else banks.mask & ~hidden[:, None]
    return head(task.vocabulary.encode(["bank"]), banks.ids, mask)


def _hits(task, head, hidden=None):
    seen, _ = look(task, head, task.seen)
    new, _ = look(task, head, task.new, hidden)
    means = torch.stack([seen[task.seen.sense == sense].mean(dim=0) for sense in (0, 1)])
    return (torch.cdist(new, means).argmin(dim=1) == task.new.sense).float()


def right(task, head, hidden=None):
    """Share of the new sentences whose context is nearer to the mean context of its own sense.

    The two means are those of the sentences that were learned from; hidden: see `look`.
    """
    return _hits(task, head, hidden).mean().item()


def right_by_sense(task, head, hidden=None):
    """What `right` counts, for the sentences of each sense of SENSES alone: [money, river]."""
    hits = _hits(task, head, hidden)
    return [hits[task.new.sense == sense].mean().item() for sense in range(len(SENSES))]


@torch.no_grad()
def lengths(task, head):
    """Mean length of what a word hands over, W_v e: (of the words that decide, of the others)."""
    decide = set().union(*deciding_words().values())
    length = (head.E @ head.W_v.T).norm(dim=-1)
    known = torch.tensor([word in decide for word in task.vocabulary])
    return length[known].mean().item(), length[~known].mean().item()


def others(task, seed=0):
    """As many words of each new sentence as decide, and others: neither these nor 'bank'."""
    new = task.new
    free = new.mask[:, 0] & ~new.deciding & (new.ids != task.vocabulary.encode(["bank"])[0])
    chance = torch.rand(free.shape, generator=torch.Generator().manual_seed(seed)) * free
    rank = chance.argsort(dim=1, descending=True).argsort(dim=1)
    return free & (rank < new.deciding.sum(dim=1, keepdim=True))


def on_deciding(task, head):
    """Share of the new sentences in which the largest weight lies on a word that decides."""
    _, weights = look(task, head, task.new)
    return task.new.deciding.gather(1, weights.argmax(dim=1, keepdim=True)).float().mean().item()


def row(task, seed, steps=STEPS):
    """Train the three kinds from one seed and measure them: one record of data/senses.json."""
    heads = {kind: build(task, kind, seed) for kind in (Head, Average, OneMatrix)}
    untrained = right(task, heads[Head])
    for head in heads.values():
        train(task, head, steps)
    attending, average, one_matrix = heads.values()
    twins = encode([(words, None) for words in TWINS], task.vocabulary)
    found = {
        "attention": right(task, attending),
        "average": right(task, average),
        "one matrix": right(task, one_matrix),
        "untrained": untrained,
        "without the deciding": right(task, attending, task.new.deciding),
        "without others": right(task, attending, others(task)),
        "average without the deciding": right(task, average, task.new.deciding),
        "on deciding": on_deciding(task, attending),
    }
    found = {name: round(share, 3) for name, share in found.items()}
    pairs = {
        "without the deciding, by sense": right_by_sense(task, attending, task.new.deciding),
        "average without the deciding, by sense": right_by_sense(task, average, task.new.deciding),
        "average lengths": lengths(task, average),
    }
    found |= {name: [round(number, 3) for number in pair] for name, pair in pairs.items()}
    weights = look(task, attending, twins)[1].tolist()
    weights = [[round(weight, 3) for weight in line] for line in weights]
    return {"seed": seed, "steps": steps, **found, "weights": weights}


WAYS = {  # what a page calls them: what a record does
    "trained attention": "attention",
    "trained average": "average",
    "attention, before its training": "untrained",
}
BLIND = {  # the deciding word hidden
    "attention": "without the deciding, by sense",
    "average": "average without the deciding, by sense",
}


def stored():
    """The full trainings kept in data/senses.json, one record a seed."""
    rows = read_json("senses.json")
    return [row for row in rows if row["steps"] == STEPS]


def shares():
    """{name of a way to read, of WAYS: its share of new sentences judged right, one a seed}."""
    rows = stored()
    return {name: [row[key] for row in rows] for name, key in WAYS.items()}


def blind():
    """{way of BLIND and sense: share of the sentences of that sense judged right, one a seed}.

    The deciding word is hidden.
    """
    rows = stored()
    return {f"{way}: {sense}": [row[key][place] for row in rows]
            for way, key in BLIND.items() for place, sense in enumerate(SENSES)}  # fmt: skip


def one_sense(rows, way="attention"):
    """In how many trainings, the deciding word hidden, one sense alone is named to nearly all.

    rows : records, as of `stored`        way : "attention" or "average"
    returns how many are right for the sentences of one sense (above 0.8), not of the other (below
    0.2)

    Raises ValueError for another way.
    """
    if way not in BLIND:
        raise ValueError(f"expected one of {', '.join(BLIND)}, got {way!r}")
    pairs = [row[BLIND[way]] for row in rows]
    return sum(min(pair) < 0.2 and max(pair) > 0.8 for pair in pairs)


def looks():
    """How the trained heads weigh the words of TWINS: (seed, sentence, word)."""
    return torch.tensor([row["weights"] for row in stored()])
