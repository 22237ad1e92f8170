"""What becomes of a sentence in one vector, over seeds: the trainings behind notebook 02's claims.

Each row is the page's one-way translator, trained from another seed, or a control: one whose
reading half has no gates, or notebook 03's with attention. Made by
`python -m tools.remake reading`, stored in data/.
"""

from collections import Counter
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

from ..corpus import generate
from ..metrics import right_by_place, right_in_order
from ..paths import read_json
from ..recurrent import AttentionDecoder
from ..training import encode_pairs, make_batch, pad
from . import translation_runs
from .probes import commonest_noun, nouns_read
from .word_order import count_outcomes, order_by_length

GATED, PLAIN, LOOKING = "gated", "plain", "attention"
STEPS = 1_000
LONG = (17, 20)  # words: the sentences that are probed, and followed word by word
BY_PLACE = "led", "alone", "in_order", "by_luck", "other_english"  # as in `both_ways`
PROBED = range(17)  # words between a noun and the end of the sentence


def build(task, reader=GATED, seed=0):
    """An untrained translator for `task` (a translation_runs.Task).

    reader: GATED; PLAIN, whose encoder is a plain recurrent network of as many numbers a state; or
    LOOKING, the translator of notebook 03. Raises ValueError for another reader.
    """
    if reader not in (GATED, PLAIN, LOOKING):
        raise ValueError(f"reader must be {GATED!r}, {PLAIN!r} or {LOOKING!r}, got {reader!r}")
    torch.manual_seed(seed)
    kind = "additive" if reader == LOOKING else translation_runs.ONE_WAY
    model = translation_runs.build(task.english, task.french, kind)
    if reader == PLAIN:
        gru = model.encoder.gru
        model.encoder.gru = nn.RNN(gru.input_size, gru.hidden_size, batch_first=True)
    return model


def train(task, reader=GATED, seed=0, steps=STEPS):
    """Train what `build` makes; returns (Trained, mean loss of the last 20 steps)."""
    return translation_runs.learn(task, build(task, reader, seed), seed, steps)


def first_word_gradient(network, vectors):
    """How far the last state moves, to first order, when the first word's vector moves a little.

    network: nn.RNN or nn.GRU, batch first; vectors (batch, source, d_model). Measured in one random
    direction of the last state: the mean length of the gradient. Taught in notebook 02.
    """
    generator = torch.Generator().manual_seed(0)
    vectors = vectors.clone().requires_grad_()
    last = network(vectors)[0][:, -1]
    direction = F.normalize(torch.randn(last.shape, generator=generator), dim=-1)
    (last * direction).sum().backward()
    return vectors.grad[:, 0].norm(dim=-1).mean().item()


def gradient_curve(encoder, pairs, english, longest=24, most=200):
    """`first_word_gradient` for the beginnings of long sentences: one number for 1 … longest words.

    pairs: those with `longest` English words are used, at most `most` of them.
    """
    long = [english.encode(pair.english) for pair in pairs if len(pair.english) == longest][:most]
    vectors = encoder.words(torch.tensor(long)).detach()
    return [
        first_word_gradient(encoder.gru, vectors[:, :length]) for length in range(1, longest + 1)
    ]


def probe_sentences(task):
    """Sentences for the memory probe, of LONG words: (known from training, never seen there)."""
    low, high = LONG
    known = [pair for pair in task.train if low <= len(pair.english) <= high]
    seen = {tuple(pair.english) for pair in task.train}
    fresh = generate(2_000, seed=1, min_words=low, max_words=high, words="core")
    return known, [pair for pair in fresh if tuple(pair.english) not in seen]


def familiar(written, known):
    """How French is it? The share of neighbouring words that stand side by side in training, too.

    written: translations, token lists; known: list of Pair, what was trained on. Returns 0 … 1; it
    says nothing about the meaning. Raises ValueError when no translation has two words.
    """
    met = {two for pair in known for two in pairwise(pair.french)}
    found = [two in met for words in written for two in pairwise(words)]
    if not found:
        raise ValueError("expected translations of two words or more, got none")
    return sum(found) / len(found)


def glossary(pairs):
    """For each French word the English one that it is linked to most often: {French: English}.

    pairs: generated ones, with links. Good enough to gloss a translation word by word.
    """
    linked = Counter(
        (pair.french[target], pair.english[source])
        for pair in pairs
        for source, target in sorted(pair.alignment)
    )
    return {french: english for (french, english), _ in reversed(linked.most_common())}


@torch.no_grad()
def led(trained, pairs, sources=None):
    """The French that a translator writes while it reads the right previous word: token lists.

    sources: the English it reads instead of the pairs' own, one token list for each pair.
    The model is put into evaluation mode.
    """
    model, english, french = trained
    model.eval()
    batch = make_batch(encode_pairs(pairs, english, french))
    ids, lengths = batch.source, batch.lengths
    if sources is not None:
        ids, lengths = pad([english.encode(words) for words in sources])
    logits, _ = model(ids, lengths, batch.words)
    best = logits.argmax(dim=-1).tolist()
    return [french.decode(ids[: len(pair.french)]) for ids, pair in zip(best, pairs, strict=True)]


def both_ways(trained, pairs, written):
    """The share of right words at each place of sentences of LONG words, led and alone.

    written: the translations of `pairs` in free running, token lists. Returns {name: shares}: at
    the right place, led by the hand and alone; alone, if a shift is allowed, and as a control its
    agreement with the next sentence's reference; led with the next sentence's English.
    """
    low, high = LONG
    rows = [row for row, pair in enumerate(pairs) if low <= len(pair.english) <= high]
    long, wanted = [pairs[row] for row in rows], [pairs[row].french for row in rows]
    alone, english = [written[row] for row in rows], [pair.english for pair in long]
    return {
        "led": right_by_place(led(trained, long), wanted),
        "alone": right_by_place(alone, wanted),
        "in_order": right_in_order(alone, wanted),
        "by_luck": right_in_order(alone, wanted[1:] + wanted[:1]),
        "other_english": right_by_place(led(trained, long, english[1:] + english[:1]), wanted),
    }


def compared(rows, places=5):
    """How `both_ways` compare at the last `places`: three lists, one number for each of the rows.

    The right words alone, as a share of those led. Of the gap between the two, the share that
    closes when a shift is allowed and luck is taken off. And what another English sentence reaches,
    as a share of those led.
    """
    ends = [{name: sum(row[name][-places:]) for name in BY_PLACE} for row in rows]
    gaps = [end["led"] - end["alone"] for end in ends]
    shifted = [end["in_order"] - end["by_luck"] - end["alone"] for end in ends]
    return (
        [end["alone"] / end["led"] for end in ends],
        [closed / gap for closed, gap in zip(shifted, gaps, strict=True)],
        [end["other_english"] / end["led"] for end in ends],
    )


def probed(task, encoders):
    """What a memory probe reads from the last state of each encoder, and what betting wins.

    Returns (one list of shares an encoder, for 0 … 16 words after the noun; the commonest noun's
    share beyond six words).
    """
    known, fresh = probe_sentences(task)
    shares = [nouns_read(encoder, known, fresh, PROBED, task.english) for encoder in encoders]
    return shares, commonest_noun(fresh, PROBED[6:], task.english)


def measure(trained, task):
    """Everything that notebook 02 says about one trained reader, as a dictionary for JSON.

    Of a translator with attention, whose last state is not all it has, only "bleu" and "order".
    """
    encoder, pairs = trained.model.encoder, task.test
    written = translation_runs.written(trained, pairs)
    bleu = translation_runs.bleu_curve(trained, pairs)
    found = {
        "bleu": {name: round(score, 1) for name, score in bleu.items()},
        "order": order_by_length(pairs, written),
    }
    if isinstance(trained.model.decoder, AttentionDecoder):
        return found
    by_place = both_ways(trained, pairs, written)
    (nouns,), _ = probed(task, [encoder])
    gradient = gradient_curve(encoder, task.train, task.english)
    found |= {name: [round(share, 2) for share in line] for name, line in by_place.items()}
    return found | {
        "inside": {kind: dict(count) for kind, count in count_outcomes(pairs, written).items()},
        "nouns": [round(share, 3) for share in nouns],
        "gradient": [float(f"{size:.3g}") for size in gradient],
    }


def row(task, reader=GATED, seed=0, steps=STEPS):
    """Train one translator and measure it: its row of data/reading_runs.json."""
    trained, loss = train(task, reader, seed, steps)
    found = {"reader": reader, "seed": seed, "steps": steps, "loss": round(loss, 3)}
    return found | measure(trained, task)


def stored_rows(steps=STEPS):
    """The rows of data/reading_runs.json of so many steps: {reader: list of rows, by seed}."""
    rows = read_json("reading_runs.json")
    return {
        reader: sorted(
            (row for row in rows if (row["reader"], row["steps"]) == (reader, steps)),
            key=lambda row: row["seed"],
        )
        for reader in (GATED, PLAIN, LOOKING)
    }
