"""Make again what trainings of minutes left in data/: `python -m tools.remake NAME …`.

Without a name, all of it that needs no other file. Takes minutes; `translator_real`, which needs
--pairs, about an hour. NAME may be that of a file, too; `manifest` only writes data/SHA256SUMS.
"""

import argparse
import functools
import json
import sys

import torch

from lecture_utils import embeddings, pretrained
from lecture_utils.experiments import heads as head_costs
from lecture_utils.experiments import language_models, reading, real_bert, similarity
from lecture_utils.experiments import senses as bank_senses
from lecture_utils.experiments import translation_runs as runs
from lecture_utils.machine import traps
from lecture_utils.paths import DATA
from tools.making import translator_real
from tools.making.manifest import sign

SEEDS = (0, 1)  # of the translators that are kept, and their steps
KEPT_STEPS = 3_000
MORE_SEEDS = (0, 1, 2, 3, 4)  # of what is claimed about attention and about one vector
LONGER = 3 * runs.STEPS  # is the model without attention only slower to learn?
LONGEST = {"steps": 5_500, "pairs": 108_000}  # and with far more sentences, too?
WIDTHS = (48, 448)  # beside the usual one: how much can one vector carry?
QUICK = {"score": "scaled", "seed": 0, "steps": 100}  # the row that a test can afford to re-make


def write_rows(name, rows):
    """Write a list of flat records, one a line, so that a change shows where it is."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (DATA / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    sign(name)


def translation_row(task, score, seed, steps=runs.STEPS, pairs=runs.PAIRS, width=None):
    """Train one translator and measure it: its row of data/translation_runs.json, and the model."""
    trained, loss = runs.train(task, score, seed, steps, width or runs.WIDTH)
    row = {"score": score, "seed": seed, "steps": steps, "pairs": pairs, "loss": round(loss, 3)}
    if score == runs.ONE_WAY:
        row["width"] = width or runs.WIDTH
    return row | runs.measure(trained, task), trained


def translation_plan():
    """What is trained: one dictionary of `translation_row`'s arguments a row."""
    yield QUICK
    yield from ({"score": "additive", "seed": seed, "steps": KEPT_STEPS} for seed in MORE_SEEDS)
    for score in (runs.SCORE_NAMES[0], None):
        yield from ({"score": score, "seed": seed} for seed in MORE_SEEDS)
    for score in (runs.ONE_WAY, *runs.SCORE_NAMES[1:]):
        yield from ({"score": score, "seed": seed} for seed in SEEDS)
    yield {"score": None, "seed": 0, "steps": LONGER}
    yield from ({"score": runs.ONE_WAY, "seed": 0, "width": width} for width in WIDTHS)
    yield {"score": runs.ONE_WAY, "seed": 0} | LONGEST


def translation():
    """data/translation_runs.json: each way to ask and three without; two checkpoints."""
    rows, usual = [], runs.task()
    for plan in translation_plan():
        pairs = plan.get("pairs", runs.PAIRS)
        row, trained = translation_row(usual if pairs == runs.PAIRS else runs.task(pairs), **plan)
        rows.append(row)
        print(json.dumps(row, ensure_ascii=False), flush=True)
        if plan.get("steps") == KEPT_STEPS and plan["seed"] in SEEDS:
            name = f"translator_{plan['seed']}.pt"
            runs.save(DATA / name, trained)
            sign(name)
        write_rows("translation_runs.json", rows)  # a run that is stopped keeps these


def reading_plan():
    """Notebook 02's readers and their control: (reader, seed, steps), one a row."""
    yield reading.GATED, 0, 30  # quick to re-make
    yield from ((reading.GATED, seed, reading.STEPS) for seed in MORE_SEEDS)
    for control in (reading.PLAIN, reading.LOOKING):
        yield from ((control, seed, reading.STEPS) for seed in SEEDS)


def readers():
    """data/reading_runs.json: what one vector keeps of a sentence, over seeds, and two controls."""
    rows, task = [], runs.task()
    for plan in reading_plan():
        rows.append(reading.row(task, *plan))
        print(json.dumps(rows[-1], ensure_ascii=False), flush=True)
        write_rows("reading_runs.json", rows)


def machine():
    """data/machine_traps.json and data/occlusion_maps.json: what notebook 06 shows of 9 seeds."""
    rows = []
    for trap, seed in [(trap, seed) for trap in traps.ROWS for seed in traps.SEEDS]:
        rows.append(traps.row(trap, seed))
        print(json.dumps(rows[-1]), flush=True)
    rows.append(traps.row("background", seed=0, count=40, epochs=4))  # quick to re-make
    write_rows("machine_traps.json", rows)
    write_rows("occlusion_maps.json", [traps.looks(seed) for seed in traps.SEEDS])


def tiny_gpt():
    """data/tiny_gpt.pt and data/tiny_bert.pt: the two models of notebook 04, seed 0."""
    train, test = language_models.sentences()
    vocabulary = language_models.make_vocabulary(train)
    for name, loss in (
        ("tiny_gpt.pt", language_models.gpt_loss),
        ("tiny_bert.pt", language_models.bert_loss(seed=0)),
    ):
        tiny, _ = language_models.train(train, vocabulary, loss)
        found = language_models.measure(tiny, test, loss)
        language_models.save(DATA / name, tiny, found)
        sign(name)
        print(f"{name}: test loss {found:.3f}", flush=True)


def gaps():
    """data/gap_runs.json: notebook 04's gaps, filled by a GPT and by BERTs of two lengths."""
    rows = [head_costs.gap_row(seed=0, steps=20)]  # quick to re-make
    for seed in head_costs.SEEDS:
        rows.append(head_costs.gap_row(seed))
        print(json.dumps(rows[-1]), flush=True)
    write_rows("gap_runs.json", rows)


def heads():
    """data/head_costs.json: what each head of notebook 04's models is worth, three seeds each."""
    rows = [head_costs.row("BERT", seed=0, steps=30)]  # quick to re-make
    for name, seed in [(name, seed) for name in ("GPT", "BERT") for seed in head_costs.SEEDS]:
        rows.append(head_costs.row(name, seed))
        print(json.dumps(rows[-1]), flush=True)
    write_rows("head_costs.json", rows)


def word_vectors():
    """data/word_vectors.pt, the vectors of notebook 08, seed 0; what notebook 05 counts on six.

    The vectors are kept at the end and after 20 steps, the counts in data/word_similarity.json.
    """
    words, pairs = embeddings.training_pairs()
    early, vectors = (
        embeddings.train_vectors(pairs, len(words), steps) for steps in (20, embeddings.STEPS)
    )
    torch.save({"words": words, "vectors": vectors, "early": early}, DATA / "word_vectors.pt")
    sign("word_vectors.pt")
    rows = [similarity.row(0, words, vectors)]
    for seed in similarity.SEEDS[1:]:
        vectors = embeddings.train_vectors(pairs, len(words), embeddings.STEPS, seed=seed)
        rows.append(similarity.row(seed, words, vectors))
    write_rows("word_similarity.json", rows)


def minilm_rows():
    """data/minilm_rows.json: MiniLM's rows of words of notebooks 05 and 08; no training."""
    found = real_bert.real_rows(pretrained.load_bert(pretrained.find_minilm()))
    lines = (f"{json.dumps(name)}: {json.dumps(rows)}" for name, rows in found.items())
    (DATA / "minilm_rows.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sign("minilm_rows.json")


def senses():
    """data/senses.json: notebook 09's head, a trained average and two controls, ten seeds."""
    task, quick = bank_senses.task(), {"seed": 0, "steps": 10}  # quick to re-make
    rows = []
    for plan in (quick, *({"seed": seed} for seed in bank_senses.SEEDS)):
        rows.append(bank_senses.row(task, **plan))
        print(json.dumps(rows[-1]), flush=True)
        write_rows("senses.json", rows)  # a run that is stopped keeps these


MAKERS = {
    "machine": machine,
    "translation": translation,
    "reading": readers,
    "tiny_gpt": tiny_gpt,
    "gaps": gaps,
    "heads": heads,
    "word_vectors": word_vectors,
    "minilm_rows": minilm_rows,
    "senses": senses,
}
FILES = {  # which of them writes which file
    "machine": ("machine_traps.json", "occlusion_maps.json"),
    "translation": ("translation_runs.json", *(f"translator_{seed}.pt" for seed in SEEDS)),
    "reading": ("reading_runs.json",),
    "tiny_gpt": ("tiny_gpt.pt", "tiny_bert.pt"),
    "gaps": ("gap_runs.json",),
    "heads": ("head_costs.json",),
    "word_vectors": ("word_vectors.pt", "word_similarity.json"),
    "minilm_rows": ("minilm_rows.json",),
    "senses": ("senses.json",),
    translator_real.NAME: (f"{translator_real.NAME}.pt", f"{translator_real.NAME}.json"),
}


def main(arguments=None):
    """Make the files that are named, or all; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MAKERS))
    parser.add_argument("--pairs", help="translator_real: real sentence pairs, tab-separated")
    parser.add_argument(
        "--exclude", action="append", default=[], help="translator_real: pairs not to learn from"
    )
    options = parser.parse_args(arguments)
    makers = MAKERS | {"manifest": sign, translator_real.NAME: functools.partial(
        translator_real.make, options.pairs, options.exclude
    )}  # fmt: skip
    maker = {file: name for name, files in FILES.items() for file in files}
    names = list(dict.fromkeys(maker.get(name, name) for name in options.names)) or list(MAKERS)
    if unknown := set(names) - set(makers):
        parser.error(f"no {', '.join(sorted(unknown))}; there are {', '.join(makers)}")
    if translator_real.NAME in names and not options.pairs:
        parser.error("translator_real needs --pairs FILE")
    torch.set_num_threads(1)
    for name in names:
        print(f"{name} …", flush=True)
        makers[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
