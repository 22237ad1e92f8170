"""How well does the series' own translator do on real pairs, in how little time?

    python -m tests.benchmarks.translation --train FILE --test FILE --seconds 180
    python -m tests.benchmarks.translation --model data/translator_real.pt --test FILE --beam 4

Prints one JSON line and a table. The files hold tab-separated pairs (English, French). Test
sentences whose English side occurs in the training file are left out and counted; a stored model
takes all of them, unless --train names the file that it learned from.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from functools import partial

import sacrebleu
import torch

from lecture_utils.corpus import read_pairs
from lecture_utils.experiments import real_translation
from lecture_utils.recurrent import (
    AttentionDecoder,
    Decoder,
    Encoder,
    Translator,
    parameter_count,
    width_with_parameters,
)
from lecture_utils.tokenizer import PAD, Vocabulary
from lecture_utils.training import add_dropout, batches_by_length, encode_pairs, fit
from lecture_utils.translate import Trained, translate_all
from tools.making.beam import translate_beam
from tools.making.sampled_softmax import SampledCrossEntropy, start_at_frequencies
from tools.making.side_by_side import share_weights, train_side_by_side

LONGEST = 50  # words; longer training sentences are left out and counted


def settings(seconds):
    """The rule: more time means more passes, which need more dropout against over-fitting."""
    share = min(max((seconds - 60) / 120, 0.0), 1.0)
    return {
        "d_model": 128,
        "hidden": 192,
        "dropout": round(0.1 + 0.05 * share, 3),
        "score": "additive",
        "size": 128,  # on two slow cores more steps win over larger batches
        "extra": 300,
        "full_from": 0.95,
        "smoothing": 0.1,
        "peak_rate": 3.5e-3,  # divided by the root of the number of learners
        "last_rate": 1e-3,  # of the peak
    }


def build(english, french, d_model, hidden, score, dropout, with_attention=True):
    """The translator of notebook 03; without attention, widened to as many parameters."""

    def make(width, decoder, **options):
        encoder = Encoder(len(english), d_model, width, bidirectional=True)
        model = Translator(encoder, decoder(len(french), d_model, width, **options))
        return add_dropout(model, dropout)

    if with_attention:
        return make(hidden, AttentionDecoder, score=score)
    with torch.device("meta"):
        count = parameter_count(make(hidden, AttentionDecoder, score=score))
    return make(width_with_parameters(count, lambda width: make(width, Decoder)), Decoder)


def sampled_loss(cross_entropy):
    """A loss for `fit` that never computes the logits of padding or of words left out."""

    def loss(model, batch):
        features, _ = model.features(batch.source, batch.lengths, batch.words)
        real = batch.targets != PAD
        return cross_entropy(features[real], batch.targets[real], model.decoder.output)

    return loss


def counted(batches, total):
    """The same batches; adds the target tokens of each to total[0]."""
    for batch in batches:
        total[0] += int((batch.targets != PAD).sum())
        yield batch


def unseen(train, test):
    """The test pairs whose English side no training pair has; ValueError if there is none."""
    known = {tuple(pair.english) for pair in train}
    fresh = [pair for pair in test if tuple(pair.english) not in known]
    if not fresh:
        raise ValueError("every test sentence occurs in the training file: nothing to measure")
    return fresh


def score(trained, pairs, beam=1):
    """Translate and score; returns figures as a dictionary, greedy ones and those of a beam."""
    sentences, references = [p.english for p in pairs], [" ".join(p.french) for p in pairs]
    start = time.perf_counter()
    hypotheses = [" ".join(tokens) for tokens, _ in translate_all(trained, sentences)]
    seconds = time.perf_counter() - start
    same = sum(written == wanted for written, wanted in zip(hypotheses, references, strict=True))
    figures = {
        "bleu": bleu(hypotheses, references),
        "chrf": round(sacrebleu.corpus_chrf(hypotheses, [references]).score, 2),
        "exact": round(100 * same / len(pairs), 2),
        "translate_seconds": round(seconds, 1),
    }
    if beam > 1:
        written = translate_beam(trained, sentences, beam)
        found = bleu([" ".join(tokens) for tokens in written], references)
        figures |= {"beam": beam, "bleu_beam": found}
    return figures


def bleu(hypotheses, references):
    """sacrebleu's BLEU of tokens joined by spaces, 0 … 100."""
    found = sacrebleu.corpus_bleu(hypotheses, [references], tokenize="none", force=True)
    return round(found.score, 2)


def run(
    train, test, seconds, with_attention=True, seed=0, steps=None, beam=1, learners=1, **changes
):
    """Train, translate, score; returns the figures as a dictionary.

    With `steps`, training stops after so many steps whatever the time: with one learner it repeats.
    learners: how many train the model at once, a thread and `steps` each.
    changes: other settings than those of `settings(seconds)`.
    """
    chosen = settings(seconds) | changes
    fresh = unseen(train, test)
    kept = [pair for pair in train if max(len(pair.english), len(pair.french)) <= LONGEST]
    english = Vocabulary.from_sentences((pair.english for pair in kept), min_count=2)
    french = Vocabulary.from_sentences((pair.french for pair in kept), min_count=2)
    torch.manual_seed(seed)
    sizes = {name: chosen[name] for name in ("d_model", "hidden", "score", "dropout")}
    models = [
        build(english, french, **sizes, with_attention=with_attention) for _ in range(learners)
    ]
    share_weights(*models)
    model = models[0]
    pairs = encode_pairs(kept, english, french)
    counts = Counter(word for _, target in pairs for word in target)
    start_at_frequencies(model.decoder.output, [counts[word] for word in range(len(french))])

    def learner(number):
        order = seed + 1_000 * number  # its own order of the batches
        cross_entropy = SampledCrossEntropy(
            chosen["extra"], chosen["full_from"], order, chosen["smoothing"]
        )
        total = [0]
        stream = counted(batches_by_length(pairs, chosen["size"], order), total)
        training = fit(
            models[number], stream, sampled_loss(cross_entropy), steps=steps,
            seconds=seconds if steps is None else None, last_rate=chosen["last_rate"],
            peak_rate=chosen["peak_rate"] / learners**0.5, reports=0,
            at_step=cross_entropy.at_step,
        )  # fmt: skip
        return training, total[0]

    load = os.getloadavg()[0]
    trainings, totals = zip(
        *train_side_by_side([partial(learner, number) for number in range(learners)]), strict=True
    )
    tokens, spent = sum(totals), max(training.seconds for training in trainings)
    return {
        **score(Trained(model, english, french), fresh, beam),
        "tokens_per_second": round(tokens / spent),
        "train_seconds": round(spent, 1),
        "parameters": parameter_count(model),
        "attention": with_attention,
        "steps": sum(len(training.losses) for training in trainings),
        "learners": learners,
        "passes": round(tokens / sum(len(target) + 1 for _, target in pairs), 2),
        "train_pairs": len(kept),
        "train_pairs_too_long": len(train) - len(kept),
        "test_pairs": len(fresh),
        "test_pairs_left_out": len(test) - len(fresh),
        "vocabularies": [len(english), len(french)],
        "seed": seed,
        "threads": torch.get_num_threads(),
        "load_before": round(load, 2),
        **chosen,
    }


def score_stored(path, pairs, beam=1):
    """The figures of a translator in a file; exits with a sentence where there is none."""
    try:
        trained = real_translation.load(path)
    except (OSError, ValueError) as problem:
        sys.exit(f"cannot read the model: {problem}")
    figures = score(trained, pairs, beam)
    return figures | {
        "model": str(path),
        "parameters": parameter_count(trained.model),
        "test_pairs": len(pairs),
    }


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--train", help="tab-separated pairs to train on")
    parser.add_argument("--model", help="score this stored translator instead of training one")
    parser.add_argument("--test", required=True, help="tab-separated pairs to translate")
    parser.add_argument("--seconds", type=float, default=180, help="training time")
    parser.add_argument("--no-attention", action="store_true")
    parser.add_argument("--beam", type=int, default=1, help="search with so many, after greedy")
    parser.add_argument("--threads", type=int, default=2, help="learners, each with its own")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    if options.seconds <= 0 or options.threads < 1 or options.beam < 1:
        parser.error("--seconds, --threads and --beam must be positive")
    if not (options.train or options.model):
        parser.error("give --train FILE, or --model FILE")
    torch.set_num_threads(options.threads)
    try:
        train, test = read_pairs(options.train) if options.train else [], read_pairs(options.test)
    except (OSError, ValueError) as problem:
        sys.exit(f"cannot read the pairs: {problem}")
    if options.model:
        figures = score_stored(options.model, unseen(train, test), options.beam)
    else:
        figures = run(
            train, test, options.seconds, not options.no_attention, options.seed,
            beam=options.beam, learners=options.threads,
        )  # fmt: skip
    print(json.dumps(figures))
    for name, value in figures.items():
        print(f"{name:>22}  {value}")


if __name__ == "__main__":
    main()
