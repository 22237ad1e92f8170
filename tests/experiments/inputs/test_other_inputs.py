"""Each experiment on an input unlike that of its own tests: not square, ties, other seeds, one row.

What it returns is compared with its record, see conftest.py. tests/house/test_records.py looks
that no public function of the room is without one.
"""

from collections import Counter

import pytest
import torch

from lecture_utils import corpus
from lecture_utils.corpus.pair import Pair
from lecture_utils.experiments import (
    adjectives,
    alignment,
    company,
    heads,
    interventions,
    language_models,
    probes,
    reading,
    real_bert,
    real_translation,
    senses,
    similarity,
    translation_runs,
    word_groups,
    word_order,
)
from lecture_utils.pretrained import load_bert
from lecture_utils.tokenizer import Vocabulary
from lecture_utils.training import make_batch
from lecture_utils.transformer import Transformer
from lecture_utils.translate import Trained
from tests.experiments.translation.test_alignment import NEAR, SEES, small_model
from tests.taught.test_pretrained import write_bert

DESCRIBED = adjectives.sentences(9, seed=3)
MIXED = corpus.generate(60, seed=8, max_words=20, words="core")
MARKED = [
    Pair([*pair.english, mark], [*pair.french, mark], pair.alignment)
    for pair, mark in zip(MIXED[:6], ".?!,.…", strict=True)
]
LETTERS = list("abcdefgh")
KINDS = {letter: "left" if letter in "abc" else "right" for letter in LETTERS}


def drawn(*shape, seed=7):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def counts():
    return (5 * drawn(8, 8).abs()).round() + torch.eye(8)


def language_model(seed=3, **sizes):
    torch.manual_seed(seed)
    words = language_models.make_vocabulary([pair.english for pair in MIXED])
    sizes = {"d_model": 12, "heads": 3, "layers": 2, "longest": 30} | sizes
    return language_models.TinyModel(Transformer(len(words), **sizes).eval(), words)


def translator(score="additive", pairs=MIXED, seed=1):
    torch.manual_seed(seed)
    english, french = (Vocabulary.from_sentences(getattr(pair, side) for pair in pairs)
                       for side in ("english", "french"))  # fmt: skip
    model = translation_runs.build(english, french, score, width=20)
    return Trained(model.eval(), english, french)


def stored():
    return translation_runs.load("translator_0.pt")


def small_task(pairs=MIXED):
    trained = translator(pairs=pairs)
    return translation_runs.Task(pairs[:40], pairs[40:], trained.english, trained.french)


def learned(words=("cat", "dog", "boat", "the", "hot", "cold", "king", "queen", "man", "woman")):
    return list(words), drawn(len(words), 5, seed=2)


def batch(count=5):
    ids = language_model().vocabulary
    rows = [ids.encode(pair.english) for pair in MIXED[:count]]
    return make_batch([(row, row) for row in rows])


def english(count=12):
    return [pair.english for pair in MIXED[:count]]


PRODUCT = drawn(24, 24, seed=4)
W_Q, W_K = drawn(5, 24, seed=5), drawn(5, 24, seed=6)
NUMBER = {"cat": 1, "old": 0, "the": 2}
WRITTEN = [pair.french[::-1] if row % 3 else pair.french for row, pair in enumerate(MIXED)]

CALLS = {
    "class_and_position": lambda: adjectives.class_and_position(SEES),
    "best_words": lambda: [adjectives.best_words(pair, W_Q, W_K) for pair in DESCRIBED],
    "link_share": lambda: adjectives.link_share(DESCRIBED, W_Q, W_K),
    "stacked": lambda: [adjectives.stacked(adjectives.sentences(90, seed)).english
                        for seed in (1, 2, 3)],
    "stacked_long": lambda: adjectives.stacked(adjectives.sentences(90, 1)[20:], 14).english,
    "adjective_rows": lambda: [adjectives.adjective_rows(pair, W_Q, W_K) for pair in DESCRIBED[:3]],
    "mirrored": lambda: [adjectives.mirrored(pair) for pair in DESCRIBED[:2]],
    "as_links": lambda: [adjectives.as_links(DESCRIBED[:3], drawn(3, 4), NUMBER, places=places)
                         for places in (True, False)],
    "hit_shares": lambda: [
        adjectives.hit_shares([links.noun, links.noun + (links.noun % 2), links.adjective], links)
        for links in [adjectives.as_links(DESCRIBED, drawn(3, 4), NUMBER)]],
    "slips": lambda: [adjectives.slips(DESCRIBED, links, [links.adjective, links.noun])
                      for links in [adjectives.as_links(DESCRIBED, drawn(3, 4), NUMBER)]],
    "favourites": lambda: [adjectives.favourites(drawn(2, 19), drawn(2, 19, seed=1), drawn(10, 5),
                                                 learned()[0], "hot")],
    "lessons": lambda: [pair.english for pair in adjectives.lessons(6, DESCRIBED[:4], seed=3)],
    "as_classes": lambda: adjectives.as_classes(drawn(18, 18), DESCRIBED, drawn(3, 4), NUMBER),
    "by_step": lambda: [adjectives.by_step(PRODUCT), adjectives.by_step(PRODUCT, range(2))],
    "missed_words": lambda: alignment.missed_words([drawn(6, 6), drawn(3, 2)], [SEES, NEAR]),
    "corner": lambda: [alignment.corner(pair) for pair in MIXED if turns(pair)],
    "first_corner": lambda: alignment.first_corner(
        [gold(pair) for pair in MIXED], MIXED, shortest=5, longest=20),
    "best_links": lambda: [alignment.best_links(pair.alignment, len(pair.french) + 1)
                           for pair in MIXED[:5]],
    "best_error_rate": lambda: alignment.best_error_rate(MIXED),
    "counted_links": lambda: alignment.counted_links(MIXED[:30], MIXED[30:34], rounds=2),
    "natural_words": lambda: alignment.natural_words([Pair(["a", "1", "?"], ["l'", "–", "é"])]),
    "softest": lambda: alignment.softest([drawn(len(pair.french), 4, seed=row).softmax(dim=1)
                                          for row, pair in enumerate(MIXED)], MIXED),
    "multiply_adds": lambda: [alignment.multiply_adds(score, 3, 5, 8)
                              for score in translation_runs.SCORE_NAMES],
    "forced_maps": lambda: alignment.forced_maps(translator("dot"), MIXED[:5], size=2),
    "met": lambda: company.met(counts()),
    "shared": lambda: company.shared(counts(), LETTERS, "a", "f", most=2),
    "train_part": lambda: [company.train_part(counts(), part, 3, seed=2, d_model=3, drawn=2)
                           for part in company.HALVES],
    "heaps": lambda: company.heaps(counts(), LETTERS, KINDS, "pull only", steps=4, seeds=3),
    "halves": lambda: company.halves(counts()[:4, :4], LETTERS[:4], KINDS),
    "snapshots": lambda: company.snapshots(iter(range(40, 90)), (0, 3, 7)),
    "courses": lambda: company.courses([{0: drawn(8, 2), 5: drawn(8, 2, seed=1)}], LETTERS, KINDS),
    "texts_in_words": lambda: company.texts_in_words(["It isn't 3 O'Clock.", "Ça va – non?"]),
    "first_sentences": lambda: [company.first_sentences(english(), n) for n in (1, 20)],
    "measure_company": lambda: company.measure(english(60), seed=4, steps=6, least=4),
    "train_with": lambda: company.train_with(
        lambda c, contexts, true, noise: ((c - contexts[true]) ** 2).sum() - contexts[noise].sum(),
        torch.tensor([[0, 1], [2, 3], [4, 0]]), 5, seed=2, steps=3, d_model=3),
    "flat_neighbours": lambda: company.flat_neighbours(drawn(9, 4)),
    "loss_of": lambda: [heads.loss_of(language_model(), english(), name)
                        for name in ("GPT", "BERT")],
    "costs": lambda: heads.costs(language_model(), english(4), "BERT"),
    "shares": lambda: [heads.shares(language_model(), english(5), n) for n in ("GPT", "BERT")],
    "block_parameters": lambda: [heads.block_parameters(size) for size in (1, 10, 768)],
    "on_meta": lambda: {name: heads.on_meta(name) for name in ("GPT", "BERT", "GPT-2")},
    "silence_heads": lambda: heads.silence_heads(language_model().model, 1, 0, 2),
    "most_and_other": lambda: interventions.most_and_other(small_model(), [SEES], seed=5),
    "last_word": lambda: interventions.last_word(
        small_model(), "near us", "près de nous", hidden=("us", "de")),
    "more_than_half": lambda: interventions.more_than_half({"a": [0.5, 0.51], "b": [0.7, 1]}),
    "largest_gap": lambda: interventions.largest_gap(
        {"a": [1, 0], "b": [3]}, {"a": [2, 5], "b": [0]}),
    "hide": lambda: [language_models.hide(batch().words, share, torch.Generator().manual_seed(2))
                     for share in (0.0, 0.15, 0.5)],
    "losses": lambda: [loss(language_model().model, batch()) for loss in
                       (language_models.gpt_loss, language_models.leaking_loss,
                        language_models.bert_loss(4))],
    "gpt_loss": lambda: language_models.gpt_loss(language_model().model, batch()),
    "leaking_loss": lambda: language_models.leaking_loss(language_model().model, batch()),
    "train_language_model": lambda: language_models.train(
        english(30), language_model().vocabulary, language_models.gpt_loss, seed=6, steps=2),
    "measure_language_model": lambda: language_models.measure(
        language_model(), english(60), language_models.gpt_loss),
    "share_right": lambda: [language_models.share_right(language_model(), english(), task)
                            for task in ("hidden", "next")],
    "vectors": lambda: language_models.vectors(language_model(), " ".join(english(1)[0])),
    "top": lambda: language_models.top(drawn(20).softmax(0), language_model().vocabulary),
    "write_on": lambda: [language_models.write_on(language_model(), ["the"], 9, warm, seed=4)
                         for warm in (0.0, 0.7, 3.0)],
    "variety": lambda: language_models.variety(
        language_model(), ["the", "cat"], english(40), (0.0, 0.5, 2.0), texts=4),
    "guess_gap": lambda: language_models.guess_gap(
        language_model(), language_model(seed=4), "The cat sees THE _ near the bank.", count=2),
    "right_in_gaps": lambda: language_models.right_in_gaps(
        language_models.load_tiny_gpt(), language_models.load_tiny_bert(), english(5)),
    "fit_probe": lambda: probes.fit_probe(drawn(9, 3), torch.arange(9) % 4, 4, ridge=0.3),
    "read_back": lambda: probes.read_back(torch.add, 5, seed=2, words=30, places=6),
    "by_width": lambda: probes.by_width(torch.add, (2, 4), seeds=2),
    "overlap": lambda: [probes.overlap(3, vectors=20), probes.overlap(40, vectors=30)],
    "sample": lambda: probes.sample((2, 3), torch.Generator().manual_seed(5)),
    "accuracies": lambda: probes.accuracies(torch.add, 6, runs=2, steps=30, hidden=5),
    "accuracies_fixed": lambda: probes.accuracies(
        torch.add, 6, runs=2, positions=drawn(8, 6), steps=30),
    "first_by_width": lambda: probes.first_by_width(torch.add, (2,), drawn),
    "last_states": lambda: probes.last_states(
        translator("one way").model.encoder, MIXED[:4], translator().english),
    "nouns_read": lambda: probes.nouns_read(
        translator("one way").model.encoder, MIXED[:40], MIXED[40:], (0, 2),
        translator().english),
    "commonest_noun": lambda: probes.commonest_noun(MIXED, (0, 1, 2), translator().english),
    "build_reader": lambda: [reading.build(small_task(), reader, seed=4)
                             for reader in (reading.GATED, reading.PLAIN, reading.LOOKING)],
    "train_reader": lambda: reading.train(small_task(), reading.PLAIN, seed=1, steps=2),
    "gradient_curve": lambda: reading.gradient_curve(
        translator("one way").model.encoder, MIXED, translator().english, longest=7, most=3),
    "familiar": lambda: reading.familiar(WRITTEN[:9], MIXED[:3]),
    "led": lambda: reading.led(stored(), MIXED[:4]),
    "led_elsewhere": lambda: reading.led(
        stored(), MIXED[:4], [pair.english for pair in MIXED[4:8]]),
    "glossary": lambda: reading.glossary(MIXED),
    "both_ways": lambda: reading.both_ways(stored(), MIXED, WRITTEN),
    "compared_ways": lambda: reading.compared([reading.both_ways(stored(), MIXED, WRITTEN)], 3),
    "probe_sentences": lambda: [len(part) for part in reading.probe_sentences(small_task())],
    "word_senses": lambda: [real_bert.word_senses(), real_bert.word_senses("bank")],
    "same_sense": lambda: real_bert.same_sense(drawn(2, 7, 3), list("abcabca")),
    "found_within": lambda: [real_bert.found_within(drawn(5, 8), [1, 0, 7, 3, 3], n)
                             for n in (1, 3)],
    "answered": lambda: real_bert.answered(
        drawn(5, 8), [real_bert.Question("", at) for at in (1, 0, 7, 3, 3)],
        [(story, "") for story in "aabbbccc"]),
    "word_overlap": lambda: [
        real_bert.word_overlap(["A cat? a cat!", "the dog"], ["the cat", "a the the dog", "x"]),
        real_bert.word_overlap(["The dog"], ["the dog", "the the"], tired=0.5, long=0.1)],
    "random_gpt2": lambda: real_bert.random_gpt2(8, 2, 1, 9, 11, seed=3)(torch.arange(6)[None])[0],
    "real_without_points": lambda: real_translation.without_points(
        [Pair(["It", "'s", "me", "."], ["C'", "est", "moi", "!"]), Pair(["No"], ["Non", "…"])]),
    "bleu_by_kind": lambda: real_translation.bleu_by_kind(
        stored(), {"short": MIXED[:3], "other": MIXED[3:8]}),
    "link_figures": lambda: [real_translation.link_figures(stored(), MIXED[:6]),
                             real_translation.link_figures(stored(), MARKED, marks=False)],
    "link_yardsticks": lambda: real_translation.link_yardsticks(MARKED),
    "written": lambda: translation_runs.written(stored(), MIXED[:3]),
    "known_words": lambda: translation_runs.known_words(translator("dot", MIXED[:9])),
    "real_sharpness": lambda: real_translation.sharpness(stored(), [*MIXED[:6], *astray(2)]),
    "soft_shares": lambda: [
        real_translation.soft_shares(
            {"on gold": [0.3, 0.5, 0.9], "off gold": [0.5, 0.1], "no link": [0.2]}, *below)
        for below in ((), (0.6,), (0.2,))],
    "beside_one_sense": lambda: real_translation.beside_one_sense(
        {("bat", "animal"): (0, 3, 0), ("bat", "club"): (1, 1, 2), ("seal", "wax"): (5, 0, 5)}),
    "share_among": lambda: real_translation.share_among(MARKED, {"the", "cat", ".", "sees"}),
    "readings": lambda: real_translation.readings(
        [{"sentences": name, "steps": steps, "size": 8, "pairs": pairs}
         for name, steps, pairs in (("both", 90, 60), ("both", 30, 60), ("real", 30, 48))]),
    "word_sharpness": lambda: [real_translation.word_sharpness(stored(), MIXED[:9], least)
                               for least in (3, 12)],
    "senses_in": lambda: real_translation.senses_in(corpus.generate(300, seed=2)),
    "senses_found": lambda: real_translation.senses_found(stored(), [
        real_translation.Sense("bank", sense, frozenset(words), ["the", "bank"])
        for sense, words in (("river", ["rive", "le"]), ("money", ["banque"]))]),
    "encode_senses": lambda: senses.encode(
        [(["the", "bank", "boat"], "river"), (["a", "bank"], None)], Vocabulary(["the", "bank"])),
    "senses_of_a_head": lambda: [
        (senses.right(task, head), senses.right_by_sense(task, head), senses.lengths(task, head),
         senses.on_deciding(task, head), senses.others(task, seed=3))
        for task in [senses.task(1500, 20)] for kind in (senses.Head, senses.OneMatrix)
        for head in [senses.build(task, kind, seed=2)]],
    "on_deciding": lambda: [senses.on_deciding(task, senses.build(task, seed=5))
                            for task in [senses.task(1500, 20)]],
    "senses_row": lambda: senses.row(senses.task(1500, 20), seed=1, steps=4),
    "tables": lambda: similarity.tables(drawn(3, 2)),
    "own_kind": lambda: similarity.own_kind(drawn(6, 6), LETTERS[:6], LETTERS[:6], size=2),
    "adjectives_find": lambda: similarity.adjectives_find(
        {"one": drawn(10, 10)}, learned()[0], sentences=200, seed=1),
    "opposites": lambda: similarity.opposites(drawn(10, 10), learned()[0]),
    "opposites_apart": lambda: similarity.opposites_apart(learned()[1], learned()[0]),
    "analogies": lambda: similarity.analogies(learned()[1], learned()[0]),
    "load_rows": lambda: similarity.load_rows(),
    "members": lambda: word_groups.members(LETTERS, KINDS | {"a": "right"}, least=3),
    "odd_one_out": lambda: word_groups.odd_one_out_quizzes(
        {"a": [0, 1, 2], "b": [3, 4, 5, 6], "c": [7, 8, 9]}, 6, seed=3),
    "few_labels": lambda: word_groups.few_labels(
        {"a": [0, 1, 2], "b": [3, 4, 5, 6]}, 2, 3, seed=1),
    "odd_share": lambda: word_groups.odd_share(drawn(10, 3), torch.tensor(
        [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 1, 4], [1, 3, 5, 7]])),
    "named_share": lambda: word_groups.named_share(
        drawn(9, 3), {"a": [0, 1, 2, 3], "b": [4, 5, 6, 7, 8]}, labels=2, times=3),
    "vectors_of": lambda: word_groups.vectors_of(*learned(("eat", "eats", "cat", "cats", "soup"))),
    "told_apart": lambda: [
        word_groups.told_apart(drawn(5, 4), drawn(7, 4, seed=1) + 1, drawn(2, 4)),
        word_groups.told_apart_by_one_row(drawn(5, 4), drawn(7, 4, seed=1) + 1)],
    "told_apart_by_one_row": lambda: word_groups.told_apart_by_one_row(
        drawn(9, 4), drawn(5, 4, seed=1) + 0.5),
    "bleu_curve": lambda: translation_runs.bleu_curve(stored(), MIXED[:12], ((5, 8), (9, 20))),
    "build_translator": lambda: [translator(score, MIXED[:9]).model
                                 for score in (*translation_runs.SCORE_NAMES, None, "one way")],
    "train_translator": lambda: translation_runs.train(small_task(), "dot", seed=1, steps=2),
    "learn": lambda: translation_runs.learn(
        small_task(), translator("dot").model, seed=1, steps=2),
    "measure_translator": lambda: [translation_runs.measure(trained, small_task())
                                   for trained in (stored(), translator("dot"))],
    "measure_looking": lambda: reading.measure(stored(), small_task()),
    "translator_rows": lambda: [translation_runs.dial(), translation_runs.ways_to_ask((1, 0)),
                                {name: len(rows) for name, rows in
                                 translation_runs.compared().items()}],
    "compared": lambda: translation_runs.compared(),
    "ways_to_ask": lambda: translation_runs.ways_to_ask(seeds=(1,)),
    "count_outcomes": lambda: word_order.count_outcomes(MIXED, WRITTEN),
    "outcome_shares": lambda: [
        word_order.shares({"a": Counter(right=3, turned=1), "b": Counter(missing=2)}, name)
        for name in (word_order.RIGHT, word_order.TURNED, word_order.MISSING)],
    "order_by_distance": lambda: word_order.order_by_distance(
        MIXED, WRITTEN, {"near": (1, 2), "farther": (3, 9)}),
    "order_by_length": lambda: word_order.order_by_length(MIXED, WRITTEN),
    "turned_inside": lambda: [word_order.turned_inside({"a": Counter(right=3, turned=1), "b": {}}),
                              word_order.turned_inside({})],
    "shares_turned": lambda: word_order.shares_turned(
        [{"order": {"5–8": {"1": {"turned": 3, "both": 4}, "2–3": {"turned": 0, "both": 0}}}}],
        "5–8"),
}  # fmt: skip


def gold(pair):
    """A map that looks at the first gold word of each row."""
    first = {target: source for source, target in sorted(pair.alignment, reverse=True)}
    return torch.eye(len(pair.english))[[first.get(row, 0) for row in range(len(pair.french))]]


def turns(pair):
    to = dict(sorted(pair.alignment, reverse=True))
    return any(noun > adjective and to[noun] < to[adjective] for adjective, noun in pair.modifiers)


def astray(count):
    """Pairs in which the first French word is linked to nothing."""
    return [
        Pair(pair.english, pair.french, {link for link in pair.alignment if link[1]}, pair.classes)
        for pair in MIXED[:count]
    ]


@pytest.mark.parametrize("name", CALLS)
def test_another_input(name):
    assert CALLS[name]() is not None


def test_a_small_bert(tmp_path):
    small = load_bert(write_bert(tmp_path))
    assert len(real_bert.sentence_vectors(small, ["the cat.", "boat"], batch=1)) == 2
    assert real_bert.word_states(small, "cat", ["The cat sees.", "cat"]).shape[1] == 2
    assert real_bert.head_habits(small, ["the cat sees the boat .", "see the boat the cat"])
    assert len(real_bert.nearest_words(small, "cat", count=2)) == 2
    assert real_bert.rank(small, "cat", "boat") > 0
