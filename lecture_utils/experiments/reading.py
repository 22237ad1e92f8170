"""What becomes of a sentence in one vector, over seeds: the trainings behind notebook 02's claims.

Each row is the page's one-way translator, trained from another seed, or its control, in which the
reading half has no gates. Made by `python -m tools.remake reading`, stored in data/.
"""

import json

import torch
from torch import nn
from torch.nn import functional as F

from ..corpus import LENGTH_BUCKETS, generate, label
from ..metrics import right_by_place
from ..paths import data_path
from ..recurrent import translation_loss
from ..training import batches_by_length, encode_pairs, fit, make_batch
from ..translate import Trained, translate_all
from .probes import nouns_read
from .translation_runs import ONE_WAY, SIZE, bleu_curve, build
from .word_order import count_outcomes, far_order

GATED, PLAIN = "gated", "plain"
STEPS = 1_000
LONG = (17, 20)  # words: the sentences that are probed, and followed word by word
PROBED = range(17)  # words between a noun and the end of the sentence


def train(task, reader=GATED, seed=0, steps=STEPS):
    """Train a one-way translator on `task` (a translation_runs.Task); returns (Trained, loss).

    reader: GATED, or PLAIN, whose encoder is a plain recurrent network of as many numbers a state.
    loss: the mean of the last 20 steps. Raises ValueError for another reader.
    """
    if reader not in (GATED, PLAIN):
        raise ValueError(f"reader must be {GATED!r} or {PLAIN!r}, got {reader!r}")
    torch.manual_seed(seed)
    model = build(task.english, task.french, ONE_WAY)
    if reader == PLAIN:
        gru = model.encoder.gru
        model.encoder.gru = nn.RNN(gru.input_size, gru.hidden_size, batch_first=True)
    pairs = encode_pairs(task.train, task.english, task.french)
    batches = batches_by_length(pairs, SIZE, seed)
    losses = fit(model, batches, translation_loss, steps=steps, reports=0).losses[-20:]
    return Trained(model, task.english, task.french), sum(losses) / len(losses)


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


@torch.no_grad()
def led(trained, pairs):
    """The French that a translator writes while it reads the right previous word: token lists."""
    model, english, french = trained
    written = [None] * len(pairs)
    for row, pair in enumerate(pairs):
        batch = make_batch(encode_pairs([pair], english, french))
        logits, _ = model(batch.source, batch.lengths, batch.words)
        written[row] = french.decode(logits[0, :-1].argmax(dim=-1).tolist())
    return written


def measure(trained, task, sentences):
    """Everything that notebook 02 says about one trained reader, as a dictionary for JSON.

    sentences: as from `probe_sentences`.
    """
    model, english, _ = trained
    written = [words for words, _ in translate_all(trained, [p.english for p in task.test])]
    low, high = LONG
    rows = [row for row, pair in enumerate(task.test) if low <= len(pair.english) <= high]
    long, alone = [task.test[row] for row in rows], [written[row] for row in rows]
    wanted = [pair.french for pair in long]
    far = {}
    for bucket in LENGTH_BUCKETS:
        here = [row for row, pair in enumerate(task.test)
                if bucket[0] <= len(pair.english) <= bucket[1]]  # fmt: skip
        far[label(bucket)] = far_order([task.test[r] for r in here], [written[r] for r in here])
    return {
        "bleu": {name: round(bleu, 1) for name, bleu in bleu_curve(trained, task.test).items()},
        "led": [round(share, 2) for share in right_by_place(led(trained, long), wanted)],
        "alone": [round(share, 2) for share in right_by_place(alone, wanted)],
        "inside": {kind: dict(count) for kind, count in count_outcomes(task.test, written).items()},
        "far": far,
        "nouns": [
            round(share, 3) for share in nouns_read(model.encoder, *sentences, PROBED, english)
        ],
        "gradient": [
            float(f"{size:.3g}") for size in gradient_curve(model.encoder, task.train, english)
        ],
    }


def row(task, sentences, reader=GATED, seed=0, steps=STEPS):
    """Train one translator and measure it: its row of data/reading_runs.json."""
    trained, loss = train(task, reader, seed, steps)
    found = {"reader": reader, "seed": seed, "steps": steps, "loss": round(loss, 3)}
    return found | measure(trained, task, sentences)


def stored_rows(steps=STEPS):
    """The rows of data/reading_runs.json of so many steps: {reader: list of rows, by seed}."""
    rows = json.loads(data_path("reading_runs.json").read_text(encoding="utf-8"))
    return {
        reader: sorted(
            (row for row in rows if (row["reader"], row["steps"]) == (reader, steps)),
            key=lambda row: row["seed"],
        )
        for reader in (GATED, PLAIN)
    }
