"""Make data/translator_real.pt and .json: notebook 03's translator, trained on real sentences.

    python -m tools.remake translator_real --pairs FILE [--exclude FILE …]

FILE: tab-separated English–French pairs, which stay outside the project. Training pairs whose
English stands in data/natural_pairs.tsv or in an excluded file are dropped and counted; the
excluded files are translated as a test.
"""

import json
from collections import Counter

import torch

from lecture_utils.corpus import natural_pairs, read_pairs
from lecture_utils.experiments import real_translation as real
from lecture_utils.metrics import bleu
from lecture_utils.paths import DATA
from lecture_utils.recurrent import parameter_count
from lecture_utils.tokenizer import PAD, Vocabulary
from lecture_utils.training import batches_by_length, encode_pairs, fit
from lecture_utils.translate import Trained
from tools.making.beam import translate_beam
from tools.making.manifest import sign
from tools.making.real_pairs import of_the_grammar, prepared, without
from tools.making.sampled_softmax import SampledCrossEntropy, start_at_frequencies

NAME = real.NAME
STEPS, STEPS_APART = 13_000, 1_000
SIZES = {"d_model": 160, "hidden": 352}
RECIPE = {
    "dropout": 0.3, "size": 128, "extra": 300, "full_from": 0.95, "peak_rate": 3e-3,
    "smoothing": 0.1, "average_from": 0.67,
}  # fmt: skip
LONGEST = 50  # words; longer training sentences are left out
AVERAGE_EVERY = 10  # steps
BEAM = 4


def train(pairs, steps, seed=0, **changes):
    """Train a translator on `pairs`; returns a Trained, the same with averaged weights, and the
    seconds it took.

    changes: other settings than RECIPE's. Words that occur once become <unk>.
    """
    chosen = SIZES | RECIPE | changes
    pairs = [pair for pair in pairs if max(len(pair.english), len(pair.french)) <= LONGEST]
    english = Vocabulary.from_sentences((pair.english for pair in pairs), min_count=2)
    french = Vocabulary.from_sentences((pair.french for pair in pairs), min_count=2)
    torch.manual_seed(seed)
    model = real.build(english, french, chosen["d_model"], chosen["hidden"], chosen["dropout"])
    encoded = encode_pairs(pairs, english, french)
    counts = Counter(word for _, target in encoded for word in target)
    start_at_frequencies(model.decoder.output, [counts[word] for word in range(len(french))])
    cross_entropy = SampledCrossEntropy(
        chosen["extra"], chosen["full_from"], seed, chosen["smoothing"]
    )
    averaged = torch.optim.swa_utils.AveragedModel(model)

    def at_step(step, progress, loss):
        cross_entropy.at_step(step, progress, loss)
        if progress >= chosen["average_from"] and step % AVERAGE_EVERY == 0:
            averaged.update_parameters(model)

    def loss(model, batch):
        features, _ = model.features(batch.source, batch.lengths, batch.words)
        written = batch.targets != PAD
        return cross_entropy(features[written], batch.targets[written], model.decoder.output)

    stream = batches_by_length(encoded, chosen["size"], seed)
    training = fit(
        model, stream, loss, steps=steps, peak_rate=chosen["peak_rate"], reports=20,
        at_step=at_step,
    )  # fmt: skip
    averaged.module.eval()
    both = (Trained(weights, english, french) for weights in (model, averaged.module))
    return *both, training.seconds


def figures(trained, held_out, width=1):
    """What one translator reaches, as a dictionary for JSON.

    held_out: pairs of the excluded files. width: of a beam, whose BLEU (length-normalised) stands
    under "beam" beside the greedy one; precision, recall and AER on the pairs with links.
    """
    natural = {kind: natural_pairs(kind) for kind in ("lexicon", "everyday")}
    everything = [pair for pairs in natural.values() for pair in pairs]
    found = {"bleu": {}, "beam": {}} if width > 1 else {"bleu": {}}
    for name, pairs in {"natural": everything, **natural, "held out": held_out}.items():
        if pairs:
            sentences, right = [pair.english for pair in pairs], [pair.french for pair in pairs]
            found["bleu"][name] = round(real.bleu_of(trained, pairs), 1)
            if width > 1:
                searched = translate_beam(trained, sentences, width)
                found["beam"][name] = round(bleu(searched, right), 1)
    linked = [pair for pair in everything if pair.alignment]
    figures = {name: round(value, 3) for name, value in real.link_figures(trained, linked).items()}
    return found | figures


def make(pairs_file, exclude=(), steps=STEPS, steps_apart=STEPS_APART, folder=DATA):
    """data/translator_real.pt and data/translator_real.json: the translator of notebook 10.

    pairs_file: real pairs to learn from. exclude: files of pairs that are kept out, and scored.
    Stored are the last weights or, where they translate the excluded pairs better, the averaged.
    """
    held_out = [pair for file in exclude for pair in read_pairs(file)]
    written = [natural_pairs(), real.ambiguous_sentences(), held_out]
    pairs, dropped = without(read_pairs(pairs_file), [item for part in written for item in part])
    taken, grammar = prepared(pairs), of_the_grammar()
    rows = []
    for sentences, chosen, count in (
        ("both", [*taken, *grammar], steps),
        ("real", taken, steps_apart),
        ("grammar", grammar, steps_apart),
        ("both", [*taken, *grammar], steps_apart),
    ):
        plain, averaged, seconds = train(chosen, count)
        common = {
            "sentences": sentences, "steps": count, "seconds": round(seconds),
            "parameters": parameter_count(plain.model),
            "vocabularies": [len(words) for words in plain[1:]],
            "pairs": len(chosen), "dropped": dropped, **SIZES, **RECIPE,
        }  # fmt: skip
        if count == steps:
            tried = [("last", plain), ("averaged", averaged)]
            final = [common | {"weights": name} | figures(it, held_out, BEAM) for name, it in tried]
            best = max((0, 1), key=lambda number: final[number]["bleu"].get("held out", 0))
            final[best]["stored"] = True
            real.save(folder / f"{NAME}.pt", tried[best][1])
            rows += final
        else:
            rows.append(common | {"weights": "last"} | figures(plain, held_out))
        lines = ",\n".join(json.dumps(row) for row in rows)
        (folder / f"{NAME}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        sign(f"{NAME}.pt", f"{NAME}.json", folder=folder)
        print(lines, flush=True)
