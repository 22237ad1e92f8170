"""The maker of the translator of real sentences, on a few pairs of the grammar."""

import json

import pytest
import torch

from lecture_utils.corpus import Pair, generate, natural_pairs
from lecture_utils.experiments import real_translation as real
from lecture_utils.paths import ROOT
from lecture_utils.tokenizer import split_words
from lecture_utils.translate import translate_all
from tools import remake
from tools.making import beam, both_spellings, real_pairs, translator_real


def test_the_description_of_the_data_says_how_long_the_training_took():
    rows = json.loads((ROOT / "data" / "translator_real.json").read_text(encoding="utf-8"))
    (minutes,) = {round(row["seconds"] / 60) for row in rows if row["steps"] > 10_000}
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"13,000 steps of 128 pairs, {minutes} minutes on one core" in text


def words(text):
    return text.split()


@pytest.mark.parametrize(
    "american, british",
    [
        ("color", "colour"), ("neighborhood", "neighbourhood"), ("apologizing", "apologising"),
        ("theater", "theatre"), ("traveled", "travelled"), ("gray", "grey"), ("analyze", "analyse"),
        ("defense", "defence"), ("dialogs", "dialogues"),
    ],
)  # fmt: skip
def test_american_and_british(american, british):
    assert both_spellings.british(american) == british
    assert both_spellings.american_of([american, "cat"]) == {british: american}


@pytest.mark.parametrize(
    "word", ["colour", "doctor", "prize", "size", "water", "letter", "dense", "frog", "humorous",
             "laboratory", "rumored-not", "tailor", "realist", "summer"],
)  # fmt: skip
def test_words_that_only_look_american_stay(word):
    assert both_spellings.british(word) == word


def test_no_sentence_of_the_grammar_is_in_the_test():
    read, kept = real_pairs.of_the_grammar(), natural_pairs()
    fresh = real.senses_in(generate(3000, seed=99, max_words=14))  # as on the page of notebook 10
    tested = [*kept, *real.ambiguous_sentences(), *fresh]
    _, met = real_pairs.without([*read, kept[5], fresh[5]], tested)
    assert len(fresh) > 200 and met == 2  # those that were put there


def test_contractions_are_written_out_unless_the_order_would_change():
    assert real_pairs.written_out(words("i'm sure they don't know")) == words(
        "i am sure they do not know"
    )
    assert real_pairs.written_out(words("don't you know")) == words("don't you know")
    assert real_pairs.written_out(words("i can't")) == words("i cannot")


def test_sentences_held_out_are_dropped_whatever_their_spelling_and_points():
    train = [Pair(split_words(text), ["x"]) for text in ("My neighbor left.", "A cat.", "It is.")]
    test = [Pair(split_words("My neighbour left"), ["y"]), Pair(["it", "is", "!"], ["z"])]
    kept, dropped = real_pairs.without(train, test)
    assert [pair.english for pair in kept] == [["a", "cat", "."]] and dropped == 2


def test_both_spellings_are_in_the_training_pairs():
    train = [Pair(words("a gray cat"), ["f"]), Pair(words("a grey dog"), ["g"]), Pair(["a"], ["h"])]
    found = [pair.english for pair in real_pairs.in_both_spellings(train)]
    assert found[:3] == [pair.english for pair in train]
    assert found[3:] == [words("a grey cat"), words("a gray dog")]


def test_some_pairs_lose_their_final_point_on_both_sides():
    train = [Pair(words(f"he sees {n} ."), words(f"il voit {n} .")) for n in range(400)]
    found = real_pairs.prepared(train)
    assert all((pair.english[-1] == ".") == (pair.french[-1] == ".") for pair in found)
    lost = sum(pair.english[-1] != "." for pair in found) / len(found)
    assert lost == pytest.approx(real_pairs.NO_POINT, abs=0.06)
    assert real_pairs.prepared(train) == found


@pytest.fixture
def small(monkeypatch):
    """The maker with a small grammar, few natural pairs and a tiny model."""
    pairs = generate(60, seed=3, max_words=6, words="core")
    monkeypatch.setattr(translator_real, "natural_pairs", lambda kind=None: pairs[40:43])
    monkeypatch.setattr(translator_real, "of_the_grammar", lambda: pairs[:40])
    monkeypatch.setattr(translator_real, "SIZES", {"d_model": 24, "hidden": 32})
    return pairs


def write(path, pairs):
    lines = [f"{' '.join(pair.english)}\t{' '.join(pair.french)}\n" for pair in pairs]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_make_writes_a_translator_that_loads_and_a_row_a_training(small, tmp_path):
    files = [write(tmp_path / name, small[a:b]) for name, a, b in (("a", 20, 60), ("b", 57, 60))]
    translator_real.make(files[0], [files[1]], steps=30, steps_apart=3, folder=tmp_path)
    rows = json.loads((tmp_path / "translator_real.json").read_text(encoding="utf-8"))
    kinds = {(row["sentences"], row["steps"]) for row in rows}
    assert kinds == {("both", 30), ("real", 3), ("grammar", 3), ("both", 3)}
    assert all(row["dropped"] == 6 for row in rows)  # the natural ones, and those of b
    assert all({"natural", "held out"} <= set(row["bleu"]) for row in rows)

    trained = real.load(tmp_path / "translator_real.pt")
    stored = torch.load(tmp_path / "translator_real.pt", weights_only=True)
    assert all(numbers.dtype == torch.half for numbers in stored["state"].values())
    again = trained.model.decoder
    assert again.output.weight.data_ptr() == again.words.weight.data_ptr()
    row = next(row for row in rows if row["steps"] == 30 and row.get("stored"))
    assert real.bleu_of(trained, small[40:43]) == pytest.approx(row["bleu"]["natural"], abs=2)


def test_load_refuses_another_file(tmp_path):
    torch.save({"english": []}, tmp_path / "a.pt")
    with pytest.raises(ValueError, match="expected english, french and state"):
        real.load(tmp_path / "a.pt")
    (tmp_path / "b.pt").write_text("not a model")
    with pytest.raises(ValueError, match="b.pt is not a stored translator"):
        real.load(tmp_path / "b.pt")


def test_the_command_needs_its_pairs(capsys):
    with pytest.raises(SystemExit):
        remake.main(["translator_real"])
    assert "--pairs" in capsys.readouterr().err


def test_beam_of_one_is_greedy_and_a_wider_one_finds_more_probable_sentences(small):
    trained, _, _ = translator_real.train(small, steps=120, size=16, dropout=0.0, peak_rate=0.02)
    sentences = [pair.english for pair in small]
    model, english, french = trained
    greedy = [tokens for tokens, _ in translate_all(trained, sentences, longest=12)]
    assert beam.translate_beam(trained, sentences, width=1, longest=12) == greedy

    def log_probability(source, target):
        ids = torch.tensor([english.encode(source)])
        words = torch.tensor([[2, *french.encode(target)]])
        logits, _ = model(ids, torch.tensor([ids.shape[1]]), words)
        targets = torch.tensor([*french.encode(target), 3])
        return logits[0].log_softmax(-1)[range(len(targets)), targets].sum().item()

    found = beam.translate_beam(trained, sentences, width=4, power=0.0, longest=12)
    gains = [
        log_probability(source, wide) - log_probability(source, narrow)
        for source, wide, narrow in zip(sentences, found, greedy, strict=True)
        if wide != narrow
    ]
    assert gains and min(gains) > -1e-4
