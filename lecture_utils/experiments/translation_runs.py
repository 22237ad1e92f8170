"""The trainings of notebook 03 as functions: the corpus, the models, one run, its row of figures.

What takes too long to do in front of the reader (further seeds, further score functions) is made
by this code with `python -m tools.remake translation` and stored in data/.
"""

from typing import NamedTuple

import torch

from ..corpus import LENGTH_BUCKETS, by_length, generate, label, short_phrases, split
from ..metrics import (
    alignment_error_rate,
    alignment_precision_recall,
    bleu_by_length,
    links_from_weights,
)
from ..paths import data_path, read_json
from ..recurrent import (
    AttentionDecoder,
    Decoder,
    Encoder,
    Translator,
    parameter_count,
    translation_loss,
    width_with_parameters,
)
from ..tokenizer import SPECIALS, Vocabulary
from ..training import batches_by_length, encode_pairs, fit
from ..translate import Trained, translate_all
from .alignment import forced_maps, looks_ahead, misses, multiply_adds, on_gold

PAIRS, CORPUS_SEED = 13_500, 0
SHORT = 900  # further sentences of 3 to 5 words: a translator shall know when to stop
D_MODEL, HIDDEN = 64, 128
STEPS, SIZE = 2_000, 64
SCORE_NAMES = ("additive", "dot", "scaled", "bilinear")  # and None: no attention
ONE_WAY = "one way"
WIDTH = 192  # numbers in the last state of the one-way translator, unless a run says otherwise
RUNNING = {  # one word apart, and the last word of the translation with it
    "boat": "the old cat does not see the white boat near the bank",
    "cheque": "the old cat does not see the white cheque near the bank",
}
RIGHT = {
    "boat": "le vieux chat ne voit pas le bateau blanc près de la rive",
    "cheque": "le vieux chat ne voit pas le chèque blanc près de la banque",
}


class Task(NamedTuple):
    """What is translated: pairs to learn from, pairs to test on, and the words of the first."""

    train: list
    test: list  # 100 of each range of lengths in `corpus.LENGTH_BUCKETS`
    english: Vocabulary
    french: Vocabulary


def task(pairs=PAIRS):
    """The part of the corpus that notebooks 02 and 03 use; always the same for a number of pairs.

    Single words and short phrases are among what is learned and never among what is tested. The
    test sentences of the usual number are in no larger corpus's training part.
    """
    train, test = split(generate(PAIRS, seed=CORPUS_SEED, max_words=24, words="core"))
    if pairs > PAIRS:
        held_out = {tuple(pair.english) for pair in test}
        more = generate(pairs, seed=CORPUS_SEED + 1, max_words=24, words="core")
        train = [pair for pair in more if tuple(pair.english) not in held_out]
    short = split(generate(SHORT, seed=CORPUS_SEED + 2, max_words=5, words="core"))[0]
    train = [*train, *short_phrases("core"), *short]
    english = Vocabulary.from_sentences(pair.english for pair in train)
    french = Vocabulary.from_sentences(pair.french for pair in train)
    return Task(train, by_length(test), english, french)


def build(english, french, score="additive", width=WIDTH):
    """An untrained translator; without attention (score None) as wide as gives equal parameters.

    english, french: Vocabulary objects. score: one of SCORE_NAMES, None, or ONE_WAY, which is the
    translator of notebook 02: no attention, and an encoder that reads from left to right only,
    whose last state holds `width` numbers.
    """
    if score == ONE_WAY:
        return Translator(Encoder(len(english), 128, width), Decoder(len(french), 128, width))

    def make(width, decoder, **options):
        encoder = Encoder(len(english), D_MODEL, width, bidirectional=True)
        return Translator(encoder, decoder(len(french), D_MODEL, width, **options))

    if score is not None:
        return make(HIDDEN, AttentionDecoder, score=score)
    with torch.device("meta"):
        count = parameter_count(make(HIDDEN, AttentionDecoder, score="additive"))
    return make(width_with_parameters(count, lambda width: make(width, Decoder)), Decoder)


def train(task, score="additive", seed=0, steps=STEPS, width=WIDTH):
    """Build a translator and train it; seed: of its first weights and of the order of batches.

    Returns the Trained and the mean loss of the last 20 steps.
    """
    torch.manual_seed(seed)
    return learn(task, build(task.english, task.french, score, width), seed, steps)


def learn(task, model, seed=0, steps=STEPS):
    """Train a translator of any kind on a Task; seed: of the order of batches.

    Returns the Trained and the mean loss of the last 20 steps.
    """
    batches = batches_by_length(encode_pairs(task.train, task.english, task.french), SIZE, seed)
    losses = fit(model, batches, translation_loss, steps=steps, reports=0).losses[-20:]
    return Trained(model, task.english, task.french), sum(losses) / len(losses)


def written(trained, pairs):
    """A translator's greedy translations of the English of `pairs`: a list of token lists."""
    return [tokens for tokens, _ in translate_all(trained, [pair.english for pair in pairs])]


def bleu_curve(trained, pairs, buckets=LENGTH_BUCKETS):
    """BLEU of a translator by English length: {label of the range, such as "5–8": BLEU}.

    pairs: list of Pair; ranges without a pair are left out. Errors as `metrics.bleu_by_length`.
    """
    right, lengths = [pair.french for pair in pairs], [len(pair.english) for pair in pairs]
    scores = bleu_by_length(written(trained, pairs), right, lengths, buckets)
    return {label(bucket): score for bucket, (score, _) in scores.items()}


def measure(trained, task, buckets=LENGTH_BUCKETS):
    """The figures of one trained translator on the test sentences, as a dictionary for JSON.

    "bleu": {length range: BLEU}; with attention also "precision", "recall", "aer", "on_gold":
    {class: [good, words]}, "ahead": of the links off gold, [those that look at the source of
    the next French word, all], and "running": is the running sentence right, and its twin?
    """
    scores = bleu_curve(trained, task.test, buckets)
    row = {
        "parameters": parameter_count(trained.model),
        "bleu": {name: round(score, 1) for name, score in scores.items()},
    }
    if isinstance(trained.model.decoder, AttentionDecoder):
        maps = forced_maps(trained, task.test)
        links = [links_from_weights(weights) for weights in maps]
        gold = [pair.alignment for pair in task.test]
        precision, recall = alignment_precision_recall(links, gold)
        row["precision"], row["recall"] = round(precision, 3), round(recall, 3)
        row["aer"] = round(alignment_error_rate(links, gold), 3)
        astray = [
            looks_ahead(link, pair)
            for weights, pair in zip(maps, task.test, strict=True)
            for link in misses(weights, pair)
        ]
        row["ahead"] = [sum(astray), len(astray)]
        row["running"] = {
            word: " ".join(translate_all(trained, [sentence.split()])[0][0]) == RIGHT[word]
            for word, sentence in RUNNING.items()
        }
        row["on_gold"] = {name: list(pair) for name, pair in on_gold(maps, task.test).items()}
    return row


def stored_rows(steps=STEPS, pairs=PAIRS, width=WIDTH):
    """The rows of data/translation_runs.json of so many steps and pairs: {(score, seed): row}.

    width: of the last state of the one-way translator; the other rows have no such number.
    """
    rows = read_json("translation_runs.json")
    return {
        (row["score"], row["seed"]): row
        for row in rows
        if (row["steps"], row["pairs"], row.get("width", width)) == (steps, pairs, width)
    }


def dial():
    """BLEU by length of the stored one-way trainings: {name: a list, one number for each range}.

    Three widths of the last state, and the usual width with eight times the sentences and 2.75
    times the steps.
    """

    def curve(width, **budget):
        return list(stored_rows(width=width, **budget)[ONE_WAY, 0]["bleu"].values())

    found = {f"{width} numbers": curve(width) for width in (48, WIDTH, 448)}
    return found | {f"{WIDTH}, 8 × the sentences": curve(WIDTH, steps=5_500, pairs=8 * PAIRS)}


def compared():
    """The stored trainings with and without attention: {what was trained: its rows, by seed}.

    The first two had the same budget, seeds 0 to 4; the others had more to learn from.
    """
    rows = read_json("translation_runs.json")

    def chosen(score, **fixed):
        usual = {"score": score, "steps": STEPS, "pairs": PAIRS} | fixed
        found = [row for row in rows if usual.items() <= row.items()]
        return sorted(found, key=lambda row: row["seed"])

    return {
        "attention": chosen("additive"),
        "last state": chosen(None),
        "last state, 3 × the steps": chosen(None, steps=3 * STEPS),
        "one way, 8 × the sentences": chosen(ONE_WAY, steps=5_500, pairs=8 * PAIRS),
    }


def ways_to_ask(seeds=(0, 1)):
    """{score: (BLEU at 17–20 words of each seed, AER of each seed, multiply–adds of a map)}."""
    rows = stored_rows()
    found = {score: [rows[score, seed] for seed in seeds] for score in SCORE_NAMES}
    return {
        score: ([r["bleu"]["17–20"] for r in two], [r["aer"] for r in two], multiply_adds(score))
        for score, two in found.items()
    }


def save(path, trained, score="additive"):
    """Store a translator and the words it knows: tensors and strings only."""
    kept = known_words(trained) | {"score": score, "state": trained.model.state_dict()}
    torch.save(kept, path)


def known_words(trained):
    """{"english", "french": the words that a Trained knows, without the special ones}."""
    return {
        name: [word for word in vocabulary if word not in SPECIALS]
        for name, vocabulary in (("english", trained.english), ("french", trained.french))
    }


def load(name):
    """The Trained of data/<name>, as written by `save`; nothing in it is executed.

    Raises FileNotFoundError where there is no such file.
    """
    stored = torch.load(data_path(name), weights_only=True)
    english, french = Vocabulary(stored["english"]), Vocabulary(stored["french"])
    model = build(english, french, stored["score"])
    model.load_state_dict(stored["state"])
    return Trained(model.eval(), english, french)
